"""Calls as OpenHands' first generation keeps them: an action with what the model said beside it."""

from typing import Any, NamedTuple

from auditor.messages.parts import object_of, objects_in, text_of, text_or_none

_BOOKKEEPING = frozenset(
    {
        "thought", "confirmation_state", "security_risk", "blocking", "hidden", "is_static",
        "keep_prompt", "include_extra", "impl_source", "wait_for_response", "is_input", "cwd",
        "return_axtree", "image_urls", "file_urls",
    }
)  # fmt: skip


class Call(NamedTuple):
    """A call: its tool, what it passes, as text or as an object, and its id."""

    name: str
    given: Any
    call_id: str | None


def message_in(reply: dict[str, Any]) -> dict[str, Any]:
    """Return the message of a model's reply, as the first generation keeps it with each call."""
    return object_of(next(iter(objects_in(reply.get("choices"))), {}).get("message"))


def of_action(event: dict[str, Any], kind: str, args: dict[str, Any]) -> Call:
    """Return the call of an action of the first generation, as the model made it where known."""
    meta = object_of(event.get("tool_call_metadata"))
    call_id = text_or_none(meta.get("tool_call_id")) or text_or_none(event.get("id"))
    made = objects_in(message_in(object_of(meta.get("model_response"))).get("tool_calls"))
    function = object_of(
        next((one for one in made if one.get("id") == call_id), {}).get("function")
    )
    named = args.get("name") if kind == "call_tool_mcp" else None
    name = text_of(function.get("name") or meta.get("function_name") or named) or kind
    if function.get("arguments") is not None:
        return Call(name, function["arguments"], call_id)
    if kind == "call_tool_mcp":
        return Call(name, args.get("arguments"), call_id)
    given = {
        key: value
        for key, value in args.items()
        if key not in _BOOKKEEPING and value not in (None, "", [], {})
    }
    return Call(name, given, call_id)
