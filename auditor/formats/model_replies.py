"""Replies of models' APIs by themselves, whole or as the pieces of a stream.

The text of server-sent events, of one reply or several; such pieces in a list, or one a line; an
answer of Anthropic's or Gemini's API, alone or in a line of a batch's output. What was asked is not
there, which the note `truncated-head` tells.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor import strict_json
from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped, unreadable
from auditor.messages.exchanges import reply_in
from auditor.messages.gemini import is_content
from auditor.messages.openai import is_message
from auditor.messages.parts import object_of, objects_in, text_of, text_or_none
from auditor.messages.replies import BLOCKS, normal_reply, with_each_of
from auditor.messages.streams import has_ended, is_piece, streams_in
from auditor.messages.times import time_of
from auditor.trace import Note, Place, ReadProblem, Trace

NAME = "model-replies"

_FIELDS = ("data:", "event:", "id:", "retry:", ":")
_LOOKED_AT = 8
_ASKED = frozenset({"request", "input", "body", "params", "prompt", "messages", "contents"})


def recognise(value: Any) -> Recognition | None:
    """Recognise the pieces of a stream, or an answer without what it answers."""
    if isinstance(value, list):
        if value and all(map(is_piece, value[:_LOOKED_AT])):
            return Recognition(0.85, "pieces of a streamed reply")
        return None
    if _answer_in(object_of(value)) or _has_failed(object_of(value)):
        return Recognition(0.45, "a model's answer without what it answers")
    return None


def _has_failed(record: dict[str, Any]) -> bool:
    """Say whether it is a line of the output of Anthropic's batches without an answer."""
    kind = text_of(object_of(record.get("result")).get("type"))
    return "custom_id" in record and kind in ("errored", "canceled", "expired")


def _answer_in(record: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of Anthropic's or Gemini's, wherever a record keeps it."""
    if _is_answer(record):
        return record
    answer = {} if record.keys() & _ASKED else reply_in(record)
    return answer if _is_answer(answer) else {}


def _is_answer(value: dict[str, Any]) -> bool:
    if value.get("type") == "message" and value.get("role") == "assistant":
        # Items of the Responses API have parts of other kinds.
        blocks = objects_in(value.get("content"))
        return bool(blocks) and all(text_of(one.get("type")) in BLOCKS for one in blocks)
    if any(is_content(one.get("content")) for one in objects_in(value.get("candidates"))):
        return True
    # Ollama's, and Cohere's of version 2.
    said = value.get("message")
    ended = "finish_reason" in value or isinstance(value.get("done"), bool)
    return ended and is_message(said) and object_of(said).get("role") == "assistant"


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one answer, or each of a list of pieces."""
    if isinstance(value, list):
        yield from _streamed([Line(-1, piece) for piece in value], place)
    elif _has_failed(value):
        yield Skipped("a request that failed")
    else:
        yield from _replied(_answer_in(value), value, place)


def _streamed(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    numbered = [line for line in lines if is_piece(line.value)]
    for places in streams_in([line.value for line in numbered]):
        pieces = [numbered[one].value for one in places]
        number = numbered[places[0]].number
        there = place if number < 0 else Place(place.file, number)
        notes: frozenset[Note] = frozenset() if has_ended(pieces) else frozenset({"truncated-tail"})
        wrapped = ("message", "response", "interaction") if "done" not in pieces[0] else ()
        about = (object_of(pieces[0].get(key)) for key in wrapped)
        yield from _replied(pieces, next(filter(None, about), pieces[0]), there, notes)


def _replied(
    reply: Any, about: dict[str, Any], place: Place, notes: frozenset[Note] = frozenset()
) -> Iterator[Item]:
    """Yield the traces of a reply.

    Args:
        reply: The reply in any form.
        about: What names the reply and its model.
        place: Where it lies.
        notes: What is known to be missing beside its beginning.
    """
    answers = with_each_of(Draft(), normal_reply(reply) or {})
    if not answers:
        yield Skipped("a reply that says nothing")
    named = {**object_of(reply), **about}
    for each in answers:
        yield from each.told(
            Trace(
                NAME,
                place,
                each.draft.events,
                own_id=text_or_none(named.get("custom_id")) or text_or_none(named.get("id")),
                notes=notes | {"truncated-head"},
                model=text_or_none(named.get("model")) or text_or_none(named.get("modelVersion")),
                at=time_of(named),
            )
        )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one piece on each line."""
    if values and all(map(is_piece, values)):
        return Recognition(0.95, "one piece of a streamed reply on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file with a piece on each line."""
    lines = list(lines)
    yield from (Skipped("no piece of a reply") for line in lines if not is_piece(line.value))
    yield from _streamed(lines, place)


def recognise_text(head: str) -> Recognition | None:
    """Recognise server-sent events whose data are pieces of a reply."""
    lines = [line for line in head.splitlines() if line.strip()]
    if not lines or not lines[0].startswith(_FIELDS):
        return None
    # The last line of the head may be cut.
    data = [_piece_of(line) for line in lines[: max(1, len(lines) - 1)] if line.startswith("data:")]
    known = [is_piece(one) for one in data if one is not None]
    if known and all(known[:_LOOKED_AT]):
        return Recognition(0.9, "server-sent events of a streamed reply")
    return None


def _piece_of(line: str) -> Any:
    try:
        return strict_json.decode(line.removeprefix("data:").strip().encode())
    except (strict_json.JsonError, UnicodeError):
        return None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the text of a stream, or of several one after another."""
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data in ("", "[DONE]"):
            continue
        piece = _piece_of(line)
        if piece is None:
            yield _unread(data, Place(place.file, number))
        lines.append(Line(number, piece))
    yield from _streamed(lines, place)


def _unread(data: str, place: Place) -> ReadProblem:
    reason = "an event of the stream is no JSON; the reply that it belongs to lacks it"
    return unreadable(data.encode(), place, reason, "Record the stream whole.")


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Replies of models' APIs alone: event streams, pieces, answers",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
