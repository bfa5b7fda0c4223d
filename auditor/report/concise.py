"""One finding a line: `file:line:pointer CODE severity message`; info is hidden."""

from collections.abc import Iterator

from auditor.audit_report import AuditReport
from auditor.report import Look, report_format
from auditor.safe_text import one_line
from auditor.summary_text import place_of
from auditor.terminal import Paint


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield a line for each finding above info."""
    paint = Paint(look.colour)
    for finding in report.findings:
        if finding.severity != "info":
            severity = paint.severity(finding.severity)
            yield f"{place_of(finding)} {finding.code} {severity} {one_line(finding.message)}\n"
