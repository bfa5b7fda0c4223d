"""What `import auditor` offers: read, audit, audit_messages, compare_runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from os import PathLike, fspath
from typing import Any

from auditor import discovery
from auditor.audit_report import AuditReport
from auditor.auditing import Auditor
from auditor.contract import Contract
from auditor.errors import UsageError
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.intake.in_memory import conversations_in, tools_given
from auditor.intake.reading import read, read_as
from auditor.runs.normalisers import normaliser
from auditor.runs.repeats import Gathered
from auditor.runs.report import RunReport, run_report
from auditor.runs.wording import wording_of
from auditor.seen import KeyCounter
from auditor.setting import Setting, setting_given
from auditor.trace import ReadProblem, Trace
from auditor.trace_audit import audit_trace

__all__ = ["audit", "audit_messages", "compare_runs", "read"]


def audit(
    traces: Iterable[Trace | ReadProblem] | str | PathLike[str],
    *,
    config: Setting | Contract | str | PathLike[str] | None = None,
) -> AuditReport:
    """Audit traces, or the transcripts at a path, and return everything that was found.

    Args:
        traces: What `read` yields, or the path of a file, a folder or a glob.
        config: A contract, the path of a contract file, or a whole setting.

    Raises:
        UsageError: The path or the contract cannot be used.
        NothingAudited: The path names no file.
    """
    auditor = Auditor(setting_given(config), Accounts())
    if not isinstance(traces, str | PathLike):
        return _audited(_traces_in(traces), auditor, Gathered())
    with discovery.held([fspath(traces)]) as files:
        items = (item for file in files for item in read_as(*file, auditor.accounts))
        return _audited(items, auditor, {file.name: file.path for file in files})


def _audited(
    items: Iterable[Trace | ReadProblem], auditor: Auditor, again: Gathered | dict[str, str]
) -> AuditReport:
    """Audit items that can be read again at the given paths, or whose runs must be gathered."""
    findings: list[Finding] = []
    problems: list[ReadProblem] = []
    for item in chain(auditor.ledger_problems(), items):
        if isinstance(item, ReadProblem):
            problems.append(item)
        outcome = auditor.feed(item)
        if isinstance(outcome, Finding):
            findings.append(outcome)
            continue
        findings += outcome.findings
        if isinstance(again, Gathered):
            again.add(outcome.trace, auditor.setting.contract)
    if isinstance(again, Gathered):
        findings += auditor.compare(again)
    else:
        findings += auditor.compare_repeats(again)
    return auditor.finish(findings, problems)


def compare_runs(
    traces: Iterable[Trace | ReadProblem] | str | PathLike[str],
    *,
    config: Setting | Contract | str | PathLike[str] | None = None,
    group_by: str | None = None,
    one_model: bool = False,
) -> RunReport:
    """Compare the runs of each task: where they agree, where they part, and why.

    Args:
        traces: What `read` yields, or the path of a file, a folder or a glob.
        config: As in `audit`.
        group_by: Name of the normaliser under which inputs count as essentially the same; runs
            belong to the task that they name where it is None.
        one_model: You vouch that runs whose transcripts name no model are of one model. Otherwise
            they are repeats only within one file.

    Raises:
        UsageError: The path, the contract or the normaliser cannot be used.
        NothingAudited: The path names no file.
    """
    contract = setting_given(config).contract
    normal = normaliser(group_by) if group_by else None
    gathered = Gathered(normal, one_model=one_model, wording=wording_of)
    problems: list[ReadProblem] = []
    seen, copies = KeyCounter(), 0
    for item in read(traces) if isinstance(traces, str | PathLike) else _traces_in(traces):
        if isinstance(item, ReadProblem):
            problems.append(item)
        elif item.content_key and seen.add(item.content_key):
            copies += 1
        else:
            gathered.add(item, contract)
    return run_report(
        gathered.tasks(),
        contract,
        ungrouped=gathered.ungrouped,
        copies=copies,
        off_scale=gathered.off_scale,
        problems=problems,
    )


def audit_messages(
    messages: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    tools: Sequence[Mapping[str, Any]] | None = None,
    *,
    config: Setting | Contract | str | PathLike[str] | None = None,
) -> list[Finding]:
    """Audit one conversation held in memory.

    Args:
        messages: Chat messages as the OpenAI interface has them or as another format that is read
            from files has them, or an object that holds them (`messages`, and perhaps `tools`).
        tools: The tool definitions that the model was given; those beside the messages otherwise.
        config: As in `audit`.

    Raises:
        NothingAudited: There is no message, so that nothing was shown.
        UsageError: Something given is of no known form; nothing is passed over.
    """
    setting = setting_given(config)
    declared = tools_given(tools)
    findings: list[Finding] = []
    for trace in conversations_in(messages):
        trace.tools = declared or trace.tools
        findings += audit_trace(trace, setting).findings
    return findings


def _traces_in(items: Iterable[Trace | ReadProblem]) -> Iterator[Trace | ReadProblem]:
    for item in items if isinstance(items, Iterable) else (items,):
        if not isinstance(item, Trace | ReadProblem):
            raise UsageError(
                f"{item!r:.80} is of type {type(item).__name__}, not a trace.",
                "Give one path, or what `auditor.read(*paths)` yields.",
            )
        yield item
