"""Shares: each sector's part of a year's acts, as small lines on one scale."""

import pytest

from decoupling.charts.look import LIGHT
from decoupling.charts.share import COLUMNS, SECTOR_SHARE
from tests.unit.charts.drawn import FILTERS, draw, marks_of

each_filter = pytest.mark.parametrize("name", FILTERS)


@each_filter
def test_a_share_is_the_sectors_part_of_the_distinct_acts_of_the_year(name, select):
    selection = select(**FILTERS[name])
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    for row in SECTOR_SHARE.frame(selection, {}).itertuples():
        of_year = [event for event in events if event.date[:4] == str(row.year)]
        touching = [event for event in of_year if row.sector in event.sectors]
        assert (row.events, row.total) == (len(touching), len(of_year))
        assert row.share == pytest.approx(len(touching) / len(of_year), abs=5e-5)


@each_filter
def test_every_sector_with_events_has_a_row_for_every_year_with_events(name, select):
    selection = select(**FILTERS[name])
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    expected = {(code, int(e.date[:4])) for code in {c for e in events for c in e.sectors} for e in events}
    frame = SECTOR_SHARE.frame(selection, {})
    assert set(zip(frame["sector"], frame["year"], strict=True)) == expected and len(frame) == len(expected)


@each_filter
def test_lines_and_table_hold_the_same_shares(name, select):
    selection = select(**FILTERS[name])
    frame, figure = draw("sector-share", selection)
    table = SECTOR_SHARE.table(frame, selection, {})
    drawn = [(int(year), float(share)) for line in figure.data for year, share in zip(line.x, line.y, strict=True)]
    assert sorted(drawn) == sorted(zip(table["Year"].tolist(), table["Share"].tolist(), strict=True))


@each_filter
def test_points_and_table_hold_the_same_counts(name, select):
    frame, figure = draw("sector-share", select(**FILTERS[name]))
    expected = {(row.sector, str(row.year)): row.events for row in frame.itertuples()}
    assert dict(marks_of("sector-share", figure)) == expected


def test_all_panels_have_one_scale(select):
    figure = draw("sector-share", select())[1]
    axes = [axis for axis in figure.layout.to_plotly_json() if axis.startswith("yaxis")]
    assert len({tuple(figure.layout[axis].range) for axis in axes}) == 1 and len(axes) == 5


def test_panels_do_not_overlap(select):
    layout = draw("sector-share", select())[1].layout
    boxes = [(*layout[f"xaxis{i}"].domain, *layout[f"yaxis{i}"].domain) for i in ("", 2, 3, 4, 5)]
    for i, (left, right, low, high) in enumerate(boxes):
        assert 0 <= left < right <= 1 and 0 <= low < high <= 1
        assert all(right <= l2 or r2 <= left or high <= b2 or t2 <= low for l2, r2, b2, t2 in boxes[i + 1 :])


@pytest.mark.parametrize(("conditions", "rows"), [({}, 2), ({"orgs": ("acme",)}, 1)])
def test_a_figure_grows_with_its_rows_of_panels(conditions, rows, select):
    figure = draw("sector-share", select(**conditions))[1]
    assert (len(figure.data) - 1) // COLUMNS + 1 == rows
    assert figure.layout.height == rows * 120 + 24


def test_the_chosen_sector_stands_out(select):
    figure = draw("sector-share", select(sectors=("chips",)))[1]
    colours = {trace.customdata[0][0]: trace.line.color for trace in figure.data}
    assert colours.pop("chips") == LIGHT.scale[-2] and set(colours.values()) == {LIGHT.plain}


def test_without_a_chosen_sector_all_stand_out(select):
    assert {trace.line.color for trace in draw("sector-share", select())[1].data} == {LIGHT.scale[-2]}


def test_a_panel_is_named_with_the_share_of_the_last_year(select):
    notes = draw("sector-share", select())[1].layout.annotations
    words = f"Semiconductors <b style='color:{LIGHT.scale[-2]}'>50%</b>"
    assert [note.text for note in notes if "Semiconductors" in note.text] == [words]


@pytest.mark.parametrize(
    ("conditions", "title"),
    [
        ({}, "Semiconductors: 50% of the acts of 2025"),
        ({"orgs": ("adviser",)}, "Consulting & services: 100% of the acts of 2023"),
        ({"actions": ("closure",)}, "Cloud & data centres: 100% of the acts of 2024"),
    ],
)
def test_the_title_names_the_largest_share_of_the_last_year(conditions, title, select):
    selection = select(**conditions)
    assert SECTOR_SHARE.title(SECTOR_SHARE.frame(selection, {}), selection, {}) == title


def test_the_note_names_the_end_of_the_scale_and_warns_of_years_with_few_acts(select):
    selection = select()
    note = SECTOR_SHARE.note(SECTOR_SHARE.frame(selection, {}), selection, {})
    assert note.endswith("0 to 75%. Shares of years with few acts jump about.")


def test_the_note_does_not_warn_when_every_year_has_many_acts(select):
    selection = select()
    frame = SECTOR_SHARE.frame(selection, {}).assign(total=20)
    assert SECTOR_SHARE.note(frame, selection, {}).endswith("0 to 75%.")
