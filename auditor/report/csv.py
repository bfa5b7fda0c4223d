"""A table for spreadsheets: one finding a row, every text harmless.

A cell that a spreadsheet would take for a formula gets a leading apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.safe_text import one_line

_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # ASCII and full width
_COLUMNS = (
    "code", "name", "severity", "grade", "score", "trace_id", "task_key", "run_index", "turn",
    "step", "event_index", "file", "line", "pointer", "tool", "kind", "message", "quote",
    "fingerprint", "onset_step",
)  # fmt: skip


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the header and a row for each finding."""
    del look
    yield _row(_COLUMNS)
    for finding in report.findings:
        yield _row([_cell(_value(finding, column)) for column in _COLUMNS])


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return any table as CSV, as harmless as that of findings."""
    lines = [_row(list(columns))]
    lines += [_row([_cell(value) for value in row]) for row in rows]
    return "".join(lines)


def _value(finding: Finding, column: str) -> str | float | None:
    if column == "quote":
        return finding.evidence[0].quote if finding.evidence else ""
    value: str | float | None = getattr(finding, column)
    return value


def _cell(value: str | float | None) -> str | float | None:
    if not isinstance(value, str):
        return value
    text = one_line(value)
    # White space before a formula sign does not stop a spreadsheet.
    return f"'{text}" if value.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _row(cells: tuple[str, ...] | list[str | float | None]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
