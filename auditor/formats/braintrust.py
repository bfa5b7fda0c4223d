"""Braintrust logs and experiments: rows as the API fetches them, each a span of a run.

A list of rows, an object that keeps it under `events`, `rows` or `data`, or one row a line:
`{id, span_id, root_span_id, span_parents, span_attributes: {name, type}, input, output, metadata}`.
Rows of one root are put together, whatever their order. A tool's span has the type `tool`, or is
named as a tool that the model calls. A row that stands alone is what went in and what came out,
with the note `condensed`. Seen in Braintrust's API reference (`ProjectLogsEvent`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import spoken
from auditor.messages.parts import json_text, object_of, text_of, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.recorded_rows import Runs, keep_row
from auditor.spans.span_traces import Run, read_rows
from auditor.spans.spans import Execution, Span
from auditor.trace import Place, ToolCall

NAME = "braintrust"

_LISTS = ("events", "rows", "data")
_LOOKED_AT = 8
_KEPT = ("expected", "scores", "tags", "metadata", "error")
_Row = tuple[int, dict[str, Any]]


def _is_row(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("span_id"), str)
        and "root_span_id" in value
        and isinstance(value.get("span_attributes"), dict)
    )


def _list_in(value: Any) -> str | None:
    """Return where a value keeps its rows: "" if it is the list, None if it holds none."""
    if isinstance(value, dict):
        return next((f"/{key}" for key in _LISTS if _are_rows(value.get(key))), None)
    return "" if _are_rows(value) else None


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_row, value[:_LOOKED_AT]))


def recognise(value: Any) -> Recognition | None:
    """Recognise rows by their spans."""
    if _is_row(value) or _list_in(value) is not None:
        return Recognition(0.9, "rows with span_id, root_span_id and span_attributes")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one export."""
    if _is_row(value):
        yield from _runs([(-1, value)], place, "")
        return
    pointer = _list_in(value) or ""
    rows = value[pointer[1:]] if pointer else value
    yield from _runs(enumerate(rows), place, pointer)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one row per line."""
    if _are_rows(values):
        return Recognition(0.9, "one row with span_id, root_span_id and span_attributes per line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the rows of the runs."""
    yield from _runs(lines, place, None)


def _runs(numbered: Iterable[tuple[int, Any]], place: Place, items: str | None) -> Iterator[Item]:
    runs: Runs = {}
    for number, row in numbered:
        if _is_row(row):
            keep_row(runs, row["root_span_id"], row["span_id"], number, row)
        else:
            yield Skipped("no row of a log")
    for root, rows in runs.items():
        spans = _spans_of(list(rows.values()))
        about = rows[root][1] if root in rows else {}
        kept = {key: json_text(about[key]) for key in _KEPT if about.get(key)}
        run = Run(NAME, place, items, root)
        yield from read_rows(rows, spans, run, "rows of no model", kept)


def _spans_of(rows: list[_Row]) -> list[Span]:
    """Return the rows of one run as spans; what the run was given only where no model's is kept."""
    chats = [_chat(row, item) for item, row in rows if _type_of(row) == "llm"]
    called = {e.name for chat in chats for e in (*chat.said, *chat.replied) if type(e) is ToolCall}
    others = [_other(row, item, called, not chats) for item, row in rows if _type_of(row) != "llm"]
    return chats + others


def _type_of(row: dict[str, Any]) -> str:
    return text_of(row["span_attributes"].get("type"))


def _parent_of(row: dict[str, Any]) -> str | None:
    parents = row.get("span_parents")
    return text_or_none(parents[0]) if isinstance(parents, list) and parents else None


def _start_of(row: dict[str, Any]) -> str | None:
    return utc(object_of(row.get("metrics")).get("start")) or utc(row.get("created"))


def _chat(row: dict[str, Any], item: int) -> Span:
    said, about = spoken(row.get("input"), "user"), object_of(row.get("metadata"))
    return Span(
        row["span_id"],
        _parent_of(row),
        "chat",
        item,
        _start_of(row),
        said.events,
        spoken(row.get("output"), "assistant").events,
        None,
        text_or_none(about.get("model")),
        tools_of(about.get("tools")) or said.tools,
    )


def _other(row: dict[str, Any], item: int, called: set[str], told_alone: bool) -> Span:
    name = text_of(row["span_attributes"].get("name"))
    own, parent, start = row["span_id"], _parent_of(row), _start_of(row)
    if _type_of(row) == "tool" or name in called:
        failure = row.get("error")
        outcome = outcome_of(text_of(failure) if failure else row.get("output"))
        failed = outcome.is_error or bool(failure)
        given = arguments_of(row.get("input"))
        run = Execution(name, given, outcome.text, outcome.call_id, failed)
        return Span(own, parent, "tool", item, start, execution=run)
    if told_alone and parent is None:
        said = spoken(row.get("input"), "user").events
        replied = spoken(row.get("output"), "assistant").events
        return Span(own, parent, "other", item, start, said, replied)
    return Span(own, parent, "other", item, start)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Braintrust logs and experiments",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
