"""Owns what the visitor's browser keeps for the dashboard: a text a place, given back on the first run of a visit.

It is kept under the dashboard's own address and sent nowhere but to the server that wrote it.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_JS = """
export default function ({ data, setStateValue }) {
  const given = (window.keptTextsGiven ??= {})
  try {
    const stored = localStorage.getItem(data.place) ?? ""
    const usable = stored && stored !== data.text && stored.length <= data.most
    // What the browser has goes to the server before anything is written over it, even when the visitor was faster.
    if (usable && !(given[data.place] && data.text)) setStateValue("stored", stored)
    else if (data.text && stored !== data.text) localStorage.setItem(data.place, data.text)
    given[data.place] = true
  } catch {
    // A browser that keeps nothing still has it until the page is reloaded.
  }
}
"""
_store = st.components.v2.component("browser_store", js=_JS)


def keep_in_browser(place: str, text: str, *, most: int, restore: Callable[[object], None]) -> None:
    """Let the browser keep a text; `restore` is called with what it has kept, which is hostile input.

    Empty text means that this visit has nothing to keep yet.
    """
    key = f"store_{place}"
    _store(
        key=key,
        data={"text": text, "place": place, "most": most},
        on_stored_change=lambda: restore(st.session_state[key].get("stored")),
    )
