"""Which result answers which call.

Pairing is ordered consumption, never a table of ids: real logs use one id for several calls of a
run. A result with an id answers the nearest earlier unanswered call of that id. A result without
an id, or whose candidates have none, is paired by name, then by order. What answers an answered
call again does so only where it is the same result recorded twice, or the format says that the
runtime went on with the call; any other belongs to no call.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple, TypeVar

from auditor.trace import Event, Message, ToolCall, ToolResult

_index_of = attrgetter("index")
_Paired = TypeVar("_Paired", ToolCall, ToolResult)


class Reuse(NamedTuple):
    """A call whose id an earlier call of the trace already had."""

    call: ToolCall
    earlier: ToolCall


class Pairing(NamedTuple):
    """The calls and results of a trace, and how they belong together.

    Attributes:
        calls, results: In order.
        words: The model's messages, thinking included, in order.
        answered: The call of each paired result, by the result's event index.
        answer: The result of each answered call, by the call's event index; the latest of a call
            that its runtime went on with.
        orphans: Results that answer no call.
        unanswered: Calls without a result, hosted ones left out.
        reused: Calls whose id had been used before.
        since: The event from which on calls are to be judged for what the model writes in them;
            those before it were judged as they came.
    """

    calls: list[ToolCall]
    results: list[ToolResult]
    words: list[Message]
    answered: dict[int, ToolCall]
    answer: dict[int, ToolResult]
    orphans: list[ToolResult]
    unanswered: list[ToolCall]
    reused: list[Reuse]
    since: int = 0


class Matching(NamedTuple):
    """A pairing in the making, to which events can be added.

    Attributes:
        found: What is paired so far; `unanswered` stays empty until `pair` ends it.
        waiting: Calls that have no result yet.
        by_id: The first call of each id.
    """

    found: Pairing
    waiting: list[ToolCall]
    by_id: dict[str, ToolCall]


def nothing_paired() -> Matching:
    """Return the pairing of no events."""
    return Matching(Pairing([], [], [], {}, {}, [], [], []), [], {})


def pair(events: list[Event]) -> Pairing:
    """Pair the results of a trace with its calls, in one pass."""
    matching = nothing_paired()
    pair_more(matching, events)
    found = matching.found
    found.unanswered.extend(call for call in matching.waiting if not call.hosted)
    return found


def pair_more(matching: Matching, events: list[Event]) -> None:
    """Pair the events that follow those of a matching."""
    found, waiting, by_id = matching
    calls, results, words, answered, answer, orphans, _, reused, _ = found
    for event in events:
        if type(event) is Message:
            if event.source == "model":
                words.append(event)
        elif type(event) is ToolCall:
            calls.append(event)
            waiting.append(event)
            if event.call_id is not None:
                earlier = by_id.setdefault(event.call_id, event)
                if earlier is not event:
                    reused.append(Reuse(event, earlier))
        elif type(event) is ToolResult:
            results.append(event)
            call = _take(waiting, event)
            if call is not None:
                answered[event.index] = call
                answer[call.index] = event
            elif event.call_id not in by_id or not _answers_again(found, event):
                orphans.append(event)


def _take(waiting: list[ToolCall], result: ToolResult) -> ToolCall | None:
    """Remove and return the waiting call that a result answers."""
    if result.call_id is not None:
        for place in range(len(waiting) - 1, -1, -1):
            if waiting[place].call_id == result.call_id:
                return waiting.pop(place)
    return _take_by_name(waiting, result)


def _answers_again(found: Pairing, result: ToolResult) -> bool:
    """Pair a result with the latest call of its id, if it is that call's answer once more."""
    call = next(call for call in reversed(found.calls) if call.call_id == result.call_id)
    before = found.answer.get(call.index)
    if before is None or not (result.later or before.output == result.output):
        return False
    found.answered[result.index] = call
    if result.later:
        found.answer[call.index] = result
    return True


def _take_by_name(waiting: list[ToolCall], result: ToolResult) -> ToolCall | None:
    """Pair by name, then by order; an id on both sides that differs rules a call out."""
    first = None
    for place, call in enumerate(waiting):
        if result.call_id is not None and call.call_id is not None:
            continue
        if result.name is not None and call.name == result.name:
            return waiting.pop(place)
        if first is None and not (result.name and call.name):
            first = place
    return None if first is None else waiting.pop(first)


def calls_of_turn(event: Message | ToolCall, pairing: Pairing) -> Iterator[ToolCall]:
    """Yield the calls before an event that its turn holds, newest first."""
    for call in calls_before(event.index, pairing):
        if call.turn != event.turn:
            return
        yield call


def calls_after(index: int, pairing: Pairing) -> Iterator[ToolCall]:
    """Yield the calls after an event, oldest first."""
    calls = pairing.calls
    for place in range(bisect_left(calls, index + 1, key=_index_of), len(calls)):
        yield calls[place]


def calls_to_judge(pairing: Pairing) -> Iterator[ToolCall]:
    """Yield the model's own calls in which words of it may be to judge, in order."""
    return (call for call in calls_after(pairing.since - 1, pairing) if call.source == "model")


def answers_in(pairing: Pairing) -> Iterator[Message]:
    """Yield what the model says itself and aloud, in order."""
    for message in pairing.words:
        if message.channel == "text" and not message.synthesized:
            yield message


def last_result_before(index: int, pairing: Pairing) -> ToolResult | None:
    """Return the last result before an event, or None."""
    return next(results_before(index, pairing), None)


def results_before(index: int, pairing: Pairing) -> Iterator[ToolResult]:
    """Yield the results before an event, newest first."""
    return _before(index, pairing.results)


def calls_before(index: int, pairing: Pairing) -> Iterator[ToolCall]:
    """Yield the calls before an event, newest first."""
    return _before(index, pairing.calls)


def _before(index: int, events: list[_Paired]) -> Iterator[_Paired]:
    for place in range(bisect_left(events, index, key=_index_of) - 1, -1, -1):
        yield events[place]
