"""Pieces of a streamed LangChain reply (`AIMessageChunk`), put together as one message.

Pieces of one reply share its id; `tool_call_chunks` of one call share an `index`, and their strings
go on from each other. Seen in langchain-core's reference (`AIMessageChunk`, `ToolCallChunk`) and in
LangGraph's stream mode `messages`, which writes `[piece, metadata]`.
"""

from collections.abc import Iterable
from typing import Any

from auditor.messages.langchain import Said
from auditor.messages.parts import object_of, objects_in, text_of, text_or_none

_WRITTEN = ("text", "thinking", "reasoning", "reasoning_content", "refusal")


def gathered(messages: Iterable[tuple[int, Said]]) -> list[tuple[int, Said]]:
    """Return messages with their places, the pieces of each reply as one where its first stands.

    A whole message with the id of pieces before it stands for them.
    """
    found: list[tuple[int, list[Said]]] = []
    by_id: dict[str, list[Said]] = {}
    open_piece: list[Said] | None = None
    for item, said in messages:
        own = text_or_none(said.fields.get("id"))
        pieces = by_id.get(own) if own else (open_piece if said.is_piece else None)
        if pieces is None:
            pieces = []
            found.append((item, pieces))
        pieces.append(said)
        if own and said.is_piece:
            by_id[own] = pieces
        ends = said.fields.get("chunk_position") == "last"
        open_piece = pieces if said.is_piece and not own and not ends else None
    return [(item, _whole(pieces)) for item, pieces in found]


def _whole(pieces: list[Said]) -> Said:
    last = pieces[-1]
    is_whole = len(pieces) == 1 and not objects_in(last.fields.get("tool_call_chunks"))
    if is_whole or not last.is_piece:
        return last
    fields: dict[str, Any] = {"content": "", "tool_calls": [], "response_metadata": {}}
    calls: list[dict[str, Any]] = []
    thoughts = ""
    for piece in pieces:
        fields["content"] = _joined(fields["content"], piece.fields.get("content"))
        more = object_of(piece.fields.get("additional_kwargs"))
        thoughts += text_of(more.get("reasoning_content"))
        fields["response_metadata"] |= object_of(piece.fields.get("response_metadata"))
        for call in _calls_in(piece.fields, more):
            _add_call(calls, call)
    fields["tool_calls"] = calls
    fields["additional_kwargs"] = {"reasoning_content": thoughts}
    return Said("ai", fields)


def _joined(before: Any, after: Any) -> Any:
    """Return the content of two pieces: words in one, blocks that go on from each other in one."""
    if isinstance(before, str) and isinstance(after, str):
        return before + after
    blocks = _blocks(before)
    for block in _blocks(after):
        last = object_of(blocks[-1]) if blocks else {}
        keys = [key for key in _WRITTEN if isinstance(object_of(block).get(key), str)]
        if last and keys and _goes_on(last, block):
            blocks[-1] = {**last, **{key: text_of(last.get(key)) + block[key] for key in keys}}
        else:
            blocks.append(block)
    return blocks


def _blocks(content: Any) -> list[Any]:
    listed = content if isinstance(content, list) else [content] if content else []
    return [{"type": "text", "text": one} if isinstance(one, str) else one for one in listed]


def _goes_on(last: dict[str, Any], block: dict[str, Any]) -> bool:
    return last.get("type") == block.get("type") and last.get("index") in (
        None,
        block.get("index", last.get("index")),
    )


def _calls_in(fields: dict[str, Any], more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls, or pieces of calls, of a piece; older releases kept OpenAI's deltas."""
    for key in ("tool_call_chunks", "tool_calls"):
        if objects_in(fields.get(key)):
            return objects_in(fields[key])
    deltas = objects_in(more.get("tool_calls"))
    functions = [(delta, object_of(delta.get("function"))) for delta in deltas]
    return [
        {**delta, **function, "args": function.get("arguments")} for delta, function in functions
    ]


def _add_call(calls: list[dict[str, Any]], piece: dict[str, Any]) -> None:
    index = piece.get("index")
    same = [call for call in calls if index is not None and call["index"] == index]
    begins = piece.get("id") or piece.get("name")
    if not same and (index is not None or begins or not calls):
        calls.append({"index": index, "name": "", "id": None, "args": None})
    call = (same or calls)[-1]
    call["id"] = call["id"] or piece.get("id")
    call["name"] += text_of(piece.get("name"))
    given = piece.get("args")
    both = isinstance(call["args"], str) and isinstance(given, str)
    call["args"] = call["args"] + given if both else call["args"] if given is None else given
