"""Which encoding a file is in. More of them: the hostile corpus."""

from __future__ import annotations

import pytest

from decoupling.intake import IntakeError
from decoupling.intake.decoding import decode

SIMPLIFIED = "商务部表示，中国将对稀土实行出口管制。"
TRADITIONAL = "商務部表示，中國將對稀土實行出口管制。"
ENGLISH = "Café Müller’s “export controls”"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (text, encoding)
        for text, encodings in (
            (SIMPLIFIED, ("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312")),
            (TRADITIONAL, ("utf-8", "utf-16", "big5", "gb18030")),
            (ENGLISH, ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252")),
        )
        for encoding in encodings
    ],
)
def test_an_undeclared_encoding_is_recognised(text, encoding):
    assert decode("x", text.encode(encoding)) == text


@pytest.mark.parametrize("charset", ["shift_jis", "euc-kr", "windows-1251"])
def test_a_charset_told_by_the_server_is_used(charset):
    text = {"shift_jis": "輸出規制", "euc-kr": "수출 통제", "windows-1251": "экспорт"}[charset]
    assert decode("x", text.encode(charset), charset) == text
    assert decode("x", f'<meta charset="{charset}">{text}'.encode(charset)).endswith(text)


@pytest.mark.parametrize("charset", ["klingon", "zlib_codec", "rot13", "utf-16", "idna", "\x00"])
def test_a_wrong_or_unknown_charset_does_no_harm(charset):
    assert decode("x", ENGLISH.encode(), charset) == ENGLISH


@pytest.mark.parametrize("broken", [b"\x00", b"\xff", b"\x81"])
def test_one_broken_byte_spoils_no_text(broken):
    text = decode("x", b"Plain text before " * 10 + broken + b" and after it." * 10)
    assert text.startswith("Plain text before") and text.endswith("and after it.")


@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff\xfe" * 50, b"\x00" * 100, b"\xff\xfe\x00", b"\x81\x8d\x8f"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(IntakeError, match=r"^x: (not a text file|its encoding is unknown); save the article as UTF-8"):
        decode("x", content)
