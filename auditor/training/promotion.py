"""Whether a trained model may take over: a pure function of what was measured.

A model is refused that does not answer more of the same items rightly than the base and than
plain training on the chosen messages; that is worse than one of them in any metric of tool use;
that makes results up; that calls needlessly more often than the base; or that lost other abilities.
Worse means beyond chance (Fisher's exact test, one-sided). A metric that was not measured is no
pass, and too few items show nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from auditor.measure import Outcomes
from auditor.statistics.fisher_drop import fisher_drop
from auditor.training.report import METRICS, Gate, Metric, Stage

_TOOL = [name for name, kind in METRICS.items() if kind.tool]
_RIGHT = "tool_call_accuracy"


class Limits(NamedTuple):
    """How strict the gate is.

    Attributes:
        fabrications: Most replies with something made up.
        overcall_points: How much more often than the base it may call needlessly, 0 to 1.
        chance: A change for the worse counts below this p-value.
        items: Fewest items; of 60 without a made-up result the true share is at most 5%, with a
            confidence of 95%.
    """

    fabrications: int = 0
    overcall_points: float = 0.05
    chance: float = 0.05
    items: int = 60


USUAL = Limits()


class Decision(NamedTuple):
    """What the gate says.

    Attributes:
        passed: The model may take over.
        reasons: Why not, a sentence each.
    """

    passed: bool
    reasons: list[str]

    def as_gate(self, stage: Stage, *, forced: bool = False) -> Gate:
        """Return the decision for a report."""
        return Gate(stage.name, stage.seed, self.passed, self.reasons, forced)


def may_promote(
    candidate: Stage, base: Stage, control: Stage | None = None, limits: Limits = USUAL
) -> Decision:
    """Decide whether a stage may take over.

    Args:
        candidate: The stage, measured on the same items as the others.
        base: The model before any training.
        control: Supervised training on the chosen messages of the same pairs; None where it was
            not run, which is a reason to refuse.
        limits: How strict to be.
    """
    reasons = list(_measured(candidate, limits))
    reasons += _against(candidate, base, limits)
    if control is None:
        reasons.append("SFT on the chosen messages was not measured: it may do as well.")
    elif control is not candidate:
        reasons += _against(candidate, control, limits)
    reasons += _of_its_own(candidate, base, limits)
    reasons += _regressions(candidate, base, limits)
    return Decision(not reasons, reasons)


def is_worse(new: Metric, old: Metric, chance: float) -> bool:
    """Say whether a share fell beyond chance; what was not measured is not worse."""
    p_value: float = fisher_drop(Outcomes(old.hits, old.total), Outcomes(new.hits, new.total))
    return p_value < chance


def _measured(candidate: Stage, limits: Limits) -> Iterator[str]:
    for name in _TOOL:
        found = candidate.metrics.get(name)
        if found is None or found.share is None:
            yield f"{name} of {candidate.name} was not measured."
        elif name == _RIGHT and found.total < limits.items:
            yield f"Too few items were measured: {found.total}; {limits.items} are needed."


def _against(candidate: Stage, other: Stage, limits: Limits) -> Iterator[str]:
    for name in _TOOL:
        new, old = candidate.metrics.get(name), other.metrics.get(name)
        if new is None or new.share is None:
            continue
        # Where the other never called there is no share to be worse than.
        if old is not None and is_worse(new, old, limits.chance):
            yield f"{name} is worse than that of {other.name}: {_told(new)} against {_told(old)}."
        elif name == _RIGHT:
            yield from _not_better(new, old, other.name)


def _not_better(new: Metric, old: Metric | None, other: str) -> Iterator[str]:
    if old is None or old.total != new.total:
        items = 0 if old is None else old.total
        yield f"{other} was not measured on the same items: {items} against {new.total}."
    elif new.hits <= old.hits:
        yield f"It gives no more right answers than {other}: {_told(new)} against {_told(old)}."


def _of_its_own(candidate: Stage, base: Stage, limits: Limits) -> Iterator[str]:
    made_up = candidate.metrics.get("fabrication_rate")
    if made_up is None or not made_up.total:
        yield "Whether it makes results up was not measured."
    elif made_up.hits > limits.fabrications:
        yield f"It makes results up: {_told(made_up)}."
    calls, before = (stage.metrics.get("overcall_rate") for stage in (candidate, base))
    if calls is None or calls.share is None:
        yield "Whether it calls needlessly was not measured."
        return
    allowed = limits.overcall_points + ((before.share or 0.0) if before is not None else 0.0)
    if calls.share > allowed:
        yield f"It calls needlessly: {_told(calls)}, at most {allowed:.1%} is allowed."


def _regressions(candidate: Stage, base: Stage, limits: Limits) -> Iterator[str]:
    if not base.regressions:
        yield "No other ability of the base was measured, so nothing shows what was lost."
    for name, old in base.regressions.items():
        new = candidate.regressions.get(name)
        if new is None:
            yield f"The ability `{name}` was not measured."
        elif is_worse(new, old, limits.chance):
            yield f"It lost in `{name}`: {_told(new)} against {_told(old)}."


def _told(value: Metric) -> str:
    return f"{value.hits} of {value.total}"
