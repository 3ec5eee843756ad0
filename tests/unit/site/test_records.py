"""Pages of single records: all that is coded, and text that cannot become markup."""

from decoupling.export.contents import open_report
from decoupling.model import Organisation
from decoupling.report import Report, ReportItem
from decoupling.site.figures import chart_section, figure_file, read_chart
from decoupling.site.records import event_page, list_events, organisation_page
from tests.unit.export.reports import DAY, EVENT, select_as

EVIL = "</script><img src=x onerror=alert(1)>' \" & 华为"


def record(select, event=EVENT):
    report = Report(items=(ReportItem(event=event, page=f"events/{event}.html"),))
    return open_report(report, lambda chosen: select_as(select, chosen), root="https://example.org", made=DAY).pages[0]


def test_an_event_stands_with_reasons_disputes_related_acts_sources_and_citation(select, tiny_dataset):
    body = event_page(record(select), tiny_dataset).body
    for part in (
        "A review of priorities.",
        "headcount: undisclosed (Agency)",
        "https://example.org/lab",
        "Acme Research",
        "../companies/acme.html",
        "@misc{",
        "TY  - DATA",
        f"https://example.org/events/{EVENT}.html",
    ):
        assert part in body, part


def test_related_acts_are_linked_from_both_ends(select, tiny_dataset):
    rule, halt = "2023-10-17-bureau-chip-rule", "2023-12-lithotool-stops-service"
    for event, other in ((rule, halt), (halt, rule)):
        assert f"../events/{other}.html" in event_page(record(select, event), tiny_dataset).body


def test_text_of_the_data_cannot_become_markup(select, tiny_dataset):
    event = tiny_dataset.by_id[EVENT].model_copy(update={"headline": EVIL, "summary": EVIL, "instrument": EVIL})
    assert "<img" not in list_events([event], tiny_dataset, "", searchable=True)
    org = Organisation(id="evil", name=EVIL, kind="company", side="US", country="US", aliases=(EVIL,), note=EVIL[:60])
    assert "<img" not in organisation_page(org, [event], select(), "").body


def test_an_organisation_is_known_by_all_its_names_and_acts(select, tiny_dataset):
    org = tiny_dataset.organisations["dragon"]
    events = [event for event in tiny_dataset.events if "dragon" in {part.id for part in event.orgs}]
    body = organisation_page(org, events, select(), "").body
    assert all(name in body for name in (*org.aliases, org.chinese_name or org.name))
    assert all(f"../events/{event.id}.html" in body for event in events)


def test_a_searchable_list_holds_chinese_names(tiny_dataset):
    event = next(event for event in tiny_dataset.events if "dragon" in {part.id for part in event.orgs})
    name = tiny_dataset.organisations["dragon"].chinese_name
    assert name in list_events([event], tiny_dataset, "", searchable=True)
    assert name not in list_events([event], tiny_dataset, "")


def test_a_chart_with_nothing_to_draw_says_so_and_has_no_place(select):
    section = chart_section(read_chart("pace", select(q="nowhere")), "", "", drawn=True)
    assert "Nothing to draw here" in section and "<img" not in section


def test_a_figure_cannot_end_its_script(select):
    assert b"</" not in figure_file(read_chart("timeline", select()))
