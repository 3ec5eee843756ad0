"""Owns what was found in a file or page: clean text with where it is from, and when two texts are one article."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationError

from decoupling.dates import first_day, parse_partial
from decoupling.intake import IntakeError
from decoupling.model import PartialDate, Record, WebAddress

MAX_CHARACTERS = 60_000
MAX_LINE = 300
EARLIEST = dt.date(1990, 1, 1)
TITLE_LENGTH = 220

# Two texts are one article from this likeness on; fingerprints farther apart than this need no closer look.
# How these limits were measured: `likeness`, `fingerprint`.
SAME_LIKENESS = 0.5
NEAR_BITS = 26

_MANY_BREAKS = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A word, or one Chinese character: Chinese is written without spaces.
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_UNSEEN = {"Cc", "Cf", "Cs"}


def clean_text(text: str) -> str:
    """Running text without what no reader sees: control and steering characters, halves of characters."""
    text = _LINE_ENDS.sub("\n", text)
    unseen = {ord(sign): None for sign in set(text) - {"\n", "\t"} if unicodedata.category(sign) in _UNSEEN}
    return _MANY_BREAKS.sub("\n\n", text.translate(unseen)).strip()


def clean_line(text: str) -> str:
    """One clean line of at most 300 characters."""
    line = " ".join(clean_text(text[: 20 * MAX_LINE]).split())
    return line if len(line) <= MAX_LINE else line[: MAX_LINE - 1].rstrip() + "…"


def sensible_date(text: str | None) -> str | None:
    """The partial date at the start of `text`, unless it lies after tomorrow or before 1990."""
    match = re.match(r"\d{4}(-\d{2}(-\d{2})?)?(?!\d)", text.strip(), re.ASCII) if text else None
    try:
        day = first_day(match[0]) if match else None
    except ValueError:
        return None
    latest = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    return match[0] if match and day and EARLIEST <= day <= latest else None


def _check_no_user(address: str) -> str:
    # What stands before an @ can look like the name of a site: https://news.example@other.example/
    if urlsplit(address).username is not None:
        raise ValueError("an address holds no user name")
    return address


PlainAddress = Annotated[WebAddress, AfterValidator(_check_no_user)]


class Found(Record):
    """An article from outside, as it was found. A person may correct every field."""

    title: Annotated[str, AfterValidator(clean_line)] = ""
    publisher: Annotated[str, AfterValidator(clean_line)] = ""
    address: PlainAddress | None = None
    published: PartialDate | None = None
    text: Annotated[str, AfterValidator(clean_text)]

    @property
    def digest(self) -> str:
        """SHA-256 of the words of the text: the same for texts that differ in case, white space and punctuation."""
        return hashlib.sha256(" ".join(_words(self.text)).encode("utf-8")).hexdigest()


def make_found(
    name: str,
    text: str,
    *,
    title: str = "",
    publisher: str = "",
    address: str | None = None,
    published: str | None = None,
) -> Found:
    """What was found in `name`. An address that is none and a date without sense are left out, and so is the title
    where the text begins with it.

    Raises IntakeError when there is no text, or more than one article has.
    """
    title, text = clean_line(title), clean_text(text)
    first, _, rest = text.partition("\n")
    text = rest.strip() if title and clean_line(first) == title and rest.strip() else text
    check_length(name, text)
    found = Found(title=title, publisher=publisher, published=sensible_date(published), text=text)
    try:
        return Found(**(found.model_dump() | {"address": address or None}))
    except ValidationError:
        return found


def check_length(name: str, text: str) -> None:
    """IntakeError when there is no text, or more than one article has."""
    if not text.strip():
        raise IntakeError(f"{name}: no text in it; paste the article's text into a .txt file")
    if len(text) > MAX_CHARACTERS:
        raise IntakeError(
            f"{name}: {len(text):,} characters are more than one article has (at most {MAX_CHARACTERS:,}); split it"
        )


def split_title(text: str) -> tuple[str, str]:
    """Title and body of running text: its first line is the title when it stands alone and is short."""
    text = clean_text(text)
    first, _, rest = text.partition("\n")
    stands_alone = rest.startswith("\n") or (rest.strip() != "" and first.rstrip()[-1:] not in tuple(".!?。"))
    if rest.strip() and stands_alone and len(first) <= TITLE_LENGTH:
        return first.strip().lstrip("# "), rest.strip()
    return "", text


def check_date(name: str, published: str) -> str:
    """The date as given. IntakeError when it is none, or lies after tomorrow or before 1990."""
    try:
        parse_partial(published)
    except ValueError as error:
        raise IntakeError(f"{name}: {error}") from None
    if sensible_date(published) != published:
        raise IntakeError(f"{name}: {published} is no day of publication; give one from 1990 up to tomorrow")
    return published


# --- one article or two --------------------------------------------------------------------------


def fingerprint(text: str) -> int:
    """64-bit simhash over shingles of three words, as a signed number: a database column of 64 bits takes it.

    A sieve, not a proof: it picks what `likeness` must compare. Measured on the 501 articles described there, within
    26 bits lie all pairs of one article with a dateline, with half of it cut, or with 110 words of boilerplate; 98–99%
    of those changed in all these ways at once; and 9% of the 125,250 pairs of different articles.
    """
    import numpy as np  # here, for the process that reads files must start fast and needs none of it

    words = _words(text)
    numbers = {word: _number(word) for word in set(words)}
    hashes = np.array([numbers[word] for word in words] or [0], dtype=np.uint64)
    if len(hashes) >= 3:
        hashes = (
            hashes[:-2] * np.uint64(0x9E3779B97F4A7C15)
            ^ np.roll(hashes, -1)[:-2] * np.uint64(0xC2B2AE3D27D4EB4F)
            ^ np.roll(hashes, -2)[:-2] * np.uint64(0x165667B19E3779F9)
        )
    shingles = np.unique(hashes)
    # Multiplication mixes upwards only; the halves are folded so that every bit depends on all three words.
    shingles = (shingles ^ (shingles >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    shingles ^= shingles >> np.uint64(32)
    bits = np.unpackbits(shingles.view(np.uint8).reshape(-1, 8), axis=1)
    majority = np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > len(shingles))
    return int(majority.view(np.int64)[0])


def bits_apart(one: int, other: int) -> int:
    """How many of 64 bits differ between two fingerprints."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def likeness(one: str, other: str) -> float:
    """Share (0–1) of the shorter text's five-word shingles that the other text has too.

    Measured on the 501 marked articles of `data/extraction` (150 to 530 words, many on the same acts). Different
    articles: at most 0.29, and 0.43 when both carry the same 110 words of boilerplate. One article twice: 1 with
    another title, a dateline, its end cut or boilerplate added; at least 0.68 with dateline, boilerplate and 30% cut;
    0.49 with boilerplate and half of it cut; 0.48 when every 25th word is changed on top; 0.43 when every 12th is. From
    0.5 on (SAME_LIKENESS) no two different articles are taken for one, and 98–100% of each kind above are recognised.
    """
    here, there = _shingles(one), _shingles(other)
    shorter = min(len(here), len(there))
    return len(here & there) / shorter if shorter else 0.0


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    if len(words) < 5:
        return {tuple(words)} if words else set()
    return set(zip(*(words[start:] for start in range(5)), strict=False))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")
