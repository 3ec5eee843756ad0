"""The shape of the code: imports run one way, and what belongs in one place stays there."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from decoupling import PROJECT_ROOT

# A module of the domain imports only from modules before it.
ORDER = (
    "decoupling",
    "decoupling.access",
    "decoupling.files",
    "decoupling.dates",
    "decoupling.model",
    "decoupling.candidates",
    "decoupling.yaml_files",
    "decoupling.taxonomy",
    "decoupling.dataset",
    "decoupling.coverage_checks",
    "decoupling.checks",
    "decoupling.releases",
    "decoupling.text_index",
    "decoupling.snapshot",
    "decoupling.filters",
    "decoupling.aggregate",
    "decoupling.coverage",
    "decoupling.exits",
    "decoupling.answers",
    "decoupling.sequences",
    "decoupling.pace_index",
    "decoupling.charts.look",
    "decoupling.charts.sparkline",
    "decoupling.charts.spec",
    "decoupling.compare",
    "decoupling.charts.given",
    "decoupling.index_summary",
    "decoupling.places",
    "decoupling.network",
    "decoupling.charts.milestones",
    "decoupling.charts.coverage_strip",
    "decoupling.charts.bars",
    "decoupling.charts.heat",
    "decoupling.charts.coverage",
    "decoupling.charts.exits",
    "decoupling.charts.compare",
    "decoupling.charts.compare_pace",
    "decoupling.charts.places",
    "decoupling.charts.pace",
    "decoupling.charts.pace_index",
    "decoupling.charts.reviews",
    "decoupling.charts.share",
    "decoupling.charts.timeline",
    "decoupling.charts.ribbons",
    "decoupling.charts.network_figure",
    "decoupling.charts.network",
    "decoupling.charts.answers",
    "decoupling.charts.answer_times",
    "decoupling.charts.after_act",
    "decoupling.charts",
    "decoupling.addresses",
    "decoupling.links",
    "decoupling.quality",
    "decoupling.summary",
    "decoupling.exit_summary",
    "decoupling.answer_summary",
    "decoupling.compare_summary",
    "decoupling.coverage_summary",
    "decoupling.place_summary",
    "decoupling.network_summary",
    "decoupling.export",
    "decoupling.export.cells",
    "decoupling.report",
    "decoupling.export.tables",
    "decoupling.changes",
    "decoupling.watches",
    "decoupling.export.citation",
    "decoupling.export.events",
    "decoupling.export.picture",
    "decoupling.export.measure",
    "decoupling.export.office",
    "decoupling.export.browser",
    "decoupling.export.contents",
    "decoupling.export.office_charts",
    "decoupling.export.deck",
    "decoupling.export.document",
    "decoupling.export.report_html",
    "decoupling.export.bundle",
    "decoupling.export.report_files",
    "decoupling.access",
    "decoupling.marked",
    "decoupling.intake",
    "decoupling.intake.found",
    "decoupling.intake.decoding",
    "decoupling.intake.web_page",
    "decoupling.intake.readers",
    "decoupling.intake.confinement",
    "decoupling.intake.messages",
    "decoupling.intake.sandbox",
    "decoupling.intake.feeds",
    "decoupling.intake.worker",
    "decoupling.intake.addresses",
    "decoupling.intake.fetch",
    "decoupling.intake.gather",
    "decoupling.intake.files",
    "decoupling.api",
    "decoupling.api.problems",
    "decoupling.api.queries",
    "decoupling.api.paging",
    "decoupling.api.entries",
    "decoupling.api.agenda",
    "decoupling.api.openapi",
    "decoupling.api.service",
    "decoupling.site",
    "decoupling.site.shell",
    "decoupling.site.records",
    "decoupling.site.figures",
    "decoupling.site.pages",
    "decoupling.site.build",
    "decoupling.extract.dates",
    "decoupling.extract.figures",
    "decoupling.extract.sentences",
    "decoupling.extract.gazetteer",
    "decoupling.extract.mentions",
    "decoupling.extract.language",
    "decoupling.extract.encoder",
    "decoupling.extract.heads",
    "decoupling.extract.features",
    "decoupling.extract.foretold",
    "decoupling.extract.tie",
    "decoupling.extract.told",
    "decoupling.extract.measures",
    "decoupling.extract.unknown_names",
    "decoupling.extract.resolve",
    "decoupling.extract.merge",
    "decoupling.extract.acts",
    "decoupling.extract.pipeline",
    "decoupling.extract.marks",
    "decoupling.extract",
    "decoupling.evaluation",
    "decoupling.workspace",
    "decoupling.workspace.tables",
    "decoupling.workspace.migrations",
    "decoupling.workspace.migrations.versions",
    "decoupling.workspace.migrations.versions.m0001_articles_candidates_decisions",
    "decoupling.workspace.migrations.env",
    "decoupling.workspace.database",
    "decoupling.workspace.records",
    "decoupling.workspace.rows",
    "decoupling.workspace.store",
    "decoupling.workspace.overlay",
    "decoupling.workspace.drafts",
    "decoupling.workspace.duplicates",
    "decoupling.workspace.backup",
    "decoupling.workspace.promote",
    "decoupling.ingest",
    "decoupling.__main__",
)
# Which part of the project may import which.
MAY_IMPORT = {
    "decoupling": {"decoupling"},
    "components": {"components", "decoupling"},
    "pages": {"components", "decoupling"},
    "app": {"components", "decoupling", "pages"},
}
PARTS = ("app", "pages", "components", "decoupling", "tests", "benchmarks", "scripts", "training")
FILES = {
    path.relative_to(PROJECT_ROOT).as_posix(): path
    for part in PARTS
    for path in ([PROJECT_ROOT / "app.py"] if part == "app" else sorted((PROJECT_ROOT / part).rglob("*.py")))
}
PRODUCT = [name for name in FILES if name.split("/")[0].removesuffix(".py") in MAY_IMPORT]


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file): FILES[file] for file in PRODUCT}


def imported_modules(path: Path) -> Iterator[str]:
    """Every module a file imports; `from package import module` counts as the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            assert node.level == 0, f"{path}: imports are absolute"
            for name in node.names:
                inner = f"{base}.{name.name}"
                yield inner if inner in MODULES else base


def test_every_module_of_the_domain_has_its_place_in_the_order():
    assert {module for module in MODULES if module.split(".")[0] == "decoupling"} == set(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_a_module_of_the_domain_imports_only_earlier_ones(module):
    earlier = set(ORDER[: ORDER.index(module)])
    imported = {name for name in imported_modules(MODULES[module]) if name.split(".")[0] == "decoupling"}
    assert imported <= earlier


@pytest.mark.parametrize("file", PRODUCT)
def test_imports_run_from_app_to_pages_to_components_to_domain(file):
    part = module_of(file).split(".")[0]
    imported = {name.split(".")[0] for name in imported_modules(FILES[file])} & set(PARTS)
    assert imported <= MAY_IMPORT[part]


def test_components_do_not_import_each_other_in_a_circle():
    imports = {
        module: {name for name in imported_modules(path) if name != module and name in MODULES}
        for module, path in MODULES.items()
        if module.startswith("components.")
    }
    placed: set[str] = set()
    while free := {
        module
        for module in imports.keys() - placed
        if not {name for name in imports[module] if name.startswith("components.")} - placed
    }:
        placed |= free
    assert imports.keys() - placed == set()


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith(("decoupling/", "scripts/"))])
def test_only_the_pages_know_streamlit(file):
    assert "streamlit" not in {name.split(".")[0] for name in imported_modules(FILES[file])}


@pytest.mark.parametrize("file", PRODUCT)
def test_only_extraction_knows_spacy_and_the_transformer(file):
    heavy = {"spacy", "onnxruntime"} & {name.split(".")[0] for name in imported_modules(FILES[file])}
    assert not heavy or file.startswith("decoupling/extract/")


def test_the_first_page_loads_nothing_that_only_files_need():
    code = (
        "import importlib, pkgutil, sys, components\n"
        "for module in pkgutil.iter_modules(components.__path__, 'components.'): importlib.import_module(module.name)\n"
        "print(sorted({'pptx', 'docx', 'pypdf', 'spacy', 'xlsxwriter'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_product_never_imports_the_training():
    assert not {file for file in PRODUCT if "training" in {n.split(".")[0] for n in imported_modules(FILES[file])}}


def test_only_one_file_caches():
    caching = {file for file in PRODUCT if "st.cache_" in FILES[file].read_text(encoding="utf-8")}
    assert caching == {"components/data.py"}


@pytest.mark.parametrize("file", PRODUCT)
def test_no_file_caches_or_writes_markup_behind_the_back(file):
    nodes = list(ast.walk(ast.parse(FILES[file].read_text(encoding="utf-8"))))
    imported = {name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}
    assert not {name for name in imported if name.startswith("cache_")}
    assert "unsafe_allow_html" not in {node.arg for node in nodes if isinstance(node, ast.keyword)}


def test_a_page_stands_in_the_folder_of_its_section():
    # Flat files in pages/ would make Streamlit's old page discovery list them.
    assert list((PROJECT_ROOT / "pages").glob("*.py")) == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_short_enough_to_read(file):
    assert len(FILES[file].read_text(encoding="utf-8").splitlines()) <= 400
