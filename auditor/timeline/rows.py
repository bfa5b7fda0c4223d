"""A trace as rows to draw: events, ghosts of what is missing, and folds over what is left out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from auditor.finding import SEVERITIES, Finding, Severity
from auditor.pairing import pair
from auditor.timeline.choosing import LONGEST, chosen, text_of
from auditor.timeline.ghosts import Ghost, ghosts_of
from auditor.trace import Event, ToolCall, ToolResult, Trace

Kind = Literal["user", "system", "model", "thinking", "call", "result"]

_LONGEST_WHOLE = 50_000
_MOST_TICKS = 250


class Piece(NamedTuple):
    """A stretch of an event's words; `flagged` where a finding is about it."""

    text: str
    flagged: bool


class EventRow(NamedTuple):
    """An event.

    Attributes:
        kind: What it is.
        tool: The tool of a call or result.
        pieces: Its words.
        left_out: Characters that are not shown.
        findings: What was found here, gravest first.
        severity: The gravest of these, or "".
        current: The finding that the reader looks at is here.
        focus: The reader came for this event.
        cited: Roles in which the current finding cites the event.
        orphan: A result that answers no call.
        answers: For a result the event of its call, for a call that of its result; or None.
    """

    event: Event
    kind: Kind
    tool: str
    pieces: list[Piece]
    left_out: int
    findings: list[Finding]
    severity: str
    current: bool
    focus: bool
    cited: list[str]
    orphan: bool
    answers: int | None


class Fold(NamedTuple):
    """Events that are not shown: the first, the last, and how many there are of each kind."""

    first: int
    last: int
    kinds: list[tuple[Kind, int]]


class TurnRow(NamedTuple):
    """The beginning of a turn."""

    turn: int


Row = EventRow | Ghost | Fold | TurnRow


class Tick(NamedTuple):
    """An event, or some neighbours, in the strip of the whole trace: its kind, how grave it is."""

    kind: Kind
    severity: Severity | Literal[""]


class Timeline(NamedTuple):
    """A trace to draw.

    Attributes:
        rows: From top to bottom, each with its sort: `event`, `ghost`, `fold` or `turn`.
        strip: All events in short.
        whole: Nothing is folded.
    """

    rows: list[tuple[str, Row]]
    strip: list[Tick]
    whole: bool


_SORTS: dict[type[Row], str] = {
    EventRow: "event", Ghost: "ghost", Fold: "fold", TurnRow: "turn"
}  # fmt: skip


def rows_of(
    trace: Trace,
    findings: Sequence[Finding],
    *,
    current: Finding | None,
    focus: int | None,
    room: int | None,
) -> Timeline:
    """Return what is drawn of a trace; arguments as in `timeline_html`."""
    drawing = _Drawing(trace, findings, current, focus, room)
    rows = list(drawing.rows())
    whole = not any(isinstance(row, Fold) for row in rows)
    return Timeline([(_SORTS[type(row)], row) for row in rows], drawing.strip(), whole)


class _Drawing:
    """What drawing the rows of one trace needs to know."""

    def __init__(
        self,
        trace: Trace,
        findings: Sequence[Finding],
        current: Finding | None,
        focus: int | None,
        room: int | None,
    ) -> None:
        self._trace = trace
        self._pairing = pair(trace.events)
        self._current = current
        self._focus = focus if focus is not None else (current.event_index if current else None)
        self._longest = LONGEST if room is not None else _LONGEST_WHOLE
        self._found: dict[int, list[Finding]] = {}
        for finding in sorted(findings, key=lambda f: -SEVERITIES.index(f.severity)):
            if finding.event_index is not None:
                self._found.setdefault(finding.event_index, []).append(finding)
        self._ghosts = ghosts_of(trace, findings)
        self._cited: dict[int, list[str]] = {}
        for evidence in current.evidence if current else ():
            if evidence.event_index is not None:
                roles = self._cited.setdefault(evidence.event_index, [])
                if evidence.role not in roles:
                    roles.append(evidence.role)
        matter = {*self._found, *self._ghosts, *self._cited}
        self._shown = chosen(trace, matter, self._focus, room)

    def rows(self) -> Iterator[Row]:
        turn = -1
        folded: list[int] = []
        for event in self._trace.events:
            if event.index not in self._shown:
                folded.append(event.index)
                continue
            if folded:
                yield self._fold(folded)
                folded = []
            if event.turn != turn:
                turn = event.turn
                yield TurnRow(turn)
            yield from self._ghosts.get(event.index, ())
            yield self._row(event)
        if folded:
            yield self._fold(folded)
        yield from self._ghosts.get(len(self._trace.events), ())

    def strip(self) -> list[Tick]:
        ticks = [Tick(_kind(event), self._severity(event.index)) for event in self._trace.events]
        size = -(-len(ticks) // _MOST_TICKS) or 1
        return [_gravest(ticks[start : start + size]) for start in range(0, len(ticks), size)]

    def _fold(self, indexes: list[int]) -> Fold:
        kinds = Counter(_kind(self._trace.events[index]) for index in indexes)
        return Fold(indexes[0], indexes[-1], kinds.most_common())

    def _severity(self, index: int) -> Severity | Literal[""]:
        found = self._found.get(index)
        return found[0].severity if found else ""

    def _row(self, event: Event) -> EventRow:
        found = self._found.get(event.index, [])
        pieces, left_out = _pieces(text_of(event), _quotes(found), self._longest)
        return EventRow(
            event,
            _kind(event),
            self._tool(event),
            pieces,
            left_out,
            found,
            self._severity(event.index),
            self._current is not None and self._current.event_index == event.index,
            self._focus == event.index,
            self._cited.get(event.index, []),
            isinstance(event, ToolResult) and event.index not in self._pairing.answered,
            self._partner(event),
        )

    def _tool(self, event: Event) -> str:
        if isinstance(event, ToolCall):
            return event.name
        if isinstance(event, ToolResult):
            call = self._pairing.answered.get(event.index)
            return call.name if call else (event.name or "")
        return ""

    def _partner(self, event: Event) -> int | None:
        if isinstance(event, ToolCall):
            result = self._pairing.answer.get(event.index)
            return None if result is None else result.index
        call = self._pairing.answered.get(event.index)
        return None if call is None else call.index


def _gravest(ticks: Sequence[Tick]) -> Tick:
    """Return the tick that stands for some neighbours."""
    return max(ticks, key=lambda tick: SEVERITIES.index(tick.severity) if tick.severity else -1)


def _kind(event: Event) -> Kind:
    if isinstance(event, ToolCall):
        return "call"
    if isinstance(event, ToolResult):
        return "result"
    if event.source == "model":
        return "thinking" if event.channel == "thinking" else "model"
    return "user" if event.source == "user" else "system"


def _quotes(findings: Iterable[Finding]) -> list[str]:
    """Return the words that findings are about, as they stand in the event."""
    found = [e.quote for f in findings for e in f.evidence[:1] if e.event_index == f.event_index]
    return [quote.removesuffix("…").strip() for quote in found]


def _pieces(text: str, quotes: Iterable[str], longest: int) -> tuple[list[Piece], int]:
    """Cut a text into flagged and other stretches, and to a length that still shows the flagged."""
    spans = sorted(
        (place, place + len(quote))
        for quote in quotes
        if quote and (place := text.find(quote)) >= 0
    )
    start, end = 0, len(text)
    if len(text) > longest:
        earliest = spans[0][0] if spans else 0
        start = max(0, min(earliest - longest // 4, len(text) - longest))
        end = start + longest
    pieces: list[Piece] = []
    place = start
    for first, last in spans:
        begin, stop = max(first, place), min(last, end)
        if begin >= stop:
            continue
        if begin > place:
            pieces.append(Piece(text[place:begin], flagged=False))
        pieces.append(Piece(text[begin:stop], flagged=True))
        place = stop
    if place < end:
        pieces.append(Piece(text[place:end], flagged=False))
    return pieces, len(text) - (end - start)
