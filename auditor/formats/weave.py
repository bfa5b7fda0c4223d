"""W&B Weave calls: a list, an object that keeps it under `calls`, or one call a line.

A call is an op's: `{id, op_name, trace_id, parent_id, started_at, inputs, output, exception}`.
Calls of one trace are put together, whatever their order; one that is recorded more than once is
read once.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import text_or_none
from auditor.spans.recorded_rows import Runs, keep_row
from auditor.spans.span_traces import Run, read_rows
from auditor.spans.weave_calls import is_call, spans_of
from auditor.trace import Place

NAME = "weave"


def recognise(value: Any) -> Recognition | None:
    """Recognise calls of ops."""
    if is_call(value):
        return Recognition(0.9, "a call with op_name, trace_id and inputs")
    calls = value.get("calls") if isinstance(value, dict) else value
    if isinstance(calls, list) and calls and all(map(is_call, calls[:4])):
        return Recognition(0.9, "calls with op_name, trace_id and inputs")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one export."""
    if is_call(value):
        yield from _runs([(-1, value)], place, "")
    elif isinstance(value, dict):
        yield from _runs(enumerate(value["calls"]), place, "/calls")
    else:
        yield from _runs(enumerate(value), place, "")


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one call per line."""
    if values and all(map(is_call, values)):
        return Recognition(0.9, "one call with op_name, trace_id and inputs on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the calls of the runs."""
    yield from _runs(lines, place, None)


def _runs(numbered: Iterable[tuple[int, Any]], place: Place, items: str | None) -> Iterator[Item]:
    runs: Runs = {}
    for number, call in numbered:
        if is_call(call):
            own = text_or_none(call.get("id")) or number
            keep_row(runs, call["trace_id"], own, number, call)
        elif items is None:
            yield Skipped("no call")
    for trace_id, calls in runs.items():
        spans = spans_of(list(calls.values()))
        yield from read_rows(calls, spans, Run(NAME, place, items, trace_id), "calls of no model")


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="W&B Weave calls",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
