"""Requests to a model's API and the replies to them, as loggers and batches keep them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from auditor.messages.parts import at_pointer, object_of

_REQUESTS = (
    "/request", "/request/body", "/body", "/params", "/input/inputBodyJson", "/request_body",
    "/requestBody", "/kwargs", "/payload",
)  # fmt: skip
_HOLDERS = frozenset(pointer.split("/")[1] for pointer in _REQUESTS)
_REPLIES = (
    "/response/body", "/response", "/result/message", "/output/outputBodyJson", "/response_body",
    "/responseBody",
)  # fmt: skip
_ANSWERS = (
    "/response", "/output/outputBodyJson", "/response_body", "/responseBody", "/result", "/output",
)  # fmt: skip
_ANSWERERS = frozenset(pointer.split("/")[1] for pointer in _REPLIES)


class Exchange(NamedTuple):
    """A record with the fields of its request on top, and the reply under `response`.

    Attributes:
        pointer: Where in the record the request lies, "" if it is the record.
    """

    record: dict[str, Any]
    pointer: str = ""


def exchange_of(record: dict[str, Any]) -> Exchange:
    """Return a record with its request unwrapped; a record without one as it is."""
    if "messages" in record or record.keys().isdisjoint(_HOLDERS):
        return Exchange(record)
    for pointer in _REQUESTS:
        request = object_of(at_pointer(record, pointer))
        if isinstance(request.get("messages"), list):
            outer = {key: kept for key, kept in record.items() if key != pointer.split("/")[1]}
            reply = answer_in(record)
            answered = {} if reply is None else {"response": reply}
            return Exchange({**outer, **request, **answered}, pointer)
    return Exchange(record)


def answer_in(record: dict[str, Any]) -> Any:
    """Return what stands in the place of a reply, in whatever form; None where nothing does."""
    answers = (at_pointer(record, pointer) for pointer in _ANSWERS)
    return next((one for one in answers if one), None)


def is_answered_in(record: dict[str, Any], is_piece: Callable[[Any], bool]) -> bool:
    """Say whether what stands in the place of a reply are pieces of one, as it was streamed."""
    pieces = answer_in(record)
    return isinstance(pieces, list) and bool(pieces) and all(map(is_piece, pieces))


def reply_in(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a model's API answered, as a record keeps it; empty where it does not."""
    if record.keys().isdisjoint(_ANSWERERS):
        return {}
    replies = (object_of(at_pointer(record, pointer)) for pointer in _REPLIES)
    return next((one for one in replies if one), {})
