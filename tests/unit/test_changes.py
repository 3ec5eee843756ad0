"""What changed between two versions: events that came, went, were merged, and fields before and after."""

import csv
import io

import pytest

from decoupling.changes import (
    CSV_COLUMNS,
    FieldChange,
    compare_datasets,
    count_changes,
    summarise_changes,
    write_changes_csv,
    write_changes_text,
)
from decoupling.model import Source


@pytest.fixture(scope="module")
def changes(released):
    return compare_datasets(released.before, released.after)


def with_event(dataset, event):
    from dataclasses import replace

    by_id = {**dataset.by_id, event.id: event}
    return replace(dataset, by_id=by_id, events=tuple(by_id.values()))


def test_every_event_that_differs_is_told_once(changes, released):
    assert {(change.kind, change.event.id) for change in changes.events} == {
        ("added", released.added),
        ("corrected", released.corrected),
        ("removed", released.dropped),
        ("merged", released.merged),
    }


def test_a_record_that_is_gone_says_where_or_why(changes, released):
    (merged,), (removed,) = changes.of("merged"), changes.of("removed")
    assert (merged.to, merged.why) == (released.corrected, "One act")
    assert (removed.to, removed.why) == ("", "No page carries it")


def test_a_correction_is_told_field_by_field_in_words(changes, released):
    (corrected,) = changes.of("corrected")
    assert corrected.fields == (
        FieldChange("sectors", released.before.taxonomy.sectors.label("cloud"), ""),
        FieldChange("headcount", "12", "15"),
    )


def test_a_list_in_another_order_is_a_correction_too(released):
    event = released.before.by_id[released.corrected]
    turned = event.model_copy(update={"sectors": event.sectors[::-1]})
    (change,) = compare_datasets(released.before, with_event(released.before, turned)).events
    label = released.before.taxonomy.sectors.label
    assert change.fields == (
        FieldChange("sectors", f"{label('ai')}; {label('cloud')}", f"{label('cloud')}; {label('ai')}"),
    )


def test_every_field_has_words_for_its_values(released):
    before = released.before
    for event in before.events:
        for other in before.events:
            changed = other.model_copy(update={"id": event.id})
            for change in compare_datasets(before, with_event(before, changed)).events:
                assert all("(" not in field.field and "=" not in field.new.split("http")[0] for field in change.fields)


def test_a_source_is_told_by_publisher_day_and_address(released):
    event = released.before.by_id[released.corrected]
    source = Source(publisher="Gazette", url="https://example.org/new", date="2024-05", kind="news")
    more = event.model_copy(update={"sources": (*event.sources, source)})
    (change,) = compare_datasets(released.before, with_event(released.before, more)).events
    assert change.fields == (FieldChange("sources", "", "Gazette, 2024-05: https://example.org/new"),)


def test_one_version_does_not_differ_from_itself(released):
    same = compare_datasets(released.after, released.after)
    assert same.events == () and count_changes(same) == "nothing"
    assert summarise_changes(same).startswith("Nothing changed")
    assert write_changes_csv(same).decode().splitlines() == [",".join(CSV_COLUMNS)]
    assert write_changes_text(same).endswith("nothing\n")


def test_only_events_within_a_view_are_told(released):
    found = compare_datasets(released.before, released.after, {released.added, "2024-nobody"})
    assert [change.event.id for change in found.events] == [released.added]


def test_the_way_back_turns_added_and_gone_round(released):
    back = compare_datasets(released.after, released.before)
    assert {change.event.id for change in back.of("added")} == {released.dropped, released.merged}
    assert {(change.kind, change.event.id) for change in back.events} >= {("removed", released.added)}


def test_two_sentences_say_how_much_and_what_most(changes):
    assert count_changes(changes) == "1 added, 1 corrected, 1 removed, 1 merged"
    assert summarise_changes(changes) == (
        "1 event added, 1 corrected, 1 removed, 1 merged. "
        "Corrected most often is the field “sectors”, in 1 of 1 record."
    )


def test_where_nothing_was_corrected_the_second_sentence_says_so(released):
    found = compare_datasets(released.before, released.after, {released.added})
    assert summarise_changes(found) == "1 event added. No record that stands in both versions differs."


def test_a_second_reading_that_mended_nothing_is_no_correction(released):
    event = released.before.by_id[released.merged]
    read_again = event.model_copy(update={"checked": "2025-12-30"})
    assert compare_datasets(released.before, with_event(released.before, read_again)).events == ()


def test_the_text_names_versions_ids_and_fields(changes, released):
    text = write_changes_text(changes)
    for words in (
        f"{released.before.version} (12 events) to {released.after.version} (11 events): 1 added",
        f"  {released.corrected}: Acme closes its Shanghai lab",
        "    headcount: 12 -> 15",
        f"    now part of {released.corrected}. One act",
        "    No page carries it",
    ):
        assert words in text


def test_the_csv_has_a_row_a_field(changes, released):
    rows = list(csv.DictReader(io.StringIO(write_changes_csv(changes).decode())))
    assert [(row["change"], row["id"], row["field"], row["new"], row["to"]) for row in rows] == [
        ("added", released.added, "", "", ""),
        ("merged", released.merged, "", "", released.corrected),
        ("corrected", released.corrected, "sectors", "", ""),
        ("corrected", released.corrected, "headcount", "15", ""),
        ("removed", released.dropped, "", "", ""),
    ]
