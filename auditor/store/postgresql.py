"""How PostgreSQL is made to keep a store: as SQLite does, one writer at a time."""

import sqlalchemy as sa

from auditor.errors import StoreError

WAIT_SECONDS = 60.0
LOCK = 0x61756469746F72  # "auditor"

_FREE = "Free some space and run again."
_REACH = "Check host, port and whether it runs."
_AGAIN = "Run again; what was committed stays."
_OTHER_TABLES = (
    "tables of it are missing or are not as auditor makes them",
    "Restore a dump of it, or name another one.",
)

CAUSES = (
    ("No space left", "the disk is full", _FREE),
    ("lock timeout", "another program holds it locked", "Wait for it to end, run again."),
    ("read-only transaction", "it is read-only", "Name the primary server, or allow writing."),
    ("permission denied", "the user may not use it", "Grant rights on its schema."),
    ("no schema has been selected", "the user may not use it", "Grant rights on its schema."),
    ("authentication failed", "its server refuses the user", "Check user and password."),
    ("no password supplied", "its server asks for a password", "Write it into PGPASSWORD."),
    ("no pg_hba.conf entry", "its server refuses the user", "Check user, host and pg_hba.conf."),
    ("too many clients", "its server has no connection left", "Run again later."),
    ("connection slots", "its server has no connection left", "Run again later."),
    ("FATAL:  role", "its server does not know the user", "Name another user, or make this one."),
    ("terminating connection", "its server ended the connection", _AGAIN),
    ("closed the connection", "its server ended the connection", _AGAIN),
    ("connection is lost", "its server ended the connection", _AGAIN),
    ("FATAL:  database", "there is none", "Make it with createdb, or name another."),
    ("connection to server", "its server cannot be reached", _REACH),
    ("failed to resolve host", "its server cannot be reached", _REACH),
    ("connection timeout", "its server cannot be reached", _REACH),
    ("does not exist", *_OTHER_TABLES),
    ("already exists", *_OTHER_TABLES),
)
"""What the server or its driver says, what it means, and the cure; the first that fits."""


def listen(engine: sa.Engine) -> None:
    """Prepare the transactions of an engine."""
    sa.event.listen(engine, "begin", _begin)


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("auditor_writes")
    if not writes:
        # What is read must not change between two statements.
        mode = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        connection.exec_driver_sql(mode)
        return
    # Each statement sees what was committed before it, so the lock comes before the first; all in
    # one message, for a writer that waits for answers keeps the others waiting.
    steps = [
        f"SET LOCAL lock_timeout = '{int(WAIT_SECONDS * 1000)}ms'",
        f"SELECT pg_advisory_xact_lock({LOCK})",
    ]
    if writes == "adding":
        steps.insert(0, "SET LOCAL synchronous_commit = off")
    connection.exec_driver_sql("; ".join(steps))


def check(connection: sa.Connection, name: str) -> None:
    """Refuse a database that cannot hold every text.

    Raises:
        StoreError: Its encoding is not UTF-8.
    """
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding not in ("UTF8", b"UTF8"):
        raise StoreError(
            f"{name} cannot hold every text: its encoding is {encoding!s}.",
            "Make a database with encoding UTF8.",
        )
