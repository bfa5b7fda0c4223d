"""Claims found sentence by sentence in what the model answers: the first of each message."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from auditor.claims.claim import Claim, ClaimKind
from auditor.claims.letters import is_of_others
from auditor.trace import Message, Trace


class Untrue(NamedTuple):
    """What a sentence says of calls, and the trace does not bear out.

    Attributes:
        tool, about, reason, kind: As a claim has them.
    """

    tool: str
    about: tuple[str, ...]
    reason: str
    kind: ClaimKind = "claimed-call"


def first_untrue(
    message: Message,
    sentences: Iterable[tuple[int, str]],
    judge: Callable[[int, str], Untrue | None],
    trace: Trace,
    score: float,
) -> Iterator[Claim]:
    """Yield the first sentence of a message that is untrue, as a claim of a call.

    What another says, in a dialogue or a letter that the user asked for, is left out.

    Args:
        message: Words of the model.
        sentences: Their sentences with their places.
        judge: Says what a sentence at a place claims untruly, if it does.
        trace: The trace.
        score: How sure that is, 0 to 1.
    """
    before = trace.events[: message.index]
    for start, sentence in sentences:
        found = judge(start, sentence)
        end = start + len(sentence)
        if found is not None and not is_of_others(message.text, start, end, before):
            yield Claim(
                message.index, start, end, found.kind, found.tool, found.about, found.reason, None,
                score,
            )  # fmt: skip
            return
