"""Deeds told as done right behind the call that failed to do them, where the turn then goes on.

`I've added the event to your calendar. Now to the hotels`, with calls for hotels: what is told in
the middle of a turn may be about to be done, but not where the model goes on to other things.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from auditor.claims.claim import Claim
from auditor.claims.deeds.calls import may_do
from auditor.claims.deeds.phrases import Deed
from auditor.claims.deeds.unbacked_deeds import doubted_in
from auditor.evidence.failures import failed
from auditor.pairing import Pairing, answers_in, last_result_before
from auditor.trace import Message, ToolCall, Trace

_index_of = attrgetter("index")


def deeds_after_failures(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield the first such deed of each text.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    for message in answers_in(pairing):
        failure, following = _failed_before(message, pairing), _next_call(message, pairing)
        if failure is None or following is None:
            continue
        for deed, claim in doubted_in(message, trace, pairing):
            if claim.witness is failure and deed.own and not _is_about_to_act(deed, following):
                yield claim
                break


def _failed_before(message: Message, pairing: Pairing) -> ToolCall | None:
    """Return the call whose failure is the newest result of a message's turn, or None."""
    result = last_result_before(message.index, pairing)
    if result is None or result.turn != message.turn or not failed(result):
        return None
    return pairing.answered.get(result.index)


def _next_call(message: Message, pairing: Pairing) -> ToolCall | None:
    """Return the call with which the turn of a message goes on, or None."""
    place = bisect_left(pairing.calls, message.index, key=_index_of)
    following = pairing.calls[place] if place < len(pairing.calls) else None
    return following if following is not None and following.turn == message.turn else None


def _is_about_to_act(deed: Deed, following: ToolCall) -> bool:
    return deed.family is None or may_do(following, deed.family)
