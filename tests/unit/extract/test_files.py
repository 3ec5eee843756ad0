"""Reading articles from files, good and hostile."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest

from decoupling.extract.files import MAX_BYTES, MAX_CHARACTERS, find_files, make_article, read_article

TEXT = "Amazon closes its lab\n\nAmazon said on Wednesday that it had closed its lab in Shanghai."


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def test_a_text_file_gives_title_and_text(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "one.txt", TEXT), "2025-07-24")
    assert (article.id, article.title, article.published) == ("one", "Amazon closes its lab", "2025-07-24")
    assert article.flat == TEXT


def test_a_web_page_gives_its_article_without_menus(tmp_path: Path) -> None:
    first = "Amazon said that it had closed its lab in Shanghai. " * 5
    second = "The unit had worked on graphs since 2018. " * 5
    page = (
        '<html><head><title>Amazon closes its lab</title><meta property="article:published_time" content="2025-07-24">'
        "</head><body><nav>Home Menu Subscribe</nav><article><h1>Amazon closes its lab</h1>"
        f"<p>{first}</p><p>{second}</p></article><script>alert(1)</script></body></html>"
    )
    article = read_article(write(tmp_path, "page.html", page))
    assert "closed its lab in Shanghai" in article.text
    assert "alert" not in article.flat and "Subscribe" not in article.text
    assert article.published == "2025-07-24"


def test_a_word_file_gives_its_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    for line in TEXT.split("\n\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "one.docx"))
    assert read_article(tmp_path / "one.docx").flat == TEXT


def test_an_article_in_json_keeps_its_fields(tmp_path: Path) -> None:
    row = {"id": "a-1", "title": "T", "published": "2025-07-24", "text": "Body.", "events": []}
    article = read_article(write(tmp_path, "one.json", json.dumps(row)))
    assert (article.id, article.title, article.published, article.text) == ("a-1", "T", "2025-07-24", "Body.")


def test_old_encodings_are_read_and_line_ends_unified() -> None:
    assert make_article("x", "A title\r\n\r\nBody.").flat == "A title\n\nBody."


def test_a_chinese_file_in_its_old_encoding_is_read(tmp_path: Path) -> None:
    content = "华为技术有限公司表示,公司将继续投资。" * 5
    assert read_article(write(tmp_path, "zh.txt", content.encode("gb18030"))).text == content


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def blank_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "no text in it"),
        ("blank.txt", b" \n\n ", "no text in it"),
        ("picture.png", b"\x89PNG", "cannot be read; give .docx"),
        ("binary.txt", b"\x00\x01\x02\xff\xfe" * 50, "not a text file"),
        ("long.txt", b"a " * (MAX_CHARACTERS // 2 + 10), "split it"),
        ("huge.txt", b"a" * (MAX_BYTES + 1), "more than the 10,000,000"),
        ("scan.pdf", blank_pdf(), "most likely a scan"),
        ("broken.pdf", b"%PDF-1.7 nothing", "damaged or protected"),
        ("broken.docx", b"PK not a zip", "not a readable Word file"),
        ("bomb.docx", bomb(), "unpacks to more than"),
        ("list.json", b"[1, 2]", "not an article in JSON"),
        ("half.json", b'{"id": "a", "title"', "not an article in JSON"),
        ("notext.json", b'{"id": "a"}', "not an article in JSON"),
        ("date.json", b'{"id": "a", "text": "x", "published": "soon"}', "must be YYYY-MM-DD"),
        ("menu.html", b"<html><body><nav>Home</nav></body></html>", "no article in this page"),
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
