"""Owns the records: what an event, an organisation, a place and a source are made of.

Records are immutable and refuse unknown fields. Whether codes, ids and links exist is decided in
`checks.py`; here only the form of one record counts.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    model_validator,
)

from decoupling.dates import parse_partial

SLUG_FORM = r"[a-z0-9]+(-[a-z0-9]+)*"
EVENT_ID_FORM = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?-[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*"
VERSION_FORM = r"^\d{4}(\.\d{2}){0,2}-[0-9a-f]{8}$"

ALL_SECTORS = "all"
"""Stands for every sector in a row of coverage."""

_HTTP_URL = TypeAdapter(HttpUrl)


def _year_to_text(value: Any) -> Any:
    # YAML reads a bare year as a number.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_partial(text: str) -> str:
    parse_partial(text)
    return text


def _check_url(text: str) -> str:
    _HTTP_URL.validate_python(text)
    if text.split() != [text]:
        raise ValueError("an address holds no white space")
    return text


PartialDate = Annotated[str, BeforeValidator(_year_to_text), AfterValidator(_check_partial)]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
WebAddress = Annotated[str, AfterValidator(_check_url)]
Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=rf"^{SLUG_FORM}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
# Strict: YAML tells numbers from text and true, and no number is endless.
Count = Annotated[int, Field(strict=True, gt=0)]
Amount = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180)]


class Record(BaseModel):
    """Base of all records: frozen, strict about its fields, white space stripped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Involvement(Record):
    """An organisation's part in an event; `unit` keeps the own name of a unit coded to its parent."""

    id: Slug
    role: str
    unit: Text | None = None


class EventPlace(Record):
    """Where it happens: a city or province of a country, or the country alone."""

    country: Country
    city: Text | None = None


class Source(Record):
    """A page that carries facts of the event and that somebody read."""

    publisher: Text
    url: WebAddress
    date: PartialDate | None = None
    kind: str


class Reason(Record):
    """A reason for the act and who gives it."""

    by: str
    text: Annotated[str, Field(min_length=1, max_length=300)]


class StatusStep(Record):
    """One step of the act's life."""

    date: PartialDate
    status: str


class Dispute(Record):
    """A competing value that another source gives for one field."""

    field: str
    value: Annotated[str, BeforeValidator(_year_to_text), Field(min_length=1)]
    source: Text


class Link(Record):
    """How the event relates to an earlier one."""

    type: str
    event: str
    basis: str


class Event(Record):
    """One dated act as the codebook defines it."""

    id: Annotated[str, Field(pattern=rf"^{EVENT_ID_FORM}$")]
    date: PartialDate
    effective: PartialDate | None = None
    headline: Annotated[str, Field(min_length=1, max_length=120)]
    summary: Annotated[str, Field(min_length=1, max_length=500)]
    action: str
    direction: str
    status: str
    origin: Country
    orgs: Annotated[tuple[Involvement, ...], Field(min_length=1)]
    sectors: Annotated[tuple[str, ...], Field(min_length=1)]
    places: tuple[EventPlace, ...] = ()
    usd: Amount | None = None
    usd_note: Text | None = None
    headcount: Count | None = None
    headcount_note: Text | None = None
    parties_listed: Count | None = None
    instrument: Text | None = None
    function: str | None = None
    reasons: tuple[Reason, ...] = ()
    history: tuple[StatusStep, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    links: tuple[Link, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    verification: str
    checked: PartialDate | None = None


class Organisation(Record):
    """A company, agency, university, fund … that takes part in events."""

    id: Slug
    name: Text
    kind: str
    side: Literal["US", "CN", "third"]
    country: Country
    parent: Slug | None = None
    sectors: tuple[str, ...] = ()
    aliases: tuple[Text, ...] = ()
    chinese_name: Text | None = None
    former_names: tuple[Text, ...] = ()
    ticker: tuple[Annotated[str, Field(pattern=r"^[A-Z]+:[A-Z0-9.]+$")], ...] = ()
    note: Annotated[str, Field(max_length=200)] | None = None


class Place(Record):
    """A city or province with its position in degrees."""

    city: Text
    country: Country
    chinese_name: Text | None = None
    lat: Latitude
    lon: Longitude


class CountryRecord(Record):
    """A country with its label and a position in degrees for maps."""

    code: Country
    label: Text
    lat: Latitude
    lon: Longitude


class Term(Record):
    """One code of a vocabulary. `colour` is for light paper, `dark` for dark screens."""

    code: str
    label: Text
    description: Text
    short: Text | None = None
    aliases: tuple[str, ...] = ()
    colour: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")] | None = None
    dark: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")] | None = None
    group: Literal["government", "company"] | None = None
    usual: str | None = None
    inverse: Text | None = None
    answer: bool = False
    step: Text | None = None
    countries: tuple[Country, ...] = ()


class Rung(Term):
    """One rung of the ladder of exits: the kinds of act on it, and how a sentence tells it."""

    past: Text
    actions: Annotated[tuple[str, ...], Field(min_length=1)]


class RungFunctions(Record):
    """Functions of one rung."""

    rung: str
    functions: Annotated[tuple[str, ...], Field(min_length=1)]


class ExitDefinition(Term):
    """What counts as an exit: rungs, directions and statuses, less what `without` names.

    What `with_city` names counts only where the record gives a city.
    """

    rungs: Annotated[tuple[str, ...], Field(min_length=1)]
    directions: Annotated[tuple[str, ...], Field(min_length=1)]
    statuses: Annotated[tuple[str, ...], Field(min_length=1)]
    without: tuple[RungFunctions, ...] = ()
    with_city: tuple[RungFunctions, ...] = ()


class Lane(Term):
    """One of the lanes in which acts face each other: who acts, by side and by government or company."""

    side: str
    acts: Annotated[tuple[Literal["government", "company"], ...], Field(min_length=1)]


class WeightGroup(Term):
    """Kinds of act that weigh the same in the pace index, and why they do."""

    actions: Annotated[tuple[str, ...], Field(min_length=1)]
    weight: Annotated[float, Field(ge=0, le=5)]
    reason: Text


class NamedPeriod(Record):
    """A stretch of time with a name; without `end` it goes on."""

    code: Slug
    label: Text
    start: PartialDate
    end: PartialDate | None = None


class Move(Record):
    """Where the work of one act moved from and to, as its record says."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_name=True)

    event: str
    origin: Annotated[tuple[EventPlace, ...], Field(min_length=1, alias="from")]
    to: Annotated[tuple[EventPlace, ...], Field(min_length=1)]


class CoverageState(Term):
    """How far acts were gone through, how that is drawn without colour, and what it leaves open in the pace index."""

    look: Literal["solid", "hatched", "outlined", "dotted"]
    missing: Annotated[float, Field(ge=0, le=1)] = 0
    """Acts that may be missing beside each recorded one."""


class CoverageRow(Record):
    """What was gone through: sectors, or `all` of them, from one month to another, and why it counts as that.

    Without `last` the row goes on.
    """

    sectors: Annotated[tuple[str, ...], Field(min_length=1)]
    first: Month
    last: Month | None = None
    state: str
    reason: Text

    def covers(self, sector: str) -> bool:
        """True when the row tells of a sector."""
        return sector in self.sectors or self.sectors == (ALL_SECTORS,)


class Milestone(Record):
    """An event marked on time axes, with the few words that mark it."""

    event: str
    label: Annotated[str, Field(min_length=1, max_length=24)]


class MovedId(Record):
    """An id that no event has any more: the event that its record is now part of, or why it was dropped."""

    id: Annotated[str, Field(pattern=rf"^{EVENT_ID_FORM}$")]
    to: Text | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> MovedId:
        if not self.to and not self.why:
            raise ValueError("must say where the record went (`to`) or why it was dropped (`why`)")
        return self


class Release(Record):
    """A version of the dataset that can be opened again: the day it was made, its number of events, what is new."""

    version: Annotated[str, Field(pattern=VERSION_FORM)]
    date: PartialDate
    events: Count
    note: Text
