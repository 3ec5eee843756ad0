"""Owns the pace index on its page: its reading in words, the weights the reader sets, and what they mean."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import data
from components.chart_card import chart_card
from components.text import plain
from decoupling.charts.spec import Selection
from decoupling.index_summary import summarise_index
from decoupling.pace_index import MOST_WEIGHT, Weights, list_presets, own_weights, read_weights, write_weights
from decoupling.taxonomy import Taxonomy

_WEIGHTS = "weights"
STEP = 0.25


def pace_index(selection: Selection) -> None:
    """The reading, the weights and the chart."""
    taxonomy = selection.dataset.taxonomy
    st.header("How fast it is splitting", anchor=False)
    lead = st.container()
    weights = _choose_weights(taxonomy)
    lead.markdown(plain(data.read_once(summarise_index, selection, weights)))
    chart_card("pace-index", selection, given={_WEIGHTS: weights})


def _choose_weights(taxonomy: Taxonomy) -> str:
    """The weights in the address; what cannot be weights is named, and the codebook's are taken."""
    asked = st.query_params.get(_WEIGHTS, "")
    try:
        weights = read_weights(asked, taxonomy)
    except ValueError as error:
        st.warning(f"“{plain(str(error)[:60])}” is no weight; the codebook’s are taken.", icon=":material/balance:")
        weights = own_weights(taxonomy)
    for code, weight in weights.items():
        st.session_state[_key(code)] = weight
    preset = next((name for name, other in list_presets(taxonomy).items() if other == weights), "Your own")
    with st.popover(f"Weights: {preset}", icon=":material/balance:", key="index_weights", width="content"):
        st.markdown("What an act of each kind adds. Zero leaves a kind out.")
        with st.container(horizontal=True, gap="small", key="index_presets"):
            for name, other in list_presets(taxonomy).items():
                st.button(name, key=f"preset_{name}", on_click=_keep, args=(other, taxonomy))
        for code, group in taxonomy.weights.items():
            st.number_input(
                group.label,
                min_value=0.0,
                max_value=MOST_WEIGHT,
                step=STEP,
                format="%g",
                key=_key(code),
                on_change=_keep_widgets,
                args=(taxonomy,),
                help=plain(f"{group.description}. Codebook: {group.weight:g}. {group.reason}"),
            )
    return write_weights(weights, taxonomy)


def _key(code: str) -> str:
    return f"weight_{code}"


def _keep_widgets(taxonomy: Taxonomy) -> None:
    # Two decimals, as the address holds them.
    _keep({code: round(st.session_state[_key(code)], 2) for code in taxonomy.weights}, taxonomy)


def _keep(weights: Weights, taxonomy: Taxonomy) -> None:
    text = write_weights(weights, taxonomy)
    st.query_params.update({_WEIGHTS: [text] if text else []})


def explain_weights(taxonomy: Taxonomy) -> None:
    """Every group with its weight, what is in it, and why it weighs so."""
    rows = [
        {
            "Group": plain(group.label),
            "Weight": f"{group.weight:g}",
            "Kinds of act": plain(", ".join(taxonomy.actions.label(code) for code in group.actions)),
            "Why": plain(group.reason),
        }
        for group in taxonomy.weights.values()
    ]
    st.table(pd.DataFrame(rows).set_index("Group"))
