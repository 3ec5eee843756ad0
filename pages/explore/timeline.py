"""Timeline: what happened when, in which lane."""

from components import data
from components.chart_card import chart_card
from components.filter_bar import current_selection
from components.page_head import page_head, stop_if_empty
from decoupling.summary import summarise_time

selection = current_selection()
page_head("What happened when", selection, data.read_once(summarise_time, selection))
stop_if_empty(selection)
chart_card("timeline", selection)
