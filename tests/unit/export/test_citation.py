"""Citations and file names: version, day, licence and address go with everything that leaves."""

import datetime as dt
import json
import re

import pytest

from decoupling.export.citation import (
    CITATION_FORMS,
    Citation,
    cite_event,
    cite_view,
    describe_file,
    event_citation,
    file_stem,
    version_line,
    view_citation,
    write_bibtex,
    write_csl,
    write_ris,
    write_text,
)

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


# --- forms ---------------------------------------------------------------------------------------

HARD = Citation(
    "key-1", "50% & more {of} a_b #1 $2 ~ ^ \\", "Filter: “华为”", "1.2", "2025-12-31", "CC BY 4.0", ADDRESS
)


def read_bibtex(text):
    """Kind, key and fields of one entry, by counting braces as BibTeX does."""
    kind, key, body = re.fullmatch(r"@(\w+)\{([^,]+),\n(.*)\}\n", text, re.DOTALL).groups()
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE))
    for value in fields.values():
        plain = re.sub(r"\\[{}]", "", value)
        assert plain.count("{") == plain.count("}")
    return kind, key, fields


def read_ris(text):
    lines = [line for line in text.split("\r\n") if line]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    return [(line[:2], line[6:]) for line in lines]


@pytest.fixture
def cited(select, tiny_dataset):
    """A chart's view, and an event."""
    return [
        view_citation("A title", select(sectors=("chips",)), ADDRESS, what="pace"),
        event_citation(tiny_dataset.by_id["2025-10-acme-dragon-venture"], tiny_dataset, ADDRESS),
    ]


def test_every_form_names_title_year_version_and_address(cited, tiny_dataset):
    for citation in cited:
        for form in CITATION_FORMS.values():
            written = form.write(citation)
            for part in (citation.title, "2025", tiny_dataset.version, ADDRESS, "CC BY 4.0"):
                assert part in written, form.label


def test_a_view_is_cited_by_its_file_name_and_an_event_by_its_id(cited):
    assert [citation.key for citation in cited] == [
        "decoupling-pace-chips-2023-2025",
        "decoupling-2025-10-acme-dragon-venture",
    ]


def test_bibtex_is_one_entry_whose_signs_are_escaped():
    kind, key, fields = read_bibtex(write_bibtex(HARD))
    assert (kind, key) == ("misc", "key-1")
    assert fields["title"] == (
        r"{50\% \& more \{of\} a\_b \#1 \$2 \textasciitilde{} \textasciicircum{} \textbackslash{}}"
    )
    assert (fields["author"], fields["year"], fields["month"]) == ("{Decoupling Monitor}", "2025", "dec")
    assert fields["url"] == ADDRESS


def test_ris_is_one_record_from_type_to_end():
    fields = read_ris(write_ris(HARD))
    assert fields[0] == ("TY", "DATA") and fields[-1] == ("ER", "")
    assert dict(fields) | {"TI": HARD.title, "PY": "2025", "DA": "2025/12/31", "UR": ADDRESS} == dict(fields)


def test_a_line_end_in_a_title_does_not_break_ris():
    lined = Citation("k", "a\nER  - b", "d", "1", "2025-12-31", "l", "")
    assert dict(read_ris(write_ris(lined)))["TI"] == "a ER - b"


def test_csl_is_a_list_of_one_dataset():
    (item,) = json.loads(write_csl(HARD))
    assert (item["id"], item["type"], item["title"], item["URL"]) == ("key-1", "dataset", HARD.title, ADDRESS)
    assert item["issued"] == {"date-parts": [[2025, 12, 31]]}
    assert item["author"] == [{"literal": "Decoupling Monitor"}] and item["version"] == "1.2"


def test_a_form_leaves_out_an_address_that_is_not_known():
    bare = Citation("k", "t", "d", "1", "2025-12-31", "l", "")
    assert "url" not in write_bibtex(bare) and "UR" not in write_ris(bare) and "URL" not in write_csl(bare)
    assert write_text(bare).endswith("l.")
