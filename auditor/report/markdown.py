"""Markdown for job summaries and pull requests; log text can neither format nor link nor ping."""

import re
from collections.abc import Iterator

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.safe_text import one_line, safe_text
from auditor.summary_text import (
    audited_line,
    blind_lines,
    findings_line,
    ignored_line,
    place_of,
    records_line,
    severity_counts,
)

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$])")
_TICKS = re.compile("`+")
_QUOTED = 50


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the sums, a table of findings, and the quotes of the first fifty."""
    del look
    yield f"## Audit\n\n{findings_line(severity_counts(report.findings))}\n\n"
    yield f"{plain(audited_line(report.summary))} {records_line(report.summary)}\n\n"
    if report.summary.ignored:
        yield f"{plain(ignored_line(report.summary))}\n\n"
    shown = [finding for finding in report.findings if finding.severity != "info"]
    if shown:
        yield "| severity | evidence | rule | where | step | what |\n|---|---|---|---|---|---|\n"
        for finding in shown:
            yield _row(finding)
        yield "\n"
    for finding in shown[:_QUOTED]:
        yield from _quotes(finding)
    if report.not_checkable:
        yield "Not checkable (no finding here is no pass):\n\n"
        for line in blind_lines(report):
            yield f"- {plain(line)}\n"


def _row(finding: Finding) -> str:
    step = "" if finding.step is None else str(finding.step)
    cells = (
        finding.severity,
        finding.grade,
        f"{finding.code} {finding.name}",
        plain(place_of(finding)),
        step,
        plain(finding.message),
    )
    return f"| {' | '.join(cells)} |\n"


def _quotes(finding: Finding) -> Iterator[str]:
    if not finding.evidence:
        return
    step = "" if finding.step is None else f", step {finding.step}"
    where = plain(place_of(finding))
    yield f"<details><summary>{finding.code} at {where}{step}</summary>\n\n"
    for evidence in finding.evidence:
        text = safe_text(evidence.quote)
        longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        yield f"{plain(evidence.role)}\n\n{fence}text\n{text}\n{fence}\n\n"
    yield "</details>\n\n"


def plain(text: str) -> str:
    """Return text that Markdown and HTML show letter by letter, on one line."""
    escaped = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", escaped).replace("@", "&#64;")
