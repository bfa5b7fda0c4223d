"""What stands in for a model: any callable from messages, tools and decoding to a reply."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

Message = dict[str, Any]
Tools = list[dict[str, Any]]


class Decoding(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a reply is to be drawn; what is None is left to the model's server.

    Attributes:
        temperature: 0 for the likeliest tokens; higher draws more freely.
        top_p: Share of probability that tokens are drawn from, 0 to 1.
        max_tokens: The longest reply, in tokens.
        seed: Of the draw. A replay sets one of its own for each run and step.
        extra: Further parameters, as the server spells them.
    """

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    extra: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reply of a model.

    Attributes:
        message: A chat message in OpenAI's form: `content`, `tool_calls`, `reasoning_content`.
        finish_reason: `length` says that the reply was cut off; all else counts as an end.
        prompt_tokens, completion_tokens: What it cost; None where nobody counted.
        model: What answered, by the server's own words.
        reply_id: The server's name for this reply. Equal ids are one reply told twice.
        fingerprint: The server's name for its backend.
    """

    message: Message
    finish_reason: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    model: str = ""
    reply_id: str = ""
    fingerprint: str = ""


Respond = Callable[[list[Message], Tools, Decoding], Reply | Mapping[str, Any]]
"""Answers a conversation; a plain message will do where there is nothing to say about it."""


class NoReply(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A model gave no reply that can be used. It says nothing of the model's behaviour.

    Args:
        reason: What went wrong, in a few words that name no text of the conversation.
        again: Asking again may help.
        wait: Seconds to wait first, where the server said so.
        absent: Nobody was there to answer, whatever had been asked.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        wait: float | None = None,
        absent: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        self.absent = absent


def reply_of(given: Any) -> Reply:
    """Return what a callable gave as a reply that a file can hold.

    Raises:
        NoReply: It is no reply, no message of a model, or no JSON.
    """
    reply = Reply(dict(given)) if isinstance(given, Mapping) else given
    if not isinstance(reply, Reply) or not isinstance(reply.message, dict):
        raise NoReply(f"the model's stand-in returned {type(given).__name__}, no reply")
    if reply.message.get("role", "assistant") != "assistant":
        raise NoReply(f"the reply has the role {reply.message['role']!r}")
    try:
        msgspec.json.encode(reply)
    except (TypeError, UnicodeEncodeError, msgspec.MsgspecError) as fault:
        raise NoReply(f"the reply is no JSON ({type(fault).__name__})") from None
    return reply
