"""One OTLP/JSON document of spans, as exporters write one a line, decoded straight into its types.

Decoded by type, a document costs far less than as nested objects. Whatever is not exactly that
(another field, a log record, a number where the specification has a string) is left to the lenient
reader, so that both readers agree on every document that this one takes. Duplicate keys are found
by counting strings, as in `strict_json`.
Source: opentelemetry-proto, `trace.proto` and `common.proto` in their JSON encoding.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from auditor import strict_json
from auditor.messages.times import utc
from auditor.spans.otlp import ERRORS, Export, RawSpan, happenings_of, integer_of, plain

_DEEPEST_INSIDE = strict_json.MAX_DEPTH - 16


class _Value(Struct, forbid_unknown_fields=True, gc=False):
    stringValue: str | UnsetType = UNSET  # noqa: N815 - spelt by the specification
    intValue: str | int | float | UnsetType = UNSET  # noqa: N815 - same
    boolValue: bool | UnsetType = UNSET  # noqa: N815 - same
    doubleValue: float | int | UnsetType = UNSET  # noqa: N815 - same
    arrayValue: Any = UNSET  # noqa: N815 - same


class _Pair(Struct, forbid_unknown_fields=True, gc=False):
    key: str
    value: _Value


class _Status(Struct, forbid_unknown_fields=True, gc=False):
    code: int | float | UnsetType = UNSET
    message: str | UnsetType = UNSET


class _Span(Struct, forbid_unknown_fields=True, gc=False):
    """The fields of a span; those that hold a string stand first."""

    spanId: str  # noqa: N815 - spelt by the specification
    traceId: str | UnsetType = UNSET  # noqa: N815 - same
    parentSpanId: str | UnsetType = UNSET  # noqa: N815 - same
    name: str | UnsetType = UNSET
    startTimeUnixNano: str | UnsetType = UNSET  # noqa: N815 - same
    endTimeUnixNano: str | UnsetType = UNSET  # noqa: N815 - same
    traceState: str | UnsetType = UNSET  # noqa: N815 - same
    attributes: list[_Pair] | UnsetType = UNSET
    kind: int | UnsetType = UNSET
    status: _Status | UnsetType = UNSET
    flags: int | UnsetType = UNSET
    events: list[Any] | UnsetType = UNSET
    links: list[Any] | UnsetType = UNSET
    droppedAttributesCount: int | UnsetType = UNSET  # noqa: N815 - same
    droppedEventsCount: int | UnsetType = UNSET  # noqa: N815 - same
    droppedLinksCount: int | UnsetType = UNSET  # noqa: N815 - same


_TEXTS = 7
_FIELDS = len(_Span.__struct_fields__)


class _Scope(Struct, forbid_unknown_fields=True, gc=False):
    spans: list[_Span]
    scope: Any = UNSET
    schemaUrl: str | UnsetType = UNSET  # noqa: N815 - spelt by the specification


class _Resource(Struct, forbid_unknown_fields=True, gc=False):
    scopeSpans: list[_Scope]  # noqa: N815 - spelt by the specification
    resource: Any = UNSET
    schemaUrl: str | UnsetType = UNSET  # noqa: N815 - same


class _Document(Struct, forbid_unknown_fields=True, gc=False):
    resourceSpans: list[_Resource]  # noqa: N815 - spelt by the specification


_decode = msgspec.json.Decoder(_Document).decode


def read_line(raw: bytes, number: int) -> Export | None:
    """Return the spans of a line that is one plain document, or None for any other line.

    Args:
        raw: The line.
        number: Its 1-based number, the place of every span.
    """
    try:
        document = _decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    count = _Count()
    spans: list[RawSpan] = []
    for resource in document.resourceSpans:
        count.strings += 1
        _count_around(count, resource.resource, resource.schemaUrl)
        for scope in resource.scopeSpans:
            count.strings += 1
            _count_around(count, scope.scope, scope.schemaUrl)
            for span in scope.spans:
                attributes = _attributes_of(span.attributes or [], count)
                if attributes is None:
                    return None
                spans.append(_raw_span(span, number, attributes, count))
    if count.depth > _DEEPEST_INSIDE:
        return None
    whole = strict_json.holds_all(raw, count.strings, _texts_of(spans))
    return Export(spans, "") if whole else None


class _Count(Struct):
    """What was decoded so far: strings, and how deep the parts of free form are."""

    strings: int = 1
    depth: int = 0

    def anything(self, value: Any) -> None:
        """Count a value of free form."""
        tally = strict_json.tally_of(value)
        self.strings += tally.strings
        self.depth = max(self.depth, tally.depth)


def _texts_of(spans: list[RawSpan]) -> Iterator[str]:
    for span in spans:
        for value in span.attributes.values():
            if type(value) is str:
                yield value


def _count_around(count: _Count, about: Any, schema: str | UnsetType) -> None:
    if about is not UNSET:
        count.strings += 1
        count.anything(about)
    count.strings += 0 if schema is UNSET else 2


def _attributes_of(pairs: list[_Pair], count: _Count) -> dict[str, Any] | None:
    """Return attributes by key; None where one is told twice or holds no value."""
    found: dict[str, Any] = {pair.key: pair.value.stringValue for pair in pairs}
    others = [pair for pair in pairs if pair.value.stringValue is UNSET]
    # A value of two kinds has more strings than this and shows in the count.
    count.strings += 5 * len(pairs) - len(others)
    for pair in others:
        value = pair.value
        if type(value.intValue) is str:
            count.strings += 1
            found[pair.key] = integer_of(value.intValue)
            continue
        kind, inner = _kind_of(value)
        if kind is None:
            return None
        count.anything(inner)
        found[pair.key] = plain({kind: inner})
    return found if len(found) == len(pairs) else None


def _kind_of(value: _Value) -> tuple[str | None, Any]:
    if value.intValue is not UNSET:
        return "intValue", value.intValue
    if value.doubleValue is not UNSET:
        return "doubleValue", value.doubleValue
    if value.boolValue is not UNSET:
        return "boolValue", value.boolValue
    return (None, None) if value.arrayValue is UNSET else ("arrayValue", value.arrayValue)


def _raw_span(span: _Span, number: int, attributes: dict[str, Any], count: _Count) -> RawSpan:
    fields = msgspec.structs.astuple(span)
    count.strings += _FIELDS - fields.count(UNSET) + _TEXTS - fields[:_TEXTS].count(UNSET)
    failed = False
    if span.status is not UNSET:
        code, message = span.status.code, span.status.message
        count.strings += (code is not UNSET) + 2 * (message is not UNSET)
        failed = str(code) in ERRORS
    for listed in (span.events, span.links):
        if listed:
            count.anything(listed)
    return RawSpan(
        span.traceId or None,
        span.spanId or f"#{number}",
        span.parentSpanId or None,
        span.name or "",
        number,
        utc(span.startTimeUnixNano),
        attributes,
        happenings_of(span.events),
        failed,
    )
