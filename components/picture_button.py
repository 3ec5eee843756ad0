"""Owns the button that saves the picture in view: it presses plotly.js's own picture button next to it.

The browser draws the file, so nothing is sent anywhere and no server needs a browser.
"""

from __future__ import annotations

import streamlit as st

_HTML = """
<button type="button"></button>
<span role="status"></span>
"""
_CSS = """
button {
  font: inherit; font-family: var(--st-font); font-weight: 600; cursor: pointer; width: 100%;
  padding: 0.5rem 0.9rem; border-radius: var(--st-button-radius);
  color: var(--st-background-color); background: var(--st-primary-color); border: 1px solid var(--st-primary-color);
}
button:focus-visible { outline: 2px solid var(--st-text-color); outline-offset: 2px; }
span { font-family: var(--st-font); font-size: 0.85rem; color: var(--st-text-color); }
"""
_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const status = parentElement.querySelector("span")
  button.textContent = data.label
  button.onclick = () => {
    const dialog = parentElement.getRootNode().host?.closest('[role="dialog"]') ?? document
    const save = dialog.querySelector(".js-plotly-plot .modebar-btn")
    status.textContent = save ? "" : "The picture is still being drawn; press again in a moment."
    save?.click()
  }
}
"""
_button = st.components.v2.component("save_picture", html=_HTML, css=_CSS, js=_JS)


def picture_button(label: str, *, key: str) -> None:
    """A button that saves the figure of the dialog it stands in."""
    _button(key=key, data={"label": label})
