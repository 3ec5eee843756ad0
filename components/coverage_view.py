"""Owns how the rows of coverage stand on the method page: what each state means, and why a sector has it."""

from __future__ import annotations

import streamlit as st

from components.text import plain
from decoupling.charts.spec import lower_first
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.model import ALL_SECTORS, CoverageRow


def list_coverage(dataset: Dataset) -> None:
    """Every state with its meaning and every row of coverage with its reason, folded away."""
    states = dataset.taxonomy.coverage_states.values()
    with st.expander("What each state means, and why a sector has it"):
        st.markdown("\n".join(f"- **{plain(state.label)}.** {plain(state.description)}." for state in states))
        st.markdown("\n".join(f"- **{plain(_head(row, dataset))}.** {plain(row.reason)}." for row in dataset.coverage))


def _head(row: CoverageRow, dataset: Dataset) -> str:
    """Sectors, months and state of a row: Semiconductors, Oct 2022 to Jun 2026: main series gone through."""
    tax = dataset.taxonomy
    everything = row.sectors == (ALL_SECTORS,)
    sectors = "Every sector" if everything else ", ".join(tax.sectors.short(code) for code in row.sectors)
    first = describe_date(row.first, short=True)
    months = f"{first} to {describe_date(row.last, short=True)}" if row.last else f"from {first} on"
    return f"{sectors}, {months}: {lower_first(tax.coverage_states[row.state].label)}"
