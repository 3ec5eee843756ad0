"""Owns what is said in words and single figures: computed from the data in view, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from decoupling.charts.spec import Selection, count_of, lower_first
from decoupling.dates import describe_date
from decoupling.model import Event


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that matters, its course by year where that means something, and what it counts."""

    label: str
    value: str
    by_year: tuple[float, ...]
    kind: Literal["bar", "line", "none"]
    meaning: str

    def describe_years(self) -> str:
        """The yearly values in words, for those who do not see the sparkline."""
        form = "{:.0%}" if self.kind == "line" else "{:,.0f}"
        return ", ".join(form.format(value) for value in self.by_year)


def selected_events(selection: Selection) -> list[Event]:
    """The selected events, oldest first."""
    return [selection.dataset.events[i] for i in selection.counts.positions]


def list_key_figures(selection: Selection) -> list[KeyFigure]:
    """The figures on top of the overview."""
    counts, years = selection.counts, selection.counts.years
    directed = years["decoupling"] + years["recoupling"]
    share = (years["decoupling"] / directed.where(directed > 0)).dropna()
    closures = counts.action_years[counts.action_years["action"] == "closure"].set_index("year")["events"]
    closed = closures.reindex(years["year"], fill_value=0)
    total = years[["decoupling", "recoupling", "neutral"]].sum(axis=1)
    return [
        KeyFigure("Acts", f"{counts.events:,}", tuple(total), "bar", "Distinct events in view, by year"),
        KeyFigure(
            "Decoupling",
            f"{years['decoupling'].sum() / directed.sum():.0%}" if directed.sum() else "–",
            tuple(share),
            "line",
            "Share of decoupling among acts with a direction, by year",
        ),
        KeyFigure(
            "Closures",
            f"{int(closed.sum()):,}",
            tuple(closed),
            "bar",
            "Acts of closing a site or service, or of leaving, by year",
        ),
        KeyFigure(
            "Organisations",
            f"{len(counts.organisations):,}",
            (),
            "none",
            "Organisations with a part in the acts in view, in any role",
        ),
    ]


def summarise_state(selection: Selection) -> str:
    """Two sentences: how far acts lean, and who acts."""
    counts = selection.counts
    if not counts.events:
        return ""
    actions = counts.actions.sort_values("events", ascending=False, kind="stable")
    company = sum(
        row.events
        for row in counts.actions.itertuples()
        if selection.dataset.taxonomy.group_of(row.action) == "company"
    )
    cut = int(counts.actions["decoupling"].sum())
    common = selection.label("action", actions["action"].iloc[0]).lower()
    loosen = f"{_number(cut)} {'loosens' if cut <= 1 else 'loosen'} the tie between the United States and China"
    firms = f"{_number(company)} {'is' if company <= 1 else 'are'} by companies"
    most = f"The most common kind is {common} ({actions['events'].iloc[0]:,})."
    return f"Of {count_of(counts.events, 'act')}, {loosen}; {firms}. {most}"


def _number(count: int) -> str:
    return f"{count:,}" if count else "none"


def summarise_time(selection: Selection) -> str:
    """Two sentences: the busiest year or years, and the first and last act in view."""
    counts = selection.counts
    if not counts.events:
        return ""
    totals = counts.years.set_index("year")[["decoupling", "recoupling", "neutral"]].sum(axis=1)
    busiest = [str(year) for year in totals.index[totals == totals.max()]]
    most = count_of(int(totals.max()), "act")
    events = selected_events(selection)
    return (
        f"{_join(busiest)} {f'holds most, {most}' if len(busiest) == 1 else f'hold most, {most} each'}. "
        f"The first in view is of {describe_date(events[0].date)}, the last of {describe_date(events[-1].date)}."
    )


def summarise_records(selection: Selection) -> str:
    """Two sentences: what the records rest on."""
    events = selected_events(selection)
    if not events:
        return ""
    sources = sum(len(event.sources) for event in events)
    firm = sum(event.verification in ("official", "corroborated") for event in events)
    checked = sum(event.checked is not None for event in events)
    rest = f"{count_of(len(events), 'event')} with {count_of(sources, 'source page')}"
    firmly = f"{firm:,} {'rests' if firm == 1 else 'rest'} on an official text or on independent publishers"
    return f"{rest}; {firmly}. {checked:,} {'was' if checked == 1 else 'were'} read a second time against the sources."


def summarise_sectors(selection: Selection) -> str:
    """Two sentences: the sector with most acts, and the one that leans most to one side."""
    frame = selection.counts.sector_directions.sort_values("events", ascending=False, kind="stable")
    if frame.empty:
        return ""
    name = lower_first(selection.label("sector", frame["sector"].iloc[0]))
    words = [f"Most acts touch {name}: {frame['events'].iloc[0]:,} of {selection.counts.events:,}."]
    frame = frame[frame["recoupling"] > 0].assign(lean=lambda f: f["recoupling"] / f["events"])
    if len(frame):
        top = frame.loc[frame["lean"].idxmax()]
        name = lower_first(selection.label("sector", top["sector"]))
        words.append(f"Recoupling is strongest in {name}: {top['recoupling']:,} of {top['events']:,}.")
    return " ".join(words)


def summarise_companies(selection: Selection, org_ids: Iterable[str]) -> str:
    """Two sentences: how many of the listed organisations act, and who is most often a target."""
    listed = set(org_ids)
    frame = selection.counts.organisations
    frame = frame[frame["org"].isin(listed)]
    if frame.empty:
        return ""
    acted, hit = int((frame["actor"] > 0).sum()), int(((frame["target"] > 0) | (frame["affected"] > 0)).sum())
    target = frame.loc[frame["target"].idxmax()]
    was = "was" if hit == 1 else "were"
    words = [f"{acted:,} of {count_of(len(frame), 'organisation')} acted and {hit:,} {was} acted on or hit."]
    if target["target"]:
        words.append(
            f"Most often a target: {selection.label('org', target['org'])}, {count_of(int(target['target']), 'time')}."
        )
    return " ".join(words)


def summarise_organisation(selection: Selection, org_id: str) -> str:
    """Two sentences: the parts an organisation has in the acts in view, and from when to when."""
    frame = selection.counts.organisations
    rows = frame[frame["org"] == org_id]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    parts = [
        f"{verb} in {int(row[role]):,}"
        for role, verb in (("actor", "acts"), ("target", "is the target"), ("affected", "is hit"))
        if row[role]
    ]
    events = selection.dataset.events
    first, last = describe_date(events[row["first"]].date), describe_date(events[row["last"]].date)
    when = f"The first is of {first}, the last of {last}."
    if first == last:
        when = f"{'It is' if row['events'] == 1 else 'All are'} of {first}."
    return f"{selection.label('org', org_id)} {_join(parts)} of {count_of(int(row['events']), 'act')} in view. {when}"


def _join(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
