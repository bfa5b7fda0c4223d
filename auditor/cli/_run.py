"""One audit from paths to report, shared by the commands that need one."""

import os
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from auditor import sources
from auditor.accepted import Accepted, Suppression, load_baseline, load_suppressions
from auditor.analysis import Setting
from auditor.auditing import Auditor, AuditReport, TraceAudit
from auditor.cli._progress import Progress
from auditor.config import Loaded
from auditor.finding import Finding
from auditor.reading import Accounts, read_file
from auditor.spool import Spool
from auditor.trace import ReadProblem, Trace


class Totals(NamedTuple):
    """The bytes to read, by file."""

    sizes: dict[str, int]

    @property
    def bytes(self) -> int:
        """Return the sum."""
        return sum(self.sizes.values())


def audit_paths(
    paths: Iterable[str], setting: Setting, accepted: Accepted, progress: Progress
) -> AuditReport:
    """Audit files, folders, globs or `-`; memory does not grow with what is found.

    Raises:
        UsageError: A path does not exist or cannot be opened.
        NothingAudited: The paths name no file.
    """
    accounts = Accounts()
    auditor = Auditor(setting, accounts)
    findings, problems = Spool(Finding), Spool(ReadProblem)
    kept: Counter[str] = Counter()
    files = sources.discover(paths)
    totals = Totals({file: _size(file) for file in files})
    progress.begin(totals.bytes)

    def take(item: Trace | ReadProblem) -> None:
        if isinstance(item, ReadProblem):
            problems.append(_without_raw(item))
        outcome = auditor.feed(item)
        for finding in outcome.findings if isinstance(outcome, TraceAudit) else [outcome]:
            if not accepted.why(finding):
                findings.append(finding)
                kept[finding.code] += 1

    for problem in auditor.ledger_problems():
        take(problem)
    for file in files:
        for item in read_file(file, accounts):
            take(item)
            progress.within_file(item.place.offset + item.place.length, totals.sizes[file])
        progress.file_done(totals.sizes[file])
    progress.end()
    report = auditor.finish(findings, problems)
    report.summary.findings = dict(sorted(kept.items()))
    report.summary.accepted = dict(sorted(accepted.counts.items()))
    return report


def accepted_of(loaded: Loaded) -> Accepted:
    """Return the baseline and suppressions that the settings name; defaults may be missing."""
    required = loaded.origins["baseline"] != "default"
    baseline = load_baseline(loaded.values.baseline, required=required)
    return Accepted(baseline, suppressions_of(loaded))


def suppressions_of(loaded: Loaded) -> list[Suppression]:
    """Return the suppressions that the settings name."""
    required = loaded.origins["suppressions"] != "default"
    return load_suppressions(loaded.values.suppressions, required=required)


def _size(file: str) -> int:
    return 0 if file == sources.STDIN else os.path.getsize(file)


def _without_raw(problem: ReadProblem) -> ReadProblem:
    return ReadProblem(
        problem.place, problem.code, problem.reason, problem.cure, b"", problem.sha256
    )
