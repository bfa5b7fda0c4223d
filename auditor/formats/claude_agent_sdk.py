"""Messages of the Claude Agent SDK for Python, as programs log them.

`AssistantMessage`, `UserMessage`, `SystemMessage` and `ResultMessage` by `asdict`: one a line, in
a list, or in an object that keeps it under `messages` and may name the `prompt`; their class under
`type`, `_type` or `message_type`, around the fields or beside them, or nowhere; or text with their
`repr`, as `print` and loggers write it, among other lines. Sub-agents (`parent_tool_use_id`) are
traces of their own. The SDK does not repeat the prompt, which the note `condensed` tells. Seen in
anthropics/claude-agent-sdk-python, `src/claude_agent_sdk/types.py`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped, unreadable
from auditor.messages import python_repr
from auditor.messages.agent_sdk import CLASSES, in_sessions, is_plain, plain_record, stream_record
from auditor.messages.claude_sessions import traces_of
from auditor.trace import Place, ReadProblem, Trace

NAME = "claude-agent-sdk"

_LIST = "messages"
_PROMPTS = ("prompt", "query", "task", "user_prompt")
_LOOKED_AT = 8
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:\d\d)?")


def recognise(value: Any) -> Recognition | None:
    """Recognise an object that keeps the messages."""
    held = value.get(_LIST) if isinstance(value, dict) else None
    found = recognise_session(held[:_LOOKED_AT]) if isinstance(held, list) else None
    return found and Recognition(found.confidence, f"{found.reason} at /{_LIST}")


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read an object that keeps the messages, and the prompt where it names it."""
    prompt = next((value[key] for key in _PROMPTS if isinstance(value.get(key), str)), None)
    asked = [] if prompt is None else [Line(-1, {"content": prompt})]
    for item in read_session([*asked, *(Line(*one) for one in enumerate(value[_LIST]))], place):
        if isinstance(item, Trace):
            item.place, item.items = place, f"/{_LIST}"
            yield item
        elif isinstance(item, ReadProblem):
            yield item


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise messages by their class, or by the fields that it has."""
    own = [value for value in values if stream_record(value)]
    if own and 2 * len(own) > len(values) and all(map(_may_be, values)):
        return Recognition(0.85, "messages of the Claude Agent SDK")
    return None


def _may_be(value: Any) -> bool:
    return is_plain(value) or stream_record(value) is not None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the sessions whose messages stand one on each line."""
    records = []
    for number, value in lines:
        record = stream_record(value) or (plain_record(value) if is_plain(value) else None)
        if record is None:
            yield Skipped("no message of the SDK")
        else:
            records.append(Line(number, record))
    in_sessions([record.value for record in records])
    yield from traces_of(NAME, records, place)


def recognise_text(head: str) -> Recognition | None:
    """Recognise the `repr` of a message with its blocks."""
    if any(head[found.end() :].startswith(("content=", "subtype=")) for found in _found(head)):
        return Recognition(0.8, "the repr of messages of the Claude Agent SDK")
    return None


def _found(text: str) -> Iterator[Any]:
    """Yield where the `repr` of messages begin, none inside another."""
    at = 0
    while (found := CLASSES.search(text, at)) is not None:
        yield found
        at = python_repr.end_of_construction(text, found.start())


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the sessions whose messages stand in a text, beside whatever else was printed."""
    lines: list[Line] = []
    unread = False
    number, at = 1, 0
    for found in _found(text):
        yield from _beside(text[at : found.start()])
        number += text.count("\n", at, found.start())
        at = python_repr.end_of_construction(text, found.start())
        told = text[found.start() : at]
        value = _message(told, text[text.rfind("\n", 0, found.start()) + 1 : found.start()])
        if value is None:
            unread = True
            yield _unread(told, Place(place.file, number))
        else:
            lines.append(Line(number, value))
        number += told.count("\n")
    yield from _beside(text[at:])
    for item in read_session(lines, place):
        if isinstance(item, Trace):
            item.incomplete = unread
        yield item


def _message(told: str, before: str) -> Any:
    """Return the message of a `repr`, with the time that the logger wrote before it."""
    try:
        value = python_repr.constructed(told)
    except ValueError:
        return None
    if stream_record(value) is None:
        return None
    logged = _TIME.search(before)
    return {**value, "timestamp": value.get("timestamp") or (logged and logged[0])}


def _beside(words: str) -> Iterator[Skipped]:
    """Count the lines between messages; what stands before or after one on its line is none."""
    whole = words.split("\n")[:-1]
    count = sum(1 for line in whole if line.strip())
    if count:
        yield Skipped("a line without a message", count)


def _unread(told: str, place: Place) -> ReadProblem:
    return unreadable(
        told.encode(),
        place,
        "the repr of a message is broken off or no Python expression; its session lacks it",
        "Log messages whole, best as JSON: json.dumps(dataclasses.asdict(message)).",
    )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Claude Agent SDK messages (asdict or repr)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
