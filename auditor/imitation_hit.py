"""How an imitation is reported, whichever rule reports it."""

from auditor.analysis import Analysis
from auditor.fabrication.imitation import Imitation
from auditor.finding import Evidence, Hit, Severity, quote
from auditor.trace import ToolCall, ToolResult

INFO = frozenset({"copied", "re-rendered"})
_SHOWN = 4


def listed(found: Imitation) -> str:
    """Return the values at fault for a sentence."""
    values = ", ".join(_pair(field.label, field.value) for field in found.values[:_SHOWN])
    more = f" and {len(found.values) - _SHOWN} more" if len(found.values) > _SHOWN else ""
    return f"{values}{more}"


def _pair(label: str, value: str) -> str:
    return f"{label}={value}" if label else value


def hit_of(analysis: Analysis, found: Imitation, message: str, onset_step: int | None) -> Hit:
    """Return the hit of an imitation, quoting it and what it imitates."""
    evidence = [Evidence(found.event_index, quote(found.quote), "finding")]
    if found.imitates is not None:
        genuine = analysis.trace.events[found.imitates]
        if isinstance(genuine, ToolResult):
            evidence.append(Evidence(found.imitates, quote(genuine.output), "imitates"))
        elif isinstance(genuine, ToolCall):
            made = quote(f"{genuine.name} {genuine.arguments_raw}")
            evidence.append(Evidence(found.imitates, made, "call"))
    evidence += [
        Evidence(found.event_index, quote(_pair(field.label, field.value)), "no source")
        for field in found.values[:_SHOWN]
    ]
    grade = analysis.grade_of(found.tool) if found.sure else "suspected"
    severity: Severity | None = "info" if found.kind in INFO else None
    return Hit(
        found.event_index, message, found.tool, tuple(evidence), grade,
        1.0 if grade == "proven" else found.score, found.kind, severity, onset_step,
        (found.start, found.end),
    )  # fmt: skip
