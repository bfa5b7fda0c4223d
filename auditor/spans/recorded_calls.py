"""Calls of a model's API as they were recorded, each with the whole history, put together.

A call goes on with the conversation that holds most of what its history repeats of the model's
words, calls and results: at least half of it, or all that the conversation holds; or with the one
of the response that it names. One that repeats nothing of the model begins a conversation, for a
recording may hold many with the same first words. So does a second answer to one request.

Where an API gives its calls no ids, clients do, and repeat them under these.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.spans.span_board import events_key, is_of_model
from auditor.spans.spans import Span, is_instruction
from auditor.trace import Event, ToolCall, ToolResult


class Call(NamedTuple):
    """A call as a span, with the names that link it to others.

    Attributes:
        names: The id of its response, and the conversation that the API keeps.
        before: The one of these that it goes on from.
    """

    span: Span
    names: tuple[str, ...] = ()
    before: str | None = None


def conversations_of(calls: list[Call]) -> list[list[Span]]:
    """Return the spans of each conversation, in the order of their calls."""
    groups: list[list[Span]] = []
    told: list[set[Hashable]] = []
    holders: dict[Hashable, int] = {}
    answers: dict[str, Span] = {}
    for call in _named_later(calls):
        span = _with_history(call, answers)
        number = _most_repeated(span, holders, told)
        if number is None:
            number = len(groups)
            groups.append([])
            told.append(set())
        groups[number].append(span)
        told[number].update(_keys((*span.said, *span.replied)))
        # The latest that says something is the one that goes on.
        holders.update(dict.fromkeys(_keys((*span.said, *span.replied)), number))
        answers.update((name, span) for name in call.names)
    return groups


def _named_later(calls: list[Call]) -> list[Call]:
    """Return calls of an API whose replies have the ids that later requests repeat them under."""
    replied = [list(call.span.replied) for call in calls]
    nameless: defaultdict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    known: set[str] = set()
    for number, call in enumerate(calls):
        for event in call.span.said:
            if type(event) is ToolCall and event.call_id and event.call_id not in known:
                known.add(event.call_id)
                if places := nameless.get(_what(event)):
                    # Of several alike the latest is the one that goes on.
                    its, place = places.pop()
                    replied[its][place] = _named(replied[its][place], event.call_id)
        for place, event in enumerate(call.span.replied):
            if type(event) is ToolCall:
                known.add(event.call_id or "")
                if not event.call_id:
                    nameless[_what(event)].append((number, place))
    return [
        call._replace(span=msgspec.structs.replace(call.span, replied=tuple(events)))
        for call, events in zip(calls, replied, strict=True)
    ]


def _named(event: Event, call_id: str) -> Event:
    return msgspec.structs.replace(event, call_id=call_id)


def _what(call: ToolCall) -> Hashable:
    return call.name, canonical_arguments(call.arguments_raw)


def _with_history(call: Call, answers: dict[str, Span]) -> Span:
    """Return a call with the history that it only names."""
    before = answers.get(call.before) if call.before else None
    if before is None:
        return call.span
    known = set(map(events_key, before.said))
    new = (e for e in call.span.said if not (is_instruction(e) and events_key(e) in known))
    return msgspec.structs.replace(call.span, said=(*before.said, *before.replied, *new))


def _most_repeated(
    span: Span, holders: dict[Hashable, int], told: list[set[Hashable]]
) -> int | None:
    keys = list(_keys(span.said))
    held = Counter(holders[key] for key in keys if key in holders)
    number, most = max(held.items(), key=lambda one: (one[1], one[0]), default=(-1, 0))
    return number if most and (2 * most >= len(keys) or most >= len(told[number])) else None


def _keys(events: tuple[Event, ...]) -> Iterator[Hashable]:
    return (events_key(e) for e in events if is_of_model(e) or type(e) is ToolResult)
