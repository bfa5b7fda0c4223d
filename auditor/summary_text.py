"""The sentences that sum up an audit, the same in every format for people."""

from collections import Counter
from collections.abc import Iterable

from auditor.audit_report import AuditReport, Summary
from auditor.finding import SEVERITIES, Finding
from auditor.safe_text import one_line

_REASONS = 6


def place_of(finding: Finding) -> str:
    """Return `file:line:pointer` as far as it is known."""
    parts = (finding.file, "" if finding.line is None else str(finding.line), finding.pointer)
    return one_line(":".join(part for part in parts if part))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 trace`, `2 traces`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def unread_line(problems: int) -> str:
    """Return how many records met a problem; of some the rest was read, and `audit` tells which."""
    return (
        f"{counted(problems, 'record')} could not be read, or only in part; `auditor audit` names "
        f"{'it' if problems == 1 else 'them'}."
    )


def audited_line(summary: Summary) -> str:
    """Return what was audited: traces, events, calls, results, formats."""
    formats = ", ".join(summary.formats)
    return (
        f"{counted(summary.traces, 'trace')}{f' ({formats})' if formats else ''}: "
        f"{counted(summary.events, 'event')}, {counted(summary.tool_calls, 'tool call')}, "
        f"{counted(summary.tool_results, 'tool result')}."
    )


def records_line(summary: Summary) -> str:
    """Return where every record of the input went."""
    records = summary.records
    parts = [f"{n:,} {name}" for name, n in records.items() if n and name != "read"]
    return f"{counted(records.get('read', 0), 'record')}: {', '.join(parts) or 'none used'}."


def ignored_line(summary: Summary) -> str:
    """Return why records were ignored, the most frequent reasons first; "" where none was."""
    reasons = Counter(summary.ignored).most_common(_REASONS + 1)
    parts = [f"{one_line(reason)} ({number:,})" for reason, number in reasons[:_REASONS]]
    more = ", ..." if len(reasons) > _REASONS else ""
    return f"Ignored: {', '.join(parts)}{more}." if parts else ""


def severity_counts(findings: Iterable[Finding]) -> Counter[str]:
    """Return how many findings there are of each severity."""
    return Counter(finding.severity for finding in findings)


def findings_line(counts: Counter[str]) -> str:
    """Return how many findings there are, gravest first."""
    parts = [f"{counts[name]:,} {name}" for name in reversed(SEVERITIES) if counts[name]]
    total = counts.total()
    return f"{counted(total, 'finding')}: {', '.join(parts)}." if total else "No finding."


def blind_lines(report: AuditReport) -> list[str]:
    """Return what could not be checked: one line for each reason, with its rules."""
    rules: dict[str, list[str]] = {}
    most: Counter[str] = Counter()
    for blind in report.not_checkable:
        rules.setdefault(blind.reason, []).append(blind.code)
        most[blind.reason] = max(most[blind.reason], blind.traces)
    return [
        f"{' '.join(rules[reason])} ({counted(number, 'trace')}): {one_line(reason)}"
        for reason, number in most.most_common()
    ]
