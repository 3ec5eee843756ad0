"""Owns turning bytes into text: which encoding a file is in, Chinese ones included."""

from __future__ import annotations

import codecs
import re

from decoupling.intake import IntakeError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_HEAD = 4_096
# One broken byte in a hundred spoils no text.
_FEW = 100
# The commonest characters of simplified and traditional text: a wrong guess makes rare ones.
_COMMON = frozenset(
    "的一是在不了有和人这这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "這個為國時來們會發動說產種後學經對過於與及其被将將美公司华華关關企业業制裁出口限制"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def decode(name: str, content: bytes, charset: str | None = None) -> str:
    """The text of the bytes: by byte order mark, UTF-8, the charset given or declared in them, then by looks.

    Looks decide between UTF-8 with a few broken bytes, GB 18030, Big5, UTF-16 without a mark, and Windows-1252.
    Raises IntakeError for what is no text, or is none in these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_strictly(name, content, encoding)
    declared = _DECLARED.search(content[:_HEAD])
    wanted = [charset, declared[1].decode("ascii") if declared else None]
    if content.count(b"\x00", 0, _HEAD) * _FEW > len(content[:_HEAD]):
        return _decode_wide(name, content)
    # UTF-8 first: other encodings hardly ever pass for it, and pages that declare another are often UTF-8 after all.
    for encoding in ["utf-8", *filter(None, wanted)]:
        text = _try(content, encoding)
        if text is not None:
            return text
    patched = content.decode("utf-8", "replace")
    broken = patched.count("\ufffd")
    if broken * 20 < sum(sign > "\x7f" for sign in patched):
        return patched
    chinese = [text for text in (_try(content, "gb18030"), _try(content, "big5hkscs")) if text is not None]
    best = max(chinese, key=_share_of_common, default="")
    if len(_CHINESE.findall(best)) > len(best) / 10 and _share_of_common(best) > 0.1:
        return best
    if broken * _FEW < len(patched) and _try(content, "cp1252") is None:
        return patched
    return _decode_strictly(name, content, "cp1252")


def _decode_wide(name: str, content: bytes) -> str:
    """UTF-16 without a mark: in text of our alphabets every other byte is zero."""
    head = content[:_HEAD]
    for zeros, encoding in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        if zeros.count(0) > 0.6 * len(zeros) and head.count(0) < 0.7 * len(head):
            return _decode_strictly(name, content, encoding)
    raise IntakeError(f"{name}: not a text file; save the article as UTF-8 text")


def _decode_strictly(name: str, content: bytes, encoding: str) -> str:
    text = _try(content, encoding)
    if text is None:
        raise IntakeError(f"{name}: its encoding is unknown; save the article as UTF-8 text")
    return text


def _try(content: bytes, encoding: str) -> str | None:
    # A page that says GB2312 means its superset; names of codecs that are no text encodings raise LookupError.
    known = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252", "ascii": "cp1252"}
    try:
        return content.decode(known.get(encoding.lower(), encoding))
    except (UnicodeError, LookupError, ValueError):
        return None


def _share_of_common(text: str) -> float:
    signs = _CHINESE.findall(text[:20_000])
    return sum(sign in _COMMON for sign in signs) / len(signs) if signs else 0.0
