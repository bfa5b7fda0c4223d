"""How many inputs a comparison of two versions needs, for reading."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from auditor.runs.report import RunReport
from auditor.statistics.replay_plan import PlanRow, replay_plan

_POWER = 0.8
_ASSUMED = 0.4
"""The intraclass correlation where no runs tell it."""


class Planned(NamedTuple):
    """What it takes to see a change in the release gate.

    Attributes:
        version: Of this form.
        before, after: Success of the old version, 0..1, and what should be told apart from it.
        power: How likely it is to be seen.
        rates: So many rates share `false_findings`, the chance of a false one.
        icc, measured: The intraclass correlation, and whether runs gave it.
        inputs: Those that each version needs, by runs of each.
    """

    version: int
    before: float
    after: float
    power: float
    rates: int
    false_findings: float
    icc: float
    measured: bool
    inputs: list[PlanRow]


def planned(before: float, after: float, report: RunReport | None) -> Planned:
    """Return how many inputs each version needs, by replays of each.

    Args:
        before: Success of the old version, 0..1.
        after: Success that should be told apart from it.
        report: Measured runs, for their intraclass correlation.
    """
    from auditor.drift.adjusting import SHARES
    from auditor.drift.comparison import ALPHA
    from auditor.drift.rates import MEANINGS

    # However many mixes there are: rates have a share of the level to themselves, and the least of
    # so many p-values must lie below its share of that.
    judged, share = len(MEANINGS), ALPHA * SHARES["rates"]
    found = math.nan
    if report is not None and report.outcomes is not None:
        found = report.outcomes.intraclass_correlation
    known = not math.isnan(found)
    icc = max(found, 0.0) if known else _ASSUMED
    rows = replay_plan(before, after, icc=icc, alpha=share / judged, power=_POWER)
    return Planned(1, before, after, _POWER, judged, share, icc, known, rows)


def plan_text(plan: Planned) -> Iterator[str]:
    """Yield a plan for reading."""
    origin = f"{'measured here' if plan.measured else 'assumed'}: {plan.icc:.2f}"
    share = f"{plan.false_findings:.1%}"
    yield f"To see success go from {plan.before:g} to {plan.after:g} (power {plan.power:.0%}) in "
    yield f"the\nrelease gate, where {plan.rates} rates share a chance of {share} of a false "
    yield f"finding,\neach version needs so many inputs (intraclass correlation {origin}):\n\n"
    yield "  runs of each  same inputs,   same inputs,    other inputs\n"
    yield "  input         all get worse  few break\n"
    for row in plan.inputs:
        yield f"  {row.replays:<13} {row.even:<14,} {row.concentrated:<15,} {row.unpaired:,}\n"
    yield "\nMixes and single inputs have the rest of 5% and take nothing from this. The test of\n"
    yield "single inputs sees few that break sooner, the more so the more often each is run.\n"
