"""LangChain and LangGraph messages, in any of the three encodings that LangChain writes.

A list of messages; an object whose `messages` they are; a LangGraph state with `values.messages`
or a checkpoint with its `channel_values`, or a thread's history of these, of which those are read
that no other goes on from; one message per line. The pieces of a streamed reply
(`AIMessageChunk`) are one message.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.langchain import Said, add_message, message_of, model_in
from auditor.messages.langchain_chunks import gathered
from auditor.messages.parts import inside, json_text, own_id_of, text_or_none, tools_of
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "langchain"

_STATES = (
    "/values/messages", "/checkpoint/channel_values/messages", "/channel_values/messages",
    "/payload/values/messages",
)  # fmt: skip
_HOLDERS = ("/messages", *_STATES)
_KNOWN = frozenset({"messages", "tools", "model", "created_at", "timestamp"})
_ENOUGH = 8


def recognise(value: Any) -> Recognition | None:
    """Recognise messages whose type is `human` or `ai`, or that LangChain constructed."""
    if _is_conversation(value):
        return Recognition(0.8, "a list of LangChain messages")
    if _states_in(value):
        return Recognition(0.8, "a list of LangGraph states")
    if isinstance(value, dict):
        for items in _HOLDERS:
            if _is_conversation(_at(value, items)):
                return Recognition(0.8, f"LangChain messages at {items}")
    return None


def _is_conversation(value: Any) -> bool:
    """Say whether a list holds messages, the model's or the user's among them."""
    if not isinstance(value, list) or not value:
        return False
    said = [message_of(member) for member in value[:_ENOUGH]]
    known = [message.kind for message in said if message is not None]
    return len(known) == len(said) and any(kind in ("human", "ai", "chat") for kind in known)


def _states_in(value: Any) -> list[Any]:
    """Return the states of a thread's history, such as `get_state_history` gives."""
    if not isinstance(value, list) or not value:
        return []
    found = [_told_in(state) for state in value]
    return value if all(isinstance(one, list) for one in found) and any(found) else []


def _told_in(state: Any) -> Any:
    """Return the messages of a state, of a thread or in a checkpoint."""
    held = (_at(state, items) for items in _STATES)
    return next((one for one in held if isinstance(one, list)), None)


def _at(value: Any, items: str) -> Any:
    for key in items.split("/")[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    if _states_in(value):
        yield from _read_states(value, lambda number: inside(place, number))
        return
    if isinstance(value, list):
        model = model_in(map(message_of, value))
        yield Trace(NAME, place, _events(value).events, "", model=model)
        return
    items = next(items for items in _HOLDERS if _is_conversation(_at(value, items)))
    draft = _events(_at(value, items))
    yield Trace(
        NAME,
        place,
        draft.events,
        items,
        own_id=own_id_of(value) or _thread_of(value),
        tools=tools_of(value.get("tools")),
        model=text_or_none(value.get("model")) or model_in(map(message_of, _at(value, items))),
        at=time_of(value),
        extra={
            key: json_text(kept)
            for key, kept in value.items()
            if key not in _KNOWN and key != items.split("/")[1]
        },
    )


def _read_states(states: list[Any], place_of: Callable[[int], Place]) -> Iterator[Item]:
    """Read the states of a history, but those that another one goes on from."""
    told = [_told_in(state) or [] for state in states]
    for number, state in enumerate(states):
        own = told[number]
        goes_on = any(
            other[: len(own)] == own and (len(other) > len(own) or later < number)
            for later, other in enumerate(told)
            if later != number
        )
        if goes_on or not _is_conversation(own):
            yield Skipped("an earlier state of a thread")
        else:
            yield from read(state, place_of(number))


def _thread_of(value: dict[str, Any]) -> str | None:
    """Return the id that LangGraph gives the thread of a state."""
    return text_or_none(_at(value, "/config/configurable/thread_id"))


def _events(messages: list[Any]) -> Draft:
    draft = Draft()
    read = ((item, _said_or_unknown(member)) for item, member in enumerate(messages))
    for item, said in gathered((item, said) for item, said in read if said is not None):
        add_message(draft, said, item)
    return draft


def _said_or_unknown(member: Any) -> Said | None:
    if member is None:
        return None
    return message_of(member) or Said("chat", {"content": member})


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one message per line: the file is one conversation."""
    if _is_conversation(values) and not any("uuid" in value for value in values):
        return Recognition(0.75, "one LangChain message on each line")
    if _states_in(values):
        return Recognition(0.8, "one LangGraph state on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation, or states of threads."""
    lines = list(lines)
    if _states_in([line.value for line in lines[:_ENOUGH]]):
        numbers = [line.number for line in lines]
        states = [line.value for line in lines]
        yield from _read_states(states, lambda number: Place(place.file, numbers[number]))
        return
    draft = Draft()
    found = []
    for line in lines:
        said = message_of(line.value)
        if said is None:
            yield Skipped("no LangChain message")
        else:
            found.append((line.number, said))
    for number, said in gathered(found):
        add_message(draft, said, number)
    if draft.events:
        model = model_in(said for _, said in found)
        yield Trace(NAME, place, draft.events, None, model=model)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="LangChain and LangGraph messages (three encodings)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        is_one_conversation=True,
    ),
)
