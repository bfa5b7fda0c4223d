"""smolagents memories: an agent's steps, as `agent.memory.get_full_steps()` gives them.

A list of steps, or an object that keeps it under `steps` or `memory`. A code agent's call is
`python_interpreter` with the code that smolagents cut out of the reply. One observation stands for
all calls of a step. A step that failed has `error` in the place of what it would have observed.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.openai import calls_of
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    own_id_of,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Place, Trace

NAME = "smolagents"

_HOLDERS = ("steps", "memory")
_STEPS = (
    {"system_prompt"}, {"task"}, {"model_input_messages", "plan"},
    {"step_number", "model_output"}, {"step_number", "observations"}, {"output"},
)  # fmt: skip


def _is_step(value: Any) -> bool:
    return isinstance(value, dict) and any(value.keys() >= keys for keys in _STEPS)


def _steps_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = next((value[key] for key in _HOLDERS if isinstance(value.get(key), list)), None)
    return value if isinstance(value, list) else []


def recognise(value: Any) -> Recognition | None:
    """Recognise steps, an action's among them."""
    steps = _steps_of(value)
    if all(map(_is_step, steps)) and any(
        {"step_number", "timing"} <= step.keys() for step in steps
    ):
        return Recognition(0.85, "smolagents steps")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one memory."""
    draft = Draft()
    steps = _steps_of(value)
    record = value if isinstance(value, dict) else {}
    items = next((f"/{key}" for key in _HOLDERS if record.get(key) is steps), "")
    for item, step in enumerate(steps):
        _add_step(draft, object_of(step), item, first=not draft.events)
    yield Trace(
        NAME,
        place,
        draft.events,
        items,
        own_id=own_id_of(record),
        model=text_or_none(record.get("model")) or text_or_none(record.get("model_id")),
        at=draft.first_time(),
    )


def _add_step(draft: Draft, step: dict[str, Any], item: int, *, first: bool) -> None:
    at = utc(object_of(step.get("timing")).get("start_time"))
    if "system_prompt" in step:
        draft.system(text_of(step["system_prompt"]), item)
    elif "task" in step:
        draft.user(text_of(step["task"]), item)
    elif "plan" in step:
        draft.step()
        draft.model(text_of(step["plan"]), item, channel="thinking", at=at)
    elif "step_number" in step:
        if first:
            _add_given(draft, step, item)
        _add_action(draft, step, item, at)


def _add_given(draft: Draft, step: dict[str, Any], item: int) -> None:
    """Add what the model was given, where the steps begin with an action."""
    for message in objects_in(step.get("model_input_messages")):
        if message.get("role") == "system":
            draft.system(text_of(message.get("content")), item)
        elif message.get("role") == "user":
            draft.user(text_of(message.get("content")), item)


def _add_action(draft: Draft, step: dict[str, Any], item: int, at: str | None) -> None:
    draft.step()
    said = text_of(step.get("model_output"))
    calls = list(calls_of(step))
    if said or not calls:
        draft.model(said, item, at=at)
    for position, call in enumerate(calls):
        arguments = call.arguments_raw
        if call.name == "python_interpreter" and not arguments.startswith("{"):
            arguments = json_text({"code": arguments})
        draft.call(
            call.name, arguments_text(arguments), item, call_id=call.call_id, position=position,
            at=at,
        )  # fmt: skip
    error = object_of(step.get("error"))
    observed = step.get("observations")
    if calls and (observed is not None or error):
        words = [text_of(one) for one in (observed, error.get("message")) if one]
        only = calls[0].call_id if len(calls) == 1 else None
        draft.result("\n".join(words), item, call_id=only, is_error=bool(error))


FORMATS.add(
    NAME, Format(name=NAME, title="smolagents memories", recognise=recognise, read=read)
)  # fmt: skip
