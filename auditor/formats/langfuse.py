"""Langfuse exports: a trace with its observations, a list of observations, or one on each line.

Observations form a tree of spans; generations hold what a framework said in its own dialect, often
as JSON inside a string, and repeat the history. Where the list of observations stands both beside
and inside `trace`, it is read once, as an observation is that pages or updates repeat.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import decoded, spoken
from auditor.messages.parts import integer_or_none, json_text, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.declared_tools import tools_in_attributes
from auditor.spans.executions import arguments_of, outcome_of
from auditor.spans.span_traces import Run, traces_of
from auditor.spans.spans import (
    Execution,
    Kind,
    Span,
    instructions_first,
    with_later,
    without_instructions,
)
from auditor.trace import Place, Trace

NAME = "langfuse"

_KINDS: dict[str, Kind] = {
    "GENERATION": "chat", "TOOL": "tool", "AGENT": "agent", "SPAN": "other", "CHAIN": "other",
    "EVENT": "other", "RETRIEVER": "other", "EMBEDDING": "other", "EVALUATOR": "other",
    "GUARDRAIL": "other",
}  # fmt: skip
_MARKED: dict[str, Kind] = {
    "TOOL": "tool", "AGENT": "agent", "LLM": "chat",
    "execute_tool": "tool", "invoke_agent": "agent", "chat": "chat",
}  # fmt: skip
_PREFIXES = ("execute_tool ", "running tool: ", "running tool ")
_KEPT = ("name", "userId", "sessionId", "tags", "release", "version", "environment", "scores")


class Found(NamedTuple):
    """The observations of a document, where they stand, and the traces' own records by id."""

    observations: list[Any]
    items: str
    traces: dict[str, dict[str, Any]]


class _Kept(NamedTuple):
    record: dict[str, Any]
    item: int


def recognise(value: Any) -> Recognition | None:
    """Recognise observations with a type and a trace id."""
    if isinstance(value, list):
        if value and all(map(is_observation, value[:4])):
            return Recognition(0.9, "a list of Langfuse observations")
        return None
    if isinstance(value, dict):
        found = _find(value)
        if any(map(is_observation, found.observations[:4])):
            return Recognition(0.9, "Langfuse observations")
        trace = value.get("trace")
        if isinstance(trace, dict) and isinstance(value.get("observations"), list):
            return Recognition(0.8, "a Langfuse trace without observations")
    return None


def is_observation(value: Any) -> bool:
    """Say whether a value is an observation: an id, its trace's id, and a known type."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("type"), str)
        and value["type"] in _KINDS
        and ("traceId" in value or "trace_id" in value)
        and "id" in value
    )


def _find(value: dict[str, Any]) -> Found:
    trace = value["trace"] if isinstance(value.get("trace"), dict) else None
    holder = value if trace is None and "observations" in value else trace or {}
    own = {str(holder.get("id")): holder} if "id" in holder else {}
    for items, among in (
        ("/observations", value.get("observations")),
        ("/trace/observations", (trace or {}).get("observations")),
        ("/data", value.get("data")),
    ):
        if isinstance(among, list) and among:
            return Found(among, items, own)
    return Found([], "", own)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one document."""
    found = Found(value, "", {}) if isinstance(value, list) else _find(value)
    placed = list(enumerate(found.observations))
    yield from _runs(placed, found, place)


def _runs(placed: list[tuple[int, Any]], found: Found, place: Place) -> Iterator[Item]:
    runs: dict[str, dict[str, _Kept]] = {trace_id: {} for trace_id in found.traces}
    prompts: dict[str, str] = {}
    for item, observation in placed:
        if not is_observation(observation):
            yield Skipped("no observation")
            continue
        trace_id = str(_given(observation, "traceId", "trace_id"))
        of_trace = runs.setdefault(trace_id, {})
        own_id = str(observation["id"])
        known = own_id in of_trace
        whole = with_later(of_trace[own_id].record, observation) if known else observation
        of_trace[own_id] = _Kept(whole, item)
        prompt = _prompt_of(observation)
        if prompt:
            prompts.setdefault(trace_id, prompt)
    for trace_id, of_trace in runs.items():
        spans = [_span_of(*kept) for kept in of_trace.values()]
        run = Run(NAME, place, found.items if placed else "", trace_id)
        about = found.traces.get(trace_id, {})
        traces = list(traces_of([*spans, *_outermost(about, spans)], run))
        for trace in traces:
            _add_facts(trace, about, prompts.get(trace_id))
            yield trace
        if not traces:
            yield Skipped("a trace without generations, tools or content")


def _outermost(about: dict[str, Any], spans: list[Span]) -> list[Span]:
    """Return the trace's own input and output as a span, for runs that hold nothing else."""
    if any(span.kind == "chat" for span in spans):
        return []
    said = spoken(about.get("input"), "user").events
    replied = spoken(about.get("output"), "assistant").events
    if not (said or replied) or any(span.said or span.replied for span in spans):
        return []
    return [Span("trace", None, "other", -1, utc(about.get("timestamp")), said, replied)]


def _given(holder: dict[str, Any], *keys: str) -> Any:
    return next((holder[key] for key in keys if holder.get(key) is not None), None)


def _span_of(observation: dict[str, Any], item: int) -> Span:
    attributes = _attributes_of(observation)
    kind = _kind_of(observation, attributes)
    span_id = str(observation.get("id"))
    parent = text_or_none(_given(observation, "parentObservationId", "parent_observation_id"))
    start = utc(_given(observation, "startTime", "start_time"))
    if kind == "tool":
        run = _execution(observation, attributes)
        return Span(span_id, parent, kind, item, start, execution=run)
    said = spoken(observation.get("input"), "user")
    replied = spoken(observation.get("output"), "assistant")
    declared = decoded(_given(observation, "toolDefinitions", "tool_definitions"))
    return Span(
        span_id,
        parent,
        kind,
        item,
        start,
        instructions_first(said.events, replied.events),
        without_instructions(replied.events),
        None,
        text_or_none(_given(observation, "model", "provided_model_name")),
        said.tools or replied.tools or tools_in_attributes(attributes) or tools_of(declared),
        _usage(observation),
    )


def _attributes_of(observation: dict[str, Any]) -> dict[str, Any]:
    metadata = decoded(observation.get("metadata"))
    attributes = decoded(metadata.get("attributes")) if isinstance(metadata, dict) else None
    return attributes if isinstance(attributes, dict) else {}


def _kind_of(observation: dict[str, Any], attributes: dict[str, Any]) -> Kind:
    kind = _KINDS[observation["type"]]
    if kind == "other":
        for key in ("openinference.span.kind", "gen_ai.operation.name"):
            marked = _MARKED.get(str(attributes.get(key)))
            if marked is not None:
                return marked
    return kind


def _execution(observation: dict[str, Any], attributes: dict[str, Any]) -> Execution:
    output = observation.get("output")
    if output in (None, "", "{}", {}):
        told = _given(
            attributes, "gen_ai.tool.call.result", "gcp.vertex.agent.tool_response", "tool_response"
        )
        output = output if told is None else told
    outcome = outcome_of(output)
    name = _given(attributes, "gen_ai.tool.name", "tool.name", "ai.toolCall.name")
    call_id = _given(attributes, "gen_ai.tool.call.id", "ai.toolCall.id")
    return Execution(
        text_or_none(name) or _without_prefix(str(observation.get("name") or "")),
        arguments_of(observation.get("input")),
        outcome.text,
        text_or_none(call_id) or outcome.call_id,
        outcome.is_error or observation.get("level") == "ERROR",
    )


def _without_prefix(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _usage(observation: dict[str, Any]) -> dict[str, int]:
    details = decoded(_given(observation, "usageDetails", "usage_details", "usage"))
    counted = {
        key: integer_or_none(details.get(key)) if isinstance(details, dict) else None
        for key in ("input", "output")
    }
    return {key: number for key, number in counted.items() if number is not None}


def _prompt_of(observation: dict[str, Any]) -> str:
    name = text_or_none(_given(observation, "promptName", "prompt_name"))
    version = text_or_none(_given(observation, "promptVersion", "prompt_version"))
    return ":".join(filter(None, (name, version)))


def _add_facts(trace: Trace, about: dict[str, Any], prompt: str | None) -> None:
    """Keep what the trace's own record says of the run."""
    trace.prompt_version = prompt
    kept = {key: json_text(about[key]) for key in _KEPT if about.get(key) not in (None, [], "")}
    trace.extra = trace.extra | kept


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one observation on each line."""
    if values and all(map(is_observation, values)):
        return Recognition(0.9, "one Langfuse observation on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the observations of the runs."""
    placed = [(line.number, line.value) for line in lines]
    for item in _runs(placed, Found([], "", {}), place):
        if isinstance(item, Trace):
            item.items = None
        if isinstance(item, Trace) or (isinstance(item, Skipped) and item.reason[:2] == "no"):
            yield item


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Langfuse traces and observations",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
