"""Owns the options that a page settles for all of its charts: what each may be, and how the page's address holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from decoupling.answers import FOLLOWERS, WINDOW_LABELS
from decoupling.charts.spec import ChartSpec, Options, Selection
from decoupling.compare import KINDS, MOST_PARTS, list_parts
from decoupling.exits import UNIT_LABELS
from decoupling.pace_index import MOST_WEIGHT, read_weights
from decoupling.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class GivenOption:
    """One such option.

    "choice" is one of `choices`, "day" a date, "event" an id, "parts" codes of what is compared, with commas,
    "weights" numbers by code.

    `on_page` is the name that the page's address has for it; `{by}` in it stands for what is compared.
    """

    label: str
    kind: Literal["choice", "day", "event", "parts", "weights"]
    on_page: str
    choices: Callable[[Taxonomy], Mapping[str, str]] = lambda taxonomy: {}


GIVEN = {
    "definition": GivenOption(
        "What counts as an exit",
        "choice",
        "counts",
        lambda taxonomy: {code: term.label for code, term in taxonomy.exits.items()},
    ),
    "unit": GivenOption(
        "What is counted", "choice", "unit", lambda taxonomy: {str(unit): label for unit, label in UNIT_LABELS.items()}
    ),
    "known": GivenOption("As known on a day, YYYY-MM-DD", "day", "known"),
    "by": GivenOption("What is compared", "choice", "by", lambda taxonomy: KINDS),
    "parts": GivenOption(
        f"Codes of up to {MOST_PARTS} parts with commas between them; the busiest in view where some are missing",
        "parts",
        "these-{by}",
    ),
    "act": GivenOption(
        "Id of the act that is looked at; without it the one in view that was answered most", "event", "act"
    ),
    "days": GivenOption("Days after the act", "choice", "within", lambda taxonomy: WINDOW_LABELS),
    "who": GivenOption(
        "Whose acts are counted after it",
        "choice",
        "whose",
        lambda taxonomy: {str(who): label for who, label in FOLLOWERS.items()},
    ),
    "weights": GivenOption(
        f"Weights other than the codebook's, each from 0 to {MOST_WEIGHT:g} with at most two decimals, with commas "
        "between them: bars:1,steps:0",
        "weights",
        "weights",
    ),
}
"""Every option that a chart of the registry names as given, by its key."""


def allowed_codes(option: GivenOption, selection: Selection, options: Options) -> Mapping[str, str]:
    """Codes that an option may have, with their labels; groups for weights, none for a day and an event."""
    if option.kind == "parts":
        return list_parts(options["by"] or next(iter(KINDS)), selection)
    if option.kind == "weights":
        return {code: group.label for code, group in selection.dataset.taxonomy.weights.items()}
    return option.choices(selection.dataset.taxonomy)


def find_wrong(option: GivenOption, text: str, selection: Selection, options: Options) -> str | None:
    """The part of a text that an option cannot be; None when all is well."""
    if option.kind == "day":
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return text
        return None if len(text) == len("2024-06-30") else text
    if option.kind == "event":
        return None if text in selection.dataset.by_id else text
    if option.kind == "weights":
        try:
            read_weights(text, selection.dataset.taxonomy)
        except ValueError as error:
            return str(error)
        return None
    codes = text.split(",") if option.kind == "parts" else [text]
    if len(codes) > MOST_PARTS:
        return text
    allowed = allowed_codes(option, selection, options)
    return next((code for code in codes if code not in allowed), None)


def page_query(spec: ChartSpec, selection: Selection, options: Options) -> dict[str, list[str]]:
    """The given options of a chart as the address of its page holds them: by label, those at their default left out."""
    query: dict[str, list[str]] = {}
    for key in spec.given:
        option, text = GIVEN[key], options[key]
        labels = allowed_codes(option, selection, options)
        if text and option.kind in ("day", "event", "weights"):
            query[option.on_page] = [text]
        elif text and option.kind == "parts":
            name = option.on_page.format(by=options["by"] or next(iter(KINDS)))
            query[name] = [labels[code] for code in text.split(",")]
        elif text and text != next(iter(labels)):
            query[option.on_page] = [labels[text]]
    return query
