"""Ranked bars: what each bar holds, how rows are ordered and named, what is said."""

import dataclasses

import pytest

from decoupling.aggregate import aggregate
from decoupling.charts import CHARTS, bars
from decoupling.charts.bars import MAX_NAME
from decoupling.charts.look import text_width
from decoupling.charts.spec import Selection
from decoupling.filters import EventFilter
from decoupling.snapshot import build_snapshot
from tests.unit.charts.drawn import FILTERS, draw, marks_of

BARS = ("sector-ranking", "action-ranking", "organisations", "counterparties", "instruments", "verification")
HAVING = {
    "sector-ranking": lambda event: event.sectors,
    "action-ranking": lambda event: (event.action,),
    "organisations": lambda event: {org.id for org in event.orgs},
    "counterparties": lambda event: {org.id for org in event.orgs} - {"dragon"},
    "instruments": lambda event: filter(None, (event.instrument,)),
    "verification": lambda event: (event.verification,),
}
each_chart = pytest.mark.parametrize("chart_id", BARS)
each_filter = pytest.mark.parametrize("name", ["one sector", "one organisation"])


@each_chart
def test_a_bar_counts_the_events_of_its_row_and_direction(chart_id, select):
    selection = select(orgs=("dragon",))
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    expected = [(code, event.direction) for event in events for code in HAVING[chart_id](event)]
    marks = {codes: count for codes, count in marks_of(chart_id, draw(chart_id, selection)[1]) if count}
    assert marks == {mark: expected.count(mark) for mark in expected}


@each_chart
@each_filter
def test_bars_and_table_hold_the_same_numbers(chart_id, name, select):
    selection = select(**FILTERS[name])
    frame, figure = draw(chart_id, selection)
    table = CHARTS[chart_id].table(frame, selection, {})
    drawn = {trace.name or i: [int(x) for x in trace.x] for i, trace in enumerate(figure.data)}
    headings = ("Decoupling", "Neutral", "Recoupling", "Events")
    assert list(drawn.values()) == [table[heading].tolist() for heading in headings]


@each_chart
@each_filter
def test_directions_of_a_row_add_up_to_its_total(chart_id, name, select):
    frame = CHARTS[chart_id].frame(select(**FILTERS[name]), {})
    assert (frame[["decoupling", "neutral", "recoupling"]].sum(axis=1) == frame["events"]).all()


@pytest.mark.parametrize("chart_id", [chart_id for chart_id in BARS if chart_id != "verification"])
def test_the_longest_bar_stands_first(chart_id, select):
    totals = CHARTS[chart_id].frame(select(), {})["events"].tolist()
    assert totals == sorted(totals, reverse=True)


@each_chart
def test_the_first_row_is_drawn_on_top(chart_id, select):
    figure = draw(chart_id, select())[1]
    bottom, top = figure.layout.yaxis.range
    assert bottom > top and list(figure.data[0].y) == sorted(figure.data[0].y)


@each_chart
def test_rows_are_named_in_their_order(chart_id, select):
    selection = select()
    frame, figure = draw(chart_id, selection)
    member = CHARTS[chart_id].dimensions[0]
    names = [selection.label(member, code) for code in frame[member]]
    if member == "sector":
        names = [selection.dataset.taxonomy.sectors.short(code) for code in frame[member]]
    assert list(figure.layout.yaxis.ticktext) == names


@each_chart
def test_each_row_ends_with_its_total(chart_id, select):
    frame, figure = draw(chart_id, select())
    assert list(figure.data[-1].text) == [f" {total:,}" for total in frame["events"]]


@each_chart
def test_the_margin_holds_the_longest_total(chart_id, select):
    figure = draw(chart_id, select())[1]
    assert max(figure.data[-1].x) == figure.layout.xaxis.range[1]
    assert figure.data[-1].cliponaxis is False
    assert figure.layout.margin.r >= text_width(figure.data[-1].text[:1]) - text_width([" "])


@each_chart
def test_a_figure_grows_with_its_rows(chart_id, select):
    few, many = (draw(chart_id, select(**c)) for c in ({"orgs": ("dragon",), "sectors": ("chips",)}, {}))
    assert (many[1].layout.height - few[1].layout.height) == (len(many[0]) - len(few[0])) * bars.BAR_HEIGHT


def test_the_counterparties_of_an_organisation_leave_it_out(select):
    assert "dragon" not in set(CHARTS["counterparties"].frame(select(orgs=("dragon",)), {})["org"])


@pytest.mark.parametrize(
    ("chart_id", "limit"),
    [("organisations", "MAX_BARS"), ("instruments", "MAX_BARS"), ("action-ranking", "MAX_ACTIONS")],
)
def test_only_the_longest_bars_are_kept(chart_id, limit, select, monkeypatch):
    everything = CHARTS[chart_id].frame(select(), {})
    monkeypatch.setattr(bars, limit, 2)
    assert CHARTS[chart_id].frame(select(), {}).equals(everything.head(2))


@pytest.mark.parametrize(
    ("chart_id", "limit", "note"),
    [
        ("organisations", "MAX_BARS", "The 2 most active of 7 organisations. An act counts once for each"),
        ("instruments", "MAX_BARS", "The 2 most used. 7 events name no legal instrument."),
        ("action-ranking", "MAX_ACTIONS", "The 2 most common of 8 kinds of act. 5 events, each once."),
    ],
)
def test_the_note_says_when_bars_are_left_out(chart_id, limit, note, select, monkeypatch):
    monkeypatch.setattr(bars, limit, 2)
    selection = select()
    assert CHARTS[chart_id].note(CHARTS[chart_id].frame(selection, {}), selection, {}).startswith(note)


@pytest.mark.parametrize(
    ("chart_id", "conditions", "title"),
    [
        ("sector-ranking", {}, "Semiconductors in 58% of acts"),
        ("sector-ranking", {"orgs": ("adviser",)}, "Consulting & services: 1 act"),
        ("action-ranking", {}, "Most often closure, 3 acts"),
        ("action-ranking", {"actions": ("closure",)}, "One kind of act: closure"),
        ("organisations", {}, "Dragon in 6 acts"),
        ("organisations", {"orgs": ("adviser",)}, "Adviser in 1 act"),
        ("counterparties", {"orgs": ("dragon",)}, "Bureau in 3 acts"),
        ("instruments", {}, "Licence list: used in 2 acts"),
        ("instruments", {"orgs": ("acme",)}, "Licence: used in 1 act"),
        ("verification", {}, "67% of events rest on an official text or on two independent publishers"),
        (
            "verification",
            {"verifications": ("single",)},
            "0% of events rest on an official text or on two independent publishers",
        ),
    ],
)
def test_the_title_tells_the_finding(chart_id, conditions, title, select):
    selection = select(**conditions)
    assert CHARTS[chart_id].title(CHARTS[chart_id].frame(selection, {}), selection, {}) == title


@pytest.mark.parametrize(
    ("chart_id", "conditions", "note"),
    [
        ("sector-ranking", {}, "12 events. An event in two sectors counts in both, so the cells add up to 16."),
        ("sector-ranking", {"orgs": ("adviser",)}, "1 event."),
        ("action-ranking", {}, "12 events, each once."),
        ("instruments", {"sectors": ("minerals",)}, "0 events name no legal instrument."),
        ("instruments", {"q": "metal"}, "0 events name no legal instrument."),
        ("instruments", {"orgs": ("ministry", "adviser")}, "1 event names no legal instrument."),
        ("verification", {"orgs": ("adviser",)}, "1 event, each once."),
    ],
)
def test_the_note_says_what_is_counted(chart_id, conditions, note, select):
    selection = select(**conditions)
    assert CHARTS[chart_id].note(CHARTS[chart_id].frame(selection, {}), selection, {}) == note


def name_first_organisation(dataset, name):
    acme = dataset.organisations["acme"].model_copy(update={"name": name})
    renamed = dataclasses.replace(dataset, organisations={**dataset.organisations, "acme": acme})
    snapshot, chosen = build_snapshot(renamed), EventFilter(orgs=("acme",))
    return Selection(renamed, snapshot, chosen, aggregate(snapshot, chosen))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * MAX_NAME, "x" * MAX_NAME),
        ("x" * (MAX_NAME + 1), "x" * (MAX_NAME - 1) + "…"),
        ("x" * (MAX_NAME - 3) + "<bc>", "x" * (MAX_NAME - 3) + "&lt;b…"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_long_name_is_cut_before_its_markup_is_made_harmless(name, shown, tiny_dataset):
    figure = draw("organisations", name_first_organisation(tiny_dataset, name))[1]
    assert figure.layout.yaxis.ticktext[0] == shown


def test_a_name_that_is_cut_is_told_in_full_when_pointed_at(tiny_dataset):
    figure = draw("organisations", name_first_organisation(tiny_dataset, "x" * 80))[1]
    assert figure.data[0].text[0] == "x" * 80
