"""Threads of OpenAI's Assistants API: messages, and the steps of the runs that wrote them.

A list of either or of both, pages of the API (`{object: "list", data}`), an object that keeps
several of these, or one object a line. They are put in order by their times, whatever the order of
the page. Where only messages are kept, what was called is not there; where only steps are, what was
said is not: the note `condensed` tells either.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.openai_threads import (
    MESSAGE,
    STEP,
    add_thread_object,
    in_order,
    is_newest_first,
    is_searched,
    is_thread_object,
)
from auditor.messages.parts import object_of, text_of, text_or_none
from auditor.trace import Note, Place, Trace

NAME = "openai-threads"

_LOOKED_AT = 4


def recognise(value: Any) -> Recognition | None:
    """Recognise messages and steps of a thread by their `object`."""
    if any(is_thread_object(one) for _, one in _objects_in(value)):
        return Recognition(0.9, "messages or run steps of a thread")
    return None


def _objects_in(value: Any) -> list[tuple[str, Any]]:
    """Return what the lists of a value hold, each with the pointer of its list."""
    if isinstance(value, list):
        fits = all(map(is_thread_object, value[:_LOOKED_AT]))
        return [("", one) for one in value] if fits else []
    found = []
    for key, held in object_of(value).items():
        page = object_of(held).get("data", held)
        pointer = f"/{key}" if page is held else f"/{key}/data"
        if isinstance(page, list) and all(map(is_thread_object, page[:_LOOKED_AT])):
            found += [(pointer, one) for one in page]
    return found


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the thread of one document."""
    objects = _objects_in(value)
    pointers = {pointer for pointer, _ in objects}
    items = pointers.pop() if len(pointers) == 1 else ""
    # Places in several lists are none in one.
    counted = not pointers
    numbered = [(number if counted else -1, one) for number, (_, one) in enumerate(objects)]
    pages = [value, *object_of(value).values()]
    yield from _threads(numbered, place, items, any(object_of(p).get("has_more") for p in pages))


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise a message or a step on each line."""
    of_threads = [text_of(object_of(v).get("object")).startswith("thread.") for v in values]
    if all(of_threads) and any(map(is_thread_object, values)):
        return Recognition(0.9, "a message or a run step of a thread on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages and steps of threads."""
    own = []
    for number, value in lines:
        if is_thread_object(value):
            own.append((number, value))
        else:
            yield Skipped("no message or step of a thread")
    yield from _threads(own, place, None, False)


def _threads(
    numbered: list[tuple[int, Any]], place: Place, items: str | None, goes_on: bool
) -> Iterator[Item]:
    """Yield a trace for each thread.

    Args:
        numbered: Messages and steps with their places.
        place: Where they lie.
        items: As in `Trace`.
        goes_on: Whether a page says that there are more.
    """
    threads: dict[str | None, list[tuple[int, dict[str, Any]]]] = {}
    for number, one in numbered:
        if is_thread_object(one):
            threads.setdefault(text_or_none(one.get("thread_id")), []).append((number, one))
    for thread_id, objects in threads.items():
        draft = Draft()
        for number, one in in_order(objects):
            add_thread_object(draft, one, number)
        if not draft.events:
            yield Skipped("a thread in which nothing is said or called")
            continue
        notes = _notes_of([one for _, one in objects])
        if goes_on:
            notes |= {"truncated-head" if is_newest_first(objects) else "truncated-tail"}
        at = draft.first_time()
        yield Trace(NAME, place, draft.events, items, own_id=thread_id, notes=notes, at=at)


def _notes_of(objects: list[dict[str, Any]]) -> frozenset[Note]:
    notes: set[Note] = set()
    if not {MESSAGE, STEP} <= {one["object"] for one in objects}:
        notes.add("condensed")
    if any(map(is_searched, objects)):
        notes.add("hosted-search")
    return frozenset(notes)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Threads of OpenAI's Assistants: messages and run steps",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
