"""Pages render, filters narrow, links reopen, empty states speak."""

from __future__ import annotations

import re

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from tests.app.conftest import figures, words

PAGES = (
    "explore/overview",
    "explore/timeline",
    "explore/answers",
    "explore/sectors",
    "explore/companies",
    "explore/exits",
    "explore/compare",
    "explore/places",
    "explore/events",
    "explore/report",
    "about/method",
)
FILTERED = PAGES[:-2]
"""Pages that show what the filter selects."""
LAB = "2025-07-23-amazon-shanghai-ai-lab"


def events_in_view(app) -> int:
    """Number of events that the filter sentence states."""
    return int(re.search(r": ([\d,]+) of [\d,]+ events", words(app))[1].replace(",", ""))


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_an_error(open_app, page):
    app = open_app(page)
    assert not app.exception
    assert app.title[0].value


@pytest.mark.parametrize("page", FILTERED)
def test_an_explore_page_says_how_many_events_it_shows(open_app, page, dataset):
    assert events_in_view(open_app(page)) == len(dataset.events)


def test_the_first_page_draws_charts_of_real_events(open_app, dataset):
    pace = figures(open_app())[0]
    drawn = sum(sum(map(int, trace["text"])) for trace in pace["data"] if trace["type"] == "bar")
    directed = [event for event in dataset.events if event.direction != "neutral" and len(event.date) > 4]
    assert drawn == len(directed)


@pytest.mark.parametrize(
    ("field", "value", "holds"),
    [
        ("sectors", "chips", lambda e: "chips" in e.sectors),
        ("actions", "closure", lambda e: e.action == "closure"),
        ("orgs", "huawei", lambda e: any(org.id == "huawei" for org in e.orgs)),
        ("sides", "CN", lambda e: e.origin in ("CN", "HK", "MO")),
        ("directions", "recoupling", lambda e: e.direction == "recoupling"),
        ("statuses", "suspended", lambda e: e.status == "suspended"),
        ("verifications", "single", lambda e: e.verification == "single"),
    ],
)
def test_a_filter_in_the_sidebar_narrows_to_the_events_it_names(open_app, dataset, field, value, holds):
    app = open_app()
    widgets = [*app.multiselect, *app.get("button_group")]
    widget = next(w for w in widgets if w.key == f"filter_{field}")
    widget.set_value([value]).run()
    assert events_in_view(app) == sum(map(holds, dataset.events))


def test_a_search_finds_a_chinese_name(open_app, dataset):
    app = open_app()
    app.text_input(key="filter_q").set_value("华为").run()
    assert events_in_view(app) == sum(any(o.id == "huawei" for o in e.orgs) for e in dataset.events)


def test_a_filter_survives_a_change_of_page(open_app):
    app = open_app(sector="chips", direction="recoupling")
    before = events_in_view(app)
    app.switch_page("pages/explore/timeline.py").run()
    assert events_in_view(app) == before


def test_a_link_with_every_kind_of_condition_reopens_the_same_count(open_app):
    query = {
        "sector": ["chips", "cloud"],
        "org": "nvidia",
        "action": "compliant_product",
        "from_": "2022",
        "to": "2022",
        "q": "A800",
    }
    counts = {events_in_view(open_app(page, **query)) for page in FILTERED}
    assert counts == {1}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"sector": "nowhere"},
        {"from_": "soon"},
        {"from_": "1900"},
        {"to": "9999"},
        {"org": "../etc"},
        {"direction": "sideways"},
        {"bogus": "1"},
    ],
)
def test_nonsense_in_a_link_is_ignored(open_app, dataset, nonsense):
    app = open_app("explore/events", **nonsense)
    assert not app.exception
    assert events_in_view(app) == len(dataset.events)


@pytest.mark.parametrize("page", FILTERED)
def test_an_empty_result_names_the_conditions_to_loosen(open_app, page):
    app = open_app(page, sector="consulting", side="third")
    assert not app.exception
    assert "No event matches" in words(app)
    labels = [button.label.replace("\\", "") for button in app.button]
    assert any(label.startswith("Drop the sector: ") for label in labels)


def test_loosening_the_named_condition_brings_the_promised_events(open_app):
    app = open_app(sector="consulting", side="third")
    button = next(b for b in app.button if b.key == "loosen_sectors")
    promised = int(re.search(r": ([\d,]+) event", button.label)[1])
    button.click().run()
    assert events_in_view(app) == promised


def test_one_event_is_enough_for_every_explore_page(open_app):
    for page in FILTERED:
        app = open_app(page, q="A800", action="compliant_product", to="2022")
        assert not app.exception, page
        assert events_in_view(app) == 1


def test_an_event_page_shows_the_whole_record(open_app, dataset):
    app = open_app("explore/event", id=LAB)
    event = dataset.by_id[LAB]
    text = words(app)
    assert not app.exception
    assert app.title[0].value == event.headline
    for part in (event.summary, "Reasons given", "Where sources disagree", event.sources[0].publisher):
        assert part in text
    assert LAB in app.code[0].value


@pytest.mark.parametrize(
    ("page", "word"), [("explore/event", "No such event"), ("explore/company", "Which organisation?")]
)
@pytest.mark.parametrize("query", [{}, {"id": "no-such-thing"}])
def test_a_page_without_a_known_id_shows_a_way_on(open_app, page, word, query):
    app = open_app(page, **query)
    assert not app.exception
    assert app.title[0].value == word
    assert app.get("page_link")


def test_a_company_page_counts_the_acts_of_that_company_only(open_app, dataset):
    app = open_app("explore/company", id="huawei")
    assert not app.exception
    assert events_in_view(app) == sum(any(o.id == "huawei" for o in e.orgs) for e in dataset.events)


def test_every_event_and_every_organisation_has_a_page(open_app, dataset):
    app = open_app("explore/event", id=dataset.events[0].id)
    for event in dataset.events[::7]:
        app.query_params["id"] = event.id
        assert not app.run().exception, event.id
    app = open_app("explore/company", id="huawei")
    for org in list(dataset.organisations)[::11]:
        app.query_params["id"] = org
        assert not app.run().exception, org


def test_companies_are_found_by_any_of_their_names(open_app):
    app = open_app("explore/companies")
    app.text_input(key="find").set_value("HiSilicon").run()
    assert list(app.dataframe[0].value["Organisation"]) == ["Huawei"]


def test_the_options_of_a_filter_show_what_they_would_leave(open_app, dataset):
    app = open_app(direction="recoupling")
    sectors = next(w for w in app.multiselect if w.key == "filter_sectors")
    chips = sum(e.direction == "recoupling" and "chips" in e.sectors for e in dataset.events)
    assert f"Semiconductors · {chips}" in sectors.options


def test_no_figure_carries_a_placeholder_colour(open_app):
    for page in PAGES:
        for figure in figures(open_app(page)):
            assert "#00000" not in str(figure)


def test_a_broken_data_file_stops_the_app_and_names_file_and_line(open_app, monkeypatch, data_dir):
    from components import data

    broken = data_dir / "events" / "2024.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("action: closure", "action: closing", 1), "utf-8")
    monkeypatch.setattr(data, "DATA_DIR", data_dir)
    app = open_app()
    assert not app.exception
    assert app.title[0].value == "The dataset cannot be shown"
    assert "data/events/2024.yaml, line 5" in words(app)
    assert not app.get("plotly_chart")


# --- report --------------------------------------------------------------------------------------


def test_a_chart_goes_into_the_report_and_out_again(open_app):
    app = open_app("explore/overview", sector="chips")
    app.button(key="report_pace").click().run()
    assert app.button(key="report_pace").label == "✓ In report"
    app.switch_page("pages/explore/report.py").run()
    assert "1 item" in words(app) and "Semiconductors, Jan 2018" in words(app)
    app.switch_page("pages/explore/overview.py").run()
    app.button(key="report_pace").click().run()
    app.switch_page("pages/explore/report.py").run()
    assert "Nothing yet" in words(app)


def test_items_are_ordered_and_annotated(open_app):
    app = open_app("explore/overview")
    for card in ("pace", "organisations"):
        app.button(key=f"report_{card}").click().run()
    app.switch_page("pages/explore/report.py").run()
    first = app.session_state["report"].items
    down = next(button for button in app.button if button.key.startswith("item_down_"))
    down.click().run()
    assert app.session_state["report"].items == first[::-1]
    note = next(area for area in app.text_area if area.key.startswith("item_note_"))
    note.input("My note").run()
    assert app.session_state["report"].items[0].note == "My note"
    assert not app.exception
