"""At which depth two runs are looked at for agreement: from success down to the words."""

from collections.abc import Hashable, Sequence
from typing import Literal

import msgspec

from auditor.measure import Estimate, Share
from auditor.runs.run import Run
from auditor.statistics.flip_rate import flip_rate
from auditor.statistics.modal_share import modal_share
from auditor.statistics.pairwise_agreement import pairwise_agreement

Level = Literal["success", "decision", "acts", "chain", "calls", "words"]

LEVELS: dict[Level, str] = {
    "success": "the score is the same",
    "decision": "the same decision about the same things",
    "acts": "the same acting calls in the same order",
    "chain": "the same calls, order and number of reads aside",
    "calls": "the same calls, one by one",
    "words": "the same calls and the same last words",
}


RESAMPLES = 1_000
"""Of each bootstrap: there are many of them in one report."""


class LevelAgreement(msgspec.Struct, frozen=True):
    """How far runs agree at one level.

    Attributes:
        level: Its name, one of `LEVELS`.
        agreement: Chance that two runs of one input agree.
        flips: Inputs with more than one label.
        modal_share: Share of the runs that carry their input's commonest label.
    """

    level: Level
    agreement: Estimate
    flips: Share
    modal_share: float


def labels_of(run: Run, *, by_turn: bool = True) -> dict[Level, int]:
    """Return a number per level that is equal for runs that agree there.

    A level that a run does not show (success without a score, a decision that its last message
    does not state) is left out.

    Args:
        run: The run.
        by_turn: Calls of different turns are different; False where the turns differ anyway.
    """
    calls = run.tokens
    labels: dict[Level, Hashable] = {
        "acts": tuple(step.deed for step in run.ordered if step.acts),
        "chain": run.signature(by_turn=by_turn),
        "calls": calls,
        "words": (calls, run.wording.key),
    }
    if not run.decision.missing:
        labels["decision"] = run.label
    if run.succeeded is not None:
        labels["success"] = run.succeeded
    return {level: hash(label) for level, label in labels.items()}


def agreement_at(level: Level, groups: Sequence[Sequence[int]]) -> LevelAgreement:
    """Return the agreement of all inputs at one level."""
    return LevelAgreement(
        level,
        pairwise_agreement(groups, resamples=RESAMPLES),
        flip_rate(groups),
        modal_share(groups, resamples=1).value,
    )
