"""Datadog LLM Observability: spans as SDKs send them and as the API exports them.

A list, a page of the API (`{data: [{type: "span", attributes}]}`), what is sent (`{data:
{attributes: {spans}}}`), or one span a line. Spans of one trace are put together, whatever their
order; one that is recorded more than once is read once.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import at_pointer
from auditor.spans.datadog_spans import row_of, span_of
from auditor.spans.recorded_rows import Runs, keep_row
from auditor.spans.span_traces import Run, read_rows
from auditor.trace import Place

NAME = "datadog"

_LISTS = ("", "/data", "/spans", "/data/attributes/spans")
_LOOKED_AT = 4


def recognise(value: Any) -> Recognition | None:
    """Recognise spans by their ids, their start in nanoseconds and their kind."""
    if row_of(value) is not None:
        return Recognition(0.9, "a span with start_ns and a kind")
    if _list_in(value) is not None:
        return Recognition(0.9, "spans with start_ns and a kind")
    return None


def _list_in(value: Any) -> str | None:
    for pointer in _LISTS:
        held = at_pointer(value, pointer)
        if isinstance(held, list) and held and all(map(row_of, held[:_LOOKED_AT])):
            return pointer
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
    if values and all(map(row_of, values)):
        return Recognition(0.9, "one span with start_ns and a kind on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    yield from _runs(lines, place, None)


def _runs(numbered: Iterable[tuple[int, Any]], place: Place, items: str | None) -> Iterator[Item]:
    runs: Runs = {}
    for number, value in numbered:
        row = row_of(value)
        if row is None:
            yield Skipped("no span")
            continue
        keep_row(runs, row["trace_id"], str(row["span_id"]), number, row)
    for trace_id, rows in runs.items():
        spans = [span_of(row, number) for number, row in rows.values()]
        yield from read_rows(rows, spans, Run(NAME, place, items, trace_id), "spans of no agent")


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Datadog LLM Observability spans",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
