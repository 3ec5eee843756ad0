"""Owns how the rows of coverage stand on the method page: what each state means, and why a sector has it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.text import plain
from decoupling.dataset import Dataset
from decoupling.dates import describe_date
from decoupling.model import ALL_SECTORS


def list_coverage(dataset: Dataset) -> None:
    """Every row of coverage with its reason, folded away."""
    tax = dataset.taxonomy
    with st.expander("What each state means, and why a sector has it"):
        st.markdown(
            "\n".join(
                f"- **{plain(state.label)}.** {plain(state.description)}." for state in tax.coverage_states.values()
            )
        )
        rows = [
            {
                "Sectors": plain(
                    "Every sector"
                    if row.sectors == (ALL_SECTORS,)
                    else ", ".join(tax.sectors.short(code) for code in row.sectors)
                ),
                "From": describe_date(row.first, short=True),
                "To": describe_date(row.last, short=True) if row.last else "now",
                "Gone through": plain(tax.coverage_states[row.state].label),
                "Why": plain(row.reason),
            }
            for row in dataset.coverage
        ]
        st.table(pd.DataFrame(rows).set_index("Sectors"))
