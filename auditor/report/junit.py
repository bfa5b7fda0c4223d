"""JUnit XML: one test case per rule, so that a CI server shows what was checked and what failed.

A rule fails by the findings that fail the check (`--fail-on`, `--min-evidence`), is skipped where
it could not be checked in some trace, and passes otherwise.
"""

from collections.abc import Iterator
from html import escape

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.rules import RULES, Rule
from auditor.safe_text import safe_text
from auditor.summary_text import counted, place_of

_SHOWN = 50


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the document."""
    failing: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for finding in report.findings:
        if look.gate.stops(finding):
            counts[finding.code] = counts.get(finding.code, 0) + 1
            told = failing.setdefault(finding.code, [])
            if len(told) < _SHOWN:
                told.append(_told(finding))
    skipped = {blind.code: blind.reason for blind in report.not_checkable}
    rules = [rule for rule in RULES if rule.scope in {"record", "trace"} or rule.code in counts]
    passed_over = sum(rule.code in skipped and rule.code not in counts for rule in rules)
    totals = f'tests="{len(rules)}" failures="{len(failing)}" errors="0" skipped="{passed_over}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="auditor" {totals}>\n<testsuite name="auditor" {totals}>\n'
    for rule in rules:
        yield from _case(rule, failing.get(rule.code, []), counts.get(rule.code, 0), skipped)
    yield "</testsuite>\n</testsuites>\n"


def _case(rule: Rule, told: list[str], number: int, skipped: dict[str, str]) -> Iterator[str]:
    name = f"{rule.code} {rule.name}"
    if told:
        yield f'<testcase classname="auditor" name="{name}">\n'
        more = f"\n… {number - len(told)} more" if number > len(told) else ""
        body = "\n".join(told) + more
        yield f'<failure message="{counted(number, "finding")}">{_xml(body)}</failure>\n'
        yield "</testcase>\n"
    elif rule.code in skipped:
        yield f'<testcase classname="auditor" name="{name}">\n'
        yield f'<skipped message="not checkable: {_xml(skipped[rule.code])}"/>\n</testcase>\n'
    else:
        yield f'<testcase classname="auditor" name="{name}"/>\n'


def _told(finding: Finding) -> str:
    quoted = f"\n    {finding.evidence[0].quote}" if finding.evidence else ""
    return f"{place_of(finding)} {finding.severity} {finding.grade}: {finding.message}{quoted}"


def _xml(text: str) -> str:
    return escape(safe_text(text))
