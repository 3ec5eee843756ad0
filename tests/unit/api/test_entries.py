"""Feeds: read by a feed reader, newest act first, plain text, permanent ids, no date that the dataset does not know."""

import json
import re
import xml.etree.ElementTree as ET

import feedparser
import pytest

from decoupling.api.entries import day_of_record, newest_events, write_atom, write_json_feed
from decoupling.model import StatusStep
from tests.unit.api.conftest import SITE

ATOM = "{http://www.w3.org/2005/Atom}"
OWN = f"{SITE}/feed.atom?side=CN"


@pytest.fixture
def selection(select):
    return select(sides=("CN",))


def atom(selection, events=None):
    events = newest_events(selection, 50) if events is None else events
    return write_atom(selection, events, site=SITE, own_address=OWN)


def test_a_feed_reader_finds_every_event_newest_first(selection):
    feed = feedparser.parse(atom(selection))
    assert not feed.bozo and feed.version == "atom10"
    wanted = [selection.dataset.events[i] for i in reversed(selection.counts.positions)]
    assert [entry.id for entry in feed.entries] == [f"{SITE}/event?id={event.id}" for event in wanted]
    assert [entry.link for entry in feed.entries] == [entry.id for entry in feed.entries]
    assert all(event.headline in entry.title for event, entry in zip(wanted, feed.entries, strict=True))
    assert all(event.summary in entry.content[0].value for event, entry in zip(wanted, feed.entries, strict=True))


def test_the_feed_has_what_atom_asks_for(selection):
    root = ET.fromstring(atom(selection))  # noqa: S314 (our own text)
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        assert parent.find(f"{ATOM}link[@rel='alternate']") is not None
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Decoupling Monitor"
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == root.find(f"{ATOM}id").text == OWN
    assert root.findall(f".//{ATOM}published") == []


INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
FEED_PARTS = ["id", "title", "subtitle", "updated", "link", "link", "author", "rights"]
ENTRY_PARTS = {"id": 1, "title": 1, "updated": 1, "summary": 1, "content": 1}


def test_the_feed_holds_to_the_rules_of_atom(select):
    # RFC 4287: absolute ids, each once; RFC 3339 instants; one alternate a type and language; authors; plain text.
    root = ET.fromstring(atom(select()))  # noqa: S314 (our own text)
    entries = root.findall(f"{ATOM}entry")
    assert root.tag == f"{ATOM}feed" and len(entries) == len(select().dataset.events)
    assert [child.tag.removeprefix(ATOM) for child in root][: len(FEED_PARTS)] == FEED_PARTS
    assert all(child.tag.startswith(ATOM) for child in root.iter())
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"https?://[^\s]+", address) for address in ids)
    assert all(INSTANT.fullmatch(element.text) for element in root.iter(f"{ATOM}updated"))
    for parent in (root, *entries):
        links = [(link.get("rel"), link.get("type")) for link in parent.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)) and ("alternate", "text/html") in links
    for link in root.iter(f"{ATOM}link"):
        assert re.fullmatch(r"https?://[^\s]+", link.get("href"))
    for entry in entries:
        assert {name: len(entry.findall(f"{ATOM}{name}")) for name in ENTRY_PARTS} == ENTRY_PARTS
        assert entry.find(f"{ATOM}content").get("type") == "text"
        assert all(tag.get("term") for tag in entry.findall(f"{ATOM}category"))
        assert entry.find(f"{ATOM}title").text.strip()
    assert [name.text for name in root.findall(f"{ATOM}author/{ATOM}name")] == ["Decoupling Monitor"]


def test_a_feed_is_no_older_than_its_entries(select):
    root = ET.fromstring(atom(select()))  # noqa: S314 (our own text)
    newest = max(entry.find(f"{ATOM}updated").text for entry in root.findall(f"{ATOM}entry"))
    assert root.find(f"{ATOM}updated").text >= newest


def test_a_json_feed_has_the_fields_of_its_standard(select):
    feed = json.loads(write_json_feed(select(), newest_events(select(), 50), site=SITE, own_address=OWN))
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["content_text"] and INSTANT.fullmatch(item["date_modified"])
        assert all(re.fullmatch(r"https?://[^\s]+", item[name]) for name in ("url", "external_url"))
        assert all(isinstance(tag, str) for tag in item["tags"])


def test_markup_and_signs_that_xml_cannot_hold_stay_text(selection):
    event = selection.dataset.events[0].model_copy(update={"headline": "a <b> & \x00\x1b\ufffe c", "summary": "]]>"})
    feed = feedparser.parse(atom(selection, [event]))
    assert not feed.bozo
    assert feed.entries[0].title.startswith("a <b> &") and feed.entries[0].title_detail.type == "text/plain"
    assert feed.entries[0].content[0].type == "text/plain"


def test_an_empty_feed_is_a_feed(selection):
    assert feedparser.parse(atom(selection, [])).feed.title == "Decoupling Monitor: newest acts"
    assert json.loads(write_json_feed(selection, [], site=SITE, own_address=OWN))["items"] == []


def test_a_json_feed_holds_the_same_entries(selection):
    feed = json.loads(write_json_feed(selection, newest_events(selection, 50), site=SITE, own_address=OWN))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"] and feed["feed_url"] == OWN
    entries = feedparser.parse(atom(selection)).entries
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in entries]
    assert [item["title"] for item in feed["items"]] == [entry.title for entry in entries]
    assert [item["date_modified"] for item in feed["items"]] == [entry.updated for entry in entries]
    assert all(isinstance(item["content_text"], str) and "content_html" not in item for item in feed["items"])


def test_length_is_kept(select):
    assert [event.id for event in newest_events(select(), 2)] == [e.id for e in select().dataset.events[:-3:-1]]


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({"checked": "2025-11-02", "history": ()}, "2025-11-02"),
        ({"checked": "2025-11", "history": ()}, "2025-11-30"),
        ({"checked": "2025-01-05", "history": (("2025-02-03", "done"),)}, "2025-02-03"),
        ({"checked": "2025-01-05", "history": (("2099-02-03", "done"),)}, "2025-01-05"),
        ({"checked": None, "history": ()}, "2024-05-02"),
        ({"checked": None, "history": (), "date": "2024"}, "2024-01-01"),
        ({"checked": None, "history": (), "date": "2099-01-01"}, "released"),
    ],
)
def test_a_record_is_as_new_as_its_last_known_change(changes, day, tiny_dataset):
    event = tiny_dataset.by_id["2024-05-02-acme-shanghai-lab"]
    steps = tuple(StatusStep(date=date, status=status) for date, status in changes.pop("history"))
    expected = tiny_dataset.about.released if day == "released" else day
    assert day_of_record(event.model_copy(update={**changes, "history": steps}), tiny_dataset) == expected


def test_the_address_gives_the_newest_of_the_filter(client):
    feed = feedparser.parse(client.get("/feed.atom?side=CN&limit=1").content)
    assert [entry.id for entry in feed.entries] == [f"{SITE}/event?id=2025-11-10-ministry-suspends-metal-controls"]
    assert feed.feed.id == f"{SITE}/feed.atom?side=CN&limit=1"
    assert client.get("/feed.atom?limit=1001").status_code == client.get("/feed.json?cursor=x").status_code == 400
    assert client.get("/feed.atom").headers["content-type"].startswith("application/atom+xml")
    assert client.get("/feed.json").headers["content-type"].startswith("application/feed+json")
