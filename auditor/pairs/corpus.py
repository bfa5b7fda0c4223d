"""The traces that pairs are formed from, on disk, with what was found in each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from auditor import discovery
from auditor.auditing import Auditor
from auditor.errors import StoreError
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read_as
from auditor.pairs.faults import Fault, counts, faults_of
from auditor.runs.repeats import Gathered
from auditor.setting import Setting
from auditor.spool import Spool
from auditor.store import Store, stored_trace
from auditor.store.tables import SOURCE, TRACE
from auditor.trace import ReadProblem, Trace
from auditor.trace_audit import TraceAudit


class Case(NamedTuple):
    """A trace and its faulty steps."""

    trace: Trace
    faults: list[Fault]

    @property
    def first_fault(self) -> int | None:
        """The first faulty step, or None."""
        return self.faults[0].step if self.faults else None


class Corpus:
    """All traces and their findings; traces lie on disk beyond a few MiB.

    Attributes:
        setting: What the audit was told.
        unreadable: Records and stored traces that could not be read, by reason.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.unreadable: Counter[str] = Counter()
        self._auditor = Auditor(setting, Accounts())
        self._traces = Spool(Trace)
        self._findings: list[list[Finding]] = []
        self._tasks: dict[str, list[int]] = {}
        self._ids: dict[str, set[str]] = {}
        self._gathered = Gathered()

    def add(self, item: Trace | ReadProblem) -> None:
        """Audit and keep one trace; one that was read before is left out."""
        outcome = self._auditor.feed(item)
        if not isinstance(outcome, TraceAudit):
            duplicate = outcome.code == "TA905"
            self.unreadable["read before" if duplicate else "unreadable record"] += 1
            return
        trace = outcome.trace
        self._tasks.setdefault(trace.task_key, []).append(len(self._traces))
        self._ids.setdefault(trace.task_key, set()).add(trace.trace_id)
        self._traces.append(trace)
        self._findings.append([finding for finding in outcome.findings if counts(finding)])
        self._gathered.add(trace, self.setting.contract)

    def compare(self) -> None:
        """Compare the runs of each task, once all are there; their findings join the others."""
        of_run: dict[str, list[Finding]] = {}
        for finding in self._auditor.compare(self._gathered):
            if counts(finding):
                of_run.setdefault(finding.trace_id, []).append(finding)
        if of_run:
            for place, trace in enumerate(self._traces):
                self._findings[place] += of_run.get(trace.trace_id, [])

    def __len__(self) -> int:
        return len(self._traces)

    def __iter__(self) -> Iterator[Case]:
        return (self.case(place) for place in range(len(self)))

    def runs_of(self, task: str) -> list[int]:
        """Return the places of a task's runs, in the order in which they were read."""
        return self._tasks.get(task, [])

    def run_ids(self, task: str) -> set[str]:
        """Return the ids of a task's runs; several runs may go by one."""
        return self._ids.get(task, set())

    def trace(self, place: int) -> Trace:
        """Return a trace by its place."""
        return self._traces[place]

    def case(self, place: int) -> Case:
        """Return a trace by its place, with its faulty steps."""
        trace = self._traces[place]
        return Case(trace, faults_of(self._findings[place], trace))


def from_paths(paths: Iterable[str], setting: Setting) -> Corpus:
    """Read and audit transcripts.

    Raises:
        UsageError: A path does not exist or cannot be opened.
        NothingAudited: The paths name no file.
    """
    corpus = Corpus(setting)
    with discovery.held(paths) as files:
        for file in files:
            for item in read_as(file.path, file.name, Accounts()):
                corpus.add(item)
    corpus.compare()
    return corpus


def from_store(store: Store, setting: Setting) -> Corpus:
    """Apply the rules again to the traces of a store.

    A trace whose file is gone and of which nothing was kept is counted as unreadable.
    """
    corpus = Corpus(setting)
    live = (
        sa.select(TRACE.c.id)
        .join(SOURCE)
        .where(SOURCE.c.replaced_by.is_(None))
        .order_by(TRACE.c.id)
    )
    with store.reading() as connection:
        numbers = list(connection.execute(live).scalars())
    for number in numbers:
        try:
            trace = stored_trace(store, number)
        except StoreError:
            corpus.unreadable["the transcript of a stored trace is gone"] += 1
            continue
        corpus.add(trace)
    corpus.compare()
    return corpus
