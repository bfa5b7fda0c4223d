"""One JSON document: version, summary, findings, what was not checkable, problems."""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.audit_report import AuditReport
from auditor.report import Look, report_format
from auditor.safe_text import safe_json
from auditor.trace import ReadProblem

VERSION = 1


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the document, one finding a line."""
    del look
    yield f'{{"version":{VERSION},\n"summary":{safe_json(report.summary)}'
    yield from _list("findings", (safe_json(finding) for finding in report.findings))
    yield from _list("not_checkable", map(safe_json, report.not_checkable))
    yield from _list("problems", (safe_json(problem_fields(p)) for p in report.problems))
    yield "}\n"


def _list(key: str, items: Iterator[str]) -> Iterator[str]:
    yield f',\n"{key}":['
    comma = "\n"
    for item in items:
        yield f"{comma}{item}"
        comma = ",\n"
    yield "]"


def problem_fields(problem: ReadProblem) -> dict[str, Any]:
    """Return a problem without its raw bytes, which the transcript itself still holds."""
    place = msgspec.to_builtins(problem.place)
    return {
        "code": problem.code,
        "file": place["file"],
        "line": place["line"],
        "pointer": place["pointer"],
        "reason": problem.reason,
        "cure": problem.cure,
        "sha256": problem.sha256,
    }
