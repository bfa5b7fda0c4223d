"""Histories of browser-use: steps of what the agent thought, did and saw, as it saves them.

`{history: [{model_output, result, state, metadata}]}`, as `AgentHistoryList.save_to_file` writes
it, or the list alone. Each action is a call, and what came of it its result; `done` is the model's
answer. Actions that were not run, since the page had changed, are no calls. The pages that the
agent saw are not in it, nor, as a rule, is the task: the note `condensed` tells that. Seen in
browser-use/browser-use, `browser_use/agent/views.py`.
"""

import re
from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import (
    json_text,
    object_of,
    objects_in,
    own_id_of,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Place, Trace

NAME = "browser-use"

_REQUEST = re.compile(r"<user_request>\s*(.*?)\s*</user_request>", re.DOTALL)
_TASKS = ("task", "task_description", "goal", "prompt")
_SHOWN = ("url", "title", "tabs")
_FIRST = 20


def _steps_of(value: Any) -> list[Any]:
    held = value.get("history") if isinstance(value, dict) else value
    return held if isinstance(held, list) else []


def _is_step(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() >= {"model_output", "result"}
        and isinstance(value["result"], list)
        and isinstance(value["model_output"], dict | None)
    )


def recognise(value: Any) -> Recognition | None:
    """Recognise steps with the actions of a model's output."""
    first = _steps_of(value)[:_FIRST]
    acts = [step["model_output"] for step in first if _is_step(step)]
    if len(acts) == len(first) and any(isinstance(object_of(a).get("action"), list) for a in acts):
        return Recognition(0.9, "steps with `model_output` and `result`")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one history."""
    draft = Draft()
    record = object_of(value)
    steps = _steps_of(value)
    task = next((record[key] for key in _TASKS if isinstance(record.get(key), str)), "")
    found = next(filter(None, (_REQUEST.search(_seen_in(step)) for step in steps)), None)
    if task or found:
        draft.user(task or (found[1] if found else ""), -1)
    for item, step in enumerate(map(object_of, steps)):
        _add_step(draft, step, item)
    yield Trace(
        NAME,
        place,
        draft.events,
        "/history" if record else "",
        own_id=own_id_of(record),
        notes=frozenset({"condensed"}),
        model=text_or_none(record.get("model")),
        at=draft.first_time(),
        extra={key: json_text(told) for key, told in record.items() if key != "history"},
    )


def _seen_in(step: Any) -> str:
    return text_of(object_of(step).get("state_message"))


def _add_step(draft: Draft, step: dict[str, Any], item: int) -> None:
    at = utc(object_of(step.get("metadata")).get("step_start_time"))
    state = object_of(step.get("state"))
    shown = {key: state[key] for key in _SHOWN if state.get(key)}
    if seen := _seen_in(step) or (json_text(shown) if shown else ""):
        draft.words("runtime", "state", seen, item, at=at)
    draft.step()
    output = object_of(step.get("model_output"))
    thought = "\n".join(_thoughts_in(output))
    if thought:
        draft.model(thought, item, channel="thinking", at=at)
    results = objects_in(step.get("result"))
    for position, action in enumerate(objects_in(output.get("action"))):
        if position < len(results):
            _add_action(draft, action, results[position], item, at)
    if not output:
        for result in results:
            draft.words("runtime", "error", text_of(result.get("error")), item, at=at)


def _thoughts_in(output: dict[str, Any]) -> Iterator[str]:
    """Yield what the model thought: beside its actions, or in `current_state` of older versions."""
    for holder in (output, object_of(output.get("current_state"))):
        for key in ("thinking", "page_summary", "evaluation_previous_goal", "memory", "next_goal"):
            if isinstance(holder.get(key), str) and holder[key].strip():
                yield holder[key]


def _add_action(
    draft: Draft, action: dict[str, Any], result: dict[str, Any], item: int, at: str | None
) -> None:
    name = next((key for key, passed in action.items() if passed is not None), "")
    passed = object_of(action.get(name))
    if name == "done":
        told = passed.get("text", passed.get("data", passed))
        draft.model(told if isinstance(told, str) else json_text(told), item, at=at)
        return
    draft.call(name, json_text(passed), item, position=draft.calls_in_step, at=at)
    error = text_of(result.get("error"))
    output = next(
        (told for key in ("extracted_content", "long_term_memory") if (told := result.get(key))), ""
    )
    words = filter(None, (text_of(output), error))
    draft.result("\n".join(words), item, name=name, is_error=bool(error), at=at)


FORMATS.add(
    NAME, Format(name=NAME, title="browser-use histories", recognise=recognise, read=read)
)  # fmt: skip
