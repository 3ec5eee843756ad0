"""A snapshot: every link resolves, no other host is asked, all data is in it, and no other folder is overwritten."""

import datetime as dt
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import feedparser
import icalendar
import pytest

from decoupling.__main__ import main
from decoupling.export.browser import Picture
from decoupling.export.citation import describe_file
from decoupling.export.events import EVENT_FORMS, EVENTS_NOTE, write_events
from decoupling.site import figures
from decoupling.site.build import MARK, build_site
from decoupling.site.shell import MENU

SITE = "https://example.org/monitor"
DAY = dt.date(2026, 1, 31)
LOADS = {"script": "src", "img": "src", "source": "srcset", "link": "href"}
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


class Links(HTMLParser):
    """What a page loads, what it leads to, and the names of its places."""

    def __init__(self):
        super().__init__()
        self.loads, self.leads, self.ids, self.inline, self.outside = [], [], set(), [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            assert found["id"] not in self.ids
            self.ids.add(found["id"])
        if tag in LOADS and found.get("rel") not in ("canonical", "alternate"):
            self.loads += [found[LOADS[tag]]] if LOADS[tag] in found else []
        if tag == "script" and "src" not in found:
            self.inline.append(tag)
        if tag == "a":
            self.leads.append(found["href"])
            if found["href"].startswith("http"):
                self.outside.append(found)
        assert not [name for name in found if name.startswith("on")]


def read(page):
    links = Links()
    links.feed(page.read_text("utf-8"))
    return links


def build(dataset, snapshot, out, site=SITE):
    told = []
    made = build_site(
        dataset, snapshot, out, site=site, made=DAY, progress=lambda share, words: told.append((share, words))
    )
    return made, told


@pytest.fixture(scope="module")
def pictured(tiny_dataset, tiny_snapshot, tmp_path_factory):
    """A snapshot with pictures."""
    out = tmp_path_factory.mktemp("pictured") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "draw_pictures", lambda batch, bitmaps: [Picture(b"", SVG) for _ in batch])
        return out, *build(tiny_dataset, tiny_snapshot, out)


@pytest.fixture(scope="module")
def interactive(tiny_dataset, tiny_snapshot, tmp_path_factory):
    """A snapshot made where there is no browser, with no address known."""
    out = tmp_path_factory.mktemp("interactive") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DECOUPLING_BROWSER", "no-such-browser")
        return out, *build(tiny_dataset, tiny_snapshot, out, "")


@pytest.fixture(params=["pictured", "interactive"])
def either(request):
    return request.getfixturevalue(request.param)


def test_every_link_leads_to_a_file_and_a_place_in_it(either):
    out = either[0]
    pages = {path.resolve(): read(path) for path in out.rglob("*.html")}
    for path, links in pages.items():
        for address in [*links.loads, *links.leads]:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {address}"
            assert not parts.fragment or parts.fragment in pages[target].ids
    assert all(out.joinpath(path).is_file() for path in MENU)


def test_every_page_can_be_reached_from_the_first(either):
    out = either[0].resolve()
    seen, wanted = set(), [out / "index.html"]
    while wanted:
        path = wanted.pop()
        if path in seen or path.suffix != ".html":
            continue
        seen.add(path)
        wanted += [(path.parent / urlsplit(to).path).resolve() for to in read(path).leads if not urlsplit(to).scheme]
    assert seen == set(out.rglob("*.html"))


def test_nothing_is_loaded_from_elsewhere_nor_run_in_the_page(either):
    for path in either[0].rglob("*.html"):
        links, text = read(path), path.read_text("utf-8")
        assert not [address for address in links.loads if urlsplit(address).scheme or address.startswith("//")]
        assert links.inline == []
        assert "Content-Security-Policy" in text and "default-src 'none'" in text
    for path in either[0].rglob("*.[cj]s*"):
        if path.name in ("site.css", "site.js", "charts.js"):
            assert "http" not in path.read_text("utf-8")


def test_pages_of_others_are_opened_without_telling_them_whence(either):
    outside = [link for path in either[0].rglob("*.html") for link in read(path).outside]
    assert outside and all({"noopener", "noreferrer"} <= set(link["rel"].split()) for link in outside)


def test_every_event_and_every_organisation_has_a_page(pictured, tiny_dataset):
    out = pictured[0]
    for event in tiny_dataset.events:
        text = (out / "events" / f"{event.id}.html").read_text("utf-8")
        assert f"{SITE}/events/{event.id}.html" in text
        assert all(source.url in text.replace("&amp;", "&") for source in event.sources)
    assert {path.stem for path in (out / "companies").iterdir()} == set(tiny_dataset.organisations)
    listed = (out / "events.html").read_text("utf-8")
    assert all(f"events/{event.id}.html" in listed for event in tiny_dataset.events)


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_the_data_is_that_of_every_other_export(form, pictured, select):
    everything = select()
    about = describe_file("Events", everything, EVENTS_NOTE, f"{SITE}/events.html")
    held = (pictured[0] / "data" / f"events.{form}").read_bytes()
    assert held == write_events(everything.dataset.events, everything.dataset, form, about)


def test_with_an_address_there_are_feeds_that_lead_into_the_snapshot(pictured, tiny_dataset):
    out = pictured[0]
    feed = feedparser.parse((out / "feed.atom").read_bytes())
    assert not feed.bozo and len(feed.entries) == len(tiny_dataset.events)
    for entry in feed.entries:
        assert entry.id == entry.link and entry.link.startswith(f"{SITE}/events/")
        assert (out / entry.link.removeprefix(f"{SITE}/")).is_file()
    assert json.loads((out / "feed.json").read_text("utf-8"))["home_page_url"] == f"{SITE}/events.html"
    assert "feed.atom" in (out / "index.html").read_text("utf-8")


def test_without_an_address_there_is_none_and_nothing_points_to_one(interactive):
    out = interactive[0]
    assert not list(out.glob("feed*")) and "canonical" not in (out / "index.html").read_text("utf-8")
    entries = icalendar.Calendar.from_ical((out / "calendar.ics").read_bytes()).walk("VEVENT")
    assert entries and not [entry for entry in entries if "url" in entry]


def test_pictures_stand_for_light_and_dark_with_words(pictured):
    text = (pictured[0] / "index.html").read_text("utf-8")
    assert "srcset='charts/pace-dark.svg' media='(prefers-color-scheme: dark)'" in text
    assert re.search(r"<img src='charts/pace-light.svg' alt='[^']{20,}'", text)
    assert not list(pictured[0].rglob("plotly*")) and pictured[1].remark == ""


def test_without_a_browser_one_script_draws_every_chart_and_it_is_told(interactive):
    out, made, _ = interactive
    assert len(list(out.rglob("plotly*.js"))) == 1 and "browser" in made.remark.lower()
    for path in out.rglob("*.html"):
        names = re.findall(r"data-figure='([^']+)'", path.read_text("utf-8"))
        loads = read(path).loads
        assert all(f"{'../' * (path.parent != out)}charts/{name}.js" in loads for name in names)
        assert bool(names) == any(address.endswith("plotly.min.js") for address in loads)
    text = (out / "charts" / "pace.js").read_text("utf-8")
    assert set(json.loads(text.partition("] = ")[2])) == {"light", "dark"}


def test_progress_goes_from_start_to_end(either):
    _, made, told = either
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0) and all(words for _, words in told)
    assert made.pages == len(list(either[0].rglob("*.html"))) and made.size > 0 and made.seconds > 0


def test_the_same_data_gives_the_same_files(interactive, tiny_dataset, tiny_snapshot, tmp_path, monkeypatch):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")
    build(tiny_dataset, tiny_snapshot, tmp_path / "again", "")
    again = {path.relative_to(tmp_path / "again"): path for path in (tmp_path / "again").rglob("*") if path.is_file()}
    first = {path.relative_to(interactive[0]): path for path in interactive[0].rglob("*") if path.is_file()}
    assert again.keys() == first.keys()
    assert all(again[name].read_bytes() == first[name].read_bytes() for name in first)


def test_an_older_snapshot_is_replaced_and_anything_else_is_left_alone(
    tiny_dataset, tiny_snapshot, tmp_path, monkeypatch
):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")
    out = tmp_path / "site"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds something else than a snapshot; name a new or an empty folder"):
        build(tiny_dataset, tiny_snapshot, out)
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "mine.txt"]
    (out / MARK).write_text("{}")
    build(tiny_dataset, tiny_snapshot, out)
    assert not (out / "mine.txt").exists() and [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_fails_leaves_the_older_snapshot_and_nothing_beside_it(tiny_dataset, tiny_snapshot, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "draw_pictures", lambda *_, **__: 1 / 0)
    out = tmp_path / "site"
    out.mkdir()
    (out / MARK).write_text("old")
    with pytest.raises(ZeroDivisionError):
        build(tiny_dataset, tiny_snapshot, out)
    assert [path.name for path in tmp_path.iterdir()] == ["site"] and (out / MARK).read_text() == "old"


def test_the_command_says_what_it_made_and_what_is_missing(data_dir, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DECOUPLING_BROWSER", "no-such-browser")
    out = tmp_path / "site"
    assert main(["--data", str(data_dir), "site", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert re.search(r"\d+ pages, \d+ files, [\d.]+ MB in \d+ s, written to", printed.out)
    assert "give --site URL" in printed.out and "one script" in printed.out and "100%" in printed.err
    (out / MARK).unlink()
    assert main(["--data", str(data_dir), "site", "--out", str(out)]) == 2
