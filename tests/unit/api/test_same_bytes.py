"""One file whichever way it is taken: the button of the page, the address, the bundle and the command line."""

import csv
import io
import shutil
import zipfile

import pytest

from decoupling import DATA_DIR
from decoupling.__main__ import main
from decoupling.aggregate import aggregate
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.export.bundle import write_bundle
from decoupling.export.contents import open_report
from decoupling.export.events import EVENT_FORMS, describe_events, write_events
from decoupling.filters import filter_from_query
from decoupling.report import Report, ReportItem
from decoupling.snapshot import build_snapshot
from decoupling.summary import selected_events
from tests.conftest import TINY
from tests.unit.api.conftest import SITE
from tests.unit.export.reports import DAY

FORMULA = '=HYPERLINK("https://example.org";"龙芯") opens'
FILTERS = {
    "everything": {},
    "a code": {"sector": ["chips"]},
    "two codes of one kind": {"sector": ["chips", "ai"], "direction": ["decoupling"]},
    "a period": {"from": ["2024"], "to": ["2024-11-20"]},
    "an organisation": {"org": ["dragon"]},
    "a Chinese name": {"q": ["龙"]},
    "a phrase": {"q": ['"chip rule"']},
    "a formula": {"q": ["hyperlink"]},
    "nothing": {"q": ["nowhere"]},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The tiny world with an event whose headline is a formula with a Chinese name: folder, dataset and snapshot."""
    folder = tmp_path_factory.mktemp("formula") / "data"
    shutil.copytree(TINY, folder)
    shutil.copytree(DATA_DIR / "taxonomy", folder / "taxonomy")
    path = folder / "events" / "2024.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith("headline:"))
    lines[first] = lines[first].partition("headline:")[0] + f"headline: '{FORMULA}'"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset = load_checked_dataset(folder)
    return folder, dataset, build_snapshot(dataset)


def select(world, query):
    _, dataset, snapshot = world
    chosen = filter_from_query(query, snapshot.codes)
    return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))


def by_command(world, query, out):
    options = [word for key, values in query.items() for value in values for word in (f"--{key}", value)]
    assert main(["--data", str(world[0]), "export", str(out), *options, "--site", SITE]) == 0
    return out.read_bytes()


def by_bundle(world, query):
    items = (ReportItem(chart="timeline", page="timeline", query={key: tuple(v) for key, v in query.items()}),)
    everything = select(world, {})

    def choose(chosen):
        return Selection(everything.dataset, everything.snapshot, chosen, aggregate(everything.snapshot, chosen))

    page = open_report(Report(items=items), choose, root=SITE, made=DAY).pages[0]
    with zipfile.ZipFile(io.BytesIO(write_bundle(page, None))) as archive:
        return next(archive.read(name) for name in archive.namelist() if name.endswith("-events.csv"))


@pytest.mark.parametrize("name", FILTERS)
def test_csv_is_the_same_every_way_and_holds_every_filtered_row(name, world, client_of, tmp_path):
    query = FILTERS[name]
    selection = select(world, query)
    events = selected_events(selection)
    from_page = write_events(events, selection.dataset, "csv", describe_events(selection, SITE))
    address = "/api/events.csv?" + "&".join(f"{key}={value}" for key, values in query.items() for value in values)
    assert client_of(lambda _version: world[1:]).get(address).content == from_page
    assert by_command(world, query, tmp_path / "out.csv") == from_page
    assert by_bundle(world, query) == from_page
    rows = list(csv.DictReader(io.StringIO(from_page.decode("utf-8"))))
    assert [row["id"] for row in rows] == [event.id for event in events]
    assert bool(rows) == (name != "nothing")


def test_a_formula_is_text_in_all_of_them(world, client_of):
    found = client_of(lambda _version: world[1:]).get("/api/events.csv?q=hyperlink").content
    rows = list(csv.DictReader(io.StringIO(found.decode("utf-8"))))
    assert [row["headline"] for row in rows] == [f"'{FORMULA}"]


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_every_form_is_the_same_from_address_and_command_line(form, world, client_of, tmp_path):
    query = FILTERS["a Chinese name"]
    from_address = client_of(lambda _version: world[1:]).get(f"/api/events.{form}?q=龙").content
    assert by_command(world, query, tmp_path / f"out.{form}") == from_address
