"""The rules of records and of the whole set: each is broken once, and the report points at the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from decoupling.checks import check_all, load_checked_dataset
from decoupling.dataset import DatasetError

E23, E24, E25 = "events/2023.yaml", "events/2024.yaml", "events/2025.yaml"
ORGS = "organisations.yaml"
LAB, OFFICE = "2024-05-02-acme-shanghai-lab", "2024-05-06-acme-beijing-office"


def edit(data_dir: Path, file: str, old: str, new: str) -> None:
    path = data_dir / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def report(data_dir: Path) -> list[str]:
    return [str(problem) for problem in check_all(data_dir).problems]


def test_the_tiny_world_is_clean(data_dir):
    found = check_all(data_dir)
    assert (found.is_clean, found.problems) == (True, ())
    assert len(found.dataset.events) == 12


UNKNOWN_CODES = [
    (E23, "action: closure", "action: closing", 5, "unknown action 'closing'; allowed: export_control"),
    (E23, "direction: decoupling", "direction: away", 6, "unknown direction 'away'; allowed: decoupling"),
    (E23, "status: reported", "status: rumoured", 7, "unknown status 'rumoured'; allowed: done"),
    (E23, "origin: US", "origin: XX", 8, "unknown country 'XX'"),
    (E23, "id: adviser, role: actor}", "id: adviser, role: actor}, {id: acme, role: boss}", 9, "unknown role 'boss'"),
    (E23, "sectors: [consulting]", "sectors: [advice]", 10, "unknown sectors 'advice'; allowed: chips"),
    (E23, "{country: HK}", "{country: XX}", 11, "unknown country 'XX'"),
    (E23, "function: advice", "function: lobbying", 12, "unknown function 'lobbying'; allowed: research"),
    (E23, "kind: news", "kind: blog", 13, "unknown kind 'blog'; allowed: official"),
    (E23, "verification: single", "verification: sure", 14, "unknown verification 'sure'; allowed: official"),
    (E23, "type: implements", "type: follows", 61, "unknown type 'follows'; allowed: responds_to"),
    (E23, "basis: timing", "basis: hunch", 61, "unknown basis 'hunch'; allowed: stated"),
    (E24, "by: press", "by: gossip", 15, "unknown by 'gossip'; allowed: actor"),
    (E24, "field: headcount", "field: staff", 16, "unknown field 'staff'; allowed: id, date"),
    (E24, "2024-07-01, status: done", "2024-07-01, status: on", 49, "unknown status 'on'; allowed: done"),
    (ORGS, "kind: consultancy", "kind: guild", 2, "unknown kind 'guild'; allowed: company"),
    (ORGS, "sectors: [consulting]", "sectors: [advice]", 2, "unknown sector 'advice'; allowed: chips"),
    (ORGS, "country: NL", "country: XX", 7, "unknown country 'XX'"),
]
BROKEN_FORM = [
    (E23, "status: reported", "status: reported\n  mood: grim", 8, "unknown field 'mood'; allowed: id, date"),
    (E23, "publisher: Paper", "publisher: Paper, page: 3", 13, "unknown field 'sources.0.page'"),
    (E24, "status: done", "status: done\n  status: done", 8, "field 'status' stands twice"),
    (
        E23,
        '[{publisher: Paper, url: "https://example.org/adviser", kind: news}]',
        "[]",
        13,
        "sources must hold at least 1",
    ),
    (E23, "https://example.org/adviser", "example.org/adviser", 13, "sources.0.url: 'example.org/adviser'"),
    (E23, "Adviser shuts", "x" * 120, 3, "at most 120 are allowed"),
    (E23, "The consultancy left", "x" * 500, 4, "at most 500 are allowed"),
    (E23, "date: 2023\n", "date: 2023-2\n", 2, "must be YYYY-MM-DD, YYYY-MM or YYYY"),
    (E25, "[{id: dragon, role: actor}", "[{id: dragon, role: actor", 9, "not readable as YAML"),
]
BROKEN_REFERENCES = [
    (E23, "{id: adviser,", "{id: nobody,", 9, "organisation 'nobody' is not in organisations.yaml"),
    (E23, "role: actor", "role: affected", 9, "no organisation has the role actor"),
    (E23, "{city: Veldhoven", "{city: Eindhoven", 59, "place 'Eindhoven', NL is not in places.yaml"),
    (
        E23,
        "city: Veldhoven, country: NL",
        "city: Veldhoven, country: BE",
        59,
        "place 'Veldhoven', BE is not in places.yaml",
    ),
    (
        E23,
        "event: 2023-10-17-bureau-chip-rule",
        "event: 2023-nothing",
        61,
        "link to '2023-nothing': no such other event",
    ),
    (E23, "event: 2023-10-17-bureau-chip-rule", "event: 2023-12-lithotool-stops-service", 61, "no such other event"),
    (
        E23,
        "event: 2023-10-17-bureau-chip-rule",
        f"event: {LAB}",
        61,
        "which is later; a link stands in the later event",
    ),
    (
        "milestones.yaml",
        "2023-10-17-bureau-chip-rule",
        "2023-nothing",
        1,
        "milestone names '2023-nothing': no such event",
    ),
    (ORGS, "parent: dragon", "parent: nobody", 5, "parent 'nobody' is not another organisation"),
    (ORGS, "parent: dragon", "parent: dragon-memory", 5, "parent 'dragon-memory' is not another organisation"),
    (ORGS, "side: third", "side: US", 7, "side 'US' does not fit country 'NL' (side 'third')"),
    (E24, "id: 2024-05-02-acme-shanghai-lab", f"id: {OFFICE}", 23, f"event '{OFFICE}' stands twice"),
    (ORGS, "id: ministry", "id: bureau", 6, "organisation 'bureau' stands twice"),
    (
        "places.yaml",
        "city: Veldhoven, country: NL",
        "city: Shanghai, country: CN",
        2,
        "place ('Shanghai', 'CN') stands twice",
    ),
]
SHARED_NAMES = [
    (ORGS, "name: Adviser", "name: acme", 2, "name 'acme' belongs to 'acme' already"),
    (ORGS, "aliases: [Bureau of Exports]", "aliases: [Acme Cloud]", 3, "name 'Acme Cloud' belongs to 'acme' already"),
    (ORGS, "aliases: [Dragon Semi]", "aliases: [ADVISER]", 4, "name 'ADVISER' belongs to 'adviser' already"),
    (ORGS, "chinese_name: 部", "chinese_name: 龙芯片", 6, "name '龙芯片' belongs to 'dragon' already"),
]
BROKEN_CONSISTENCY = [
    (E25, "date: 2025-10\n", "date: 2026-01\n", 30, "date 2026-01 is after the dataset's own date 2025-12-31"),
    (E24, "checked: 2025-12-01", "checked: 2026", 21, "checked 2026 is after the dataset's own date"),
    (E24, "{date: 2024-07-01, status", "{date: 2025-12-01, status", 49, "history must be in the order of its dates"),
    (E24, "status: suspended", "status: done", 44, "status 'done' is not the last step of history ('suspended')"),
    (E24, '  usd_note: "orders expected in the first year"\n', "", 64, "usd needs a usd_note"),
    (E24, "  usd: 250000000\n", "", 64, "usd_note stands without usd"),
    (E24, "  headcount: 12\n", "", 12, "headcount_note stands without headcount"),
    (E25, "action: easing", "action: easing\n  function: sales", 20, "function belongs to company acts only"),
    (E23, "  instrument: Entity List\n", "", 36, "an entity listing names its list in `instrument`"),
    (E23, "sectors: [chips, ai]", "sectors: [chips, chips]", 26, "sectors holds 'chips' twice"),
    (E23, "{id: dragon, role: affected}", "{id: bureau, role: affected}", 25, "orgs holds 'bureau' twice"),
    (E24, "https://example.com/lab", "https://example.org/lab", 17, "sources holds 'https://example.org/lab' twice"),
    (E24, "{city: Shanghai, country: CN}", "{country: CN}, {country: CN}", 11, "places holds 'CN' twice"),
    (
        E24,
        "2025-11-10, status: suspended",
        "2026-11-10, status: suspended",
        49,
        "step of 2026-11-10 is after the dataset",
    ),
    (
        "organisations.yaml",
        "sectors: [chips], chinese_name: 龙芯片",
        "parent: dragon-memory, chinese_name: 龙芯片",
        4,
        "leads back to 'dragon';",
    ),
]


BROKEN_MOVES = [
    ("moves.yaml", "2024-05-02-acme-shanghai-lab", "2023-10-17-bureau-chip-rule", 1, "which is no company act"),
    ("moves.yaml", "city: Veldhoven, country: NL}]}\n- {", "city: Delft, country: NL}]}\n- {", 1, "not in places.yaml"),
    ("moves.yaml", "{country: US}", "{country: XX}", 2, "unknown country 'XX'"),
]
BROKEN_LANES = [
    ("taxonomy/lanes.yaml", "side: third", "side: EU", 4, "unknown side 'EU'; allowed: US, CN, third"),
    ("taxonomy/lanes.yaml", "CN, acts: [company]", "US, acts: [company]", 5, "stand in lane 'us-companies' already"),
    ("taxonomy/lanes.yaml", "[government, company]", "[government]", 2, "no lane holds company acts of side 'third'"),
]
BROKEN_WEIGHTS = [
    (
        "taxonomy/weights.yaml",
        "[data_rule,",
        "[tax_rule, data_rule,",
        11,
        "unknown action 'tax_rule'; allowed: export_",
    ),
    ("taxonomy/weights.yaml", "[data_rule,", "[tariff, data_rule,", 11, "'tariff' stands in group 'bars' already"),
    ("taxonomy/weights.yaml", "[workforce_cut, ", "[", 4, "no group holds 'workforce_cut'; put it into one"),
    ("taxonomy/weights.yaml", "group: government", "group: company", 4, "'tariff' is done by a government; the group"),
    ("taxonomy/weights.yaml", "weight: 2", "weight: 6", 9, "weight: 6: input should be less than or equal to 5"),
    ("taxonomy/weights.yaml", "code: bars", "code: rules", 11, "code 'rules' stands twice; it must be unique"),
]
BROKEN_LADDER = [
    ("taxonomy/rungs.yaml", "[supply_halt]", "[tariff]", 3, "unknown company action 'tariff'; allowed: closure"),
    (
        "taxonomy/exits.yaml",
        "statuses: [done, reported]\n  without",
        "statuses: [gone]\n  without",
        12,
        "unknown status",
    ),
    ("taxonomy/exits.yaml", "rungs: [sells, closes]", "rungs: [leaves]", 28, "unknown rung 'leaves'; allowed: limits"),
    ("taxonomy/exits.yaml", "functions: [service]", "functions: [repair]", 12, "unknown function 'repair'"),
    ("taxonomy/exits.yaml", "directions: [decoupling]", "directions: [away]", 4, "unknown direction 'away'"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        *UNKNOWN_CODES,
        *BROKEN_LADDER,
        *BROKEN_LANES,
        *BROKEN_WEIGHTS,
        *BROKEN_MOVES,
        *BROKEN_FORM,
        *BROKEN_REFERENCES,
        *SHARED_NAMES,
        *BROKEN_CONSISTENCY,
    ],
)
def test_a_broken_rule_is_reported_at_its_line(data_dir, file, old, new, line, message):
    edit(data_dir, file, old, new)
    found = [problem for problem in report(data_dir) if message in problem]
    assert [problem.split(": ", 1)[0] for problem in found] == [f"data/{file}:{line}"]


@pytest.mark.parametrize(
    ("file", "line"), [(E23, 4), (ORGS, 4), ("places.yaml", 2), ("milestones.yaml", 1), ("taxonomy/sides.yaml", 3)]
)
def test_a_file_that_is_not_utf_8_is_reported_at_its_line(data_dir, file, line):
    lines = (data_dir / file).read_bytes().splitlines(keepends=True)
    (data_dir / file).write_bytes(b"".join([*lines[: line - 1], b"# caf\xe9\n", *lines[line - 1 :]]))
    assert f"data/{file}:{line}: file must be UTF-8 text: invalid continuation byte" in report(data_dir)


def test_an_emptied_file_of_events_breaks_the_links_to_them(data_dir):
    (data_dir / E24).write_text("", encoding="utf-8")
    assert report(data_dir) == [
        f"data/{E25}:54: link to '2024-07-01-ministry-metal-controls': no such other event",
        "data/moves.yaml:1: move names '2024-05-02-acme-shanghai-lab': no such event",
    ]


def test_all_problems_come_in_one_report(data_dir):
    edit(data_dir, ORGS, "side: third", "side: EU")
    edit(data_dir, E23, "action: closure", "action: closing")
    edit(data_dir, E24, "headcount: 12", "headcount: 0")
    lines = [problem.split(": ", 1)[0] for problem in report(data_dir)]
    assert {f"data/{E23}:5", f"data/{E24}:12", f"data/{ORGS}:7"} <= set(lines)


def test_a_block_style_name_is_reported_where_it_stands(data_dir):
    with (data_dir / ORGS).open("a", encoding="utf-8") as file:
        file.write("- id: other\n  name: Dragon\n  kind: company\n  side: US\n  country: US\n")
    assert report(data_dir) == [
        f"data/{ORGS}:9: name 'Dragon' belongs to 'dragon' already; a name leads to one organisation"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (E25, "date: 2025-10\n", "date: 2025-12\n"),
        (E25, "date: 2025-10\n", "date: 2025\n"),
        (E24, "effective: 2024-08", "effective: 2031"),
        (E24, "{date: 2025-11-10, status", "{date: 2024, status"),
        (E24, '  headcount_note: "researchers, by one account"\n', ""),
        (E23, "event: 2023-10-17-bureau-chip-rule", "event: 2023-adviser-hong-kong"),
        (E23, "{country: HK}", "{city: Shanghai, country: CN}, {country: CN}"),
        (ORGS, "aliases: [Acme Cloud]", "aliases: [ACME, Acme Cloud]"),
        (ORGS, "former_names: [Apex]", "former_names: [Dragon]"),
        (E24, "function: research", ""),
    ],
)
def test_what_a_rule_allows_is_clean(data_dir, file, old, new):
    edit(data_dir, file, old, new)
    assert report(data_dir) == []


# --- the checked dataset -------------------------------------------------------------------------


def test_a_checked_dataset_is_all_or_nothing(data_dir):
    edit(data_dir, E23, "action: closure", "action: closing")
    with pytest.raises(DatasetError, match="unknown action 'closing'") as error:
        load_checked_dataset(data_dir)
    assert [(problem.file, problem.line) for problem in error.value.problems] == [(f"data/{E23}", 5)]


def test_an_unclean_report_has_no_dataset(data_dir):
    edit(data_dir, E23, "action: closure", "action: closing")
    found = check_all(data_dir)
    assert (found.is_clean, found.dataset) == (False, None)


def test_an_empty_vocabulary_is_never_clean(data_dir):
    (data_dir / "taxonomy" / "roles.yaml").write_text("", encoding="utf-8")
    assert not check_all(data_dir).is_clean


def test_the_folder_may_be_given_from_inside_it(data_dir, monkeypatch):
    edit(data_dir, E23, "action: closure", "action: closing")
    monkeypatch.chdir(data_dir)
    assert report(Path())[0].startswith(f"data/{E23}:5: unknown action")


# --- likely duplicates ---------------------------------------------------------------------------


def decide(data_dir: Path, text: str) -> None:
    (data_dir / "DECISIONS.md").write_text(text, encoding="utf-8")


def test_an_unexplained_pair_is_reported_at_the_later_event(data_dir):
    (data_dir / "DECISIONS.md").unlink()
    (problem,) = report(data_dir)
    assert problem.startswith(f"data/{E24}:23: likely the same act as '{LAB}'")


def test_likely_duplicates_leave_the_dataset_usable(data_dir):
    decide(data_dir, "")
    assert len(load_checked_dataset(data_dir).events) == 12


@pytest.mark.parametrize(
    "text",
    [
        f"`{LAB}` and `{OFFICE}` are two sites.",
        f"- `{OFFICE}`, `{LAB}`, `2023-x`: three.",
        f"# A\n\n`{LAB}`≠`{OFFICE}`",
    ],
)
def test_a_line_with_both_ids_explains_a_pair(data_dir, text):
    decide(data_dir, text)
    assert report(data_dir) == []


@pytest.mark.parametrize(
    "text",
    [
        f"`{LAB}` stands alone.",
        f"`{LAB}` and\n`{OFFICE}` are two sites.",
        f"{LAB} and {OFFICE} are two sites.",
        f"`{LAB}` and `{OFFICE}-2` are two sites.",
    ],
)
def test_anything_less_explains_nothing(data_dir, text):
    decide(data_dir, text)
    assert len(report(data_dir)) == 1


def test_decisions_in_another_encoding_still_explain(data_dir):
    (data_dir / "DECISIONS.md").write_bytes(f"`{LAB}`, `{OFFICE}`: caf\xe9".encode("latin-1"))
    assert report(data_dir) == []


@pytest.mark.parametrize(
    ("old", "new", "likely"),
    [
        ("date: 2024-05-06\n  head", "date: 2024-05-09\n  head", True),
        ("date: 2024-05-06\n  head", "date: 2024-05-10\n  head", False),
        ("date: 2024-05-06\n  head", "date: 2024-04-25\n  head", True),
        ("date: 2024-05-06\n  head", "date: 2024-04-24\n  head", False),
        ("date: 2024-05-06\n  head", "date: 2024-04\n  head", True),
        ("date: 2024-05-06\n  head", "date: 2024\n  head", True),
        ("date: 2024-05-06\n  head", "date: 2024-06\n  head", False),
        ("{id: acme, role: actor, unit: Acme Research}", "{id: adviser, role: actor}", False),
        ("{id: acme, role: actor, unit", "{id: adviser, role: actor}, {id: acme, role: affected, unit", False),
        ("action: closure", "action: relocation", False),
    ],
)
def test_a_pair_shares_actor_and_action_within_a_week(data_dir, old, new, likely):
    decide(data_dir, "")
    edit(data_dir, E24, old, new)
    assert any("likely the same act" in problem for problem in report(data_dir)) == likely
