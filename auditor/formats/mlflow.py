"""MLflow traces: `trace.to_json()`, `mlflow traces get`, rows of `mlflow.search_traces`.

`{info, data: {spans}}`, or a row whose `spans` they are, or whose `trace` is the whole as JSON
text; alone, in a list, or one a line. Spans that MLflow sent to an OpenTelemetry collector, as
OTLP/JSON, are read, too. Seen in mlflow/mlflow, `mlflow/entities/trace.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.formats import FORMATS, Format, Item, Line, Recognition
from auditor.messages.parts import inside, object_of, objects_in
from auditor.spans import otlp_lines
from auditor.spans.mlflow_spans import is_mlflow, request_id_of, span_of
from auditor.spans.otlp import Export, is_span, spans_in
from auditor.spans.span_files import Convention, any_own, holds_spans, read_document, read_lines
from auditor.trace import Place

NAME = "mlflow"
_CONVENTION = Convention(NAME, is_mlflow, span_of)


def recognise(value: Any) -> Recognition | None:
    """Recognise spans with MLflow's attributes where its traces keep them."""
    export = _export_of(value)
    if export is not None and any(map(is_mlflow, export.spans)):
        return Recognition(0.92, "spans with mlflow.spanType, spanInputs or spanOutputs")
    if any_own(value, is_mlflow):
        return Recognition(0.84, "OTLP spans with mlflow.spanType, spanInputs or spanOutputs")
    return None


def _export_of(value: Any) -> Export | None:
    """Return the spans of a trace or row, and where they lie."""
    if not isinstance(value, dict):
        return None
    for holder, pointer in ((object_of(value.get("data")), "/data/spans"), (value, "/spans")):
        spans = objects_in(holder.get("spans"))
        if spans and is_span(spans[0]):
            return Export(spans_in(spans).spans, pointer)
    return _export_of(_trace_in(value))


def _trace_in(row: dict[str, Any]) -> Any:
    told = row.get("trace")
    if not isinstance(told, str):
        return told
    try:
        return msgspec.json.decode(told)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one trace."""
    export = _export_of(value)
    if export is None:
        yield from read_document(value, place, _CONVENTION)
        return
    spans = [msgspec.structs.replace(raw, trace_id=request_id_of(raw)) for raw in export.spans]
    in_row = not any(key in value for key in ("data", "spans"))
    if in_row:  # of text inside the row no pointer tells
        spans = [msgspec.structs.replace(raw, item=-1) for raw in spans]
        place = inside(place, "trace")
    yield from read_document(Export(spans, "" if in_row else export.items), place, _CONVENTION)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one OTLP document or one span on each line."""
    if all(map(holds_spans, values)) and any(any_own(value, is_mlflow) for value in values):
        return Recognition(0.84, "one OTLP document or span with mlflow.* on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    yield from read_lines(lines, place, _CONVENTION)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="MLflow traces",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        decode_line=otlp_lines.read_line,
    ),
)
