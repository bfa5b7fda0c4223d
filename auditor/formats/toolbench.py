"""ToolBench results: one run per query, its steps nested in each other by `next`.

A tool node holds call and result together as Python's `repr` of `{name, arguments, response}`.
Published files cut every message to 100 characters; what the query and the final answer hold whole
is restored from there, the rest is marked as cut.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages import python_repr
from auditor.messages.parts import (
    arguments_text,
    inside,
    json_text,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.trace import Note, Place, Trace

NAME = "toolbench"

_CUT = "cut by the exporter"
_CUT_LENGTH = 100
_FIELD = re.compile(r"\{?(?:, )?'(name|arguments|response)': (['\"])")


class Node(NamedTuple):
    """What a tool node says; a value that the file cuts is known up to there."""

    name: str
    arguments: str
    response: str | None
    cut: bool
    arguments_cut: bool


def recognise(value: Any) -> Recognition | None:
    """Recognise queries with tools and an answer made of nested nodes."""
    if _is_record(value):
        return Recognition(0.9, "a ToolBench answer with its details")
    if isinstance(value, dict) and any(map(_is_record, list(value.values())[:4])):
        return Recognition(0.9, "ToolBench answers by query")
    return None


def _is_record(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("answer"), dict)
        and isinstance(value["answer"].get("answer_details"), list)
    )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one run, or the runs of a file by their query's id."""
    if _is_record(value):
        yield _trace_of(value, place, None)
        return
    for key, record in value.items():
        if _is_record(record):
            yield _trace_of(record, inside(place, key), key)
        else:
            yield Skipped("no answer")


def _trace_of(record: dict[str, Any], place: Place, task_id: str | None) -> Trace:
    answer = record["answer"]
    draft = Draft()
    query = text_of(record.get("query"))
    final = text_of(answer.get("final_answer"))
    cut = False
    for node in _in_order(answer["answer_details"]):
        cut = _add_node(draft, node, query, final) or cut
    # Arguments that were cut can be no strict JSON, whatever the model wrote.
    notes: frozenset[Note] = frozenset({"condensed", "free-text-arguments"} if cut else ())
    return Trace(
        NAME,
        place,
        draft.events,
        dataset="toolbench",
        task_id=task_id,
        tools=tools_of(record.get("available_tools")),
        notes=notes,
        extra={
            key: json_text(kept) for key, kept in answer.items() if key != "answer_details"
        },
    )  # fmt: skip


def _in_order(nodes: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes in the order in which they ran, branches one after the other."""
    waiting = list(reversed(nodes)) if isinstance(nodes, list) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            below = node.get("next")
            waiting += reversed(below) if isinstance(below, list) else []


def _add_node(draft: Draft, node: dict[str, Any], query: str, final: str) -> bool:
    """Add one node; say whether the file cuts it."""
    role = node.get("role")
    text = text_of(node.get("message"))
    cut = len(text) == _CUT_LENGTH
    if role == "tool":
        return _add_tool(draft, tool_node(text), final)
    if role == "assistant":
        draft.step()
        draft.model(text, -1)
    elif role == "user":
        whole = query if cut and query.startswith(text) else text
        draft.user(whole, -1)
        cut = cut and whole == text and len(query) != len(text)
    elif role == "system":
        if text:
            draft.system(text, -1)
    else:
        draft.words("unknown", str(role or ""), text, -1)
    return cut


def _add_tool(draft: Draft, node: Node, final: str) -> bool:
    arguments, cut = node.arguments, node.arguments_cut
    if cut and arguments and final.startswith(arguments):
        arguments, cut = final, False
    draft.step()
    draft.call(
        node.name,
        arguments,
        -1,
        source="unknown" if cut else "model",
        synthesized=_CUT if cut else None,
    )
    if node.response is not None or node.cut:
        draft.result(
            node.response or "", -1, name=node.name, synthesized=_CUT if node.cut else None
        )
    return node.cut


def tool_node(text: str) -> Node:
    """Return what a tool node's message says, also where it breaks off."""
    try:
        value = python_repr.literal(text)
    except ValueError:
        return _cut_node(text)
    if not isinstance(value, dict):
        return Node("", text, None, False, False)
    response = value.get("response")
    return Node(
        text_or_none(value.get("name")) or "",
        _as_text(value.get("arguments")),
        None if response in (None, "") else _as_text(response),
        False,
        False,
    )


def _as_text(value: Any) -> str:
    try:
        return arguments_text(value)
    except (TypeError, ValueError, RecursionError):
        # A literal may hold what JSON does not know: sets, complex numbers, bytes.
        return repr(value)


def _cut_node(text: str) -> Node:
    found: dict[str, str] = {}
    at = 0
    closed = True
    while closed and (match := _FIELD.match(text, at)) is not None:
        found[match[1]], at, closed = _string_at(text, match.end(), match[2])
    return Node(
        found.get("name", ""),
        found.get("arguments", ""),
        found.get("response"),
        True,
        "response" not in found and not (closed and "arguments" in found),
    )


class _String(NamedTuple):
    """A string of a `repr`, where it ends, and whether it does."""

    value: str
    end: int
    closed: bool


def _string_at(text: str, start: int, quote: str) -> _String:
    end = start
    while end < len(text) and text[end] != quote:
        end += 2 if text[end] == "\\" else 1
    closed = end < len(text)
    raw = text[start : min(end, len(text))]
    if not closed and raw.endswith("\\") and (len(raw) - len(raw.rstrip("\\"))) % 2:
        raw = raw[:-1]
    try:
        value = python_repr.literal(quote + raw + quote)
    except ValueError:
        value = raw
    return _String(str(value), end + 1, closed)


FORMATS.add(
    NAME, Format(name=NAME, title="ToolBench results", recognise=recognise, read=read)
)  # fmt: skip
