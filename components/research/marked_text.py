"""Owns how an article is shown: as plain text with marks. It comes from outside, so none of it is read as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from decoupling.candidates import Mark
from decoupling.marked import cut_pieces

LEGEND = {
    "evidence": "sentence that tells it",
    "trigger": "act",
    "organisation": "organisation",
    "place": "place",
    "date": "date",
    "amount": "amount",
}
_HTML = '<p class="legend"></p><div class="text" tabindex="0" role="region" aria-label="Article"></div>'
_CSS = """
.legend { margin: 0 0 0.5rem; display: flex; flex-wrap: wrap; gap: 0.1rem 0.9rem;
  font-family: var(--st-font); font-size: 0.8rem; color: var(--st-text-color); }
.text { max-height: 46rem; overflow-y: auto; white-space: pre-wrap; overflow-wrap: anywhere; padding-right: 0.75rem;
  font-family: var(--st-font); font-size: 0.97rem; line-height: 1.6; color: var(--st-text-color); }
.text:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
mark { color: inherit; background: none; }
mark.evidence { background: var(--st-yellow-background-color); }
mark.trigger { font-weight: 700; color: var(--st-red-text-color); }
mark.organisation { border-bottom: 2px solid var(--st-blue-color); }
mark.place { border-bottom: 2px dotted var(--st-green-color); }
mark.date { border-bottom: 2px dashed var(--st-violet-color); }
mark.amount { border-bottom: 3px double var(--st-gray-color); }
"""
_JS = """
export default function ({ data, parentElement }) {
  const legend = parentElement.querySelector(".legend")
  legend.replaceChildren(...data.legend.map(([kind, words]) => marked(words, [kind], "")))
  const text = parentElement.querySelector(".text")
  if (text.dataset.key !== data.key) {
    text.replaceChildren(...data.pieces.map(([words, kinds, made, focus]) => {
      if (!kinds.length) return document.createTextNode(words)
      const node = marked(words, kinds, made)
      if (focus) node.dataset.focus = ""
      return node
    }))
    text.dataset.key = data.key
    const focus = text.querySelector("[data-focus]")
    text.scrollTop = focus ? focus.offsetTop - text.offsetTop - text.clientHeight / 3 : 0
  }
}
function marked(words, kinds, made) {
  const node = document.createElement("mark")
  node.className = kinds.join(" ")
  node.textContent = words
  if (made) node.title = made
  return node
}
"""
_text = st.components.v2.component("marked_text", html=_HTML, css=_CSS, js=_JS)


def marked_text(text: str, marks: Sequence[Mark], *, key: str, focus: int | None = None) -> None:
    """A text with its marks; what a mark was made of shows where the pointer rests. Scrolls to character `focus`."""
    pieces, position = [], 0
    for piece in cut_pieces(text, marks):
        at_focus = focus is not None and position <= focus < position + len(piece.text)
        pieces.append([piece.text, piece.kinds, piece.made, at_focus])
        position += len(piece.text)
    present = {mark.kind for mark in marks}
    _text(
        key=f"marked_{key}",
        data={"key": f"{key} {focus}", "legend": _legend(present), "pieces": pieces},
    )


def _legend(present: Iterable[str]) -> list[list[str]]:
    shown = set(present)
    return [[kind, words] for kind, words in LEGEND.items() if kind in shown]
