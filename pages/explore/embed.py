"""Embed: one chart alone, for a frame in another page."""

from components.embedded_chart import embedded_chart
from components.filter_bar import current_selection

embedded_chart(current_selection())
