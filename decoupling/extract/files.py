"""Owns reading articles from files: plain text, web page, PDF, Word, or JSON. Every file is taken for hostile.

A file that cannot be read as an article raises ValueError with a sentence that names the file and the mend.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
from pydantic import ValidationError

from decoupling.candidates import Article

MAX_BYTES = 10_000_000
MAX_CHARACTERS = 60_000
MAX_PAGES = 60
MIN_PAGE_WORDS = 20
MAX_UNPACKED = 50_000_000
_BREAKS = re.compile(r"\n{3,}")
_TITLE_LENGTH = 220


def read_article(path: Path, published: str | None = None) -> Article:
    """The article of one file. `published` (ISO day) wins over a date in the file."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise ValueError(f"{path.name}: files of this kind cannot be read; give {', '.join(sorted(FORMS))}")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"{path.name}: {size:,} bytes are more than the {MAX_BYTES:,} an article may have")
    article = form(path.name, path.read_bytes())
    if published:
        article = article.model_copy(update={"published": published})
    if not article.flat.strip():
        raise ValueError(f"{path.name}: no text in it; paste the article's text into a .txt file")
    if len(article.flat) > MAX_CHARACTERS:
        raise ValueError(
            f"{path.name}: {len(article.flat):,} characters are more than one article has "
            f"(at most {MAX_CHARACTERS:,}); split it"
        )
    return article


def find_files(paths: list[Path]) -> Iterator[Path]:
    """The given files, and those of a readable kind in the given folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in FORMS and p.is_file())
        else:
            yield path


def make_article(name: str, text: str, published: str | None = None) -> Article:
    """An article from running text: its first line is the title when it stands alone and is short."""
    text = _BREAKS.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")).strip()
    first, _, rest = text.partition("\n")
    stands_alone = rest.startswith("\n") or (rest.strip() != "" and first.rstrip()[-1:] not in tuple(".!?。"))
    if rest.strip() and stands_alone and len(first) <= _TITLE_LENGTH:
        return Article(id=name, title=first.strip().lstrip("# "), published=published, text=rest.strip())
    return Article(id=name, published=published, text=text)


def _from_text(name: str, content: bytes) -> Article:
    return make_article(Path(name).stem, _decode(name, content))


def _decode(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\x00" in content[:1000]:
        raise ValueError(f"{name}: not a text file; save the article as UTF-8 text")
    for encoding in ("gb18030", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" or len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 10:
            return text
    raise ValueError(f"{name}: its encoding is unknown; save the article as UTF-8 text")


def _from_html(name: str, content: bytes) -> Article:
    import trafilatura

    found = trafilatura.bare_extraction(content, include_comments=False, include_tables=False, with_metadata=True)
    if found is None or isinstance(found, dict) or len((found.text or "").split()) < MIN_PAGE_WORDS:
        raise ValueError(f"{name}: no article in this page; save its text as .txt")
    body = found.text or ""
    day = found.date if found.date and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.date) else None
    if day and day > dt.date.today().isoformat():
        day = None
    text = re.sub(r"(?<!\n)\n(?!\n)", "\n\n", body)
    return Article(id=Path(name).stem, title=(found.title or "").strip(), published=day, text=text)


def _from_pdf(name: str, content: bytes) -> Article:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if len(reader.pages) > MAX_PAGES:
            raise ValueError(f"{name}: {len(reader.pages)} pages are more than one article has (at most {MAX_PAGES})")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except (pypdf.errors.PyPdfError, OSError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{name}: damaged or protected PDF ({error}); save its text as .txt") from None
    if not text.strip():
        raise ValueError(f"{name}: a PDF without text, most likely a scan; run text recognition on it first")
    return make_article(Path(name).stem, _unwrap(text))


def _unwrap(text: str) -> str:
    """Lines broken by the page's width joined again; a short line that ends a sentence ends the paragraph."""
    text = re.sub(r"(?<=\w)-\n(?=[a-z])", "", text)
    lines = text.split("\n")
    width = max((len(line) for line in lines), default=0)
    out = ""
    for number, line in enumerate(lines):
        ends = not line.strip() or (len(line) < 0.75 * width and (line.rstrip()[-1:] in '.!?"”:' or number == 0))
        out += line.rstrip() + ("\n\n" if ends else " ")
    return out


def _from_docx(name: str, content: bytes) -> Article:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise ValueError(f"{name}: unpacks to more than {MAX_UNPACKED:,} bytes; save its text as .txt")
        paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    except (zipfile.BadZipFile, KeyError, AttributeError, TypeError, SyntaxError) as error:
        raise ValueError(f"{name}: not a readable Word file ({error}); save its text as .txt") from None
    return make_article(Path(name).stem, "\n\n".join(p for p in paragraphs if p.strip()))


def _from_json(name: str, content: bytes) -> Article:
    try:
        row = orjson.loads(content)
        if not isinstance(row, dict):
            raise ValueError("not one object")
        known = {key: row[key] for key in ("id", "title", "published", "text") if row.get(key) is not None}
        return Article(**({"id": Path(name).stem} | known))
    except (ValueError, ValidationError, TypeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ValueError(f"{name}: not an article in JSON ({reason}); it needs id, title, published, text") from None


FORMS: dict[str, Callable[[str, bytes], Article]] = {
    ".txt": _from_text,
    ".md": _from_text,
    ".html": _from_html,
    ".htm": _from_html,
    ".pdf": _from_pdf,
    ".docx": _from_docx,
    ".json": _from_json,
}
