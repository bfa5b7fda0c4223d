"""OpenAI Responses API: flat items, alone or in the requests and responses that carried them.

A list of items; `{input, output}` in one object; a request with its response under `request` and
`response`; a response object alone; lines of the batch API with their `body`; one item per line;
`items` that somebody kept of a conversation.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.exchanges import answer_in
from auditor.messages.parts import json_text, text_or_none, tools_of, utc
from auditor.messages.replies import answers_to
from auditor.messages.responses import (
    add_item,
    add_items,
    declared_by,
    is_item,
    is_message_item,
    notes_of,
    tools_in,
)
from auditor.trace import Note, Place, ReadProblem, Tool, ToolCall, Trace

NAME = "openai-responses"

_BODIES = ("", "request", "response", "body", "request/body", "response/body")
_LISTS = ("input", "output", "items")
_TYPED_PARTS = ("input_text", "input_image", "input_file", "output_text")
_KNOWN = frozenset(
    {
        "input", "output", "items", "tools", "model", "instructions", "request", "response", "body",
        "id", "object", "created_at", "status", "previous_response_id", "custom_id", "method",
        "url",
    }
)  # fmt: skip


class Exchange(NamedTuple):
    """What one call of the API said: the request's items and the response's.

    Attributes:
        items: JSON pointer of the list that `Event.item` counts in: the request's where it has
            one, else the response's.
        said: Items given to the model.
        replied: Items that it gave back.
        holders: The objects that were found to hold them, request first.
    """

    items: str
    said: list[Any]
    replied: list[Any]
    holders: list[dict[str, Any]]


def recognise(value: Any) -> Recognition | None:
    """Recognise items by their types, a response by its `object`."""
    if isinstance(value, list):
        if value and any(map(is_item, value)) and all(map(_fits, value)):
            return Recognition(_sureness(value), "a list of Responses API items")
        return None
    if not isinstance(value, dict):
        return None
    holders = _holders(value)
    if any(h.get("object") == "response" and isinstance(h.get("output"), list) for h in holders):
        return Recognition(0.9, "a response object of the Responses API")
    named = value.get("url") == "/v1/responses" or any(map(_is_request, holders))
    seen = (_recognise_items(h.get(key), key, named) for h in holders for key in _LISTS)
    return next(filter(None, seen), None)


def _is_request(holder: dict[str, Any]) -> bool:
    """Say whether an object is a request: with instructions, or words for a model and no call."""
    if "instructions" in holder:
        return True
    given = holder.get("input")
    return isinstance(holder.get("model"), str) and not any(
        isinstance(item, dict) and ("tool_calls" in item or "function_call" in item)
        for item in (given if isinstance(given, list) else ())
    )


def _recognise_items(items: Any, key: str, named: bool) -> Recognition | None:
    if not isinstance(items, list) or not items or not all(map(_fits, items)):
        return None
    if any(map(is_item, items)):
        return Recognition(0.8, f"an object whose `{key}` holds Responses API items")
    if named or all(map(_holds_typed_input, items)):
        return Recognition(0.7, f"a Responses API request with `{key}` messages")
    return None


def _fits(item: Any) -> bool:
    return is_item(item) or is_message_item(item)


def _holds_typed_input(item: dict[str, Any]) -> bool:
    """Say whether a message's parts are of kinds that no other API has."""
    content = item.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _TYPED_PARTS for part in content
    )


def _sureness(items: list[Any]) -> float:
    """Messages with `type` may be of other formats; any other kind names this one."""
    telling = any(isinstance(item, dict) and item.get("type") != "message" for item in items)
    return 0.8 if telling else 0.6


def _holders(value: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for path in _BODIES:
        holder: Any = value
        for key in filter(None, path.split("/")):
            holder = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            found.append(holder)
    return found


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one exchange, or the items of one conversation."""
    if isinstance(value, list):
        yield _trace_of(Exchange("", value, [], []), {}, place, Draft())
        return
    yield from _exchanged(_exchange(value), value, place)


def _exchanged(exchange: Exchange, value: dict[str, Any], place: Place) -> Iterator[Item]:
    draft = Draft()
    trace = _trace_of(exchange, value, place, draft)
    answer = None if exchange.replied or "items" in value else answer_in(value)
    asked = {"response": answer} if exchange.said else {}
    for each in answers_to(draft, asked, place):
        yield from each.told(msgspec.structs.replace(trace, _events=each.draft.events))


def _exchange(value: dict[str, Any]) -> Exchange:
    said: list[Any] = []
    replied: list[Any] = []
    items = None
    holders = _holders(value)
    for holder in holders:
        name = "items" if "items" in holder and "input" not in holder else "input"
        given = holder.get(name)
        if isinstance(given, str):
            said = said or [{"role": "user", "content": given}]
        elif isinstance(given, list):
            said = said or given
            items = items or _pointer(value, holder, name)
        output = holder.get("output")
        if isinstance(output, str):
            output = [{"role": "assistant", "content": output}]
        if isinstance(output, list):
            replied = replied or output
    if items is None:
        items = next((_pointer(value, h, "output") for h in holders if "output" in h), "")
    return Exchange(items, said, replied, holders)


def _pointer(value: dict[str, Any], holder: dict[str, Any], key: str) -> str:
    for path in _BODIES:
        inner: Any = value
        for name in filter(None, path.split("/")):
            inner = inner.get(name) if isinstance(inner, dict) else None
        if inner is holder:
            return f"/{path}/{key}" if path else f"/{key}"
    return ""


def _trace_of(exchange: Exchange, value: dict[str, Any], place: Place, draft: Draft) -> Trace:
    def given(key: str) -> Any:
        return next((h[key] for h in exchange.holders if h.get(key) is not None), None)

    instructions = given("instructions")
    if isinstance(instructions, str) and instructions:
        draft.system(instructions, -1, role="instructions")
    elif isinstance(instructions, list):
        add_items(draft, instructions, beside=True)
    is_kept = exchange.items.endswith("items")
    asked = not exchange.holders or is_kept or exchange.items.endswith("input")
    add_items(draft, exchange.said, beside=not asked)
    add_items(draft, exchange.replied, beside=asked)
    items = exchange.said + exchange.replied
    declared = declared_by([*_listed(given("tools")), *tools_in(items)])
    asked_for = bool(exchange.holders) and not is_kept
    return Trace(
        NAME,
        place,
        draft.events,
        exchange.items,
        own_id=text_or_none(value.get("custom_id")) or text_or_none(given("id")),
        tools=tools_of(declared) if asked_for else _tools_of_items(items, draft),
        notes=notes_of(items) | _left_out(exchange, given("previous_response_id"), given("status")),
        model=text_or_none(given("model")),
        at=utc(given("created_at")),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _left_out(exchange: Exchange, previous: Any, status: Any) -> frozenset[Note]:
    notes: set[Note] = set()
    if previous or (exchange.holders and not exchange.said):
        notes.add("truncated-head")
    if status in ("incomplete", "in_progress", "cancelled", "queued"):
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
    """Recognise one item per line: the file is one conversation."""
    if values and all(map(_fits, values)) and any(map(is_item, values)):
        return Recognition(_sureness(values), "one Responses API item on each line")
    return None


def read_session(lines: Iterable[Line], place: Place, incomplete: bool) -> Iterator[Item]:
    """Read a file whose lines are the items of one conversation."""
    draft = Draft()
    items = []
    for line in lines:
        if _fits(line.value):
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
            incomplete=incomplete,
        )


def recognise_text(head: str) -> Recognition | None:
    """Recognise a cassette of recorded HTTP traffic, in which such calls are often kept."""
    if head.startswith("interactions:") and "\n- request:" in head:
        return Recognition(0.3, "a VCR cassette in YAML")
    return None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Say that a cassette is not read, and what would be."""
    raw = text.encode()[: 64 * 1024]
    yield ReadProblem(
        place,
        "TA902",
        "unknown format: a VCR cassette in YAML, whose bodies may be compressed",
        "Save the bodies of requests and responses as JSON.",
        raw,
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
        is_one_conversation=True,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
