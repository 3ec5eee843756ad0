"""Tiny worlds: a data folder of a dozen events that tests read, bend and break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.filters import EventFilter
from decoupling.snapshot import Snapshot, build_snapshot

TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory):
    """Run-time state of the tests apart from that of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DECOUPLING_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A writable copy of the tiny data folder, with the project's own vocabularies."""
    copy = tmp_path / "data"
    shutil.copytree(TINY, copy)
    shutil.copytree(DATA_DIR / "taxonomy", copy / "taxonomy")
    return copy


@pytest.fixture(scope="session")
def tiny_dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The tiny dataset, checked."""
    copy = tmp_path_factory.mktemp("world") / "data"
    shutil.copytree(TINY, copy)
    shutil.copytree(DATA_DIR / "taxonomy", copy / "taxonomy")
    return load_checked_dataset(copy)


@pytest.fixture(scope="session")
def tiny_snapshot(tiny_dataset: Dataset) -> Snapshot:
    """The snapshot of the tiny dataset."""
    return build_snapshot(tiny_dataset)


@pytest.fixture(scope="session")
def select(tiny_dataset: Dataset, tiny_snapshot: Snapshot):
    """Makes the Selection of a filter over the tiny dataset: select(sectors=("chips",))."""

    def make(**conditions: object) -> Selection:
        chosen = EventFilter(**conditions)  # type: ignore[arg-type]
        return Selection(tiny_dataset, tiny_snapshot, chosen, aggregate(tiny_snapshot, chosen))

    return make
