"""pytest plugin: fail a test on made-up tool results, or on runs that disagree.

`assert_no_fabrication` and `assert_consistent` are functions to import and fixtures of the same
names. The plugin loads the auditor only when it is used.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from auditor.contract import Contract
    from auditor.finding import Finding
    from auditor.runs.levels import Level
    from auditor.runs.report import RunReport
    from auditor.runs.task_report import TaskReport
    from auditor.trace import ReadProblem, Trace

_FAMILY = "TA1"


def assert_no_fabrication(
    trace: "Trace | str | PathLike[str] | Mapping[str, Any] | Sequence[Mapping[str, Any]]",
    *,
    tools: Sequence[Mapping[str, Any]] | None = None,
    contract: "Contract | str | PathLike[str] | None" = None,
    proven_only: bool = False,
) -> None:
    """Fail unless a trace holds no result that no tool gave (rules TA101 to TA108).

    Args:
        trace: A trace, the path of transcripts, or a conversation as `audit_messages` takes it.
        tools: Definitions of the tools, for a list of messages.
        contract: A contract or the path of its file.
        proven_only: Let findings pass that are only suspected.

    Raises:
        AssertionError: There is such a finding; the message quotes it.
        NothingAudited: There is no trace or no message, so that nothing was shown.
        UsageError: Something given, or a record at the path, cannot be read.
    """
    # pytest leaves this frame out of the traceback: the caller's line is what matters.
    __tracebackhide__ = True
    found = [
        finding
        for finding in _findings(trace, tools, contract)
        if finding.code.startswith(_FAMILY)
        and finding.severity != "info"
        and (finding.grade == "proven" or not proven_only)
    ]
    if found:
        raise AssertionError("\n".join(_told(finding) for finding in found))


@pytest.fixture(name="assert_no_fabrication")
def checker() -> Callable[..., None]:
    """Return `assert_no_fabrication`."""
    return assert_no_fabrication


def assert_consistent(
    runs: "Iterable[Trace] | str | PathLike[str]",
    *,
    contract: "Contract | str | PathLike[str] | None" = None,
    at_least: float = 1.0,
    level: "Level" = "decision",
    least_runs: int = 2,
) -> "RunReport":
    """Fail unless the repeated runs of each task agree.

    Args:
        runs: Traces, or the path of transcripts.
        contract: A contract or the path of its file.
        at_least: The least chance that two runs of a task agree, 0..1.
        level: What they must agree in, as in `auditor.runs.levels.LEVELS`.
        least_runs: How many whole runs each task must have.

    Returns:
        The report; `bound` of its tasks says what so many runs leave open.

    Raises:
        AssertionError: A task agrees less, has too few runs, or its runs are no repeats or copies.
        NothingAudited: No task was run twice, so that nothing was shown.
        UsageError: A record cannot be read: it may be a run that disagrees.
    """
    __tracebackhide__ = True
    from auditor import api
    from auditor.errors import NothingAudited

    report = api.compare_runs(runs, config=contract, one_model=True)
    _refuse_unread(report.problems)
    if not report.tasks:
        raise NothingAudited("No task was run twice.", "Replay each input several times.")
    faults = [
        fault for task in report.tasks for fault in _faults(task, at_least, level, least_runs)
    ]
    if faults:
        told = [_told(finding) for finding in report.findings if finding.severity != "info"]
        raise AssertionError("\n".join([*faults, *told]))
    return report


def _faults(task: "TaskReport", at_least: float, level: "Level", least_runs: int) -> Iterator[str]:
    from auditor.safe_text import one_line

    name = f"task {one_line(task.task_key)}"
    if task.whole < least_runs:
        yield f"{name}: {task.whole} whole runs, {least_runs} are needed"
    if not task.repeats:
        yield f"{name}: the runs are no repeats, they differ in {', '.join(task.differing)}"
    for guard in task.guards:
        if guard.code in ("copies", "determinism-check"):
            yield f"{name}: {guard.text}"
    agreement = task.agreement.get(level)
    if agreement is None:
        yield f"{name}: the runs do not show the level {level!r}"
    elif not agreement >= at_least:
        yield f"{name}: two runs agree in {level} with chance {agreement:.3f}, not {at_least:g}"


@pytest.fixture(name="assert_consistent")
def consistency_checker() -> "Callable[..., RunReport]":
    """Return `assert_consistent`."""
    return assert_consistent


def _findings(
    trace: "Trace | str | PathLike[str] | Mapping[str, Any] | Sequence[Mapping[str, Any]]",
    tools: Sequence[Mapping[str, Any]] | None,
    contract: "Contract | str | PathLike[str] | None",
) -> "Sequence[Finding]":
    from auditor import api
    from auditor.errors import NothingAudited
    from auditor.trace import Trace

    if isinstance(trace, (str, PathLike, Trace)):
        report = api.audit([trace] if isinstance(trace, Trace) else trace, config=contract)
        if not report.summary.traces:
            raise NothingAudited(f"{trace} holds no trace that can be read.")
        _refuse_unread(report.problems)
        return report.findings
    return api.audit_messages(trace, tools, config=contract)


def _refuse_unread(problems: "Sequence[ReadProblem]") -> None:
    from auditor.errors import UsageError

    for problem in problems:
        place = problem.place
        where = place.file if place.line is None else f"{place.file}:{place.line}"
        raise UsageError(f"{where} cannot be read: {problem.reason}.", problem.cure)


def _told(finding: "Finding") -> str:
    from auditor.safe_text import safe_text

    where = "" if finding.step is None else f" at step {finding.step}"
    quotes = "".join(f"\n    {e.role}: {safe_text(e.quote)}" for e in finding.evidence)
    return f"{finding.code} {finding.name}{where}: {safe_text(finding.message)}{quotes}"
