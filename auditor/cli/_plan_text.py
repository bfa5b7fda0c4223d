"""How many inputs a comparison of two versions needs, for reading."""

import math
from collections.abc import Iterator

from auditor.runs.report import RunReport
from auditor.statistics.replay_plan import replay_plan


def plan_text(before: float, after: float, report: RunReport | None) -> Iterator[str]:
    """Yield how many inputs each version needs, by replays of each.

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
    alpha = share / judged
    measured = math.nan
    if report is not None and report.outcomes is not None:
        measured = report.outcomes.intraclass_correlation
    known = not math.isnan(measured)
    rows = replay_plan(before, after, icc=max(measured, 0.0), alpha=alpha) if known else None
    rows = rows or replay_plan(before, after, alpha=alpha)
    origin = f"measured here: {max(measured, 0.0):.2f}" if known else "assumed: 0.40"
    yield f"To see success go from {before:g} to {after:g} (power 80%) in the\n"
    yield f"release gate, where {judged} rates share a chance of {share:.1%} of a false finding,\n"
    yield f"each version needs so many inputs (intraclass correlation {origin}):\n\n"
    yield "  runs of each  same inputs,   same inputs,    other inputs\n"
    yield "  input         all get worse  few break\n"
    for row in rows:
        yield f"  {row.replays:<13} {row.even:<14,} {row.concentrated:<15,} {row.unpaired:,}\n"
    yield "\nMixes and single inputs have the rest of 5% and take nothing from this. The test of\n"
    yield "single inputs sees few that break sooner, the more so the more often each is run.\n"
