"""tau-bench results: runs of customer-service tasks, each task several times.

A list of `{task_id, trial, reward, info, traj}`, or one such object a line. `traj` is a
conversation in OpenAI's form. Task ids count from 0 in every domain and no field names the
domain, so that the dataset carries a digest of the task's instruction: retail task 0 and airline
task 0 stay apart, and the trials of either stay together.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.openai import add_messages
from auditor.messages.parts import inside, integer_or_none, json_text, score_or_none, text_or_none
from auditor.trace import Place, ToolCall, Trace

NAME = "tau-bench"

_KNOWN = frozenset({"task_id", "trial", "reward", "traj"})
_DIGEST = 6


def recognise(value: Any) -> Recognition | None:
    """Recognise results by their `task_id` and `traj`."""
    first = value[0] if isinstance(value, list) and value else value
    if _is_result(first):
        return Recognition(0.9, "results with `task_id`, `reward` and `traj`")
    return None


def _is_result(value: Any) -> bool:
    return isinstance(value, dict) and "task_id" in value and isinstance(value.get("traj"), list)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one result, or a list of results."""
    if not isinstance(value, list):
        yield _read_result(value, place)
        return
    for position, result in enumerate(value):
        if _is_result(result):
            yield _read_result(result, inside(place, position))
        else:
            yield Skipped("no result with `task_id` and `traj`")


def _read_result(result: dict[str, Any], place: Place) -> Item:
    info = result["info"] if isinstance(result.get("info"), dict) else {}
    draft = Draft()
    add_messages(draft, result["traj"])
    dataset, task_id = _dataset_of(info), text_or_none(result["task_id"])
    trial = integer_or_none(result.get("trial"))
    return Trace(
        NAME,
        place,
        draft.events,
        "/traj",
        # Runs that crashed before they said anything would share the id of an empty content.
        own_id=None if draft.events else ":".join(map(str, (dataset, task_id, trial))),
        dataset=dataset,
        task_id=task_id,
        run_index=trial,
        notes=frozenset({"free-text-arguments"} if _holds_python(draft) else ()),
        reward=score_or_none(result.get("reward")),
        extra={key: json_text(kept) for key, kept in result.items() if key not in _KNOWN},
    )


def _holds_python(draft: Draft) -> bool:
    """Say whether the exporter wrote the arguments of all calls as Python, not JSON."""
    given = [event.arguments_raw for event in draft.events if isinstance(event, ToolCall)]
    return any(raw.startswith("{'") for raw in given) and all(
        raw.startswith("{'") or raw == "{}" for raw in given
    )


def _dataset_of(info: dict[str, Any]) -> str:
    task = info["task"] if isinstance(info.get("task"), dict) else {}
    instruction = task.get("instruction")
    if not isinstance(instruction, str):
        return NAME
    return f"{NAME}-{hashlib.sha256(instruction.encode()).hexdigest()[:_DIGEST]}"


FORMATS.add(
    NAME,
    Format(name=NAME, title="tau-bench results", recognise=recognise, read=read),
)
