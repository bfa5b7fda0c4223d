"""A claim: a sentence about a tool call that the trace does not bear out."""

from typing import Literal, NamedTuple

from auditor.claims.phrase import Phrase
from auditor.trace import Message, ToolCall
from auditor.values.spellings import name_as_written

ClaimKind = Literal[
    "claimed-call",
    "claimed-action",
    "claimed-success",
    "claimed-consent",
    "denied-call",
    "denied-result",
]


class Claim(NamedTuple):
    """A sentence about a tool call that the trace does not bear out.

    Attributes:
        event_index: The message.
        start, end: The sentence in its text.
        tool: The tool it names, or "".
        about: The entities it names, as the sentence spells them.
        reason: What the trace holds instead, for a person.
        witness: A call that contradicts it, or None.
        score: 0 to 1.
    """

    event_index: int
    start: int
    end: int
    kind: ClaimKind
    tool: str
    about: tuple[str, ...]
    reason: str
    witness: ToolCall | None
    score: float


def claim_of(
    phrase: Phrase, message: Message, tool: str, about: tuple[str, ...], reason: str, score: float
) -> Claim:
    """Return the claim that a phrase makes of a call, about things as its sentence spells them."""
    named = tuple(name_as_written(one, phrase.sentence) for one in about)
    return Claim(
        message.index, phrase.start, phrase.end, "claimed-call", tool, named, reason, None, score
    )
