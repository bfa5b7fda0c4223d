"""Calls of the Responses API that go on from each other, put in order by their links alone.

The links are those of `response_exchanges`: the id of the response before, or the conversation that
the API keeps, whose calls follow each other as they were recorded.
"""

from collections.abc import Sequence

import msgspec

from auditor.draft import Draft
from auditor.messages.parts import text_of, text_or_none
from auditor.messages.replies import Answered, answers_to
from auditor.messages.response_exchanges import Exchange, add_instructions
from auditor.messages.responses import add_item
from auditor.trace import Place

_MOST_REPEATED = 10_000
"""How many calls at the most are told again in all, as what later branches go on from."""


def repeats_in(exchanges: Sequence[Exchange]) -> set[int]:
    """Return the places of calls that a later record of the same response repeats."""
    later: dict[str, Exchange] = {}
    found: set[int] = set()
    for place in reversed(range(len(exchanges))):
        exchange = exchanges[place]
        own = exchange.response_id
        if own is None:
            continue
        other = later.setdefault(own, exchange)
        if other is not exchange and _holds(other, exchange):
            found.add(place)
    return found


def _holds(other: Exchange, exchange: Exchange) -> bool:
    return exchange.said in ([], other.said) and exchange.replied in ([], other.replied)


def chains_of(exchanges: Sequence[Exchange]) -> list[list[int]]:
    """Return the calls that go on from each other, first to last, by their places.

    Where several go on from one, each last call ends a chain of its own with all before it. A call
    that goes on from one that is not there, or of which only the response was kept, begins one.
    """
    parents = _parents_in(exchanges)
    goes_on = set(parents.values())
    last = [place for place in range(len(exchanges)) if place not in goes_on]
    told: set[int] = set()
    repeated = 0
    chains = []
    for place in [*last, *range(len(exchanges))]:
        if place in told:
            continue
        chain = _chain_to(place, parents, told if repeated > _MOST_REPEATED else set())
        repeated += sum(earlier in told for earlier in chain)
        told.update(chain)
        chains.append(chain)
    return sorted(chains)


def _chain_to(place: int, parents: dict[int, int], told: set[int]) -> list[int]:
    """Return what a call goes on from, and itself; damaged files may hold circles."""
    chain = [place]
    passed = {place}
    before = parents.get(place)
    while before is not None and before not in passed and before not in told:
        passed.add(before)
        chain.append(before)
        before = parents.get(before)
    return chain[::-1]


def _parents_in(exchanges: Sequence[Exchange]) -> dict[int, int]:
    """Return the place of the call that each goes on from."""
    by_id = {own: place for place, e in enumerate(exchanges) if (own := e.response_id)}
    in_conversation: dict[str, int] = {}
    parents: dict[int, int] = {}
    for place, exchange in enumerate(exchanges):
        named = text_or_none(exchange.given("previous_response_id"))
        before = by_id.get(named) if named else None
        kept = exchange.conversation
        if kept:
            before = in_conversation.get(kept) if before is None else before
            in_conversation[kept] = place
        if before is not None and before != place and exchange.said:
            parents[place] = before
    return parents


def add_exchange(
    draft: Draft, exchange: Exchange, before: Exchange | None, item: int, place: Place
) -> Answered:
    """Add a call behind the one that it goes on from.

    Args:
        before: The call that was added last.
        item: The item of all its events.
        place: Where it lies.

    Returns:
        What to go on with, and the problem of a reply that is not read.
    """
    if before is None or exchange.given("instructions") != before.given("instructions"):
        add_instructions(draft, exchange, item)
    for one in exchange.all_items:
        if isinstance(one, dict):
            add_item(draft, one, item)
        elif one is not None:
            draft.words("unknown", "", text_of(one), item)
    asked = len(draft.events)
    answered = answers_to(draft, {"response": exchange.unread} if exchange.said else {}, place)[0]
    events = answered.draft.events
    events[asked:] = [msgspec.structs.replace(event, item=item) for event in events[asked:]]
    return answered
