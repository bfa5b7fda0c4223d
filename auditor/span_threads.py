"""Conversations put together from spans that each repeat what was said before.

Every chat span holds the history so far, and a tool span repeats a call of the chat span before it:
what several spans say is one event here.
"""

from collections import Counter
from collections.abc import Hashable, Iterable

import msgspec

from auditor.canonical import canonical_arguments
from auditor.draft import Draft
from auditor.spans import Execution, Span, ancestors, is_instruction
from auditor.trace import Event, Message, Note, Tool, ToolCall, ToolResult


class Thread(msgspec.Struct):
    """One conversation in the making.

    Attributes:
        home: The span that encloses the conversation's first one.
        members: Ids of its chat and tool spans.
        opening: Key of its first event that is no instruction.
        seen: How often each event stands in it.
        heard: What its latest chat span was given.
        rest: What stands in it beside that, how often each.
        waiting: Calls that no tool span has answered yet.
        failed: Ids of calls whose tool span reports an error.
        unlinked: Outputs that stand in it without the id of a call in it, by canonical text.
    """

    home: str | None
    members: list[str]
    opening: Hashable = None
    draft: Draft = msgspec.field(default_factory=Draft)
    seen: Counter[Hashable] = msgspec.field(default_factory=Counter)
    heard: tuple[Event, ...] = ()
    rest: Counter[Hashable] = msgspec.field(default_factory=Counter)
    waiting: list[ToolCall] = msgspec.field(default_factory=list)
    failed: set[str] = msgspec.field(default_factory=set)
    unlinked: Counter[str] = msgspec.field(default_factory=Counter)
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


def add_chat(threads: list[Thread], span: Span, parents: dict[str, str | None]) -> None:
    """Add what a chat span says, once, to the conversation that it goes on with."""
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

    It goes on with one of the same opening, instructions and enclosing span; else with the one
    that holds most of what it repeats of the model's; else, where it repeats nothing and has no
    instructions of its own, with one of the same enclosing span.
    """
    home = parents.get(span.span_id)
    opening = opening_of(span.said)
    repeated = [events_key(e) for e in span.said if _is_of_model(e) or type(e) is ToolResult]
    alike = [thread for thread in reversed(threads) if _is_instructed_alike(thread, span)]
    for thread in alike:
        if opening is not None and thread.opening == opening and thread.home == home:
            return thread
    overlap = [sum(key in thread.seen for key in repeated) for thread in threads]
    if repeated and 2 * max(overlap, default=0) >= len(repeated):
        return threads[overlap.index(max(overlap))]
    new = any(map(_is_of_model, span.said))
    for thread in alike:
        goes_on = thread.opening == opening if new else thread.home == home is not None
        if goes_on:
            return thread
    threads.append(Thread(home, [], opening))
    return threads[-1]


def _is_of_model(event: Event) -> bool:
    return type(event) is not ToolResult and event.source == "model"


def _is_instructed_alike(thread: Thread, span: Span) -> bool:
    return all(events_key(event) in thread.seen for event in span.said if is_instruction(event))


def _add_said(thread: Thread, span: Span) -> None:
    """Add what a span was given, but for what the conversation holds already."""
    if thread.opening is None:
        thread.opening = opening_of(span.said)
    heard = _common(thread.heard, span.said)
    if heard and heard == len(thread.heard):
        left, said = +thread.rest, span.said[heard:]
    else:
        left, said = Counter(thread.seen) if _goes_on(thread, span) else Counter(), span.said
    new = []
    for event in said:
        key = events_key(event)
        if left[key] > 0:
            left[key] -= 1
        elif not _is_told(thread, event):
            new.append(event)
    append(thread, new, span)
    thread.heard, thread.rest = span.said, left


def _common(before: tuple[Event, ...], now: tuple[Event, ...]) -> int:
    """Return how many events two histories begin with that are the very same objects."""
    number = 0
    for one, other in zip(before, now, strict=False):
        if one is not other:
            break
        number += 1
    return number


def _goes_on(thread: Thread, span: Span) -> bool:
    """Say whether a span was given the history, not only what is new."""
    return opening_of(span.said) == thread.opening or any(
        events_key(event) in thread.seen
        for event in span.said
        if type(event) is not Message or event.source != "user"
    )


def _is_told(thread: Thread, event: Event) -> bool:
    """Say whether a result of an id that no call has stands there from a span without that id."""
    if type(event) is not ToolResult or ("c", event.call_id) in thread.seen:
        return False
    return _take_output(thread, event.output)


def _take_output(thread: Thread, output: str) -> bool:
    told = canonical_arguments(output)
    if thread.unlinked[told] <= 0:
        return False
    thread.unlinked[told] -= 1
    return True


def _add_replied(thread: Thread, span: Span) -> None:
    append(thread, span.replied, span)


def append(thread: Thread, events: Iterable[Event], span: Span) -> None:
    """Add events of a span; a call whose result comes with it waits for no tool span."""
    draft, step = thread.draft, -1
    fresh: list[ToolCall] = []
    for event in events:
        key = events_key(event)
        thread.seen[key] += 1
        thread.rest[key] += 1
        if type(event) is not ToolResult and event.source == "model" and event.step != step:
            draft.step()
            step = event.step
        if type(event) is ToolCall:
            fresh.append(event)
        elif type(event) is ToolResult:
            answered = [call for call in fresh if call.call_id == event.call_id]
            if answered:
                fresh.remove(answered[0])
            elif ("c", event.call_id) not in thread.seen:
                thread.unlinked[canonical_arguments(event.output)] += 1
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


def add_tool(
    threads: list[Thread],
    span: Span,
    parents: dict[str, str | None],
    repeated: Counter[Hashable],
) -> None:
    """Add an execution: its result, and its call too where no chat span holds it.

    Args:
        repeated: How often chat spans hold results by id or name; those need no second telling.
    """
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
    elif call.call_id or not _take_output(thread, run.output):
        result = ToolResult(0, 0, 0, 0, run.output, call.call_id, run.name, run.is_error)
        append(thread, [result], span)


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
