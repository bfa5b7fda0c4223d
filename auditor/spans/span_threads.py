"""Conversations put together from spans that each repeat what was said before.

Every chat span holds the history so far, and a tool span repeats a call of the chat span before it:
what several spans say is one event here.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.draft import Draft
from auditor.spans.span_board import (
    Board,
    Thread,
    Told,
    count_tokens,
    events_key,
    holders_of,
    is_made_of_name,
    is_of_model,
    latest_of,
    open_thread,
    own_span,
)
from auditor.spans.spans import Execution, Span, ancestors, beginning_shared, is_instruction
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult

# Of calls of one name that wait at once, as many are compared by their arguments.
_MOST_NAMED = 32


def add_chat(board: Board, span: Span) -> None:
    """Add what a chat span says, once, to the conversation that it goes on with."""
    thread = _thread_for(board, span)
    own_span(board, thread, span.span_id)
    thread.model = thread.model or span.model
    thread.tools = _with_tools(thread.tools, span.tools)
    count_tokens(thread, span.usage)
    if not span.said and not span.replied:
        thread.notes.add("condensed")
    heard = _add_said(thread, span)
    append(thread, span.replied, span)
    # What the thread heard before it holds already, unless another one came in between.
    news = span.said[heard:] if board.latest is thread else span.said
    board.latest = thread
    board.told.append(Told(thread, (*news, *span.replied)))


def _with_tools(known: tuple[Tool, ...], given: tuple[Tool, ...]) -> tuple[Tool, ...]:
    """Return all tools that any span of the conversation declares, the first of each name."""
    if not known or known is given:
        return given
    names = {tool.name for tool in known}
    return (*known, *(tool for tool in given if tool.name not in names))


def opening_of(events: Iterable[Event]) -> Hashable:
    """Return the key of the first event that is no instruction, or None."""
    for event in events:
        if type(event) is not Message or event.source != "runtime":
            return events_key(event)
    return None


def _thread_for(board: Board, span: Span) -> Thread:
    """Return the conversation that a span goes on with, or a new one.

    It goes on with one of the same opening, instructions and enclosing span; else with the one
    that holds most of what it repeats of the model's; else, where it repeats nothing and gives
    only what is new, with one of the same enclosing span.
    """
    home = board.parents.get(span.span_id)
    opening = opening_of(span.said)
    opened_alike = latest_of(board.openings.get(opening)) if opening is not None else []
    alike = [thread for thread in opened_alike if _is_instructed_alike(thread, span)]
    for thread in alike:
        if thread.home == home:
            return thread
    repeating = _repeating(board, span)
    if repeating is not None:
        return repeating
    if any(map(is_of_model, span.said)):
        return alike[0] if alike else open_thread(board, home, opening)
    if home is not None and _gives_only_news(span):
        for thread in latest_of(board.homes.get(home)):
            if _is_instructed_alike(thread, span):
                return thread
    return open_thread(board, home, opening)


def _gives_only_news(span: Span) -> bool:
    """Say whether a span without a history is no beginning: those come with instructions."""
    told = [event for event in span.said if not is_instruction(event)]
    return len(told) == len(span.said) or (bool(told) and type(told[0]) is ToolResult)


def _repeating(board: Board, span: Span) -> Thread | None:
    """Return the conversation that holds at least half of the model's part in a history."""
    keys = [events_key(e) for e in span.said if is_of_model(e) or type(e) is ToolResult]
    held = Counter(thread.number for key in keys for thread in holders_of(board, key))
    if not held:
        return None
    number, most = max(held.items(), key=lambda item: (item[1], -item[0]))
    return board.threads[number] if 2 * most >= len(keys) else None


def _is_instructed_alike(thread: Thread, span: Span) -> bool:
    known = beginning_shared(thread.heard, span.said)
    return all(
        events_key(event) in thread.seen for event in span.said[known:] if is_instruction(event)
    )


def _add_said(thread: Thread, span: Span) -> int:
    """Add what a span was given, but for what the conversation holds already.

    Returns:
        How many events of it the conversation was given before.
    """
    if thread.opening is None:
        thread.opening = opening_of(span.said)
    heard = beginning_shared(thread.heard, span.said)
    if heard and heard == len(thread.heard):
        left, said = thread.rest, span.said[heard:]
    else:
        heard = 0
        left, said = thread.seen.copy() if _goes_on(thread, span) else defaultdict(int), span.said
    new = []
    for event in said:
        key = events_key(event)
        if left.get(key, 0) > 0:
            left[key] -= 1
        elif _is_told(thread, event):
            # The next span that repeats the history repeats it, too.
            thread.seen[key] += 1
        else:
            new.append(event)
    thread.rest = defaultdict(int)
    append(thread, new, span)
    thread.heard, thread.rest = span.said, left
    return heard


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
    if thread.unlinked.get(told, 0) <= 0:
        return False
    thread.unlinked[told] -= 1
    return True


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
            if is_made_of_name(event):
                thread.made.add(event.name)
        elif type(event) is ToolResult:
            answered = [call for call in fresh if call.call_id == event.call_id]
            if answered:
                fresh.remove(answered[0])
            elif ("c", event.call_id) not in thread.seen:
                thread.unlinked[canonical_arguments(event.output)] += 1
            if event.call_id in thread.failed and not event.is_error:
                event = msgspec.structs.replace(event, is_error=True)  # noqa: PLW2901 - same event
        _copy(draft, _without_made_id(thread, event), span)
    thread.waiting += fresh


def _without_made_id(thread: Thread, event: Event) -> Event:
    """Return an event without an id that was made of a tool's name: order tells what is whose."""
    if not thread.made or type(event) is Message:
        return event
    if type(event) is ToolCall:
        return msgspec.structs.replace(event, call_id=None) if is_made_of_name(event) else event
    assert type(event) is ToolResult  # noqa: S101 - narrows the union for the checker
    name, _, place = (event.call_id or "").rpartition("_")
    if name not in thread.made or not place.isdecimal():
        return event
    return msgspec.structs.replace(event, call_id=None, name=name)


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


def add_tool(board: Board, span: Span, repeated: Counter[Hashable]) -> None:
    """Add an execution: its result, and its call too where no chat span holds it.

    Args:
        repeated: How often chat spans hold results by id or name; those need no second telling.
    """
    assert span.execution is not None  # noqa: S101 - a tool span has an execution
    run = span.execution
    thread, call = _caller(board, span, run)
    own_span(board, thread, span.span_id)
    if call is None:
        thread.draft.step()
        call = ToolCall(0, 0, 0, span.item, run.name, run.arguments_raw, run.call_id)
        thread.seen[events_key(call)] += 1
        thread.draft.call(
            run.name, run.arguments_raw, span.item, call_id=run.call_id, at=span.start
        )
    if run.is_error and call.call_id:
        thread.failed.add(call.call_id)
    told = call.call_id or ("name", call.name)
    if repeated[told] > 0:
        repeated[told] -= 1
    elif run.output is None:
        thread.notes.add("results-not-recorded")
    elif call.call_id or not _take_output(thread, run.output):
        result = ToolResult(0, 0, 0, 0, run.output, call.call_id, run.name, run.is_error)
        append(thread, [result], span)
        if call.call_id and run.call_id != call.call_id and not is_made_of_name(call):
            # Who has another id for the call may have one for its result, too.
            thread.unlinked[canonical_arguments(run.output)] += 1


class _Caller(NamedTuple):
    """The conversation that an execution belongs to, and its call there, where recorded."""

    thread: Thread
    call: ToolCall | None


def _caller(board: Board, span: Span, run: Execution) -> _Caller:
    near: list[Thread] = []
    for above in ancestors(span.span_id, board.parents):
        owner = board.owners.get(above)
        near += [owner] if owner is not None else latest_of(board.homes.get(above))
    for take in (_take_waiting, _take_renamed):
        for thread in [*near, *latest_of(board.threads)]:
            call = take(thread.waiting, run)
            if call is not None:
                return _Caller(thread, call)
    if near:
        return _Caller(near[0], None)
    if not board.threads:
        open_thread(board, board.parents.get(span.span_id))
    return _Caller(board.threads[0], None)


def _take_waiting(waiting: list[ToolCall], run: Execution) -> ToolCall | None:
    """Take out the call of the same id; else one of the same name, first by equal arguments."""
    named: list[int] = []
    for place, call in enumerate(waiting):
        if run.call_id and call.call_id == run.call_id:
            return waiting.pop(place)
        if (
            call.name == run.name
            and len(named) < _MOST_NAMED
            and not (call.call_id and run.call_id)
        ):
            named.append(place)
    if not named:
        return None
    arguments = canonical_arguments(run.arguments_raw)
    same = (p for p in named if canonical_arguments(waiting[p].arguments_raw) == arguments)
    return waiting.pop(next(same, named[0]))


def _take_renamed(waiting: list[ToolCall], run: Execution) -> ToolCall | None:
    """Take out the call of the same name and arguments, under whatever id: some layers make ids.

    Where the arguments of the execution were not recorded, its name is enough.
    """
    if not run.call_id:
        return None
    arguments = canonical_arguments(run.arguments_raw)
    for place, call in enumerate(waiting[:_MOST_NAMED]):
        if call.name == run.name and (
            not run.arguments_raw or canonical_arguments(call.arguments_raw) == arguments
        ):
            return waiting.pop(place)
    return None
