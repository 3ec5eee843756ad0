"""Owns reading and writing the store. Every writing call asks first whether the person may; nothing is ever changed
or deleted.

Two people who decide on the same candidate cannot overwrite each other: a decision says which revision it has seen,
and the database takes one decision a revision. The later one is kept beside it, and both are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, and_, func, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from decoupling.access import Person, require
from decoupling.candidates import Candidate, Review
from decoupling.intake.found import Found, fingerprint
from decoupling.workspace.database import database_url, open_engine, reading, writing
from decoupling.workspace.records import (
    STATE_AFTER,
    UNDECIDED,
    Accepted,
    Attached,
    Decision,
    Kind,
    QueueRow,
    StoredArticle,
    StoredCandidate,
)
from decoupling.workspace.rows import (
    RECORDS,
    find_same,
    insert_row,
    is_in_force,
    last_in_force,
    load_candidate,
    load_decision,
    newest_revision,
    outcome_of,
    to_article,
    to_decision,
)
from decoupling.workspace.tables import articles, candidates, copies, decisions


class TooLate(ValueError):
    """Somebody else decided first. The later decision is kept in the log as `kept`, not in force."""

    def __init__(self, first: Decision, kept: Decision) -> None:
        self.first, self.kept = first, kept
        super().__init__(
            f"{first.by} decided on this candidate first ({first.kind}, {first.at[:16].replace('T', ' ')} UTC). "
            "Nothing of theirs is overwritten, and your version is kept in the log."
        )


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article: `new`, a `copy` of one that is there, or `known` to the letter."""

    article_id: int
    outcome: str
    candidates: int


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """The workspace of one team. Safe to share between threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # --- reading ---------------------------------------------------------------------------------

    def revision(self) -> tuple[int, int, int]:
        """Newest article, candidate and decision; changes when anything is added."""
        newest = [select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery() for table in _COUNTED]
        with reading(self.engine) as connection:
            article, candidate, decision = connection.execute(select(*newest)).one()
        return article, candidate, decision

    def article(self, article_id: int) -> StoredArticle:
        """One article; LookupError when there is none."""
        with reading(self.engine) as connection:
            row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
        if row is None:
            raise LookupError(f"article {article_id} is not in the store")
        return to_article(row)

    def article_list(self) -> list[dict[str, Any]]:
        """Every article without its text, newest first, with its number of copies and candidates."""
        copied = select(func.count()).where(copies.c.article_id == articles.c.id).scalar_subquery()
        found = select(func.count()).where(candidates.c.article_id == articles.c.id).scalar_subquery()
        wanted = [c for c in articles.c if c.name not in ("text", "fingerprint", "digest")]
        query = select(*wanted, copied.label("copies"), found.label("candidates")).order_by(articles.c.id.desc())
        with reading(self.engine) as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def copies_of(self, article_id: int) -> list[dict[str, Any]]:
        """Where else the same article stands."""
        query = select(copies).where(copies.c.article_id == article_id).order_by(copies.c.id)
        with reading(self.engine) as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def knows(self, digest: str) -> bool:
        """Whether an article with these very words, or a copy of one, is in the store."""
        with reading(self.engine) as connection:
            queries = (select(table.c.id).where(table.c.digest == digest).limit(1) for table in (articles, copies))
            return any(connection.execute(query).first() for query in queries)

    def known_addresses(self) -> set[str]:
        """Every web address whose article is in the store."""
        with reading(self.engine) as connection:
            return {
                address
                for table in (articles, copies)
                for address in connection.execute(select(table.c.address).where(table.c.address.is_not(None))).scalars()
            }

    def queue(self) -> list[QueueRow]:
        """Every candidate with where it stands, oldest first."""
        c = candidates.c
        query = (
            select(
                c.id, c.article_id, c.action, c.sectors, c.confidence, c.reading, c.added_at,
                articles.c.title, articles.c.published, decisions.c.kind,
            )
            .join(articles, articles.c.id == c.article_id)
            .outerjoin(decisions, and_(decisions.c.candidate_id == c.id, is_in_force()))
            .order_by(c.id)
        )  # fmt: skip
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return [
            QueueRow.model_construct(
                id=row.id,
                article_id=row.article_id,
                action=row.action,
                sectors=tuple(row.sectors.split()),
                confidence=row.confidence,
                actors=tuple(orjson.loads(row.reading)["actors"]),
                title=row.title,
                published=row.published,
                added_at=row.added_at,
                state=STATE_AFTER[row.kind],
            )
            for row in rows
        ]

    def candidate(self, candidate_id: int) -> StoredCandidate:
        """One candidate with its decisions; LookupError when there is none."""
        with reading(self.engine) as connection:
            return load_candidate(connection, candidate_id)

    def candidates_of(self, article_id: int) -> list[StoredCandidate]:
        """The candidates of one article, in the order of its text."""
        query = select(candidates.c.id).where(candidates.c.article_id == article_id).order_by(candidates.c.position)
        with reading(self.engine) as connection:
            return [load_candidate(connection, i) for i in connection.execute(query).scalars().all()]

    def in_force(self, upto: int | None = None) -> list[Decision]:
        """The decisions that put something into the dataset: acceptances and further sources, oldest first.

        As of decision number `upto`, or of now.
        """
        query = select(decisions).where(decisions.c.kind.in_(RECORDS), is_in_force(upto)).order_by(decisions.c.id)
        with reading(self.engine) as connection:
            return [to_decision(row) for row in connection.execute(query)]

    def reviews(self, upto: int | None = None) -> list[Review]:
        """How every candidate that was judged fared, in the order of the judgements in force (as of `upto`)."""
        c = candidates.c
        query = (
            select(c.action, c.confidence, decisions.c.kind, decisions.c.record)
            .join(candidates, c.id == decisions.c.candidate_id)
            .where(decisions.c.kind.in_(("accept", "attach", "reject")), is_in_force(upto))
            .order_by(decisions.c.id)
        )
        with reading(self.engine) as connection:
            return [
                Review(action=row.action, confidence=row.confidence, outcome=outcome_of(row.kind, row.record))
                for row in connection.execute(query)
            ]

    def log(self, *, newest: int = 10_000) -> list[Decision]:
        """The newest decisions, late ones included, newest first."""
        query = select(decisions).order_by(decisions.c.id.desc()).limit(newest)
        with reading(self.engine) as connection:
            return [to_decision(row) for row in connection.execute(query)]

    def came_late(self, to: str, *, after: int = 0) -> list[tuple[Decision, Decision]]:
        """Decisions after number `after` that met one by `to` and came too late, each with the one it met."""
        first = decisions.alias("first")
        query = (
            select(decisions.c.id, first.c.id.label("first_id"))
            .join(first, first.c.id == decisions.c.late_for)
            .where(first.c.by == to, decisions.c.id > after)
            .order_by(decisions.c.id)
        )
        with reading(self.engine) as connection:
            pairs = connection.execute(query).all()
            return [(load_decision(connection, late), load_decision(connection, met)) for late, met in pairs]

    # --- writing ---------------------------------------------------------------------------------

    def add_article(self, person: Person, found: Found, read: Sequence[Candidate]) -> Added:
        """Keep an article with its candidates, in one step.

        One that is there already, to the letter or nearly so, gets a note of the further address instead.
        Raises NotAllowed when the person may not add.
        """
        require(person, "add")
        try:
            with writing(self.engine) as connection:
                same = find_same(connection, found)
                if same is not None:
                    return self._add_copy(connection, person, found, same)
                return self._add_new(connection, person, found, read)
        except IntegrityError:  # another process added it in this very moment
            with writing(self.engine) as connection:
                same = find_same(connection, found)
                if same is None:
                    raise
                return self._add_copy(connection, person, found, same)

    def _add_new(self, connection: Connection, person: Person, found: Found, read: Sequence[Candidate]) -> Added:
        values = {
            "digest": found.digest,
            "fingerprint": fingerprint(found.text),
            "text": found.text,
            **self._origin(person, found),
        }
        article_id = insert_row(connection, articles, values)
        rows = [
            {
                "article_id": article_id,
                "position": position,
                "action": candidate.action,
                "sectors": " ".join(candidate.sectors),
                "confidence": candidate.confidence,
                "reading": orjson.dumps(candidate.model_dump(mode="json")).decode(),
                "extractor_version": candidate.extractor_version,
                "added_at": values["added_at"],
            }
            for position, candidate in enumerate(read)
        ]
        if rows:
            connection.execute(insert(candidates), rows)
        return Added(article_id, "new", len(rows))

    def _add_copy(self, connection: Connection, person: Person, found: Found, article_id: int) -> Added:
        seen = [articles.c.id, copies.c.article_id]
        for table, key in zip((articles, copies), seen, strict=True):
            same = select(table.c.id).where(
                key == article_id,
                table.c.address.is_(None) if found.address is None else table.c.address == found.address,
                table.c.digest == found.digest,
            )
            if connection.execute(same.limit(1)).first():
                return Added(article_id, "known", 0)
        insert_row(
            connection,
            copies,
            {"article_id": article_id, "digest": found.digest, **self._origin(person, found)},
        )
        return Added(article_id, "copy", 0)

    def _origin(self, person: Person, found: Found) -> dict[str, Any]:
        return {
            "title": found.title,
            "publisher": found.publisher,
            "address": found.address,
            "published": found.published,
            "added_at": _now(),
            "added_by": person.name,
        }

    def decide(
        self,
        person: Person,
        candidate_id: int,
        seen: int,
        kind: Kind,
        *,
        reason: str = "",
        record: Accepted | Attached | None = None,
    ) -> Decision:
        """Write a decision on a candidate whose revision the person has seen.

        Raises TooLate when somebody decided in between, NotAllowed when the person may not, LookupError for an
        unknown candidate. What came too late is kept, and not in force. A judgement of somebody else is replaced or
        taken back only by who may manage.
        """
        require(person, "decide")
        values = {
            "candidate_id": candidate_id,
            "revision": seen + 1,
            "late_for": None,
            "kind": kind,
            "reason": reason,
            "record": orjson.dumps(record.model_dump(mode="json")).decode() if record else None,
            "by": person.name,
            "at": _now(),
        }
        with writing(self.engine) as connection:
            candidate = load_candidate(connection, candidate_id)
            if candidate.revision == seen and _is_judged_by_another(candidate, person):
                require(person, "manage")
            try:
                with connection.begin_nested():
                    if newest_revision(connection, candidate_id) == seen:
                        return load_decision(connection, insert_row(connection, decisions, values))
            except IntegrityError:
                pass
            first = last_in_force(connection, candidate_id)
            if first is None or first.revision is None or first.revision < seen:
                raise ValueError(f"candidate {candidate_id} has no decision {seen}; open it again")
            late = {**values, "revision": None, "late_for": first.id}
            kept = load_decision(connection, insert_row(connection, decisions, late))
        raise TooLate(first, kept)

    def undo(self, person: Person, decision: Decision) -> Decision:
        """Take a decision back: its candidate is open again. Raises as `decide` does."""
        if decision.revision is None:
            raise ValueError("this decision came too late and was never in force; there is nothing to undo")
        return self.decide(person, decision.candidate_id, decision.revision, "undo", reason=f"undoes {decision.id}")


_COUNTED = (articles, candidates, decisions)


def _is_judged_by_another(candidate: StoredCandidate, person: Person) -> bool:
    last = candidate.last
    return last is not None and candidate.state not in UNDECIDED and last.by != person.name


def open_store(url: URL | None = None) -> Store:
    """The store at an address, the configured one by default, made if need be; StoreError when it cannot be used."""
    return Store(open_engine(url or database_url()))
