"""OpenInference spans: Phoenix exports, OTLP documents, one span a line, bare attributes."""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition
from auditor.spans import otlp_lines
from auditor.spans.openinference_spans import is_openinference, span_of
from auditor.spans.span_files import Convention, any_own, holds_spans, read_document, read_lines
from auditor.trace import Place

NAME = "openinference"
_CONVENTION = Convention(NAME, is_openinference, span_of)


def recognise(value: Any) -> Recognition | None:
    """Recognise the marks of OpenInference on spans."""
    if isinstance(value, dict) and "openinference.span.kind" in value:
        return Recognition(0.9, "OpenInference attributes of one span")
    if any_own(value, is_openinference):
        return Recognition(0.9, "spans with openinference.span.kind or llm.*_messages")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one document."""
    yield from read_document(value, place, _CONVENTION)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one span or one document of spans on each line."""
    if all(map(holds_spans, values)) and any(any_own(value, is_openinference) for value in values):
        return Recognition(0.9, "one OpenInference span on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    yield from read_lines(lines, place, _CONVENTION)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenInference spans (Phoenix, Arize)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        decode_line=otlp_lines.read_line,
    ),
)
