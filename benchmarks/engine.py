"""Counting engine against plain pandas: the same answers after a filter change, and how much faster.

    python benchmarks/engine.py --events 1000000

Makes N synthetic events, answers four filters with `decoupling.aggregate` and with a straightforward pandas
version in the same run, checks that every count is equal, and prints times and ratios. Exit 1 when an answer
differs. Prints the time of the pace index over all events beside them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from decoupling import DATA_DIR
from decoupling.aggregate import Aggregates, aggregate
from decoupling.checks import load_checked_dataset
from decoupling.dates import EPOCH
from decoupling.filters import CHOICES, PRESETS, EventFilter, preset_start
from decoupling.pace_index import EVERYTHING, count_acts, own_weights, weigh_acts
from decoupling.snapshot import GROUPS, RECORDS, Snapshot, assemble_snapshot
from decoupling.text_index import split_query

FIRST, RELEASED = dt.date(2018, 1, 1), dt.date(2026, 11, 23)
ORGANISATIONS = 2_000
CITIES = 3
REPEATS = 3
WORDS = tuple("export control licence chips cloud audit lab office rule list tariff probe exit stake fund".split())  # noqa: SIM905
FILTERS = {
    "everything": EventFilter(),
    "wide": EventFilter(start=dt.date(2019, 1, 1), directions=("decoupling",)),
    "medium": EventFilter(sectors=("chips", "cloud"), start=dt.date(2022, 1, 1), sides=("US",)),
    "narrow": EventFilter(orgs=("org-3", "org-40"), groups=("company",), start=dt.date(2023, 1, 1)),
    "text": EventFilter(q="tariff probe", sectors=("chips",)),
}


@dataclass(frozen=True)
class World:
    """The same synthetic events in both forms."""

    snapshot: Snapshot
    events: pd.DataFrame
    sectors: pd.DataFrame
    orgs: pd.DataFrame


def make_world(size: int, seed: int = 7) -> World:
    """Synthetic events with the project's vocabularies, skewed as real ones are."""
    random = np.random.default_rng(seed)
    tax = load_checked_dataset(DATA_DIR).taxonomy
    codes: dict[str, tuple[str, ...]] = {
        "action": tax.actions.codes,
        "direction": tax.directions.codes,
        "status": tax.statuses.codes,
        "side": tax.sides.codes,
        "verification": tax.verifications.codes,
        "instrument": ("", "Entity List", "1260H list", "Section 301"),
        "group": GROUPS,
        "record": RECORDS,
        "sector": tax.sectors.codes,
        "role": tax.roles.codes,
        "org": tuple(f"org-{i}" for i in range(ORGANISATIONS)),
        "function": ("", *tax.functions.codes),
        "place": tuple(f"City {i}, {code}" for code in tax.countries for i in range(CITIES)),
        "country": tuple(tax.countries),
    }

    def skewed(length: int, count: int) -> np.ndarray:
        return np.minimum((random.random(count) ** 2 * length).astype(np.int64), length - 1)

    days = np.sort(random.integers((FIRST - EPOCH).days, (RELEASED - EPOCH).days, size))
    year_only = random.random(size) < 0.02
    starts = days.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    first = np.where(year_only, starts, days)
    order = np.argsort(first, kind="stable")
    first, year_only = first[order], year_only[order]
    last = np.where(year_only, first + 364, first)
    single = ("action", "direction", "status", "side", "verification", "instrument", "function")
    columns = {name: skewed(len(codes[name]), size) for name in single}
    group_of = np.array([GROUPS.index(tax.group_of(code)) for code in codes["action"]])
    columns["group"] = group_of[columns["action"]]
    columns["record"] = np.zeros(size, dtype=np.int64)
    sector_rows = _members(random, size, 3, lambda count: skewed(len(codes["sector"]), count))
    org_rows = _members(random, size, 4, lambda count: skewed(ORGANISATIONS, count))
    roles = random.integers(0, 3, len(org_rows))
    place_rows = _members(random, size, 2, lambda count: skewed(len(codes["place"]), count))
    step_rows = _members(random, size, 2, lambda count: skewed(len(codes["status"]), count))
    later = np.sort(random.integers(1, size, size * 2 // 3))
    linked = np.maximum(later - random.integers(1, 200, len(later)), 0)
    kinds = [skewed(len(words.codes), len(later)) for words in (tax.link_types, tax.link_bases)]
    picks = random.integers(0, len(WORDS), (size, 4))
    texts = [" ".join(WORDS[i] for i in row) for row in picks.tolist()]
    ids = [f"e{i}" for i in range(size)]
    snapshot = assemble_snapshot(
        version="synthetic",
        ids=ids,
        texts=texts,
        first_day=first,
        last_day=last,
        has_month=~year_only,
        columns=columns,
        codes=codes,
        sector_rows=sector_rows,
        org_rows=np.column_stack([org_rows, roles]),
        place_rows=np.column_stack([place_rows, place_rows[:, 1] // CITIES]),
        step_rows=np.column_stack([step_rows, last[step_rows[:, 0]]]),
        move_rows=np.column_stack([place_rows, place_rows[::-1, 1]])[:: len(place_rows) // 100 or 1],
        link_rows=np.column_stack([later, linked, *kinds]),
        released=RELEASED,
    )
    named = {name: pd.Categorical.from_codes(values, codes[name]) for name, values in columns.items()}
    day = first.astype("datetime64[D]").astype("datetime64[s]")
    events = pd.DataFrame({**named, "first": first, "last": last, "day": day, "text": texts, "year_only": year_only})
    events["year"] = events["day"].dt.year
    events["month"] = events["day"].dt.to_period("M").dt.to_timestamp()
    sectors = _explode(events, sector_rows, "sector", codes)
    orgs = _explode(events, org_rows, "org", codes).assign(role=pd.Categorical.from_codes(roles, codes["role"]))
    return World(snapshot, events, sectors, orgs)


def _members(random: np.random.Generator, size: int, most: int, draw: Callable[[int], np.ndarray]) -> np.ndarray:
    """Rows (event, member), one to `most` distinct members an event."""
    counts = random.integers(1, most + 1, size)
    rows = np.column_stack([np.repeat(np.arange(size), counts), draw(int(counts.sum()))])
    return np.unique(rows, axis=0)


def _explode(events: pd.DataFrame, rows: np.ndarray, name: str, codes: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    members = pd.Categorical.from_codes(rows[:, 1], codes[name])
    kept = events[["action", "direction", "year"]].iloc[rows[:, 0]].reset_index(drop=True)
    return kept.assign(event=rows[:, 0], **{name: members})


def count_with_pandas(world: World, chosen: EventFilter) -> dict[str, Any]:
    """Every count of `Aggregates`, the way a pandas user would write it."""
    events = world.events
    masks = _pandas_masks(world, chosen)
    selected = pd.Series(True, index=events.index)
    for mask in masks.values():
        selected &= mask
    kept = events[selected]
    sectors = world.sectors[world.sectors["event"].isin(kept.index)]
    orgs = world.orgs[world.orgs["event"].isin(kept.index)]
    dated = kept[~kept["year_only"]]
    answer: dict[str, Any] = {
        "events": len(kept),
        "without_month": int(kept["year_only"].sum()),
        "months": dated.groupby(["month", "direction"], observed=True).size(),
        "years": kept.groupby(["year", "direction"], observed=True).size(),
        "sector_years": sectors.groupby(["sector", "year"], observed=True).size(),
        "sector_directions": sectors.groupby(["sector", "direction"], observed=True).size(),
        "sector_actions": sectors.groupby(["sector", "action"], observed=True).size(),
        "actions": kept.groupby(["action", "direction"], observed=True).size(),
        "action_years": kept.groupby(["action", "year"], observed=True).size(),
        "verifications": kept.groupby(["verification", "direction"], observed=True).size(),
        "instruments": kept.groupby(["instrument", "direction"], observed=True).size(),
        "org_roles": orgs.groupby(["org", "role"], observed=True).size(),
        "org_directions": orgs.groupby(["org", "direction"], observed=True).size(),
        "org_years": orgs.groupby(["org", "year"], observed=True).size(),
        "org_span": orgs.groupby("org", observed=True)["event"].agg(["min", "max"]),
        "facets": _pandas_facets(world, masks),
    }
    return answer


def _pandas_masks(world: World, chosen: EventFilter) -> dict[str, pd.Series]:
    events, masks = world.events, {}
    if chosen.q:
        masks["q"] = pd.Series(True, index=events.index)
        for word in split_query(chosen.q):
            masks["q"] &= events["text"].str.contains(word, regex=False)
    if chosen.start:
        masks["period"] = events["last"] >= (chosen.start - EPOCH).days
    for choice in CHOICES:
        values = getattr(chosen, choice.field)
        if not values:
            continue
        if choice.key in ("sector", "org"):
            members = world.sectors if choice.key == "sector" else world.orgs
            masks[choice.field] = events.index.to_series().isin(members.loc[members[choice.key].isin(values), "event"])
        else:
            masks[choice.field] = events[choice.key].isin(values)
    return masks


def _pandas_facets(world: World, masks: dict[str, pd.Series]) -> dict[str, dict[str, int]]:
    facets = {}
    for choice in CHOICES:
        base = _all_but(world, masks, choice.field)
        if choice.key in ("sector", "org"):
            members = world.sectors if choice.key == "sector" else world.orgs
            facets[choice.key] = members.loc[base.to_numpy()[members["event"]], choice.key].value_counts().to_dict()
        else:
            facets[choice.key] = world.events.loc[base, choice.key].value_counts().to_dict()
    base = _all_but(world, masks, "period")
    last = world.events.loc[base, "last"]
    starts = {preset: preset_start(preset, RELEASED) for preset in PRESETS}
    facets["period"] = {
        preset: int((last >= (start - EPOCH).days).sum()) if start else len(last) for preset, start in starts.items()
    }
    return facets


def _all_but(world: World, masks: dict[str, pd.Series], field: str) -> pd.Series:
    base = pd.Series(True, index=world.events.index)
    for name, mask in masks.items():
        if name != field:
            base &= mask
    return base


def find_differences(ours: Aggregates, theirs: dict[str, Any]) -> list[str]:
    """Names of the answers that differ between the engine and pandas."""
    directions = ["decoupling", "recoupling", "neutral"]
    by_year = ours.organisations[["org", "by_year"]].explode("by_year")
    by_year["year"] = by_year.groupby("org", sort=False).cumcount() + int(ours.years["year"].iloc[0])
    found = {
        "events": ours.events,
        "without_month": ours.without_month,
        "months": _long(ours.months, "month", directions),
        "years": _long(ours.years, "year", directions),
        "sector_years": _pairs(ours.sector_years, "sector", "year"),
        "sector_directions": _long(ours.sector_directions, "sector", directions),
        "sector_actions": _pairs(ours.sector_actions, "sector", "action"),
        "actions": _long(ours.actions, "action", directions),
        "action_years": _pairs(ours.action_years, "action", "year"),
        "verifications": _long(ours.verifications, "verification", directions),
        "instruments": _long(ours.instruments, "instrument", directions),
        "org_roles": _long(ours.organisations, "org", ["actor", "target", "affected"]),
        "org_directions": _long(ours.organisations, "org", directions),
        "org_years": _pairs(by_year.rename(columns={"by_year": "events"}), "org", "year"),
        "org_span": {row.org: (row.first, row.last) for row in ours.organisations.itertuples()},
        "facets": {key: {c: n for c, n in counts.items() if n} for key, counts in ours.facets.items()},
    }
    wanted = {name: _plain(name, value) for name, value in theirs.items()}
    wanted["instruments"] = {pair: n for pair, n in wanted["instruments"].items() if pair[0]}
    return [name for name, value in found.items() if value != wanted[name]]


def _long(frame: pd.DataFrame, key: str, columns: list[str]) -> dict[tuple[Any, str], int]:
    melted = frame.melt(id_vars=key, value_vars=columns)
    return {(row[0], row[1]): int(row[2]) for row in melted.itertuples(index=False) if row[2]}


def _pairs(frame: pd.DataFrame, first: str, second: str) -> dict[tuple[Any, Any], int]:
    rows = frame[[first, second, "events"]].itertuples(index=False)
    return {(row[0], row[1]): int(row[2]) for row in rows if row[2]}


def _plain(name: str, value: Any) -> Any:
    if name == "facets":
        return {key: {code: int(n) for code, n in counts.items() if n} for key, counts in value.items()}
    if isinstance(value, pd.DataFrame):
        return {row.Index: (row.min, row.max) for row in value.itertuples()}
    return {key: int(n) for key, n in value.items() if n} if isinstance(value, pd.Series) else value


def best_time(work: Callable[[], Any]) -> tuple[float, Any]:
    """Median seconds of a few runs, and the last answer."""
    seconds, answer = [], None
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def time_index(snapshot: Snapshot) -> dict[str, float]:
    """Median seconds of the pace index of all events, by sector and for all together."""
    dataset, everything = load_checked_dataset(DATA_DIR), np.arange(snapshot.size)
    weights, directions = own_weights(dataset.taxonomy), snapshot.codes["direction"]

    def index_of(panels: tuple[str, ...]) -> Any:
        return weigh_acts(count_acts(dataset, snapshot, everything, panels), weights, directions).index

    wanted = {"by sector": snapshot.codes["sector"], "all acts": EVERYTHING}
    return {name: best_time(lambda panels=panels: index_of(panels))[0] for name, panels in wanted.items()}


def main() -> int:
    """Run the comparison; 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    size = parser.parse_args().events
    print(f"making {size:,} synthetic events …", flush=True)
    world = make_world(size)
    different, ratios = [], []
    print(f"{'filter':<12}{'events':>10}{'pandas ms':>12}{'engine ms':>12}{'ratio':>8}  answers")
    for name, chosen in FILTERS.items():
        slow, theirs = best_time(lambda chosen=chosen: count_with_pandas(world, chosen))
        fast, ours = best_time(lambda chosen=chosen: aggregate(world.snapshot, chosen))
        wrong = find_differences(ours, theirs)
        different += wrong
        ratios.append(slow / fast)
        verdict = "equal" if not wrong else "DIFFERENT: " + ", ".join(wrong)
        print(
            f"{name:<12}{ours.events:>10,}{slow * 1000:>12.0f}{fast * 1000:>12.0f}{slow / fast:>8.1f}  {verdict}",
            flush=True,
        )
    print(
        f"ratio: {min(ratios):.1f} at least, {statistics.median(ratios):.1f} in the middle "
        "(goal: 2.5 at a million events)"
    )
    for name, seconds in time_index(world.snapshot).items():
        print(f"pace index {name}: {seconds * 1000:.0f} ms")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
