"""Opik's spans, as its SDKs and its API export them.

A list, a page of the API (`{content}`), an object that keeps them under `spans` beside their trace,
or one span a line: `{id, trace_id, parent_span_id, type, start_time, input, output}`. Spans of one
trace are put together, whatever their order; one that is recorded more than once is read once. A
trace that is exported without its spans is what went in and came out. Seen in comet-ml/opik,
`sdks/python/src/opik/rest_api/types/span_public.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import spoken
from auditor.messages.parts import at_pointer, object_of, text_of, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.recorded_rows import Runs, keep_row
from auditor.spans.span_traces import Run, read_rows
from auditor.spans.spans import Execution, Kind, Span
from auditor.trace import Place

NAME = "opik"

_KINDS: dict[str, Kind] = {"llm": "chat", "tool": "tool", "general": "other", "guardrail": "other"}
_LISTS = ("", "/content", "/spans", "/data", "/trace/spans")
_LOOKED_AT = 4
_SPELT = {
    "traceId": "trace_id", "parentSpanId": "parent_span_id", "startTime": "start_time",
    "errorInfo": "error_info",
}  # fmt: skip
_REQUEST = ("model_parameters", "invocation_params", "metadata")


def _row_of(value: Any) -> dict[str, Any] | None:
    """Return a span with its fields spelt in one way; None of any other value."""
    row = {_SPELT.get(key, key): told for key, told in object_of(value).items()}
    known = {"id", "trace_id", "start_time", "name"} <= row.keys()
    kind = row.get("type")
    parted = "parent_span_id" in row or kind in ("llm", "tool")
    return row if known and parted and isinstance(kind, str) and kind in _KINDS else None


def _list_in(value: Any) -> str | None:
    for pointer in _LISTS:
        held = at_pointer(value, pointer)
        if isinstance(held, list) and held and all(map(_row_of, held[:_LOOKED_AT])):
            return pointer
    return None


def recognise(value: Any) -> Recognition | None:
    """Recognise spans by their ids, their type and when they began."""
    if _row_of(value) is not None or _list_in(value) is not None:
        return Recognition(0.85, "spans with a trace_id and a type such as llm or tool")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one export."""
    pointer = _list_in(value)
    if pointer is None:
        yield from _runs([(-1, value)], place, "")
    else:
        yield from _runs(enumerate(at_pointer(value, pointer)), place, pointer)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one span on each line."""
    if values and all(map(_row_of, values)):
        return Recognition(0.85, "one span with a trace_id and a type on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    yield from _runs(lines, place, None)


def _runs(numbered: Iterable[tuple[int, Any]], place: Place, items: str | None) -> Iterator[Item]:
    runs: Runs = {}
    for number, value in numbered:
        row = _row_of(value)
        if row is None:
            yield Skipped("no span")
        else:
            keep_row(runs, row["trace_id"], str(row["id"]), number, row)
    for trace_id, rows in runs.items():
        spans = [_span_of(row, number) for number, row in rows.values()]
        yield from read_rows(rows, spans, Run(NAME, place, items, trace_id), "spans of no agent")


def _span_of(row: dict[str, Any], item: int) -> Span:
    kind = _KINDS[row["type"]]
    own, parent = str(row["id"]), text_or_none(row.get("parent_span_id"))
    start = utc(row["start_time"])
    given, came = row.get("input"), row.get("output")
    if kind == "tool":
        return Span(own, parent, kind, item, start, execution=_execution(row, given, came))
    if kind == "other" and parent is not None:
        return Span(own, parent, kind, item, start)
    said, replied = spoken(given, "user"), spoken(came, "assistant")
    declared = object_of(given).get("tools") or next(
        (told for key in _REQUEST if (told := object_of(row.get(key)).get("tools"))), None
    )
    tools = tools_of(declared) or said.tools
    model = text_or_none(row.get("model"))
    return Span(own, parent, kind, item, start, said.events, replied.events, None, model, tools)


def _execution(row: dict[str, Any], given: Any, came: Any) -> Execution:
    """Return a tool's run; what a decorated function returned stands under `output`."""
    told = object_of(came)
    outcome = outcome_of(told["output"] if told.keys() == {"output"} else came)
    error = object_of(row.get("error_info"))
    fault = text_of(error.get("message")) or text_of(error.get("exception_type"))
    text = outcome.text if outcome.text is not None else fault or None
    failed = outcome.is_error or bool(error)
    return Execution(text_of(row["name"]), arguments_of(given), text, outcome.call_id, failed)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Opik spans",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
