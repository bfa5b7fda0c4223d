"""A preference pair for people: what should stand there, what stood there, and what came before."""

from typing import Any, NamedTuple

import msgspec

from auditor.language import Language
from auditor.timeline.markup import rendered
from auditor.timeline.words import words

_LAST = 6
_LONGEST = 3_000
_KINDS = {"user": "user", "system": "system", "tool": "result", "assistant": "model"}


class Said(NamedTuple):
    """A message: who, what, which calls, and how many characters are left out."""

    kind: str
    text: str
    calls: list[tuple[str, str]]
    left_out: int


def pair_html(prompt: str, chosen: str, rejected: str, *, language: Language = "en") -> str:
    """Return a pair side by side.

    Args:
        prompt, chosen, rejected: Message lists as JSON text, as in a pairs file.
        language: Of the words around it.
    """
    before = said_in(prompt)
    return rendered(
        "pair.html",
        before=before[-_LAST:],
        left_out=max(0, len(before) - _LAST),
        sides=[("chosen", said_in(chosen)), ("rejected", said_in(rejected))],
        w=words(language),
    )


def said_in(messages: str) -> list[Said]:
    """Return the messages of a list of OpenAI's form."""
    return [_said(message) for message in msgspec.json.decode(messages)]


def _said(message: dict[str, Any]) -> Said:
    text = message.get("content") or ""
    if not isinstance(text, str):
        text = msgspec.json.encode(text).decode()
    calls = [
        (str(call["function"]["name"]), _arguments(call["function"]["arguments"]))
        for call in message.get("tool_calls") or ()
    ]
    kind = _KINDS.get(str(message.get("role")), "system")
    return Said(kind, text[:_LONGEST], calls, max(0, len(text) - _LONGEST))


def _arguments(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
