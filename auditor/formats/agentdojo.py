"""AgentDojo logs: one agent run a file, in a chat dialect, wrapped with what was attacked and how.

AgentDojo itself names `user_task_id`, `injection_task_id` and `attack_type`; logs in its manner
name `task_id`, `condition` and `seed`. An injection or condition changes the world of a task, so
that it is part of the task's id and only like is compared with like.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.openai import add_messages
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    score_or_none,
    text_or_none,
    tools_of,
)
from auditor.messages.times import utc
from auditor.trace import Place, Tool, Trace

NAME = "agentdojo"

_TASK_KEYS = ("user_task_id", "task_id", "injection_task_id", "attack_type", "condition")
_KNOWN = frozenset(
    {"messages", "run_id", "suite_name", "pipeline_name", "seed", "trace", *_TASK_KEYS}
)


def recognise(value: Any) -> Recognition | None:
    """Recognise messages with the name of a suite and a task beside them."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return None
    if "suite_name" in value and ("user_task_id" in value or "task_id" in value):
        return Recognition(0.9, "messages with `suite_name` and a task beside them")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one run."""
    draft = Draft()
    add_messages(draft, value["messages"])
    task = [text for key in _TASK_KEYS if (text := text_or_none(value.get(key)))]
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages",
        own_id=text_or_none(value.get("run_id")),
        dataset=text_or_none(value.get("suite_name")) or "",
        task_id="/".join(task) or None,
        run_index=integer_or_none(value.get("seed")),
        tools=_tools_of(value.get("available_tools")),
        reward=score_or_none(value.get("utility")),
        model=text_or_none(value.get("pipeline_name")),
        at=utc(value.get("evaluation_timestamp")),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


def _tools_of(listed: Any) -> tuple[Tool, ...]:
    """Return the tools; some logs give nothing but their names."""
    if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        return tuple(Tool(name) for name in listed)
    return tools_of(listed)


FORMATS.add(
    NAME,
    Format(name=NAME, title="AgentDojo logs", recognise=recognise, read=read),
)
