"""Executions out of OpenTelemetry spans of the operation `execute_tool`.

Read are OTLP/JSON (`resourceSpans`), single spans with flat or listed attributes, and bare
attribute objects, after the GenAI conventions. Arguments and results are opt-in there: an entry
without arguments matches any call of its tool.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import structs

from auditor.canonical import canonical_arguments
from auditor.ledger_entry import LedgerEntry
from auditor.messages.parts import json_text
from auditor.messages.times import utc
from auditor.trace import Place

_OPERATION = "gen_ai.operation.name"
_ARGUMENTS = ("gen_ai.tool.call.arguments", "gen_ai.tool.arguments", "input.value", "input")
_RESULT = ("gen_ai.tool.call.result", "gen_ai.tool.result", "output.value", "output")
_SESSION = ("gen_ai.conversation.id", "session.id")
_SERVER = ("mcp.server.name", "server.address", "service.name")
_STATUS_ERROR = {2, "2", "ERROR", "STATUS_CODE_ERROR", "error"}


class Span(NamedTuple):
    """A span and the attributes of the resource around it."""

    span: dict[str, Any]
    attributes: dict[str, Any]
    resource: dict[str, Any]


class SpanLog:
    """Collects the executions of one file of spans.

    An MCP client and its server each write a span for one call, the one inside the other.

    Args:
        file: Its name, which stands for a server that none names.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._parents: dict[str, str] = {}
        self._found: list[tuple[str, LedgerEntry]] = []

    def feed(self, span: Span, place: Place) -> None:
        """Take in the next span."""
        own = _id_of(span.span, "spanId", "span_id") or f"number {len(self._parents)}"
        self._parents[own] = _id_of(span.span, "parentSpanId", "parent_span_id", "parent_id")
        entry = execution(span, place, len(self._found), self._file)
        if entry is not None:
            self._found.append((own, entry))

    def entries(self) -> list[LedgerEntry]:
        """Return the executions, of several inside each other the outermost."""
        runs = dict(self._found)
        inner: dict[str, list[LedgerEntry]] = {}
        outermost: dict[str, LedgerEntry] = {}
        for own, entry in runs.items():
            outer = [one for one in self._around(own) if _is_same(entry, runs.get(one))]
            if outer:
                inner.setdefault(outer[-1], []).append(entry)
            else:
                outermost[own] = entry
        return [_filled(entry, inner.get(own, ())) for own, entry in outermost.items()]

    def _around(self, own: str) -> Iterator[str]:
        """Yield the spans around one, outermost last; broken trees may hold circles."""
        passed = {own}
        above = self._parents.get(own, "")
        while above and above not in passed:
            yield above
            passed.add(above)
            above = self._parents.get(above, "")


def _is_same(inner: LedgerEntry, outer: LedgerEntry | None) -> bool:
    if outer is None or inner.name != outer.name:
        return False
    told = {canonical_arguments(e.arguments_raw) for e in (inner, outer) if e.arguments_raw}
    ids = {e.call_id for e in (inner, outer) if e.call_id}
    return len(told) <= 1 and len(ids) <= 1


def _filled(entry: LedgerEntry, inner: Iterable[LedgerEntry]) -> LedgerEntry:
    """Return an entry with what only those inside it tell."""
    for one in inner:
        entry = structs.replace(
            entry,
            arguments_raw=one.arguments_raw if entry.arguments_raw is None else entry.arguments_raw,
            call_id=entry.call_id or one.call_id,
            result=one.result if entry.result is None else entry.result,
        )
    return entry


def _id_of(span: dict[str, Any], *keys: str) -> str:
    context = span.get("context")
    for holder in (span, context if isinstance(context, dict) else {}):
        for key in keys:
            if isinstance(holder.get(key), str):
                return str(holder[key])
    return ""


def spans_of(value: Any) -> Iterator[Span]:
    """Yield every span of a decoded value, of whatever operation."""
    if isinstance(value, list):
        for item in value:
            yield from spans_of(item)
    elif isinstance(value, dict):
        if "resourceSpans" in value:
            yield from _of_resources(value["resourceSpans"])
        elif _OPERATION in value:
            yield Span(value, value, {})
        elif "attributes" in value and ("name" in value or "span_id" in value):
            resource = value.get("resource")
            inner = resource.get("attributes") if isinstance(resource, dict) else None
            yield Span(value, _flat(value["attributes"]), _flat(inner))


def _of_resources(groups: Any) -> Iterator[Span]:
    for group in _objects(groups):
        resource = group.get("resource")
        around = _flat(resource.get("attributes")) if isinstance(resource, dict) else {}
        for scope in _objects(group.get("scopeSpans")):
            for span in _objects(scope.get("spans")):
                yield Span(span, _flat(span.get("attributes")), around)


def execution(found: Span, place: Place, number: int, file: str) -> LedgerEntry | None:
    """Return the entry of a span, or None where it runs no tool."""
    span, attributes = found.span, found.attributes
    if attributes.get(_OPERATION) != "execute_tool":
        return None
    name = attributes.get("gen_ai.tool.name")
    status = span.get("status")
    code = status.get("code") if isinstance(status, dict) else span.get("status_code")
    call_id = attributes.get("gen_ai.tool.call.id")
    start = span.get("startTimeUnixNano") or span.get("start_time") or span.get("startTime")
    return LedgerEntry(
        number,
        _first(found.resource | attributes, _SERVER) or file,
        _first(attributes, _SESSION) or _trace_of(span),
        name if isinstance(name, str) else "?",
        place,
        _first(attributes, _ARGUMENTS),
        utc(start),
        call_id if isinstance(call_id, str) else None,
        _first(attributes, _RESULT),
        "",
        "error.type" in attributes or code in _STATUS_ERROR,
    )


def _trace_of(span: dict[str, Any]) -> str:
    context = span.get("context")
    holder = context if isinstance(context, dict) else span
    found = holder.get("traceId") or holder.get("trace_id")
    return found if isinstance(found, str) else ""


def _first(attributes: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = attributes.get(key)
        if value is not None:
            return value if isinstance(value, str) else json_text(value)
    return None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _flat(attributes: Any) -> dict[str, Any]:
    """Return attributes by key, whether they come as an object or as OTLP's list."""
    if isinstance(attributes, dict):
        return attributes
    return {str(item.get("key")): _value(item.get("value")) for item in _objects(attributes)}


def _value(value: Any) -> Any:
    """Return what an OTLP value holds."""
    if not isinstance(value, dict) or not value:
        return value
    kind, held = next(iter(value.items()))
    if kind == "intValue":
        return int(held) if isinstance(held, str) and held.lstrip("-").isdecimal() else held
    if kind == "arrayValue":
        return [_value(item) for item in _objects(held.get("values"))]
    if kind == "kvlistValue":
        return {
            str(item.get("key")): _value(item.get("value")) for item in _objects(held["values"])
        }
    return held
