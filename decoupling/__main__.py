"""The command line: check · export · site · release · diff · extract · eval · ingest · promote · backup · restore."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

import orjson

from decoupling import DATA_DIR
from decoupling.aggregate import aggregate
from decoupling.charts.spec import Selection
from decoupling.checks import check_all, load_checked_dataset
from decoupling.dataset import DatasetError
from decoupling.dates import parse_partial
from decoupling.export.events import EVENT_FORMS, describe_events, write_events
from decoupling.files import StoreError, write_atomically
from decoupling.filters import CHOICES, EventFilter, check_codes, read_period
from decoupling.quality import count_breadth, measure_quality
from decoupling.snapshot import build_snapshot
from decoupling.summary import selected_events

CLEAN, UNCLEAN, WRONG_CALL = 0, 1, 2


def run_check(arguments: argparse.Namespace) -> int:
    """Print every problem of the data folder; 0 only when there is none."""
    report = check_all(arguments.data)
    for problem in report.problems:
        print(problem)
    if not report.is_clean or report.dataset is None:
        print(f"{len(report.problems)} problem(s)", file=sys.stderr)
        return UNCLEAN
    dataset = report.dataset
    print(f"clean: {len(dataset.events):,} events, {len(dataset.organisations):,} organisations, {dataset.version}")
    for row in measure_quality(dataset):
        print(f"  {row['Measure']}: {row['Events']} ({row['Share']})")
    for name, counts in count_breadth(dataset).items():
        print(f"  {name}: {', '.join(f'{what} {count:,}' for what, count in counts.items())}")
    return CLEAN


def run_export(arguments: argparse.Namespace) -> int:
    """Write the events that the filter options select; the form follows the suffix of OUT."""
    form = arguments.out.suffix.removeprefix(".").lower()
    if form not in EVENT_FORMS:
        raise ValueError(f"{arguments.out.name!r}: the suffix must be one of {', '.join(EVENT_FORMS)}")
    if arguments.as_of:
        from decoupling.releases import open_release

        dataset = open_release(arguments.as_of, arguments.data)
    else:
        dataset = load_checked_dataset(arguments.data)
    snapshot = build_snapshot(dataset)
    chosen = _read_filter(arguments)
    check_codes(chosen, snapshot.codes)
    selection = Selection(dataset, snapshot, chosen, aggregate(snapshot, chosen))
    about = describe_events(selection, arguments.site.rstrip("/"))
    content = write_events(selected_events(selection), dataset, form, about)
    write_atomically(arguments.out, content)
    print(f"{selection.sentence}, written to {arguments.out}")
    return CLEAN


def run_site(arguments: argparse.Namespace) -> int:
    """Write the dashboard as a folder of files that needs no server."""
    from tqdm import tqdm

    from decoupling.site.build import build_site

    dataset = load_checked_dataset(arguments.data)
    with tqdm(total=100, file=sys.stderr, bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}") as bar:

        def tell(share: float, words: str) -> None:
            bar.set_description_str(words, refresh=False)
            bar.update(round(100 * share) - bar.n)

        site = arguments.site.rstrip("/")
        made = build_site(
            dataset, build_snapshot(dataset), arguments.out, site=site, made=dt.date.today(), progress=tell
        )
    print(
        f"{made.pages:,} pages, {made.files:,} files, {made.size / 1e6:,.1f} MB in {made.seconds:.0f} s, written to "
        f"{arguments.out}: open {arguments.out / 'index.html'}"
    )
    if made.remark:
        print(f"charts are drawn by the reader's browser, by one script of 5 MB: {made.remark}")
    if not site:
        print("no feeds, and citations without an address: give --site URL, the address at which the folder will stand")
    return CLEAN


def run_release(arguments: argparse.Namespace) -> int:
    """Release the data as it stands, so that its version can be opened again; nothing when it has not changed."""
    from decoupling.releases import make_release

    made = make_release(arguments.data, arguments.note, dt.date.today())
    if made is None:
        print("nothing to release: the data has not changed since a release")
    else:
        print(f"released: {made.version}, {made.events:,} events; commit {arguments.data.name}/releases with the data")
    return CLEAN


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what changed from one released version to another, or to the data as it stands."""
    from decoupling.changes import compare_datasets, write_changes_text
    from decoupling.releases import open_release

    before = open_release(arguments.before, arguments.data)
    after = open_release(arguments.after, arguments.data) if arguments.after else load_checked_dataset(arguments.data)
    print(write_changes_text(compare_datasets(before, after)), end="")
    return CLEAN


def run_extract(arguments: argparse.Namespace) -> int:
    """Write one JSON line an article; a file that cannot be read is reported and skipped."""
    from tqdm import tqdm

    from decoupling.extract import read
    from decoupling.intake.files import find_files, read_article

    if arguments.published:
        parse_partial(arguments.published)
    files = list(find_files(arguments.files))
    if not files:
        raise ValueError("no files to read; give articles, or folders that hold some")
    lines, refused = [], 0
    for path in tqdm(files, unit=" articles", file=sys.stderr, disable=len(files) < 2):
        try:
            reading = read(read_article(path, arguments.published))
        except (ValueError, OSError, StoreError) as error:
            refused += 1
            tqdm.write(f"skipped: {error}", file=sys.stderr)
            continue
        lines.append(orjson.dumps(reading.to_prediction(), option=orjson.OPT_APPEND_NEWLINE))
        if reading.note:
            tqdm.write(f"{path.name}: {reading.note}", file=sys.stderr)
    if arguments.out:
        write_atomically(arguments.out, b"".join(lines))
    else:
        sys.stdout.buffer.write(b"".join(lines))
    return UNCLEAN if refused else CLEAN


def run_eval(arguments: argparse.Namespace) -> int:
    """Score the extractor on annotated articles, print the figures and write the result file."""
    from decoupling.evaluation import describe_score, evaluate_folder

    result = evaluate_folder(arguments.folder, about=arguments.about, today=dt.date.today())
    for line in describe_score(result):
        print(line)
    if arguments.out:
        write_atomically(arguments.out, orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        print(f"written to {arguments.out}")
    return CLEAN


def run_ingest(arguments: argparse.Namespace) -> int:
    """Bring articles into the workspace; what is there already is passed over, what cannot be read is reported."""
    from tqdm import tqdm

    from decoupling.access import COMMAND_LINE
    from decoupling.ingest import keep_article, list_items
    from decoupling.intake import IntakeError
    from decoupling.workspace.store import open_store

    store = open_store()
    known = store.known_addresses()
    counts = dict.fromkeys(("new", "copy", "known", "refused", "candidates"), 0)
    bar = tqdm(list_items(arguments.sources), unit=" articles", file=sys.stderr)
    for item in bar:
        try:
            if isinstance(item, IntakeError):
                raise item
            if item.address in known:
                counts["known"] += 1
                continue
            kept = keep_article(store, COMMAND_LINE, item.find())
        except IntakeError as error:
            counts["refused"] += 1
            bar.write(f"skipped: {error}", file=sys.stderr)
            continue
        counts[kept.added.outcome] += 1
        counts["candidates"] += kept.added.candidates
        if kept.note:
            bar.write(f"{item.name}: {kept.note}", file=sys.stderr)
    print(
        f"{counts['new']} new articles with {counts['candidates']} candidates; {counts['copy']} copies of known ones, "
        f"{counts['known']} known already, {counts['refused']} refused"
    )
    return UNCLEAN if counts["refused"] else CLEAN


def run_promote(arguments: argparse.Namespace) -> int:
    """Write the workspace's accepted events into the data files, ready for a commit, and say what they lack."""
    from decoupling.workspace.promote import plan_promotion, write_promotion
    from decoupling.workspace.store import open_store

    dataset = load_checked_dataset(arguments.data)
    promotion = plan_promotion(open_store().in_force(), dataset, arguments.data)
    if not promotion.files:
        print("nothing to promote: no accepted event or source is missing from the data files")
        return CLEAN
    write_promotion(promotion, arguments.data)
    for name in promotion.files:
        print(f"written: {arguments.data.name}/{name}")
    print(f"{len(promotion.events)} events, {len(promotion.sources)} further sources")
    for line in promotion.lacking:
        print(f"  {line}")
    return CLEAN


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the whole workspace to one file."""
    from decoupling.workspace.backup import write_backup
    from decoupling.workspace.store import open_store

    print(_rows(write_backup(open_store(), arguments.file)), f"written to {arguments.file}")
    return CLEAN


def run_restore(arguments: argparse.Namespace) -> int:
    """Take a backup into an empty workspace, on either kind of database."""
    from decoupling.workspace.backup import restore_backup
    from decoupling.workspace.store import open_store

    print(_rows(restore_backup(open_store(), arguments.file)), f"restored from {arguments.file}")
    return CLEAN


def _rows(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _read_filter(arguments: argparse.Namespace) -> EventFilter:
    values = {choice.field: tuple(getattr(arguments, choice.key) or ()) for choice in CHOICES}
    start, end = read_period(arguments.start, arguments.end)
    return EventFilter(arguments.q, start, end, version=arguments.as_of, **values)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m decoupling", description="Decoupling Monitor, without the browser."
    )
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="data folder (default: the project's own)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="validate every data file; exit 0 only when all is clean")
    check.set_defaults(run=run_check)

    export = commands.add_parser("export", help="write the events that the filter options select")
    export.add_argument("out", type=Path, metavar="OUT", help=f"file to write; suffix {', '.join(EVENT_FORMS)}")
    for choice in CHOICES:
        export.add_argument(f"--{choice.key}", action="append", metavar="CODE", help=f"{choice.label}; may be repeated")
    export.add_argument(
        "--from", dest="start", default="", metavar="DATE", help="first day, as YYYY, YYYY-MM or YYYY-MM-DD"
    )
    export.add_argument("--to", dest="end", default="", metavar="DATE", help="last day, in the same forms")
    export.add_argument("--q", default="", metavar="TEXT", help="words that must all occur; quote a phrase")
    export.add_argument("--as-of", default="", metavar="VERSION", help="a released version, instead of the newest data")
    export.add_argument("--site", default="", metavar="URL", help="address of the dashboard, to link to the view")
    export.set_defaults(run=run_export)

    site = commands.add_parser("site", help="write the dashboard as a folder of files that needs no server")
    site.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="folder to write (default: site)")
    site.add_argument("--site", default="", metavar="URL", help="address at which the folder will stand")
    site.set_defaults(run=run_site)

    release = commands.add_parser("release", help="make the data as it stands a version that can be opened again")
    release.add_argument("--note", required=True, metavar="TEXT", help="what is new, in one line")
    release.set_defaults(run=run_release)

    diff = commands.add_parser("diff", help="print what changed between two released versions")
    diff.add_argument("before", metavar="V1", help="a released version")
    diff.add_argument("after", nargs="?", default="", metavar="V2", help="a later one (default: the data as it stands)")
    diff.set_defaults(run=run_diff)

    extract = commands.add_parser("extract", help="read articles and write the candidate events they tell")
    extract.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="txt, html, pdf, docx, eml, json, or folders"
    )
    extract.add_argument("--published", default="", metavar="DATE", help="day of publication, YYYY-MM-DD")
    extract.add_argument("--out", type=Path, metavar="FILE", help="file of JSON lines (default: standard output)")
    extract.set_defaults(run=run_extract)

    evaluate = commands.add_parser("eval", help="score the extractor on a folder of annotated articles")
    evaluate.add_argument("folder", type=Path, metavar="DIR", help="annotated articles, one JSON file each")
    evaluate.add_argument("--about", default="", metavar="TEXT", help="how the set was made, for the method page")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="result file (JSON) to write")
    evaluate.set_defaults(run=run_eval)

    ingest = commands.add_parser("ingest", help="bring articles into the workspace, with the candidates they tell")
    ingest.add_argument("sources", nargs="+", metavar="PATH|URL|FEED", help="files, folders, pages or feeds")
    ingest.set_defaults(run=run_ingest)

    promote = commands.add_parser("promote", help="write the workspace's accepted events into the data files")
    promote.set_defaults(run=run_promote)

    backup = commands.add_parser("backup", help="write the whole workspace to one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser("restore", help="take a backup into an empty workspace, on either kind of database")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=run_restore)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 the data has problems, 2 the call is wrong."""
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except DatasetError as error:
        print(error, file=sys.stderr)
        return UNCLEAN
    except (ValueError, OSError) as error:
        print(f"python -m decoupling: {error}", file=sys.stderr)
        return WRONG_CALL


if __name__ == "__main__":
    sys.exit(main())
