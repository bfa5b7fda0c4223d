"""What a model's API answered, in whatever form a logger kept it, turned into events.

An object of the API, alone or in what a client or HTTP wraps around it; JSON in a string; the
pieces of a stream, or its text; a message, some messages, blocks or items; plain text. A reply that
is none of these is told as a problem: what the model said last is what matters most. Of several
answers (`n`, `candidateCount`) each ends a conversation of its own.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.draft import Draft
from auditor.messages import anthropic, bedrock, gemini, interactions, mistral, openai, responses
from auditor.messages.parts import inside, json_text, object_of, objects_in
from auditor.messages.streams import pieces_in, whole_of
from auditor.messages.untold import outline_of
from auditor.trace import Message, Place, ReadProblem, Trace

_WRAPPERS = (
    "body", "body_raw", "bodyRaw", "data", "response", "result", "json", "parsed", "raw_response",
    "outputBodyJson", "message", "output", "chunks", "events",
)  # fmt: skip
_TEXTS = ("text", "output_text", "completion", "content", "response", "generated_text", "answer")
_BODIES = ("body", "body_raw", "bodyRaw", "data", "json", "outputBodyJson", "raw_response")
_OF_RESPONSE = ("id", "model", "created_at", "status", "previous_response_id", "conversation")
BLOCKS = frozenset({"text", "thinking", "redacted_thinking", "tool_use", "server_tool_use"})
"""Kinds of blocks of a reply of Anthropic's API."""
_FAILED = 400
_DEEPEST = 4
_BESIDE = ("response", "completion", "output", "message")
"""Where the reply stands beside messages that wait for one."""
_NOTHING: dict[str, Any] = {}
_KEPT_RAW = 64 * 1024


class Answered(NamedTuple):
    """A conversation with one of the answers to it.

    Attributes:
        draft: The messages, and the answer behind them.
        number: Which of the answers it is, 0-based.
        unread: The problem of an answer in a form that is not read.
    """

    draft: Draft
    number: int = 0
    unread: ReadProblem | None = None

    def told(self, trace: Trace) -> Iterator[Trace | ReadProblem]:
        """Yield the trace that was made of the draft, and the problem of what was not read."""
        if self.number and trace.own_id is not None:
            trace.own_id = f"{trace.own_id}/{self.number}"
        if self.unread is not None:
            trace.notes |= {"truncated-tail"}
        yield trace
        if self.unread is not None:
            yield self.unread


def answers_to(draft: Draft, record: dict[str, Any], place: Place) -> list[Answered]:
    """Return a conversation with each of the answers that a record keeps beside its messages.

    Args:
        draft: What was made of the messages.
        record: The record, its request unwrapped; the reply under `response`, if there is one.
        place: Where the record lies.

    Returns:
        At least one; the messages alone, where there is no answer or none that is read.
    """
    reply = {"choices": record.get("choices")}
    found = with_each_of(draft, reply)
    if found:
        return found
    waits = _waits_for_reply(draft)
    for key in _BESIDE:
        given = record.get(key)
        if given is None or given in ("", [], {}) or (key == "message" and type(given) is not dict):
            continue
        normal = normal_reply(given)
        if normal is None and waits:
            return [Answered(draft, unread=unread_reply(given, inside(place, key)))]
        # What stands beside an answered chat may be told of it, and not by the model.
        if normal and (waits or not normal.keys() <= {"text", "messages"}):
            found = with_each_of(draft, normal)
            if found:
                return found
    return [Answered(draft)]


def answered_by(
    draft: Draft, answers: list[Any], add: Callable[[Draft, Any], object]
) -> list[Answered]:
    """Return a conversation with each of some answers, but for those that say nothing.

    Args:
        draft: What was asked.
        answers: What was answered, once or in several ways.
        add: Adds an answer to a draft.
    """
    found = []
    for number, answer in enumerate(answers):
        own = draft.branch() if len(answers) > 1 else draft
        asked = len(own.events)
        add(own, answer)
        if len(own.events) > asked:
            found.append(Answered(own, number))
    return found


def with_each_of(draft: Draft, reply: dict[str, Any]) -> list[Answered]:
    """Return a conversation with each answer of a reply in its normal form, as `answered_by`."""
    for key in ("choices", "candidates"):
        if reply.get(key):
            answers = [{key: [answer]} for answer in objects_in(reply[key])]
            return answered_by(draft, answers, _add)
    return answered_by(draft, [reply], _add)


def _waits_for_reply(draft: Draft) -> bool:
    last = draft.events[-1] if draft.events else None
    return not (isinstance(last, Message) and last.source == "model")


def unread_reply(given: Any, place: Place) -> ReadProblem:
    """Return the problem of a reply in a form that is not read."""
    raw = json_text(given).encode()
    told = "text" if isinstance(given, str) else outline_of(given)
    return ReadProblem(
        place,
        "TA902",
        f"the reply is of an unknown form, {told}; what it answers was read",
        "Log the API's reply as it came: its JSON object, the pieces of its stream, or its text.",
        raw[:_KEPT_RAW],
        hashlib.sha256(raw).hexdigest(),
    )


def normal_reply(given: Any, *, in_body: bool = False, depth: int = 0) -> dict[str, Any] | None:
    """Return a reply as an object that tells its form by its first key.

    Args:
        given: What stands in a reply's place.
        in_body: It is the body of an HTTP response, so that text in it is no model's.
        depth: How many wrappers it was taken out of.

    Returns:
        `choices`, `candidates` or `output` as the APIs have them, `blocks` of Anthropic's or
        Bedrock's, `messages`, or `text`; nothing where the API failed or said nothing; None for
        what has an unknown form.
    """
    if given is None or given in ("", [], {}):
        return _NOTHING
    if depth > _DEEPEST:
        return None
    if isinstance(given, str):
        return _of_text(given, in_body, depth)
    if isinstance(given, list):
        return _of_list(given, in_body, depth)
    return _of_object(given, depth) if isinstance(given, dict) else None


def _of_text(given: str, in_body: bool, depth: int) -> dict[str, Any] | None:
    pieces = pieces_in(given)
    if pieces is not None:
        return _of_list(pieces, in_body, depth)
    if given.lstrip()[:1] in ("{", "["):
        try:
            value = strict_json.decode(given.encode())
        except (strict_json.JsonError, UnicodeError):
            value = None
        reply = _of_json(value, depth)
        if reply is not None:
            return reply
    return None if in_body else {"text": given}


def _of_json(value: Any, depth: int) -> dict[str, Any] | None:
    """Return the reply of an API that a text holds; JSON of any other form is what was said."""
    if not isinstance(value, dict | list):
        return None
    reply = normal_reply(value, in_body=True, depth=depth + 1)
    return reply if reply and "text" not in reply else None


def _of_list(given: list[Any], in_body: bool, depth: int) -> dict[str, Any] | None:
    if all(isinstance(one, str) for one in given):
        return _of_text("\n".join(given), in_body, depth)
    objects = objects_in(given)
    if len(objects) < len(given):
        return None
    if all(str(one.get("type")) in BLOCKS for one in objects):
        return {"blocks": objects}
    if all(map(openai.is_message, objects)):
        return {"messages": objects}
    if all(map(responses.is_item, objects)):
        return {"output": objects}
    whole = whole_of(objects)
    if (
        whole is None
        and len(objects) > 1
        and all(type(one.get("message")) is dict for one in objects)
    ):
        return {"choices": objects}
    if whole is None:
        return normal_reply(objects[0], depth=depth + 1) if len(objects) == 1 else None
    return _of_object(whole, depth)


def _of_object(given: dict[str, Any], depth: int) -> dict[str, Any] | None:
    for key in ("choices", "candidates"):
        if given.get(key) and isinstance(given[key], list):
            first = object_of(given[key][0])
            if first.keys() & {"message", "content"}:
                return {key: given[key]}
            whole = whole_of([given])
            return {key: whole[key]} if whole else None
    if given.get("object") == "interaction":
        held = given.get("steps") or given.get("outputs")
        told = {"output": interactions.items_of(held)} if isinstance(held, list) else {}
        return {**told, **{k: given[k] for k in _OF_RESPONSE if k in given}} if told else None
    if mistral.are_entries(given.get("outputs")):
        return {"output": mistral.items_of(given["outputs"])}
    content = given.get("content")
    if isinstance(content, list) and (given.get("type") == "message" or _is_blocks(content)):
        return {"blocks": content}
    if openai.is_message(given):
        return {"messages": [given]}
    if isinstance(given.get("output"), list) and (
        given.get("object") == "response" or any(map(responses.is_item, given["output"]))
    ):
        return {"output": given["output"], **{k: given[k] for k in _OF_RESPONSE if k in given}}
    return _unwrapped(given, depth)


def _is_blocks(content: list[Any]) -> bool:
    return bool(content) and all(
        str(block.get("type")) in BLOCKS or (block.keys() & {"text", "toolUse", "reasoningContent"})
        for block in map(object_of, content)
    )


def _unwrapped(given: dict[str, Any], depth: int) -> dict[str, Any] | None:
    """Return the reply in what a client or HTTP wraps around it."""
    status = given.get("status_code", given.get("status"))
    failed = bool(given.get("error")) or (isinstance(status, int) and status >= _FAILED)
    for key in _WRAPPERS:
        inner = given.get(key)
        if inner and (key in _BODIES or not isinstance(inner, str)):
            reply = normal_reply(inner, in_body=key in _BODIES, depth=depth + 1)
            if reply is not None:
                return reply
    for key in _TEXTS:
        if isinstance(given.get(key), str) and given[key]:
            return {"text": given[key]}
    if openai.BODY[1] in given:
        return {"messages": [{"role": "assistant", **given}]}
    return _NOTHING if failed else None


def _add(draft: Draft, reply: dict[str, Any]) -> None:
    """Add a reply in its normal form, of choices and candidates one."""
    chosen = [choice.get("message") for choice in objects_in(reply.get("choices"))]
    for message in objects_in(chosen or reply.get("messages")):
        openai.add_message(draft, {"role": "assistant", **message}, -1)
    for candidate in objects_in(reply.get("candidates")):
        gemini.add_content(draft, object_of(candidate.get("content")), -1, role="model")
    if "output" in reply:
        responses.add_items(draft, reply["output"], beside=True)
    if "blocks" in reply:
        message = {"role": "assistant", "content": reply["blocks"]}
        blocks = objects_in(reply["blocks"])
        whole = len(blocks) == len(reply["blocks"])
        own = bedrock if whole and any("type" not in block for block in blocks) else anthropic
        own.add_message(draft, message, -1)
    if "text" in reply:
        openai.add_message(draft, {"role": "assistant", "content": reply["text"]}, -1)
