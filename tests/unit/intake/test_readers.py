"""How each kind of file is read. Hostile ones: the hostile corpus."""

from __future__ import annotations

import io
import struct

import docx
import pytest

from decoupling.intake import IntakeError
from decoupling.intake.readers import read_content
from tests.hostile.files import STORY, attached, core, mail, page, pdf, plain_pdf, shown, word

FULL = STORY.strip()


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


# --- text, PDF -----------------------------------------------------------------------------------


def test_a_text_gives_title_and_text():
    found = read_content("x", ".txt", f"Lab closed\n\n{STORY}".encode(), address="https://news.example/a")
    assert (found.title, found.text, found.address) == ("Lab closed", FULL, "https://news.example/a")


def test_a_pdf_gives_its_text_title_and_day():
    found = read_content("x", ".pdf", plain_pdf())
    assert (found.title, found.published) == ("Amazon closes its lab", "2025-07-24")
    assert found.text.startswith("Amazon said on Wednesday")


@pytest.mark.parametrize("title", ["", "Microsoft Word - draft", "untitled", "final_v3.docx", "Document1"])
def test_a_title_that_a_program_gave_is_none(title):
    found = read_content("x", ".pdf", pdf(shown(STORY), Title=title))
    assert found.title != title or found.title == ""


@pytest.mark.parametrize("created", ["D:29990101", "D:19700101", "yesterday", ""])
def test_a_day_of_a_pdf_without_sense_is_none(created):
    assert read_content("x", ".pdf", pdf(shown(STORY), CreationDate=created)).published is None


# --- Word ----------------------------------------------------------------------------------------


def test_a_word_file_gives_paragraphs_tables_links_and_insertions_in_order():
    table = f"<w:tbl><w:tr><w:tc>{paragraph('<w:t>Forty people</w:t>')}</w:tc></w:tr></w:tbl>"
    link = "<w:p><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink></w:p>"
    inserted = (
        "<w:p><w:ins><w:r><w:t>Added</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    split = paragraph("<w:t>One</w:t><w:tab/><w:t>line</w:t><w:br/>", "<w:t>more</w:t>")
    found = read_content("x", ".docx", word(table + link + inserted + split))
    assert found.title == "Amazon closes its lab"
    assert found.text == f"Forty people\n\nA link\n\nAdded\n\nOne line more\n\n{FULL}"


def test_a_word_file_of_the_library_gives_its_text():
    document, out = docx.Document(), io.BytesIO()
    for line in ("Lab closed", FULL):
        document.add_paragraph(line)
    document.save(out)
    found = read_content("x", ".docx", out.getvalue())
    assert (found.title, found.text, found.published) == ("Lab closed", FULL, None)


def test_a_word_file_gives_title_and_day_of_its_properties():
    content = word(more=core(dc_title="Lab closed", dcterms_created="2025-07-24T10:00:00Z"))
    found = read_content("x", ".docx", content)
    assert (found.title, found.published) == ("Lab closed", "2025-07-24")
    assert found.text.startswith("Amazon closes its lab\n\n")


def test_what_a_text_box_holds_twice_is_read_once():
    box = "<w:txbxContent>" + paragraph("<w:t>In a box</w:t>") + "</w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choices = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {space}>{choices}</mc:AlternateContent>"
    assert read_content("x", ".docx", word(paragraph(both))).text.count("In a box") == 1


def test_a_word_file_with_a_password_is_refused():
    content = bytearray(word())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            struct.pack_into("<H", content, at + place, 1)
    with pytest.raises(IntakeError, match=r"not a readable Word file .*password"):
        read_content("x", ".docx", bytes(content))


# --- mail ----------------------------------------------------------------------------------------


def test_a_mail_gives_subject_sender_day_and_text():
    found = read_content("x", ".eml", mail(("Content-Type: text/plain; charset=utf-8", STORY.encode())))
    assert (found.title, found.publisher, found.published) == ("Amazon closes its lab", "Newsroom", "2025-07-24")
    assert found.text == FULL


def test_the_plain_text_of_a_mail_wins_over_its_page():
    parts = ("Content-Type: text/html", page()), ("Content-Type: text/plain", b"The plain text of it.")
    content = mail(*parts).replace(b"multipart/mixed", b"multipart/alternative")
    assert read_content("x", ".eml", content).text == "The plain text of it."


@pytest.mark.parametrize(
    ("charset", "coding"), [("utf-8", "8bit"), ("gb2312", "8bit"), ("windows-1252", "8bit"), ("utf-8", "base64")]
)
def test_a_mail_is_decoded_as_it_says(charset, coding):
    import base64

    text = "华为表示将继续投资研发" if charset != "windows-1252" else "Café “closed”"
    raw = text.encode("gb18030" if charset == "gb2312" else charset)
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}"
    body = base64.encodebytes(raw) if coding == "base64" else raw
    assert read_content("x", ".eml", mail((head, body))).text == text


@pytest.mark.parametrize("headers", ["Date: nonsense\r\n", "Date: Fri, 1 Jan 2999 00:00:00 +0000\r\n"])
def test_a_mail_whose_day_has_no_sense_has_none(headers):
    content = mail(("Content-Type: text/plain", STORY.encode())).replace(
        b"Date: Thu, 24 Jul 2025 09:00:00 +0800\r\n", b""
    )
    assert read_content("x", ".eml", headers.encode() + content).published is None


def test_a_mail_without_text_names_what_is_attached():
    parts = (
        attached("../<b>one</b>\x07.pdf", "application/pdf", plain_pdf()),
        attached("two.docx", "application/x", word()),
    )
    with pytest.raises(
        IntakeError, match=r"a mail without text; save what is attached \(.*one.*pdf, two\.docx\)"
    ) as refusal:
        read_content("x", ".eml", mail(*parts))
    assert "<" not in str(refusal.value) and str(refusal.value).isprintable()
