"""Events: every record, searchable, sortable, to take away."""

from components import data
from components.downloads import event_downloads
from components.event_list import event_table
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from decoupling.summary import summarise_records

selection = current_selection()
page_head("Every record", selection, data.read_once(summarise_records, selection))
stop_if_empty(selection)
event_downloads(selection)
event_table(
    [selection.dataset.events[i] for i in selection.counts.positions], selection.dataset, key="events", height=640
)
