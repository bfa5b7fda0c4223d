"""Spans as Jaeger's query API and page give them in JSON, brought to OpenTelemetry's terms.

`{"data": [{"traceID": ..., "spans": [...]}]}`; times are microseconds, attributes `tags`, events
`logs`, the parent a reference.
Source: jaegertracing/jaeger, model/json/model.go.
"""

from typing import Any

from auditor.messages.parts import objects_in


def is_jaeger(value: Any) -> bool:
    """Say whether a value is a document of Jaeger traces."""
    traces = objects_in(value.get("data")) if isinstance(value, dict) else []
    return bool(traces) and all(
        "traceID" in trace and isinstance(trace.get("spans"), list) for trace in traces
    )


def jaeger_lists(document: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the spans of each trace as SDKs print them, with the JSON pointer of their list."""
    return [
        (f"/data/{number}/spans", [_span(span) for span in objects_in(trace["spans"])])
        for number, trace in enumerate(objects_in(document["data"]))
    ]


def _span(span: dict[str, Any]) -> dict[str, Any]:
    tags = _values(span.get("tags"))
    parents = [
        reference.get("spanID")
        for reference in objects_in(span.get("references"))
        if reference.get("refType") == "CHILD_OF"
    ]
    return {
        "context": {"trace_id": span.get("traceID"), "span_id": span.get("spanID")},
        "parent_id": parents[0] if parents else None,
        "name": span.get("operationName"),
        "start_time": span.get("startTime"),
        "attributes": tags,
        "events": [_event(log) for log in objects_in(span.get("logs"))],
        "status_code": "ERROR" if tags.get("error") in (True, "true") else "OK",
    }


def _event(log: dict[str, Any]) -> dict[str, Any]:
    fields = _values(log.get("fields"))
    return {"name": fields.pop("event", ""), "attributes": fields}


def _values(tags: Any) -> dict[str, Any]:
    return {str(tag.get("key")): tag.get("value") for tag in objects_in(tags)}
