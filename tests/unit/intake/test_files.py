"""Reading articles from files on this machine. What hostile ones do: test_sandbox.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from decoupling.intake.files import find_files, read_article
from decoupling.intake.found import MAX_CHARACTERS
from decoupling.intake.sandbox import MAX_BYTES
from tests.hostile.files import plain_pdf

TEXT = "Amazon closes its lab\n\nAmazon said on Wednesday that it had closed its lab in Shanghai."


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def test_a_text_file_gives_title_and_text(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "one.txt", TEXT), "2025-07-24")
    assert (article.id, article.title, article.published) == ("one", "Amazon closes its lab", "2025-07-24")
    assert article.flat == TEXT


def test_the_day_given_wins_over_the_day_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "one.pdf", plain_pdf())
    assert (read_article(path).published, read_article(path, "2025-08").published) == ("2025-07-24", "2025-08")


def test_an_article_in_json_keeps_its_fields(tmp_path: Path) -> None:
    row = {"id": "a-1", "title": "T", "published": "2025-07-24", "text": "Body.", "events": []}
    article = read_article(write(tmp_path, "one.json", json.dumps(row)))
    assert (article.id, article.title, article.published, article.text) == ("a-1", "T", "2025-07-24", "Body.")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "no text in it"),
        ("blank.txt", b" \n\n ", "no text in it"),
        ("picture.png", b"\x89PNG", "cannot be read; give .docx"),
        ("long.txt", b"a " * (MAX_CHARACTERS // 2 + 10), "split it"),
        ("huge.txt", b"a" * (MAX_BYTES + 1), "more than the 10,000,000"),
        ("list.json", b"[1, 2]", "not an article in JSON"),
        ("half.json", b'{"id": "a", "title"', "not an article in JSON"),
        ("blank.json", b'{"id": "a", "text": " "}', "no text in it"),
        ("notext.json", b'{"id": "a"}', "not an article in JSON"),
        ("date.json", b'{"id": "a", "text": "x", "published": "soon"}', "must be YYYY-MM-DD"),
    ],
)
def test_what_is_no_article_is_refused_with_its_name_and_the_mend(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(ValueError, match=says) as refusal:
        read_article(write(tmp_path, name, content))
    assert str(refusal.value).startswith(name)


def test_folders_give_their_readable_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.png"):
        write(tmp_path, name, "x")
    assert [path.name for path in find_files([tmp_path])] == ["a.html", "b.txt"]
