"""What a figure draws, read back from it: the marks with what they stand for and how many events they count."""

import re

from decoupling.charts import CHARTS
from decoupling.charts.look import LIGHT

FILTERS = {
    "everything": {},
    "one sector": {"sectors": ("chips",)},
    "one organisation": {"orgs": ("dragon",)},
    "one event": {"q": "venture"},
    "one event of a year": {"orgs": ("adviser",)},
}
OF_EVENTS = [chart_id for chart_id in CHARTS if chart_id != "reviews"]
"""Charts that draw the events a filter selects; the others have tests of their own."""
VARIANTS = [
    (spec.id, {option.key: option.default for option in spec.options} | changed)
    for spec in map(CHARTS.__getitem__, OF_EVENTS)
    for changed in [{}, *({option.key: code} for option in spec.options for code in list(option.choices)[1:])]
]
"""Every chart with every value of each of its options, the others at their default."""


def draw(chart_id, selection, look=LIGHT, **options):
    """Frame and figure of a chart."""
    spec = CHARTS[chart_id]
    options = spec.default_options() | options
    frame = spec.frame(selection, options)
    return frame, spec.draw(frame, selection, look, options)


def marks_of(chart_id, figure):
    """(codes, count) for each mark that can be selected."""
    return [
        (tuple(str(code) for code in codes), count)
        for trace in figure.data
        if trace.customdata is not None
        for codes, count in zip(trace.customdata, _counts(chart_id, trace), strict=True)
    ]


def _counts(chart_id, trace):
    if trace.type == "bar" and CHARTS[chart_id].dimensions[0] != "part":
        return [abs(int(value)) for value in (trace.x if trace.orientation == "h" else trace.y)]
    if CHARTS[chart_id].dimensions == ("event",):
        return [1] * len(trace.x)
    return [int(re.match(r"[\d,]+", text)[0].replace(",", "")) for text in trace.text]


def texts_of(value):
    """Every text anywhere in a figure's dict."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif hasattr(value, "__iter__"):
        for inner in value:
            yield from texts_of(inner)
