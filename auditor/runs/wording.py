"""The last words of a run: what they say that another run's words must not say otherwise."""

from collections.abc import Callable

import msgspec

from auditor.contract import Contract
from auditor.decisions.affirmed import states
from auditor.finding import quote
from auditor.runs.decision import LastWords
from auditor.trace import Message, ToolCall, ToolResult, Trace
from auditor.values.atoms import atoms_of
from auditor.values.values import normal_text

_STRONG = frozenset({"id", "host", "date"})
_SMALL = 100


class Wording(msgspec.Struct, frozen=True, gc=False):
    """The last message of a run.

    Attributes:
        index: Its event, or None where the run has no words.
        step, turn, item: As in that event.
        text: Its beginning.
        key: Equal for equal texts.
        unsupported: Specific values in it that no result, user or call of the run holds.
        weighty: Those of them that a paraphrase would not change or add.
        verdicts: The evidence values of the contract's policy that it states.
        denied: Those that it names and does not state.
    """

    index: int | None = None
    step: int = 0
    turn: int = 0
    item: int = -1
    text: str = ""
    key: int = 0
    unsupported: tuple[str, ...] = ()
    weighty: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


WordingOf = Callable[[Trace, LastWords | None, Contract], Wording]


def wording_for_findings(trace: Trace, last: LastWords | None, contract: Contract) -> Wording:
    """Return what findings need of a run's last words.

    Which values no result holds matters to them only where the run called nothing itself.
    """
    if any(
        type(event) is ToolCall and event.source == "model" and not event.synthesized
        for event in trace.events
    ):
        return Wording() if last is None else _beginning_of(trace, last, normal_text(last.text))
    return wording_of(trace, last, contract)


def wording_of(trace: Trace, last: LastWords | None, contract: Contract) -> Wording:
    """Return what matters of a run's last words."""
    if last is None:
        return Wording()
    text = normal_text(last.text)
    unsupported: dict[str, bool] = {}
    atoms = atoms_of(text)
    if atoms:
        known = _known_text(trace, last.event)
        for atom in atoms:
            value = atom.value
            if value.form not in known and text[atom.start : atom.end] not in known:
                unsupported[value.form] = value.kind in _STRONG or _is_big(value.form)
    verdicts = _verdicts(last.text, contract)
    return msgspec.structs.replace(
        _beginning_of(trace, last, text),
        unsupported=tuple(sorted(unsupported)),
        weighty=tuple(sorted(form for form, weighty in unsupported.items() if weighty)),
        verdicts=tuple(value for value, stated in verdicts.items() if stated),
        denied=tuple(value for value, stated in verdicts.items() if not stated),
    )


def _beginning_of(trace: Trace, last: LastWords, text: str) -> Wording:
    message = trace.events[last.event]
    return Wording(
        message.index, message.step, message.turn, message.item, quote(last.text), hash(text)
    )


def _known_text(trace: Trace, before: int) -> str:
    parts: list[str] = []
    for event in trace.events[:before]:
        if type(event) is ToolCall:
            parts.append(event.arguments_raw)
        elif type(event) is ToolResult:
            parts.append(event.output)
        elif type(event) is Message and event.source != "model":
            parts.append(event.text)
    return normal_text("\n".join(parts))


def _is_big(form: str) -> bool:
    return form.lstrip("-").isdecimal() and abs(int(form[:18])) > _SMALL


def _verdicts(text: str, contract: Contract) -> dict[str, bool]:
    """Return the values of the policy that a text names, and whether it states them."""
    values = contract.policy.decide if contract.policy else ()
    found = ((value, states(text, value)) for value in sorted(values))
    return {value: stated for value, stated in found if stated is not None}
