"""Owns the bundle of one chart: picture, data as drawn, every event behind it, and a README that explains it all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from decoupling.export.browser import MISSING, Picture
from decoupling.export.citation import CITATION_FORMS, describe_file, file_stem, write_text
from decoupling.export.contents import ChartPage, describe_sources
from decoupling.export.events import write_events
from decoupling.export.tables import frame_rows, write_csv, write_json, write_xlsx
from decoupling.summary import selected_events

_DAY = (2000, 1, 1, 0, 0, 0)  # a fixed time keeps bundles byte-identical


def write_bundle(page: ChartPage, picture: Picture | None) -> bytes:
    """A zip file; without a picture its README says why there is none."""
    selection, stem = page.selection, file_stem(page.spec.id, page.selection)
    table, events = page.table(), selected_events(page.selection)
    about = describe_file(page.title, selection, page.counting, page.citation.address)
    files: dict[str, bytes] = {"README.txt": _readme(page, stem, has_picture=picture is not None).encode("utf-8")}
    if picture is not None:
        files |= {f"{stem}.png": picture.png, f"{stem}.svg": picture.svg}
    files |= {
        f"{stem}.csv": write_csv(table),
        f"{stem}.xlsx": write_xlsx(table, about),
        f"{stem}.json": write_json(frame_rows(table), about),
        f"{stem}-events.csv": write_events(events, selection.dataset, "csv", about),
        f"{stem}-events.json": write_events(events, selection.dataset, "json", about),
    }
    for form in CITATION_FORMS.values():
        files[f"{stem}-citation.{form.suffix}"] = form.write(page.citation).encode("utf-8")
    return _zip(files)


def _readme(page: ChartPage, stem: str, *, has_picture: bool) -> str:
    dataset, events = page.selection.dataset, selected_events(page.selection)
    picture = f"{stem}.png, .svg: the picture" if has_picture else f"The picture is missing. {MISSING}"
    parts = [
        page.title,
        f"Filter: {page.selection.sentence}",
        f"Counting rule: {page.counting}",
        f"Dataset version: {dataset.version}, statuses as of {dataset.about.released}",
        f"Licence: {dataset.about.licence}, {dataset.about.licence_url}",
        f"Citation: {write_text(page.citation)}",
        f"Sources: {describe_sources(events)}",
        f"Link that reopens this view: {page.citation.address or 'not known outside a browser'}",
        "\n".join(
            [
                "Files:",
                picture,
                f"{stem}.csv, .xlsx, .json: the data as drawn",
                f"{stem}-events.csv, .json: every event behind it, with its sources",
                f"{stem}-citation.*: the citation as text, BibTeX, RIS and CSL-JSON",
            ]
        ),
        "\n".join(["Events:", *(event.id for event in events)]),
    ]
    if page.note:
        parts.insert(1, page.note)
    return "\n\n".join(parts) + "\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
