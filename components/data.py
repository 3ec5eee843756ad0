"""Owns what is kept between reruns and sessions: dataset, snapshot, counts, charts, readings. Thin wrappers only.

Cached values are shared between sessions and never changed. Keys are short texts, because hashing the values
themselves would cost more than most of what is cached.
"""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from decoupling import DATA_DIR
from decoupling.aggregate import Aggregates, aggregate
from decoupling.candidates import Article, Mark
from decoupling.charts import CHARTS
from decoupling.charts.look import LOOKS, ThemeName
from decoupling.charts.spec import Options, ReadChart, Selection
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.files import SQLITE_NAME, StoreError, state_dir
from decoupling.filters import EventFilter
from decoupling.releases import UnknownVersionError, open_release
from decoupling.snapshot import Snapshot, build_snapshot

if TYPE_CHECKING:
    from decoupling.workspace.records import QueueRow
    from decoupling.workspace.store import Store

Answer = TypeVar("Answer")
KEPT_FILTERS = 512
KEPT_CHARTS = 1024


def _files_signature() -> str:
    """Changes when a data file does, so that an edit shows on the next rerun."""
    files = sorted([*DATA_DIR.glob("*.yaml"), *DATA_DIR.glob("*/*.yaml")])
    stats = [(path.name, path.stat()) for path in files]
    return ";".join(f"{name} {stat.st_mtime_ns} {stat.st_size}" for name, stat in stats)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(signature: str) -> tuple[Dataset, Snapshot]:
    dataset = load_checked_dataset(DATA_DIR)
    return dataset, build_snapshot(dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load_with_workspace(signature: str, revision: int) -> tuple[Dataset, Snapshot]:
    from decoupling.workspace.overlay import lay_over

    curated, snapshot = _load(signature)
    store = workspace()
    dataset = lay_over(curated, store.in_force(), store.reviews(), revision)
    return (curated, snapshot) if dataset is curated else (dataset, build_snapshot(dataset))


@st.cache_resource(max_entries=3, show_spinner="Opening the dataset as it was …")
def _load_release(version: str, signature: str) -> tuple[Dataset, Snapshot]:
    dataset = open_release(version, DATA_DIR)
    return dataset, build_snapshot(dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load_release_with_workspace(version: str, signature: str, revision: int) -> tuple[Dataset, Snapshot]:
    from decoupling.workspace.overlay import lay_over

    store = workspace()
    dataset = lay_over(
        _load_release(version, signature)[0], store.in_force(revision), store.reviews(revision), revision
    )
    return dataset, build_snapshot(dataset)


def load_version(version: str) -> tuple[Dataset, Snapshot]:
    """The dataset as of a version, read when it is first asked for; that of the moment for empty text.

    UnknownVersionError for a version that cannot be opened, DatasetError when a data file is broken.
    """
    newest = load_data()
    if version in ("", newest[0].version):
        return newest
    base, mark, revision = version.partition("+w")
    if not mark:
        return _load_release(base, _files_signature())
    unknown = UnknownVersionError(version, newest[0].releases)
    if not (revision.isascii() and revision.isdigit() and _has_workspace()):
        raise unknown
    try:
        if not 0 < int(revision) <= workspace().revision()[2]:
            raise unknown
        opened = _load_release_with_workspace(base, _files_signature(), int(revision))
    except StoreError:
        raise unknown from None
    if opened[0].version != version:  # nothing of the workspace was in force then
        raise unknown
    return opened


def load_data() -> tuple[Dataset, Snapshot]:
    """The checked dataset with the workspace's accepted events, and its snapshot; without these while the workspace
    cannot be read, which `workspace_problem` tells.

    DatasetError when a data file is broken.
    """
    if _has_workspace():
        with contextlib.suppress(StoreError):
            return _load_with_workspace(_files_signature(), workspace().revision()[2])
    return _load(_files_signature())


def workspace_problem() -> str | None:
    """Why the events of the workspace are missing from every page; None when they are not."""
    try:
        if _has_workspace():
            workspace().revision()
    except StoreError as error:
        return str(error)
    return None


def load_curated() -> Dataset:
    """The checked dataset as its files hold it; DatasetError when one is broken."""
    return _load(_files_signature())[0]


def _has_workspace() -> bool:
    """False as long as nobody has added anything: then the store's libraries are not even loaded."""
    return bool(os.environ.get("DECOUPLING_DATABASE_URL")) or (state_dir() / SQLITE_NAME).exists()


@st.cache_resource(max_entries=1, show_spinner=False)
def _open_store(address: str) -> Store:
    from decoupling.workspace.database import read_url
    from decoupling.workspace.store import open_store

    return open_store(read_url(address))


def workspace() -> Store:
    """The store of articles, candidates and decisions, made if need be; StoreError when it cannot be used."""
    from decoupling.workspace.database import database_url

    return _open_store(database_url().render_as_string(hide_password=False))


@st.cache_resource(max_entries=KEPT_FILTERS, show_spinner=False)
def _count(version: str, filter_key: str, _snapshot: Snapshot, _chosen: EventFilter) -> Aggregates:
    return aggregate(_snapshot, _chosen)


def select_events(chosen: EventFilter, data: tuple[Dataset, Snapshot] | None = None) -> Selection:
    """One filter's answer: dataset, filter and all counts; UnknownVersionError when its version cannot be opened."""
    dataset, snapshot = data or load_version(chosen.version)
    return Selection(dataset, snapshot, chosen, _count(dataset.version, repr(chosen), snapshot, chosen))


@st.cache_resource(max_entries=KEPT_CHARTS, show_spinner=False)
def _read(
    version: str,
    filter_key: str,
    name: str,
    _read_from: Callable[..., Any],
    _selection: Selection,
    _more: tuple[Any, ...],
) -> Any:
    return _read_from(_selection, *_more)


def read_once(reading: Callable[..., Answer], selection: Selection, *more: Any) -> Answer:
    """What a pure function of a selection and of small values gives, worked out once a filter and value."""
    name = f"{reading.__module__}.{reading.__qualname__} {more!r}"
    answer: Answer = _read(selection.dataset.version, repr(selection.chosen), name, reading, selection, more)
    return answer


@st.cache_resource(max_entries=2, show_spinner=False)
def _review_queue(revision: tuple[int, int, int]) -> list[QueueRow]:
    return workspace().queue()


def review_queue() -> list[QueueRow]:
    """Every candidate with where it stands; read again when anything was added."""
    return _review_queue(workspace().revision())


@st.cache_resource(max_entries=1, show_spinner=False)
def warm_reader() -> Thread:
    """Load lists and weights of the extractor in the background, once, while the visitor still chooses an article."""
    from decoupling.extract import warm_up

    thread = Thread(target=warm_up, daemon=True)
    thread.start()
    return thread


@st.cache_data(max_entries=64, show_spinner="Reading …")
def mark_article(article_id: int, title: str, published: str | None, text: str) -> list[Mark]:
    """Names, places, dates and figures of an article."""
    from decoupling.extract import mark_mentions

    return mark_mentions(Article(id=str(article_id), title=title, published=published, text=text))


Drag = Literal["pan", "select", False]


class FinishedFigure(go.Figure):
    """A figure that will not change any more: turned into plain values once, not on every rerun.

    Streamlit hands a figure over to plotly.js twice. It is drawn only once where plotly.js can tell that the second is
    the same: by a revision of the data, with lists for packed numbers, and without a template, even an empty one. Maps
    are drawn again, because plotly.js adjusts their axes.
    """

    _plain: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain values; shared, so not to be changed."""
        if self._plain is None:
            figure = _unpack(super().to_dict())
            figure["layout"].pop("template", None)
            object.__setattr__(self, "_plain", figure)
        return self._plain


def _unpack(value: Any) -> Any:
    """The value with lists of numbers where plotly has packed them into bytes."""
    if isinstance(value, dict):
        if "bdata" in value:
            numbers = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            return numbers.reshape([int(size) for size in value.get("shape", "-1").split(",")]).tolist()
        return {key: _unpack(inner) for key, inner in value.items()}
    return [_unpack(inner) for inner in value] if isinstance(value, list | tuple) else value


@st.cache_resource(max_entries=KEPT_CHARTS, show_spinner=False)
def _chart(version: str, key: str, chart_id: str, _selection: Selection, _options: Options) -> ReadChart:
    return CHARTS[chart_id].read(_selection, _options)


@st.cache_resource(max_entries=KEPT_CHARTS, show_spinner=False)
def _figure(
    version: str, key: str, chart_id: str, theme: ThemeName, drag: Drag, _selection: Selection, _options: Options
) -> FinishedFigure:
    frame = read_chart(chart_id, _selection, _options).frame
    figure = CHARTS[chart_id].draw(frame, _selection, LOOKS[theme], _options)
    revision = f"{version} {chart_id} {key} {theme}"
    return FinishedFigure(figure.update_layout(dragmode=drag, hovermode="closest", datarevision=revision))


def read_chart(chart_id: str, selection: Selection, options: Options) -> ReadChart:
    """Frame, title, subtitle and note of a chart."""
    key = f"{selection.chosen!r} {sorted(options.items())}"
    return _chart(selection.dataset.version, key, chart_id, selection, options)


def draw_chart(
    chart_id: str, selection: Selection, options: Options, theme: ThemeName, *, drag: Drag = "pan"
) -> FinishedFigure:
    """The figure of a chart in a theme. `drag` is what Streamlit would set itself: select by a drag, or by a click."""
    key = f"{selection.chosen!r} {sorted(options.items())}"
    return _figure(selection.dataset.version, key, chart_id, theme, drag, selection, options)


def current_theme() -> ThemeName:
    """The theme the visitor's browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_touch_screen() -> bool:
    """True on a phone, where a drag scrolls the page and must not select."""
    return "Mobi" in st.context.headers.get("User-Agent", "")
