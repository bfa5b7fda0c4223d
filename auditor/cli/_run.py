"""One audit from paths to report, shared by the commands that need one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain, groupby

from auditor import discovery, sources
from auditor.accepted import Accepted, Suppression, load_baseline, load_suppressions
from auditor.audit_report import AuditReport
from auditor.auditing import Auditor
from auditor.batch import audit_pieces, can_fork, pieces_of
from auditor.cli._progress import Progress
from auditor.config import Loaded
from auditor.errors import ConfigError
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read_again, read_as
from auditor.rules import RULES
from auditor.setting import Setting
from auditor.spool import Spool
from auditor.trace import ReadProblem, Trace
from auditor.trace_audit import TraceAudit, duplicate_finding


def audit_paths(
    paths: Iterable[str], setting: Setting, accepted: Accepted, progress: Progress, jobs: int = 1
) -> AuditReport:
    """Audit files, folders, globs or `-`; memory does not grow with what is found.

    Args:
        paths: What to read.
        setting: What the audit is told.
        accepted: Findings that people know.
        progress: Told how far it is.
        jobs: How many processes read and judge; the report is the same for any number.

    Raises:
        UsageError: A path does not exist.
        NothingAudited: The paths name no file.
    """
    with discovery.held(paths) as files:
        return audit_files(files, setting, accepted, progress, jobs)


def audit_files(
    files: list[discovery.Held],
    setting: Setting,
    accepted: Accepted,
    progress: Progress,
    jobs: int = 1,
) -> AuditReport:
    """Audit files that are held; as `audit_paths`."""
    accounts = Accounts()
    auditor = Auditor(setting, accounts)
    findings, problems = Spool(Finding), Spool(ReadProblem)
    kept: Counter[str] = Counter()

    def keep(found: Iterable[Finding]) -> None:
        for finding in found:
            if not accepted.why(finding):
                findings.append(finding)
                kept[finding.code] += 1

    progress.begin(sum(sources.size_of(file.path) for file in files))
    if jobs > 1 and can_fork(setting):
        keep(_by_processes(files, auditor, problems, progress, jobs))
    else:
        keep(_in_turn(files, auditor, problems, progress))
    keep(auditor.compare_repeats({file.name: file.path for file in files}))
    progress.end()
    report = auditor.finish(findings, problems)
    report.summary.findings = dict(sorted(kept.items()))
    report.summary.accepted = dict(sorted(accepted.counts.items()))
    return report


def _in_turn(
    files: list[discovery.Held], auditor: Auditor, problems: Spool[ReadProblem], progress: Progress
) -> Iterator[Finding]:
    """Yield the findings of files in this process; keep the problems."""

    def found(item: Trace | ReadProblem) -> Sequence[Finding]:
        if isinstance(item, ReadProblem):
            problems.append(_without_raw(item))
        outcome = auditor.feed(item)
        return outcome.findings if isinstance(outcome, TraceAudit) else [outcome]

    for problem in auditor.ledger_problems():
        yield from found(problem)
    for file in files:
        size = sources.size_of(file.path)
        for item in read_as(file.path, file.name, auditor.accounts):
            yield from found(item)
            progress.within_file(item.place.offset + item.place.length, size)
        progress.file_done(size)


def _by_processes(
    files: list[discovery.Held],
    auditor: Auditor,
    problems: Spool[ReadProblem],
    progress: Progress,
    jobs: int,
) -> Iterator[Finding]:
    """Yield the findings of files that several processes audit in pieces; keep the problems."""
    pieces = chain.from_iterable(map(pieces_of, files))
    with closing(audit_pieces(pieces, auditor.setting, jobs)) as together:
        for (path, name), done in groupby(together, key=lambda pair: pair[0].file):
            size = sources.size_of(path)
            for piece, became in done:
                became.add_to(auditor.accounts)
                for outcome in became.outcomes:
                    if outcome.problem is not None:
                        problems.append(_without_raw(outcome.problem))
                    again = partial(_read_before, path, name, outcome.line)
                    yield from auditor.merge(outcome, name, again)
                progress.within_file(piece.end(), size)
            progress.file_done(size)


def _read_before(path: str, name: str, line: int) -> Finding:
    """Return the finding of a line whose trace was read before."""
    traces = (item for item in read_again(path, name, [line]) if isinstance(item, Trace))
    return duplicate_finding(next(traces))


def accepted_of(loaded: Loaded) -> Accepted:
    """Return the baseline and suppressions that the settings name; defaults may be missing."""
    required = loaded.origins["baseline"] != "default"
    baseline = load_baseline(loaded.values.baseline, required=required)
    return Accepted(baseline, suppressions_of(loaded))


def suppressions_of(loaded: Loaded) -> list[Suppression]:
    """Return the suppressions that the settings name.

    Raises:
        ConfigError: The file is wrong, or one is of a rule that there is not.
    """
    path = loaded.values.suppressions
    found = load_suppressions(path, required=loaded.origins["suppressions"] != "default")
    for code in {one.rule for one in found if one.rule}.difference(RULES.keys()):
        raise ConfigError(
            f"{path}: there is no rule {code!r}.", f"Known: {', '.join(RULES.keys())}."
        )
    return found


def _without_raw(problem: ReadProblem) -> ReadProblem:
    return ReadProblem(
        problem.place, problem.code, problem.reason, problem.cure, b"", problem.sha256
    )
