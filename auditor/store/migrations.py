"""The schema's history: each step changes the tables and is recorded in one transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from auditor.store.columns import Whole
from auditor.store.tables import (
    CHART,
    CHART_DAY,
    CHARTED,
    EVENT,
    FINDING,
    OUTCOME,
    PROBLEM,
    RUN,
    SOURCE,
    STANDING,
    TASK,
    TRACE,
)

if TYPE_CHECKING:
    from auditor.store.database import Store


class Migration(NamedTuple):
    """One step: its name, and the function that changes the tables."""

    name: str
    apply: Callable[[sa.Connection], None]


def first_tables(connection: sa.Connection) -> None:
    """Make the tables of sources, traces, findings, outcomes, problems and tasks."""
    for table in (RUN, SOURCE, TRACE, FINDING, OUTCOME, PROBLEM, TASK):
        table.create(connection)


def verdicts(connection: sa.Connection) -> None:
    """Make the tables of people's verdicts."""
    for table in (EVENT, STANDING):
        table.create(connection)


def numbered_tasks(connection: sa.Connection) -> None:
    """Give tasks a number for a key: the key of a task may be longer than PostgreSQL indexes."""
    if "id" in {column["name"] for column in sa.inspect(connection).get_columns(TASK.name)}:
        return
    former = sa.table(TASK.name, *(sa.column(name) for name in ("task_key", "runs", "reason")))
    rows = [dict(row._mapping) for row in connection.execute(sa.select(former))]  # noqa: SLF001
    connection.execute(sa.schema.DropTable(TASK))
    TASK.create(connection)
    if rows:
        # The texts are taken over as they lie, spelt as they are.
        connection.execute(sa.insert(former), rows)


def charts(connection: sa.Connection) -> None:
    """Keep what traces did with their tools, and make the tables of charts."""
    known = {column["name"] for column in sa.inspect(connection).get_columns(TRACE.name)}
    for column in (TRACE.c.uses, TRACE.c.course):
        if column.name not in known:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE trace ADD COLUMN {column.name} {kind}")
    for table in (CHART, CHART_DAY, CHARTED):
        table.create(connection)


MIGRATIONS: Sequence[Migration] = (
    Migration("first tables", first_tables),
    Migration("verdicts", verdicts),
    Migration("numbered tasks", numbered_tasks),
    Migration("charts", charts),
)

RECORD = sa.Table(
    "schema_migration",
    sa.MetaData(),
    sa.Column("number", Whole, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sqlite_strict=True,
)


def schema_number(connection: sa.Connection) -> int | None:
    """Return how many steps a database has taken; 0 if empty, None if it is no store."""
    inspector = sa.inspect(connection)
    tables = inspector.get_table_names()
    if RECORD.name not in tables:
        return None if tables else 0
    columns = {column["name"]: column["type"] for column in inspector.get_columns(RECORD.name)}
    if not isinstance(columns.get(RECORD.c.number.name), sa.Integer):
        return None  # other programs give a table of theirs this name, too
    number = connection.execute(sa.select(sa.func.max(RECORD.c.number))).scalar() or 0
    return number if number or len(tables) == 1 else None


def migrate(store: "Store", steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Take every step that a store has not taken yet.

    A killed or failed step leaves the schema before it; another process that waits for the same
    step finds it taken.
    """
    for number, step in enumerate(steps, 1):
        with store.deciding() as connection:
            RECORD.create(connection, checkfirst=True)
            taken = connection.execute(sa.select(RECORD.c.number)).scalars().all()
            if number in taken:
                continue
            step.apply(connection)
            row = {"number": number, "name": step.name, "at": datetime.now(UTC).isoformat()}
            connection.execute(sa.insert(RECORD), [row])
