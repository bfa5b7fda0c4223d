"""Commands that work with a store: an audit into one, and opening one that exists."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

import click

from auditor import discovery, sources
from auditor.accepted import Accepted
from auditor.audit_report import AuditReport
from auditor.auditing import Auditor
from auditor.cli._progress import Progress
from auditor.finding import Finding
from auditor.safe_text import one_line
from auditor.setting import Setting
from auditor.spool import Spool
from auditor.summary_text import counted
from auditor.trace import ReadProblem
from auditor.trace_audit import problem_finding

if TYPE_CHECKING:
    from auditor.store import Store
    from auditor.store.copied import Original

_NAMED = 5


def audit_into_store(
    paths: Iterable[str], setting: Setting, accepted: Accepted, progress: Progress, url: str
) -> AuditReport:
    """Audit files into a store; return the report of the files, also of what it knew of them.

    Raises:
        UsageError: A path does not exist, or the store refuses.
        NothingAudited: The paths name no file.
    """
    from auditor.store import ingest, open_store, report_of
    from auditor.store.copied import originals

    files = discovery.discover(paths)
    bar = _FileProgress(progress, files)
    findings, problems = Spool(Finding), Spool(ReadProblem)
    with open_store(url) as store:
        ingested = ingest(files, store, setting, progress=bar.stored)
        bar.end()
        report = report_of(store, [one.source for one in ingested])
        _mention_originals(originals(store, [one.source for one in ingested]))
        closed = [one.problem for one in ingested if one.problem]
        aside = [*Auditor(setting).ledger_problems(), *closed]
        kept: Counter[str] = Counter()
        for finding in chain(map(problem_finding, aside), report.findings):
            if not accepted.why(finding):
                findings.append(finding)
                kept[finding.code] += 1
        for problem in chain(aside, report.problems):
            problems.append(problem)
    summary = report.summary
    summary.problems += len(aside)
    for outcome in ("read", "problem"):
        summary.records[outcome] = summary.records.get(outcome, 0) + len(closed)
    summary.findings = dict(sorted(kept.items()))
    summary.accepted = dict(sorted(accepted.counts.items()))
    return AuditReport(summary, findings, report.not_checkable, problems)


def _mention_originals(files: "list[Original]") -> None:
    """Say under which other files the traces count that were left out as copies."""
    for one in files[:_NAMED]:
        gone = ", which is gone now" if one.is_gone else ""
        found = (
            f"{counted(one.findings, 'finding')} there are not told again; `auditor review next` "
            "shows what waits"
            if one.findings
            else "nothing was found there"
        )
        click.echo(
            f"{counted(one.traces, 'trace')} of the input equal what the store has read from "
            f"{one_line(one.file)}{gone}, and count under that file (TA905): {found}.",
            err=True,
        )
    if files[_NAMED:]:
        click.echo(f"More equal those of {counted(len(files) - _NAMED, 'other file')}.", err=True)


class _FileProgress:
    """Turns what `ingest` tells into the progress of all files together."""

    def __init__(self, progress: Progress, files: list[str]) -> None:
        self._progress = progress
        self._sizes = {
            sources.display_name(file): sources.size_of(file)
            for file in files
            if file != sources.STDIN
        }
        self._file = ""
        progress.begin(sum(self._sizes.values()))

    def stored(self, file: str, position: int) -> None:
        """Take that a file was stored up to a position."""
        if file != self._file:
            self._progress.file_done(self._sizes.get(self._file, 0))
            self._file = file
        self._progress.within_file(position, self._sizes.get(file, position))

    def end(self) -> None:
        """Take that all files are stored."""
        self._progress.file_done(self._sizes.get(self._file, 0))
        self._progress.end()


def open_existing(url: str | None) -> "Store":
    """Open the store that a flag or the settings name, else `auditor.db` in the working folder.

    Raises:
        StoreError: There is none, or it cannot be opened.
    """
    from auditor.config import load
    from auditor.store import DEFAULT
    from auditor.store.database import open_existing as opened

    return opened(load({"store": url}).values.store or DEFAULT)
