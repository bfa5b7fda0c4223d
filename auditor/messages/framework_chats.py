"""Conversations in a framework's own messages: found in lists, records and lines, read as traces.

A framework differs from others in how it spells a message, and in where a record keeps the list of
them, the instructions, the tools and the reply. A `Dialect` says so; the rest is the same for all.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.format import Format, Item, Line, Recognition, Skipped
from auditor.messages.exchanges import answer_in
from auditor.messages.parts import (
    at_pointer,
    integer_or_none,
    json_text,
    object_of,
    objects_in,
    own_id_of,
    score_or_none,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.replies import Answered, answered_by, answers_to
from auditor.messages.times import time_of
from auditor.trace import Note, Place, Trace

_LOOKED_AT = 64
_KNOWN = frozenset(
    {
        "id", "trace_id", "run_id", "session_id", "sessionId", "conversation_id", "uuid", "dataset",
        "task_id", "run_index", "trial", "reward", "prompt_version", "created_at", "timestamp",
    }
)  # fmt: skip


class Dialect(NamedTuple):
    """How a framework spells a conversation; places are JSON pointers inside a record.

    Attributes:
        seen: What its messages are, as a phrase.
        fits: Says whether a value may be a message of this framework.
        is_own: Says whether a message is spelt as no other framework spells it.
        add: Adds a message to a draft; the number is its item.
        lists: Where a record keeps its messages.
        instructions: Where it keeps what the harness said first.
        tools: Where it declares tools.
        replies: Where the reply to the messages stands: one message, a list of them, or a list of
            candidates, each with its `content`.
        models: Where it names the model.
        message_models: Where a message names it.
        ids: Where it has an id, beside the usual places.
        notes: What a record says that the transcript leaves out.
    """

    format: str
    title: str
    seen: str
    fits: Callable[[Any], bool]
    is_own: Callable[[dict[str, Any]], bool]
    add: Callable[[Draft, dict[str, Any], int], None]
    lists: tuple[str, ...] = ("/messages",)
    instructions: tuple[str, ...] = ()
    tools: tuple[str, ...] = ("/tools",)
    replies: tuple[str, ...] = ()
    models: tuple[str, ...] = ("/model",)
    message_models: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    notes: Callable[[dict[str, Any]], frozenset[Note]] = lambda _: frozenset()


def format_of(dialect: Dialect) -> Format:
    """Return the format that reads a framework's conversations."""

    def recognise(value: Any) -> Recognition | None:
        pointer = _list_of(value, dialect)
        if pointer is None:
            return None
        return Recognition(0.8, dialect.seen + (f" at {pointer}" if pointer else ""))

    def read(value: Any, place: Place) -> Iterator[Item]:
        yield from read_conversation(value, place, dialect)

    def recognise_session(values: list[Any]) -> Recognition | None:
        fitting = [value for value in values if dialect.fits(value)]
        if 2 * len(fitting) <= len(values) or not any(map(dialect.is_own, fitting)):
            return None
        return Recognition(0.8, f"{dialect.seen}, one on each line")

    def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
        draft = Draft()
        spoken = []
        for number, value in lines:
            if dialect.fits(value):
                spoken.append(value)
                _add_timed(draft, value, number, dialect)
            else:
                yield Skipped("no message")
        if draft.events:
            at, model = draft.first_time(), _model_in(spoken, dialect)
            yield Trace(dialect.format, place, draft.events, None, at=at, model=model)

    return Format(
        name=dialect.format,
        title=dialect.title,
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        is_one_conversation=True,
    )


def _list_of(value: Any, dialect: Dialect) -> str | None:
    """Return where a value keeps its messages: "" if it is the list, None if it holds none."""
    if isinstance(value, list):
        return "" if _is_conversation(value, dialect) else None
    if not isinstance(value, dict):
        return None
    for pointer in dialect.lists:
        held = at_pointer(value, pointer)
        if held and _is_conversation(held, dialect):
            return pointer
    return None


def _is_conversation(value: Any, dialect: Dialect) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(map(dialect.fits, value[:_LOOKED_AT]))
        and any(dialect.is_own(message) for message in value if isinstance(message, dict))
    )


def read_conversation(value: Any, place: Place, dialect: Dialect) -> Iterator[Item]:
    """Read one conversation that the format has recognised."""
    draft = Draft()
    items = _list_of(value, dialect) or ""
    record = value if isinstance(value, dict) else {}
    for pointer in dialect.instructions:
        given = at_pointer(record, pointer)
        if given:
            draft.system(text_of(_plain(given)), -1)
            break
    messages = at_pointer(value, items)
    for item, message in enumerate(messages):
        _add(draft, message, item, dialect)
    for each in _answered(draft, record, place, dialect):
        yield from each.told(_trace(record, place, each.draft, items, messages, dialect))


def _answered(
    draft: Draft, record: dict[str, Any], place: Place, dialect: Dialect
) -> list[Answered]:
    """Return the conversation with the reply, or each of several, in whatever form it was kept."""

    def add(own: Draft, reply: list[Any]) -> None:
        for message in reply:
            if dialect.fits(message):
                dialect.add(own, message, -1)

    for pointer in dialect.replies:
        reply = at_pointer(record, pointer)
        candidates = [[one["content"]] for one in objects_in(reply) if "content" in one]
        whole = reply if isinstance(reply, list) else [reply]
        found = answered_by(draft, candidates or [whole], add)
        if found:
            return found
    if not dialect.replies:
        return [Answered(draft)]
    return answers_to(draft, {"response": answer_in(record)}, place)


def _add(draft: Draft, message: Any, item: int, dialect: Dialect) -> None:
    if dialect.fits(message):
        _add_timed(draft, message, item, dialect)
    elif message is not None:
        draft.words("unknown", "", text_of(message), item)


def _add_timed(draft: Draft, message: dict[str, Any], item: int, dialect: Dialect) -> None:
    """Add a message; its own time is that of all that it says."""
    before = len(draft.events)
    dialect.add(draft, message, item)
    at = time_of(message, message.get("metadata"), message.get("meta"))
    if at:
        new = draft.events[before:]
        draft.events[before:] = [
            event if event.at else msgspec.structs.replace(event, at=at) for event in new
        ]


def _plain(given: Any) -> Any:
    """Return the parts of an instruction that is a content of its own."""
    return given["parts"] if isinstance(given, dict) and "parts" in given else given


def _trace(
    record: dict[str, Any],
    place: Place,
    draft: Draft,
    items: str,
    messages: list[Any],
    dialect: Dialect,
) -> Trace:
    trial = record.get("run_index", record.get("trial"))
    return Trace(
        dialect.format,
        place,
        draft.events,
        items,
        own_id=own_id_of(record) or text_or_none(_first(record, dialect.ids)),
        dataset=text_or_none(record.get("dataset")) or "",
        task_id=text_or_none(record.get("task_id")),
        run_index=integer_or_none(trial),
        tools=tools_of(_first(record, dialect.tools)),
        notes=dialect.notes(record),
        reward=score_or_none(record.get("reward")),
        model=text_or_none(_first(record, dialect.models)) or _model_in(messages, dialect),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=time_of(record) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in _unused(record, items, dialect).items()},
    )


def _model_in(messages: list[Any], dialect: Dialect) -> str | None:
    named = (_first(object_of(message), dialect.message_models) for message in messages)
    return next((model for model in named if isinstance(model, str) and model), None)


def _unused(record: dict[str, Any], items: str, dialect: Dialect) -> dict[str, Any]:
    places = (items, *dialect.instructions, *dialect.tools, *dialect.replies, *dialect.models)
    used = {f"/{key}" for key in _KNOWN} | {*dialect.ids, *map(_up_to_list, places)}
    kept = _without(record, "", used)
    return kept if isinstance(kept, dict) else {}


def _up_to_list(pointer: str) -> str:
    """Return a pointer without what is inside a list."""
    return re.split(r"/\d", pointer, maxsplit=1)[0]


def _without(value: Any, pointer: str, used: set[str]) -> Any:
    """Return a value without what lies at some places; None where nothing is left."""
    inside = f"{pointer}/"
    if not isinstance(value, dict) or not any(place.startswith(inside) for place in used):
        return value
    left = {
        key: kept
        for key, inner in value.items()
        if inside + key not in used and (kept := _without(inner, inside + key, used)) is not None
    }
    return left or None


def _first(record: dict[str, Any], pointers: tuple[str, ...]) -> Any:
    found = (at_pointer(record, pointer) for pointer in pointers)
    return next((one for one in found if one), None)
