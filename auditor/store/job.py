"""What one call of `ingest` works with, and how it makes rows of what is read."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from auditor.errors import StoreError
from auditor.setting import Setting
from auditor.store.database import Store
from auditor.store.rows import Entry, entry_of_duplicate, entry_of_problem, entry_of_trace
from auditor.store.writing import Position, RunRow, claim, held_traces, write
from auditor.trace import ReadProblem, Trace
from auditor.trace_audit import audit_trace, problem_finding

Progress = Callable[[str, int], None]


class Job(NamedTuple):
    """One call of `ingest`.

    Attributes:
        key: Digest of the setting.
        Others as in `ingest`.
    """

    store: Store
    setting: Setting
    key: str
    run: RunRow
    growing: bool
    batch: int
    progress: Progress


class File(NamedTuple):
    """A file to read.

    Attributes:
        path: Absolute, or `-`.
        name: As findings print it.
        bytes_at: Where its bytes lie: for standard input a copy.
    """

    path: str
    name: str
    bytes_at: str


class Found(NamedTuple):
    """What a reader gave, before it is audited.

    Attributes:
        sha256: Of a trace's record or content.
        raw: Gives a trace's bytes, if they are wanted.
    """

    item: Trace | ReadProblem
    sha256: str = ""
    raw: Callable[[Trace], bytes | None] = lambda _: None


def store_found(job: Job, position: Position, found: Sequence[Found]) -> None:
    """Audit what was read and commit it together with the position behind it.

    Raises:
        StoreError: The database refuses, or another process reads the same file.
    """
    if position.number is None:
        ids = [one.item.trace_id for one in found if isinstance(one.item, Trace)]
        claim(job.store, job.run, position, ids)
    write(job.store, position, _entries_of(job, found))


def _entries_of(job: Job, found: Sequence[Found]) -> list[Entry]:
    """Return the rows of what was read; what the store holds already is not audited again."""
    with job.store.reading() as connection:
        held = held_traces(connection, [one.sha256 for one in found if one.sha256])
    entries: list[Entry] = []
    for item, sha256, raw in found:
        if isinstance(item, ReadProblem):
            entries.append(entry_of_problem(item, problem_finding(item)))
        elif sha256 in held:
            entries.append(entry_of_duplicate(item))
        else:
            held.add(sha256)
            entries.append(entry_of_trace(audit_trace(item, job.setting), sha256, raw))
    return entries


def changed(file: File) -> StoreError:
    """Return the error of a file that did not rest while it was read."""
    return StoreError(f"{file.name} changed while it was read.", "Run again when it rests.")
