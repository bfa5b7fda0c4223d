"""Calls of an API that keeps the state of conversations itself, put together to traces.

The Responses API, and those of others whose requests and replies are brought into its items: a call
names the response that it goes on from, or the conversation that it is of.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.format import Item, Line, Skipped
from auditor.messages.parts import json_text, text_or_none, tools_of
from auditor.messages.replies import answers_to
from auditor.messages.response_chains import add_exchange, chains_of, repeats_in
from auditor.messages.response_exchanges import Exchange, add_instructions
from auditor.messages.responses import add_items, declared_by, notes_of, tools_in
from auditor.messages.times import time_of, utc
from auditor.trace import Note, Place, Tool, ToolCall, Trace


class Api(NamedTuple):
    """An API whose calls may go on from each other.

    Attributes:
        format: The name of the format of the traces.
        title: What users call it, as a phrase.
        fits: Says whether an object is a call of it.
        exchange: Returns what such an object holds.
        known: Keys of a record that are read.
    """

    format: str
    title: str
    fits: Callable[[dict[str, Any]], object]
    exchange: Callable[[dict[str, Any]], Exchange]
    known: frozenset[str]


def exchanged(api: Api, value: dict[str, Any], place: Place) -> Iterator[Item]:
    """Yield the trace of one call, or of each of its replies."""
    exchange = api.exchange(value)
    draft = Draft()
    asked = exchange.is_whole or exchange.items.endswith(("input", "inputs"))
    add_instructions(draft, exchange, -1)
    add_items(draft, exchange.said, beside=not asked)
    add_items(draft, exchange.replied, beside=asked)
    items = exchange.all_items
    kept = exchange.is_whole and not exchange.given("tools")
    tools = tools_of_items(items, draft) if kept else _declared(exchange)
    answer = {"response": exchange.unread} if exchange.said else {}
    for each in answers_to(draft, answer, place):
        notes = notes_of(items) | _left_out(exchange, exchange)
        yield from each.told(
            Trace(
                api.format,
                place,
                each.draft.events,
                exchange.items,
                own_id=text_or_none(value.get("custom_id")) or text_or_none(exchange.given("id")),
                tools=tools,
                notes=notes,
                model=text_or_none(exchange.given("model")),
                at=utc(exchange.given("created_at")) or time_of(value),
                extra=_unused(api, value),
            )
        )


def _declared(*exchanges: Exchange) -> tuple[Tool, ...]:
    """Return the tools that some calls of the API declare, each once."""
    declared = [
        tool
        for exchange in exchanges
        for tool in declared_by([*_listed(exchange.given("tools")), *tools_in(exchange.all_items)])
    ]
    return tools_of(list({json_text(tool): tool for tool in declared}.values()))


def _unused(api: Api, value: dict[str, Any]) -> dict[str, str]:
    return {key: json_text(kept) for key, kept in value.items() if key not in api.known}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _left_out(first: Exchange, last: Exchange) -> frozenset[Note]:
    """Return what is missing before the first call of the API and after the last."""
    notes: set[Note] = set()
    if first.given("previous_response_id") or not first.said:
        notes.add("truncated-head")
    if last.given("status") in ("incomplete", "in_progress", "cancelled", "queued"):
        notes.add("truncated-tail")
    return frozenset(notes)


def tools_of_items(items: list[Any], draft: Draft) -> tuple[Tool, ...]:
    """Return the tools that items declare; none where only some of what the model calls is.

    Items alone show what was loaded on the way, not what the request had declared before.
    """
    tools = tools_of(declared_by(tools_in(items)))
    names = {tool.name for tool in tools}
    called = {e.name for e in draft.events if isinstance(e, ToolCall) and not e.hosted}
    return tools if called <= names else ()


def linked(
    api: Api,
    lines: list[Line],
    place: Place,
    place_of: Callable[[int], Place],
    items: str | None,
) -> Iterator[Item]:
    """Read calls of the API, those that go on from each other as one trace.

    Args:
        api: The API.
        lines: The records, with the numbers that events take as their items.
        place: Where the whole lies.
        place_of: Gives the place of a record by its number.
        items: As in `Trace`.
    """
    known = []
    for number, value in lines:
        if isinstance(value, dict) and api.fits(value):
            known.append(Line(number, value))
        else:
            yield Skipped(f"no call of {api.title}")
    exchanges = [api.exchange(line.value) for line in known]
    again = repeats_in(exchanges)
    yield from (Skipped("a response that a later record repeats") for _ in again)
    kept = [place for place in range(len(known)) if place not in again]
    for chain in chains_of([exchanges[one] for one in kept]):
        own = [kept[one] for one in chain]
        if len(own) == 1:
            line = known[own[0]]
            yield from exchanged(api, line.value, place_of(line.number))
            continue
        members = [(known[one], exchanges[one]) for one in own]
        yield from _chain(api, members, place, place_of, items)


def _chain(
    api: Api,
    members: list[tuple[Line, Exchange]],
    place: Place,
    place_of: Callable[[int], Place],
    items: str | None,
) -> Iterator[Item]:
    """Yield the trace of calls that go on from each other, and what of them is not read."""
    draft, before = Draft(), None
    unread = []
    for (number, _), exchange in members:
        draft, _, problem = add_exchange(draft, exchange, before, number, place_of(number))
        before = exchange
        if problem:
            unread.append(problem)
    calls = [exchange for _, exchange in members]
    first, last = calls[0], calls[-1]
    said = [item for call in calls for item in call.all_items]
    gaps: set[Note] = {"condensed"} if unread else set()
    yield Trace(
        api.format,
        place if items is not None else place_of(members[0][0].number),
        draft.events,
        items,
        own_id=last.response_id or last.conversation,
        tools=_declared(*calls),
        notes=notes_of(said) | _left_out(first, last) | gaps,
        model=text_or_none(first.given("model")),
        at=utc(first.given("created_at")),
        extra=_unused(api, members[0][0].value),
    )
    yield from unread
