"""VS Code chats, of GitHub Copilot among others: exports, and sessions as the editor stores them.

An object with `requests`, or the log of changes that the editor writes, a change a line. Calls and
results are those that the model was given (`toolCallRounds`, `toolCallResults`); where only what
the editor shows of them is kept, the note `results-not-recorded` tells.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import object_of, objects_in, text_or_none
from auditor.messages.vscode_chat import add_request, changed, is_change
from auditor.trace import Note, Place, Trace

NAME = "vscode-chat"


def recognise(value: Any) -> Recognition | None:
    """Recognise a chat by its requests, each with a message and a response."""
    requests = objects_in(object_of(value).get("requests"))
    if requests and all("message" in one and "response" in one for one in requests[:4]):
        return Recognition(0.85, "`requests`, each with a message and a response")
    if "requests" in object_of(value) and "responderUsername" in value:
        return Recognition(0.85, "a chat without requests")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one chat."""
    yield from _chat(value, place, "/requests")


def _chat(value: dict[str, Any], place: Place, items: str | None) -> Iterator[Item]:
    draft = Draft()
    notes: set[Note] = set()
    requests = objects_in(value.get("requests"))
    for item, request in enumerate(requests):
        notes |= add_request(draft, request, -1 if items is None else item)
    if not draft.events:
        yield Skipped("a chat without requests")
        return
    yield Trace(
        NAME,
        place,
        draft.events,
        items,
        own_id=text_or_none(value.get("sessionId")),
        notes=frozenset(notes),
        model=next(
            (m for r in objects_in(requests) if (m := text_or_none(r.get("modelId")))), None
        ),
        at=draft.first_time(),
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise the log of changes: the whole first, then what was changed."""
    if values and all(map(is_change, values)) and "requests" in object_of(values[0].get("v")):
        return Recognition(0.9, "a chat and the changes to it")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the chat that a log of changes comes to."""
    state: Any = None
    for line in lines:
        if is_change(line.value):
            state = changed(state, line.value)
        else:
            yield Skipped("no change of a chat")
    yield from _chat(object_of(state), Place(place.file, 1), None)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="VS Code chats (GitHub Copilot)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
