"""What holds for every chart of the registry, whatever its options and the filter."""

import dataclasses
import re
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from decoupling.aggregate import aggregate
from decoupling.charts import CHARTS
from decoupling.charts.after_act import aftermath_in
from decoupling.charts.answer_times import ROWS
from decoupling.charts.answers import answers_in
from decoupling.charts.bars import MAX_ACTIONS
from decoupling.charts.look import DARK, LIGHT
from decoupling.charts.network import MOST
from decoupling.charts.spec import Selection
from decoupling.compare import find_parts, read_comparison, unite
from decoupling.filters import EventFilter
from decoupling.index_summary import RECENT, sectors_in_view
from decoupling.network import find_ties
from decoupling.places import SHOWN, acts_shown, acts_without_place, count_countries, count_places
from decoupling.snapshot import build_snapshot
from decoupling.taxonomy import Vocabulary
from tests.unit.charts.drawn import FILTERS, OF_EVENTS, VARIANTS, draw, marks_of, texts_of

NOTHING_TO_DRAW = {
    ("organisation-timeline", "everything"),
    ("organisation-timeline", "one sector"),
    ("organisation-timeline", "one event"),
    ("instruments", "one event"),
    ("compare-places", "one event"),
    *((chart, "one event") for chart in ("places-map", "countries", "cities")),
    ("cities", "one event of a year"),
    *(
        (chart, name)
        for chart in ("flows-map", "places-map by left", "places-map by gained")
        for name in FILTERS
        if name in ("one event", "one event of a year")
    ),
    *(("places-map by closed", name) for name in ("one sector", "one organisation", "one event")),
    ("compare-pace", "one event of a year"),
    *((chart, "one event") for chart in ("exit-ladder", "exit-sectors", "exit-sector-years", "exit-functions")),
    *((chart, name) for chart in ("answers", "after-act") for name in ("one event", "one event of a year")),
    *((f"answer-times by {rows}", name) for rows in ROWS for name in ("one event", "one event of a year")),
    *(
        (f"network by {code}", name)
        for code in ("organisations", "sides")
        for name in ("one event", "one event of a year")
    ),
    *(("organisation-network", name) for name in FILTERS if name != "one organisation"),
    *((chart, "one event of a year") for chart in ("timeline", "sector-timeline", "organisation-timeline")),
    *(
        (chart, "one event of a year")
        for chart in ("counterparties", "instruments", "coverage", "pace by quarter", "pace by month", "pace-index")
    ),
}
"""Charts that have no mark under a filter; the page says so instead."""

CASES = [
    pytest.param(chart_id, options, name, id=" ".join([chart_id, *options.values(), "-", name]))
    for chart_id, options in VARIANTS
    for name in FILTERS
]
DRAWN = [
    case
    for case in CASES
    if (case.values[0], case.values[2]) not in NOTHING_TO_DRAW
    and not any((f"{case.values[0]} by {code}", case.values[2]) in NOTHING_TO_DRAW for code in case.values[1].values())
]
each_drawn = pytest.mark.parametrize(("chart_id", "options", "name"), DRAWN)
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")


@pytest.fixture(scope="module")
def chart(select):
    """chart(id, options, filter name) -> selection, frame, light figure, dark figure; drawn once."""

    @cache
    def make(chart_id, options, name):
        selection = select(**FILTERS[name])
        spec, options = CHARTS[chart_id], dict(options)
        frame = spec.frame(selection, options)
        return selection, frame, *(spec.draw(frame, selection, look, options) for look in (LIGHT, DARK))

    return lambda chart_id, options, name: make(chart_id, tuple(options.items()), name)


@pytest.mark.parametrize(("chart_id", "options", "name"), CASES)
def test_a_chart_has_a_frame_with_rows_unless_nothing_is_to_be_drawn(chart_id, options, name, select):
    empty = CHARTS[chart_id].frame(select(**FILTERS[name]), options).empty
    assert empty == ((chart_id, options, name) not in [case.values for case in DRAWN])


@pytest.mark.parametrize(("chart_id", "options"), VARIANTS)
def test_a_chart_of_no_event_has_an_empty_frame(chart_id, options, select):
    assert CHARTS[chart_id].frame(select(q="no such words"), options).empty


def test_every_chart_stands_under_its_own_id():
    assert [spec.id for spec in CHARTS.values()] == list(CHARTS)


# --- words ---------------------------------------------------------------------------------------


@each_drawn
def test_a_chart_has_a_title_a_subtitle_and_a_note(chart_id, options, name, chart):
    selection, frame, *_ = chart(chart_id, options, name)
    spec = CHARTS[chart_id]
    words = spec.title(frame, selection, options), spec.subtitle(options), spec.note(frame, selection, options)
    assert all(text.strip() == text != "" for text in words)


def numbers_behind(selection, frame):
    """Every number that the words of a chart may name: cells, sums and shares of the frame, totals of the selection."""
    counts = selection.counts
    ratios: set[str] = set()
    numbers = frame.select_dtypes("number")
    whole = {int(n) for column in numbers for n in numbers[column] if column != "share"}
    whole |= {int(numbers[column].sum()) for column in numbers}
    whole |= {len(frame), frame.iloc[:, 0].nunique(), counts.events, counts.without_month}
    whole |= {counts.events - counts.without_month, int(frame.get("events", pd.Series([0])).sum())}
    if "event" in frame and "lane" in frame:
        whole |= {frame["event"].nunique(), *(int(n) for n in frame.groupby("lane")["events"].sum())}
        whole |= {(frame.groupby("lane")["events"].sum() == n).sum() - 1 for n in list(whole)}
    if "net" in frame:
        tax = selection.dataset.taxonomy
        whole |= {int(n) for period in frame["period"] for n in period.split("-")}
        sectors = len(sectors_in_view(selection))
        whole |= {*range(sectors + 1), RECENT, *range(2 * len(tax.weights) + 1)}
        ratios |= {f"{abs(n):.1f}" for n in frame["index"]} | {
            f"{state.missing:.0%}" for state in tax.coverage_states.values()
        }
        ratios |= {f"{group.weight:g}" for group in tax.weights.values()}
    if "answered" in frame:
        pairs = answers_in(selection)
        whole |= {
            len(pairs),
            int(pairs.exact.sum()),
            int((~pairs.exact).sum()),
            int((frame["basis"] == "stated").sum()),
        }
        whole |= {int((frame["basis"] == "timing").sum()), len(pairs) - len(frame)}
        whole |= {int(n) for n in frame.groupby(list(frame.columns[[0, 4]])).size()}
        whole |= {int(frame["days"].median()) if frame["days"].dtype.kind == "i" else 0}
    if "without" in frame:
        single = [i for i in counts.positions if selection.dataset.events[i].verification == "single"]
        inside = frame.loc[frame["state"] == "systematic", "events"].sum() if "state" in frame else 0
        whole |= {len(single)}
        ratios_of_coverage = {len(single) / counts.events, inside / frame["events"].sum()}
        ratios_of_coverage |= set(frame["single"] / frame["events"].where(frame["events"] > 0, 1))
    else:
        ratios_of_coverage = set()
    if "followed" in frame:
        after = aftermath_in(selection, CHARTS["after-act"].default_options())
        whole |= {after.around, after.exposure, after.covered, after.same_day, after.unsure}
    if "reach" in frame:
        ties = find_ties(selection)
        whole |= {len(np.unique(ties.event)), *map(int, MOST.choices)}
        whole |= {int((frame.drop_duplicates(["actor", "hit"])["tie"] == n).sum()) for n in frame["tie"]}
    if "decoupling" in frame:
        cut, joined = int(frame["decoupling"].sum()), int(frame["recoupling"].sum())
        whole |= {cut + joined}
        ratios.add(f"{max(cut, joined) / max(min(cut, joined), 1):.1f}")
    if "instrument" in frame:
        whole.add(counts.events - int(counts.instruments["events"].sum()))
    if "part" in frame:
        found = find_parts(read_comparison({}, selection), selection)
        whole |= {len(unite(found)), *map(len, found.values())}
        whole |= {int(n) for n in frame[["decoupling", "recoupling", "neutral"] if "step" in frame else []].sum(axis=1)}
        whole |= {int(n) for period in frame.get("period", []) for n in re.findall(r"\d+", period)}
    if {"place", "country"} & set(frame) and "part" not in frame:
        for shown in SHOWN:
            whole |= {len(acts_shown(selection, shown)), acts_without_place(selection, shown)}
        whole |= {len(count_places(selection)), len(count_countries(selection)), MAX_ACTIONS}
        whole.add(int(counts.actions.loc[counts.actions["action"] == "relocation", "events"].sum()))
    parts = ratios_of_coverage | {n / counts.events for n in frame.get("events", [])} | set(frame.get("share", []))
    parts |= {(a + b) / counts.events for a, b in combinations(frame.get("events", []), 2)}
    return {f"{n:,}" for n in whole} | {str(n) for n in whole} | ratios | {f"{part:.0%}" for part in [0, *parts]}


@each_drawn
@pytest.mark.parametrize("words", ["title", "note"])
def test_the_numbers_in_the_words_of_a_chart_follow_from_its_frame(words, chart_id, options, name, chart):
    selection, frame, *_ = chart(chart_id, options, name)
    text = getattr(CHARTS[chart_id], words)(frame, selection, options).replace("more than 100%", "")
    text = text.replace("0 to ", "").replace("95 of 100", "")
    assert set(re.findall(r"\d[\d,.]*\d%?|\d%?", text)) <= numbers_behind(selection, frame)


@pytest.mark.parametrize("chart_id", OF_EVENTS)
def test_the_title_of_a_chart_changes_with_the_data(chart_id, select):
    spec, options, titles = CHARTS[chart_id], CHARTS[chart_id].default_options(), []
    for conditions in (*FILTERS.values(), {"orgs": ("acme",)}):
        selection = select(**conditions)
        frame = spec.frame(selection, options)
        titles += [] if frame.empty else [spec.title(frame, selection, options)]
    assert len(set(titles)) > 1


# --- looks ---------------------------------------------------------------------------------------


def palette(selection, look):
    tax = selection.dataset.taxonomy
    own = {look.paper, look.ink, look.muted, look.grid, look.plain, *look.scale}
    return own | {look.colour(words, code) for words in (tax.directions, tax.sides) for code in words.codes}


@each_drawn
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_every_colour_of_a_figure_is_one_of_its_theme(look, chart_id, options, name, chart):
    selection, _, light, dark = chart(chart_id, options, name)
    text = (light if look is LIGHT else dark).to_json()
    assert set(COLOUR.findall(text)) <= palette(selection, look)
    assert "#00000" not in text and "rgb" not in text


@each_drawn
def test_the_template_of_a_figure_is_empty(chart_id, options, name, chart):
    _, _, light, dark = chart(chart_id, options, name)
    for template in (light.layout.template, dark.layout.template):
        # Plotly names the type of each trace it knows; a template with a look would hold more.
        assert set(texts_of(template.to_plotly_json())) <= {"scatter"}


def colours_of(trace):
    """The colours of everything that a trace draws."""
    if trace.type == "heatmap":
        return [trace.colorscale]
    if trace.type == "bar":
        return [trace.marker.color]
    drawn = {"markers": trace.marker.color, "text": trace.textfont.color, "lines": trace.line.color}
    return [colour for part, colour in drawn.items() if part in trace.mode]


@each_drawn
def test_every_trace_has_its_own_colours(chart_id, options, name, chart):
    figure = chart(chart_id, options, name)[2]
    found = [colour for trace in figure.data for colour in colours_of(trace)]
    assert found and all(colour is not None and len(colour) for colour in found)


@each_drawn
def test_light_and_dark_differ_in_colours_and_in_nothing_else(chart_id, options, name, chart):
    _, _, light, dark = chart(chart_id, options, name)
    assert light.to_json() != dark.to_json()
    assert COLOUR.sub("#", light.to_json()) == COLOUR.sub("#", dark.to_json())


@each_drawn
def test_a_figure_has_a_fixed_height_and_grows_only_in_width(chart_id, options, name, chart):
    figure = chart(chart_id, options, name)[2]
    assert figure.layout.height > 0 and figure.layout.width is None


# --- marks and table -----------------------------------------------------------------------------


@each_drawn
def test_a_mark_resolves_to_as_many_events_as_it_draws(chart_id, options, name, chart):
    selection, _, figure, _ = chart(chart_id, options, name)
    marks, dimensions = marks_of(chart_id, figure), CHARTS[chart_id].dimensions
    assert marks or chart_id == "after-act"  # where nothing followed
    for codes, count in marks:
        mark = dict(zip(dimensions, codes, strict=True))
        assert len(CHARTS[chart_id].find_events(selection, options, mark)) == count, mark


@each_drawn
def test_the_table_has_the_headings_of_the_spec_and_a_row_for_each_row_of_the_frame(chart_id, options, name, chart):
    selection, frame, *_ = chart(chart_id, options, name)
    table = CHARTS[chart_id].table(frame, selection, options)
    assert (list(table.columns), len(table)) == (list(CHARTS[chart_id].columns.values()), len(frame))


@each_drawn
def test_the_table_gives_labels_for_codes_and_leaves_no_cell_empty(chart_id, options, name, chart):
    selection, frame, *_ = chart(chart_id, options, name)
    spec = CHARTS[chart_id]
    table = spec.table(frame, selection, options)
    coded = {**spec.coded, **({spec.lane_dimension: options["lane"]} if spec.lane_dimension else {})}
    for column, dimension in coded.items():
        expected = [selection.label(dimension, code) for code in frame[column]]
        assert table[spec.columns[column]].tolist() == expected
    assert not table.isna().to_numpy().any()


@each_drawn
def test_drawing_and_tabling_leave_the_frame_as_it_was(chart_id, options, name, chart):
    selection, frame, *_ = chart(chart_id, options, name)
    CHARTS[chart_id].table(frame, selection, options)
    pd.testing.assert_frame_equal(frame, CHARTS[chart_id].frame(selection, options))


@pytest.mark.parametrize("chart_id", CHARTS)
def test_the_codes_of_a_mark_are_dimensions_that_events_behind_knows(chart_id, tiny_snapshot):
    own = {"rung", "part", "origin", "actor", "hit", "reach"} if CHARTS[chart_id].behind else set()
    assert set(CHARTS[chart_id].dimensions) <= {"event", "period", *tiny_snapshot.codes, *own}


# --- text from data ------------------------------------------------------------------------------

EVIL = "<b>evil</b><a href='x'>"


@pytest.fixture(scope="module")
def evil_selection(tiny_dataset):
    """Everything, of one organisation, with markup at the front of every name, headline and label."""

    def terms(vocabulary):
        bad = {"label": EVIL + "x", "short": EVIL}
        return Vocabulary(vocabulary.name, {c: t.model_copy(update=bad) for c, t in vocabulary.terms.items()})

    tax, events = tiny_dataset.taxonomy, []
    for event in tiny_dataset.events:
        update = {"headline": EVIL + event.headline}
        update |= {"instrument": EVIL + event.instrument} if event.instrument else {}
        events.append(event.model_copy(update=update))
    orgs = {k: org.model_copy(update={"name": EVIL + org.name}) for k, org in tiny_dataset.organisations.items()}
    dataset = dataclasses.replace(
        tiny_dataset,
        events=tuple(events),
        by_id={event.id: event for event in events},
        organisations=orgs,
        milestones=tuple(m.model_copy(update={"label": EVIL}) for m in tiny_dataset.milestones),
        taxonomy=dataclasses.replace(
            tax,
            **{
                name: terms(getattr(tax, name))
                for name in ("actions", "sectors", "sides", "roles", "verifications", "functions", "link_bases")
            },
            countries={code: c.model_copy(update={"label": EVIL}) for code, c in tax.countries.items()},
            rungs={code: rung.model_copy(update={"label": EVIL}) for code, rung in tax.rungs.items()},
            lanes={code: lane.model_copy(update={"label": EVIL}) for code, lane in tax.lanes.items()},
        ),
    )
    snapshot, chosen = build_snapshot(dataset), EventFilter(orgs=("dragon",))
    return Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))


@pytest.mark.parametrize(("chart_id", "options"), VARIANTS)
def test_markup_in_text_from_data_is_escaped_in_a_figure(chart_id, options, evil_selection):
    if CHARTS[chart_id].frame(evil_selection, options).empty:
        pytest.skip("nothing to draw")
    _, figure = draw(chart_id, evil_selection, **options)
    texts = [
        text
        for trace in figure.data
        for text in texts_of({k: v for k, v in trace.to_plotly_json().items() if k not in ("customdata", "ids")})
    ]
    texts += texts_of(figure.layout.to_plotly_json())
    assert any("&lt;b&gt;" in text for text in texts)
    assert not [text for text in texts if "<b>evil" in text or "<a" in text]
