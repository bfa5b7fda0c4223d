"""The normalised form of one agent run.

The event types are plain values on the hot path: msgspec structs without garbage-collector
tracking. What is rare or dear (ids by content, JSON pointers) is derived on demand.
"""

import hashlib
from typing import Any, Literal, Protocol

import msgspec

SCHEMA_VERSION = 1

Source = Literal["user", "model", "runtime", "unknown"]
Channel = Literal["text", "thinking"]


class Message(msgspec.Struct, frozen=True, gc=False, tag="message"):
    """Words of the user, the system or the model.

    Attributes:
        index: Place in `Trace.events`, 0-based.
        turn: One user message and all that follows until the next, 0-based. The same words again
            right behind a result open none: a runtime reminds the model.
        step: Number of the latest model action, 0-based; -1 before the first.
        item: Place of the source item: 0-based in the source's list, or the 1-based line of a
            session file. Gives the JSON pointer. -1 for what stands beside the list.
        source: Who wrote it.
        role: The role as the transcript spells it.
        text: The words, unescaped.
        channel: `thinking` for reasoning.
        synthesized: Why a framework, not its nominal author, wrote this; None as a rule.
        at: Time in UTC as ISO 8601, where the transcript gives one.
    """

    index: int
    turn: int
    step: int
    item: int
    source: Source
    role: str
    text: str
    channel: Channel = "text"
    synthesized: str | None = None
    at: str | None = None


class ToolCall(msgspec.Struct, frozen=True, gc=False, tag="tool_call"):
    """A request to run a tool.

    Attributes:
        arguments_raw: The exact string as emitted; parsing is a derived view. An argument
            object is given as the bytes the transcript held, or compact JSON where they are lost.
        call_id: The id that its result should name, or None where the format has none.
        position: Place inside a batch of parallel calls, 0-based.
        hosted: The tool ran on the model provider's side, so no result need follow.
        Other attributes as in `Message`.
    """

    index: int
    turn: int
    step: int
    item: int
    name: str
    arguments_raw: str
    call_id: str | None = None
    position: int = 0
    source: Source = "model"
    hosted: bool = False
    synthesized: str | None = None
    at: str | None = None


class ToolResult(msgspec.Struct, frozen=True, gc=False, tag="tool_result"):
    """What the runtime says a tool returned.

    Attributes:
        call_id: The id of the call it answers, or None where the format has none.
        name: The tool's name where the transcript repeats it.
        output: The result as text; structured results as JSON text.
        is_error: The tool or the framework reports a failure.
        later: The format says that its runtime goes on with a call that it answered before (a tool
            that runs long, a call that was approved meanwhile).
        Other attributes as in `Message`.
    """

    index: int
    turn: int
    step: int
    item: int
    output: str
    call_id: str | None = None
    name: str | None = None
    is_error: bool = False
    source: Source = "runtime"
    synthesized: str | None = None
    at: str | None = None
    later: bool = False


Event = Message | ToolCall | ToolResult


class Tool(msgspec.Struct, frozen=True, gc=False):
    """A tool that the transcript itself declares.

    Attributes:
        schema: JSON schema of the arguments as JSON text; empty where none is given.
        output_schema: JSON schema of the result as JSON text; empty where none is given.
    """

    name: str
    schema: str = ""
    output_schema: str = ""
    description: str = ""


Note = Literal[
    "calls-not-recorded",  # the format or exporter keeps results but no calls
    "compacted",  # earlier events were summarised away
    "condensed",  # the exporter dropped events
    "hosted-search",  # the provider searched for the model, and what it found is not recorded
    "from-prompt",  # a sub-agent that began from its prompt alone: nothing is missing before it
    "free-text-arguments",  # calls hold commands or code as text, no JSON
    "seeded",  # the history before the run was put there by the harness
    "sidechain",  # a part of a session: a sub-agent's, or an abandoned branch
    "truncated-head",  # the beginning is missing
    "truncated-tail",  # the end is missing (cut file, abort, length limit)
    "results-not-recorded",  # the format keeps calls but no results
    "single-text",  # calls, results and words come from one text without completion borders
]


# What marks the runtime's words on a reply that was aborted, so that its calls were never run.
BROKEN_OFF = "reply broken off"


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a record lies.

    Attributes:
        file: Path relative to the working folder, with `/`; `-` for standard input.
        line: 1-based line of a JSONL record, or None inside a document.
        offset: Byte offset of the record in the uncompressed file.
        length: Its length in bytes.
        pointer: JSON pointer of the trace inside its document or record.
    """

    file: str
    line: int | None = None
    offset: int = 0
    length: int = 0
    pointer: str = ""


class Unopened(Protocol):
    """A record that was decoded, and whose events are made when somebody asks for them."""

    def opened(self) -> list[Event]:
        """Return the events."""

    def given(self) -> tuple[str, str]:
        """Return the system words before the first words of the user, and these."""


class Trace(msgspec.Struct, gc=False):
    """One agent run, normalised.

    Attributes:
        format: Name of the format it was read from.
        place: Where it lies.
        _events: In order of the transcript; see `events`.
        items: JSON pointer, below `place.pointer`, of the list that `Event.item` counts in;
            None where items are lines of a session file.
        own_id: The source's own id, made unique; None where it has none.
        dataset, task_id, run_index: What the transcript says it is a run of.
        tools: The tools the transcript declares.
        notes: What the format or exporter is known to leave out.
        incomplete: Part of the trace could not be read: evidence is at most `suspected`.
        reward: Outcome score where a benchmark gives one.
        model, prompt_version: What produced it, where given.
        at: Time of the first event in UTC, where given.
        parent_id: The trace that started this sub-agent.
        extra: What the reader kept without using it, as JSON text by key.
        unopened: An `Unopened` record, as long as nobody asked for its events.
    """

    format: str
    place: Place
    _events: list[Event] = msgspec.field(name="events")
    items: str | None = ""
    own_id: str | None = None
    dataset: str = ""
    task_id: str | None = None
    run_index: int | None = None
    tools: tuple[Tool, ...] = ()
    notes: frozenset[Note] = frozenset()
    incomplete: bool = False
    reward: float | None = None
    model: str | None = None
    prompt_version: str | None = None
    at: str | None = None
    parent_id: str | None = None
    extra: dict[str, str] = {}
    content_key: int = 0
    unopened: Any = None
    _trace_id: str = ""

    @property
    def events(self) -> list[Event]:
        """The events in order of the transcript."""
        if self.unopened is not None:
            self._events = self.unopened.opened()
            self.unopened = None
        return self._events

    @property
    def trace_id(self) -> str:
        """The source's own id, else 16 hex digits of the sha256 of the canonical events."""
        if not self._trace_id:
            self._trace_id = self.own_id or content_id(self.events)
        return self._trace_id

    @property
    def task_key(self) -> str:
        """`dataset:task_id` where given, else 16 hex digits over system, tools, first user."""
        if self.task_id is not None:
            return f"{self.dataset}:{self.task_id}" if self.dataset else self.task_id
        return hashlib.sha256(repr(task_input(self)).encode()).hexdigest()[:16]


class ReadProblem(msgspec.Struct, frozen=True, gc=False):
    """A record that could not be read, kept beside the traces.

    Attributes:
        code: TA901 (unreadable) or TA902 (unknown format).
        reason: One sentence: what is wrong and where in the record.
        cure: What to do about it.
        raw: The record's first 64 KiB as found.
        sha256: Of the whole record.
    """

    place: Place
    code: str
    reason: str
    cure: str = ""
    raw: bytes = b""
    sha256: str = ""


class _Replay(msgspec.Struct):
    step: int = 0


def first_own_step(trace: Trace) -> int:
    """Return the first step that is the run's own; a replay may have been given those before it."""
    try:
        return msgspec.json.decode(trace.extra.get("replay", "{}"), type=_Replay).step
    except msgspec.DecodeError:
        return 0


def content_id(events: list[Event]) -> str:
    """Return 16 hex digits over what was said and done, whatever the format around it.

    Times, items and framework marks take no part, so that re-exported runs keep their id.
    """
    digest = hashlib.sha256()
    for event in events:
        if type(event) is Message:
            parts: tuple[str, ...] = ("m", event.source, event.channel, event.text)
        elif type(event) is ToolCall:
            parts = ("c", event.call_id or "", event.name, event.arguments_raw)
        else:
            assert type(event) is ToolResult  # noqa: S101 - narrows the union for the checker
            parts = ("r", event.call_id or "", event.name or "", event.output)
        digest.update(msgspec.json.encode(parts))
    return digest.hexdigest()[:16]


def task_input(trace: Trace) -> tuple[str, tuple[Tool, ...], str]:
    """Return what makes two runs repeats of one input: system words, tools, first user words.

    White space at the ends of words does not count.
    """
    if trace.unopened is not None:
        system, first_user = trace.unopened.given()
        return system.strip(), trace.tools, first_user.strip()
    system = first_user = ""
    for event in trace.events:
        if type(event) is not Message:
            continue
        if event.source == "user":
            first_user = event.text
            break
        if event.source == "runtime":
            system += event.text
    return system.strip(), trace.tools, first_user.strip()


def pointer_of(trace: Trace, event: Event) -> str:
    """Return the JSON pointer of an event inside its record or document."""
    if trace.items is None:
        return ""
    if event.item < 0:
        return trace.place.pointer
    return f"{trace.place.pointer}{trace.items}/{event.item}"


def line_of(trace: Trace, event: Event | None) -> int | None:
    """Return the 1-based line of an event, or None inside a document."""
    if trace.items is None and event is not None:
        return event.item
    return trace.place.line
