"""Streams of Amazon Bedrock: their frames as they come over HTTP, and the events of Converse.

A frame is its length, the length of its head, a checksum, the head, the event and a checksum. The
head names the event: one of Converse, or a `chunk` that holds one of the model's own API.
Source: "Event stream encoding" of the Amazon Transcribe guide, and ConverseStream's API reference.
"""

import base64
import struct
from typing import Any

from auditor import strict_json
from auditor.messages.parts import object_of, text_of

_PRELUDE = struct.Struct(">II4x")
_CHECKSUM = 4
_NAME = b":event-type\x07"
_EMPTY = {"text": ""}
EVENTS = frozenset({"messageStart", "contentBlockStart", "contentBlockDelta", "messageStop"})
"""Names of events of Converse that begin a reply, go on with it or end it."""


def is_framed(raw: bytes) -> bool:
    """Say whether bytes begin as a frame whose head names an event."""
    return raw[:2] == b"\0\0" and _NAME in raw[:200]


def events_in(raw: bytes) -> list[Any]:
    """Return the events of some frames: `{name: event}` of Converse, others as they are.

    Raises:
        JsonError: A frame is cut, or holds no JSON.
    """
    found: list[Any] = []
    place = 0
    while place < len(raw):
        if len(raw) < place + _PRELUDE.size:
            raise strict_json.JsonError("a frame of a stream is cut")
        size, head = _PRELUDE.unpack_from(raw, place)
        start, end = place + _PRELUDE.size + head, place + size - _CHECKSUM
        if not start <= end <= len(raw) - _CHECKSUM:
            raise strict_json.JsonError("a frame of a stream is cut")
        name = _name_in(raw[place:start])
        event = object_of(strict_json.decode(raw[start:end]))
        if name == "chunk" and isinstance(event.get("bytes"), str):
            found.append(_unpacked(event["bytes"]))
        else:
            found.append({name: event})
        place += size
    return found


def _unpacked(event: str) -> Any:
    try:
        return strict_json.decode(base64.b64decode(event, validate=True))
    except ValueError as error:
        raise strict_json.JsonError(f"an event of a stream is no base64: {error}") from None


def _name_in(head: bytes) -> str:
    _, _, rest = head.partition(_NAME)
    size = int.from_bytes(rest[:2], "big")
    return rest[2 : 2 + size].decode(errors="replace")


def converse_reply(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that events of Converse tell, block by block."""
    blocks: dict[Any, dict[str, Any]] = {}
    for event in events:
        for part in (object_of(event.get(name)) for name in EVENTS if name in event):
            block = blocks.setdefault(part.get("contentBlockIndex"), {})
            _begin(block, object_of(part.get("start")))
            _go_on(block, object_of(part.get("delta")))
    told = [block for block in blocks.values() if block not in ({}, _EMPTY)]
    return {"role": "assistant", "content": told or [_EMPTY]}


def _begin(block: dict[str, Any], start: dict[str, Any]) -> None:
    if "toolUse" in start:
        block["toolUse"] = {**object_of(start["toolUse"]), "input": ""}


def _go_on(block: dict[str, Any], delta: dict[str, Any]) -> None:
    if isinstance(delta.get("text"), str):
        block["text"] = block.get("text", "") + delta["text"]
    if "toolUse" in delta:
        call = block.setdefault("toolUse", {"input": ""})
        call["input"] += text_of(object_of(delta["toolUse"]).get("input"))
    thought = object_of(delta.get("reasoningContent")).get("text")
    if isinstance(thought, str):
        told = block.setdefault("reasoningContent", {"reasoningText": {"text": ""}})
        told["reasoningText"]["text"] += thought
