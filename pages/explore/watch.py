"""Watch: what is new or corrected in what you follow."""

import streamlit as st

from components.filter_bar import current_selection
from components.text import plain
from components.watch_view import add_form, list_watches, read_news
from decoupling.watches import summarise_watches

st.title("What is new in what you follow", anchor=False)
news = read_news()
if news:
    st.markdown(plain(summarise_watches([one.counts for one in news])))
else:
    st.markdown(
        "You follow nothing yet. A watch is a filter with a memory: on your return it shows which events are new and "
        "which were corrected since you last looked. It needs no account; your browser keeps it."
    )
list_watches(news)
add_form(current_selection())
