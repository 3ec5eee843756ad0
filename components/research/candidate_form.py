"""Owns the form in which a person corrects a draft event: codebook choices, organisations by any name, new profiles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components.text import plain
from decoupling.dataset import Dataset
from decoupling.model import Organisation
from decoupling.snapshot import search_names
from decoupling.taxonomy import Vocabulary
from decoupling.workspace.drafts import HEADLINE_LENGTH, NEW, SUMMARY_LENGTH, Draft, slug


def candidate_form(draft: Draft, dataset: Dataset, *, key: str) -> tuple[Draft, tuple[Organisation, ...]]:
    """The form, filled with the draft; gives what the person made of it, with the profiles of new organisations.

    What stands in the form is kept under `key` until the page forgets it.
    """
    form = _Form(key)
    tax = dataset.taxonomy
    headline = form.text("Headline", draft.headline, max_chars=HEADLINE_LENGTH)
    summary = form.text("Summary, in your own words", draft.summary, tall=True, max_chars=SUMMARY_LENGTH)
    act, direction, status = st.columns(3)
    with act:
        action = form.code("Kind of act", tax.actions, draft.action)
    with direction:
        direction_code = form.code("Direction", tax.directions, draft.direction)
    with status:
        status_code = form.code("Status", tax.statuses, draft.status)
    when, where = st.columns([1, 2])
    with when:
        date = form.text("Date", draft.date, placeholder="2025-07-23, 2025-07 or 2025", help=_DATE_HELP)
    with where:
        places = form.places("Places", draft.places, dataset)
    actors = form.organisations("Actors", draft.actors, dataset)
    targets = form.organisations("Targets", draft.targets, dataset)
    sectors = form.codes("Sectors, main one first", tax.sectors, draft.sectors)
    home = _home(actors, dataset) or draft.origin
    with st.expander("Effective day, origin, affected parties, figures, instrument", expanded=not home):
        late, origin_column = st.columns(2)
        with late:
            effective = form.text("Effective", draft.effective, placeholder="where it differs from the date")
        with origin_column:
            origin = form.country("Origin: the actor’s country", home, dataset)
        affected = form.organisations("Affected, not aimed at", draft.affected, dataset)
        left, right = st.columns(2)
        with left:
            usd = form.number("US dollars", draft.usd, step=1e6)
            headcount = form.number("People", draft.headcount, step=1)
            instrument = form.text("Instrument", draft.instrument, placeholder="Entity List, Section 301 …")
        with right:
            usd_note = form.text("What the sum measures", draft.usd_note)
            headcount_note = form.text("What the number counts", draft.headcount_note)
            function = form.code("Function (company acts)", tax.functions, draft.function, empty="none")
    st.caption("Source")
    publisher_column, dated = st.columns([2, 1])
    with publisher_column:
        publisher = form.text("Publisher", draft.publisher)
    with dated:
        source_date = form.text("Published", draft.source_date, placeholder="YYYY-MM-DD")
    address = form.text("Web address", draft.address, placeholder="https://…")
    kind, firm = st.columns(2)
    with kind:
        source_kind = form.code("Kind of source", tax.source_kinds, draft.source_kind)
    with firm:
        verification = form.code("Verification", tax.verifications, draft.verification)
    corrected = replace(
        draft, headline=headline, summary=summary, action=action, direction=direction_code, status=status_code,
        date=date, places=places, actors=actors, targets=targets, affected=affected, sectors=sectors,
        effective=effective, origin=origin, usd=float(usd) if usd else None, usd_note=usd_note,
        headcount=int(headcount) if headcount else None, headcount_note=headcount_note, instrument=instrument,
        function=function, publisher=publisher, source_date=source_date, address=address, source_kind=source_kind,
        verification=verification,
    )  # fmt: skip
    return corrected, tuple(filter(None, (form.profile(name, dataset) for name in corrected.new_names)))


_DATE_HELP = "The first day the act was public, no finer than the article says"


class _Form:
    """Widgets under one key, so that each candidate keeps its own values."""

    def __init__(self, key: str) -> None:
        self.key = key

    def _key(self, label: str) -> str:
        return f"{self.key}_{label}"

    def text(self, label: str, value: str, *, tall: bool = False, **more: Any) -> str:
        widget = st.text_area if tall else st.text_input
        return str(widget(label, value, key=self._key(label), **more, **({"height": 96} if tall else {}))).strip()

    def number(self, label: str, value: float | None, *, step: float) -> float | None:
        start = None if value is None else type(step)(value)
        return st.number_input(
            label,
            value=start,
            min_value=type(step)(0),
            step=step,
            key=self._key(label),
            format="%d" if step == 1 else "%.0f",
        )

    def code(self, label: str, vocabulary: Vocabulary, value: str, *, empty: str = "") -> str:
        codes = [*([""] if empty else []), *vocabulary.codes]
        return str(
            st.selectbox(
                label,
                codes,
                index=codes.index(value) if value in codes else 0,
                key=self._key(label),
                format_func=lambda code: vocabulary.label(code) if code else empty,
            )
        )

    def codes(self, label: str, vocabulary: Vocabulary, values: Sequence[str]) -> tuple[str, ...]:
        kept = [value for value in values if value in vocabulary]
        return tuple(
            st.multiselect(
                label, vocabulary.codes, kept, key=self._key(label), format_func=vocabulary.label, select_all=False
            )
        )

    def country(self, label: str, value: str, dataset: Dataset) -> str:
        countries = dataset.taxonomy.countries
        codes = sorted(countries, key=lambda code: countries[code].label)
        chosen = st.selectbox(
            label,
            codes,
            index=codes.index(value) if value in codes else None,
            key=f"{self._key(label)}_{value}",
            format_func=lambda code: countries[code].label,
            placeholder="choose a country",
        )
        return chosen or ""

    def organisations(self, label: str, values: Sequence[str], dataset: Dataset) -> tuple[str, ...]:
        known = sorted(dataset.organisations, key=lambda org: dataset.org_name(org).casefold())
        options = [*known, *(value for value in values if value not in dataset.organisations)]
        chosen = st.multiselect(
            label,
            options,
            list(values),
            key=self._key(label),
            format_func=_namer(dataset),
            filter_mode="contains",
            accept_new_options=True,
            select_all=False,
            placeholder="any name, 中文 too; a new one is added with Enter",
        )
        return tuple(dict.fromkeys(_as_organisation(value, dataset) for value in chosen))

    def places(self, label: str, values: Sequence[tuple[str, str]], dataset: Dataset) -> tuple[tuple[str, str], ...]:
        countries = dataset.taxonomy.countries
        options = {f"{city}, {countries[country].label}": (city, country) for city, country in sorted(dataset.places)}
        options |= {record.label: ("", code) for code, record in countries.items()}
        labels = {place: name for name, place in options.items()}
        chosen = st.multiselect(
            label,
            list(options),
            [labels[place] for place in values if place in labels],
            key=self._key(label),
            filter_mode="contains",
            select_all=False,
            placeholder="city or country",
        )
        return tuple(options[name] for name in chosen)

    def profile(self, name: str, dataset: Dataset) -> Organisation | None:
        """The profile of an organisation that the dataset does not know; None while something is missing."""
        tax = dataset.taxonomy
        with st.container(border=True):
            st.markdown(f"**New organisation: {plain(name)}**")
            mark = hashlib.sha256(name.encode()).hexdigest()[:12]
            one = _Form(f"{self.key}_org_{mark}")
            left, right = st.columns(2)
            with left:
                kind = one.code("Kind", tax.org_kinds, "company")
                sectors = one.codes("Its sectors", tax.sectors, ())
            with right:
                country = one.country("Home", "", dataset)
                chinese = one.text("Chinese name", "", placeholder="where there is one")
        if not country:
            return None
        base = slug(name) or f"org-{mark}"
        org_id = base if base not in dataset.organisations else f"{base}-{mark[:4]}"
        return Organisation(
            id=org_id,
            name=name,
            kind=kind,
            side=tax.side_of(country),  # type: ignore[arg-type]
            country=country,
            sectors=sectors,
            chinese_name=chinese or None,
        )


def _home(actors: Iterable[str], dataset: Dataset) -> str:
    return next((dataset.organisations[org].country for org in actors if org in dataset.organisations), "")


def _namer(dataset: Dataset) -> Callable[[str], str]:
    def name(value: str) -> str:
        if value in dataset.organisations:
            first, *others = search_names(dataset, value)
            return (first + (f" · {', '.join(others)}" if others else ""))[:120]
        return f"{value.removeprefix(NEW)} (new)"

    return name


def _as_organisation(value: str, dataset: Dataset) -> str:
    if value in dataset.organisations or value.startswith(NEW):
        return value
    folded = value.strip().casefold()
    known = (org for org in dataset.organisations if folded in {n.casefold() for n in search_names(dataset, org)})
    return next(known, NEW + " ".join(value.split())[:80])
