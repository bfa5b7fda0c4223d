"""A database of audits: opened, brought to this version's schema, written one writer at a time.

SQLite by default, any other by URL. A write waits for other writers, takes the write lock before
it reads, and either stands in whole or not at all.
"""

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from typing import Any, Self

import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.store.migrations import MIGRATIONS, migrate

DEFAULT = "auditor.db"

_WAIT_SECONDS = 60.0
_LOOK_AGAIN = (0.001, 0.01)
_WRITES = "auditor_writes"
_POSTGRES_LOCK = 0x61756469746F72  # "auditor": one writer at a time, as SQLite has it

_CAUSES = (
    ("database or disk is full", "the disk is full", "Free some space and run again."),
    ("No space left", "the disk is full", "Free some space and run again."),
    ("disk I/O error", "the disk refuses to write", "Look at its space and health, run again."),
    ("database is locked", "another program holds it locked", "Wait for it to end, run again."),
    ("readonly database", "it is read-only", "Give write access to the file and its folder."),
    ("unable to open database", "it cannot be opened", "Check that the folder exists."),
    ("file is not a database", "it is no SQLite database", "Name another file."),
    ("malformed", "it is damaged", "Restore a backup, see `auditor db backup`."),
)


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
        with self._writing("NORMAL") as connection:
            yield connection

    @contextlib.contextmanager
    def deciding(self) -> Iterator[sa.Connection]:
        """Give a write transaction that survives a power cut, for what people decide."""
        with self._writing("FULL") as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self, synchronous: str) -> Iterator[sa.Connection]:
        with failures_named(self.name), self.engine.connect() as plain:
            if self.engine.dialect.name == "sqlite":
                driver: Any = plain.connection.dbapi_connection
                driver.execute(f"PRAGMA synchronous = {synchronous}")
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                if self.engine.dialect.name == "postgresql":
                    lock = sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)
                    connection.execute(sa.select(lock))
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
        url: A database URL (`sqlite:///audit.db`, `postgresql+psycopg://...`) or a file name.

    Raises:
        StoreError: It cannot be opened, is no store, or a newer version has written it.
    """
    store = Store(_engine(_url(url)))
    try:
        with store.reading() as connection:
            current = _number_of(connection, store.name)
        if current < len(MIGRATIONS):
            migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _number_of(connection: sa.Connection, name: str) -> int:
    from auditor.store.migrations import schema_number

    number = schema_number(connection)
    if number is None:
        raise StoreError(f"{name} is a database of another program.", "Name another file.")
    if number > len(MIGRATIONS):
        raise StoreError(
            f"{name} has schema {number}; this version of auditor knows {len(MIGRATIONS)}.",
            "Upgrade auditor, or name another file.",
        )
    return number


def sqlite_file(url: str) -> str:
    """Return the file that a URL names; "" where it is another database or none that lasts."""
    parsed = _url(url)
    file = parsed.database or ""
    plain = parsed.get_backend_name() == "sqlite" and not parsed.query and file != ":memory:"
    return file if plain else ""


def _url(text: str) -> sa.URL:
    if "://" not in text:
        return sa.URL.create("sqlite", database=os.path.abspath(text))
    try:
        return sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise StoreError(f"{text} is no database URL.", "Write sqlite:///FILE.") from error


def _engine(url: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
    except (ImportError, sa.exc.ArgumentError) as error:
        name = url.render_as_string(hide_password=True)
        raise StoreError(
            f"{name} cannot be opened: {error}.", "Install the driver or use SQLite."
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else the driver begins transactions by its own rules
    connection.execute(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    with contextlib.suppress(sqlite3.OperationalError):  # a read-only file keeps its mode
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting looks ten times a second; whoever looks more often starves the others.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        _begin_write(driver)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")


def _begin_write(driver: sqlite3.Connection) -> None:
    """Take the write lock before anything is read, so that what is read cannot be outdated."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(random.uniform(*_LOOK_AGAIN))  # noqa: S311 - spreads the waiting, no secret


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
        for mark, cause, cure in _CAUSES:
            if mark in said:
                raise StoreError(f"{name} cannot be used: {cause}.", cure) from error
        raise StoreError(f"{name} cannot be used: {said}.") from error
