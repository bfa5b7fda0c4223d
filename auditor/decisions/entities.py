"""What a call is about, and which genuine results are about the same thing."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.contract import Contract
from auditor.evidence.said_gaps import PARTS_ARE_MISSING, says_of_gaps
from auditor.evidence.source_texts import arguments_of
from auditor.pairing import Pairing
from auditor.trace import Note, ToolCall, ToolResult, Trace
from auditor.values.blocks import Field
from auditor.values.values import normal_text, value_of

_MISSING_PARTS: dict[Note, str] = {
    "calls-not-recorded": "the source records no calls",
    "compacted": "earlier events were compacted away",
    "condensed": "the exporter condensed the log",
    "sidechain": "the session's other parts are not in this trace",
    "truncated-head": "the beginning of the transcript is missing",
}


class Answered(NamedTuple):
    """A call that was executed, and what came back."""

    call: ToolCall
    result: ToolResult


def forms_of(raws: Iterable[str]) -> frozenset[str]:
    """Return the one spelling of each value; what is empty names nothing."""
    return frozenset(value_of(raw).form for raw in raws) - {""}


def values_of(call: ToolCall, names: Iterable[str] = ()) -> frozenset[str]:
    """Return the values of some arguments of a call in one spelling, or of all of them.

    The members of a list count one by one, so that a batch is about each of its members.
    """
    return forms_of(_raw_values(call, names))


def _raw_values(call: ToolCall, names: Iterable[str]) -> Iterator[str]:
    wanted = frozenset(names)
    for field in _arguments(call):
        if not wanted or field.label in wanted:
            yield field.value


@lru_cache(maxsize=1024)
def _arguments(call: ToolCall) -> tuple[Field, ...]:
    return tuple(arguments_of(call))


def says_the_same(one: ToolCall, other: ToolCall) -> bool:
    """Say whether two calls share a value as written, which is more than in one spelling.

    A page and its host have one spelling, and a lookup may rate them differently.
    """
    written = frozenset(map(normal_text, _raw_values(one, ())))
    return any(normal_text(raw) in written for raw in _raw_values(other, ()))


def entity_of(call: ToolCall, contract: Contract) -> frozenset[str]:
    """Return what a call is about, in one spelling.

    The contract says which argument names it: `entity_arg`, else `same` of a requirement, else
    `key_args`; without any of them every argument may.
    """
    spec = contract.tools.get(call.name)
    if spec is not None and spec.entity_arg:
        return values_of(call, (spec.entity_arg,))
    for requirement in contract.require:
        if requirement.before == call.name and requirement.same:
            return values_of(call, (requirement.same,))
    return values_of(call, spec.key_args if spec is not None else ())


def answered_before(pairing: Pairing, index: int) -> Iterator[Answered]:
    """Yield the calls whose genuine result stands before an event, newest result first."""
    for place, call in reversed(pairing.answered.items()):
        if place < index and call.index < index:
            result = pairing.answer[call.index]
            if result.source == "runtime":
                yield Answered(call, result)


def missing_part(trace: Trace) -> str:
    """Return why a call that is not in the trace may have been made, or ""."""
    noted = next((reason for note, reason in _MISSING_PARTS.items() if note in trace.notes), "")
    return noted or (PARTS_ARE_MISSING if says_of_gaps(trace) else "")
