"""Owns what is said in words of the pace index: where it stands, when it peaked, and how far that hangs on weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from decoupling.charts.spec import Selection, lower_first, name_leaders
from decoupling.coverage import INCOMPLETE
from decoupling.dates import describe_date
from decoupling.pace_index import (
    EVERYTHING,
    ActCounts,
    FloatArray,
    PaceIndex,
    Weights,
    count_acts,
    own_weights,
    read_weights,
    weigh_acts,
)

RECENT = 12
"""Months whose sum says which way a sector goes now."""
NAMED = 3
"""Sectors that a sentence names; of more it gives the number."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadIndex:
    """The counts of some panels, the index by some weights, and the number of months before those too recent."""

    acts: ActCounts
    index: PaceIndex
    complete: int

    @property
    def is_too_recent(self) -> bool:
        """True where no act stands in a month that is complete."""
        return not self.acts.counts[:, : self.complete].any()


def read_index(selection: Selection, weights: Weights, panels: tuple[str, ...]) -> ReadIndex:
    """The index of what is selected, by sector or for everything."""
    snapshot, dataset, chosen = selection.snapshot, selection.dataset, selection.chosen
    acts = count_acts(dataset, snapshot, selection.counts.positions, panels, start=chosen.start, end=chosen.end)
    index = weigh_acts(acts, weights, snapshot.codes["direction"])
    states = list(dataset.taxonomy.coverage_states)
    recent = (acts.states == states.index(INCOMPLETE)).all(axis=0)
    return ReadIndex(acts, index, acts.months - int(np.cumprod(recent[::-1]).sum()))


def sectors_in_view(selection: Selection) -> tuple[str, ...]:
    """The sectors that the filter names, else all with acts; those of most acts first."""
    frame = selection.counts.sector_directions.sort_values("events", ascending=False, kind="stable")
    chosen = selection.chosen.sectors
    return tuple(code for code in frame["sector"] if not chosen or code in chosen)


def name_months(selection: Selection, first: int, last: int | None = None) -> str:
    """A month of the snapshot in words, or a stretch of them."""
    start = selection.snapshot.first_year
    words = [
        describe_date(f"{start + month // 12}-{month % 12 + 1:02}") for month in dict.fromkeys((first, last or first))
    ]
    return " to ".join(words)


def signed(value: float) -> str:
    """A number with its sign: +4.2, −0.3; a small one with a digit more, +0.04; 0.0."""
    text = f"{value:+.{1 if abs(value) >= 0.05 else 2}f}"
    return "0.0" if text in ("+0.00", "-0.00") else text.replace("-", "−")


def _recent(read: ReadIndex, net: FloatArray) -> FloatArray:
    """What is gained a month over the last RECENT complete months, or as many as there are, by panel."""
    # Rounded, so that sums of weights that cancel out are zero.
    return net[:, max(read.complete - RECENT, 0) : read.complete].mean(axis=1).round(9)


def summarise_index(selection: Selection, weights: str) -> str:
    """Two sentences: which way the sectors went in the last months, and when all acts together went fastest."""
    if selection.counts.events == selection.counts.without_month:
        return ""
    chosen = read_weights(weights, selection.dataset.taxonomy)
    sectors = read_index(selection, chosen, sectors_in_view(selection))
    everything = read_index(selection, chosen, EVERYTHING)
    if not any(chosen.values()):
        return "With all weights at zero, no act counts."
    if everything.is_too_recent:
        return "The months in view are too recent for the record to be complete."
    return f"{_say_recent(selection, sectors)} {_say_peak(selection, everything)}"


def _say_recent(selection: Selection, read: ReadIndex) -> str:
    names = [lower_first(selection.dataset.taxonomy.sectors.short(code)) for code in read.acts.panels]
    recent, low, high = (_recent(read, net) for net in (read.index.net, read.index.net_low, read.index.net_high))
    first, last = max(read.complete - RECENT, 0), read.complete - 1
    when = name_months(selection, read.acts.first + first, read.acts.first + last)
    parts: list[str] = []
    for sign, more, less, end in ((1, "decoupling", "recoupling", low), (-1, "recoupling", "decoupling", high)):
        ahead = np.flatnonzero(np.sign(recent) == sign)
        if len(ahead):
            leader, each = name_leaders([names[i] for i in ahead], (sign * recent[ahead]).round(2), "sectors")
            pace = f"({signed(sign * (sign * recent).max())}{' weighted acts' * (not parts)} a month{each})"
            where = f"{leader} {pace}"
            if len(ahead) > 1:
                whole = int((np.sign(end) == sign).sum()) or "none"
                where = f"(in {whole} of them with the whole band), most in {where}"
                where = f"{len(ahead):,} of {len(names):,} sectors {where}"
            parts.append(f"{more} outweighs {less} in {where}")
    verb = "From" if first < last else "In"
    return f"{verb} {when} {'; '.join(parts) or 'neither direction outweighs the other'}."


def find_peak(read: ReadIndex) -> int:
    """Place of the complete month in which the first panel goes fastest."""
    return int(read.index.index[0, : read.complete].argmax())


def _say_peak(selection: Selection, read: ReadIndex) -> str:
    place = find_peak(read)
    index, low, high = (values[0, place] for values in (read.index.index, read.index.low, read.index.high))
    if index <= 0:
        return "In no month do all acts in view together lean to decoupling."
    when = name_months(selection, read.acts.first + place)
    band = f"{signed(low)} to {signed(high)}"
    return f"All acts in view together went fastest in {when}, at {signed(index)} a month (band {band})."


# --- sensitivity ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shift:
    """What other weights change: the month of the peak, if it is another, and the sectors whose recent sign differs."""

    peak: int | None
    sectors: tuple[str, ...]


def list_shifts(selection: Selection, weights: Weights, others: list[Weights]) -> list[Shift]:
    """What each of some other weights changes against `weights`."""
    directions = selection.snapshot.codes["direction"]
    sectors = read_index(selection, weights, sectors_in_view(selection))
    everything = read_index(selection, weights, EVERYTHING)

    def outcome(by: Weights) -> tuple[int, FloatArray]:
        peak = find_peak(replace(everything, index=weigh_acts(everything.acts, by, directions)))
        net = weigh_acts(sectors.acts, by, directions).net
        return everything.acts.first + peak, np.sign(_recent(sectors, net))

    peak, signs = outcome(weights)
    shifts = []
    for other in others:
        other_peak, other_signs = outcome(other)
        changed = tuple(code for code, same in zip(sectors.acts.panels, signs == other_signs, strict=True) if not same)
        shifts.append(Shift(None if other_peak == peak else other_peak, changed))
    return shifts


def vary_weights(weights: Weights) -> Iterator[dict[str, float]]:
    """The weights with one at a time doubled and halved; a weight of zero stays."""
    for code, weight in weights.items():
        for factor in (2, 0.5) if weight else ():
            yield {**weights, code: weight * factor}


def describe_sensitivity(selection: Selection, weights: str) -> str:
    """Two sentences: what equal weights change (the codebook's, where all are equal), and what a single weight does."""
    if selection.counts.events == selection.counts.without_month:
        return ""
    taxonomy = selection.dataset.taxonomy
    chosen = read_weights(weights, taxonomy)
    everything = read_index(selection, chosen, EVERYTHING)
    if not any(chosen.values()) or everything.is_too_recent:
        return ""
    are_equal = len(set(chosen.values())) == 1
    other = own_weights(taxonomy) if are_equal else dict.fromkeys(chosen, 1.0)
    shift, *single = list_shifts(selection, chosen, [other, *vary_weights(chosen)])
    has_peak = bool(everything.index.index[0, find_peak(everything)] > 0)
    words = f"With {'the weights of the codebook' if are_equal else 'equal weights'}"
    return (
        f"{words} {_say_shift(selection, shift, has_peak=has_peak)} {_say_single(selection, single, has_peak=has_peak)}"
    )


def _say_shift(selection: Selection, shift: Shift, *, has_peak: bool) -> str:
    short, total = selection.dataset.taxonomy.sectors.short, len(sectors_in_view(selection))
    peak = f"moves to {name_months(selection, shift.peak)}" if shift.peak is not None else "stays where it is"
    names = ", ".join(lower_first(short(code)) for code in shift.sectors)
    which = f" ({names})" if 0 < len(shift.sectors) <= NAMED else ""
    signs = f"changes in {len(shift.sectors) or 'none'} of {total:,} sectors{which}"
    if total == 1:
        signs = "changes" if shift.sectors else "stays"
    return f"{f'the peak of all acts {peak}, and ' * has_peak}the sign of the last {RECENT} months {signs}."


def _say_single(selection: Selection, single: Sequence[Shift], *, has_peak: bool) -> str:
    total, most = len(sectors_in_view(selection)), max(len(one.sectors) for one in single)
    moved = sum(one.peak is not None for one in single) or "none"
    peak = f"moves the peak in {moved} of {len(single)} cases and " * has_peak
    signs = f"at most {most:,} of {total:,} sectors" if most else "no sector"
    if total == 1:
        signs = "some of them" if most else "no case"
    return f"One weight at a time doubled or halved {peak}changes that sign in {signs}."
