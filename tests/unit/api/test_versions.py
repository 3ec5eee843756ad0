"""The addresses as of a version: the same for ever; what is unknown is refused; records that moved say where to."""

import dataclasses
import json

import pytest

from decoupling.releases import UnknownVersionError, open_release
from decoupling.snapshot import build_snapshot
from tests.unit.api.conftest import OLDER
from tests.unit.api.test_service import problem


@pytest.fixture(scope="module")
def two(client_of, released):
    """A client over a world that was released twice."""

    def load(version):
        dataset = open_release(version, released.folder) if version else released.after
        return dataset, build_snapshot(dataset)

    return client_of(load)


def ids(client, query=""):
    return {row["id"] for row in client.get(f"/api/events.json{query}").json()["rows"]}


def test_a_version_freezes_the_events(two, released):
    assert ids(two, f"?v={released.before.version}") == released.before.by_id.keys()
    assert ids(two) == released.after.by_id.keys()
    assert ids(two, f"?v={released.before.version}&sector=consulting") == {released.dropped}


@pytest.mark.parametrize(
    "address",
    ["/api/events.csv", "/api/events.jsonl?limit=3", "/api/aggregate/pace.json", "/feed.atom", "/calendar.ics"],
)
def test_every_address_answers_as_of_a_version(address, two, released):
    joint = "&" if "?" in address else "?"
    frozen = two.get(f"{address}{joint}v={released.before.version}")
    assert frozen.status_code == 200
    assert frozen.content != two.get(address).content
    assert frozen.headers["etag"] != two.get(address).headers["etag"]


def test_the_next_page_is_of_the_same_version(two, released):
    address, found = f"/api/events.json?limit=5&v={released.before.version}", []
    while address:
        answer = two.get(address).json()
        found += [row["id"] for row in answer["rows"]]
        address = answer.get("next", "")
    assert found == [event.id for event in released.before.events]


def test_an_embedded_chart_keeps_its_version(client):
    answer = client.get(f"/embed/pace?v={OLDER}&sector=chips")
    assert answer.status_code == 307 and f"v={OLDER}" in answer.headers["location"]


def test_a_citation_names_the_version_and_a_feed_entry_does_not(two, released):
    about = two.get("/api/events.json?side=CN").json()
    assert about["link"].endswith(f"/events?side=CN&v={released.after.version}") and about["link"] in about["citation"]
    one = two.get(f"/api/events/{released.corrected}").json()
    assert one["link"].endswith(f"/event?id={released.corrected}&v={released.after.version}")
    numbers = two.get("/api/aggregate/pace.json").json()
    assert numbers["link"].endswith(f"?v={released.after.version}")
    assert "v=" not in two.get("/feed.json").json()["items"][0]["id"]


def test_a_version_that_cannot_be_opened_again_is_not_cited(client):
    assert "v=" not in client.get("/api/events.json").json()["citation"]


@pytest.mark.parametrize("version", ["2020.01.01-00000000", "nonsense", "%00", "..%2F..%2Fetc"])
def test_an_unknown_version_is_refused_with_those_there_are(client, version):
    found = problem(client.get(f"/api/events.csv?v={version}"), 400, "parameter")
    assert found["parameter"] == "v" and found["allowed"] == [OLDER]


def test_a_version_that_is_too_long_or_stands_twice_is_refused(client):
    for query in (f"v={'x' * 100}", f"v={OLDER}&v={OLDER}"):
        assert problem(client.get(f"/api/events.csv?{query}"), 400, "parameter")["parameter"] == "v"


def test_the_index_lists_the_versions(two, released):
    assert two.get("/api/").json()["versions"] == {released.before.version: 12, released.after.version: 11}


def test_a_merged_record_leads_to_the_event_it_is_now_part_of(two, released):
    answer = two.get(f"/api/events/{released.merged}")
    assert (answer.status_code, answer.headers["location"]) == (301, released.corrected)


def test_a_dropped_record_says_why(two, released):
    found = problem(two.get(f"/api/events/{released.dropped}"), 410, "gone")
    assert "No page carries it" in found["detail"] and found["id"] == released.dropped


def test_a_record_that_is_gone_is_given_as_of_a_version_that_had_it(two, released):
    for event_id in (released.merged, released.dropped):
        answer = two.get(f"/api/events/{event_id}?v={released.before.version}")
        assert json.loads(answer.content)["rows"][0]["id"] == event_id


def test_the_newest_version_with_workspace_events_is_refused_to_who_asks_for_another(client_of, tiny_dataset):
    newest = dataclasses.replace(tiny_dataset, version=f"{tiny_dataset.version}+w3")

    def load(version):
        if version in ("", newest.version):
            return newest, build_snapshot(newest)
        raise UnknownVersionError(version, ())

    client = client_of(load)
    assert client.get(f"/api/events.csv?v={tiny_dataset.version}%2Bw3").status_code == 200
    assert client.get(f"/api/events.csv?v={tiny_dataset.version}+w3").status_code == 200
    assert client.get(f"/api/events.csv?v={tiny_dataset.version}%2Bw4").status_code == 400
