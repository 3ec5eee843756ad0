"""The form of single records: what is kept, what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from decoupling.model import Event, Milestone, Organisation, Place, Term

SOURCE = {"publisher": "Paper", "url": "https://example.org/a", "kind": "news"}
EVENT = {
    "id": "2024-05-02-acme-shanghai-lab",
    "date": "2024-05-02",
    "headline": "Acme closes its lab",
    "summary": "The lab was shut.",
    "action": "closure",
    "direction": "decoupling",
    "status": "done",
    "origin": "US",
    "orgs": [{"id": "acme", "role": "actor"}],
    "sectors": ["ai"],
    "sources": [SOURCE],
    "verification": "single",
}
ORGANISATION = {"id": "acme", "name": "Acme", "kind": "company", "side": "US", "country": "US"}
PLACE = {"city": "Shanghai", "country": "CN", "lat": 31.23, "lon": 121.47}
TERM = {"code": "done", "label": "Done", "description": "In force"}


def event(**changes: object) -> Event:
    return Event.model_validate(EVENT | changes)


def where_refused(record: type, **changes: object) -> tuple[str | int, ...]:
    base = {Event: EVENT, Organisation: ORGANISATION, Place: PLACE, Term: TERM}[record]
    with pytest.raises(ValidationError) as refusal:
        record.model_validate(base | changes)
    return refusal.value.errors()[0]["loc"]


def test_what_an_event_does_not_say_is_empty():
    plain = event()
    assert (plain.usd, plain.headcount, plain.function, plain.effective, plain.checked) == (None,) * 5
    assert (plain.places, plain.reasons, plain.history, plain.disputes, plain.links) == ((),) * 5


@pytest.mark.parametrize("field", list(EVENT))
def test_an_event_needs_every_basic_field(field):
    with pytest.raises(ValidationError, match="Field required"):
        Event.model_validate({name: value for name, value in EVENT.items() if name != field})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 120),
        ("summary", "x" * 500),
        ("reasons", [{"by": "actor", "text": "x" * 300}]),
        ("id", "2024-acme"),
        ("id", "2024-05-acme-lab-2"),
        ("date", "2024-05"),
        ("usd", 2.5),
        ("headcount", 1),
    ],
)
def test_a_value_at_the_edge_is_kept(field, value):
    event(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("headline", "  "),
        ("headline", "x" * 121),
        ("summary", ""),
        ("summary", "x" * 501),
        ("id", "acme-shanghai-lab"),
        ("id", "2024"),
        ("id", "2024-05-02-Acme"),
        ("id", "2024-05-02-acme--lab"),
        ("id", "2024-05-02-acme lab"),
        ("id", "２０２４-acme"),
        ("date", "May 2024"),
        ("date", 2024.5),
        ("date", None),
        ("effective", "2024-13"),
        ("checked", "yesterday"),
        ("origin", "us"),
        ("origin", "USA"),
        ("orgs", []),
        ("sectors", []),
        ("sources", []),
        ("usd", 0),
        ("usd", -5),
        ("usd", "250"),
        ("usd", True),
        ("usd", float("inf")),
        ("usd", float("nan")),
        ("headcount", 0),
        ("headcount", 1.5),
        ("headcount", "12"),
        ("headcount", True),
        ("parties_listed", -1),
        ("usd_note", ""),
        ("instrument", " "),
        ("note", "an unknown field"),
    ],
)
def test_a_value_beyond_the_form_is_refused_at_its_field(field, value):
    assert where_refused(Event, **{field: value})[0] == field


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("orgs", [{"id": "Acme", "role": "actor"}], ("orgs", 0, "id")),
        ("orgs", [{"id": "acme", "role": "actor", "unit": ""}], ("orgs", 0, "unit")),
        ("places", [{"country": "China"}], ("places", 0, "country")),
        ("places", [{"city": "Shanghai"}], ("places", 0, "country")),
        ("reasons", [{"by": "actor", "text": "x" * 301}], ("reasons", 0, "text")),
        ("history", [{"date": "soon", "status": "done"}], ("history", 0, "date")),
        ("disputes", [{"field": "usd", "value": "", "source": "Paper"}], ("disputes", 0, "value")),
        ("links", [{"type": "cites", "event": "x"}], ("links", 0, "basis")),
        ("sources", [SOURCE, SOURCE | {"date": "2024-5"}], ("sources", 1, "date")),
        ("sources", [SOURCE | {"page": 3}], ("sources", 0, "page")),
    ],
)
def test_a_wrong_part_is_refused_where_it_stands(field, value, where):
    assert where_refused(Event, **{field: value}) == where


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/a",
        "/a",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "data:text/html,hi",
        "https://",
        "https://example.org/a b",
        "https://example.org/a\nb",
    ],
)
def test_a_source_needs_a_web_address(url):
    assert where_refused(Event, sources=[SOURCE | {"url": url}]) == ("sources", 0, "url")


def test_a_web_address_stays_as_it_was_written():
    url = "HTTPS://Example.org/Zürich?q=%20a#top"
    assert event(sources=[SOURCE | {"url": url}]).sources[0].url == url


def test_a_year_alone_is_not_padded():
    assert event(date=2024).date == "2024"


def test_a_competing_number_is_kept_as_text():
    dispute = {"field": "headcount", "value": 30, "source": "Agency"}
    assert event(disputes=[dispute]).disputes[0].value == "30"


def test_white_space_around_text_is_dropped():
    assert event(headline="  Acme closes its lab \n").headline == "Acme closes its lab"


def test_a_record_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        event().headline = "Another"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "Acme"),
        ("id", "acme_cloud"),
        ("name", ""),
        ("side", "EU"),
        ("country", "us"),
        ("parent", "The Parent"),
        ("ticker", ["ACME"]),
        ("ticker", ["nasdaq:acme"]),
        ("aliases", [""]),
        ("note", "x" * 201),
        ("website", "https://example.org"),
    ],
)
def test_an_organisation_of_another_form_is_refused(field, value):
    assert where_refused(Organisation, **{field: value})[0] == field


@pytest.mark.parametrize("ticker", ["NASDAQ:ACME", "HKEX:9988", "NYSE:BRK.B"])
def test_a_ticker_names_its_exchange(ticker):
    assert Organisation.model_validate(ORGANISATION | {"ticker": [ticker]}).ticker == (ticker,)


@pytest.mark.parametrize(
    ("field", "value"), [("lat", 90.1), ("lat", -91), ("lon", 181), ("lon", -180.5), ("lat", "31.23"), ("lon", True)]
)
def test_a_place_lies_on_the_globe(field, value):
    assert where_refused(Place, **{field: value}) == (field,)


@pytest.mark.parametrize("colour", ["red", "#b4432f", "#FFF", "#B4432F00"])
@pytest.mark.parametrize("field", ["colour", "dark"])
def test_a_colour_is_six_capital_hex_digits(field, colour):
    assert where_refused(Term, **{field: colour}) == (field,)


def test_a_term_belongs_to_governments_or_companies():
    assert where_refused(Term, group="courts") == ("group",)


def test_a_milestone_has_few_words():
    Milestone(event="2024-acme", label="x" * 24)
    with pytest.raises(ValidationError, match="at most 24"):
        Milestone(event="2024-acme", label="x" * 25)
