"""Decisions of a run that the contract's policy can judge."""

from collections.abc import Iterator

import msgspec

from auditor.contract import Contract, Policy
from auditor.pairing import Pairing
from auditor.policy_reading import decisions_of
from auditor.runs.spelling import spell
from auditor.trace import ToolCall


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


def judged_in(pairing: Pairing, contract: Contract) -> tuple[Judged, ...]:
    """Return the deciding calls of a run with what the policy says of them."""
    policy = contract.policy
    if policy is None:
        return ()
    spelt = {
        call.index: spell(call.arguments_raw, contract.tools.get(call.name)).entity
        for call in pairing.calls
    }
    by_entity: dict[str, list[ToolCall]] = {}
    for call in pairing.calls:
        by_entity.setdefault(spelt[call.index], []).append(call)
    found: list[Judged] = []
    for calls in by_entity.values():
        # What others were asked about has no say, and looking through it is dear.
        found += _judged(pairing._replace(calls=calls), pairing, contract, policy, spelt)
    return tuple(found)


def _judged(
    alike: Pairing, whole: Pairing, contract: Contract, policy: Policy, spelt: dict[int, str]
) -> Iterator[Judged]:
    """Yield the decisions about one entity.

    Where no call asked for it alone, the results that name it count.
    """
    for decision in decisions_of(alike, contract):
        call = decision.call
        words = [reading.word for reading in decision.readings]
        if not words:
            naming = [
                each for each in whole.calls if _names(whole, each, spelt[call.index].casefold())
            ]
            again = decisions_of(whole._replace(calls=[*naming, call]), contract)
            words = [reading.word for reading in again[-1].readings] if naming else []
        known = [policy.decide[word] for word in words if policy.decide.get(word)]
        right = any(call.name in allowed for allowed in known) if known else None
        yield Judged(spelt[call.index], call.name, words[0] if words else "", right)


def _names(pairing: Pairing, call: ToolCall, entity: str) -> bool:
    result = pairing.answer.get(call.index)
    return result is not None and bool(entity) and entity in result.output.casefold()
