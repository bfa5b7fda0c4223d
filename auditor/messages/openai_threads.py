"""Messages and run steps of OpenAI's Assistants API, turned into events.

A message has its words under `text.value`; a step holds calls with their outputs, or names the
message that it made. Seen in OpenAI's API reference (`thread.message`, `thread.run.step`).
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none
from auditor.messages.times import utc

MESSAGE, STEP = "thread.message", "thread.run.step"


def is_thread_object(value: Any) -> bool:
    """Say whether a value is a message of a thread, or a step of a run."""
    return isinstance(value, dict) and value.get("object") in (MESSAGE, STEP)


def in_order(objects: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Return objects with their places in the order of their times; of one second, users first.

    A page lists the newest first unless it was asked otherwise.
    """
    listed = objects[::-1] if is_newest_first(objects) else objects
    return sorted(listed, key=lambda placed: (_time_of(placed[1]), _rank_of(placed[1])))


def is_newest_first(objects: list[tuple[int, dict[str, Any]]]) -> bool:
    """Say whether objects stand in the order of a page that begins with the latest."""
    return bool(objects) and _time_of(objects[0][1]) > _time_of(objects[-1][1])


def _time_of(one: dict[str, Any]) -> float:
    at = one.get("created_at")
    return at if isinstance(at, int | float) else 0


def _rank_of(one: dict[str, Any]) -> int:
    if one.get("object") == STEP:
        return 1
    return 0 if one.get("role") == "user" else 2


def add_thread_object(draft: Draft, one: dict[str, Any], item: int) -> None:
    """Add a message, or the calls of a step with their outputs."""
    at = utc(one.get("created_at"))
    if one["object"] == MESSAGE:
        words = _words_of(one.get("content"))
        if one.get("role") == "user":
            draft.user(words, item, at=at)
        else:
            draft.step()
            draft.model(words, item, at=at)
        return
    calls = objects_in(object_of(one.get("step_details")).get("tool_calls"))
    if calls:
        draft.step()
    for position, call in enumerate(calls):
        _add_call(draft, call, item, position, at)
    for call in calls:
        _add_output(draft, call, item, at)


def _words_of(content: Any) -> str:
    parts = content if isinstance(content, list) else [content]
    told = [object_of(object_of(part).get("text")).get("value") for part in parts]
    return "\n".join(
        value if isinstance(value, str) else text_of([part])
        for part, value in zip(parts, told, strict=True)
        if part is not None
    )


def _add_call(draft: Draft, call: dict[str, Any], item: int, position: int, at: str | None) -> None:
    kind = text_of(call.get("type"))
    made = object_of(call.get(kind))
    arguments = made.get("arguments") if kind == "function" else None
    given = {key: made[key] for key in ("input", "ranking_options") if made.get(key) is not None}
    draft.call(
        text_of(made.get("name")) or kind,
        text_of(arguments) if kind == "function" else json_text(given),
        item,
        call_id=text_or_none(call.get("id")),
        position=position,
        hosted=kind != "function",
        at=at,
    )


def _add_output(draft: Draft, call: dict[str, Any], item: int, at: str | None) -> None:
    kind = text_of(call.get("type"))
    made = object_of(call.get(kind))
    output = made.get("output", made.get("outputs", made.get("results")))
    if output is None or (output == [] and kind == "file_search"):
        return
    logs = [one.get("logs") for one in objects_in(output)]
    told = "\n".join(one for one in logs if isinstance(one, str))
    draft.result(
        output if isinstance(output, str) else told or json_text(output),
        item,
        call_id=text_or_none(call.get("id")),
        name=text_or_none(made.get("name")) or kind,
        at=at,
    )


def is_searched(one: dict[str, Any]) -> bool:
    """Say whether a step searched files, and what it found is not kept."""
    calls = objects_in(object_of(one.get("step_details")).get("tool_calls"))
    return any(
        call.get("type") == "file_search" and not object_of(call.get("file_search")).get("results")
        for call in calls
    )
