"""Which actions lack the call that the contract requires before them."""

from typing import NamedTuple

from auditor.contract import Contract, Requirement
from auditor.decisions.entities import answered_before, values_of
from auditor.pairing import Pairing
from auditor.trace import ToolCall


class Unmet(NamedTuple):
    """An action without its required call.

    Attributes:
        acting: The action.
        late: The required call that was made in the same step, whose result the action did not
            wait for; None where there is none.
    """

    requirement: Requirement
    acting: ToolCall
    late: ToolCall | None

    @property
    def what(self) -> str:
        """What is missing, as half a sentence."""
        about = sorted(_wanted(self.requirement, self.acting))
        named = self.requirement.call + (f" about {', '.join(about)}" if about else "")
        if self.late is not None:
            return f"{named} had not answered yet"
        return f"no call of {named} stands before it"


def unmet_requirements(pairing: Pairing, contract: Contract) -> list[Unmet]:
    """Return the actions that lack a required call, in order of the requirements."""
    return [
        Unmet(requirement, call, _late(requirement, call, pairing, contract))
        for requirement in contract.require
        for call in pairing.calls
        if call.name == requirement.before and not _is_met(requirement, call, pairing, contract)
    ]


def _wanted(requirement: Requirement, acting: ToolCall) -> frozenset[str]:
    return values_of(acting, (requirement.same,)) if requirement.same else frozenset()


def _is_met(
    requirement: Requirement, acting: ToolCall, pairing: Pairing, contract: Contract
) -> bool:
    made = [
        call for call, _ in answered_before(pairing, acting.index) if call.name == requirement.call
    ]
    wanted = _wanted(requirement, acting)
    if not wanted:
        return bool(made)
    asked = [_asked(requirement, call, contract) for call in made]
    return wanted <= frozenset().union(*asked)


def _asked(requirement: Requirement, call: ToolCall, contract: Contract) -> frozenset[str]:
    """Return what a required call was about; its argument may have another name."""
    named = values_of(call, (requirement.same or "",))
    if named:
        return named
    spec = contract.tools.get(call.name)
    return values_of(call, (spec.entity_arg,) if spec is not None and spec.entity_arg else ())


def _late(
    requirement: Requirement, acting: ToolCall, pairing: Pairing, contract: Contract
) -> ToolCall | None:
    wanted = _wanted(requirement, acting)
    for call in pairing.calls:
        beside = call.name == requirement.call and call.step == acting.step
        if beside and wanted <= _asked(requirement, call, contract):
            return call
    return None
