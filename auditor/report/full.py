"""For reading: grouped by trace, with quotes, what they imitate, and where the fault began."""

import shlex
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.safe_text import one_line
from auditor.summary_text import (
    audited_line,
    blind_lines,
    counted,
    findings_line,
    ignored_line,
    place_of,
    records_line,
    severity_counts,
)
from auditor.terminal import Paint, block, prose

_SHORT = 60
_RULES_EXPLAINED = 3
_ROLES = {
    "imitates": "the genuine result that it imitates",
    "source": "where the value comes from",
    "call": "the call",
    "result": "the result",
    "missing": "what is missing",
    "decision": "the decision",
    "other-run": "the other run",
}


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the findings trace by trace, then the sums and what to do next."""
    paint = Paint(look.colour)
    for (file, trace_id), found in groupby(report.findings, lambda f: (f.file, f.trace_id)):
        findings = list(found)
        yield from _heading(file, trace_id, findings[0], paint)
        for finding in findings:
            if finding.severity != "info":
                yield from finding_lines(finding, look, paint)
        yield from _notes(findings, paint)
        yield "\n"
    yield from _sums(report, look, paint)


def _heading(file: str, trace_id: str, first: Finding, paint: Paint) -> Iterator[str]:
    name = one_line(file) if first.line is None else f"{one_line(file)}:{first.line}"
    run = "" if first.run_index is None else f", run {first.run_index}"
    task = f", task {one_line(first.task_key)}{run}" if first.task_key else ""
    trace = f"  trace {one_line(trace_id)}{task}" if trace_id else ""
    yield f"{paint('bold', name)}{paint('dim', trace)}\n"


def finding_lines(finding: Finding, look: Look, paint: Paint) -> Iterator[str]:
    """Yield a finding with its evidence."""
    step = "" if finding.step is None else f"step {finding.step}  "
    tool = f"  {one_line(finding.tool)}" if finding.tool else ""
    kind = f" ({one_line(finding.kind)})" if finding.kind else ""
    grade = finding.grade if finding.grade == "proven" else f"{finding.grade} {finding.score:.2f}"
    code = paint("bold", f"{finding.code} {finding.name}")
    yield f"  {step}{paint.severity(finding.severity)} {grade}  {code}{kind}{tool}\n"
    yield from prose(finding.message, "    ", look.width)
    for (role, event), group in groupby(finding.evidence, lambda e: (e.role, e.event_index)):
        yield from _evidence(role, event, [e.quote for e in group], look, paint)
    if finding.onset_step is not None and finding.onset_step != finding.step:
        yield f"    began at step {finding.onset_step}\n"
    yield paint("dim", f"    at {place_of(finding)}  fingerprint {finding.fingerprint}") + "\n"


def _evidence(
    role: str, event: int | None, quotes: list[str], look: Look, paint: Paint
) -> Iterator[str]:
    place = "" if event is None else f" (event {event})"
    label = "" if role == "finding" else f"{_ROLES.get(role, one_line(role))}{place}:"
    short = label and all(len(quote) < _SHORT and "\n" not in quote for quote in quotes)
    if short:
        said = ", ".join(map(one_line, quotes))
        yield from prose(f"{label} {said}", "    ", look.width)
        return
    if label:
        yield paint("dim", f"    {label}") + "\n"
    for quote in quotes:
        yield from block(quote, "      > ", look.width)


def _notes(findings: list[Finding], paint: Paint) -> Iterator[str]:
    notes = Counter(f"{f.code} {f.name}" for f in findings if f.severity == "info")
    for name, number in sorted(notes.items()):
        yield paint("dim", f"  info  {name}: {number:,}") + "\n"


def _sums(report: AuditReport, look: Look, paint: Paint) -> Iterator[str]:
    counts = severity_counts(report.findings)
    style = "good" if not counts.total() - counts["info"] else "bold"
    yield paint(style, findings_line(counts)) + "\n"
    sums = f"{audited_line(report.summary)} {records_line(report.summary)}"
    yield from prose(sums, "", look.width)
    if report.summary.ignored:
        yield from prose(ignored_line(report.summary), "", look.width)
    blind = blind_lines(report)
    if blind:
        yield "Not checkable (no finding here is no pass):\n"
        for line in blind:
            yield from prose(line, "  ", look.width)
    for name, number in sorted(report.summary.accepted.items()):
        yield f"Left out: {counted(number, 'finding')} ({name}).\n"
    yield from _next_steps(report)


def _next_steps(report: AuditReport) -> Iterator[str]:
    grave = [f for f in report.findings if f.severity in {"high", "medium"}]
    if not grave:
        return
    first = grave[0]
    yield "Next:\n"
    for code, number in Counter(f.code for f in grave).most_common(_RULES_EXPLAINED):
        yield f"  auditor explain {code}    ({counted(number, 'finding')})\n"
    if first.trace_id:
        place = one_line(first.file if first.line is None else f"{first.file}:{first.line}")
        yield f"  auditor prove {shlex.quote(place)}    (what its decisions rest on)\n"
    yield f'  auditor suppress {first.fingerprint} --reason "..."    (accepts a finding)\n'
