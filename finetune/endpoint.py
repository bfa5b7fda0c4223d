"""A responder over the seam of `auditor replay`: an endpoint, a tape or a stand-in is evaluated."""

import time
from collections.abc import Sequence
from typing import Any

from auditor.errors import UsageError
from auditor.replaying.responding import Decoding, NoReply, Reply, Respond, reply_of
from finetune.regressions import Request, RespondMany

GREEDY = Decoding(temperature=0.0, max_tokens=256)
ATTEMPTS = 3
_PAUSE = 1.0


def over(respond: Respond, decoding: Decoding = GREEDY, *, pause: float = _PAUSE) -> RespondMany:
    """Return a responder for an evaluation that asks what a replay would ask.

    Args:
        respond: As in `auditor.replaying`.
        decoding: How replies are drawn.
        pause: Seconds before asking again where the server names none.

    Raises:
        UsageError: By the responder, where a request got no reply: a missing reply is no behaviour
            of the model and must not be counted as one.
    """

    def respond_many(requests: Sequence[Request]) -> list[dict[str, Any]]:
        return [_message(_reply(respond, request, decoding, pause)) for request in requests]

    return respond_many


def _reply(respond: Respond, request: Request, decoding: Decoding, pause: float) -> Reply:
    messages = [dict(message) for message in request[0]]
    tools = [dict(tool) for tool in request[1]]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return reply_of(respond(messages, tools, decoding))
        except NoReply as fault:
            if not fault.again or attempt == ATTEMPTS:
                raise UsageError(
                    f"The model gave no reply: {fault.reason}.", "Look at the server and try again."
                ) from None
            time.sleep(fault.wait if fault.wait is not None else pause)
    raise AssertionError("the last attempt returns or raises")


def _message(reply: Reply) -> dict[str, Any]:
    """Return the message; `finish` says where it was cut off, as a local model's does."""
    cut = {"finish": "length"} if reply.finish_reason == "length" else {}
    return {**reply.message, **cut}
