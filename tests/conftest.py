"""Tiny worlds: a data folder of a dozen events that tests read, bend and break."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.filters import EventFilter
from decoupling.releases import make_release, open_release
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


@dataclass(frozen=True)
class Released:
    """A tiny world that was released twice: an event was added, one corrected, one dropped and one merged since."""

    folder: Path
    before: Dataset
    after: Dataset
    added: str = "2025-12-02-bureau-lists-dragon-memory"
    corrected: str = "2024-05-02-acme-shanghai-lab"
    dropped: str = "2023-adviser-hong-kong"
    merged: str = "2024-05-06-acme-beijing-office"

    def select(self, chosen: EventFilter) -> Selection:
        """The answer to a filter as of its version; the later release for none."""
        dataset = open_release(chosen.version, self.folder) if chosen.version else self.after
        snapshot = build_snapshot(dataset)
        return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))


def change_world(folder: Path, released: Released) -> None:
    """Turn the first released world into the second."""
    events = folder / "events"
    texts = {year: (events / f"{year}.yaml").read_text(encoding="utf-8") for year in (2023, 2024, 2025)}
    texts[2023] = _without(texts[2023], released.dropped)
    texts[2024] = _without(texts[2024], released.merged).replace("headcount: 12", "headcount: 15")
    texts[2024] = texts[2024].replace("sectors: [ai, cloud]", "sectors: [ai]")
    listed = texts[2023].partition("- id: 2023-10-17-bureau-lists-dragon")[2].partition("\n- id:")[0]
    new = listed.replace("2023-10-17", "2025-12-02").replace("parties_listed: 13", "parties_listed: 1")
    texts[2025] += f"\n- id: {released.added}{new}\n".replace(", date: 2023-10-18", "")
    for year, text in texts.items():
        (events / f"{year}.yaml").write_text(text, encoding="utf-8")


def _without(text: str, event_id: str) -> str:
    start = text.index(f"- id: {event_id}\n")
    end = text.find("\n- id:", start)
    return text[:start] + (text[end + 1 :] if end >= 0 else "")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """The tiny world with its two releases, on disk and opened."""
    folder = tmp_path_factory.mktemp("released") / "data"
    shutil.copytree(TINY, folder)
    shutil.copytree(DATA_DIR / "taxonomy", folder / "taxonomy")
    before = make_release(folder, "The first", dt.date(2025, 12, 31))
    world = Released(folder, load_checked_dataset(folder), load_checked_dataset(folder))
    change_world(folder, world)
    (folder / "moved.yaml").write_text(
        f"- {{id: {world.merged}, to: {world.corrected}, why: One act}}\n"
        f"- {{id: {world.dropped}, why: No page carries it}}\n",
        encoding="utf-8",
    )
    after = make_release(folder, "The second", dt.date(2026, 1, 15))
    assert before and after
    return Released(folder, open_release(before.version, folder), load_checked_dataset(folder))
