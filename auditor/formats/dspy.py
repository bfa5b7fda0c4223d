"""DSPy predictions of `ReAct`: a `trajectory` of thoughts, tools, arguments and observations.

`{trajectory: {thought_0, tool_name_0, tool_args_0, observation_0, ...}}` with the fields of the
signature beside it; the same under `prediction` with the inputs under `example`, or under `outputs`
and `inputs`. A trajectory whose beginning was cut off, as too long for the model, is noted
`compacted`. Seen in stanfordnlp/dspy, `dspy/predict/react.py`.
"""

import re
from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import (
    arguments_text,
    at_pointer,
    json_text,
    object_of,
    own_id_of,
    score_or_none,
    text_of,
    text_or_none,
)
from auditor.messages.times import time_of
from auditor.trace import Note, Place, Trace

NAME = "dspy"

_STEP = re.compile(r"(thought|tool_name|tool_args|observation)_([0-9]{1,6})")
_HOLDERS = ("", "/_store", "/prediction", "/pred", "/outputs", "/output", "/result")
_INPUTS = ("/example", "/inputs", "/input", "/example/inputs")
_ASKED = frozenset(
    {"question", "query", "request", "user_request", "task", "input", "prompt", "message"}
)
_THOUGHT = frozenset({"reasoning", "rationale"})
_FAILED = ("Execution error in ", "Failed to execute")
_KNOWN = frozenset({"id", "run_id", "trace_id", "session_id", "created_at", "timestamp", "score"})


def _held_at(value: Any) -> str | None:
    """Return the pointer of the object that holds a trajectory, None where there is none."""
    if not isinstance(value, dict):
        return None
    for pointer in _HOLDERS:
        trajectory = object_of(at_pointer(value, f"{pointer}/trajectory"))
        if any(key.startswith("tool_name_") for key in trajectory) and all(
            map(_STEP.fullmatch, trajectory)
        ):
            return pointer
    return None


def recognise(value: Any) -> Recognition | None:
    """Recognise a trajectory by the names of what it holds."""
    if _held_at(value) is not None:
        return Recognition(0.85, "a `trajectory` with thought_N, tool_name_N and observation_N")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one prediction."""
    pointer = _held_at(value) or ""
    held = object_of(at_pointer(value, pointer))
    draft = Draft()
    given, answered = _fields_of(value, held, beside=bool(pointer))
    if given:
        draft.user(_told(given), -1)
    steps = _steps_of(held["trajectory"])
    for number in sorted(steps):
        _add_step(draft, steps[number])
    _add_answer(draft, answered)
    notes: set[Note] = {"compacted"} if min(steps) > 0 else set()
    yield Trace(
        NAME,
        place,
        draft.events,
        f"{pointer}/trajectory",
        own_id=own_id_of(value),
        notes=frozenset(notes if given else {*notes, "condensed"}),
        reward=score_or_none(value.get("score")),
        model=text_or_none(value.get("model")),
        at=time_of(value),
    )


def _fields_of(
    record: dict[str, Any], held: dict[str, Any], *, beside: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of the signature: what was given, and what was answered."""
    known = _KNOWN | {"trajectory", "model"}
    told = {key: kept for key, kept in held.items() if key not in known and kept is not None}
    given = next(filter(None, (object_of(at_pointer(record, at)) for at in _INPUTS)), None)
    if given is not None:  # an example holds what was expected, too
        given = {key: one for key, one in given.items() if key not in told}
    else:
        holder = record if beside else told
        given = {key: one for key, one in holder.items() if key in _ASKED and one}
    return given, {key: kept for key, kept in told.items() if key not in given}


def _told(fields: dict[str, Any]) -> str:
    """Return the words of a field that stands alone, the JSON of several."""
    only = next(iter(fields.values()))
    return text_of(only) if len(fields) == 1 else json_text(fields)


def _steps_of(trajectory: dict[str, Any]) -> dict[int, dict[str, Any]]:
    steps: dict[int, dict[str, Any]] = {}
    for key, told in trajectory.items():
        found = _STEP.fullmatch(key)
        if found:
            steps.setdefault(int(found[2]), {})[found[1]] = told
    return steps


def _add_step(draft: Draft, step: dict[str, Any]) -> None:
    draft.step()
    if step.get("thought"):
        draft.model(text_of(step["thought"]), -1, channel="thinking")
    if "tool_name" in step:
        draft.call(text_of(step["tool_name"]), arguments_text(step.get("tool_args")), -1)
    if "observation" in step:
        output = step["observation"]
        output = output if isinstance(output, str) else json_text(output)
        name = text_or_none(step.get("tool_name"))
        draft.result(output, -1, name=name, is_error=output.startswith(_FAILED))


def _add_answer(draft: Draft, answered: dict[str, Any]) -> None:
    """Add what the model made of the trajectory, at the end, in a call of its own."""
    if not answered:
        return
    draft.step()
    for key in _THOUGHT & answered.keys():
        draft.model(text_of(answered.pop(key)), -1, channel="thinking")
    if answered:
        draft.model(_told(answered), -1)


FORMATS.add(
    NAME, Format(name=NAME, title="DSPy ReAct trajectories", recognise=recognise, read=read)
)  # fmt: skip
