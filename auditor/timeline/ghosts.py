"""What should stand in a trace and does not: the calls and results that findings miss."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from auditor.finding import Finding
from auditor.trace import Trace

Missing = Literal["call", "required call", "new call", "result"]

_MISSING: dict[str, Missing] = {
    "TA101": "call",
    "TA102": "call",
    "TA103": "call",
    "TA104": "call",
    "TA105": "new call",
    "TA203": "result",
    "TA204": "required call",
    "TA303": "call",
}
_NOTHING_MISSES = frozenset({"copied", "re-rendered", "impersonated", "call not recorded"})


class Ghost(NamedTuple):
    """Something that is not in the trace, at the place where it should be.

    Attributes:
        place: Index of the event before which it should stand.
        missing: What it would be.
        tool: Whose call or result; "" where that is not known.
        step: As in the event that lacks it.
        findings: The findings that say so.
    """

    place: int
    missing: Missing
    tool: str
    step: int
    findings: tuple[Finding, ...]


def ghosts_of(trace: Trace, findings: Iterable[Finding]) -> dict[int, list[Ghost]]:
    """Return the ghosts of a trace by place; several findings that miss one call share one."""
    found: dict[tuple[int, str], Ghost] = {}
    for finding in sorted(findings, key=_order):
        missing = _MISSING.get(finding.code)
        if missing is None or finding.event_index is None or finding.kind in _NOTHING_MISSES:
            continue
        step = max(finding.step or 0, 0)
        sort = "result" if missing == "result" else "call"
        earlier = found.get((step, sort))
        if earlier is not None and _may_share(earlier, missing):
            found[step, sort] = earlier._replace(findings=(*earlier.findings, finding))
            continue
        place = _place(finding.event_index, missing, len(trace.events))
        tool = "" if missing == "required call" else finding.tool
        found.setdefault((step, sort), Ghost(place, missing, tool, step, (finding,)))
    by_place: dict[int, list[Ghost]] = {}
    for ghost in found.values():
        by_place.setdefault(ghost.place, []).append(ghost)
    return by_place


def _order(finding: Finding) -> tuple[int, str]:
    return finding.event_index or 0, finding.code


def _may_share(earlier: Ghost, missing: Missing) -> bool:
    return missing != "result" or earlier.missing == "result"


def _place(event_index: int, missing: Missing, events: int) -> int:
    return min(event_index + 1, events) if missing == "result" else event_index
