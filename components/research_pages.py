"""Owns which research pages a person finds, and what stands in place of a page that is not open to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.links import OVERVIEW, PATHS
from components.person import address_of_person, is_signed_in, read_only_reason, sign_in_buttons, sign_in_corner
from components.text import plain
from decoupling.access import DEEDS, Person, Right, who_may

ResearchPages = Mapping[str, tuple[str, str, Right]]
"""Title, question and the right that opens the page, by file."""


def research_pages(person: Person, pages: ResearchPages) -> list[StreamlitPage]:
    """The research pages: in the menu for those who may open them, else an explanation at the same address."""
    return [
        st.Page(file, title=title, help=question, url_path=PATHS[file])
        if person.may(right)
        else st.Page(_explain(person, title, right), title=title, url_path=PATHS[file], visibility="hidden")
        for file, (title, question, right) in pages.items()
    ]


def _explain(person: Person, title: str, right: Right) -> Callable[[], None]:
    def explanation() -> None:
        st.title(f"{title} is not open to you", anchor=False)
        st.markdown(f"Only {who_may(right)} may {DEEDS[right]}.")
        if reason := read_only_reason():
            st.markdown(plain(reason))
        elif is_signed_in():
            st.markdown(
                f"You are signed in as {address_of_person(person)}. If you work with them, ask an editor of this "
                "dashboard to put that address on the list."
            )
        else:
            st.markdown("If your address is on the list, sign in and open this link again; if not, ask an editor.")
            sign_in_buttons()
        st.page_link(OVERVIEW, label="To the overview")

    return explanation


def show_closed_dashboard() -> None:
    """The only page for somebody who may not even read."""
    st.title("This dashboard is not open to everyone", anchor=False)
    st.markdown("It can be read by those whose address its editors have put on a list.")
    sign_in_corner()
