"""The course of a trace: step by step which tools it called and whose results it made up."""

from collections import defaultdict
from typing import NamedTuple

import msgspec

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.decisions.spread import fabrications_of
from auditor.trace import Message, ToolCall, ToolResult, Trace

CHARACTERS_PER_TOKEN = 4


class Opportunity(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A step at which the model called a tool or stated what only a tool could have said.

    Attributes:
        step, turn: As in the events of a trace.
        context: Length of everything before the step, in tokens of four characters.
        called: The tools called, in order.
        invalid: Those of them whose call was wrong: no such tool, or arguments against the schema.
        fabricated: The tools whose results or calls were made up; "" where no tool is named.
    """

    step: int
    turn: int
    context: int
    called: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    fabricated: tuple[str, ...] = ()


class Course(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a trace did with its tools.

    Attributes:
        turns, steps: How many it has.
        checked: Schemas of its tools are known, so that `invalid` says something.
        opportunities: Its steps with a call or a made-up result, in order.
    """

    turns: int
    steps: int
    checked: bool = False
    opportunities: tuple[Opportunity, ...] = ()

    @property
    def uses(self) -> tuple["ToolUse", ...]:
        """What the trace did with each tool, in order of first use."""
        counts: dict[str, list[int]] = {}
        for each in self.opportunities:
            for tool in each.called:
                counts.setdefault(tool, [0, 0, 0])[0] += 1
            for tool in each.invalid:
                counts[tool][1] += 1
            for tool in each.fabricated:
                counts.setdefault(tool, [0, 0, 0])[2] += 1
        return tuple(ToolUse(tool, *counted) for tool, counted in counts.items())


class ToolUse(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a trace did with one tool.

    Attributes:
        tool: Its name; "" where something was made up and names no tool.
        calls, invalid: Genuine calls, and those of them that were wrong.
        fabricated: Steps with a made-up result or call.
    """

    tool: str
    calls: int = 0
    invalid: int = 0
    fabricated: int = 0


class _Doing(NamedTuple):
    called: list[str]
    invalid: list[str]
    fabricated: list[str]


def course_of(analysis: Analysis) -> Course:
    """Return the course of a trace.

    Made up are results without a call that no benign reason explains, results in the model's own
    words whose content no tool returned, and claims of calls that were not made; copies of
    genuine results are not.
    """
    trace, pairing = analysis.trace, analysis.pairing
    doings: dict[int, _Doing] = defaultdict(lambda: _Doing([], [], []))
    wrong = {call.index for call in analysis.unknown}
    wrong.update(each.call.index for each in analysis.faulty)
    for call in pairing.calls:
        if call.source == "model" and not call.synthesized:
            doing = doings[max(call.step, 0)]
            doing.called.append(call.name)
            if call.index in wrong:
                doing.invalid.append(call.name)
    if analysis.made_up:
        for each in fabrications_of(analysis):
            doings[max(each.step, 0)].fabricated.append(each.tool)
    checked = Coverage.SCHEMAS | Coverage.ARGUMENTS
    return _assembled(trace, doings, checked in analysis.coverage)


def _assembled(trace: Trace, doings: dict[int, _Doing], checked: bool) -> Course:
    if not trace.events:
        return Course(0, 0)
    begins = _beginnings(trace)
    found = (
        Opportunity(
            step,
            *begins.get(step, (0, 0)),
            tuple(doing.called),
            tuple(doing.invalid),
            tuple(dict.fromkeys(doing.fabricated)),
        )
        for step, doing in sorted(doings.items())
    )
    last = trace.events[-1]
    return Course(last.turn + 1, max(last.step, 0) + 1, checked, tuple(found))


def _beginnings(trace: Trace) -> dict[int, tuple[int, int]]:
    """Return the turn of each step and the tokens before it."""
    size = 0
    begins: dict[int, tuple[int, int]] = {}
    for event in trace.events:
        if event.step not in begins:
            begins[event.step] = (event.turn, size // CHARACTERS_PER_TOKEN)
        if type(event) is Message:
            size += len(event.text)
        elif type(event) is ToolCall:
            size += len(event.name) + len(event.arguments_raw)
        elif type(event) is ToolResult:
            size += len(event.output)
    return begins
