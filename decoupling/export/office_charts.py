"""Owns charts and tables that PowerPoint draws and edits itself, in the fonts and colours of the look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from decoupling.charts.look import LIGHT, readable_on
from decoupling.export.browser import NO_PICTURE
from decoupling.export.measure import fit_text, text_points
from decoupling.export.office import OfficeData, Series
from decoupling.export.picture import FILE_SANS

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""
SANS = FILE_SANS.split(",")[0]
KINDS = {
    "bars": XL_CHART_TYPE.BAR_STACKED,
    "shares": XL_CHART_TYPE.BAR_STACKED_100,
    "groups": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE,
}
NAMED_SHARE = 0.035
"""Least part of the longest bar that has room for its own number."""
NAMES_AT_ENDS = 170.0
HEAD_LINE = 20.0
"""Points beside lines that the names at their ends take, and points that a title or a key takes above a chart."""
FEW_BARS = 4
ONE_LINE = 20.0
"""Points that no second line of a row's name fits into."""
MANY_COLUMNS = 16
A_YEAR = 4
"""Columns from which on only each fourth is named: quarters then by their year."""


def add_office_charts(slide: Any, panels: Sequence[OfficeData], body: Box, *, alt: str) -> None:
    """Charts that hold their data, one below the other, or for a heat map a table whose cells are coloured."""
    left, top, width, height = body
    share = height / len(panels)
    for place, data in enumerate(panels):
        room = (left, top + place * share, width, share)
        heat = data.kind == "heat"
        frame = _add_heat_table(slide, data, room) if heat else _add_chart(slide, data, room, key=place == 0)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{data.title}. {alt}" if data.title else alt)


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _add_chart(slide: Any, data: OfficeData, body: Box, *, key: bool) -> Any:
    content = CategoryChartData(number_format=data.number_form)
    content.categories = data.categories
    for series in data.series:
        content.add_series(series.label, series.values)
    frame = slide.shapes.add_chart(KINDS[data.kind], *(Pt(side) for side in body), content)
    chart = frame.chart
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(11), SANS, _rgb(LIGHT.ink)
    chart.has_title = bool(data.title)
    if data.title:
        title = chart.chart_title.text_frame
        title.text = data.title
        title.paragraphs[0].font.size, title.paragraphs[0].font.bold = Pt(11), True
        chart.chart_title.include_in_layout = False
    chart.has_legend = key and data.kind != "lines"
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _style_axes(chart, data)
    plot = chart.plots[0]
    if data.kind in ("bars", "shares"):
        plot.gap_width, plot.overlap = 38 if len(data.categories) > FEW_BARS else 130, 100
        _number_bars(plot, data)
    elif data.kind == "groups":
        plot.gap_width, plot.overlap = 45, 0
    elif data.kind == "columns":
        plot.gap_width, plot.overlap = 30, 0
    for drawn, series in zip(plot.series, data.series, strict=True):
        _style_series(drawn, series, data.kind)
    _place_plot(chart, data, body)
    return frame


def _place_plot(chart: Any, data: OfficeData, body: Box) -> None:
    """Fix where the marks stand, so that names beside them have their room in every program."""
    width, height = body[2:]
    left, above, right, below = 40.0, 4 + HEAD_LINE * (1 + bool(data.title)), 16.0, 30.0
    if data.kind in ("bars", "shares", "groups"):
        left = min(max(text_points(name, _label_size(data)) for name in data.categories) + 14, width * 0.4)
        below = 22.0
    elif data.kind == "lines":
        above, right = 8.0, NAMES_AT_ENDS
    sides = {"x": left / width, "y": above / height}
    sides |= {"w": 1 - (left + right) / width, "h": 1 - (above + below) / height}
    inner = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    inner += "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in sides.items())
    area = chart._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    words = f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>{inner}</c:manualLayout></c:layout>'
    area.insert(0, parse_xml(words))


def _name_each(axis: Any, step: int) -> None:
    """Name each category that is a whole step from the first; else programs leave out names as they see fit."""
    element = axis._element
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = parse_xml(f'<{tag} {nsdecls("c")} val="{step}"/>')
        element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _style_axes(chart: Any, data: OfficeData) -> None:
    category, value = chart.category_axis, chart.value_axis
    category.format.line.color.rgb = _rgb(LIGHT.muted)
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.tick_labels.font.size = Pt(_label_size(data))
    category.has_major_gridlines = False
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    value.format.line.fill.background()
    value.major_tick_mark = XL_TICK_MARK.NONE
    value.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    value.tick_labels.font.size = Pt(10)
    form = "0%" if data.kind == "shares" else data.number_form
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = form, False
    value.minimum_scale = 0
    if data.highest:
        value.maximum_scale = data.highest
    _name_each(category, A_YEAR if data.kind == "columns" and len(data.categories) > MANY_COLUMNS else 1)
    if form == "#,##0" and max((max(series.values, default=0) for series in data.series), default=0) < 5:
        value.major_unit = 1
    if data.kind in ("bars", "shares", "groups"):
        category.reverse_order = True  # the first category on top, as on screen
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _label_size(data: OfficeData) -> int:
    if data.kind in ("bars", "shares", "groups"):
        return 11 if len(data.categories) <= 14 else 10
    return 10


def _number_bars(plot: Any, data: OfficeData) -> None:
    """Numbers inside the bars that have room for them; they follow the data when it is edited."""
    totals = [sum(values) for values in zip(*(series.values for series in data.series), strict=True)]
    for drawn, series in zip(plot.series, data.series, strict=True):
        for place, value in enumerate(series.values):
            if value > NAMED_SHARE * (totals[place] if data.kind == "shares" else max(totals)):
                label = drawn.points[place].data_label
                label.position = XL_LABEL_POSITION.CENTER
                label.font.size, label.font.name, label.font.color.rgb = Pt(9), SANS, _rgb(_ink_on(series.colour))


def _ink_on(colour: str) -> str:
    shades = list(LIGHT.scale)
    return readable_on(LIGHT, shades.index(colour) / (len(shades) - 1)) if colour in shades else "#FFFFFF"


def _style_series(drawn: Any, series: Series, kind: str) -> None:
    if kind != "lines":
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _rgb(series.colour)
        drawn.invert_if_negative = False
        return
    drawn.smooth = False
    drawn.format.line.color.rgb = _rgb(series.colour)
    drawn.format.line.width = Pt(2.25 if series.strong else 1)
    if series.strong:
        label = drawn.points[len(series.values) - 1].data_label
        label.position = XL_LABEL_POSITION.RIGHT
        label.text_frame.word_wrap = False
        text = label.text_frame.paragraphs[0].add_run()
        text.text = series.label
        text.font.size, text.font.bold, text.font.color.rgb = Pt(10), True, _rgb(series.colour)


# --- tables --------------------------------------------------------------------------------------


def _add_heat_table(slide: Any, data: OfficeData, body: Box) -> Any:
    left, top, width, height = body
    labels = [series.label for series in data.series]
    heading = min(108, max(text_points(label, 9) for label in labels) + 8)
    names = min(166, max(text_points(name, 10) for name in data.categories) + 10)
    cell = min((width - names) / len(labels), 76)
    turned = max(text_points(label, 10) for label in labels) > cell - 4
    head = heading if turned else 20.0
    row = min((height - head) / len(data.categories), 36.0)
    size = max(7.0, min(11.0, row * 0.62, cell * 0.42))
    shape = slide.shapes.add_table(len(data.categories) + 1, len(labels) + 1, Pt(left), Pt(top), Pt(10), Pt(10))
    table = shape.table
    _plain_style(table)
    table.columns[0].width, table.rows[0].height = Pt(names), Pt(head)
    for column, label in enumerate(labels, start=1):
        table.columns[column].width = Pt(cell)
        put_cell(
            table.cell(0, column), label, 9 if turned else 10, ink=LIGHT.muted, turned=turned, align=PP_ALIGN.CENTER
        )
    put_cell(table.cell(0, 0), "", 9)
    values = np.array([series.values for series in data.series]).T
    highest = max(values.max(initial=0), 1)
    for place, (name, numbers) in enumerate(zip(data.categories, values, strict=True), start=1):
        table.rows[place].height = Pt(row)
        fitted = fit_text(name, names - 8, min(row, ONE_LINE), (min(size + 1, 11), 10, size, size - 1))
        put_cell(table.cell(place, 0), fitted.lines[0], fitted.size)
        for column, number in enumerate(numbers, start=1):
            share = float(np.sqrt(number / highest))
            fill = LIGHT.scale[round(share * (len(LIGHT.scale) - 1))]
            put_cell(
                table.cell(place, column),
                f"{number:,.0f}" if number else "",
                size,
                ink=readable_on(LIGHT, share),
                fill=fill,
                align=PP_ALIGN.CENTER,
            )
    shape.width, shape.height = Pt(names + cell * len(labels)), Pt(head + row * len(data.categories))
    return shape


def add_data_table(slide: Any, frame: pd.DataFrame, body: Box) -> None:
    """The first rows of a chart's table, where its picture could not be made; a last line says so."""
    left, top, width, height = body
    line = 19
    rows = max(1, min(len(frame), int((height - 28) / line) - 1))
    shown = frame.head(rows).astype(str)
    needed = [max(text_points(text, 9) for text in [str(name), *shown[name]]) + 10 for name in shown.columns]
    widths = [min(need, width * 0.45) for need in needed]
    scale = min(1.0, width / sum(widths))
    shape = slide.shapes.add_table(rows + 1, len(shown.columns), Pt(left), Pt(top), Pt(10), Pt(10))
    _plain_style(shape.table)
    for column, name in enumerate(shown.columns):
        room = widths[column] * scale
        shape.table.columns[column].width = Pt(room)
        for place, text in enumerate([str(name), *shown[name]]):
            shape.table.rows[place].height = Pt(line)
            fitted = fit_text(text, room - 8, line, (9,))
            ink = LIGHT.muted if place == 0 else LIGHT.ink
            put_cell(shape.table.cell(place, column), (fitted.lines or ("",))[0], fitted.size, ink=ink)
    shape.width, shape.height = Pt(sum(widths) * scale), Pt(line * (rows + 1))
    words = f"The first {rows:,} of {len(frame):,} rows. {NO_PICTURE}"
    box = slide.shapes.add_textbox(Pt(left), Pt(top + line * (rows + 1) + 4), Pt(width), Pt(22))
    run = box.text_frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.name = words, Pt(10), SANS
    run.font.color.rgb = _rgb(LIGHT.muted)


def _plain_style(table: Any) -> None:
    table.first_row = True  # read out as headings
    table.horz_banding = False
    style = table._tbl.tblPr.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No style, no grid"


def put_cell(
    cell: Any,
    text: str,
    size: float,
    *,
    ink: str = LIGHT.ink,
    fill: str = "",
    turned: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    """Write one cell of a table."""
    cell.margin_left, cell.margin_right = (Pt(1), Pt(1)) if align == PP_ALIGN.CENTER else (Pt(0), Pt(4))
    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fill)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if turned else align
    paragraph.font.size = Pt(size)
    if turned:
        cell._tc.get_or_add_tcPr().set("vert", "vert270")
    if text:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.name = text, Pt(size), SANS
        run.font.color.rgb = _rgb(ink)
