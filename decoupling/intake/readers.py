"""Owns what kinds of files are read and how each is: text, web page, PDF, Word, mail.

Runs in the process that `sandbox.py` confines; what is damaged raises IntakeError, and what is too slow or too large
is ended from outside.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

from decoupling.intake import IntakeError
from decoupling.intake.decoding import decode
from decoupling.intake.found import Found, clean_line, make_found, split_title
from decoupling.intake.web_page import read_page, to_plain

MAX_PAGES = 60
MAX_UNPACKED = 50_000_000
MAX_PARTS = 2_000
# Titles that programs give by themselves.
_EMPTY_TITLE = re.compile(r"(microsoft word|untitled|document\s*\d*$|print|slide \d)|\.(docx?|pdf|indd|qxd)$", re.I)
# What the library python-docx writes into every new file.
_TEMPLATE_DATE = "2013-12-23"
_PDF_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read_content(
    name: str, kind: str, content: bytes, *, charset: str | None = None, address: str | None = None
) -> Found:
    """The article in some bytes of a kind (".html"). What the bytes are counts more than what they are called.

    Raises IntakeError naming `name` and the mend; MemoryError and RecursionError for what is built to raise them.
    """
    return _form_of(name, kind, content)(name, content, charset, address)


def _form_of(name: str, kind: str, content: bytes) -> Callable[[str, bytes, str | None, str | None], Found]:
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _from_pdf
    if content.startswith(b"PK\x03\x04"):
        return _from_docx
    form = FORMS.get(kind)
    if form is None:
        raise IntakeError(f"{name}: files of this kind cannot be read; give {', '.join(sorted(FORMS))}")
    return form


def _from_text(name: str, content: bytes, charset: str | None, address: str | None) -> Found:
    title, text = split_title(decode(name, content, charset))
    return make_found(name, text, title=title, address=address)


def _from_pdf(name: str, content: bytes, charset: str | None, address: str | None) -> Found:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise IntakeError(f"{name}: a PDF with a password; save it without one, or its text as .txt")
        if len(reader.pages) > MAX_PAGES:
            raise IntakeError(
                f"{name}: {len(reader.pages)} pages are more than one article has (at most {MAX_PAGES}); split it"
            )
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        about: dict[str, Any] = dict(reader.metadata or {})
        title, created = str(about.get("/Title") or ""), str(about.get("/CreationDate") or "")
    except (IntakeError, MemoryError, RecursionError):
        raise
    # A damaged file can break the library at any place, with any exception.
    except Exception as error:
        reason = clean_line(str(error))[:120] or type(error).__name__
        raise IntakeError(f"{name}: damaged or protected PDF ({reason}); save its text as .txt") from None
    if not text.strip():
        raise IntakeError(f"{name}: a PDF without text, most likely a scan; run text recognition on it first")
    first, body = split_title(_unwrap(text))
    if _EMPTY_TITLE.search(title.strip()) or not title.strip():
        title = first
    else:
        # The title stays in the text unless it is the first line there.
        body = body if _same_words(title, first) else f"{first}\n\n{body}"
    day = _PDF_DATE.match(created)
    return make_found(name, body, title=title, address=address, published="-".join(day.groups()) if day else None)


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _unwrap(text: str) -> str:
    """Lines broken by the page's width joined again; a short line that ends a sentence ends the paragraph."""
    text = re.sub(r"(?<=\w)-\n(?=[a-z])", "", text)
    lines = text.split("\n")
    width = max((len(line) for line in lines), default=0)
    out = []
    for number, line in enumerate(lines):
        ends = not line.strip() or (len(line) < 0.75 * width and (line.rstrip()[-1:] in '.!?"”:' or number == 0))
        out += [line.rstrip(), "\n\n" if ends else " "]
    return "".join(out)


def _from_docx(name: str, content: bytes, charset: str | None, address: str | None) -> Found:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            if "word/document.xml" not in parts:
                raise IntakeError(f"{name}: an archive, but no Word file; unpack it and add the files one by one")
            if len(parts) > MAX_PARTS or sum(parts.values()) > MAX_UNPACKED:
                raise IntakeError(
                    f"{name}: unpacks to more than {MAX_UNPACKED:,} bytes, or too many parts; save its text as .txt"
                )
            body = archive.read("word/document.xml")
            core = archive.read("docProps/core.xml") if "docProps/core.xml" in parts else b"<none/>"
        paragraphs = _read_paragraphs(_parse_xml(name, body))
        about = {etree.QName(node).localname: (node.text or "").strip() for node in _parse_xml(name, core)}
    except (IntakeError, MemoryError, RecursionError):
        raise
    # As with PDF: what a damaged archive raises is anybody's guess.
    except Exception as error:
        reason = clean_line(str(error))[:120] or type(error).__name__
        raise IntakeError(f"{name}: not a readable Word file ({reason}); save its text as .txt") from None
    first, text = split_title("\n\n".join(paragraphs))
    title = about.get("title", "")
    if _EMPTY_TITLE.search(title) or not title:
        title = first
    elif not _same_words(title, first):
        text = f"{first}\n\n{text}"
    created = about.get("created", "")
    return make_found(
        name, text, title=title, address=address, published=None if created.startswith(_TEMPLATE_DATE) else created
    )


def _parse_xml(name: str, content: bytes) -> Any:
    from lxml import etree

    if b"<!DOCTYPE" in content[:2_000] or b"<!ENTITY" in content:
        raise IntakeError(f"{name}: declares entities, as no Word file does; save its text as .txt")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _read_paragraphs(document: Any) -> list[str]:
    """The paragraphs in order, those of tables and text boxes too; deleted text and second drawings left out."""
    from lxml import etree

    paragraphs: list[list[str]] = []
    skipped = {node for fallback in document.xpath("//*[local-name() = 'Fallback']") for node in fallback.iter()}
    for node in document.iter(etree.Element):
        kind = etree.QName(node).localname
        if kind == "p" or (kind in {"t", "tab", "br", "cr"} and not paragraphs):
            paragraphs.append([])
        if node in skipped:
            continue
        if kind == "t":
            paragraphs[-1].append(node.text or "")
        elif kind in {"tab", "br", "cr"}:
            paragraphs[-1].append(" ")
    return [line for paragraph in paragraphs if (line := "".join(paragraph).strip())]


def _from_mail(name: str, content: bytes, charset: str | None, address: str | None) -> Found:
    """The text of a mail is the article. What is attached is not opened: it can be saved and added by itself."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not message.keys() or not isinstance(message, EmailMessage):
        raise IntakeError(f"{name}: not a mail; save the message again as .eml, or its text as .txt")
    body = message.get_body(("plain", "html"))
    if body is None:
        attached = ", ".join(_attached_names(message)) or "nothing"
        raise IntakeError(f"{name}: a mail without text; save what is attached ({attached}) and add that")
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    title, sender = _header(message, "subject"), _header(message, "from")
    try:
        day = email.utils.parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except ValueError:
        day = None
    if body.get_content_type() == "text/html":
        text = read_page(name, raw, body.get_content_charset()).text
    else:
        text = decode(name, raw, body.get_content_charset())
    publisher = email.utils.parseaddr(sender)[0]
    return make_found(name, text, title=title, publisher=publisher, address=address, published=day)


def _header(message: EmailMessage, key: str) -> str:
    # The library's parsers of headers fail on some rubbish with whatever comes.
    try:
        return str(message.get(key, ""))
    except Exception:
        return ""


def _attached_names(message: EmailMessage) -> Iterator[str]:
    for part in list(message.walk())[:20]:
        if part.get_filename():
            yield to_plain(str(part.get_filename()))[:80]


FORMS: dict[str, Callable[[str, bytes, str | None, str | None], Found]] = {
    ".txt": _from_text,
    ".md": _from_text,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": _from_pdf,
    ".docx": _from_docx,
    ".eml": _from_mail,
}
