"""SARIF 2.1.0, for code scanning: relative paths, stable fingerprints, one rule per code.

Only what GitHub and the specification read is written. https://docs.oasis-open.org/sarif/sarif/v2.1.0
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

import msgspec

from auditor.audit_report import AuditReport
from auditor.finding import Finding
from auditor.report import Look, report_format
from auditor.rules import RULES, Rule
from auditor.safe_text import safe_json, safe_text

_LEVELS = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield one run with its rules and results."""
    del look
    rules = list(RULES)
    places = {rule.code: place for place, rule in enumerate(rules)}
    driver = {"name": "auditor", "rules": [_rule(rule) for rule in rules]}
    yield f'{{"$schema":{json.dumps(_SCHEMA)},"version":"2.1.0","runs":[{{\n'
    yield f'"tool":{safe_json({"driver": driver})},\n'
    yield '"columnKind":"unicodeCodePoints",\n"results":['
    comma = "\n"
    for finding in report.findings:
        yield f"{comma}{safe_json(_result(finding, places[finding.code]))}"
        comma = ",\n"
    yield "]}]}\n"


def _rule(rule: Rule) -> dict[str, Any]:
    title, _, page = rule.page.partition("\n")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": page.strip() or title},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "rank": round(finding.score * 100, 1),
        "message": {"text": safe_text(_message(finding))},
        "locations": [_location(finding)],
        "partialFingerprints": {"auditor/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity,
            "grade": finding.grade,
            "score": finding.score,
            "kind": finding.kind,
            "step": finding.step,
            "onset_step": finding.onset_step,
            "evidence": msgspec.to_builtins(finding.evidence),
        },
    }


def _message(finding: Finding) -> str:
    quoted = f"\n{finding.evidence[0].quote}" if finding.evidence else ""
    return f"{finding.message}{quoted}"


def _location(finding: Finding) -> dict[str, Any]:
    # GitHub refuses results without a line; a document's finding points at its first.
    region = {"startLine": finding.line or 1}
    artifact = {"uri": percent_encoded(finding.file)}
    where: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    steps = (("trace", finding.trace_id), ("turn", finding.turn), ("event", finding.event_index))
    path = "/".join(f"{name}:{value}" for name, value in steps if value not in {None, ""})
    if path:
        where["logicalLocations"] = [{"fullyQualifiedName": path, "kind": "element"}]
    if finding.pointer:
        where["message"] = {"text": finding.pointer}
    return where
