"""Care of a store: is it sound, what is in it, a copy of it."""

import contextlib
import os
import sqlite3
from typing import NamedTuple

import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.store.database import Store, failures_named
from auditor.store.migrations import MIGRATIONS, schema_number
from auditor.store.tables import FINDING, SOURCE, Table
from auditor.store.tally import decoded


class StoreInfo(NamedTuple):
    """What a store is and holds.

    Attributes:
        engine: Database and version.
        schema: Number of its schema; this version of auditor knows `known_schema`.
        rows: How many by table.
    """

    name: str
    engine: str
    schema: int
    known_schema: int
    rows: dict[str, int]


def info(store: Store) -> StoreInfo:
    """Return what a store is and holds."""
    with store.reading() as connection:
        dialect = connection.dialect
        number = ".".join(map(str, dialect.server_version_info or ()))
        rows = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
            for name, table in sorted(Table.metadata.tables.items())
        }
        schema = schema_number(connection) or 0
    return StoreInfo(store.name, f"{dialect.name} {number}", schema, len(MIGRATIONS), rows)


def verify(store: Store) -> list[str]:
    """Return what is wrong with a store, one sentence each; nothing where it is sound.

    The database's own check, links between rows, and the accounts of every source: each record
    that was read went somewhere, and the rows are as many as were counted.
    """
    faults: list[str] = []
    with store.reading() as connection:
        if connection.dialect.name == "sqlite":
            checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            faults += [f"The file is damaged: {said}." for said in checked if said != "ok"]
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            faults += [f"Row {row[1]} of {row[0]} refers to nothing." for row in orphans]
        for source in connection.execute(sa.select(SOURCE)):
            if source.tally:
                faults += _faults_of_source(connection, source.id, source.path, source.tally)
    return faults


def _faults_of_source(connection: sa.Connection, number: int, path: str, encoded: str) -> list[str]:
    tally = decoded(encoded)
    faults = []
    if not tally.accounts.balanced():
        faults.append(f"{path}: the records that were read do not add up.")
    counted = {"trace": tally.traces, "finding": tally.findings.total(), "problem": tally.problems}
    for name, expected in counted.items():
        table = Table.metadata.tables[name]
        of_source = sa.select(sa.func.count()).where(table.c.source_id == number)
        if name == "finding":
            of_source = of_source.where(FINDING.c.grouped == 0)
        stored = connection.execute(of_source).scalar() or 0
        if stored != expected:
            faults.append(f"{path}: {stored} rows of {name} are stored, {expected} were counted.")
    return faults


def backup(store: Store, target: str) -> None:
    """Copy a SQLite store to a file while it may be in use; the file appears only complete.

    Raises:
        StoreError: The store is no SQLite database, the target exists, or it cannot be written.
    """
    source = store.engine.url.database
    if store.engine.dialect.name != "sqlite" or not source:
        raise StoreError(f"{store.name} is no SQLite file.", "Use the database's own backup.")
    if os.path.exists(target):
        raise StoreError(f"{target} exists.", "Name a new file.")
    partial = f"{target}.partial"
    try:
        with (
            failures_named(target),
            contextlib.closing(sqlite3.connect(source)) as original,
            contextlib.closing(sqlite3.connect(partial)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        _make_durable(partial)
        os.replace(partial, target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(partial)


def _make_durable(path: str) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())
