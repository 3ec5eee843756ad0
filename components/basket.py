"""Owns the report that the visitor puts together: kept in the session, and in the browser so that a reload keeps it.

The browser keeps it under the dashboard's own address; it is sent nowhere but to the server that wrote it.
"""

from __future__ import annotations

import streamlit as st

from components.browser_store import keep_in_browser
from components.filter_bar import current_selection
from components.links import PATHS, page_in_view
from decoupling.charts import CHARTS
from decoupling.charts.spec import Options, Selection
from decoupling.filters import QUERY_KEYS, VERSION_KEY, filter_to_query
from decoupling.report import MAX_ITEMS, MAX_TEXT, Report, ReportItem, add_item, read_report, write_report

_REPORT = "report"
PLACE = "decoupling-report"


def current_report() -> Report:
    """The report of this visit."""
    report: Report = st.session_state.get(_REPORT, Report())
    return report


def change_report(report: Report) -> None:
    """Make this the report; the menu's count and the browser's copy follow on the next run of the whole page."""
    st.session_state[_REPORT] = report


def keep_basket() -> None:
    """Let the browser keep the report; on the first run of a visit it gives back the one it has."""
    text = write_report(current_report()) if _REPORT in st.session_state else ""
    keep_in_browser(PLACE, text, most=MAX_TEXT, restore=_restore)


def _restore(kept: object) -> None:
    stored = read_report(kept)
    added = current_report()
    report = Report(added.title or stored.title, added.author or stored.author, stored.items)
    for item in added.items:
        report = add_item(report, item)
    change_report(report)


def report_title(title: str) -> str:
    """The name of the report's page, with the number of items."""
    items = len(current_report().items)
    return f"{title} ({items})" if items else title


def report_chart(chart_id: str, selection: Selection, options: Options, key: str) -> ReportItem:
    """A chart as it stands on its card, with all that its address needs to show it again."""
    query = filter_to_query(selection.chosen)
    # The choices of the page, such as what counts as an exit, belong to the address as much as the filter does.
    own = [key for key in st.query_params if key not in QUERY_KEYS] if CHARTS[chart_id].given else ["id"]
    query = {key: st.query_params.get_all(key) for key in own if key in st.query_params} | query
    for option in CHARTS[chart_id].options:
        if options[option.key] != option.default:
            query[f"{key}-{option.key}"] = [option.choices[options[option.key]]]
    return ReportItem.model_validate(
        {"chart": chart_id, "options": dict(options), "page": PATHS[page_in_view()], "query": query}
    )


def report_event(event_id: str) -> ReportItem:
    """An event as an item of a report, as of the version in view."""
    version = {VERSION_KEY: [frozen]} if (frozen := current_selection().chosen.version) else {}
    return ReportItem.model_validate({"event": event_id, "page": "event", "query": {"id": [event_id], **version}})


def add_to_report(item: ReportItem, *, key: str) -> None:
    """The button that puts an item into the report; a second press takes it out again."""
    report = current_report()
    inside = item in report
    full = len(report.items) >= MAX_ITEMS and not inside
    hint = "Press again to take it out" if inside else None
    pressed = st.button(
        "✓ In report" if inside else "Add to report",
        key=key,
        type="tertiary",
        disabled=full,
        help=f"The report is full: it holds {MAX_ITEMS} items" if full else hint,
        on_click=_toggle,
        args=(item,),
    )
    if pressed:
        st.rerun()  # the whole page, because the menu counts the items


def _toggle(item: ReportItem) -> None:
    report = current_report()
    if item in report:
        rest = tuple(other for other in report.items if other.subject != item.subject)
        change_report(Report(report.title, report.author, rest))
    else:
        change_report(add_item(report, item))
