"""Calls of Mistral's Conversations API: what a request gave and the entries that came of it.

The API keeps the conversation, which each response names; later requests hold only what is new.
"""

from typing import Any

from auditor.messages.exchanges import answer_in, is_answered_in
from auditor.messages.mistral import are_entries, is_piece, items_of, whole_response
from auditor.messages.parts import objects_in
from auditor.messages.response_exchanges import Exchange, placed_in

_OBJECTS = ("conversation.response", "conversation.history", "conversation.messages")
_LISTS = ("entries", "messages")


def is_conversation(value: dict[str, Any]) -> bool:
    """Say whether a record is a response or a history, or holds one as the reply to a request."""
    return any(_is_own(holder) for _, holder in placed_in(value)) or is_answered_in(value, is_piece)


def _is_own(holder: dict[str, Any]) -> bool:
    if any(are_entries(holder.get(key)) for key in ("outputs", *_LISTS)):
        return True
    empty = isinstance(holder.get("outputs", holder.get("entries")), list)
    return holder.get("object") in _OBJECTS and empty


def exchange_in(value: dict[str, Any]) -> Exchange:
    """Return what a record holds of a request and of the response to it, or a whole history."""
    placed = placed_in(value)
    holders = [_holder(holder) for _, holder in placed]
    for pointer, holder in placed:
        for key in _LISTS:
            if are_entries(holder.get(key)):
                said = items_of(holder[key])
                return Exchange(f"{pointer}/{key}", said, [], holders, is_whole=True)
    if is_answered_in(value, is_piece):
        whole = whole_response(objects_in(answer_in(value)))
        placed, holders = [*placed, ("", whole)], [*holders, _holder(whole)]
    at, given = next(((p, h["inputs"]) for p, h in placed if h.get("inputs")), ("", None))
    asked_at = f"{at}/inputs" if isinstance(given, list) else ""
    told_at, told = next(((p, h["outputs"]) for p, h in placed if h.get("outputs")), ("", []))
    told_at = "" if is_answered_in(value, is_piece) else f"{told_at}/outputs"
    return Exchange(asked_at or told_at, items_of(given), items_of(told), holders)


def _holder(holder: dict[str, Any]) -> dict[str, Any]:
    """Return an object with what it tells under the names that the Responses API gives it."""
    renamed: dict[str, Any] = {}
    if holder.get("conversation_id"):
        renamed = {"conversation": holder["conversation_id"], "id": holder["conversation_id"]}
    entries = objects_in(holder.get("outputs", holder.get("entries")))
    named = (one["model"] for one in [holder, *entries] if one.get("model"))
    model = next(named, None)
    kept = {key: told for key, told in holder.items() if key not in ("input", "output")}
    return {**kept, **renamed, "model": model}
