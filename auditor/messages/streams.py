"""Replies that came in pieces: the events of a stream, put together in the form of their API.

A logger that keeps a streamed reply keeps the pieces (a list of them, or the text of server-sent
events), seldom the whole.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.messages import interactions, mistral
from auditor.messages.converse_stream import EVENTS, converse_reply
from auditor.messages.parts import object_of, objects_in, text_of

_ENDS = ("response.completed", "response.incomplete", "response.failed")
_FIRST = ("message_start", "response.created")
_OF_MESSAGE = frozenset(
    {"message_start", "message_delta", "message_stop", "content_block_start",
     "content_block_delta", "content_block_stop", "ping"}
)  # fmt: skip
_BY_EVENTS = (
    (interactions.is_piece, interactions.whole_interaction),
    (mistral.is_piece, mistral.whole_response),
)
_BEGINS = ("data:", "event:", ": ", "id:", "retry:")


def pieces_in(text: str) -> list[Any] | None:
    """Return the values of server-sent events, or of JSON lines; None of any other text."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if lines[0].startswith(_BEGINS):
        told = (line[5:].strip() for line in lines if line.startswith("data:"))
        lines = [line for line in told if line and line != "[DONE]"]
    elif len(lines) == 1 or not all(line.lstrip().startswith("{") for line in lines):
        return None
    try:
        return [strict_json.decode(line.encode()) for line in lines] or None
    except (strict_json.JsonError, UnicodeError):
        return None


class Told(NamedTuple):
    """A server-sent event: the line of its data, its name, and the data, None if no JSON."""

    line: int
    name: str
    data: Any
    raw: str


def events_in(text: str) -> Iterator[Told]:
    """Yield the events of a text of server-sent events that hold data, but for `[DONE]`."""
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            raw = line.removeprefix("data:").strip()
            if raw not in ("", "[DONE]"):
                yield Told(number, name, _json_or_none(raw), raw)
        elif not line.strip():
            name = ""


def _json_or_none(raw: str) -> Any:
    try:
        return strict_json.decode(raw.encode())
    except (strict_json.JsonError, UnicodeError):
        return None


def is_piece(value: Any) -> bool:
    """Say whether a value is an event of a stream of an API, but for Gemini's without an id.

    A piece of Gemini's looks like a whole answer, but for one that is part of a list.
    """
    if not isinstance(value, dict):
        return False
    if interactions.is_piece(value) or mistral.is_piece(value):
        return True
    kind = value.get("type")
    if isinstance(kind, str):
        return kind in _OF_MESSAGE or (kind.startswith("response.") and not _is_client_event(value))
    if "candidates" in value:
        return "responseId" in value
    if _is_of_ollama(value):
        return True
    return value.get("object") == "chat.completion.chunk" and isinstance(value.get("choices"), list)


def _is_of_ollama(piece: dict[str, Any]) -> bool:
    """Say whether it is a piece of Ollama's chat, or a whole reply: its last piece, with all."""
    return isinstance(piece.get("done"), bool) and isinstance(piece.get("message"), dict)


def _is_client_event(value: dict[str, Any]) -> bool:
    """Say whether it is one of the Realtime API, whose answers go on in one session."""
    return "event_id" in value


def streams_in(pieces: list[dict[str, Any]]) -> list[list[int]]:
    """Return the places of the pieces of each reply.

    Chat Completions and Gemini name the reply in each piece; the others have an event that begins
    one, or, as Ollama's, one that ends it. Without a name, a new speaker begins one.
    """
    streams: dict[str, list[int]] = {}
    current = ""
    for place, piece in enumerate(pieces):
        own = piece.get("responseId") or ("choices" in piece and piece.get("id"))
        if isinstance(own, str) and own:
            current = own
        elif (
            piece.get("type") in _FIRST
            or interactions.begins(piece)
            or mistral.begins(piece)
            or _names_speaker(piece)
            or (place and _is_of_ollama(piece) and pieces[place - 1].get("done") is True)
        ):
            current = f"#{place}"
        streams.setdefault(current, []).append(place)
    return list(streams.values())


def _names_speaker(piece: dict[str, Any]) -> bool:
    return any(object_of(one.get("delta")).get("role") for one in objects_in(piece.get("choices")))


def has_ended(pieces: list[dict[str, Any]]) -> bool:
    """Say whether a reply came to its end, for whatever reason."""
    return any(
        piece.get("type") in (*_ENDS, "message_stop")
        or piece.get("done") is True
        or interactions.ends(piece)
        or mistral.ends(piece)
        or any(
            one.get("finish_reason") or one.get("finishReason")
            for one in objects_in(piece.get("choices") or piece.get("candidates"))
        )
        for piece in pieces
    )


def whole_of(pieces: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the reply that came in some pieces, in the form of its API; None of unknown ones."""
    # Google's code assistants wrap each piece.
    pieces = [piece["response"] if _is_wrapped(piece) else piece for piece in pieces]
    kinds = [kind for piece in pieces if isinstance(kind := piece.get("type"), str)]
    for is_own, whole in _BY_EVENTS:
        if any(map(is_own, pieces)):
            return whole(pieces)
    if any(kind.startswith("response.") for kind in kinds):
        return _response(pieces)
    if any(kind.startswith("content_block_") for kind in kinds):
        return _message(pieces)
    if any("candidates" in piece for piece in pieces):
        return _candidate(pieces)
    if not all(EVENTS.isdisjoint(piece) for piece in pieces):
        return converse_reply(pieces)
    if any(isinstance(piece.get("choices"), list) for piece in pieces):
        return _completion(pieces)
    if all(isinstance(piece.get("message"), dict) and "done" in piece for piece in pieces):
        spoken: dict[str, Any] = {"calls": []}
        for piece in pieces:
            _add_delta(spoken, piece["message"])
        return {"message": _spoken(spoken)}
    return None


def _is_wrapped(piece: dict[str, Any]) -> bool:
    return "type" not in piece and "candidates" in object_of(piece.get("response"))


def _completion(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Chat Completions: what each choice says, delta by delta."""
    choices: dict[Any, dict[str, Any]] = {}
    for piece in pieces:
        for choice in objects_in(piece.get("choices")):
            spoken = choices.setdefault(str(choice.get("index", 0)), {"calls": []})
            _add_delta(spoken, object_of(choice.get("delta") or choice.get("message")))
            _add_delta(spoken, {"content": choice.get("text")})
    return {"choices": [{"message": _spoken(choices[index])} for index in choices]}


def _add_delta(spoken: dict[str, Any], delta: dict[str, Any]) -> None:
    for key in ("content", "refusal", "reasoning_content", "reasoning", "thinking"):
        if isinstance(delta.get(key), str):
            spoken[key] = spoken.get(key, "") + delta[key]
    calls = objects_in(delta.get("tool_calls"))
    if isinstance(delta.get("function_call"), dict):
        calls.append({"index": 0, "function": delta["function_call"]})
    for call in calls:
        _add_call(spoken["calls"], call)
    for run in objects_in(delta.get("executed_tools")):  # told when it begins, and when it ended
        spoken.setdefault("executed", {})[str(run.get("index"))] = run


def _add_call(calls: list[dict[str, Any]], delta: dict[str, Any]) -> None:
    """Add a piece of a call: its number, or a new name where it has none, says of which one."""
    function = object_of(delta.get("function"))
    index = delta.get("index")
    known = [call for call in calls if index is not None and call["index"] == index]
    if not known and (index is not None or function.get("name") or not calls):
        calls.append({"index": index, "id": None, "function": {"name": "", "arguments": ""}})
    call = (known or calls)[-1]
    call["id"] = call["id"] or delta.get("id")
    call["function"]["name"] = call["function"]["name"] or function.get("name") or ""
    given = function.get("arguments")
    whole = call["function"]["arguments"]
    call["function"]["arguments"] = whole + given if isinstance(given, str) else given or whole


def _spoken(spoken: dict[str, Any]) -> dict[str, Any]:
    words = {key: text for key, text in spoken.items() if key not in ("calls", "executed")}
    calls = {"tool_calls": spoken["calls"]} if spoken["calls"] else {}
    if "executed" in spoken:
        calls["executed_tools"] = list(spoken["executed"].values())
    return {"role": "assistant", "content": None, **words, **calls}


def _message(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Anthropic Messages: blocks, each begun and then written on."""
    reply: dict[str, Any] = {"type": "message", "role": "assistant"}
    blocks: dict[Any, dict[str, Any]] = {}
    for piece in pieces:
        index = str(piece.get("index", 0))
        if isinstance(piece.get("message"), dict):
            reply = {**reply, **piece["message"]}
        elif piece.get("type") == "content_block_start":
            blocks[index] = dict(object_of(piece.get("content_block")))
        elif piece.get("type") == "content_block_delta":
            _write_on(blocks.setdefault(index, {"type": "text"}), object_of(piece.get("delta")))
    return {**reply, "content": list(blocks.values())}


def _write_on(block: dict[str, Any], delta: dict[str, Any]) -> None:
    for key in ("text", "thinking"):
        if isinstance(delta.get(key), str):
            block[key] = text_of(block.get(key)) + delta[key]
    written = delta.get("partial_json")
    if isinstance(written, str) and written:
        before = block.get("input")
        block["input"] = (before if isinstance(before, str) else "") + written


def _candidate(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Gemini: contents whose parts go on from each other."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for piece in pieces:
        for candidate in objects_in(piece.get("candidates")):
            spoken = parts.setdefault(str(candidate.get("index", 0)), [])
            for part in objects_in(object_of(candidate.get("content")).get("parts")):
                _add_part(spoken, part)
    return {
        "candidates": [{"content": {"role": "model", "parts": said}} for said in parts.values()]
    }


def _add_part(parts: list[dict[str, Any]], part: dict[str, Any]) -> None:
    last = parts[-1] if parts else {}
    both = isinstance(last.get("text"), str) and isinstance(part.get("text"), str)
    if both and last.get("thought") == part.get("thought"):
        parts[-1] = {**last, "text": last["text"] + part["text"]}
    else:
        parts.append(part)


def _response(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Responses API: the last event repeats the whole; where it was cut, the items that ended."""
    ended: dict[str, Any] = next((p for p in reversed(pieces) if p.get("type") in _ENDS), {})
    response = object_of(ended.get("response"))
    if response.get("output"):
        return response
    items = [p["item"] for p in pieces if p.get("type") == "response.output_item.done"]
    if not items:
        words = [p.get("delta") for p in pieces if p.get("type") == "response.output_text.delta"]
        text = "".join(word for word in words if isinstance(word, str))
        items = [{"role": "assistant", "content": text}] if text else []
    return {**response, "object": "response", "output": objects_in(items)}
