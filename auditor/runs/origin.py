"""What a transcript says of the replay that it comes from."""

from typing import NamedTuple

import msgspec

from auditor.trace import Trace


class Origin(NamedTuple):
    """How a run came about.

    Attributes:
        first_step: The first step that is the run's own; those before it were given to it.
        reply_ids: The server's names for the replies. Equal ones are one reply told twice.
    """

    first_step: int = 0
    reply_ids: tuple[str, ...] = ()


class _Replay(msgspec.Struct):
    step: int = 0
    reply_ids: tuple[str, ...] = ()


def origin_of(trace: Trace) -> Origin:
    """Return how a run came about; of what no replay wrote, everything is its own."""
    try:
        told = msgspec.json.decode(trace.extra.get("replay", "{}"), type=_Replay)
    except msgspec.DecodeError:
        return Origin()
    return Origin(told.step, told.reply_ids)
