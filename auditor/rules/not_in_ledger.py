"""The tool server's own log has no such call, or another result.

What it does:
    Holds every call of the trace against a ledger (`--ledger FILE`): a log that `auditor proxy`
    or the tool server wrote. Each call ends as one of four outcomes: in both, in the transcript
    only, in the log only, or in both with different results. What lies outside the span, the
    session or the tools that the log covers is *not checkable*.

Why it matters:
    A transcript is the agent's word. The log of the other side is the only evidence that the
    agent, its framework and its exporter can't have written.

Example:
    The transcript holds `lookup_uri {"uri": "a.example"}` with a result; the server logged the
    calls before and after it, and not this one. Or it logged `"verdict": "benign"` where the
    transcript says `"verdict": "malicious"`.

Known false alarms:
    A client that answers from a cache, or rewrites results beyond formatting, labels and cuts;
    where no result of a trace agrees with the log, the grade is `suspected`. A tool that this
    server does not offer, in a session named like the trace (`suspected`, too).

How to fix or suppress:
    Give the logs of all tool servers of the run; name the proxy's session after the trace. A
    difference that the client is known to make can be suppressed by its fingerprint.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, NotCheckable, Severity, quote
from auditor.ledger_entry import Comparison, LedgerEntry
from auditor.rules import rule

_SCORE = {"proven": 1.0, "suspected": 0.6}


@rule("TA107", "not-in-ledger", "high", Coverage.LEDGER)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report what only one side holds, and results that differ."""
    ledger = analysis.ledger
    if ledger is None or ledger.reason:
        yield NotCheckable(ledger.reason if ledger else "no ledger given")
        return
    reasons = [*(one.reason for one in ledger.unchecked), ledger.shared]
    for reason in dict.fromkeys(filter(None, reasons)):
        yield NotCheckable(reason)
    for found in ledger.comparisons:
        if found.outcome == "transcript only":
            yield _transcript_only(analysis, found)
        elif found.outcome == "result differs":
            yield _result_differs(analysis, found)
        elif found.outcome == "log only":
            yield _log_only(analysis, found)


def _transcript_only(analysis: Analysis, found: Comparison) -> Hit:
    call = found.call
    assert call is not None  # noqa: S101 - the outcome says that the transcript holds it
    evidence = [Evidence(call.index, quote(f"{call.name} {call.arguments_raw}"), "finding")]
    answer = analysis.pairing.answer.get(call.index)
    if answer is not None:
        evidence.append(Evidence(answer.index, quote(answer.output), "result"))
    severity: Severity | None = None
    if found.entry is not None:
        evidence.append(_logged(found.entry, f"{found.entry.name} {found.entry.arguments_raw}"))
        message = f"The log holds this call of {call.name} with other arguments."
    elif found.remark == "refused":
        severity = "low"
        message = (
            f"The log holds no such call of {call.name}; it failed, perhaps before it was sent."
        )
    elif found.remark == "tool not in ledger":
        message = f"The log holds no call of {call.name} at all, though it holds this run's others."
    else:
        message = f"The log holds no such call of {call.name}."
    return Hit(
        call.index, message, call.name, tuple(evidence), found.grade, _SCORE[found.grade],
        kind=found.remark or "transcript only", severity=severity,
    )  # fmt: skip


def _result_differs(analysis: Analysis, found: Comparison) -> Hit:
    call, entry = found.call, found.entry
    assert call is not None  # noqa: S101 - the outcome says that both sides hold it
    assert entry is not None  # noqa: S101 - same
    answer = analysis.pairing.answer[call.index]
    evidence = (
        Evidence(answer.index, quote(answer.output), "finding"),
        Evidence(call.index, quote(f"{call.name} {call.arguments_raw}"), "call"),
        _logged(entry, entry.result or ""),
    )
    severity: Severity | None = None
    message = f"The log holds another result of this call of {call.name}."
    if found.remark == "given up":
        severity = "low"
        message = f"This call of {call.name} failed for the client, though the server answered."
    elif found.remark == "never answered":
        message = f"The server never answered this call of {call.name}."
    return Hit(
        answer.index, message, call.name, evidence, found.grade, _SCORE[found.grade],
        kind=found.remark or "result differs", severity=severity,
    )  # fmt: skip


def _log_only(analysis: Analysis, found: Comparison) -> Hit:
    entry = found.entry
    assert entry is not None  # noqa: S101 - the outcome says that the log holds it
    spec = analysis.setting.contract.tools.get(entry.name)
    # What the transcript hides weighs more where it changed the world.
    severity: Severity = "low" if spec is not None and spec.effect == "read" else "medium"
    said = f"{entry.name} {entry.arguments_raw or ''} (entry {entry.seq})"
    return Hit(
        None, f"The log holds a call of {entry.name} that the transcript does not record.",
        entry.name, (_logged(entry, said),), found.grade, _SCORE[found.grade],
        kind="log only", severity=severity,
    )  # fmt: skip


def _logged(entry: LedgerEntry, words: str) -> Evidence:
    where = f"{entry.place.file}:{entry.place.line}" if entry.place.line else entry.place.file
    return Evidence(None, quote(f"{where}: {words}"), "ledger")
