"""Contents: items looked up, findings or own words, end notes, method, version and date."""

import datetime as dt
from dataclasses import replace

import pytest

from decoupling.export.contents import UNTITLED, ChartPage, describe_sources, item_address, open_report
from decoupling.report import Report, ReportItem
from tests.unit.charts.drawn import OF_EVENTS
from tests.unit.export.reports import EVENT, ROOT, contents, item


def test_a_report_has_its_title_author_day_and_version(select, tiny_dataset):
    made = contents(select)
    assert (made.title, made.author, made.made) == ("A title of mine", "An author", "31 January 2026")
    assert made.version == f"Dataset {tiny_dataset.version}, statuses as of 31 December 2025, CC BY 4.0"


def test_a_report_without_a_title_has_one(select):
    assert contents(select, Report(items=(item("pace"),))).title == UNTITLED


def test_pages_are_numbered_in_the_order_of_the_items(select):
    made = contents(select)
    assert (
        [page.number for page in made.pages]
        == [note.number for note in made.notes]
        == list(range(1, len(OF_EVENTS) + 2))
    )


def test_a_chart_says_its_finding_filter_and_counting_rule(select):
    page = contents(select, Report(items=(ReportItem(chart="pace", query={"sector": ("chips",)}),))).pages[0]
    assert isinstance(page, ChartPage)
    assert page.title == page.spec.title(page.frame, page.selection, page.options)
    assert page.subtitle == f"Acts a quarter, by direction. {page.selection.sentence}"
    assert page.counting == page.spec.note(page.frame, page.selection, page.options)


def test_own_words_take_the_place_of_the_finding(select):
    page = contents(select, Report(items=(item("pace", title="My finding"),))).pages[0]
    assert page.title == "My finding" and "My finding" in page.citation.title


def test_options_of_the_item_are_those_of_the_chart(select):
    page = contents(select, Report(items=(item("pace", options={"step": "year"}),))).pages[0]
    assert page.subtitle.startswith("Acts a year")
    assert page.frame["period"].tolist()[0] == "2023"


def test_a_chart_without_marks_says_so(select):
    page = contents(select, Report(items=(ReportItem(chart="pace", query={"q": ("no such words",)}),))).pages[0]
    assert page.frame.empty and "No act in view" in page.counting


def test_an_event_that_the_dataset_does_not_have_is_left_out(select):
    made = contents(select, Report(items=(ReportItem(event="1999-no-such-event"), item("pace"))))
    assert [page.number for page in made.pages] == [1]


def test_a_filter_that_names_what_does_not_exist_loses_that_condition_only(select):
    query = {"sector": ("nonsense", "chips"), "from": ("no date",)}
    page = contents(select, Report(items=(ReportItem(chart="pace", query=query),))).pages[0]
    assert page.selection.chosen.sectors == ("chips",) and page.selection.chosen.start is None


def test_an_event_stands_with_its_coding_and_its_sources(select, tiny_dataset):
    made = contents(select)
    page, note = made.pages[-1], made.notes[-1]
    facts = dict(page.facts)
    assert facts["Actor"] == "Acme (Acme Research)" and facts["People"].startswith("12")
    assert [address for _, address in note.links] == [source.url for source in tiny_dataset.by_id[EVENT].sources]
    assert EVENT in note.text


def test_the_end_note_of_a_chart_counts_its_sources_and_links_back(select):
    note = contents(select, Report(items=(ReportItem(chart="pace", page="timeline", query={"sector": ("chips",)}),)))
    assert f"{ROOT}/timeline?sector=chips" in note.notes[0].text
    assert "Rests on " in note.notes[0].text and "7 events name" in note.notes[0].text


def test_sources_are_counted_once_and_named_by_how_often(tiny_dataset):
    words = describe_sources(tiny_dataset.events)
    pages = {source.url for event in tiny_dataset.events for source in event.sources}
    assert words.startswith(f"Rests on {len(pages)} pages of ")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (ReportItem(chart="pace"), f"{ROOT}/"),
        (ReportItem(chart="pace", page="timeline", query={"sector": ("a", "b")}), f"{ROOT}/timeline?sector=a&sector=b"),
        (ReportItem(event="x", page="event", query={"id": ("x&y",)}), f"{ROOT}/event?id=x%26y"),
        (ReportItem(chart="pace", page='"><script>'), f"{ROOT}/%22%3E%3Cscript%3E"),
    ],
)
def test_an_item_has_an_address(given, address, tiny_dataset):
    assert item_address(given, ROOT, tiny_dataset) == address
    assert item_address(given, "", tiny_dataset) == ""


def test_an_address_names_the_version_where_that_can_be_opened_again(released):
    item = ReportItem(chart="pace", query={"sector": ("chips",)})
    assert item_address(item, ROOT, released.after) == f"{ROOT}/?sector=chips&v={released.after.version}"
    later = replace(released.after, version=f"{released.after.version}+w3")
    assert item_address(item, ROOT, later) == f"{ROOT}/?sector=chips&v={released.after.version}%2Bw3"


def test_an_item_opens_as_of_its_own_version(released):
    old = {"v": (released.before.version,)}
    report = Report(
        items=(
            ReportItem(chart="pace", query=old),
            ReportItem(event=released.merged, page="event", query={"id": (released.merged,), **old}),
            ReportItem(event=released.merged, page="event", query={"id": (released.merged,)}),
            ReportItem(chart="pace", query={"v": ("2020.01.01-00000000",)}),
        )
    )
    made = open_report(report, released.select, root=ROOT, made=dt.date(2026, 1, 31))
    assert [page.citation.version for page in made.pages] == [released.before.version] * 2
    assert made.pages[1].event.id == released.merged


def test_the_method_is_one_paragraph_with_the_figures_of_the_dataset(select, tiny_dataset):
    method = contents(select).method
    assert "\n" not in method and "12 events" in method and tiny_dataset.about.licence_url in method
