"""One finding a line, as a JSON object."""

from collections.abc import Iterator

from auditor.audit_report import AuditReport
from auditor.report import Look, report_format
from auditor.safe_text import safe_json


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield a line for each finding."""
    del look
    for finding in report.findings:
        yield f"{safe_json(finding)}\n"
