"""Owns a store as one file: every row as a line of JSON, read in one moment, for any database to take in again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, insert, select, text

from decoupling.files import StoreError, write_atomically
from decoupling.workspace.database import HEAD, reading, writing
from decoupling.workspace.store import Store
from decoupling.workspace.tables import ALL

_KIND = "decoupling workspace backup"
_BATCH = 500


def write_backup(store: Store, path: Path) -> dict[str, int]:
    """Write every row to a file; gives the number of rows of each table. OSError when it cannot be written."""
    engine = store.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    counts: dict[str, int] = {}
    lines: list[bytes] = []
    with reading(engine) as connection:
        for table in ALL:
            rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
            counts[str(table.name)] = len(rows)
            lines += [
                orjson.dumps([table.name, {str(k): v for k, v in row.items()}], option=orjson.OPT_APPEND_NEWLINE)
                for row in rows
            ]
    body = b"".join(lines)
    head = {"kind": _KIND, "form": HEAD, "rows": counts, "sha256": hashlib.sha256(body).hexdigest()}
    write_atomically(path, orjson.dumps(head, option=orjson.OPT_APPEND_NEWLINE) + body)
    return counts


def restore_backup(store: Store, path: Path) -> dict[str, int]:
    """Take a backup into an empty store, all of it or nothing; gives the number of rows of each table.

    Raises StoreError when the file is no whole backup of this form, or the store holds something already.
    """
    head, rows = _read(path)
    with writing(store.engine) as connection:
        filled = [table.name for table in ALL if connection.execute(select(table.c.id).limit(1)).first()]
        if filled:
            raise StoreError(
                f"the store holds {' and '.join(filled)} already; restore into an empty one, "
                "so that nothing is overwritten"
            )
        batch: list[dict[str, Any]] = []
        by_name, current = {table.name: table for table in ALL}, None
        for name, row in rows:
            if current is not None and (name != current.name or len(batch) == _BATCH):
                connection.execute(insert(current), batch)
                batch = []
            current = by_name[name]
            batch.append(row)
        if current is not None and batch:
            connection.execute(insert(current), batch)
        for table in ALL:
            _count_on(connection, table)
    counts: dict[str, int] = head["rows"]
    return counts


def _read(path: Path) -> tuple[dict[str, Any], Iterator[tuple[str, dict[str, Any]]]]:
    content = path.read_bytes()
    first, _, body = content.partition(b"\n")
    try:
        head = orjson.loads(first)
        kind, form, digest = head["kind"], head["form"], head["sha256"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise StoreError(f"{path.name}: no backup of a workspace; give a file that `backup` wrote") from None
    if kind != _KIND or form != HEAD:
        raise StoreError(f"{path.name}: a backup of form {form}, and this program reads {HEAD}; use the same version")
    if hashlib.sha256(body).hexdigest() != digest:
        raise StoreError(f"{path.name}: damaged or cut off since it was written; take an older backup")
    return head, (tuple(orjson.loads(line)) for line in body.splitlines())


def _count_on(connection: Connection, table: Table) -> None:
    """New rows get numbers after the restored ones."""
    if connection.dialect.name == "postgresql":
        newest = connection.execute(select(func.max(table.c.id))).scalar()
        if newest:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :newest)"),
                {"table": table.name, "newest": newest},
            )
