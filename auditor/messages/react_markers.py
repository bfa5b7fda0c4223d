"""The words with which ReAct's lines begin, and what an action line calls.

Shared by the readers of ReAct as one text and as a chat.
"""

import re
from typing import NamedTuple

MARKER = re.compile(
    r"(Question|Thought|Action Input|Action|Observation|Final Answer|Correct answer)"
    r"(?: (\d{1,6}))?:[ \t]?(.*)",
    re.DOTALL,
)
_BRACKETED = re.compile(r"\s*([A-Za-z_][\w .-]{0,63}?)\s*\[(.*)\]\s*$", re.DOTALL)
_BARE_NAME = re.compile(r"\s*([A-Za-z_][\w.-]{0,63})\s*$")


class ActionCall(NamedTuple):
    """What an action line calls, its arguments as written."""

    name: str
    arguments_raw: str


def action_call(text: str) -> ActionCall:
    """Return the call of an action: `Search[Paris]`, a bare name, or free text without a name."""
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return ActionCall(bracketed[1], bracketed[2])
    bare = _BARE_NAME.match(text)
    return ActionCall(bare[1], "") if bare else ActionCall("", text)
