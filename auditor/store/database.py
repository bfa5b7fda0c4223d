"""A database of audits: opened, brought to this version's schema, written one writer at a time.

SQLite by default, PostgreSQL by its URL. A write waits for other writers, takes the write lock
before it reads, and either stands in whole or not at all.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from typing import Self

import sqlalchemy as sa

from auditor.errors import StoreError, installing
from auditor.store import postgresql, sqlite
from auditor.store.migrations import MIGRATIONS, migrate
from auditor.store.urls import url_of

DEFAULT = "auditor.db"

_KINDS = {"sqlite": sqlite, "postgresql": postgresql}


class Store:
    """An open database. Use `reading`, `adding` and `deciding` to get a transaction.

    Attributes:
        engine: SQLAlchemy's.
        name: The URL without a password, for messages.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.name = engine.url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a view of the database that does not change while it is used."""
        with failures_named(self.name), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def adding(self) -> Iterator[sa.Connection]:
        """Give a write transaction that survives a killed process; for what can be read again."""
        with self._writing("adding") as connection:
            yield connection

    @contextlib.contextmanager
    def deciding(self) -> Iterator[sa.Connection]:
        """Give a write transaction that survives a power cut, for what people decide."""
        with self._writing("deciding") as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self, kind: str) -> Iterator[sa.Connection]:
        with failures_named(self.name), self.engine.connect() as plain:
            connection = plain.execution_options(auditor_writes=kind)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str = DEFAULT) -> Store:
    """Open a store, make it if there is none, and bring its schema to this version.

    Args:
        url: A database URL (`sqlite:///audit.db`, `postgresql://user@host/name`) or a file name.

    Raises:
        StoreError: It cannot be opened, is no store, or a newer version has written it.
    """
    store, current = _opened(url)
    if current < len(MIGRATIONS):
        with _closed_on_failure(store):
            migrate(store)
    return store


def open_existing(url: str = DEFAULT) -> Store:
    """Open a store as `open_store` does, but make none.

    Raises:
        StoreError: There is none; or as in `open_store`.
    """
    file = sqlite_file(url)
    if not file or os.path.exists(file):
        store, current = _opened(url)
        if current:
            with _closed_on_failure(store):
                migrate(store)
            return store
        store.close()
    shown = url_of(url).render_as_string(hide_password=True) if "://" in url else url
    raise StoreError(
        f"There is no store {shown}.", f"Make one: auditor audit --store {shown} PATH."
    )


def _opened(url: str) -> tuple[Store, int]:
    store = Store(_engine(url_of(url)))
    with _closed_on_failure(store), store.reading() as connection:
        return store, _number_of(connection, store.name)


@contextlib.contextmanager
def _closed_on_failure(store: Store) -> Iterator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _number_of(connection: sa.Connection, name: str) -> int:
    from auditor.store.migrations import schema_number

    if connection.dialect.name == "postgresql":
        postgresql.check(connection, name)
    number = schema_number(connection)
    if number is None:
        raise StoreError(f"{name} is a database of another program.", "Name another one.")
    if number > len(MIGRATIONS):
        raise StoreError(
            f"{name} has schema {number}; this version of auditor knows {len(MIGRATIONS)}.",
            "Upgrade auditor, or name another one.",
        )
    return number


def sqlite_file(url: str) -> str:
    """Return the file that a URL names; "" where it is another database, or SQLite's own URL."""
    parsed = url_of(url)
    plain = parsed.get_backend_name() == "sqlite" and not parsed.query
    return parsed.database or "" if plain else ""


def _engine(url: sa.URL) -> sa.Engine:
    try:
        # A connection that its server dropped is noticed before it is used again.
        engine = sa.create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except ImportError as error:
        name = url.render_as_string(hide_password=True)
        raise StoreError(
            f"{name} cannot be opened: {error.name} is missing.",
            f"Install it: {installing('postgres')}.",
        ) from error
    except sa.exc.ArgumentError as error:
        said = str(error).partition("\n")[0]
        name = url.render_as_string(hide_password=True)
        raise StoreError(f"{name} cannot be opened: {said}.") from error
    _KINDS[engine.dialect.name].listen(engine)
    return engine


@contextlib.contextmanager
def failures_named(name: str) -> Iterator[None]:
    """Turn the database's errors into one sentence with the database, the cause and the cure.

    Raises:
        StoreError: The database refused.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        said = str(original).strip().splitlines()[0] if str(original).strip() else repr(original)
        causes = sqlite.CAUSES if isinstance(original, sqlite3.Error) else postgresql.CAUSES
        for mark, cause, cure in causes:
            if mark in said:
                raise StoreError(f"{name} cannot be used: {cause}.", cure) from error
        raise StoreError(f"{name} cannot be used: {said}.") from error
