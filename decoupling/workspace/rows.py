"""Owns how rows become records, and the questions that several calls of the store ask of a connection."""

from __future__ import annotations

from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select

from decoupling.candidates import Candidate
from decoupling.intake.found import NEAR_BITS, SAME_LIKENESS, Found, bits_apart, fingerprint, likeness
from decoupling.workspace.records import Accepted, Attached, Decision, StoredArticle, StoredCandidate
from decoupling.workspace.tables import articles, candidates, copies, decisions

RECORDS: dict[str, type[Accepted] | type[Attached]] = {"accept": Accepted, "attach": Attached}
"""Kinds of decision that put something into the dataset."""


def is_in_force(upto: int | None = None) -> ColumnElement[bool]:
    """Condition on decisions: the last one on its candidate that was not too late, as of decision number `upto`."""
    other = decisions.alias()
    later = select(other.c.id).where(
        other.c.candidate_id == decisions.c.candidate_id, other.c.revision > decisions.c.revision
    )
    if upto is None:
        return and_(decisions.c.revision.is_not(None), ~later.exists())
    known = decisions.c.id <= upto
    return and_(decisions.c.revision.is_not(None), known, ~later.where(other.c.id <= upto).exists())


def outcome_of(kind: str, record: str | None) -> Literal["unchanged", "corrected", "attached", "rejected"]:
    """How a candidate fared, by the kind of decision and its record as JSON."""
    if kind == "accept":
        return "unchanged" if record and orjson.loads(record)["unchanged"] else "corrected"
    return "attached" if kind == "attach" else "rejected"


def insert_row(connection: Connection, table: Any, values: dict[str, Any]) -> int:
    """Write a row; gives its number."""
    return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def find_same(connection: Connection, found: Found) -> int | None:
    """The article that another is, to the letter or nearly so; None for a new one."""
    for table, key in ((articles, articles.c.id), (copies, copies.c.article_id)):
        row = connection.execute(select(key).where(table.c.digest == found.digest).limit(1)).first()
        if row:
            return int(row[0])
    mark = fingerprint(found.text)
    known = connection.execute(select(articles.c.id, articles.c.fingerprint)).all()
    near = sorted((bits_apart(mark, row.fingerprint), row.id) for row in known)
    for bits, article_id in near:
        if bits > NEAR_BITS:
            break
        text = connection.execute(select(articles.c.text).where(articles.c.id == article_id)).scalar_one()
        if likeness(found.text, text) >= SAME_LIKENESS:
            return int(article_id)
    return None


def to_article(row: Row[Any]) -> StoredArticle:
    """The article of a row."""
    values = dict(row._mapping)
    values.pop("fingerprint")
    return StoredArticle.model_validate(values)


def load_candidate(connection: Connection, candidate_id: int) -> StoredCandidate:
    """A candidate with its decisions; LookupError when there is none."""
    row = connection.execute(select(candidates).where(candidates.c.id == candidate_id)).one_or_none()
    if row is None:
        raise LookupError(f"candidate {candidate_id} is not in the store")
    made = connection.execute(
        select(decisions).where(decisions.c.candidate_id == candidate_id).order_by(decisions.c.id)
    )
    return StoredCandidate(
        id=row.id,
        article_id=row.article_id,
        reading=Candidate.model_validate(orjson.loads(row.reading)),
        added_at=row.added_at,
        decisions=tuple(to_decision(d) for d in made),
    )


def to_decision(row: Row[Any]) -> Decision:
    """The decision of a row."""
    values = dict(row._mapping)
    if values["record"] is not None:
        values["record"] = RECORDS[values["kind"]].model_validate(orjson.loads(values["record"]))
    return Decision.model_validate(values)


def load_decision(connection: Connection, decision_id: int) -> Decision:
    """A decision that is known to be there."""
    return to_decision(connection.execute(select(decisions).where(decisions.c.id == decision_id)).one())


def newest_revision(connection: Connection, candidate_id: int) -> int:
    """How many decisions on a candidate were in time."""
    query = select(func.coalesce(func.max(decisions.c.revision), 0)).where(decisions.c.candidate_id == candidate_id)
    return int(connection.execute(query).scalar_one())


def last_in_force(connection: Connection, candidate_id: int) -> Decision | None:
    """The decision in force on a candidate, if there is any."""
    query = (
        select(decisions)
        .where(decisions.c.candidate_id == candidate_id, decisions.c.revision.is_not(None))
        .order_by(decisions.c.revision.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else to_decision(row)
