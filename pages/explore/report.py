"""Report: what you put together, to order, annotate and take away."""

import streamlit as st

from components.basket import current_report
from components.filter_bar import current_selection
from components.links import OVERVIEW, SECTORS, TIMELINE
from components.page_end import end_page
from components.report_items import list_items, report_words
from components.report_maker import make_report_file

report = current_report()
st.title("What goes into your report", anchor=False)
if not report.items:
    st.markdown(
        "Nothing yet. **Add to report** stands on every chart and every event; what you add waits here to be put in "
        "order, annotated, and taken away as a PowerPoint deck with charts to edit, a Word document, a web page or a "
        "PDF. Your browser keeps it, over pages and reloads."
    )
    for page, label in ((OVERVIEW, "Start with the overview"), (TIMELINE, "The timeline"), (SECTORS, "Sectors")):
        st.page_link(page, label=label)
    end_page()
selection = current_selection()
report_words()
make_report_file(selection.dataset)
list_items(selection)
