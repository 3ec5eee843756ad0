"""Releases: what one writes, that it opens as it was for ever, and what is refused."""

import datetime as dt
import json
import shutil

import pytest

from decoupling import releases as module
from decoupling.checks import check_all, load_checked_dataset
from decoupling.dataset import DatasetError
from decoupling.releases import (
    UnknownVersionError,
    final_place,
    find_last_version_with,
    list_releases,
    make_release,
    open_release,
    record_history,
)
from tests.conftest import change_world

DAY = dt.date(2026, 2, 1)


@pytest.fixture
def folder(released, tmp_path):
    copy = tmp_path / "data"
    shutil.copytree(released.folder, copy)
    return copy


def lines(folder, version):
    return [json.loads(line) for line in (folder / "releases" / f"{version}.jsonl").read_text().splitlines()]


def test_a_release_opens_as_it_was(released, tiny_dataset):
    assert released.before.events == tiny_dataset.events
    assert dict(released.before.organisations) == dict(tiny_dataset.organisations)
    assert dict(released.before.moves) == dict(tiny_dataset.moves)
    assert list(released.before.organisations) == list(tiny_dataset.organisations)
    assert released.before.version == tiny_dataset.version != released.after.version


def test_the_newest_release_is_the_data_as_it_stands(released):
    opened = open_release(released.after.version, released.folder)
    assert opened.events == released.after.events and opened.version == released.after.version
    assert opened.can_reopen and released.before.can_reopen


def test_the_list_of_releases_holds_day_count_and_note(released):
    listed = list_releases(released.folder)
    assert [(r.version, r.date, r.events, r.note) for r in listed] == [
        (released.before.version, "2025-12-31", 12, "The first"),
        (released.after.version, "2026-01-15", 11, "The second"),
    ]
    assert released.after.releases == tuple(listed)


def test_a_release_holds_only_what_changed(released):
    found = lines(released.folder, released.after.version)
    assert {(line["file"], line["key"], "record" in line) for line in found} == {
        ("events", released.added, True),
        ("events", released.corrected, True),
        ("events", released.dropped, False),
        ("events", released.merged, False),
    }


def test_data_that_has_not_changed_is_not_released_again(folder):
    before = sorted(folder.rglob("*"))
    assert make_release(folder, "Again", DAY) is None
    assert sorted(folder.rglob("*")) == before


def test_order_layout_and_comments_are_no_other_version(folder, released):
    path = folder / "organisations.yaml"
    path.write_text("# A comment\n" + "".join(reversed(path.read_text(encoding="utf-8").splitlines(keepends=True))))
    assert load_checked_dataset(folder).version == released.after.version


def test_unclean_data_is_not_released(folder):
    path = folder / "events" / "2023.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("sectors: [chips, ai]", "sectors: [chip]"))
    with pytest.raises(DatasetError, match=r"unknown sectors? 'chip'"):
        make_release(folder, "No", DAY)
    assert len(list_releases(folder)) == 2


def test_a_released_event_does_not_vanish_unseen(folder, released):
    (folder / "moved.yaml").write_text(f"- {{id: {released.merged}, to: {released.corrected}}}\n")
    path = folder / "dataset.yaml"
    path.write_text(path.read_text().replace("Tiny world", "Tiny world, changed"))
    with pytest.raises(DatasetError, match=f"{released.dropped} was released and stands no more"):
        make_release(folder, "No", DAY)
    assert len(list_releases(folder)) == 2


def test_a_version_that_was_not_released_names_those_that_were(released):
    with pytest.raises(UnknownVersionError, match=released.before.version) as caught:
        open_release("2020.01.01-00000000", released.folder)
    assert [release.version for release in caught.value.known] == [released.before.version, released.after.version]


def test_nothing_released_is_no_error(data_dir):
    assert list_releases(data_dir) == []
    assert not load_checked_dataset(data_dir).can_reopen
    with pytest.raises(UnknownVersionError, match="none yet"):
        open_release("2020.01.01-00000000", data_dir)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda text: text.replace('"headcount":15', '"headcount":16'), "does not give version"),
        (lambda text: text[: len(text) // 2], "cannot be read"),
    ],
    ids=["a figure", "half a file"],
)
def test_a_release_that_was_tampered_with_is_not_opened(folder, released, harm, message):
    path = folder / "releases" / f"{released.after.version}.jsonl"
    path.write_text(harm(path.read_text()))
    with pytest.raises(DatasetError, match=message):
        open_release(released.after.version, folder)
    assert open_release(released.before.version, folder).events == released.before.events


def test_a_vocabulary_that_a_release_does_not_have_is_todays(folder, released):
    version = released.before.version
    path = folder / "releases" / f"{version}.jsonl"
    kept = [line for line in path.read_text().splitlines() if '"taxonomy/periods.yaml"' not in line]
    path.write_text("\n".join(kept) + "\n")
    contents = module.replay(version, list_releases(folder), folder)
    assert "taxonomy/periods.yaml" not in contents
    from decoupling.dataset import read_dataset

    opened, problems = read_dataset(folder, contents)
    assert problems == [] and opened.taxonomy.periods == released.after.taxonomy.periods


def test_the_last_version_of_a_record_that_is_gone_is_found(released):
    for event_id in (released.merged, released.dropped):
        assert find_last_version_with(event_id, released.folder) == released.before.version
    assert find_last_version_with(released.corrected, released.folder) == released.after.version
    assert find_last_version_with("2020-nobody-ever", released.folder) is None


def test_the_history_of_a_record_names_the_releases_that_changed_it(released):
    versions = {
        event_id: [
            (release.version, record is not None) for release, record in record_history(event_id, released.folder)
        ]
        for event_id in (released.corrected, released.added, released.merged, "2023-10-17-bureau-chip-rule", "2020-no")
    }
    before, after = released.before.version, released.after.version
    assert list(versions.values()) == [
        [(before, True), (after, True)],
        [(after, True)],
        [(before, True), (after, False)],
        [(before, True)],
        [],
    ]


def test_a_second_reading_alone_is_no_part_of_a_records_history(folder):
    path = folder / "events" / "2023.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("checked: 2025-12-01", "checked: 2025-12-30"))
    assert make_release(folder, "Read again", DAY)
    assert len(record_history("2023-10-17-bureau-chip-rule", folder)) == 1


def test_a_record_that_moved_twice_leads_to_where_it_ended(folder, released):
    text = (folder / "moved.yaml").read_text()
    (folder / "moved.yaml").write_text(f"{text}- {{id: 2024-a-third, to: {released.merged}}}\n")
    dataset = load_checked_dataset(folder)
    assert final_place("2024-a-third", dataset).to == released.corrected
    assert final_place(released.dropped, dataset).why == "No page carries it"
    assert final_place("2024-nobody", dataset) is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{id: 2024-05-02-acme-shanghai-lab, why: x}", "is an event of the dataset"),
        ("{id: 2024-gone, to: 2024-nowhere}", "leads to no event and to no reason"),
        ("{id: 2024-gone, to: 2024-gone}", "leads to no event and to no reason"),
        ("{id: 2024-gone}", "must say where the record went"),
        ("{id: Gone, why: x}", "is not of the form"),
        ("{id: 2024-gone, why: x}\n- {id: 2024-gone, why: y}", "stands twice"),
    ],
)
def test_check_refuses_a_moved_id_that_misleads(data_dir, row, message):
    (data_dir / "moved.yaml").write_text(f"# Moved\n- {row}\n")
    (problem,) = check_all(data_dir).problems
    assert problem.file == "data/moved.yaml" and message in problem.message and problem.line in (2, 3)


def test_a_circle_of_moved_ids_is_refused(data_dir):
    (data_dir / "moved.yaml").write_text("- {id: 2024-one, to: 2024-two}\n- {id: 2024-two, to: 2024-one}\n")
    assert len(check_all(data_dir).problems) == 2


def test_a_world_that_changed_without_rows_names_every_lost_id(data_dir, released):
    assert make_release(data_dir, "First", DAY)
    change_world(data_dir, released)
    with pytest.raises(DatasetError) as caught:
        make_release(data_dir, "Second", DAY)
    assert [problem.message.split()[0] for problem in caught.value.problems] == [released.dropped, released.merged]
