"""Owns the options that a page settles for all of its charts: what each may be, and how the page's address holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from decoupling.answers import FOLLOWERS, WINDOWS, AnswerView
from decoupling.charts.spec import ChartSpec, Options, Selection
from decoupling.compare import KINDS, MOST_PARTS, list_parts
from decoupling.exits import UNIT_LABELS
from decoupling.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class GivenOption:
    """One such option. "choice" is one of `choices`, its default first, "day" a date, "event" the id of an act, and
    "parts" codes of what is compared, with commas.

    `on_page` is the name that the page's address has for it; `{by}` in it stands for what is compared.
    """

    label: str
    kind: Literal["choice", "day", "event", "parts"]
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
    "act": GivenOption("Id of the act; the one in view that was answered most, where none is given", "event", "act"),
    "days": GivenOption("Days after the act", "choice", "within", lambda taxonomy: _windows()),
    "who": GivenOption(
        "Whose acts after it", "choice", "whose", lambda taxonomy: {str(code): name for code, name in FOLLOWERS.items()}
    ),
}
"""Every option that a chart of the registry names as given, by its key."""


def _windows() -> dict[str, str]:
    usual = AnswerView().days
    return {str(days): f"{days} days" for days in sorted(WINDOWS, key=lambda days: days != usual)}


def allowed_codes(option: GivenOption, selection: Selection, options: Options) -> Mapping[str, str]:
    """Codes that an option may have, with their labels; none for a day."""
    if option.kind == "parts":
        return list_parts(options["by"] or next(iter(KINDS)), selection)
    if option.kind == "event":
        return {code: code for code in selection.dataset.by_id}
    return option.choices(selection.dataset.taxonomy)


def find_wrong(option: GivenOption, text: str, selection: Selection, options: Options) -> str | None:
    """The part of a text that an option cannot be; None when all is well."""
    if option.kind == "day":
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return text
        return None if len(text) == len("2024-06-30") else text
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
        if text and option.kind in ("day", "event"):
            query[option.on_page] = [text]
        elif text and option.kind == "parts":
            name = option.on_page.format(by=options["by"] or next(iter(KINDS)))
            query[name] = [labels[code] for code in text.split(",")]
        elif text and text != next(iter(labels)):
            query[option.on_page] = [labels[text]]
    return query
