"""Makers of files and feeds, honest and hostile ones: they are made where they would be large or binary."""

from __future__ import annotations

import io
import struct
import zipfile

import pypdf
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

SENTENCE = "Amazon said on Wednesday that it had closed its research lab in Shanghai and dismissed forty people. "
STORY = SENTENCE * 3
CHINESE = (
    "亚马逊周三表示，该公司已经关闭在上海的人工智能研究实验室，并且解雇了四十名员工，这是美国企业在中国的又一次收缩。"
)
TRADITIONAL = (
    "亞馬遜週三表示，該公司已經關閉在上海的人工智慧研究實驗室，並且解僱了四十名員工，這是美國企業在中國的又一次收縮。"
)


# --- makers --------------------------------------------------------------------------------------


def page(inner: str = "", head: str = "", charset: str = "utf-8") -> bytes:
    text = (
        f"<!doctype html><html><head>{head}</head><body><nav>Home Menu</nav><article><h1>Amazon closes its lab</h1>"
        f"<p>{STORY}</p>{inner}<p>{STORY}</p></article></body></html>"
    )
    return text.encode(charset)


def pdf(content: bytes, pages: int = 1, packed: bool = False, **about: str) -> bytes:
    """A PDF whose pages show what the drawing commands say, in one font."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    stream = DecodedStreamObject()
    stream.set_data(content)
    reference = writer._add_object(stream.flate_encode() if packed else stream)
    for _ in range(pages):
        sheet = writer.add_blank_page(width=600, height=800)
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        sheet[NameObject("/Contents")] = reference
    if about:
        writer.add_metadata({f"/{key}": value for key, value in about.items()})
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def shown(text: str) -> bytes:
    """Drawing commands that show a text, one line a sentence."""
    lines = "".join(f"({line.strip()}.) Tj 0 -14 Td " for line in text.split(".") if line.strip())
    return f"BT /F1 12 Tf 40 760 Td {lines}ET".encode("latin-1")


def plain_pdf() -> bytes:
    return pdf(shown(STORY), Title="Amazon closes its lab", CreationDate="D:20250724101500Z")


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain_pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def owner_locked_pdf() -> bytes:
    """Anyone may read it; only changing it needs the password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain_pdf()))
    writer.encrypt("", "secret", algorithm="RC4-128")
    return written(writer)


def recursive_pdf() -> bytes:
    """A form that draws itself, and a tree of pages that holds itself."""
    writer = pypdf.PdfWriter()
    sheet = writer.add_blank_page(width=600, height=800)
    form = StreamObject()
    form.set_data(b"/Me Do " * 50)
    reference = writer._add_object(form)
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([NumberObject(n) for n in (0, 0, 600, 800)]),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/XObject"): DictionaryObject({NameObject("/Me"): reference})}
            ),
        }
    )
    sheet[NameObject("/Resources")] = form["/Resources"]
    sheet[NameObject("/Contents")] = reference
    return written(writer)


def page_tree_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def bomb_pdf() -> bytes:
    return pdf(b"% " + b"A" * 300_000_000, packed=True)


def many_commands_pdf(commands: int = 3_000_000, pages: int = 1) -> bytes:
    return pdf(b"BT /F1 12 Tf " + b"(a) Tj " * commands + b"ET", pages, packed=True)


def word(body: str = "", document: bytes | None = None, more: dict[str, bytes] | None = None, kind: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = kind or "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    if document is None:
        paragraphs = (
            f"<w:p><w:r><w:t>Amazon closes its lab</w:t></w:r></w:p>{body}<w:p><w:r><w:t>{STORY}</w:t></w:r></w:p>"
        )
        document = f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'.encode()
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        ).encode(),
        "_rels/.rels": (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Target="word/document.xml" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
        ),
        "word/document.xml": document,
    }
    return archive(parts | (more or {}))


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def lying_zip() -> bytes:
    """A Word file whose document claims to be small and unpacks to 200 MB."""
    content = word(document=b"<a>" + b" " * 200_000_000)
    return content.replace(struct.pack("<I", 200_000_003), struct.pack("<I", 1_000))


def laughs(root: str = "html", inner: str = "") -> str:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{entities}]><{root}>{inner}&l9;</{root}>'


def core(**fields: str) -> dict[str, bytes]:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    inner = "".join(f"<{key.replace('_', ':')}>{value}</{key.replace('_', ':')}>" for key, value in fields.items())
    return {"docProps/core.xml": f"<cp:coreProperties {spaces}>{inner}</cp:coreProperties>".encode()}


def mail(*parts: tuple[str, bytes], headers: str = "") -> bytes:
    top = (
        b"From: Newsroom <news@example.org>\r\nSubject: Amazon closes its lab\r\n"
        b"Date: Thu, 24 Jul 2025 09:00:00 +0800\r\n" + headers.encode() + b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
    )
    return (
        top
        + b"".join(b"--edge\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
        + b"--edge--"
    )


def attached(name: str, kind: str, content: bytes) -> tuple[str, bytes]:
    return f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"', content


def nested_mail() -> bytes:
    return b"".join(
        b'Subject: deep\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(3_000)
    )


# --- feeds ---------------------------------------------------------------------------------------


def rss(items: str, top: str = "") -> bytes:
    return f'<?xml version="1.0"?>{top}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def item(title: str = "A", link: str = "https://news.example/a", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"
