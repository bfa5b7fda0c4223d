"""Spans of one recorded run, put together as traces.

Tracing products keep a run as a tree of spans. Each chat span repeats the conversation so far, and
a tool span repeats a call of the chat span before it: what several spans say is one event here.
Spans of one conversation make one trace; another agent's conversation inside the same run becomes a
trace of its own, linked to the one whose spans enclose it.

Times are those at which spans began, so that they rise along a trace; those inside messages are
often cut to whole seconds.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.draft import Draft
from auditor.message_parts import json_text
from auditor.trace import Event, Message, Note, Place, Tool, ToolCall, ToolResult, Trace

Kind = Literal["chat", "tool", "agent", "other"]


class Execution(NamedTuple):
    """What a tool span says of one execution; `output` is None where it was not captured."""

    name: str
    arguments_raw: str = ""
    output: str | None = None
    call_id: str | None = None
    is_error: bool = False


class Span(NamedTuple):
    """One span, its content turned into events.

    Attributes:
        item: Its place in the list that the trace's pointers count in.
        start: When it began, in UTC; spans without a time keep the order of the file.
        said: What was given to the model or agent, history included.
        replied: What came back.
        execution: Of a tool span.
        usage: Tokens by kind, as the span counts them.
    """

    span_id: str
    parent_id: str | None
    kind: Kind
    item: int
    start: str | None = None
    said: tuple[Event, ...] = ()
    replied: tuple[Event, ...] = ()
    execution: Execution | None = None
    model: str | None = None
    tools: tuple[Tool, ...] = ()
    usage: Mapping[str, int] = MappingProxyType({})


def instructions_first(said: Iterable[Event], replied: Iterable[Event]) -> tuple[Event, ...]:
    """Return what was said behind the instructions that only the reply repeats."""
    return (*(event for event in replied if _is_instruction(event)), *said)


def without_instructions(replied: Iterable[Event]) -> tuple[Event, ...]:
    """Return what came back without the instructions that it repeats."""
    return tuple(event for event in replied if not _is_instruction(event))


def _is_instruction(event: Event) -> bool:
    return type(event) is Message and event.source == "runtime"


class Thread(msgspec.Struct):
    """One conversation in the making.

    Attributes:
        home: The span that encloses the conversation's first one.
        members: Ids of its chat and tool spans.
        opening: Key of its first event that is no instruction.
        seen: How often each event stands in it.
        waiting: Calls that no tool span has answered yet.
        failed: Ids of calls whose tool span reports an error.
    """

    home: str | None
    members: list[str]
    opening: Hashable = None
    draft: Draft = msgspec.field(default_factory=Draft)
    seen: Counter[Hashable] = msgspec.field(default_factory=Counter)
    waiting: list[ToolCall] = msgspec.field(default_factory=list)
    failed: set[str] = msgspec.field(default_factory=set)
    notes: set[Note] = msgspec.field(default_factory=set)
    model: str | None = None
    tools: tuple[Tool, ...] = ()
    usage: Counter[str] = msgspec.field(default_factory=Counter)


def events_key(event: Event) -> Hashable:
    """Return what makes an event of one span the same as one of another span."""
    if type(event) is Message:
        return ("m", event.source, event.channel, event.text.strip())
    if type(event) is ToolCall:
        if event.call_id:
            return ("c", event.call_id)
        return ("c", event.name, canonical_arguments(event.arguments_raw))
    assert type(event) is ToolResult  # noqa: S101 - narrows the union for the checker
    if event.call_id:
        return ("r", event.call_id)
    return ("r", event.name, event.output)


class Run(NamedTuple):
    """What the traces of one run share.

    Attributes:
        items: JSON pointer, below `place`, of the list that `Span.item` counts in.
        own_id: The run's id.
    """

    format: str
    place: Place
    items: str | None
    own_id: str | None


def traces_of(spans: Iterable[Span], run: Run) -> Iterator[Trace]:
    """Yield the conversations of one run, the first of them under the run's own id.

    Where no chat span kept any words, the tool spans between the outermost span's input and output
    make one trace. A run without chat, tool or agent content yields none.
    """
    ordered = sorted(spans, key=lambda span: span.start or "")
    parents = {span.span_id: span.parent_id for span in ordered}
    if any(span.kind == "chat" and (span.said or span.replied) for span in ordered):
        threads = _conversations(_without_wrappers(ordered, parents), parents)
    else:
        threads = _outline(ordered)
    for number, thread in enumerate(threads):
        yield _trace_of(thread, number, run, _parent_of(thread, threads, parents, run.own_id))


def _conversations(spans: list[Span], parents: dict[str, str | None]) -> list[Thread]:
    threads: list[Thread] = []
    repeated = _repeated_results(spans)
    for span in spans:
        if span.kind == "chat":
            _add_chat(threads, span, parents)
        elif span.kind == "tool":
            _add_tool(threads, span, parents, repeated)
    return threads


def _outline(spans: list[Span]) -> list[Thread]:
    """Return the one conversation of a run whose chat spans kept no words."""
    chats = [span for span in spans if span.kind == "chat"]
    tools = [span for span in spans if span.kind == "tool"]
    whole = next((span for span in spans if span.said or span.replied), None)
    if not (chats or tools or whole):
        return []
    thread = Thread(None, [])
    if chats:
        thread.notes.add("condensed")
        thread.model = next((span.model for span in chats if span.model), None)
    for span in chats:
        thread.usage.update(span.usage)
    if whole is not None:
        _append(thread, whole.said, whole)
    for span in tools:
        _add_tool([thread], span, {}, Counter())
    if whole is not None:
        _append(thread, whole.replied, whole._replace(start=None))
    return [thread]


def _without_wrappers(spans: list[Span], parents: dict[str, str | None]) -> list[Span]:
    """Leave out chat spans that say what a chat span inside them says, or the other way round.

    Of both the fuller one stays, the inner one where they are equal. What lies inside a tool or
    agent span is another conversation.
    """
    by_id = {span.span_id: span for span in spans}
    dropped: set[str] = set()
    for span in spans:
        if span.kind != "chat":
            continue
        for above in ancestors(span.span_id, parents):
            outer = by_id.get(above)
            if outer is None or outer.kind in ("tool", "agent"):
                break
            if outer.kind == "chat":
                inner_is_fuller = _size(span) >= _size(outer)
                dropped.add(outer.span_id if inner_is_fuller else span.span_id)
    return [span for span in spans if span.span_id not in dropped]


def _size(span: Span) -> int:
    return len(span.said) + len(span.replied)


def ancestors(span_id: str, parents: dict[str, str | None]) -> Iterator[str]:
    """Yield the spans around a span, innermost first; broken trees may hold circles."""
    passed = {span_id}
    above = parents.get(span_id)
    while above is not None and above not in passed:
        yield above
        passed.add(above)
        above = parents.get(above)


def _repeated_results(spans: list[Span]) -> Counter[Hashable]:
    """Count the results that chat spans were given, by id, or by name where they have none."""
    most: Counter[Hashable] = Counter()
    for span in spans:
        given = Counter(
            result.call_id or ("name", result.name)
            for result in span.said
            if type(result) is ToolResult
        )
        most |= given
    return most


def _add_chat(threads: list[Thread], span: Span, parents: dict[str, str | None]) -> None:
    thread = _thread_for(threads, span, parents)
    thread.members.append(span.span_id)
    thread.model = thread.model or span.model
    thread.tools = thread.tools or span.tools
    thread.usage.update(span.usage)
    if not span.said and not span.replied:
        thread.notes.add("condensed")
    _add_said(thread, span)
    _add_replied(thread, span)


def opening_of(events: Iterable[Event]) -> Hashable:
    """Return the key of the first event that is no instruction, or None."""
    for event in events:
        if type(event) is not Message or event.source != "runtime":
            return events_key(event)
    return None


def _thread_for(threads: list[Thread], span: Span, parents: dict[str, str | None]) -> Thread:
    """Return the conversation that a span goes on with, or a new one.

    It goes on with one of the same opening, one that it repeats words or calls of, or, where it
    repeats nothing and has no instructions of its own, the one of the same enclosing span.
    """
    home = parents.get(span.span_id)
    opening = opening_of(span.said)
    keys = {events_key(e) for e in span.said if type(e) is not Message or e.source == "model"}
    for thread in reversed(threads):
        same_home = thread.home == home
        if opening is not None and thread.opening == opening and (same_home or keys):
            return thread
    for thread in reversed(threads):
        if any(key in thread.seen for key in keys):
            return thread
    for thread in reversed(threads):
        told = all(events_key(e) in thread.seen for e in span.said if _is_instruction(e))
        if thread.home == home and told and not keys and home is not None:
            return thread
    threads.append(Thread(home, [], opening))
    return threads[-1]


def _add_said(thread: Thread, span: Span) -> None:
    """Add what a span was given, but for what the conversation holds already."""
    if thread.opening is None:
        thread.opening = opening_of(span.said)
    goes_on = opening_of(span.said) == thread.opening or any(
        events_key(event) in thread.seen
        for event in span.said
        if type(event) is not Message or event.source != "user"
    )
    left = Counter(thread.seen) if goes_on else Counter[Hashable]()
    new = []
    for event in span.said:
        key = events_key(event)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(event)
    _append(thread, new, span)


def _add_replied(thread: Thread, span: Span) -> None:
    _append(thread, span.replied, span)


def _append(thread: Thread, events: Iterable[Event], span: Span) -> None:
    """Add events of a span; a call whose result comes with it waits for no tool span."""
    draft, step = thread.draft, -1
    fresh: list[ToolCall] = []
    for event in events:
        thread.seen[events_key(event)] += 1
        if type(event) is not ToolResult and event.source == "model" and event.step != step:
            draft.step()
            step = event.step
        if type(event) is ToolCall:
            fresh.append(event)
        elif type(event) is ToolResult:
            answered = [call for call in fresh if call.call_id == event.call_id]
            if answered:
                fresh.remove(answered[0])
            if event.call_id in thread.failed and not event.is_error:
                event = msgspec.structs.replace(event, is_error=True)  # noqa: PLW2901 - same event
        _copy(draft, event, span)
    thread.waiting += fresh


def _copy(draft: Draft, event: Event, span: Span) -> None:
    item, at = span.item, span.start
    if type(event) is ToolCall:
        draft.call(
            event.name, event.arguments_raw, item, call_id=event.call_id,
            position=event.position, source=event.source, hosted=event.hosted, at=at,
        )  # fmt: skip
    elif type(event) is ToolResult:
        draft.result(
            event.output, item, call_id=event.call_id, name=event.name,
            is_error=event.is_error, at=at,
        )  # fmt: skip
    else:
        assert type(event) is Message  # noqa: S101 - narrows the union for the checker
        if event.source == "user":
            draft.user(event.text, item, role=event.role, at=at)
        else:
            draft.words(event.source, event.role, event.text, item, channel=event.channel, at=at)


def _add_tool(
    threads: list[Thread],
    span: Span,
    parents: dict[str, str | None],
    repeated: Counter[Hashable],
) -> None:
    assert span.execution is not None  # noqa: S101 - a tool span has an execution
    run = span.execution
    thread, call = _caller(threads, span, parents)
    thread.members.append(span.span_id)
    if call is not None:
        thread.waiting.remove(call)
    else:
        thread.draft.step()
        call = ToolCall(0, 0, 0, span.item, run.name, run.arguments_raw, run.call_id)
        thread.seen[events_key(call)] += 1
        thread.draft.call(
            run.name, run.arguments_raw, span.item, call_id=run.call_id, at=span.start
        )
    told = call.call_id or ("name", call.name)
    if run.is_error and call.call_id:
        thread.failed.add(call.call_id)
    if repeated[told] > 0:
        repeated[told] -= 1
    elif run.output is None:
        thread.notes.add("results-not-recorded")
    else:
        result = ToolResult(0, 0, 0, 0, run.output, call.call_id, run.name, run.is_error)
        _append(thread, [result], span)


def _caller(
    threads: list[Thread], span: Span, parents: dict[str, str | None]
) -> tuple[Thread, ToolCall | None]:
    """Return the conversation that a tool span belongs to, and its call there, if recorded."""
    assert span.execution is not None  # noqa: S101 - a tool span has an execution
    run = span.execution
    around = set(ancestors(span.span_id, parents))
    near = [t for t in threads if t.home in around or not around.isdisjoint(t.members)]
    for thread in [*reversed(near), *reversed(threads)]:
        call = _waiting_call(thread.waiting, run)
        if call is not None:
            return thread, call
    if near:
        return near[-1], None
    if not threads:
        threads.append(Thread(parents.get(span.span_id), []))
    return threads[0], None


def _waiting_call(waiting: list[ToolCall], run: Execution) -> ToolCall | None:
    """Return the call of the same id; else one of the same name, first by equal arguments."""
    for call in waiting:
        if run.call_id and call.call_id == run.call_id:
            return call
    named = [c for c in waiting if c.name == run.name and not (c.call_id and run.call_id)]
    arguments = canonical_arguments(run.arguments_raw)
    same = (call for call in named if canonical_arguments(call.arguments_raw) == arguments)
    return next(same, named[0] if named else None)


def _trace_of(thread: Thread, number: int, run: Run, parent: str | None) -> Trace:
    events = thread.draft.events
    return Trace(
        run.format,
        run.place,
        events,
        run.items,
        own_id=_id_of(thread, number, run.own_id),
        tools=thread.tools,
        notes=frozenset(thread.notes),
        model=thread.model,
        at=next((event.at for event in events if event.at), None),
        parent_id=parent,
        extra={"usage": json_text(dict(thread.usage))} if thread.usage else {},
    )


def _id_of(thread: Thread, number: int, own_id: str | None) -> str | None:
    if not number:
        return own_id
    first = thread.members[0] if thread.members else str(number)
    return f"{own_id}/{first}" if own_id else first


def _parent_of(
    thread: Thread, threads: list[Thread], parents: dict[str, str | None], own_id: str | None
) -> str | None:
    """Return the id of the trace whose spans enclose this one."""
    if not thread.members:
        return None
    for above in ancestors(thread.members[0], parents):
        for number, other in enumerate(threads):
            if other is not thread and above in (other.home, *other.members):
                return _id_of(other, number, own_id)
    return None
