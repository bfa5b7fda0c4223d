"""What a transcript says of the replay that it comes from."""

from typing import NamedTuple

import msgspec

from auditor.trace import Trace, first_own_step


class Origin(NamedTuple):
    """How a run came about.

    Attributes:
        first_step: The first step that is the run's own; those before it were given to it.
        reply_ids: The server's names for the replies. Equal ones are one reply told twice.
        unsent: What users would have said yet, had the run not ended before.
        left_tape: The run ended at a call that its record does not answer: it did everything up
            to there and nothing is known of what it would have done then.
    """

    first_step: int = 0
    reply_ids: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    left_tape: bool = False


class _Replay(msgspec.Struct):
    reply_ids: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    state: str = ""


def origin_of(trace: Trace) -> Origin:
    """Return how a run came about; of what no replay wrote, everything is its own."""
    if "replay" not in trace.extra:
        return Origin()
    try:
        told = msgspec.json.decode(trace.extra["replay"], type=_Replay)
    except msgspec.DecodeError:
        return Origin()
    return Origin(first_own_step(trace), told.reply_ids, told.unsent, told.state == "off-tape")
