"""Owns how a page ends before its script does, with the sidebar still to come."""

from __future__ import annotations

from typing import NoReturn


class PageEnd(Exception):
    """Ends the script of a page; `st.stop` would end the whole run, and leave out the sidebar that follows."""


def end_page() -> NoReturn:
    """Show nothing more on this page."""
    raise PageEnd
