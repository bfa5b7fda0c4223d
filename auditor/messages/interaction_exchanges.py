"""Calls of Gemini's Interactions API: what a request gave and the interaction that came of it.

A later interaction names the one that it goes on from (`previous_interaction_id`).
"""

from typing import Any

from auditor.messages.exchanges import answer_in, is_answered_in
from auditor.messages.interactions import (
    GIVEN,
    LISTS,
    are_steps,
    is_piece,
    items_given,
    items_of,
    whole_interaction,
)
from auditor.messages.parts import kind_in, object_of, objects_in, text_of
from auditor.messages.response_exchanges import Exchange, placed_in

_RENAMED = {
    "previous_interaction_id": "previous_response_id",
    "previousInteractionId": "previous_response_id", "system_instruction": "instructions",
    "systemInstruction": "instructions", "created": "created_at", "agent": "model",
}  # fmt: skip


def is_interaction(value: dict[str, Any]) -> bool:
    """Say whether a record is an interaction, or holds one as the reply to a request."""
    return any(map(_is_reply, (holder for _, holder in placed_in(value)))) or is_answered_in(
        value, is_piece
    )


def _is_reply(holder: dict[str, Any]) -> bool:
    if holder.get("object") == "interaction":
        return True
    if "status" not in holder or not ("model" in holder or "agent" in holder):
        return False
    return any(are_steps(holder.get(key)) for key in LISTS)


def exchange_in(value: dict[str, Any]) -> Exchange:
    """Return what a record holds of a request and of the interaction that came of it."""
    placed = placed_in(value)
    streamed = is_answered_in(value, is_piece) and whole_interaction(objects_in(answer_in(value)))
    if streamed:
        placed.append(("", streamed))
    replied: list[Any] | None = None
    items = ""
    for pointer, holder in placed:
        for key in LISTS:
            if replied is None and isinstance(holder.get(key), list):
                replied = holder[key]
                items = f"{pointer}/{key}" if holder is not streamed else items
    holders = [_holder(holder) for _, holder in placed]
    if _begins_with_given(replied):
        return Exchange(items, items_given(replied), [], holders, is_whole=True)
    at, given = next(((p, h["input"]) for p, h in placed if h.get("input")), ("", None))
    items = f"{at}/input" if isinstance(given, list) else items
    return Exchange(items, items_given(given), items_of(replied or []), holders)


def _begins_with_given(steps: Any) -> bool:
    """Say whether steps tell what was given, too, as a stored interaction does."""
    return isinstance(steps, list) and bool(steps) and kind_in(steps[0]) in GIVEN


def _holder(holder: dict[str, Any]) -> dict[str, Any]:
    """Return an object with what it tells under the names that the Responses API gives it."""
    renamed = {_RENAMED[key]: told for key, told in holder.items() if key in _RENAMED}
    instructions = renamed.get("instructions")
    if isinstance(instructions, dict | list):
        renamed["instructions"] = text_of(object_of(instructions).get("parts", instructions))
    replied: dict[str, Any] = {"output": []} if not holder.keys().isdisjoint(LISTS) else {}
    kept = {key: told for key, told in holder.items() if key not in ("input", "output")}
    return {**kept, **{k: v for k, v in renamed.items() if v is not None}, **replied}
