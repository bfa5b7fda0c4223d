"""One audit from paths to report, shared by the commands that need one."""

import os
from collections import Counter
from collections.abc import Iterable

from auditor import sources
from auditor.accepted import Accepted, Suppression, load_baseline, load_suppressions
from auditor.analysis import Setting
from auditor.auditing import Auditor, AuditReport, TraceAudit
from auditor.cli._progress import Progress
from auditor.config import Loaded
from auditor.finding import Finding
from auditor.reading import Accounts, read_as
from auditor.spool import Spool
from auditor.trace import ReadProblem, Trace


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

    def keep(found: Iterable[Finding]) -> None:
        for finding in found:
            if not accepted.why(finding):
                findings.append(finding)
                kept[finding.code] += 1

    def take(item: Trace | ReadProblem) -> None:
        if isinstance(item, ReadProblem):
            problems.append(_without_raw(item))
        outcome = auditor.feed(item)
        keep(outcome.findings if isinstance(outcome, TraceAudit) else [outcome])

    for problem in auditor.ledger_problems():
        take(problem)
    with sources.held(paths) as files:
        sizes = [os.path.getsize(file.path) for file in files]
        progress.begin(sum(sizes))
        for file, size in zip(files, sizes, strict=True):
            for item in read_as(file.path, file.name, accounts):
                take(item)
                progress.within_file(item.place.offset + item.place.length, size)
            progress.file_done(size)
        keep(auditor.compare_repeats({file.name: file.path for file in files}))
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


def _without_raw(problem: ReadProblem) -> ReadProblem:
    return ReadProblem(
        problem.place, problem.code, problem.reason, problem.cure, b"", problem.sha256
    )
