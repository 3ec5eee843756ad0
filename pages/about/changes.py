"""Changes: what differs between two versions of the dataset."""

import streamlit as st

from components.change_list import list_changes
from components.change_view import choose_versions, compare_versions
from components.filter_bar import current_selection
from components.page_head import page_head
from decoupling.changes import summarise_changes, write_changes_csv
from decoupling.export.tables import MIME_TYPES

selection = current_selection()
head = st.container()
before, after = choose_versions()
changes = compare_versions(before, after, selection.chosen)
with head:
    page_head("What changed", selection, summarise_changes(changes))
if changes.events:
    st.download_button(
        "All of it as CSV",
        data=lambda: write_changes_csv(changes),
        file_name=f"decoupling-changes-{changes.before.version}-{changes.after.version}.csv",
        mime=MIME_TYPES["csv"],
        on_click="ignore",
        key="changes_csv",
    )
list_changes(changes)
