"""Of which other files the records are copies that an audit into a store left out."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from auditor.sources import STDIN, display_name
from auditor.store.database import Store
from auditor.store.findings import among
from auditor.store.tables import FINDING, SOURCE, TRACE


class Original(NamedTuple):
    """A file under which the store counts traces that others repeat.

    Attributes:
        file: As findings print it.
        traces: How many of it are repeated.
        findings: What was found in these, of any severity above `info`.
        is_gone: No such file lies there any more.
    """

    file: str
    traces: int
    findings: int
    is_gone: bool


def originals(store: Store, numbers: Sequence[int | None]) -> list[Original]:
    """Return the other files whose traces some sources repeat, those with most of them first."""
    own = [number for number in numbers if number is not None]
    repeated = sa.select(FINDING.c.trace_id).where(
        FINDING.c.code == "TA905", among(FINDING.c.source_id, own)
    )
    found = sa.func.count(sa.distinct(FINDING.c.id))
    query = (
        sa.select(SOURCE.c.path, sa.func.count(sa.distinct(TRACE.c.id)), found)
        .join(TRACE, TRACE.c.source_id == SOURCE.c.id)
        .outerjoin(FINDING, sa.and_(FINDING.c.trace_row == TRACE.c.id, FINDING.c.rank > 0))
        .where(
            SOURCE.c.replaced_by.is_(None),
            sa.not_(among(SOURCE.c.id, own)),
            TRACE.c.trace_id.in_(repeated),
        )
        .group_by(SOURCE.c.path)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    listed = (
        Original(display_name(path), traces, findings, not _lies_there(path))
        for path, traces, findings in rows
    )
    return sorted(listed, key=lambda one: (-one.traces, one.file))


def _lies_there(path: str) -> bool:
    return path != STDIN and os.path.isfile(path)
