"""Gemini's Interactions API: interactions, alone or with the requests that asked for them.

An object with `steps` or, as before May 2026, `outputs`; a request with its interaction under
`request` and `response`; a list of steps, as a history that a program keeps. Interactions that name
the one that they go on from (`previous_interaction_id`) are one trace, in whatever order they were
logged. What Google's search found is not in an interaction, which the note `hosted-search` tells.
Seen in googleapis/python-genai, `google/genai/_interactions/types`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition
from auditor.messages.interaction_exchanges import exchange_in, is_interaction
from auditor.messages.interactions import are_steps, items_given
from auditor.messages.parts import inside
from auditor.messages.response_traces import Api, exchanged, linked
from auditor.messages.responses import add_items
from auditor.trace import Note, Place, ToolCall, Trace

NAME = "gemini-interactions"

_LINKS = (b'"previous_interaction_id": "', b'"previous_interaction_id":"')
_KNOWN = frozenset(
    {
        "input", "outputs", "steps", "tools", "model", "agent", "request", "response", "body", "id",
        "object", "created", "status", "previous_interaction_id", "system_instruction",
    }
)  # fmt: skip
_API = Api(NAME, "the Interactions API", is_interaction, exchange_in, _KNOWN)
_SEARCHED = frozenset({"google_search", "url_context", "file_search", "google_maps"})


def recognise(value: Any) -> Recognition | None:
    """Recognise an interaction, linked ones, or a list of steps."""
    if isinstance(value, dict):
        return (
            Recognition(0.88, "an interaction of Gemini's API") if is_interaction(value) else None
        )
    if are_steps(value):
        return Recognition(0.85, "steps of Gemini's Interactions API")
    return _recognise_linked(value) if isinstance(value, list) else None


def _recognise_linked(values: list[Any]) -> Recognition | None:
    known = all(isinstance(value, dict) and is_interaction(value) for value in values)
    if values and known and any(exchange_in(v).given("previous_response_id") for v in values):
        return Recognition(0.9, "interactions that go on from each other")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one interaction, interactions that go on from each other, or a list of steps."""
    if isinstance(value, dict):
        found = exchanged(_API, value, place)
    elif are_steps(value):
        draft = Draft()
        add_items(draft, items_given(value))
        found = iter([Trace(NAME, place, draft.events)])
    else:
        listed = [Line(position, one) for position, one in enumerate(value)]
        found = linked(_API, listed, place, lambda position: inside(place, position), "")
    yield from map(_with_search, found)


def _with_search(item: Item) -> Item:
    if isinstance(item, Trace) and any(
        type(event) is ToolCall and event.name in _SEARCHED for event in item.events
    ):
        note: Note = "hosted-search"
        item.notes |= {note}
    return item


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise interactions that go on from each other, or a step on each line."""
    return _recognise_linked(values)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file of interactions that may be linked."""
    found = linked(_API, list(lines), place, lambda number: Place(place.file, number), None)
    yield from map(_with_search, found)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Gemini's Interactions API",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        linked_by=_LINKS,
    ),
)
