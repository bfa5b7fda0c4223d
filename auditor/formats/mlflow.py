"""MLflow traces: `trace.to_json()`, `mlflow traces get`, rows of `mlflow.search_traces`.

`{info, data: {spans}}`, or a row whose `spans` they are, or whose `trace` is the whole as JSON
text; alone, in a list, or one a line. Seen in mlflow/mlflow, `mlflow/entities/trace.py`.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import inside, object_of, objects_in
from auditor.spans.mlflow_spans import is_mlflow, request_id_of, span_of
from auditor.spans.otlp import Export, is_span, spans_in
from auditor.spans.span_files import Convention, read_document
from auditor.trace import Place

NAME = "mlflow"
_CONVENTION = Convention(NAME, is_mlflow, span_of)


def recognise(value: Any) -> Recognition | None:
    """Recognise spans with MLflow's attributes where its traces keep them."""
    export = _export_of(value)
    if export is not None and any(map(is_mlflow, export.spans)):
        return Recognition(0.92, "spans with mlflow.spanType, spanInputs or spanOutputs")
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
        return
    spans = [msgspec.structs.replace(raw, trace_id=request_id_of(raw)) for raw in export.spans]
    in_row = not any(key in value for key in ("data", "spans"))
    if in_row:  # of text inside the row no pointer tells
        spans = [msgspec.structs.replace(raw, item=-1) for raw in spans]
        place = inside(place, "trace")
    yield from read_document(Export(spans, "" if in_row else export.items), place, _CONVENTION)


FORMATS.add(
    NAME, Format(name=NAME, title="MLflow traces", recognise=recognise, read=read)
)  # fmt: skip
