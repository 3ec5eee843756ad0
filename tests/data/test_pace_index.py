"""The pace index can be recomputed from the exported events and two vocabularies, as `data/INDEX.md` defines it.

What stands here uses nothing of the dashboard but the export: plain pandas over the CSV and the YAML files.
"""

import datetime as dt
import io

import pandas as pd
import pytest
import yaml

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts import CHARTS
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.export.events import describe_events, write_events
from decoupling.filters import EventFilter
from decoupling.snapshot import build_snapshot

CODEBOOK: dict[str, float] = {}
EQUAL = {"bars": 1, "rules": 1, "accords": 1, "business": 1, "steps": 1}
COMPANIES = {"bars": 0, "rules": 0, "accords": 0, "business": 1.25, "steps": 0.5}
OF_CHINA = EventFilter(sides=("CN",), start=dt.date(2022, 3, 1), end=dt.date(2025, 12, 31))
NUMBERS = ["Acts", "Net of the month, weighted", "Index, mean of three months", "Band, low", "Band, high"]


@pytest.fixture(scope="module")
def world():
    dataset = load_checked_dataset(DATA_DIR)
    return dataset, build_snapshot(dataset)


def select(world, chosen):
    return Selection(*world, chosen, aggregate(world[1], chosen))


def export(selection):
    """The events of a selection as a reader gets them."""
    events = (selection.dataset.events[i] for i in selection.counts.positions)
    content = write_events(events, selection.dataset, "csv", describe_events(selection, ""))
    return pd.read_csv(io.BytesIO(content), keep_default_na=False)


def read(name):
    return yaml.safe_load((DATA_DIR / name).read_text(encoding="utf-8"))


def months_between(first, last):
    return pd.period_range(first, last, freq="M").astype(str)


def missing_shares(sectors, months):
    """`missing` of every sector and month, by the state that coverage.yaml gives it."""
    shares = {state["code"]: state["missing"] for state in read("taxonomy/coverage_states.yaml")}
    table = pd.DataFrame(shares["not_looked"], index=sectors, columns=months, dtype=float)
    for row in read("coverage.yaml"):
        of = sectors if row["sectors"] == ["all"] else row["sectors"]
        inside = (table.columns >= row["first"]) & (table.columns <= row.get("last", "9999"))
        table.loc[of, inside] = shares[row["state"]]
    return table


def recompute(rows, changed, months, *, by_sector):
    """Acts, net, index and band by sector (or all acts) and month, from the rows of an exported file."""
    weight_of = {
        action: changed.get(group["code"], group["weight"])
        for group in read("taxonomy/weights.yaml")
        for action in group["actions"]
    }
    rows = rows[rows["date_precision"] != "year"]
    rows = rows.assign(
        month=rows["date"].str[:7],
        sign=rows["direction"].map({"decoupling": 1, "recoupling": -1, "neutral": 0}),
        weight=rows["action"].map(weight_of),
        firm=~(rows["verification"].isin(["single", "disputed"]) | (rows["status"] == "proposed")),
        sector=rows["sectors"].str.split("; "),
    )
    spread = rows.explode("sector")
    shares = missing_shares(sorted(spread["sector"].unique()), months)
    spread["missing"] = [shares.at[row.sector, row.month] for row in spread.itertuples()]
    if not by_sector:
        spread = spread.sort_values("missing", kind="stable").drop_duplicates("id").assign(sector="")
    spread["net"] = spread["sign"] * spread["weight"]
    unsure = spread["net"].where(~spread["firm"], 0)
    open_acts = spread["weight"] * spread["missing"] * spread["sign"].abs()
    spread["low"] = spread["net"] - unsure.clip(lower=0) - open_acts
    spread["high"] = spread["net"] - unsure.clip(upper=0) + open_acts
    spread["acts"] = 1
    sums = spread.groupby(["sector", "month"])[["acts", "net", "low", "high"]].sum()
    grid = pd.MultiIndex.from_product([spread["sector"].unique(), months], names=["sector", "month"])
    sums = sums.reindex(grid, fill_value=0)
    for column, source in {"index": "net", "low": "low", "high": "high"}.items():
        sums[column] = sums.groupby("sector")[source].transform(lambda values: values.rolling(3, min_periods=1).mean())
    return sums


def drawn(world, chosen, show, changed):
    """The table of the chart, by sector's label and month."""
    selection = select(world, chosen)
    spec = CHARTS["pace-index"]
    options = {"show": show, "weights": ",".join(f"{code}:{weight:g}" for code, weight in changed.items())}
    return spec.table(spec.frame(selection, options), selection, options).set_index(["Sector", "Month"])


@pytest.mark.parametrize("show", ["busiest", "every", "one"])
@pytest.mark.parametrize("changed", [CODEBOOK, EQUAL, COMPANIES], ids=["codebook", "equal", "companies"])
@pytest.mark.parametrize("chosen", [EventFilter(), OF_CHINA], ids=["everything", "acts of China in a period"])
def test_the_index_is_that_of_the_exported_file(world, chosen, changed, show):
    table = drawn(world, chosen, show, changed)
    rows = export(select(world, chosen))
    known = rows.loc[rows["date_precision"] != "year", "date"].str[:7]
    months = months_between(chosen.start or known.min(), chosen.end or known.max())
    expected = recompute(rows, changed, months, by_sector=show != "one")
    sectors = world[0].taxonomy.sectors
    names = {code: sectors.short(code) if code else "All acts in view" for code in expected.index.unique("sector")}
    expected = expected.rename(index=names, level="sector").rename_axis(["Sector", "Month"])
    shown = table.index.unique("Sector")
    assert len(shown) == {"busiest": 6, "every": len(names), "one": 1}[show]
    expected = expected.loc[list(shown)].reindex(table.index)
    for column, name in zip(["acts", "net", "index", "low", "high"], NUMBERS, strict=True):
        pd.testing.assert_series_equal(table[name], expected[column], check_names=False, check_dtype=False, atol=6e-5)


def test_other_weights_give_another_index(world):
    by_weights = [drawn(world, EventFilter(), "one", changed)[NUMBERS[2]] for changed in (CODEBOOK, EQUAL, COMPANIES)]
    assert not by_weights[0].equals(by_weights[1]) and not by_weights[0].equals(by_weights[2])


def test_the_definition_names_every_column_and_file_it_needs(world):
    words = (DATA_DIR / "INDEX.md").read_text(encoding="utf-8")
    columns = set(export(select(world, EventFilter())).columns)
    needed = {"date", "date_precision", "sectors", "direction", "action", "verification", "status"}
    assert needed <= columns and all(f"`{column}`" in words for column in needed)
    assert all(name in words for name in ("weights.yaml", "coverage.yaml", "coverage_states.yaml"))
    spec = CHARTS["pace-index"]
    assert all(heading.rpartition("(")[0].strip() in words or heading in words for heading in spec.columns.values())


def test_the_definition_gives_the_shares_that_the_states_have():
    words = (DATA_DIR / "INDEX.md").read_text(encoding="utf-8")
    told = words[words.index("The allowance") : words.index("`missing` is a convention")]
    places = [told.index(f" {state['missing']:g} where") for state in read("taxonomy/coverage_states.yaml")]
    assert places == sorted(places)
