"""OpenTelemetry GenAI spans.

OTLP/JSON documents, one document a line (file exporter), spans as SDKs print them, and the bare
attributes of one span.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.genai_spans import is_genai, span_of
from auditor.otlp import RawSpan, by_trace, is_otlp, is_span, spans_in
from auditor.spans import Run, traces_of
from auditor.trace import Place, Trace

NAME = "otel-genai"


def recognise(value: Any) -> Recognition | None:
    """Recognise `gen_ai.*` attributes of spans."""
    if not isinstance(value, dict | list):
        return None
    bare = isinstance(value, dict) and any(
        str(key).startswith("gen_ai.") and key != "gen_ai.system" for key in value
    )
    if bare:
        return Recognition(0.8, "gen_ai.* attributes of one span")
    if is_otlp(value) or _first_is_span(value):
        if any(map(is_genai, spans_in(value).spans)):
            return Recognition(0.85, "spans with gen_ai.* attributes")
        if is_otlp(value):
            return Recognition(0.2, "an OTLP document")
    return None


def _first_is_span(value: Any) -> bool:
    members = value if isinstance(value, list) else value.get("spans", [value])
    return isinstance(members, list) and bool(members) and is_span(members[0])


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one document."""
    export = spans_in(value)
    yield from _runs(export.spans, place, export.items)


def _runs(spans: list[RawSpan], place: Place, items: str | None) -> Iterator[Item]:
    for trace_id, members in by_trace(spans).items():
        joined = _joined(members)
        found = False
        if any(map(is_genai, joined)):
            run = Run(NAME, place, items, trace_id)
            for trace in traces_of(map(span_of, joined), run):
                found = True
                yield trace
        if not found:
            yield Skipped("spans of no generative AI")


def _joined(spans: list[RawSpan]) -> list[RawSpan]:
    """Give log records to the span that they were written in."""
    joined: dict[str, RawSpan] = {}
    for span in spans:
        known = joined.get(span.span_id)
        if known is None:
            joined[span.span_id] = span
            continue
        kept, other = (known, span) if known.attributes or not span.attributes else (span, known)
        joined[span.span_id] = kept._replace(happenings=kept.happenings + other.happenings)
    return list(joined.values())


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one OTLP document or one span on each line."""
    if values and all(is_otlp(value) or is_span(value) for value in values):
        seen = next(filter(None, map(recognise, values)), None)
        if seen is not None and any(_is_telling(value) for value in values):
            return Recognition(0.85, "one OTLP document or span with gen_ai.* on each line")
    return None


def _is_telling(value: Any) -> bool:
    return any(map(is_genai, spans_in(value).spans))


def read_session(lines: Iterable[Line], place: Place, incomplete: bool) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    spans: list[RawSpan] = []
    for line in lines:
        found = spans_in(line.value, line.number).spans if _holds(line.value) else []
        if not found:
            yield Skipped("no span")
        spans += found
    for item in _runs(spans, place, None):
        if isinstance(item, Trace):
            item.incomplete = incomplete
            yield item


def _holds(value: Any) -> bool:
    return is_otlp(value) or is_span(value)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenTelemetry GenAI spans (OTLP/JSON, file exporter, single spans)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
