"""OpenTelemetry GenAI spans.

OTLP/JSON documents, one document a line (file exporter), Tempo's and Jaeger's answers, spans as
SDKs print them, and the bare attributes of one span. What the ADK keeps under attributes of its
own, Claude Code's spans, and what Langfuse's SDK sends, are read, too.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition
from auditor.spans import otlp_lines
from auditor.spans.genai_spans import is_genai, span_of
from auditor.spans.otlp import is_otlp
from auditor.spans.span_files import Convention, any_own, holds_spans, read_document, read_lines
from auditor.trace import Place

NAME = "otel-genai"
_CONVENTION = Convention(NAME, is_genai, span_of)


def recognise(value: Any) -> Recognition | None:
    """Recognise `gen_ai.*` attributes of spans."""
    if isinstance(value, dict) and "attributes" not in value and _is_bare(value):
        return Recognition(0.8, "gen_ai.* attributes of one span")
    if any_own(value, is_genai):
        return Recognition(0.85, "spans with gen_ai.* attributes")
    return Recognition(0.2, "an OTLP document") if is_otlp(value) else None


def _is_bare(value: dict[str, Any]) -> bool:
    return any(str(key).startswith("gen_ai.") for key in value)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one document."""
    yield from read_document(value, place, _CONVENTION)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one OTLP document or one span on each line."""
    if all(map(holds_spans, values)) and any(any_own(value, is_genai) for value in values):
        return Recognition(0.85, "one OTLP document or span with gen_ai.* on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the spans of the runs."""
    yield from read_lines(lines, place, _CONVENTION)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenTelemetry GenAI spans (OTLP/JSON, Tempo, Jaeger, single spans)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        decode_line=otlp_lines.read_line,
    ),
)
