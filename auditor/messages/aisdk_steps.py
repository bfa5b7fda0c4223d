"""Steps of the Vercel AI SDK, as `generateText` returns them and `onStepFinish` is given them.

A step holds the model's words and calls with what came of them: until version 4 as `text`,
`toolCalls` and `toolResults`, since then as `content` with parts. Source: ai-sdk.dev, `StepResult`.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages import aisdk
from auditor.messages.parts import kind_in, object_of, objects_in, text_of, text_or_none

_RESULTS = frozenset({"tool-result", "tool-error"})


def is_step(value: Any) -> bool:
    """Say whether a value is a step."""
    if not isinstance(value, dict) or "role" in value:
        return False
    if isinstance(value.get("toolCalls"), list) and isinstance(value.get("toolResults"), list):
        return True
    return "finishReason" in value and isinstance(value.get("content"), list)


def add_step(draft: Draft, step: dict[str, Any], item: int) -> None:
    """Add what the model said and called in a step, and then what came of it."""
    parts = objects_in(step.get("content")) or _parts_of_old(step)
    said = [part for part in parts if kind_in(part) not in _RESULTS]
    came = [part for part in parts if kind_in(part) in _RESULTS]
    aisdk.add_message(draft, {"role": "assistant", "content": said}, item)
    if came:
        aisdk.add_message(draft, {"role": "tool", "content": came}, item)


def _parts_of_old(step: dict[str, Any]) -> list[dict[str, Any]]:
    thought = text_of(step.get("reasoningText") or step.get("reasoning"))
    words = text_of(step.get("text"))
    calls = objects_in(step.get("toolCalls"))
    parts = [{"type": "reasoning", "text": thought}] if thought else []
    parts += [{"type": "text", "text": words}] if words or not calls else []
    parts += [{**call, "type": "tool-call"} for call in calls]
    return parts + [{**one, "type": "tool-result"} for one in objects_in(step.get("toolResults"))]


def model_in(steps: list[dict[str, Any]]) -> str | None:
    """Return the model that the first step names."""
    named = (object_of(step.get("response")).get("modelId") for step in steps)
    return next(filter(None, map(text_or_none, named)), None)
