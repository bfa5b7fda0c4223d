"""Files of spans under one attribute convention: found out, grouped by run, read as traces."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.format import Item, Line, Skipped
from auditor.messages.parts import objects_in
from auditor.spans.jaeger import is_jaeger
from auditor.spans.otlp import (
    SPAN_LISTS,
    Export,
    RawSpan,
    by_trace,
    each_outline,
    is_otlp,
    is_span,
    spans_in,
)
from auditor.spans.span_traces import Run, traces_of
from auditor.spans.spans import Span
from auditor.trace import Place, Trace


class Convention(NamedTuple):
    """How spans of one format are told from others and understood.

    Attributes:
        format: Name of the format.
        is_own: Says whether a span speaks of an agent in this convention.
        span_of: Turns it into events.
    """

    format: str
    is_own: Callable[[RawSpan], bool]
    span_of: Callable[[RawSpan], Span]


def holds_spans(value: Any) -> bool:
    """Say whether a value is an OTLP document, a span, or a list of spans."""
    if isinstance(value, Export):
        return True
    if isinstance(value, list):
        return bool(value) and is_span(value[0])
    return (
        is_otlp(value)
        or is_span(value)
        or is_jaeger(value)
        or (
            isinstance(value, dict)
            and any(holds_spans(objects_in(value.get(k))) for k in SPAN_LISTS)
        )
    )


def any_own(value: Any, is_own: Callable[[RawSpan], bool]) -> bool:
    """Say whether a value holds a span of a convention."""
    return holds_spans(value) and any(map(is_own, each_outline(value)))


def read_document(value: Any, place: Place, convention: Convention) -> Iterator[Item]:
    """Read the runs of one document."""
    export = spans_in(value)
    yield from _runs(export.spans, place, export.items, convention)


def read_lines(lines: Iterable[Line], place: Place, convention: Convention) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    spans: list[RawSpan] = []
    for line in lines:
        found = spans_in(line.value, line.number).spans if holds_spans(line.value) else []
        if not found:
            yield Skipped("no span")
        spans += found
    for item in _runs(spans, place, None, convention):
        if isinstance(item, Trace):
            yield item


def _runs(
    spans: list[RawSpan], place: Place, items: str | None, convention: Convention
) -> Iterator[Item]:
    for trace_id, members in by_trace(spans).items():
        joined = _joined(members)
        found = False
        if any(map(convention.is_own, joined)):
            run = Run(convention.format, place, items, trace_id)
            for trace in traces_of(map(convention.span_of, joined), run):
                found = True
                yield trace
        if not found:
            yield Skipped("spans of no agent")


def _joined(spans: list[RawSpan]) -> list[RawSpan]:
    """Give log records to the span that they were written in."""
    joined: dict[str, RawSpan] = {}
    for span in spans:
        known = joined.get(span.span_id)
        if known is None:
            joined[span.span_id] = span
            continue
        kept, other = (known, span) if known.attributes or not span.attributes else (span, known)
        happenings = kept.happenings + other.happenings
        joined[span.span_id] = msgspec.structs.replace(kept, happenings=happenings)
    return list(joined.values())
