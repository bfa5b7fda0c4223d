"""Decisions of a run that the contract's policy can judge."""

from collections.abc import Hashable
from typing import NamedTuple

import msgspec

from auditor.contract import Contract
from auditor.decisions.policy_reading import decisions_of, left_undecided
from auditor.pairing import Pairing
from auditor.runs.decision import reads_words
from auditor.runs.spelling import spell
from auditor.trace import ToolCall, ToolResult


class Judged(msgspec.Struct, frozen=True, gc=False):
    """A deciding call and the evidence about its entity.

    Attributes:
        entity: What was decided about.
        action: The deciding tool.
        evidence: What the genuine results say, in the policy's words; "" where nothing was seen.
        right: The policy allows the action; None where it does not speak of the evidence.
    """

    entity: str
    action: str
    evidence: str
    right: bool | None


def judged_in(pairing: Pairing, contract: Contract, since: int = 0) -> tuple[Judged, ...]:
    """Return the deciding calls of a run from a step on with what the policy says of them.

    The evidence about an entity is what calls about it alone returned, else every result that
    names it.
    """
    policy = contract.policy
    if policy is None:
        return ()
    deciding = {*contract.decision.tool, *(n for names in policy.decide.values() for n in names)}
    asked: dict[str, list[_Source]] = {}
    found: list[Judged] = []
    for call in pairing.calls:
        entity = spell(call.arguments_raw, contract.tools.get(call.name)).entity
        words = None
        if call.name in deciding and call.step >= since:
            sources = asked.get(entity) or _naming(asked, entity)
            before = [source for source in sources if source.result.index < call.index]
            words = _words(call, before, contract)
        if words is not None:
            known = [policy.decide[word] for word in words if policy.decide.get(word)]
            right = any(call.name in allowed for allowed in known) if known else None
            found.append(Judged(entity, call.name, words[0] if words else "", right))
        result = pairing.answer.get(call.index)
        if result is not None:
            asked.setdefault(entity, []).append(_Source(call, result))
    return tuple(found)


def leaves_undecided(pairing: Pairing, contract: Contract, since: int = 0) -> bool:
    """Say whether a run read what the policy decides, and told of it instead of deciding.

    Only what was read in its last turn counts: what was told before, the user went on from.

    Args:
        since: The first step that is the run's own.
    """
    if contract.policy is None or reads_words(contract.decision):
        return False
    last = pairing.words[-1] if pairing.words else None
    if last is None or last.step < since:
        return False
    return any(
        call.index < last.index and call.turn == last.turn
        for call, _ in left_undecided(pairing, contract)
    )


class _Source(NamedTuple):
    call: ToolCall
    result: ToolResult


def _naming(asked: dict[str, list[_Source]], entity: str) -> list[_Source]:
    form = entity.casefold()
    everything = [source for sources in asked.values() for source in sources]
    naming = [source for source in everything if form and form in source.result.output.casefold()]
    return sorted(naming, key=lambda source: source.call.index)


# Runs of one task read the same results again and again.
_words_known: dict[Hashable, tuple[str, ...] | None] = {}
_REMEMBERED = 4096


def _words(call: ToolCall, sources: list[_Source], contract: Contract) -> tuple[str, ...] | None:
    """Return what results say in the policy's words; None where the call decides nothing."""
    told = tuple((s.call.name, s.call.arguments_raw, s.result.output) for s in sources)
    key = (id(contract), call.name, call.arguments_raw, told)
    if key not in _words_known:
        if len(_words_known) >= _REMEMBERED:
            _words_known.clear()
        _words_known[key] = _read_words(call, sources, contract)
    return _words_known[key]


def _read_words(
    call: ToolCall, sources: list[_Source], contract: Contract
) -> tuple[str, ...] | None:
    answered = {source.result.index: source.call for source in sources}
    answer = {source.call.index: source.result for source in sources}
    calls = [*(source.call for source in sources), call]
    results = [source.result for source in sources]
    reduced = Pairing(calls, results, [], answered, answer, [], [], [])
    decisions = decisions_of(reduced, contract)
    if not decisions or decisions[-1].call is not call:
        return None
    return tuple(reading.word for reading in decisions[-1].readings)
