"""Run items of OpenAI's Agents SDKs, turned into items of the Responses API.

A run item wraps what was said: `{type: "tool_call_item", raw_item: {type: function_call, ...}}` in
Python, `{type, rawItem: {type: function_call, callId, ...}}` in JavaScript. Seen in
openai-agents-python (`RunState.to_json`) and openai-agents-js (`types/protocol.ts`, `runState.ts`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.messages.parts import at_pointer, object_of, objects_in, text_or_none

_LISTS = ("generated_items", "session_items", "new_items", "generatedItems", "newItems")
_ASKED = ("original_input", "originalInput", "input")
_LATER = ("pending_input", "pendingInput")
_HOLDERS = ("", "/state")
_SPELLINGS = {"callId": "call_id", "mediaType": "media_type", "callerId": "caller_id"}
_KINDS = {
    "function_call_result": "function_call_output", "computer_call_result": "computer_call_output",
    # Named by itself, and with its output inside.
    "hosted_tool_call": "mcp_call",
}  # fmt: skip


class RunOfItems(NamedTuple):
    """What a run was asked, and the items that came of it.

    Attributes:
        state: The object that holds them.
        pointer: Where the list of run items lies.
        asked: What was given to the model before them, as items.
        items: The run items.
        later: What waits to be given to the model, as items.
    """

    state: dict[str, Any]
    pointer: str
    asked: list[Any]
    items: list[Any]
    later: list[Any]


def is_run_item(value: Any) -> bool:
    """Say whether a value is a run item of either SDK."""
    return (
        isinstance(value, dict)
        and str(value.get("type")).endswith("_item")
        and isinstance(value.get("raw_item", value.get("rawItem")), dict)
    )


def run_in(value: Any) -> RunOfItems | None:
    """Return the run that a state, a result or a list of run items holds."""
    if isinstance(value, list):
        return RunOfItems({}, "", [], value, []) if _are_items(value) else None
    for holder in _HOLDERS:
        state = object_of(at_pointer(value, holder))
        lists = [key for key in _LISTS if _are_items(state.get(key))]
        if lists:
            # Where a handoff cut down what the next agent was given, the session kept it whole.
            longest = max(lists, key=lambda key: len(state[key]))
            asked: Any = next((state[key] for key in _ASKED if key in state), [])
            later: Any = next((state[key] for key in _LATER if key in state), [])
            pointer = f"{holder}/{longest}"
            return RunOfItems(state, pointer, _items(asked), state[longest], _items(later))
    return None


def _are_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_run_item, value))


def _items(given: Any) -> list[Any]:
    listed = given if isinstance(given, list) else [given] if given else []
    return [_item(one) if isinstance(one, dict) else _words(one) for one in listed]


def _words(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def said_in(items: list[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the items of the Responses API that run items wrap, with their places.

    A call that waits for approval stands there again as what is asked for; it is told once.
    """
    made: set[str | None] = set()
    for place, one in enumerate(items):
        item = _item(object_of(one.get("raw_item", one.get("rawItem"))))
        call_id = text_or_none(item.get("call_id"))
        if one.get("type") == "tool_approval_item" and call_id in made:
            continue
        if call_id and str(one.get("type")).endswith("call_item"):
            made.add(call_id)
        yield place, item


def _item(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an item as the Responses API spells it."""
    spelt = {_SPELLINGS.get(key, key): kept for key, kept in raw.items()}
    kind = raw.get("type")
    return {**spelt, "type": _KINDS[kind]} if isinstance(kind, str) and kind in _KINDS else spelt


def model_of(state: dict[str, Any]) -> str | None:
    """Return the model that the first response names, as the JavaScript SDK keeps it."""
    responses = objects_in(state.get("modelResponses"))
    named = (object_of(response.get("providerData")).get("model") for response in responses)
    return next((model for model in named if isinstance(model, str)), None)
