"""Mistral's Conversations API, of its agents: responses, histories, and lists of entries.

A response (`outputs`), alone or with the request (`inputs`) that it answers; the history of a
conversation (`entries`); a list of entries, or one a line. Calls of one conversation are one trace.
What Mistral's search found is not in an entry, which the note `hosted-search` tells. Seen in
mistralai/client-python, `docs/models`, and in Mistral's documentation of connectors.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.mistral import are_entries, is_entry, items_of
from auditor.messages.mistral_exchanges import exchange_in, is_conversation
from auditor.messages.parts import inside
from auditor.messages.response_traces import Api, exchanged, linked
from auditor.messages.responses import add_items
from auditor.trace import Note, Place, ToolCall, Trace

NAME = "mistral-conversations"

_LINKS = (b'"conversation_id": "', b'"conversation_id":"')
_KNOWN = frozenset(
    {
        "inputs", "outputs", "entries", "messages", "tools", "model", "instructions", "request",
        "response", "body", "object", "conversation_id",
    }
)  # fmt: skip
_API = Api(NAME, "the Conversations API", is_conversation, exchange_in, _KNOWN)


def recognise(value: Any) -> Recognition | None:
    """Recognise a response, a history, calls of one conversation, or a list of entries."""
    if isinstance(value, dict):
        known = is_conversation(value)
        return Recognition(0.9, "a conversation of Mistral's API") if known else None
    if are_entries(value):
        return Recognition(0.9, "entries of a conversation of Mistral's API")
    return _recognise_linked(value) if isinstance(value, list) else None


def _recognise_linked(values: list[Any]) -> Recognition | None:
    if values and all(isinstance(value, dict) and is_conversation(value) for value in values):
        return Recognition(0.92, "calls of Mistral's Conversations API")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one call or history, calls of conversations, or a list of entries."""
    if isinstance(value, dict):
        found = exchanged(_API, value, place)
    elif are_entries(value):
        found = iter([_of_entries(value, [*range(len(value))], place, "")])
    else:
        listed = [Line(position, one) for position, one in enumerate(value)]
        found = linked(_API, listed, place, lambda position: inside(place, position), "")
    yield from map(_with_search, found)


def _of_entries(entries: list[Any], numbers: list[int], place: Place, items: str | None) -> Trace:
    draft = Draft()
    for number, item in zip(numbers, items_of(entries), strict=True):
        add_items(draft, [item], first=number)
    return Trace(NAME, place, draft.events, items, at=draft.first_time())


def _with_search(item: Item) -> Item:
    """Note that a tool on Mistral's side does not tell what it gave the model."""
    if isinstance(item, Trace):
        hosted = {e.call_id for e in item.events if type(e) is ToolCall and e.hosted}
        answered = {
            e.call_id for e in item.events if type(e) is not ToolCall and hasattr(e, "call_id")
        }
        if hosted - answered:
            note: Note = "hosted-search"
            item.notes |= {note}
    return item


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise calls of conversations, or an entry on each line."""
    if values and all(map(is_entry, values)):
        return Recognition(0.9, "one entry of a conversation of Mistral's API on each line")
    return _recognise_linked(values)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file of calls of conversations, or one whose lines are entries."""
    lines = list(lines)
    if not any(is_entry(line.value) for line in lines):
        found = linked(_API, lines, place, lambda number: Place(place.file, number), None)
        yield from map(_with_search, found)
        return
    own = [line for line in lines if is_entry(line.value)]
    yield from (Skipped("no entry") for _ in range(len(lines) - len(own)))
    entries, numbers = [line.value for line in own], [line.number for line in own]
    yield _with_search(_of_entries(entries, numbers, place, None))


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Mistral's Conversations API",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        linked_by=_LINKS,
    ),
)
