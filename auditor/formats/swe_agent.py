"""SWE-agent trajectories (`.traj`): `history` of messages, `trajectory` of steps, or both.

Calls stand either in `tool_calls` or, in text mode, as the command that SWE-agent cut out of the
reply into `action`; the tool's name is the command's first word then, and its arguments the whole
command. The words before and after the command stay words. Demonstrations in the history are part
of the prompt, not of the run. The last observation is taken from `trajectory`, where the history
ends with the action.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.openai import add_message
from auditor.messages.parts import (
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.trace import Note, Place, ToolCall, Trace

NAME = "swe-agent"

_DEMO = "demonstration"
_FENCE_BEFORE = re.compile(r"\n?(?:```[\w-]*|<command>)\s*$")
_FENCE_AFTER = re.compile(r"\s*(?:```|</command>)")
_COMMAND = re.compile(r"\s*([A-Za-z_][\w.-]{0,63})(?=\s|$)")
_SHELL = "bash"


# An action of SWE-agent's is text; what passes anything beside it is some other log.
_PASSED = ("args", "arguments", "action_input", "tool", "tool_name", "tool_input")


def recognise(value: Any) -> Recognition | None:
    """Recognise steps with action and observation, or messages with an agent's name."""
    if not isinstance(value, dict):
        return None
    steps = objects_in(value.get("trajectory"))
    keys = steps[0].keys() if steps else set()
    if {"action", "observation"} <= keys and keys.isdisjoint(_PASSED):
        return Recognition(0.9, "`trajectory` with actions and observations")
    history = objects_in(value.get("history"))
    if history and all("role" in message and "agent" in message for message in history[:4]):
        return Recognition(0.8, "`history` with roles and agents")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one run."""
    draft = Draft()
    history, steps = objects_in(value.get("history")), objects_in(value.get("trajectory"))
    if history:
        _add_history(draft, value["history"])
        _add_last_observation(draft, history[-1], steps)
    else:
        for item, step in enumerate(value["trajectory"]):
            _add_step(draft, object_of(step), item)
    if not draft.events:
        yield Skipped("a trajectory without messages")
        return
    info, config = object_of(value.get("info")), _config_of(value)
    problem = object_of(config.get("problem_statement"))
    yield Trace(
        NAME,
        place,
        draft.events,
        "/history" if history else "/trajectory",
        dataset=NAME,
        task_id=text_or_none(problem.get("id")),
        notes=_notes_of(info, draft),
        model=text_or_none(object_of(object_of(config.get("agent")).get("model")).get("name")),
        extra={"info": json_text(info)} if info else {},
    )


def _config_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration, which some versions keep as JSON text."""
    config = value.get("replay_config")
    if isinstance(config, str):
        try:
            config = msgspec.json.decode(config)
        except (msgspec.DecodeError, RecursionError):
            return {}
    return object_of(config)


def _notes_of(info: dict[str, Any], draft: Draft) -> frozenset[Note]:
    notes: set[Note] = set()
    if "exit_" in text_of(info.get("exit_status")):
        # exit_cost, exit_context, exit_format, ...: SWE-agent broke the run off.
        notes.add("truncated-tail")
    if any(isinstance(event, ToolCall) and event.call_id is None for event in draft.events):
        notes.add("free-text-arguments")
    return frozenset(notes)


def _add_history(draft: Draft, history: list[Any]) -> None:
    acted = asked = False
    for item, message in enumerate(history):
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
            continue
        role = text_of(message.get("role"))
        if message.get("is_demo"):
            draft.words("runtime", role, text_of(message.get("content")), item, synthesized=_DEMO)
        elif role == "tool":
            _add_results(draft, message, item)
        elif role == "assistant" and not message.get("tool_calls"):
            _add_text_action(draft, message, item)
        elif role == "user" and acted:
            draft.result(text_of(message.get("content")), item)
        elif role == "user" and asked:
            # After the task nobody but the harness speaks as user.
            draft.words("runtime", role, text_of(message.get("content")), item)
        else:
            add_message(draft, message, item)
            asked = asked or role == "user"
        acted = role == "assistant" and bool(message.get("action"))


def _add_text_action(draft: Draft, message: dict[str, Any], item: int) -> None:
    content, action = text_of(message.get("content")), text_of(message.get("action"))
    draft.step()
    if not action.strip():
        draft.model(content, item)
        return
    # SWE-agent takes the last command of a reply.
    at = content.rfind(action.strip())
    before, after = (
        (content[:at], content[at + len(action.strip()) :]) if at >= 0 else (content, "")
    )
    _add_words(draft, _FENCE_BEFORE.sub("", before), item)
    _add_action(draft, action, item)
    _add_words(draft, _FENCE_AFTER.sub("", after, count=1), item)


def _add_words(draft: Draft, text: str, item: int) -> None:
    if text.strip():
        draft.model(text, item)


def _add_action(draft: Draft, action: str, item: int) -> None:
    command = _COMMAND.match(action)
    draft.call(command[1] if command else _SHELL, action, item)


def _add_results(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add a tool message; one text may answer several calls."""
    answered = message.get("tool_call_ids")
    if not isinstance(answered, list):
        answered = [message.get("tool_call_id")]
    for call_id in answered:
        draft.result(text_of(message.get("content")), item, call_id=text_or_none(call_id))


def _add_last_observation(draft: Draft, last: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    if not steps or last.get("role") != "assistant" or not last.get("action"):
        return
    if steps[-1].get("action") == last["action"] and steps[-1].get("observation") is not None:
        draft.result(text_of(steps[-1]["observation"]), -1)


def _add_step(draft: Draft, step: dict[str, Any], item: int) -> None:
    """Add a step of a file that keeps no history."""
    reply = step.get("response") or step.get("thought")
    _add_text_action(draft, {"content": reply, "action": step.get("action")}, item)
    if step.get("observation") is not None:
        draft.result(text_of(step["observation"]), item)


FORMATS.add(
    NAME,
    Format(name=NAME, title="SWE-agent trajectories (.traj)", recognise=recognise, read=read),
)
