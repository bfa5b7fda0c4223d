"""What a genuine result says in the words of the policy."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from auditor.contract import Contract, Policy
from auditor.decisions.affirmed import affirms
from auditor.decisions.entities import (
    Answered,
    answered_before,
    entity_of,
    forms_of,
    says_the_same,
    values_of,
)
from auditor.evidence.records import records_in
from auditor.pairing import Pairing
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.literals import parse_value
from auditor.values.values import normal_text


class Reading(NamedTuple):
    """The evidence value that one result gives.

    Attributes:
        word: The value as the policy writes it, or as the result does where it names no such.
        source: The call and the result that gives it.
    """

    word: str
    source: Answered


class Decision(NamedTuple):
    """An acting call and the genuine evidence about its entity, newest of each tool."""

    call: ToolCall
    readings: tuple[Reading, ...]


def decisions_of(pairing: Pairing, contract: Contract) -> list[Decision]:
    """Return the deciding calls of a trace, each with what was known before it."""
    policy = contract.policy or Policy()
    names = _deciding(contract, policy)
    return [
        Decision(call, tuple(_readings(call, pairing, contract, policy, names)))
        for call in pairing.calls
        if call.name in names
    ]


def left_undecided(pairing: Pairing, contract: Contract) -> Iterator[Answered]:
    """Yield the calls whose results say what the policy decides, where no decision is about it."""
    policy = contract.policy or Policy()
    names = _deciding(contract, policy)
    deciding = [call for call in pairing.calls if call.name in names]
    decided = frozenset[str]().union(*(entity_of(call, contract) for call in deciding))
    for call in pairing.calls:
        result = pairing.answer.get(call.index)
        if call.name in names or result is None or result.is_error or result.source != "runtime":
            continue
        entity = entity_of(call, contract)
        source = Answered(call, result)
        if entity and not entity & decided and policy.decide.get(_word(source, entity, policy)):
            yield source


def _deciding(contract: Contract, policy: Policy) -> frozenset[str]:
    """Return the tools whose calls are decisions, where the policy speaks in names of tools."""
    tools = frozenset(contract.decision.tool)
    decided = frozenset(name for names in policy.decide.values() for name in names)
    if tools and decided and not tools & decided:
        return frozenset()
    return tools | decided


def _readings(
    call: ToolCall, pairing: Pairing, contract: Contract, policy: Policy, deciding: frozenset[str]
) -> list[Reading]:
    entity = entity_of(call, contract)
    readings: dict[str, Reading] = {}
    newest = list(answered_before(pairing, call.index))
    newest.sort(key=lambda source: not says_the_same(source.call, call))
    for source in newest:
        tool = source.call.name
        if not entity or tool in deciding or tool in readings or source.result.is_error:
            continue
        word = _word(source, entity, policy)
        if word:
            readings[tool] = Reading(word, source)
    return list(readings.values())


def _word(source: Answered, entity: frozenset[str], policy: Policy) -> str:
    """Return what a result says about an entity in words of the policy, or ""."""
    output = source.result.output
    labels = {label_key(label) for label in policy.field}
    asked = values_of(source.call) & entity
    holding = [r for r in records_in(output) if any(label_key(f.label) in labels for f in r)]
    about = [record for record in holding if forms_of(f.value for f in record) & entity]
    if holding:
        pool = about or (holding if asked else [])
        return _word_of(min(pool, key=len), labels, policy) if pool else ""
    if not asked or parse_value(output) is not None:
        return ""
    return _word_in_prose(output, entity, policy)


def _word_of(record: Sequence[Field], labels: set[str], policy: Policy) -> str:
    said = {normal_text(f.value) for f in record if label_key(f.label) in labels}
    if len(said) != 1:
        return ""
    word = said.pop()
    return next((known for known in policy.decide if normal_text(known) == word), word)


def _word_in_prose(output: str, entity: frozenset[str], policy: Policy) -> str:
    """Return the one word of the policy that a result in words states; two say nothing."""
    normal = normal_text(output)
    for form in entity:
        normal = normal.replace(form, " ")
    found = [word for word in policy.decide if affirms(normal, word)]
    return found[0] if len(found) == 1 else ""


def forbidden_by(decision: Decision, contract: Contract) -> Reading | None:
    """Return the reading that forbids a decision, unless another one allows it."""
    if contract.policy is None:
        return None
    decide = contract.policy.decide
    judged = [reading for reading in decision.readings if decide.get(reading.word)]
    if not judged or any(decision.call.name in decide[reading.word] for reading in judged):
        return None
    return judged[0]
