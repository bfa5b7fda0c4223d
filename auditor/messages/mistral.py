"""Entries of Mistral's Conversations API, brought into the items of the Responses API.

An entry is a message, a call of a function and its result, what a tool on Mistral's side did, or
the handing over to another agent; a stream tells of each in pieces. Seen in
mistralai/client-python, `docs/models` (`MessageOutputEntry`, `ToolExecutionEntry`,
`FunctionCallEvent` and their like) and in Mistral's documentation of agents and connectors.
"""

from typing import Any

from auditor.messages.parts import json_text, kind_in, object_of, text_of

_KINDS = frozenset(
    {
        "message.input", "message.output", "function.call", "function.result", "tool.execution",
        "agent.handoff",
    }
)  # fmt: skip
_PIECES = (
    "conversation.response.", "message.output.", "function.call.", "tool.execution.",
    "agent.handoff.",
)  # fmt: skip
_REFERENCES = frozenset({"tool_reference", "reference"})


def is_entry(value: Any) -> bool:
    """Say whether a value is an entry."""
    return kind_in(value) in _KINDS


def are_entries(value: Any) -> bool:
    """Say whether a value is a list of entries; messages that were given may lack their type."""
    return (
        isinstance(value, list)
        and any(map(is_entry, value))
        and all(is_entry(one) or _is_message(one) for one in value)
    )


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "type" not in value and {"role", "content"} <= value.keys()


def items_of(entries: Any) -> list[Any]:
    """Return the items of some entries, or of an `inputs` of words, each in its place."""
    if isinstance(entries, str):
        return [{"role": "user", "content": entries}]
    listed = entries if isinstance(entries, list) else []
    return [_item(entry) if isinstance(entry, dict) else entry for entry in listed]


def _item(entry: dict[str, Any]) -> dict[str, Any]:
    kind = kind_in(entry)
    at = {"created_at": entry.get("created_at")}
    if kind in ("message.input", "message.output") or _is_message(entry):
        role = entry.get("role") or ("user" if kind == "message.input" else "assistant")
        return {"role": role, "content": _content(entry.get("content")), **at}
    if kind == "function.call":
        named = {"call_id": entry.get("tool_call_id"), "name": entry.get("name")}
        return {"type": "function_call", **named, "arguments": entry.get("arguments"), **at}
    if kind == "function.result":
        told = {"call_id": entry.get("tool_call_id"), "output": entry.get("result")}
        return {"type": "function_call_output", **told, **at}
    return {**_execution(entry), **at} if kind == "tool.execution" else entry


def _execution(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a call that Mistral ran; what it tells beside, of code its output, is the result."""
    info = dict(object_of(entry.get("info")))
    given = entry.get("arguments")
    if given in (None, "") and "code" in info:
        given = {"code": info.pop("code")}
    output = info.pop("code_output") if list(info) == ["code_output"] else info or None
    return {
        "type": "mcp_call",
        "id": entry.get("id"),
        "name": entry.get("name"),
        "arguments": given,
        "output": output if output is None or isinstance(output, str) else json_text(output),
    }


def _content(content: Any) -> Any:
    """Return a content with its text whole: references to what was found stand between pieces."""
    if not isinstance(content, list):
        return content or ""
    parts: list[Any] = []
    joins = False
    for part in content:
        kind = kind_in(part)
        if kind in _REFERENCES:
            continue
        if kind == "text" and joins:
            parts[-1] = {**part, "text": text_of(parts[-1].get("text")) + text_of(part.get("text"))}
        else:
            parts.append(part)
        joins = kind == "text"
    return parts


def is_piece(value: Any) -> bool:
    """Say whether a value is an event of a streamed response."""
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and kind.startswith(_PIECES) and "data" not in value


def begins(piece: dict[str, Any]) -> bool:
    """Say whether an event is the first of a response."""
    return piece.get("type") == "conversation.response.started"


def ends(piece: dict[str, Any]) -> bool:
    """Say whether an event is the last of a response."""
    return piece.get("type") in ("conversation.response.done", "conversation.response.error")


def whole_response(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the response whose events some pieces are."""
    about: dict[str, Any] = {"object": "conversation.response"}
    entries: dict[str, dict[str, Any]] = {}
    for piece in pieces:
        kind = str(piece.get("type"))
        if kind.startswith("conversation."):
            about |= {key: piece[key] for key in ("conversation_id", "usage") if key in piece}
            continue
        own = str(piece.get("output_index", piece.get("id")))
        entry = entries.setdefault(own, {"type": kind.rpartition(".")[0]})
        _write_on(entry, piece)
    return {**about, "outputs": list(entries.values())}


def _write_on(entry: dict[str, Any], piece: dict[str, Any]) -> None:
    """Add what an event tells to the entry that it is of; words and arguments go on."""
    for key, told in piece.items():
        if key == "content":
            parts = told if isinstance(told, list) else [told]
            texts = [
                {"type": "text", "text": part} if isinstance(part, str) else part for part in parts
            ]
            entry["content"] = _content([*entry.get("content", []), *texts])
        elif key == "arguments" and isinstance(told, str) and isinstance(entry.get(key), str):
            # A tool's events repeat the arguments whole, a function's go on.
            goes_on = entry["type"] == "function.call" or not told.startswith(entry[key])
            entry[key] = entry[key] + told if goes_on else told
        elif key != "type" and told is not None:
            entry[key] = told
