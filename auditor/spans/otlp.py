"""Spans as OpenTelemetry writes them, before anybody asks what they mean.

OTLP/JSON documents (`resourceSpans`, `batches` from Tempo, `resourceLogs`; the file exporter writes
one a line), Jaeger's, spans as SDKs and Phoenix print them (`context`, `attributes` as an
object), and the bare attributes of one.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from auditor.messages.parts import object_of, text_or_none
from auditor.messages.times import utc
from auditor.spans.flattened import dotted
from auditor.spans.jaeger import is_jaeger, jaeger_lists

_RESOURCES = ("resourceSpans", "batches")
_LISTS = ("scopeSpans", "instrumentationLibrarySpans", "scope_spans")
SPAN_LISTS = ("spans", "data")
"""Under which keys documents keep their spans."""

_ROW_ID = "context.span_id"
_STARTS = ("startTimeUnixNano", "start_time", "startTime", "start_time_unix_nano")
ERRORS = frozenset({"2", "STATUS_CODE_ERROR", "ERROR", "Error"})


class Happening(Struct, frozen=True, gc=False):
    """An event of a span, or a log record that belongs to one."""

    name: str
    attributes: dict[str, Any]
    body: Any = None


class RawSpan(Struct, frozen=True, gc=False):
    """One span with its attributes as plain values.

    Attributes:
        item: Its place in its list or file; -1 where a document has several lists.
        start: When it began, in UTC.
    """

    trace_id: str | None
    span_id: str
    parent_id: str | None
    name: str
    item: int
    start: str | None
    attributes: dict[str, Any]
    happenings: tuple[Happening, ...] = ()
    failed: bool = False


class Export(NamedTuple):
    """The spans of one document and the JSON pointer of their list, "" where they have several."""

    spans: list[RawSpan]
    items: str


def spans_in(value: Any, item: int | None = None) -> Export:
    """Return the spans of a document, a list, one span, or the attributes of one.

    Args:
        value: Decoded JSON, or the export that a line was decoded into.
        item: The place to give to every span, where the value is a line of a file.
    """
    if isinstance(value, Export):
        return value
    if isinstance(value, list):
        spans = [
            _span(member, number if item is None else item)
            for number, member in enumerate(value)
            if is_span(member)
        ]
        return Export(spans, "")
    if not isinstance(value, dict):
        return Export([], "")
    if is_otlp(value):
        return _of_otlp(value, item)
    if is_jaeger(value):
        return _of_lists(jaeger_lists(value), item)
    for key in SPAN_LISTS:
        if isinstance(value.get(key), list):
            return Export(spans_in(value[key], item).spans, f"/{key}")
    place = -1 if item is None else item
    return Export([_span(value, place) if is_span(value) else _bare(value, place)], "")


def each_outline(value: Any) -> Iterator[RawSpan]:
    """Yield the spans of a value one by one, with the names of attributes but not what they hold.

    That is enough to see whose spans they are.
    """
    if is_otlp(value):
        for _, spans in _span_lists(value):
            yield from (_outline(span) for span in spans if isinstance(span, dict))
        yield from _of_logs(value, -1)
    elif isinstance(value, list):
        yield from (_span(member, -1) for member in value if is_span(member))
    else:
        yield from spans_in(value).spans


def is_otlp(value: Any) -> bool:
    """Say whether a value is an OTLP/JSON document of spans or logs."""
    if not isinstance(value, dict):
        return False
    if any(isinstance(value.get(key), list) for key in ("resourceSpans", "resourceLogs")):
        return True
    batches = _listed(value, "batches")
    return bool(batches) and any(isinstance(object_of(batches[0]).get(k), list) for k in _LISTS)


def is_span(value: Any) -> bool:
    """Say whether a value is a span: it has attributes and an id, or is a row of a span table."""
    if not isinstance(value, dict):
        return False
    if _ROW_ID in value:
        return True
    return isinstance(value.get("attributes"), dict | list) and any(
        key in value for key in ("context", "spanId", "span_id")
    )


def by_trace(spans: Iterable[RawSpan]) -> dict[str | None, list[RawSpan]]:
    """Return the spans of each run, runs in the order of the file."""
    runs: dict[str | None, list[RawSpan]] = {}
    for span in spans:
        runs.setdefault(span.trace_id, []).append(span)
    return runs


def _span_lists(document: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Return every list of spans with its JSON pointer."""
    return [
        (f"/{resources}/{number}/{key}/{inner}/spans", _listed(scope, "spans"))
        for resources in _RESOURCES
        for number, resource in enumerate(_listed(document, resources))
        for key in _LISTS
        for inner, scope in enumerate(_listed(resource, key))
    ]


def _of_otlp(document: dict[str, Any], item: int | None) -> Export:
    export = _of_lists(_span_lists(document), item)
    logs = _of_logs(document, -1 if item is None else item)
    return Export([*export.spans, *logs], export.items)


def _of_lists(lists: list[tuple[str, list[Any]]], item: int | None) -> Export:
    single = len(lists) == 1
    spans = [
        _span(span, number if single and item is None else -1 if item is None else item)
        for _, found in lists
        for number, span in enumerate(found)
        if isinstance(span, dict)
    ]
    return Export(spans, lists[0][0] if single else "")


def _listed(holder: Any, key: str) -> list[Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def _of_logs(document: dict[str, Any], item: int) -> Iterator[RawSpan]:
    """Yield log records as spans without attributes, to be joined with those of the same id."""
    for resource in _listed(document, "resourceLogs"):
        for scope in _listed(resource, "scopeLogs"):
            for record in _listed(scope, "logRecords"):
                if isinstance(record, dict):
                    yield _of_log(record, item)


def _of_log(record: dict[str, Any], item: int) -> RawSpan:
    attributes = _attributes(record.get("attributes"))
    name = record.get("eventName") or attributes.get("event.name")
    body = record.get("body")
    happening = Happening(
        str(name or ""), attributes, plain(body) if isinstance(body, dict) else body
    )
    return RawSpan(
        text_or_none(record.get("traceId")),
        text_or_none(record.get("spanId")) or "",
        None,
        "",
        item,
        utc(record.get("timeUnixNano")) or utc(record.get("observedTimeUnixNano")),
        {},
        (happening,),
    )


def _of_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return the span that a row of Phoenix's span table holds, its columns dotted."""
    return {
        **row,
        "context": {"trace_id": row.get("context.trace_id"), "span_id": row[_ROW_ID]},
        "attributes": {
            key.removeprefix("attributes."): value
            for key, value in row.items()
            if key.startswith("attributes.") and value is not None
        },
    }


def _span(span: dict[str, Any], item: int) -> RawSpan:
    if _ROW_ID in span:
        span = _of_row(span)
    context = span["context"] if isinstance(span.get("context"), dict) else span
    attributes = _attributes(span.get("attributes"))
    if isinstance(span.get("span_kind"), str):
        # Phoenix keeps the kind of a span beside its attributes.
        attributes.setdefault("openinference.span.kind", span["span_kind"])
    start = next((span[key] for key in _STARTS if span.get(key)), None)
    # Some dumps hold the parent's whole context.
    parent = span["parent"] if isinstance(span.get("parent"), dict) else {}
    return RawSpan(
        text_or_none(context.get("traceId") or context.get("trace_id")),
        text_or_none(context.get("spanId") or context.get("span_id")) or f"#{item}",
        text_or_none(
            span.get("parentSpanId")
            or span.get("parent_id")
            or span.get("parent_span_id")
            or parent.get("span_id")
        ),
        str(span.get("name") or ""),
        item,
        utc(start),
        attributes,
        happenings_of(span.get("events")),
        _status(span) in ERRORS,
    )


def _outline(span: dict[str, Any]) -> RawSpan:
    pairs = span.get("attributes")
    if _ROW_ID in span or not isinstance(pairs, list):
        return _span(span, -1)
    names: dict[str, Any] = {str(p["key"]): None for p in pairs if type(p) is dict and "key" in p}
    if isinstance(span.get("span_kind"), str):
        names["openinference.span.kind"] = None
    return RawSpan(None, "", None, "", -1, None, names, happenings_of(span.get("events")))


def happenings_of(events: Any) -> tuple[Happening, ...]:
    """Return the events of a span."""
    if not isinstance(events, list) or not events:
        return ()
    return tuple(
        Happening(str(event.get("name") or ""), _attributes(event.get("attributes")))
        for event in events
        if isinstance(event, dict)
    )


def _status(span: dict[str, Any]) -> str:
    status = span.get("status")
    if isinstance(status, dict):
        status = status.get("code", status.get("status_code"))
    return str(span.get("status_code") if status is None else status)


def _bare(attributes: dict[str, Any], item: int) -> RawSpan:
    return RawSpan(None, "span", None, "", item, None, _attributes(attributes))


def _attributes(value: Any) -> dict[str, Any]:
    """Return attributes by dotted key, from OTLP's list of pairs or from (nested) objects."""
    if isinstance(value, list):
        found: dict[str, Any] = {}
        for pair in value:
            if type(pair) is dict and "key" in pair:
                held = pair.get("value")
                # Nearly all attributes are texts.
                text = held.get("stringValue") if type(held) is dict and len(held) == 1 else None
                found[str(pair["key"])] = plain(held) if text is None else text
        return found
    if not isinstance(value, dict):
        return {}
    # Phoenix keeps in its database, and shows, what OpenInference's keys spell out.
    return dotted(value) if isinstance(value.get("openinference"), dict) else dict(value)


def plain(value: Any) -> Any:
    """Return the value inside OTLP's `{stringValue: ...}` and its like."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    if "stringValue" in value:
        return value["stringValue"]
    (kind, inner) = next(iter(value.items()))
    if kind == "intValue":
        return integer_of(inner) if isinstance(inner, str) else inner
    if kind == "arrayValue":
        return [plain(member) for member in _listed(inner, "values")]
    if kind == "kvlistValue":
        return _attributes(_listed(inner, "values"))
    return inner if kind in ("stringValue", "boolValue", "doubleValue", "bytesValue") else value


def integer_of(text: str) -> int | str:
    """Return the number behind digits of 64 bits; anything else as it is."""
    is_integer = len(text) <= 20 and text.removeprefix("-").isdecimal()  # noqa: PLR2004 - 64 bits
    return int(text) if is_integer else text
