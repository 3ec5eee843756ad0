"""Citations and file names: version, day, licence and address go with everything that leaves."""

import datetime as dt

import pytest

from decoupling.export.citation import cite_event, cite_view, describe_file, file_stem, version_line

ADDRESS = "https://example.org/?sector=chips"


@pytest.fixture
def facts(tiny_dataset):
    """What every citation names."""
    return [tiny_dataset.version, "31 December 2025", "CC BY 4.0"]


def test_the_version_line_names_version_day_and_licence(facts, tiny_dataset):
    version, day, licence = facts
    assert version_line(tiny_dataset) == f"Dataset {version}, statuses as of {day}, {licence}"


def test_the_citation_of_a_view_names_title_filter_version_day_licence_and_address(facts, select):
    version, day, licence = facts
    assert cite_view("A title", select(sectors=("chips",)), ADDRESS) == (
        "Decoupling Monitor (2025). A title. Semiconductors, Jan 2023 – Nov 2025, all acts: 7 of 12 events. "
        f"Dataset {version}, statuses as of {day}, {licence}. {ADDRESS}"
    )


def test_the_citation_of_an_event_names_headline_date_id_version_day_licence_and_address(facts, tiny_dataset):
    version, day, licence = facts
    assert cite_event(tiny_dataset.by_id["2025-10-acme-dragon-venture"], tiny_dataset, ADDRESS) == (
        "Decoupling Monitor (2025). Acme and Dragon agree a joint venture (October 2025). "
        "Event 2025-10-acme-dragon-venture. "
        f"Dataset {version}, statuses as of {day}, {licence}. {ADDRESS}"
    )


def test_a_citation_without_an_address_ends_with_a_full_stop(select, tiny_dataset):
    assert cite_view("A title", select(), "").endswith("CC BY 4.0.")
    assert cite_event(tiny_dataset.events[0], tiny_dataset, "").endswith("CC BY 4.0.")


def test_a_file_says_what_it_is_where_it_comes_from_and_how_to_cite_it(select, tiny_dataset):
    selection = select()
    assert describe_file("A title", selection, "A note.", ADDRESS) == {
        "title": "A title",
        "filter": "All sectors, Jan 2023 – Nov 2025, all acts: 12 of 12 events",
        "note": "A note.",
        "source": "Decoupling Monitor; each event names its sources",
        "version": tiny_dataset.version,
        "released": "2025-12-31",
        "licence": "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
        "citation": cite_view("A title", selection, ADDRESS),
        "link": ADDRESS,
    }


@pytest.mark.parametrize(
    ("what", "conditions", "stem"),
    [
        ("pace", {}, "decoupling-pace-2023-2025"),
        ("timeline", {"sectors": ("chips",)}, "decoupling-timeline-chips-2023-2025"),
        ("timeline", {"sectors": ("chips",), "orgs": ("acme",)}, "decoupling-timeline-chips-acme-2023-2025"),
        ("events", {"start": dt.date(2024, 3, 1)}, "decoupling-events-2024-2025"),
        ("events", {"end": dt.date(2024, 3, 1)}, "decoupling-events-2023-2024"),
        ("events", {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 3, 1)}, "decoupling-events-2024"),
        ("events", {"sectors": ("ai", "chips", "cloud")}, "decoupling-events-ai-chips-cloud-2023-2025"),
        ("events", {"sectors": ("ai", "chips", "cloud", "auto")}, "decoupling-events-ai-chips-cloud-etc-2023-2025"),
        ("events", {"q": "Entity List"}, "decoupling-events-entity-list-2023-2025"),
        ("events", {"q": "../../etc/passwd"}, "decoupling-events-etc-passwd-2023-2025"),
        ("events", {"q": "华为"}, "decoupling-events-2023-2025"),
        ("events", {"q": "  "}, "decoupling-events-2023-2025"),
        ("events", {"actions": ("export_control",), "sides": ("US",)}, "decoupling-events-export-control-us-2023-2025"),
        ("events", {"q": "x" * 200}, "decoupling-events-" + "x" * 82),
        ("events", {"q": "x" * 81 + " y"}, "decoupling-events-" + "x" * 81),
    ],
)
def test_a_file_name_says_what_the_file_holds(what, conditions, stem, select):
    assert file_stem(what, select(**conditions)) == stem
