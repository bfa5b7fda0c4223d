"""Which runs of a task are compared, and whose decisions."""

from collections import Counter
from collections.abc import Sequence

from auditor.runs.run import Run


def compared(runs: Sequence[Run]) -> list[Run]:
    """Return the runs whose end is known, so that what they did can agree or not."""
    return [run for run in runs if not (run.broken or run.left_tape)]


def decided_in(runs: Sequence[Run]) -> list[Run]:
    """Return the runs whose decisions are compared; none where no run acts or states one.

    Beside runs that act, to do nothing is a decision. Of a run that left its tape it is known that
    it decided otherwise where it did what another did not; else it takes no part.
    """
    known = [run for run in compared(runs) if not run.decision.missing]
    did = [Counter(run.label) for run in known]
    left = [
        run
        for run in runs
        if run.left_tape and any(not Counter(run.label) <= others for others in did)
    ]
    return [*known, *left] if any(run.label for run in (*known, *left)) else []
