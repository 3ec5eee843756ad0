"""Owns the list of sources of events: publisher, date, kind, address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from components.text import plain
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.model import Event, Source

_SAFE_IN_ADDRESS = ":/?&=#%+,;@~!-._"


def source_line(source: Source, dataset: Dataset) -> str:
    """One source as Markdown; the address opens in a new tab."""
    when = f", {describe_date(source.date)}" if source.date else ""
    kind = dataset.taxonomy.source_kinds.label(source.kind).lower()
    return f"[{plain(source.publisher)}]({quote(source.url, safe=_SAFE_IN_ADDRESS)}){plain(when)} · {kind}"


def source_list(events: Sequence[Event], dataset: Dataset) -> None:
    """Every source page of the events, newest first, each once."""
    sources = {source.url: source for event in reversed(events) for source in event.sources}
    st.markdown("\n".join(f"- {source_line(source, dataset)}" for source in sources.values()))
