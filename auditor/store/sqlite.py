"""How SQLite is made to keep a store: strict about links, one writer at a time, nobody starved."""

import contextlib
import os
import random
import sqlite3
import time
from typing import Any

import sqlalchemy as sa

WAIT_SECONDS = 60.0
_LOOK_AGAIN = (0.001, 0.01)
_SYNCHRONOUS = {"adding": "NORMAL", "deciding": "FULL"}

_GONE = "the file of this store is gone"

_OTHER_TABLES = (
    "tables of it are missing or are not as auditor makes them",
    "Restore a backup, see `auditor db backup`, or name another file.",
)

CAUSES = (
    (
        _GONE,
        "its file was deleted, moved or replaced while it was open, and nothing would be kept",
        "Put it back, or start again with one that is there.",
    ),
    ("database or disk is full", "the disk is full", "Free some space and run again."),
    ("disk I/O error", "the disk refuses to write", "Look at its space and health, run again."),
    ("database is locked", "another program holds it locked", "Wait for it to end, run again."),
    ("readonly database", "it is read-only", "Give write access to the file and its folder."),
    ("unable to open database", "it cannot be opened", "Check that the folder exists."),
    ("file is not a database", "it is no SQLite database", "Name another file."),
    ("malformed", "it is damaged", "Restore a backup, see `auditor db backup`."),
    ("no such table", *_OTHER_TABLES),
    ("no such column", *_OTHER_TABLES),
    ("has no column named", *_OTHER_TABLES),
    ("already exists", *_OTHER_TABLES),
)
"""What SQLite says, what it means, and the cure."""


def listen(engine: sa.Engine) -> None:
    """Prepare every connection of an engine and begin its transactions."""
    sa.event.listen(engine, "connect", _prepare)
    _keep_to_file(engine)
    sa.event.listen(engine, "begin", _begin)


def _keep_to_file(engine: sa.Engine) -> None:
    """Let no transaction begin once the file that was opened no longer has its name.

    What would be written then lies in a file that nobody finds any more, and a new connection
    would make an empty one in its place.
    """
    if engine.url.query or engine.url.database in (None, "", ":memory:"):
        return
    file = os.path.abspath(str(engine.url.database))
    opened: list[tuple[int, int]] = []

    def look(*_: object) -> None:
        """Compare the file with the one that was opened first."""
        found = _identity(file)
        if not opened:
            opened.extend([found] if found else [])
        elif found != opened[0]:
            raise sqlite3.OperationalError(_GONE)

    sa.event.listen(engine, "do_connect", look)
    sa.event.listen(engine, "begin", look)


def _identity(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else the driver begins transactions by its own rules
    connection.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    with contextlib.suppress(sqlite3.OperationalError):  # a read-only file keeps its mode
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("auditor_writes")
    if not writes:
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting looks ten times a second; whoever looks more often starves the others.
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[writes]}")
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        _begin_write(driver)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")


def _begin_write(driver: sqlite3.Connection) -> None:
    """Take the write lock before anything is read, so that what is read cannot be outdated."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(random.uniform(*_LOOK_AGAIN))  # noqa: S311 - spreads the waiting, no secret
