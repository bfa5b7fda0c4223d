"""OpenAI Responses API: flat items, alone or in the requests and responses that carried them.

A list of items; `{input, output}` in one object; a request with its response under `request` and
`response`; a response object alone; lines of the batch API with their `body`; one item per line;
`items` that somebody kept of a conversation. Calls that name the response that they go on from
(`previous_response_id`), or the same `conversation`, are one trace, in whatever order they were
logged; of what goes on from one response in several ways, each way is.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import inside, object_of
from auditor.messages.response_exchanges import exchange_in, fits, holders_in, recognise_exchange
from auditor.messages.response_traces import Api, exchanged, linked, tools_of_items
from auditor.messages.responses import add_item, add_items, is_item, notes_of
from auditor.trace import Place, Trace

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
_API = Api(NAME, "the Responses API", recognise_exchange, exchange_in, _KNOWN)


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
        yield from exchanged(_API, value, place)
    elif not any(map(fits, value)):
        listed = [Line(position, one) for position, one in enumerate(value)]
        yield from linked(_API, listed, place, lambda position: inside(place, position), "")
    else:
        draft = Draft()
        add_items(draft, value)
        yield Trace(
            NAME,
            place,
            draft.events,
            tools=tools_of_items(value, draft),
            notes=notes_of(value),
        )


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
        yield from linked(_API, lines, place, lambda number: Place(place.file, number), None)
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
            tools=tools_of_items(items, draft),
            notes=notes_of(items),
        )


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
