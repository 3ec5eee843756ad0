"""Owns what the page of answers says in words and single figures: computed from the data in view, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from decoupling.answers import NO_ACT, WINDOWS, Answers, AnswerView, known_to_the_day, lanes_of
from decoupling.charts.after_act import PLACES, aftermath_in, describe_followers, outside
from decoupling.charts.answers import act_in, answers_in
from decoupling.charts.spec import Selection, count_of, lower_first
from decoupling.dates import describe_date
from decoupling.links import list_links
from decoupling.sequences import Step, find_sequences
from decoupling.taxonomy import Taxonomy

TOP_LANE, FOOT_LANE = 0, -1


def summarise_answers(selection: Selection) -> str:
    """Two sentences: how many acts in view answer another, and how fast the two governments answered each other."""
    if not selection.counts.events:
        return ""
    answers = answers_in(selection)
    acts = count_of(selection.counts.events, "act")
    if not len(answers):
        return f"None of {acts} in view is linked to an act that it answers. The links in the record are no full list."
    answering = len(np.unique(answers.later))
    stated = int(answers.stated.sum())
    first = f"Of {acts} in view, {answering:,} {'answers' if answering == 1 else 'answer'} an earlier one: "
    rest = len(answers) - stated
    by_time = f", the other {rest:,} by order in time alone" if rest else ""
    first += f"{stated:,} of {count_of(len(answers), 'pair')} by the word of a source{by_time}."
    return f"{first} {_say_facing(selection, answers)}"


def _say_facing(selection: Selection, answers: Answers) -> str:
    """How often each of the two governments answered the other, and the median time."""
    tax = selection.dataset.taxonomy
    lanes = list(tax.lanes.values())
    ends = [lanes_of(selection.snapshot, part, tax) for part in (answers.later, answers.earlier)]
    parts = []
    for one, other in ((FOOT_LANE, TOP_LANE), (TOP_LANE, FOOT_LANE)):
        between = answers.take((ends[0] == one % len(lanes)) & (ends[1] == other % len(lanes)))
        ends_named = f"answered {lanes[other].label}"
        often = f"{ends_named} {'once' if len(between) == 1 else f'{len(between):,} times'}"
        words = f"{lanes[one].label} {often if len(between) else f'never {ends_named}'}"
        days = between.least[between.exact]
        if len(days) > 2:
            words += f", half of them within {count_of(int(np.median(days)), 'day')}"
        parts.append(words)
    return f"{'; '.join(parts)}."


# --- what followed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AfterFigure:
    """How many acts followed within some days, and what as many days ordinarily hold; None without a record of it."""

    days: int
    covered: int
    followed: int
    ordinary: str | None


def list_after_figures(selection: Selection, view: AnswerView) -> list[AfterFigure]:
    """One figure a window; none where the act's day is not known."""
    act = act_in(selection, view.to_options())
    if act == NO_ACT or not known_to_the_day(selection.snapshot)[act]:
        return []
    figures = []
    for days in WINDOWS:
        aftermath = aftermath_in(selection, replace(view, days=days).to_options())
        ordinary = None
        if aftermath.exposure and aftermath.covered:
            expected = aftermath.expect(aftermath.covered)
            ordinary = f"ordinarily {expected.mean:.1f} ({expected.low:,} to {expected.high:,})"
        figures.append(AfterFigure(days, aftermath.covered, aftermath.within(days), ordinary))
    return figures


def say_after(selection: Selection, view: AnswerView) -> str:
    """What followed in the view's window, against the ordinary, and that order is no cause; empty without a day."""
    options = view.to_options()
    act = act_in(selection, options)
    if act == NO_ACT or not known_to_the_day(selection.snapshot)[act]:
        return ""
    aftermath = aftermath_in(selection, options)
    number = len(aftermath.followed)
    who = describe_followers(selection, options, number)
    if not aftermath.covered:
        return "The record ends on the day of this act, so that nothing can be said of what followed."
    days = count_of(aftermath.covered, "day")
    words = f"Within {days} of it the record has {f'{number:,}' if number else 'no'} {who}."
    if aftermath.covered < view.days:
        words += f" It ends there, before the {view.days} days are over."
    if not aftermath.exposure:
        return f"{words} It has no other days around the act, so that what is ordinary cannot be told."
    expected = aftermath.expect(aftermath.covered)
    where = PLACES[outside(number, expected.low, expected.high)]
    return (
        f"{words} Around the act, as many days ordinarily hold {expected.mean:.1f}, and 95 of 100 such stretches "
        f"{expected.low:,} to {expected.high:,}: this is {where} the ordinary. Order is not cause: that acts came "
        "after it does not mean that they came because of it."
    )


@dataclass(frozen=True, slots=True)
class LinkedAct:
    """An act that a link joins to the chosen one: how, on what basis, and the days between (negative: before it)."""

    event: str
    relation: str
    basis: str
    days: str


def list_linked(selection: Selection, act: int) -> list[LinkedAct]:
    """Every act linked to an act, oldest first; days are a range where a date is known to the month or year."""
    snapshot = selection.snapshot
    position = {event_id: i for i, event_id in enumerate(snapshot.ids)}
    listed = []
    for link in list_links(selection.dataset.events[act], selection.dataset):
        other = position[link.event.id]
        least = int(snapshot.first_day[other] - snapshot.last_day[act])
        most = int(snapshot.last_day[other] - snapshot.first_day[act])
        days = f"{least:+,}" if least == most else f"{least:+,} to {most:+,}"
        listed.append((other, LinkedAct(link.event.id, link.relation, link.basis, days.replace("+0", "0"))))
    return [linked for _, linked in sorted(listed, key=lambda pair: pair[0])]


# --- sequences -----------------------------------------------------------------------------------


def list_sequences(selection: Selection, act: int) -> list[tuple[Step, ...]]:
    """Sequences with an act in view, those through the chosen act first; else longest first, then newest."""
    in_view = set(selection.counts.positions.tolist())
    found = find_sequences(selection.snapshot, selection.dataset.taxonomy)
    kept = [steps for steps in found if any(step.act in in_view for step in steps)]
    return sorted(kept, key=lambda steps: all(step.act != act for step in steps))


def describe_step(step: Step, selection: Selection) -> str:
    """When, who, where the act stands unless done, how it follows the act before it, and how many others follow it."""
    tax, event = selection.dataset.taxonomy, selection.dataset.events[step.act]
    lane = list(tax.lanes.values())[int(lanes_of(selection.snapshot, np.array([step.act]), tax)[0])]
    words = [describe_date(event.date), lane.label]
    if event.status != "done":
        when = f" {describe_date(event.history[-1].date)}" if len(event.history) > 1 else ""
        words.append(f"{lower_first(tax.statuses.label(event.status))}{when}")
    if step.link:
        basis = "" if step.stated else f" ({lower_first(tax.link_bases.label('timing'))})"
        words.append(f"{tax.link_types[step.link].step}{basis}")
    if step.others:
        words[-1] += f" · {count_of(step.others, 'other')} {'follows' if step.others == 1 else 'follow'} it"
    return ", ".join(words)


def tabulate_sequences(sequences: Sequence[tuple[Step, ...]], selection: Selection) -> list[dict[str, str | int]]:
    """One row a step, by headings."""
    tax, events = selection.dataset.taxonomy, selection.dataset.events
    lanes = list(tax.lanes.values())
    return [
        {
            "Sequence": number,
            "Step": place,
            "Date": events[step.act].date,
            "Who": lanes[lane].label,
            "Act": events[step.act].headline,
            "How it follows the step before": tax.link_types.label(step.link) if step.link else "",
            "Basis": tax.link_bases.label("stated" if step.stated else "timing") if step.link else "",
            "Id": events[step.act].id,
        }
        for number, steps in enumerate(sequences, start=1)
        for place, (step, lane) in enumerate(
            zip(steps, lanes_of(selection.snapshot, np.array([step.act for step in steps]), tax), strict=True), start=1
        )
    ]


def describe_answers(taxonomy: Taxonomy) -> dict[str, str]:
    """The types of link that count as answers and those that carry a sequence on, by label, in words."""
    return {
        term.label: f"{term.description}. " + ("Counts as an answer." if term.answer else "Carries a sequence on.")
        for term in taxonomy.link_types.terms.values()
        if term.answer or term.step
    }
