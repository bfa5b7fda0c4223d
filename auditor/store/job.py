"""What one call of `ingest` works with, and how it makes rows of what is read."""

from collections.abc import Callable
from typing import NamedTuple

from auditor.analysis import Setting
from auditor.auditing import audit_trace, problem_finding
from auditor.errors import StoreError
from auditor.store.database import Store
from auditor.store.rows import Entry, entry_of_problem, entry_of_trace
from auditor.store.writing import RunRow
from auditor.trace import ReadProblem, Trace

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


def entry_of(
    job: Job,
    item: Trace | ReadProblem,
    digest: Callable[[Trace], str],
    raw: Callable[[Trace], bytes | None],
) -> Entry:
    """Audit a trace or take a problem, and return its rows."""
    if isinstance(item, ReadProblem):
        return entry_of_problem(item, problem_finding(item))
    return entry_of_trace(audit_trace(item, job.setting), digest(item), raw)


def changed(file: File) -> StoreError:
    """Return the error of a file that did not rest while it was read."""
    return StoreError(f"{file.name} changed while it was read.", "Run again when it rests.")
