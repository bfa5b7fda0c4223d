"""Results that answer no call, and the honest reasons for them."""

import re

from auditor.analysis import Analysis
from auditor.fabrication.ground.untraced import NAMING_NUMBER
from auditor.trace import Message, ToolResult
from auditor.values.blocks import blocks_of
from auditor.values.names import LONGEST_QUESTION, names_asked
from auditor.values.occurrences import place_of

_FEWEST_SIGNS = 3
_SIGNS = re.compile(r"[\w-]*[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}[\w-]*")
# What runtimes answer to a call that somebody stopped, in place of a result.
_STOPPED = re.compile(
    r"\b(?:cancell?ed|interrupted|aborted|stopped|rejected|declined) by (?:the )?user\b|"
    r"\buser (?:has )?(?:cancell?ed|interrupted|aborted|stopped|rejected|declined)\b|"
    r"用户(?:已)?(?:取消|中断|中止|拒绝)|被用户(?:取消|中断|中止|拒绝)",
    re.IGNORECASE,
)
_LONGEST_STOPPED = 200
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
    if _is_stopped(result):
        return "its call was stopped by the user before it was recorded"
    if not (analysis.pairing.calls or analysis.pairing.answered):
        return _BENIGN["calls-not-recorded"]
    if result.step < 0 and not _was_asked_for(analysis, result):
        return _BENIGN["truncated-head"]
    return ""


def _is_stopped(result: ToolResult) -> bool:
    """Say whether a result only tells that the user stopped a call: it brings no data."""
    if not result.is_error or len(result.output) > _LONGEST_STOPPED:
        return False
    return _STOPPED.search(result.output) is not None


def _was_asked_for(analysis: Analysis, result: ToolResult) -> bool:
    """Say whether a first result tells of what a user named before it.

    Who cuts off a log's head cuts the question off, too; an environment shows its first state.
    """
    asked = [
        event.text
        for event in analysis.trace.events[: result.index]
        if type(event) is Message and event.source == "user"
    ]
    if any(name in result.output for text in asked for name in names_asked(text)):
        return True
    short = [text for text in asked if len(text) <= LONGEST_QUESTION]
    told = {field.value for block in blocks_of(result.output) for field in block.fields}
    return any(_is_name(one) and place_of(one, text) >= 0 for one in told for text in short)


def _is_name(value: str) -> bool:
    """Say whether a value names a thing though it is no id: a long number, a name in Chinese."""
    if value.isdecimal():
        return len(value) >= NAMING_NUMBER
    return len(value) >= _FEWEST_SIGNS and _SIGNS.fullmatch(value) is not None
