"""Results that answer no call, and the honest reasons for them."""

from auditor.analysis import Analysis
from auditor.trace import ToolResult

_BENIGN = {
    "calls-not-recorded": "this source records no calls",
    "compacted": "earlier events were compacted away",
    "condensed": "the exporter condensed the log",
    "seeded": "the history was seeded by the harness",
    "sidechain": "it belongs to a sub-agent's part of the session",
    "truncated-head": "the beginning of the transcript is missing",
}


def benign_reason(analysis: Analysis, result: ToolResult) -> str:
    """Return why the call of an orphan may be missing honestly, or ""."""
    if analysis.ledger is not None and result.index in analysis.ledger.backed:
        return "the tool server's log holds it"
    if result.synthesized:
        return f"a framework put it there ({result.synthesized})"
    for note in sorted(analysis.trace.notes):
        if note in _BENIGN:
            return _BENIGN[note]
    if not (analysis.pairing.calls or analysis.pairing.answered):
        return _BENIGN["calls-not-recorded"]
    if result.step < 0:
        return _BENIGN["truncated-head"]
    return ""
