"""ATIF, the Agent Trajectory Interchange Format of Harbor, v1.0 to v1.8.

A trajectory is a list of steps; an agent's step holds its words, its calls and what came of them.
Results that name no call are normal: of terminal agents, whose actions are text, and of system
steps. Embedded sub-agents become traces of their own, linked to the one that started them.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.exports.atif_export import RAW
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    inside,
    json_text,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "atif"

_KNOWN = frozenset({"steps", "subagent_trajectories"})
_COPIED = "copied context"


def recognise(value: Any) -> Recognition | None:
    """Recognise the schema tag, of one trajectory or of all members of a wrapper."""
    if _is_trajectory(value):
        return Recognition(0.9, f"schema_version {str(value['schema_version'])[:20]}")
    members = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list) and value and all(map(_is_trajectory, members)):
        return Recognition(0.9, "a set of ATIF trajectories")
    return None


def _is_trajectory(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and str(value.get("schema_version", "")).startswith("ATIF-v")
        and isinstance(value.get("steps"), list)
    )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read a trajectory with its sub-agents, or a wrapper of several."""
    if _is_trajectory(value):
        yield from _read_with_children(value, place, None)
        return
    members = value.items() if isinstance(value, dict) else enumerate(value)
    traces: list[Trace] = []
    documents: list[dict[str, Any]] = []
    for key, document in members:
        for item in _read_with_children(document, inside(place, key), None):
            if isinstance(item, Trace):
                traces.append(item)
            else:
                yield item
        documents.append(document)
    _link(traces, documents)
    yield from traces


def _read_with_children(
    document: dict[str, Any], place: Place, parent: str | None
) -> Iterator[Item]:
    trace = _trace_of(document, place, parent)
    yield trace
    children = document.get("subagent_trajectories")
    for number, child in enumerate(children if isinstance(children, list) else []):
        where = inside(place, "subagent_trajectories", number)
        if isinstance(child, dict) and isinstance(child.get("steps"), list):
            yield from _read_with_children(child, where, trace.trace_id)
        else:
            yield Skipped("no trajectory")


def _link(traces: list[Trace], documents: list[dict[str, Any]]) -> None:
    """Set the parent of trajectories that another one in the file refers to."""
    parents: dict[str, str] = {}
    for document in documents:
        own = _own_id(document)
        for ref in _references(document):
            for key in ("trajectory_id", "session_id"):
                child = text_or_none(ref.get(key))
                if child and own and child != own:
                    parents.setdefault(child, own)
    for trace in traces:
        if trace.parent_id is None and trace.own_id in parents:
            trace.parent_id = parents[trace.own_id]


def _references(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in document["steps"]:
        for result in _results(step) if isinstance(step, dict) else []:
            refs = result.get("subagent_trajectory_ref")
            yield from (ref for ref in _listed(refs) if isinstance(ref, dict))


def _listed(value: Any) -> list[Any]:
    """Return a list, or what stands where versions before 1.7 may have one object."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _own_id(document: dict[str, Any]) -> str | None:
    return text_or_none(document.get("trajectory_id")) or text_or_none(document.get("session_id"))


def _trace_of(document: dict[str, Any], place: Place, parent: str | None) -> Trace:
    agent = document["agent"] if isinstance(document.get("agent"), dict) else {}
    draft = Draft()
    notes: set[Note] = set()
    for item, step in enumerate(document["steps"]):
        if isinstance(step, dict):
            _add_step(draft, step, item)
            notes |= _notes_of(step)
        elif step is not None:
            draft.words("unknown", "", text_of(step), item)
    return Trace(
        NAME,
        place,
        draft.events,
        "/steps",
        own_id=_own_id(document),
        tools=tools_of(agent.get("tool_definitions")),
        notes=frozenset(notes),
        model=text_or_none(agent.get("model_name")),
        at=next((event.at for event in draft.events if event.at), None),
        parent_id=parent,
        extra={key: json_text(kept) for key, kept in document.items() if key not in _KNOWN},
    )


def _add_step(draft: Draft, step: dict[str, Any], item: int) -> None:
    at = utc(step.get("timestamp"))
    copied = _COPIED if step.get("is_copied_context") is True else None
    source = step.get("source")
    text = text_of(step.get("message"))
    if source == "agent":
        _add_agent(draft, step, item, at, copied)
    elif source == "user":
        draft.user(text, item, at=at, synthesized=copied)
    elif source == "system":
        draft.system(text, item, at=at, synthesized=copied)
    else:
        draft.words("unknown", str(source or ""), text, item, at=at, synthesized=copied)
    aside = copied or (None if source == "agent" else f"{source} step")
    names = {
        text_or_none(call.get("tool_call_id")): call.get("function_name") for call in _calls(step)
    }
    for result in _results(step):
        call_id = text_or_none(result.get("source_call_id"))
        extra = result.get("extra")
        draft.result(
            text_of(result.get("content")),
            item,
            call_id=call_id,
            name=text_or_none(names.get(call_id)),
            is_error=isinstance(extra, dict) and extra.get("is_error") is True,
            synthesized=aside,
            at=at,
        )


def _add_agent(
    draft: Draft, step: dict[str, Any], item: int, at: str | None, copied: str | None
) -> None:
    draft.step()
    dispatched = step.get("llm_call_count") == 0
    thought = step.get("reasoning_content")
    if isinstance(thought, str) and thought:
        draft.model(thought, item, channel="thinking", role="agent", at=at, synthesized=copied)
    calls = _calls(step)
    text = text_of(step.get("message"))
    if text and dispatched:
        draft.words("runtime", "agent", text, item, at=at, synthesized=copied)
    elif text or not (calls or dispatched):
        draft.model(text, item, role="agent", at=at, synthesized=copied)
    for position, call in enumerate(calls):
        draft.call(
            str(call.get("function_name") or ""),
            _arguments(call.get("arguments")),
            item,
            call_id=text_or_none(call.get("tool_call_id")),
            position=position,
            source="runtime" if dispatched else "model",
            hosted=isinstance(call.get("extra"), dict) and call["extra"].get("hosted") is True,
            synthesized=copied,
            at=at,
        )


def _arguments(arguments: Any) -> str:
    """Return the arguments as text; our own exporter keeps what is no object under one key."""
    if isinstance(arguments, dict) and list(arguments) == [RAW]:
        return arguments_text(arguments[RAW])
    return arguments_text(arguments)


def _calls(step: dict[str, Any]) -> list[dict[str, Any]]:
    return [call for call in _listed(step.get("tool_calls")) if isinstance(call, dict)]


def _results(step: dict[str, Any]) -> list[dict[str, Any]]:
    observation = step.get("observation")
    results = observation.get("results") if isinstance(observation, dict) else None
    return [result for result in _listed(results) if isinstance(result, dict)]


def _notes_of(step: dict[str, Any]) -> set[Note]:
    notes: set[Note] = set()
    if step.get("is_copied_context") is True:
        notes.add("seeded")
    if step.get("source") == "agent" and _results(step) and not _calls(step):
        notes.add("calls-not-recorded")
    extra = step.get("extra")
    management = extra.get("context_management") if isinstance(extra, dict) else None
    if isinstance(management, dict) and management.get("type") == "compaction":
        notes.add("compacted")
    return notes


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="ATIF trajectories (Harbor), v1.0 to v1.8",
        recognise=recognise,
        read=read,
    ),
)
