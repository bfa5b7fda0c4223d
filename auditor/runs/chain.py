"""The chain of a run: its tool calls in order, in comparable form."""

from collections.abc import Iterable

import msgspec

from auditor.canonical import UNPARSED
from auditor.contract import Contract, Effect
from auditor.finding import quote
from auditor.pairing import Pairing
from auditor.runs.spelling import result_key, spell
from auditor.trace import ToolCall, ToolResult

UNANSWERED = 0


class Step(msgspec.Struct, frozen=True, gc=False):
    """One tool call of a run.

    Attributes:
        index, step, turn, item: As in the events of a trace.
        name: The tool.
        arguments: Canonical, without volatile fields.
        key: The arguments that say what the call is about, canonical.
        entity: What it is about.
        effect: As the contract declares it; None where nobody says.
        hand_off: The call passes the case on to somebody else.
        result: Equal for equal results; `UNANSWERED` where there is none.
        failed: The result is marked as an error.
        answer: The event of the result, where there is one.
        output: The beginning of the result, for people.
    """

    index: int
    step: int
    turn: int
    item: int
    name: str
    arguments: str
    key: str
    entity: str
    effect: Effect | None
    hand_off: bool
    result: int
    failed: bool
    answer: int | None
    output: str

    @property
    def acts(self) -> bool:
        """Whether the call changes the world as far as anybody says; unknown effects count."""
        return self.effect in ("write", None)

    @property
    def token(self) -> tuple[str, str]:
        """What makes two calls the same: name and arguments."""
        return self.name, self.arguments

    @property
    def deed(self) -> tuple[str, str]:
        """What makes two acting calls the same deed: name and key arguments."""
        return self.name, self.key

    @property
    def shown(self) -> str:
        """The call for people."""
        return f"{self.name} {self.arguments.removeprefix(UNPARSED)}"


def chain_of(pairing: Pairing, contract: Contract) -> list[Step]:
    """Return the model's own calls; a user's tools and seeded history are not its behaviour."""
    return [
        _step(call, pairing.answer.get(call.index), contract)
        for call in pairing.calls
        if call.source == "model" and not call.synthesized
    ]


def effect_of(name: str, contract: Contract) -> Effect | None:
    """Return what a tool does: as declared, or `write` where it is a tool of the decision."""
    tool = contract.tools.get(name)
    if tool is not None and tool.effect is not None:
        return tool.effect
    decision = contract.decision
    return "write" if name in decision.tool or name in decision.hand_off else None


def _step(call: ToolCall, answer: ToolResult | None, contract: Contract) -> Step:
    tool = contract.tools.get(call.name)
    spelt = spell(call.arguments_raw, tool)
    volatile = tool.volatile if tool else ()
    return Step(
        call.index,
        call.step,
        call.turn,
        call.item,
        call.name,
        spelt.arguments,
        spelt.key,
        spelt.entity,
        effect_of(call.name, contract),
        call.name in contract.decision.hand_off,
        UNANSWERED if answer is None else result_key(answer.output, volatile),
        answer is not None and answer.is_error,
        None if answer is None else answer.index,
        "" if answer is None else quote(answer.output),
    )


def names_of(chain: Iterable[Step]) -> tuple[str, ...]:
    """Return the tool names of a chain, in order."""
    return tuple(step.name for step in chain)
