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

CASES = [
    pytest.param(
        "organisation-network",
        {"orgs": ("huawei",)},
        ("bis", "huawei", "target"),
        {
            "2019-05-15-bis-lists-huawei": "decoupling",
            "2019-05-20-bis-huawei-temporary-general-licence": "recoupling",
            "2019-08-19-bis-lists-46-huawei-affiliates": "decoupling",
            "2019-11-18-bis-extends-huawei-licence": "recoupling",
        },
        id="the listing of Huawei and its licences are aimed at it",
    ),
    pytest.param(
        "organisation-network",
        {"orgs": ("huawei",)},
        ("bis", "huawei", "affected"),
        {"2022-12-15-bis-lists-ymtc-cambricon": "decoupling"},
        id="the listing of others hits Huawei",
    ),
    pytest.param(
        "organisation-network",
        {"orgs": ("huawei",)},
        ("huawei", "nvidia", "affected"),
        {"2023-11-baidu-orders-huawei-ascend": "decoupling", "2025-09-18-huawei-ascend-roadmap": "decoupling"},
        id="Huawei's own chips hit Nvidia",
    ),
    pytest.param(
        "organisation-network",
        {"orgs": ("nvidia",)},
        ("bis", "nvidia", "target"),
        {
            "2022-08-31-bis-nvidia-amd-chip-letters": "decoupling",
            "2025-07-14-us-h20-mi308-licences": "recoupling",
            "2026-01-13-bis-h200-case-by-case": "recoupling",
        },
        id="BIS bars Nvidia and licenses it",
    ),
    pytest.param(
        "organisation-network",
        {"orgs": ("nvidia",)},
        ("nvidia", "tsmc", "affected"),
        {"2025-07-nvidia-orders-300000-h20": "recoupling", "2026-03-05-nvidia-stops-h200-for-china": "decoupling"},
        id="orders of Nvidia hit TSMC",
    ),
    pytest.param(
        "network",
        {"sectors": ("biotech",)},
        ("us-congress", "bgi", "target"),
        {"2024-01-25-us-house-biosecure-bill": "decoupling", "2024-09-09-us-house-passes-biosecure": "decoupling"},
        id="the bills are aimed at BGI",
    ),
    pytest.param(
        "network",
        {"sectors": ("biotech",)},
        ("us-congress", "bgi", "affected"),
        {"2025-12-18-us-biosecure-act": "decoupling"},
        id="the act names no firm and hits BGI",
    ),
    pytest.param(
        "network",
        {"sectors": ("biotech",)},
        ("bis", "wuxi-biologics", "target"),
        {
            "2022-02-07-bis-unverified-list-33-chinese": "decoupling",
            "2022-12-15-bis-removes-wuxi-unverified": "recoupling",
        },
        id="WuXi Biologics is listed and taken off",
    ),
]


@pytest.mark.parametrize(("chart", "conditions", "tie", "known"), CASES)
def test_a_tie_that_was_read_by_hand(chart, conditions, tie, known, select_real):
    """The tie holds these acts, and its directions are those of all its acts."""
    selection, spec = select_real(**conditions), CHARTS[chart]
    options = spec.default_options()
    behind = spec.find_events(selection, options, dict(zip(spec.dimensions, tie, strict=True)))
    events = {event.id: event.direction for event in map(selection.dataset.events.__getitem__, behind)}
    assert known.items() <= events.items()
    frame = spec.frame(selection, options)
    row = frame[(frame["actor"] == tie[0]) & (frame["hit"] == tie[1]) & (frame["reach"] == tie[2])].iloc[0]
    assert row["events"] == len(events)
    for direction in ("decoupling", "neutral", "recoupling"):
        assert row[direction] == list(events.values()).count(direction)
