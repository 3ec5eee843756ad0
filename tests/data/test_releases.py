"""Every released version opens as it was, the data as it stands has been released, and no released id is lost."""

import pytest

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.checks import check_ladder, load_checked_dataset
from decoupling.filters import EventFilter
from decoupling.releases import final_place, find_last_version_with, find_lost, list_releases, open_release
from decoupling.snapshot import build_snapshot

RELEASES = list_releases(DATA_DIR)


@pytest.fixture(scope="module")
def dataset():
    return load_checked_dataset(DATA_DIR)


def test_the_data_as_it_stands_has_been_released(dataset):
    mend = "run: python -m decoupling release --note '…'"
    assert RELEASES[-1].version == dataset.version, mend
    assert open_release(dataset.version, DATA_DIR).events == dataset.events


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_a_release_gives_its_count(release):
    opened = open_release(release.version, DATA_DIR)
    assert len(opened.events) == release.events
    assert aggregate(build_snapshot(opened), EventFilter()).total == release.events
    assert list(check_ladder(opened.taxonomy, DATA_DIR)) == []


def test_releases_stand_in_the_order_of_their_days():
    assert [release.date for release in RELEASES] == sorted(release.date for release in RELEASES)
    assert len({release.version for release in RELEASES}) == len(RELEASES)


def test_every_file_of_releases_is_listed():
    files = {path.stem for path in (DATA_DIR / "releases").glob("*.jsonl")}
    assert files == {release.version for release in RELEASES}


def test_no_released_event_is_lost(dataset):
    assert find_lost(dataset, DATA_DIR) == []


def test_every_moved_id_was_released_and_leads_somewhere(dataset):
    for event_id in dataset.moved:
        place = final_place(event_id, dataset)
        assert place.to in dataset.by_id or place.why
        assert find_last_version_with(event_id, DATA_DIR), event_id
