"""LangSmith runs: a list, a tree of `child_runs`, or one run on each line.

Fields as in the Run model of langsmith 0.15: `run_type` llm, tool or chain, `inputs`, `outputs`,
`parent_run_id`, `trace_id`. A run that is recorded more than once, as it began and as it ended or
in pages that overlap, is read once. Runs of one experiment name their dataset example, which makes
them repeats of one task.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import spoken
from auditor.messages.parts import integer_or_none, json_text, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.spans.executions import Outcome, arguments_of, outcome_of
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

NAME = "langsmith"

_KINDS: dict[str, Kind] = {
    "llm": "chat", "tool": "tool", "chain": "other", "retriever": "other", "prompt": "other",
    "parser": "other", "embedding": "other",
}  # fmt: skip
_KEPT = ("name", "tags", "session_name", "session_id", "error", "feedback_stats")


class _Kept(NamedTuple):
    """A run, the run above it where it stands inside that, and where it lies."""

    record: dict[str, Any]
    parent: str | None
    item: int


def is_run(value: Any) -> bool:
    """Say whether a value is a run: a known type, an id, inputs."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("run_type"), str)
        and value["run_type"] in _KINDS
        and "id" in value
        and ("inputs" in value or "outputs" in value)
    )


def recognise(value: Any) -> Recognition | None:
    """Recognise runs by their run_type and inputs."""
    if is_run(value):
        return Recognition(0.9, "a LangSmith run")
    members = value.get("runs") if isinstance(value, dict) else value
    if isinstance(members, list) and members and all(map(is_run, members[:4])):
        return Recognition(0.9, "LangSmith runs")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the runs of one document."""
    if is_run(value):
        yield from _traces([(-1, value)], place, "")
    elif isinstance(value, list):
        yield from _traces(list(enumerate(value)), place, "")
    else:
        yield from _traces(list(enumerate(value["runs"])), place, "/runs")


def _traces(placed: list[tuple[int, Any]], place: Place, items: str) -> Iterator[Item]:
    runs: dict[str, dict[str, _Kept]] = {}
    for item, value in placed:
        if not is_run(value):
            yield Skipped("no run")
            continue
        for record, parent in _with_children(value, None):
            trace_id = str(_given(record, "trace_id") or _given(value, "trace_id", "id"))
            of_trace = runs.setdefault(trace_id, {})
            own_id = str(record["id"])
            before = of_trace.get(own_id, _Kept({}, None, item))
            whole = with_later(before.record, record) if before.record else record
            of_trace[own_id] = _Kept(whole, parent or before.parent, item)
    for trace_id, of_trace in runs.items():
        spans = [_span_of(*kept) for kept in of_trace.values()]
        roots = [kept.record for kept in of_trace.values() if _is_root(kept)]
        traces = list(traces_of(spans, Run(NAME, place, items, trace_id)))
        for trace in traces:
            _add_facts(trace, roots[-1] if roots else {})
            yield trace
        if not traces:
            yield Skipped("runs without model, tool or content")


def _is_root(run: _Kept) -> bool:
    return run.parent is None and run.record.get("parent_run_id") is None


def _with_children(
    record: dict[str, Any], parent: str | None
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield a run and all below it, each with the run above it."""
    yield record, parent
    children = record.get("child_runs")
    for child in children if isinstance(children, list) else []:
        if is_run(child):
            yield from _with_children(child, str(record["id"]))


def _given(holder: dict[str, Any], *keys: str) -> Any:
    return next((holder[key] for key in keys if holder.get(key) is not None), None)


def _span_of(record: dict[str, Any], parent: str | None, item: int) -> Span:
    kind = _KINDS[record["run_type"]]
    span_id = str(record["id"])
    above = text_or_none(record.get("parent_run_id")) or parent
    start = utc(record.get("start_time"))
    if kind == "tool":
        return Span(span_id, above, kind, item, start, execution=_execution(record))
    said = spoken(record.get("inputs"), "user")
    replied = spoken(record.get("outputs"), "assistant")
    settings = _invocation(record)
    return Span(
        span_id,
        above,
        kind,
        item,
        start,
        instructions_first(said.events, replied.events),
        without_instructions(replied.events),
        None,
        text_or_none(_given(settings, "model", "model_name", "ls_model_name")),
        tools_of(settings.get("tools")) or said.tools,
        _usage(record),
    )


def _invocation(record: dict[str, Any]) -> dict[str, Any]:
    """Return how the model was called, as far as the run keeps it."""
    extra = record["extra"] if isinstance(record.get("extra"), dict) else {}
    settings: dict[str, Any] = {}
    for key in ("metadata", "invocation_params"):
        if isinstance(extra.get(key), dict):
            settings |= extra[key]
    return settings


def _execution(record: dict[str, Any]) -> Execution:
    inputs = record.get("inputs")
    if isinstance(inputs, dict) and list(inputs) == ["input"]:
        inputs = inputs["input"]
    outputs = record.get("outputs")
    if isinstance(outputs, dict) and len(outputs) == 1:
        outputs = next(iter(outputs.values()))
    error = text_or_none(record.get("error"))
    outcome = Outcome(error, None, True) if error else outcome_of(outputs)
    return Execution(
        str(record.get("name") or ""),
        arguments_of(inputs),
        outcome.text,
        outcome.call_id,
        outcome.is_error,
    )


def _usage(record: dict[str, Any]) -> dict[str, int]:
    counted = {
        "input": integer_or_none(record.get("prompt_tokens")),
        "output": integer_or_none(record.get("completion_tokens")),
    }
    return {name: number for name, number in counted.items() if number is not None}


def _add_facts(trace: Trace, root: dict[str, Any]) -> None:
    """Keep what the outermost run says of the whole."""
    trace.task_id = text_or_none(root.get("reference_example_id"))
    trace.dataset = text_or_none(root.get("reference_dataset_id")) or ""
    kept = {key: json_text(root[key]) for key in _KEPT if root.get(key) not in (None, [], "")}
    trace.extra = trace.extra | kept


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one run on each line."""
    if values and all(map(is_run, values)):
        return Recognition(0.9, "one LangSmith run on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines together hold the runs."""
    for item in _traces([(line.number, line.value) for line in lines], place, ""):
        if isinstance(item, Trace):
            item.items = None
        if isinstance(item, Trace) or (isinstance(item, Skipped) and item.reason == "no run"):
            yield item


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="LangSmith runs",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
