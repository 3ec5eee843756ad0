"""Reading a data folder: one immutable dataset, or problems with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from decoupling.dataset import DatasetError, Location, read_dataset
from decoupling.taxonomy import VOCABULARIES
from decoupling.yaml_files import Problem


def edit(data_dir: Path, file: str, old: str, new: str) -> None:
    path = data_dir / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(data_dir: Path) -> list[str]:
    return [str(problem) for problem in read_dataset(data_dir)[1]]


def version_of(data_dir: Path) -> str:
    dataset, _ = read_dataset(data_dir)
    assert dataset is not None
    return dataset.version


def test_a_sound_folder_has_no_problems(data_dir):
    assert problems_of(data_dir) == []


def test_every_file_is_read(tiny_dataset):
    sizes = (tiny_dataset.events, tiny_dataset.organisations, tiny_dataset.places, tiny_dataset.milestones)
    assert [len(records) for records in sizes] == [12, 7, 2, 1]
    assert tiny_dataset.about.title == "Tiny world"


def test_events_stand_by_first_possible_day_then_id(data_dir):
    edit(data_dir, "events/2025.yaml", "date: 2025-10\n", "date: 2023-10\n")
    dataset, _ = read_dataset(data_dir)
    assert [event.id for event in dataset.events[:5]] == [
        "2023-adviser-hong-kong",
        "2025-10-acme-dragon-venture",
        "2023-10-17-bureau-chip-rule",
        "2023-10-17-bureau-lists-dragon",
        "2023-12-lithotool-stops-service",
    ]


def test_an_event_is_found_by_id(tiny_dataset):
    assert all(tiny_dataset.by_id[event.id] is event for event in tiny_dataset.events)


def test_a_place_is_found_by_city_and_country(tiny_dataset):
    assert tiny_dataset.places["Shanghai", "CN"].chinese_name == "上海"


def test_an_organisation_has_a_name(tiny_dataset):
    assert tiny_dataset.org_name("dragon-memory") == "Dragon Memory"


def test_a_record_knows_where_it_stands(tiny_dataset):
    assert tiny_dataset.locations["event", "2024-05-06-acme-beijing-office"] == Location("data/events/2024.yaml", 1)
    assert tiny_dataset.locations["organisation", "dragon"] == Location("data/organisations.yaml", 3)


@pytest.mark.parametrize("field", ["organisations", "places", "by_id", "locations"])
def test_the_tables_of_a_dataset_cannot_be_changed(tiny_dataset, field):
    with pytest.raises(TypeError):
        getattr(tiny_dataset, field)["new"] = None


def test_the_version_begins_with_the_day_of_the_dataset(tiny_dataset):
    assert tiny_dataset.version.startswith("2025.12.31-")


def test_the_same_files_have_the_same_version(data_dir, tmp_path):
    copy = tmp_path / "elsewhere"
    shutil.copytree(data_dir, copy)
    assert version_of(copy) == version_of(data_dir)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("events/2023.yaml", "licence rule", "licence order"),
        ("organisations.yaml", "Apex", "Apexx"),
        ("places.yaml", "31.23", "31.24"),
        ("taxonomy/roles.yaml", "acts", "does"),
        ("taxonomy/countries.yaml", "Austria", "Republic of Austria"),
        ("milestones.yaml", "Chip rule", "Chips"),
        ("dataset.yaml", "Tiny", "Small"),
    ],
)
def test_an_edit_of_any_file_changes_the_version(data_dir, file, old, new):
    before = version_of(data_dir)
    edit(data_dir, file, old, new)
    assert version_of(data_dir) != before


def test_notes_beside_the_data_leave_the_version_alone(data_dir):
    before = version_of(data_dir)
    edit(data_dir, "DECISIONS.md", "two sites", "two places")
    assert version_of(data_dir) == before


def test_events_are_read_from_every_file_of_their_folder(data_dir):
    (data_dir / "events" / "2024.yaml").rename(data_dir / "events" / "more.yaml")
    dataset, problems = read_dataset(data_dir)
    assert (len(dataset.events), problems) == (12, [])


def test_a_folder_without_events_is_a_problem(data_dir):
    shutil.rmtree(data_dir / "events")
    assert problems_of(data_dir) == ["data/events:1: holds no event file; events stand in events/<year>.yaml"]


def test_an_event_file_with_another_suffix_is_not_passed_over_in_silence(data_dir):
    (data_dir / "events" / "2025.yaml").rename(data_dir / "events" / "2025.yml")
    assert "data/events/2025.yml:1: is not read: event files end in .yaml" in problems_of(data_dir)


def test_valid_records_are_kept_beside_a_broken_one(data_dir):
    edit(data_dir, "events/2024.yaml", "headcount: 12", "headcount: many")
    dataset, problems = read_dataset(data_dir)
    assert len(dataset.events) == 11
    assert problems == [Problem("data/events/2024.yaml", 12, "headcount: 'many': input should be a valid integer")]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("events/2023.yaml", "verification: single", "", "events/2023.yaml:1: field 'verification' is missing"),
        (
            "events/2024.yaml",
            "usd_note",
            "usd_nota",
            "events/2024.yaml:65: unknown field 'usd_nota'; allowed: id, date",
        ),
        ("events/2024.yaml", "unit:", "uni:", "events/2024.yaml:9: unknown field 'orgs.0.uni'"),
        ("events/2024.yaml", '"Acme closes its S', f'"{"x" * 120}S', "events/2024.yaml:3: headline has 132 characters"),
        (
            "events/2024.yaml",
            "origin: US",
            "origin: us",
            "events/2024.yaml:8: origin: 'us' is not of the form ^[A-Z]{2}$",
        ),
        (
            "events/2024.yaml",
            "2024-08\n",
            "2024-13\n",
            "events/2024.yaml:39: effective: date '2024-13' is not in the cal",
        ),
        (
            "events/2024.yaml",
            "https://example.com/lab",
            "lab",
            "events/2024.yaml:19: sources.1.url: 'lab': input should",
        ),
        ("events/2024.yaml", "sectors: [cloud]", "sectors: []", "events/2024.yaml:32: sectors must hold at least 1"),
        ("places.yaml", "lat: 51.42", "lat: 151.42", "places.yaml:2: lat: 151.42: input should be less than or equal"),
        (
            "organisations.yaml",
            "side: third",
            "side: EU",
            "organisations.yaml:7: side: 'EU': input should be 'US', 'CN'",
        ),
        (
            "milestones.yaml",
            "Chip rule",
            "x" * 25,
            "milestones.yaml:1: label has 25 characters; at most 24 are allowed",
        ),
        ("taxonomy/sides.yaml", "#2F5D8C", "blue", "taxonomy/sides.yaml:2: colour: 'blue' is not of the form"),
        (
            "dataset.yaml",
            "released: 2025",
            "released: 25",
            "dataset.yaml:2: released: date '25-12-31' must be YYYY-MM-DD",
        ),
    ],
)
def test_a_problem_of_form_says_where_and_what(data_dir, file, old, new, problem):
    edit(data_dir, file, old, new)
    (found,) = problems_of(data_dir)
    assert found.startswith(f"data/{problem}")


def test_a_broken_record_shows_every_problem(data_dir):
    edit(data_dir, "events/2024.yaml", "headcount: 12\n", "headcount: 0\n  colour: red\n")
    assert [problem.line for problem in read_dataset(data_dir)[1]] == [12, 13]


@pytest.mark.parametrize("record", ["words", "[a, b]", "", "3"])
def test_a_record_that_is_no_mapping_is_a_problem(data_dir, record):
    path = data_dir / "events" / "2025.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n- {record}\n", encoding="utf-8")
    last = len(path.read_text(encoding="utf-8").splitlines())
    (problem,) = read_dataset(data_dir)[1]
    assert (problem.file, problem.line) == ("data/events/2025.yaml", last)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("organisations.yaml", "organisation 'acme'"),
        ("places.yaml", "place ('Shanghai', 'CN')"),
        ("milestones.yaml", "milestone '2023-10-17-bureau-chip-rule'"),
        ("taxonomy/roles.yaml", "code 'actor'"),
        ("taxonomy/countries.yaml", "code 'AE'"),
    ],
)
def test_a_key_that_comes_twice_is_a_problem_at_the_second(data_dir, file, kind):
    path = data_dir / file
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(text for text in lines if text.startswith("- "))
    path.write_text("\n".join([*lines, first]) + "\n", encoding="utf-8")
    second = len(lines) + 1
    assert problems_of(data_dir) == [f"data/{file}:{second}: {kind} stands twice; it must be unique"]


def test_an_event_id_must_be_unique_across_files(data_dir):
    path = data_dir / "events" / "more.yaml"
    path.write_text((data_dir / "events" / "2023.yaml").read_text(encoding="utf-8").split("\n\n")[0], encoding="utf-8")
    assert problems_of(data_dir) == [
        "data/events/more.yaml:1: event '2023-adviser-hong-kong' stands twice; it must be unique"
    ]


def test_a_name_may_stand_in_two_countries(data_dir):
    path = data_dir / "places.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write("- {city: Shanghai, country: US, lat: 40.0, lon: -80.0}\n")
    assert problems_of(data_dir) == []


@pytest.mark.parametrize(
    "file",
    [
        *(
            f"taxonomy/{name}.yaml"
            for name in (*VOCABULARIES, "countries", "rungs", "exits", "lanes", "periods", "weights")
        ),
        "dataset.yaml",
    ],
)
def test_no_dataset_stands_on_a_missing_base_file(data_dir, file):
    (data_dir / file).unlink()
    dataset, problems = read_dataset(data_dir)
    assert (dataset, problems) == (None, [Problem(f"data/{file}", 1, "file is missing")])


@pytest.mark.parametrize("file", ["organisations.yaml", "places.yaml", "milestones.yaml"])
def test_a_missing_file_of_records_is_a_problem(data_dir, file):
    (data_dir / file).unlink()
    assert read_dataset(data_dir)[1] == [Problem(f"data/{file}", 1, "file is missing")]


@pytest.mark.parametrize("name", [*VOCABULARIES, "countries", "rungs", "exits", "lanes", "periods", "weights"])
def test_an_empty_vocabulary_is_a_problem(data_dir, name):
    (data_dir / "taxonomy" / f"{name}.yaml").write_text("# nothing\n", encoding="utf-8")
    dataset, problems = read_dataset(data_dir)
    assert (dataset, problems) == (None, [Problem(f"data/taxonomy/{name}.yaml", 1, "must hold at least one code")])


@pytest.mark.parametrize("copies", [0, 2])
def test_the_dataset_describes_itself_once(data_dir, copies):
    path = data_dir / "dataset.yaml"
    path.write_text(path.read_text(encoding="utf-8") * copies, encoding="utf-8")
    assert read_dataset(data_dir) == (None, [Problem("data/dataset.yaml", 1, "must hold 1 record")])


def test_a_wrong_description_is_told_once(data_dir):
    edit(data_dir, "dataset.yaml", "https://creativecommons.org/licenses/by/4.0/", "nowhere")
    (problem,) = problems_of(data_dir)
    assert problem.startswith("data/dataset.yaml:4: licence_url")


def test_a_folder_that_is_not_there_has_no_dataset(tmp_path):
    dataset, problems = read_dataset(tmp_path / "none")
    assert dataset is None
    assert {problem.message for problem in problems} == {
        "file is missing",
        "holds no event file; events stand in events/<year>.yaml",
    }


def test_an_error_lists_its_problems_once_in_order():
    later, earlier = Problem("b.yaml", 2, "wrong"), Problem("a.yaml", 10, "wrong")
    error = DatasetError([later, earlier, later])
    assert error.problems == (earlier, later)
    assert str(error) == "a.yaml:10: wrong\nb.yaml:2: wrong"
