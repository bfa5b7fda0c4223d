"""A trace as an ATIF trajectory, v1.7.

ATIF keeps arguments as an object, so their spelling is lost; arguments that are no JSON object go
over as `{"_raw": ...}`. A result stands in the step of the call that it answers.
"""

from typing import Any

from auditor import strict_json
from auditor.exports.export import Exported, call_ids, groups_of, losses
from auditor.exports.openai_export import tool_value
from auditor.pairing import Pairing, pair
from auditor.trace import Channel, Event, Message, ToolCall, ToolResult, Trace

VERSION = "ATIF-v1.7"
RAW = "_raw"


def atif_of(trace: Trace) -> Exported:
    """Return one trajectory; sub-agents' traces are trajectories of their own."""
    pairing = pair(trace.events)
    ids = call_ids(pairing, renamed=True)
    lost = losses(trace, thinking=True, times=True, error_flags=True, hosted=True)
    if pairing.calls:
        lost.append("the spelling of arguments and the ids of calls")
    if any(_texts(group.events)[1:] for group in groups_of(trace.events)):
        lost.append("where one of several texts of a reply ends and the next begins")
    if pairing.orphans:
        lost.append("which call the results without a recorded call name")
    steps = [
        step for group in groups_of(trace.events) if (step := _step(group.events, ids, pairing))
    ]
    value: dict[str, Any] = {
        "schema_version": VERSION,
        "session_id": trace.trace_id,
        "trajectory_id": trace.trace_id,
        "agent": _agent(trace),
        "steps": [{"step_id": number, **step} for number, step in enumerate(steps, 1)],
    }
    facts = _facts(trace)
    return Exported({**value, "extra": facts} if facts else value, tuple(lost))


def _agent(trace: Trace) -> dict[str, Any]:
    agent: dict[str, Any] = {"name": "unknown", "version": trace.prompt_version or "unknown"}
    if trace.model:
        agent["model_name"] = trace.model
    if trace.tools:
        agent["tool_definitions"] = [tool_value(tool) for tool in trace.tools]
    return agent


def _facts(trace: Trace) -> dict[str, Any]:
    facts = {
        "dataset": trace.dataset or None,
        "task_id": trace.task_id,
        "run_index": trace.run_index,
        "reward": trace.reward,
    }
    return {key: fact for key, fact in facts.items() if fact is not None}


def _step(events: list[Event], ids: dict[int, str], pairing: Pairing) -> dict[str, Any] | None:
    """Return one step, or None for a result that stands in its call's step."""
    first = events[0]
    if type(first) is ToolResult:
        call = pairing.answered.get(first.index)
        if call is not None and pairing.answer[call.index] is first:
            return None
        # Without an id of its own it would be taken for the answer of a call left open.
        named = {"source_call_id": ids[first.index]} if pairing.calls else {}
        results = [{**named, **_content(first)}]
        return _timed(
            {"source": "system", "message": "", "observation": {"results": results}}, first
        )
    if type(first) is Message and first.source != "model":
        source = "user" if first.source == "user" else "system"
        return _timed({"source": source, "message": first.text}, first)
    return _timed(_action(events, ids, pairing), first)


def _timed(step: dict[str, Any], event: Event) -> dict[str, Any]:
    return {"timestamp": event.at, **step} if event.at else step


def _action(events: list[Event], ids: dict[int, str], pairing: Pairing) -> dict[str, Any]:
    calls = [event for event in events if type(event) is ToolCall]
    thoughts = _texts(events, "thinking")
    step: dict[str, Any] = {"source": "agent", "message": "\n".join(_texts(events))}
    if thoughts:
        step["reasoning_content"] = "\n".join(thoughts)
    if calls and calls[0].source != "model":
        step["llm_call_count"] = 0
    if calls:
        step["tool_calls"] = [_call(call, ids) for call in calls]
    results = [pairing.answer[call.index] for call in calls if call.index in pairing.answer]
    if results:
        results.sort(key=lambda result: result.index)
        step["observation"] = {
            "results": [{"source_call_id": ids[r.index], **_content(r)} for r in results]
        }
    return step


def _texts(events: list[Event], channel: Channel = "text") -> list[str]:
    """Return the model's texts of one kind, empty ones left out."""
    return [
        event.text
        for event in events
        if type(event) is Message
        and event.source == "model"
        and event.channel == channel
        and event.text
    ]


def _call(call: ToolCall, ids: dict[int, str]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "tool_call_id": ids[call.index],
        "function_name": call.name,
        "arguments": _arguments(call.arguments_raw),
    }
    return {**value, "extra": {"hosted": True}} if call.hosted else value


def _arguments(raw: str) -> dict[str, Any]:
    try:
        value = strict_json.decode(raw.encode()) if raw.strip() else {}
    except strict_json.JsonError:
        return {RAW: raw}
    return value if isinstance(value, dict) else {RAW: raw}


def _content(result: ToolResult) -> dict[str, Any]:
    content: dict[str, Any] = {"content": result.output}
    return {**content, "extra": {"is_error": True}} if result.is_error else content
