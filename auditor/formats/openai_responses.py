"""OpenAI Responses API: flat items, alone or in the requests and responses that carried them.

A list of items; `{input, output}` in one object; a request with its response under `request` and
`response`; a response object alone; lines of the batch API with their `body`; one item per line;
`items` that somebody kept of a conversation. Calls that name the response that they go on from
(`previous_response_id`), or the same `conversation`, are one trace, in whatever order they were
logged; of what goes on from one response in several ways, each way is.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import inside, json_text, object_of, text_or_none, tools_of
from auditor.messages.replies import answers_to
from auditor.messages.response_chains import add_exchange, chains_of, repeats_in
from auditor.messages.response_exchanges import (
    Exchange,
    add_instructions,
    exchange_in,
    fits,
    holders_in,
    recognise_exchange,
)
from auditor.messages.responses import (
    add_item,
    add_items,
    declared_by,
    is_item,
    notes_of,
    tools_in,
)
from auditor.messages.times import time_of, utc
from auditor.trace import Note, Place, Tool, ToolCall, Trace

NAME = "openai-responses"

_LINKED = 0.9
_LINKS = (
    b'"previous_response_id": "', b'"previous_response_id":"', b'"conversation": {"id',
    b'"conversation":{"id',
)  # fmt: skip
_KNOWN = frozenset(
    {
        "input", "output", "items", "tools", "model", "instructions", "request", "response", "body",
        "id", "object", "created_at", "status", "previous_response_id", "custom_id", "method",
        "url",
    }
)  # fmt: skip


def recognise(value: Any) -> Recognition | None:
    """Recognise items by their types, a response by its `object`."""
    if isinstance(value, list):
        if value and any(map(is_item, value)) and all(map(fits, value)):
            return Recognition(_sureness(value), "a list of Responses API items")
        if _is_linked(value):
            return Recognition(_LINKED, "a list of calls of the Responses API that are linked")
        return None
    if not isinstance(value, dict):
        return None
    return recognise_exchange(value)


def _sureness(items: list[Any]) -> float:
    """Messages with `type` may be of other formats; any other kind names this one."""
    telling = any(isinstance(item, dict) and item.get("type") != "message" for item in items)
    return 0.8 if telling else 0.6


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one exchange, exchanges that go on from each other, or the items of one conversation."""
    if not isinstance(value, list):
        yield from _exchanged(value, place)
    elif not any(map(fits, value)):
        listed = [Line(position, one) for position, one in enumerate(value)]
        yield from _linked(listed, place, lambda position: inside(place, position), "")
    else:
        draft = Draft()
        add_items(draft, value)
        yield Trace(
            NAME,
            place,
            draft.events,
            tools=_tools_of_items(value, draft),
            notes=notes_of(value),
        )


def _exchanged(value: dict[str, Any], place: Place) -> Iterator[Item]:
    exchange = exchange_in(value)
    draft = Draft()
    is_kept = exchange.items.endswith("items")
    asked = is_kept or exchange.items.endswith("input")
    add_instructions(draft, exchange, -1)
    add_items(draft, exchange.said, beside=not asked)
    add_items(draft, exchange.replied, beside=asked)
    items = exchange.said + exchange.replied
    tools = _tools_of_items(items, draft) if is_kept else _declared(exchange)
    answer = {"response": exchange.unread} if exchange.said else {}
    for each in answers_to(draft, answer, place):
        notes = notes_of(items) | _left_out(exchange, exchange)
        yield from each.told(
            Trace(
                NAME,
                place,
                each.draft.events,
                exchange.items,
                own_id=text_or_none(value.get("custom_id")) or text_or_none(exchange.given("id")),
                tools=tools,
                notes=notes,
                model=text_or_none(exchange.given("model")),
                at=utc(exchange.given("created_at")) or time_of(value),
                extra=_unused(value),
            )
        )


def _declared(*exchanges: Exchange) -> tuple[Tool, ...]:
    """Return the tools that some calls of the API declare, each once."""
    declared = [
        tool
        for exchange in exchanges
        for tool in declared_by(
            [*_listed(exchange.given("tools")), *tools_in(exchange.said + exchange.replied)]
        )
    ]
    return tools_of(list({json_text(tool): tool for tool in declared}.values()))


def _unused(value: dict[str, Any]) -> dict[str, str]:
    return {key: json_text(kept) for key, kept in value.items() if key not in _KNOWN}


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


def _tools_of_items(items: list[Any], draft: Draft) -> tuple[Tool, ...]:
    """Return no tools where only some of those that the model calls are declared.

    Items alone show what was loaded on the way, not what the request had declared before.
    """
    tools = tools_of(declared_by(tools_in(items)))
    names = {tool.name for tool in tools}
    called = {e.name for e in draft.events if isinstance(e, ToolCall) and not e.hosted}
    return tools if called <= names else ()


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one item per line of one conversation, or exchanges that go on from each other."""
    if values and all(map(fits, values)) and any(map(is_item, values)):
        return Recognition(_sureness(values), "one Responses API item on each line")
    if _is_linked(values):
        return Recognition(_LINKED, "calls of the Responses API that go on from each other")
    return None


def _is_linked(values: list[Any]) -> bool:
    """Say whether values are calls of the API, and one names what it goes on from."""
    return any(
        holder.get("previous_response_id") or holder.get("conversation")
        for value in values
        for holder in holders_in(object_of(value))
    ) and all(isinstance(value, dict) and recognise_exchange(value) for value in values)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the items of one conversation, or calls that may be linked."""
    lines = list(lines)
    if not any(fits(line.value) for line in lines):
        yield from _linked(lines, place, lambda number: Place(place.file, number), None)
        return
    draft = Draft()
    items = []
    for line in lines:
        if fits(line.value):
            add_item(draft, line.value, line.number)
            items.append(line.value)
        else:
            yield Skipped("no item of the Responses API")
    if draft.events:
        yield Trace(
            NAME,
            place,
            draft.events,
            None,
            tools=_tools_of_items(items, draft),
            notes=notes_of(items),
        )


def _linked(
    lines: list[Line], place: Place, place_of: Callable[[int], Place], items: str | None
) -> Iterator[Item]:
    """Read calls of the API, those that go on from each other as one trace.

    Args:
        lines: The records, with the numbers that events take as their items.
        place: Where the whole lies.
        place_of: Gives the place of a record by its number.
        items: As in `Trace`.
    """
    known = []
    for number, value in lines:
        if isinstance(value, dict) and recognise_exchange(value):
            known.append(Line(number, value))
        else:
            yield Skipped("no call of the Responses API")
    exchanges = [exchange_in(line.value) for line in known]
    again = repeats_in(exchanges)
    yield from (Skipped("a response that a later record repeats") for _ in again)
    kept = [place for place in range(len(known)) if place not in again]
    for chain in chains_of([exchanges[one] for one in kept]):
        own = [kept[one] for one in chain]
        if len(own) == 1:
            line = known[own[0]]
            yield from _exchanged(line.value, place_of(line.number))
            continue
        members = [(known[one], exchanges[one]) for one in own]
        yield from _chain(members, place, place_of, items)


def _chain(
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
    said = [item for call in calls for item in call.said + call.replied]
    gaps: set[Note] = {"condensed"} if unread else set()
    yield Trace(
        NAME,
        place if items is not None else place_of(members[0][0].number),
        draft.events,
        items,
        own_id=last.response_id,
        tools=_declared(*calls),
        notes=notes_of(said) | _left_out(first, last) | gaps,
        model=text_or_none(first.given("model")),
        at=utc(first.given("created_at")),
        extra=_unused(members[0][0].value),
    )
    yield from unread


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenAI Responses API items, requests and responses",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        linked_by=_LINKS,
        is_one_conversation=True,
    ),
)
