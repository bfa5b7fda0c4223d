"""tau2 results: `{info, tasks, simulations}`, where the user, too, may have tools.

A call or result with `requestor: "user"` belongs to the simulated user, not to the model. A task
may begin with a `message_history` that the harness wrote; it is marked, and the trace noted
`seeded`. The policy stands beside the messages and is given as the system's words.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    inside,
    integer_or_none,
    json_text,
    object_of,
    objects_in,
    score_or_none,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "tau2"

_SEEDED = "seeded history"
_GREETING = "canned greeting"
_BROKEN_OFF = frozenset({"max_steps", "too_many_errors", "timeout", "infrastructure_error"})
_KNOWN = frozenset({"id", "task_id", "trial", "messages", "policy", "start_time"})


class Setting(NamedTuple):
    """What all simulations of a file share: `info` and the tasks by id."""

    info: dict[str, Any]
    environment: dict[str, Any]
    tasks: dict[str, Any]


def recognise(value: Any) -> Recognition | None:
    """Recognise `simulations` beside `tasks`."""
    if isinstance(value, dict) and isinstance(value.get("simulations"), list) and "tasks" in value:
        return Recognition(0.9, "`simulations` beside `tasks`")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read all simulations of a file."""
    setting = _setting_of(value)
    for position, simulation in enumerate(value["simulations"]):
        if not isinstance(simulation, dict) or not isinstance(simulation.get("messages"), list):
            yield Skipped("no simulation with messages")
        elif not simulation["messages"]:
            yield Skipped("a simulation without messages")
        else:
            yield _read_simulation(simulation, inside(place, "simulations", position), setting)


def _setting_of(value: dict[str, Any]) -> Setting:
    info = object_of(value.get("info"))
    by_id = {text_of(task.get("id")): task for task in objects_in(value["tasks"])}
    return Setting(info, object_of(info.get("environment_info")), by_id)


def _read_simulation(simulation: dict[str, Any], place: Place, setting: Setting) -> Trace:
    draft = Draft()
    policy = simulation.get("policy") or setting.environment.get("policy")
    if policy:
        draft.system(text_of(policy), -1)
    task_id = text_or_none(simulation.get("task_id"))
    seeded = _seeded_count(setting.tasks.get(task_id or ""))
    for item, message in enumerate(simulation["messages"]):
        if isinstance(message, dict):
            _add_message(draft, message, item, _SEEDED if item < seeded else None)
        else:
            draft.words("unknown", "", text_of(message), item)
    notes: set[Note] = {"seeded"} if seeded else set()
    if text_of(simulation.get("termination_reason")) in _BROKEN_OFF:
        notes.add("truncated-tail")
    domain = text_or_none(setting.environment.get("domain_name"))
    return Trace(
        NAME,
        place,
        draft.events,
        "/messages",
        own_id=text_or_none(simulation.get("id")),
        dataset=f"{NAME}-{domain}" if domain else NAME,
        task_id=task_id,
        run_index=integer_or_none(simulation.get("trial")),
        tools=tools_of(setting.environment.get("tool_defs")),
        notes=frozenset(notes),
        reward=score_or_none(object_of(simulation.get("reward_info")).get("reward")),
        model=text_or_none(object_of(setting.info.get("agent_info")).get("llm")),
        at=utc(simulation.get("start_time")),
        extra={
            key: json_text(kept)
            for key, kept in simulation.items()
            if key not in _KNOWN and kept is not None
        },
    )


def _seeded_count(task: Any) -> int:
    history = object_of(object_of(task).get("initial_state")).get("message_history")
    return len(history) if isinstance(history, list) else 0


def _add_message(draft: Draft, message: dict[str, Any], item: int, synthesized: str | None) -> None:
    role, at = text_of(message.get("role")), utc(message.get("timestamp"))
    if role == "tool":
        parts = message.get("tool_messages")
        for part in parts if isinstance(parts, list) else [message]:
            _add_result(draft, object_of(part), item, synthesized)
        return
    text = text_of(message.get("content"))
    calls = objects_in(message.get("tool_calls"))
    if role == "assistant":
        draft.step()
        if item == 0 and not message.get("raw_data") and not message.get("usage"):
            synthesized = synthesized or _GREETING
        if text or not calls:
            draft.model(text, item, at=at, synthesized=synthesized)
    elif role == "user":
        if text:
            draft.user(text, item, at=at, synthesized=synthesized)
    else:
        draft.words("unknown", role, text, item, at=at, synthesized=synthesized)
    for position, call in enumerate(calls):
        draft.call(
            text_of(call.get("name")),
            arguments_text(call.get("arguments")),
            item,
            call_id=text_or_none(call.get("id")),
            position=position,
            source="user" if role == "user" or call.get("requestor") == "user" else "model",
            synthesized=synthesized,
            at=at,
        )


def _add_result(draft: Draft, message: dict[str, Any], item: int, synthesized: str | None) -> None:
    draft.result(
        text_of(message.get("content")),
        item,
        call_id=text_or_none(message.get("id")),
        is_error=message.get("error") is True,
        synthesized=synthesized,
        at=utc(message.get("timestamp")),
    )


FORMATS.add(NAME, Format(name=NAME, title="tau2 results", recognise=recognise, read=read))
