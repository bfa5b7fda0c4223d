"""Annotations of GitHub Actions: one workflow command a finding; info is hidden."""

from collections.abc import Iterator

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.safe_text import safe_text

_LEVELS = {"high": "error", "medium": "warning", "low": "notice"}


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield an annotation for each finding above info."""
    del look
    for finding in report.findings:
        level = _LEVELS.get(finding.severity)
        if level is not None:
            yield f"::{level} {_properties(finding)}::{_data(finding.message)}\n"


def _properties(finding: Finding) -> str:
    given = {"file": finding.file, "line": finding.line}
    title = f"{finding.code} {finding.name} ({finding.grade})"
    shown = [f"{key}={_property(str(value))}" for key, value in given.items() if value is not None]
    return ",".join([*shown, f"title={_property(title)}"])


def _data(text: str) -> str:
    """Escape what would end or open a workflow command."""
    return safe_text(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
