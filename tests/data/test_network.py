"""Who acts on whom in the real records: recounted with pandas, and readable with 20, 50 and 200 names."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT, text_width
from decoupling.charts.spec import Selection
from decoupling.checks import load_checked_dataset
from decoupling.filters import EventFilter
from decoupling.network import count_ties, find_ties
from decoupling.snapshot import build_snapshot

FILTERS = [{}, {"sectors": ("biotech",)}, {"orgs": ("huawei",)}, {"orgs": ("nvidia",)}, {"directions": ("recoupling",)}]
LINE_HEIGHT = 1.2
"""Pixels that a line of text needs, for each pixel of its font."""


@pytest.fixture(scope="module")
def select_real():
    """Makes the Selection of a filter over the real dataset."""
    dataset = load_checked_dataset(DATA_DIR)
    snapshot = build_snapshot(dataset)

    def make(**conditions):
        chosen = EventFilter(**conditions)
        return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))

    return make


@pytest.mark.parametrize("conditions", FILTERS, ids=str)
def test_ties_are_those_of_a_plain_recount(conditions, select_real):
    selection = select_real(**conditions)
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    orgs = pd.DataFrame([(e.id, e.date, e.direction, o.id, o.role) for e in events for o in e.orgs])
    orgs.columns = ["event", "date", "direction", "org", "role"]
    acting = orgs[orgs["role"] == "actor"]
    plain = acting.merge(orgs[orgs["role"] != "actor"][["event", "org", "role"]], on="event", suffixes=("", "_hit"))
    recount = plain.groupby(["org", "org_hit", "role_hit"])["event"].nunique()
    by_direction = plain.groupby(["org", "org_hit", "role_hit", "direction"])["event"].nunique()

    frame = count_ties(find_ties(selection), selection.snapshot)
    found = frame.set_index(["actor", "hit", "reach"])
    assert found["events"].to_dict() == recount.to_dict()
    assert frame["events"].sum() == len(plain.drop_duplicates(["event", "org", "org_hit", "role_hit"]))
    for direction in ("decoupling", "neutral", "recoupling"):
        counted = found.loc[found[direction] > 0, direction]
        wanted = by_direction[by_direction.index.get_level_values("direction") == direction].droplevel("direction")
        assert counted.to_dict() == wanted.to_dict()
    drawn = CHARTS["network"].frame(selection, {"most": "200"})
    spans = plain.groupby(["org", "org_hit", "role_hit"])["date"].agg(["min", "max"])
    shown = drawn[(drawn["actor"] != "*") & (drawn["hit"] != "*")].set_index(["actor", "hit", "reach"])
    assert {key: value[:4] for key, value in shown["first"].items()} == {
        key: spans.loc[key, "min"][:4] for key in shown.index
    }
    assert {key: value[:4] for key, value in shown["last"].items()} == {
        key: spans.loc[key, "max"][:4] for key in shown.index
    }


@pytest.mark.parametrize("most", ["20", "50", "200"])
@pytest.mark.parametrize("nodes", ["organisations", "sectors", "sides"])
def test_no_name_covers_another_or_leaves_the_picture(nodes, most, select_real):
    selection, spec = select_real(), CHARTS["network"]
    options = {"nodes": nodes, "most": most}
    figure = spec.draw(spec.frame(selection, options), selection, LIGHT, options)
    hold_names_apart(figure)


@pytest.mark.parametrize("most", ["20", "50", "200"])
@pytest.mark.parametrize("org", ["huawei", "nvidia", "bis"])
def test_no_name_around_one_organisation_covers_another(org, most, select_real):
    selection, spec = select_real(orgs=(org,)), CHARTS["organisation-network"]
    options = {"most": most}
    hold_names_apart(spec.draw(spec.frame(selection, options), selection, LIGHT, options))


def hold_names_apart(figure):
    """Boxes of all names of each column, in pixels, do not meet, and lie inside the margin and the height."""
    margin, (bottom, top) = figure.layout.margin, figure.layout.yaxis.range
    assert figure.layout.height - margin.t - margin.b == pytest.approx(bottom - top, abs=1)  # a unit is a pixel
    for x, room in ((0, margin.l), (1, margin.r)):
        texts = [trace for trace in figure.data if trace.mode == "text" and trace.x[0] == x]
        size = {trace.textfont.size for trace in texts}
        boxes = sorted(
            (y - trace.textfont.size * LINE_HEIGHT / 2, y + trace.textfont.size * LINE_HEIGHT / 2)
            for trace in texts
            for y in trace.y
        )
        assert boxes[0][0] >= 0 and boxes[-1][1] <= bottom
        assert all(low <= high + 0.01 for (_, low), (high, _) in pairwise(boxes))
        for trace in texts:
            for text in trace.text:
                name, _, number = text.replace("\u00a0", "").replace("</span>", "").partition(" <span")
                words = f"{name} {number.partition('>')[2]}" if number else name[3:-4]
                assert text_width([words], size=max(size)) <= room


def test_the_whole_of_200_names_stays_small_enough_to_send(select_real):
    selection, spec = select_real(), CHARTS["network"]
    frame = spec.frame(selection, {"most": "200"})
    figure = spec.draw(frame, selection, LIGHT, {"most": "200"})
    assert len(figure.data) < 120
    assert len(figure.to_json()) < 1_000_000
    assert len({*frame["actor"], *frame["hit"]} - {"*"}) == 200


# --- read by hand over the records ---------------------------------------------------------------


def test_huawei(select_real):
    """Case 1: of 27 acts of BIS on Huawei 17 are aimed at it, among them six extensions or licences of 2019 to 2021."""
    frame = CHARTS["organisation-network"].frame(select_real(orgs=("huawei",)), {"most": "200"})
    bis = frame[(frame["actor"] == "bis") & (frame["hit"] == "huawei")].set_index("reach")
    assert bis.loc["target", ["events", "decoupling", "recoupling"]].tolist() == [17, 10, 7]
    assert bis.loc["affected", ["events", "decoupling", "recoupling"]].tolist() == [10, 7, 3]
    assert (bis.loc["target", "first"], bis.loc["target", "last"]) == ("2019-05-15", "2025-05-13")
    nvidia = frame[(frame["actor"] == "huawei") & (frame["hit"] == "nvidia")]
    assert nvidia[["reach", "events", "decoupling"]].to_numpy().tolist() == [["affected", 7, 7]]


def test_nvidia(select_real):
    """Case 2: BIS licensed Nvidia more often than it barred it; Nvidia hits TSMC by orders, two up and one down."""
    frame = CHARTS["organisation-network"].frame(select_real(orgs=("nvidia",)), {"most": "200"})
    bis = frame[(frame["actor"] == "bis") & (frame["reach"] == "target")].iloc[0]
    assert (bis["events"], bis["decoupling"], bis["recoupling"]) == (9, 4, 5)
    tsmc = frame[frame["hit"] == "tsmc"].iloc[0]
    assert (tsmc["reach"], tsmc["events"], tsmc["decoupling"], tsmc["recoupling"]) == ("affected", 3, 1, 2)


def test_biotech(select_real):
    """Case 3: two bills and the act against BGI; BIS listed WuXi Biologics and took it off again."""
    frame = CHARTS["network"].frame(select_real(sectors=("biotech",)), {})
    congress = frame[(frame["actor"] == "us-congress") & (frame["hit"] == "bgi")].set_index("reach")
    assert congress["events"].to_dict() == {"target": 2, "affected": 1}
    wuxi = frame[(frame["actor"] == "bis") & (frame["hit"] == "wuxi-biologics")].iloc[0]
    assert (wuxi["decoupling"], wuxi["recoupling"]) == (1, 1)
    assert (wuxi["first"], wuxi["last"]) == ("2022-02-07", "2022-12-15")
