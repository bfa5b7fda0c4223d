"""How made-up results go on within a trace: onset, recurrence, and what came to rest on them."""

from itertools import pairwise
from typing import NamedTuple

from auditor.analysis import Analysis
from auditor.decisions.chains import decisions_behind, resting_chains
from auditor.decisions.sourcing import UNTRUE
from auditor.finding import Grade
from auditor.orphans import benign_reason

_TOOL_RESULTS = UNTRUE - {"ungrounded", "stale", "outdated", "altered"}


class Fabrication(NamedTuple):
    """One made-up result or claim.

    Attributes:
        quote: Its words.
        grade: How sure it is by itself.
        tool: Whose result or call it stands for, or "".
    """

    event_index: int
    turn: int
    step: int
    quote: str
    grade: Grade
    tool: str


class Rate(NamedTuple):
    """Answered calls over a stretch of turns, or of steps where the run is one turn."""

    calls: int
    units: int

    @property
    def value(self) -> float:
        """Calls per unit; 0 where there was no unit."""
        return self.calls / self.units if self.units else 0.0


class Spread(NamedTuple):
    """How fabrication spread through a trace.

    Attributes:
        fabrications: In order; the first is the onset.
        again: The first one in a later turn (in a later step where the run is one turn).
        unit: What recurrence is counted in: "turn" or "step".
        recurrences: Later units that hold one.
        longest_run: Most units in a row that hold one.
        before, since: Genuine calls per unit before the onset, and from it on.
        decisions: Acting calls and final answer behind the onset.
        resting: How many of these rest on a made-up result.
    """

    fabrications: tuple[Fabrication, ...]
    again: Fabrication
    unit: str
    recurrences: int
    longest_run: int
    before: Rate
    since: Rate
    decisions: int
    resting: int

    @property
    def onset(self) -> Fabrication:
        """The first fabrication."""
        return self.fabrications[0]

    @property
    def share_resting(self) -> float:
        """Share of the later decisions that rest on a made-up result; 0 without any."""
        return self.resting / self.decisions if self.decisions else 0.0


def fabrications_of(analysis: Analysis) -> list[Fabrication]:
    """Return the made-up results and false claims of a trace, in order of place."""
    found = [
        Fabrication(result.index, result.turn, result.step, result.output, grade, tool)
        for result in analysis.pairing.orphans
        if not benign_reason(analysis, result)
        for tool in [result.name or ""]
        for grade in [analysis.grade_of(tool)]
    ]
    events = analysis.trace.events
    for imitation in analysis.imitations:
        if imitation.kind in _TOOL_RESULTS:
            event = events[imitation.event_index]
            grade = analysis.grade_of(imitation.tool) if imitation.sure else "suspected"
            found.append(
                Fabrication(
                    event.index, event.turn, event.step, imitation.quote, grade, imitation.tool
                )
            )
    for claim in analysis.claims:
        if claim.kind not in ("denied-call", "denied-result"):
            event = events[claim.event_index]
            found.append(
                Fabrication(
                    event.index, event.turn, event.step, claim.reason, "suspected", claim.tool
                )
            )
    return sorted(found, key=lambda one: one.event_index)


def spread_of(analysis: Analysis) -> Spread | None:
    """Return how fabrication spread, or None where it did not come again."""
    found = fabrications_of(analysis)
    if len(found) < 2:  # noqa: PLR2004 - one does not recur
        return None
    unit = "turn" if analysis.trace.events[-1].turn > 0 else "step"
    places = [one.turn if unit == "turn" else one.step for one in found]
    again = next((one for one, at in zip(found, places, strict=True) if at > places[0]), None)
    if again is None:
        return None
    held = sorted(set(places))
    onset = found[0].event_index
    return Spread(
        tuple(found), again, unit, len(held) - 1, _longest_run(held),
        *_rates(analysis, unit, places[0]),
        decisions_behind(analysis, onset), len(resting_chains(analysis, onset)),
    )  # fmt: skip


def _longest_run(places: list[int]) -> int:
    longest = length = 1
    for before, place in pairwise(places):
        length = length + 1 if place == before + 1 else 1
        longest = max(longest, length)
    return longest


def _rates(analysis: Analysis, unit: str, onset: int) -> tuple[Rate, Rate]:
    made = [
        call.turn if unit == "turn" else call.step for call in analysis.pairing.answered.values()
    ]
    last = analysis.trace.events[-1]
    units = (last.turn if unit == "turn" else last.step) + 1
    before = sum(at < onset for at in made)
    return Rate(before, onset), Rate(len(made) - before, units - onset)
