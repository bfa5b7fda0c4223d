"""The conversations of a recorded run, and where to look for the one that a span goes on with."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.draft import Draft
from auditor.trace import Event, Message, Note, Tool, ToolCall, ToolResult

_LOOK_BACK = 16
# A `Counter` is made and filled in Python, which costs more than a span has to count.
_nothing_counted: Callable[[], defaultdict[Any, int]] = partial(defaultdict, int)


class Thread(msgspec.Struct):
    """One conversation in the making.

    Attributes:
        number: Its place among the conversations of the run.
        home: The span that encloses the conversation's first one.
        first: Id of its first chat or tool span.
        opening: Key of its first event that is no instruction.
        seen: How often each event stands in it.
        heard: What its latest chat span was given.
        rest: What stands in it beside that, how often each.
        waiting: Calls that no tool span has answered yet.
        failed: Ids of calls whose tool span reports an error.
        made: Names of tools whose calls have ids made of them.
        unlinked: Outputs that stand in it without the id of a call in it, by canonical text.
    """

    number: int
    home: str | None
    first: str | None = None
    opening: Hashable = None
    draft: Draft = msgspec.field(default_factory=Draft)
    seen: defaultdict[Hashable, int] = msgspec.field(default_factory=_nothing_counted)
    heard: tuple[Event, ...] = ()
    rest: defaultdict[Hashable, int] = msgspec.field(default_factory=_nothing_counted)
    waiting: list[ToolCall] = msgspec.field(default_factory=list)
    failed: set[str] = msgspec.field(default_factory=set)
    made: set[str] = msgspec.field(default_factory=set)
    unlinked: defaultdict[str, int] = msgspec.field(default_factory=_nothing_counted)
    notes: set[Note] = msgspec.field(default_factory=set)
    model: str | None = None
    tools: tuple[Tool, ...] = ()
    usage: defaultdict[str, int] = msgspec.field(default_factory=_nothing_counted)


def count_tokens(thread: Thread, usage: Mapping[str, int]) -> None:
    """Add the tokens of a span to those of its conversation."""
    for kind, tokens in usage.items():
        thread.usage[kind] += tokens


def events_key(event: Event) -> Hashable:
    """Return what makes an event of one span the same as one of another span."""
    if type(event) is Message:
        return ("m", event.source, event.channel, event.text.strip())
    if type(event) is ToolCall:
        if event.call_id and not is_made_of_name(event):
            return ("c", event.call_id)
        return ("c", event.name, canonical_arguments(event.arguments_raw))
    assert type(event) is ToolResult  # noqa: S101 - narrows the union for the checker
    if event.call_id and event.call_id[-1:].isdecimal() and event.call_id[-2:-1] == "_":
        # Perhaps made of a name: then another call's result has it, too.
        return ("r", event.call_id, event.output)
    if event.call_id:
        return ("r", event.call_id)
    return ("r", event.name, event.output)


def is_made_of_name(call: ToolCall) -> bool:
    """Say whether an id is the tool's name and the place in its message: Gemini gives none.

    Source: opentelemetry-instrumentation-google-genai, message.py. Results count their own places.
    """
    made, _, place = (call.call_id or "").rpartition("_")
    return made == call.name and place.isdecimal()


def is_of_model(event: Event) -> bool:
    """Say whether an event holds words or a call of the model."""
    return type(event) is not ToolResult and event.source == "model"


class Told(NamedTuple):
    """Events that a span added to a conversation."""

    thread: Thread
    events: tuple[Event, ...]


class Board(msgspec.Struct):
    """The conversations of a run, and where to look for the one that a span goes on with.

    A run may hold thousands of conversations that have nothing to do with each other; of those
    that might fit, only the latest few are looked at.

    Attributes:
        parents: The span around each span.
        owners: The conversation of each chat and tool span.
        openings, homes: The conversations by their opening and by their enclosing span.
        holders: Which conversations hold something that the model said or a tool returned.
        told: What chat spans added since somebody asked for holders; few runs ever ask.
        latest: The conversation that the last chat span went to.
    """

    parents: dict[str, str | None]
    threads: list[Thread] = msgspec.field(default_factory=list)
    owners: dict[str, Thread] = msgspec.field(default_factory=dict)
    openings: dict[Hashable, list[Thread]] = msgspec.field(default_factory=dict)
    homes: dict[str | None, list[Thread]] = msgspec.field(default_factory=dict)
    holders: dict[Hashable, list[Thread]] = msgspec.field(default_factory=dict)
    told: list[Told] = msgspec.field(default_factory=list)
    latest: Thread | None = None


def open_thread(board: Board, home: str | None, opening: Hashable = None) -> Thread:
    """Return a new conversation of the run."""
    thread = Thread(len(board.threads), home, opening=opening)
    board.threads.append(thread)
    board.homes.setdefault(home, []).append(thread)
    board.openings.setdefault(opening, []).append(thread)
    return thread


def holders_of(board: Board, key: Hashable) -> list[Thread]:
    """Return the latest conversations that hold what the model said or a tool returned."""
    for thread, events in board.told:
        for event in events:
            if is_of_model(event) or type(event) is ToolResult:
                holders = board.holders.setdefault(events_key(event), [])
                if not holders or holders[-1] is not thread:
                    holders.append(thread)
    board.told.clear()
    return latest_of(board.holders.get(key))


def own_span(board: Board, thread: Thread, span_id: str) -> None:
    """Note that a span belongs to a conversation."""
    board.owners[span_id] = thread
    if thread.first is None:
        thread.first = span_id


def latest_of(threads: list[Thread] | None) -> list[Thread]:
    """Return the conversations to look at, the latest first."""
    return threads[: -_LOOK_BACK - 1 : -1] if threads else []
