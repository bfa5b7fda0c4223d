"""What the model saw and no reader can: values may have a source there that is not recorded."""

import json
import re
from bisect import bisect_left
from functools import cached_property
from operator import attrgetter

from auditor.canonical import canonical_arguments
from auditor.evidence.failures import failed
from auditor.evidence.said_gaps import PARTS_ARE_MISSING, says_parts_are_missing
from auditor.pairing import Pairing
from auditor.trace import Message, Note, ToolResult, Trace
from auditor.values.literals import parse_value
from auditor.values.occurrences import has_one

# `[HB-7.3] Leave` begins no list.
_OPENS_VALUE = frozenset("\"'{[(0123456789-tfn")
_LONGEST_NOTICE = 240
# So Anthropic gives what its search found: readable for the model alone.
_SEALED = '"encrypted_content":'
# What stands for a result that was taken out of the history, or out of the log.
_GONE = (
    "cleared", "removed", "omitted", "elided", "redacted", "stripped", "pruned", "withheld"
)  # fmt: skip
_TAKEN_OUT = re.compile(
    rf"\s*(?:[\w ]{{1,40}}:\s*)?[\[<({{*]+[^\n]{{0,80}}?\b(?:{'|'.join(_GONE)})\b"
    r"[^\n]{0,80}?[\])>}*]+\s*",
    re.IGNORECASE,
)
# What is dangerous to a model alone is kept from the model, and not from whoever reads the log.
_KEPT_FROM_MODEL = re.compile(r"\bprompt[ -]?injection|\bjailbreak|\bguard ?rail", re.IGNORECASE)
# `[14:02:11] $ make`: a log, and no list.
_LOG = re.compile(r"\s*\[\d[\d:.,/TZ +-]*\][ \t]*[^\s,\]]")
_PICTURE = re.compile(
    r"\[[a-z_-]{0,20}(?:image|picture|screenshot|file|document|pdf|audio|video|media|blob|binary|"
    r"inline_?data)[a-z_-]{0,20}(?: #?\d{1,3})?\](?=\s*(?:\n|$))",
    re.IGNORECASE,
)
_POINTS_AT_PICTURE = re.compile(
    r"\b(?:image|picture|photo|screen ?shot|pdf|document|file|attach\w*|scan|upload\w*|logo|chart|"
    r"diagram|page|invoice|receipt|label|above|earlier|bild|foto|datei|anhang|dokument)s?\b"
    r"|[图圖片照附件文檔档件截屏幕扫掃]",
    re.IGNORECASE,
)
_event_index_of = attrgetter("index")
_PARTS: dict[Note, str] = {
    "compacted": "earlier events were compacted away",
    "condensed": "the exporter condensed the log",
    "truncated-head": "the beginning of the transcript is missing",
    "sidechain": "the session's other parts are not in this trace",
    "hosted-search": "what the provider's search found is not recorded",
    "results-not-recorded": "the source records no results",
}
_UNREAD = "a picture, a file or sealed or removed output, which no reader sees"
_CUT = "a result that is recorded in part"


_DECODER = json.JSONDecoder()
_MARKS = " \t\r\n{}[]()\"'"
_NOTHING = ("", "None", "null")


class Gaps:
    """Why values of a trace may have a source that is not recorded, event by event.

    Args:
        trace: The trace; events may be added to it.
        pairing: Its calls and results.
    """

    def __init__(self, trace: Trace, pairing: Pairing) -> None:
        self._trace = trace
        self._pairing = pairing
        self._read = 0
        self._shown: list[Message] = []
        self._cut: list[ToolResult] = []
        self._first: tuple[int, str] | None = None
        self.met = ""
        """The reason that was given first, "" as long as nobody was given one."""

    def grow(self) -> None:
        """Take note that events were added to the trace."""
        self.__dict__.pop("_first_unheard", None)

    def saw_pictures(self, before: int) -> bool:
        """Say whether a user showed anything before an event that no reader sees."""
        self._read_on()
        return any(message.index < before for message in self._shown)

    @cached_property
    def whole(self) -> str:
        """Why the trace as a whole lacks something, or ""."""
        if self._trace.incomplete:
            return "part of the trace could not be read"
        notes = self._trace.notes
        if "from-prompt" in notes:
            notes -= {"sidechain"}
        return next((why for note, why in _PARTS.items() if note in notes), "")

    def reason(self, before: int) -> str:
        """Return why values before an event may have a source that is not recorded, or ""."""
        found = self.whole or self._reason(before)
        self.met = self.met or found
        return found

    def _reason(self, before: int) -> str:
        self._read_on()
        if self._first is not None and self._first[0] < before:
            return self._first[1]
        if any(cut.index < before and not self._came_whole(cut, before) for cut in self._cut):
            return _CUT
        if self._first_unheard is not None and self._first_unheard < before:
            return "what the provider's tool found is not recorded"
        return _UNREAD if any(self._may_show(m, before) for m in self._shown) else ""

    def _read_on(self) -> None:
        """Look at the events that were not looked at yet."""
        events = self._trace.events
        for event in events[self._read :]:
            if type(event) is ToolResult and event.source == "runtime":
                if self._first is None and is_unreadable(event.output, of_tool=True):
                    self._first = event.index, _UNREAD
                elif is_cut(event.output):
                    self._cut.append(event)
            elif type(event) is Message and event.source != "model":
                if event.source == "user" and is_unreadable(event.text):
                    self._shown.append(event)
                if self._first is None and says_parts_are_missing(event.text):
                    self._first = event.index, PARTS_ARE_MISSING
        self._read = len(events)

    def _came_whole(self, cut: ToolResult, before: int) -> bool:
        """Say whether the model made a call once more whose result broke off, and got all of it."""
        call = self._pairing.answered.get(cut.index)
        if call is None:
            return False
        asked = canonical_arguments(call.arguments_raw)
        return any(
            other.name == call.name
            and call.index < other.index < before
            and canonical_arguments(other.arguments_raw) == asked
            and (answer := self._pairing.answer.get(other.index)) is not None
            and answer.index < before
            and not is_cut(answer.output)
            for other in self._pairing.calls
        )

    @cached_property
    def _first_unheard(self) -> int | None:
        """Event index of the first call whose result the provider kept for itself."""
        answer = self._pairing.answer
        calls = self._pairing.calls
        return next((c.index for c in calls if c.hosted and c.index not in answer), None)

    def _may_show(self, shown: Message, before: int) -> bool:
        """Say whether what a user showed may be the source of what is told at an event.

        In a later turn it is none of what the tools were called for, unless the user points at it.
        """
        events = self._trace.events
        turn = events[before].turn if before < len(events) else shown.turn
        if shown.index >= before:
            return False
        return (
            shown.turn == turn or self._points_back(turn, before) or not self._looked(turn, before)
        )

    def _points_back(self, turn: int, before: int) -> bool:
        return any(
            type(event) is Message
            and event.source == "user"
            and event.turn == turn
            and _POINTS_AT_PICTURE.search(event.text)
            for event in self._trace.events[:before]
        )

    def _looked(self, turn: int, before: int) -> bool:
        """Say whether a call was answered in a turn before an event."""
        calls = self._pairing.calls
        place = bisect_left(calls, before, key=_event_index_of)
        return any(c.turn == turn and c.index in self._pairing.answer for c in calls[:place])


def is_unreadable(raw: str, *, of_tool: bool = False) -> bool:
    """Say whether what the model was given is not told: a picture, what is sealed or taken out."""
    if _SEALED in raw or ("[" in raw and _PICTURE.search(raw) is not None):
        return True
    if not of_tool or len(raw) > _LONGEST_NOTICE:
        return False
    return _is_taken_out(raw) and _KEPT_FROM_MODEL.search(raw) is None


def tells_nothing(result: ToolResult) -> bool:
    """Say whether a result tells of no thing at all: its call failed, or nothing came back."""
    raw = result.output
    return failed(result) or is_kept_from_model(raw) or raw.strip(_MARKS) in _NOTHING


def is_kept_from_model(raw: str) -> bool:
    """Say whether a notice stands for a result that was kept from the model itself."""
    return (
        len(raw) <= _LONGEST_NOTICE
        and _is_taken_out(raw)
        and _KEPT_FROM_MODEL.search(raw) is not None
    )


def _is_taken_out(raw: str) -> bool:
    return has_one(raw.casefold(), _GONE) and _TAKEN_OUT.fullmatch(raw) is not None


def is_cut(output: str) -> bool:
    """Say whether a result begins as JSON and breaks off."""
    begin = output.lstrip()[:1]
    if begin == "[" and _LOG.match(output):
        return False
    if begin not in ("{", "[") or output.lstrip()[1:].lstrip()[:1] not in _OPENS_VALUE:
        return False
    closing = "}" if begin == "{" else "]"
    if output.rstrip().endswith(closing) or parse_value(output) is not None:
        return False
    return not _begins_with_whole(output.lstrip())


def _begins_with_whole(output: str) -> bool:
    """Say whether a whole JSON value stands first, and other words behind it."""
    try:
        _DECODER.raw_decode(output)
    except ValueError:
        return False
    return True
