"""The runs of one task: true repeats put together, and which of them are compared for findings."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from auditor.contract import Contract
from auditor.finding import Finding
from auditor.runs.batch import one_pass
from auditor.runs.difference import Difference, compare, opposites_of
from auditor.runs.group_rules import findings_of
from auditor.runs.inputs import NAMED
from auditor.runs.run import Run

_OPPOSITE = "TA301"
_RIGHT = {True: 1, None: 0, False: -1}


def by_input(runs: Iterable[Run]) -> list[list[Run]]:
    """Return the runs in sets of true repeats, in order of their first run."""
    found: dict[Hashable, list[Run]] = {}
    for run in runs:
        found.setdefault(tuple(run.given.named.values()), []).append(run)
    return list(found.values())


def behaviour(run: Run) -> Hashable:
    """Return what is equal for runs that decide the same after the same chain."""
    return run.label, run.signature()


def representatives(runs: Sequence[Run]) -> list[Run]:
    """Return one run per behaviour, that of the most frequent decision first.

    What the runs of one behaviour have against the others is the same, so comparing one of each
    with the majority says everything without a comparison of all pairs. Of decisions that are as
    frequent the one comes first whose runs were right more often.
    """
    decisions = Counter(run.label for run in runs)
    right: Counter[Hashable] = Counter()
    for run in runs:
        right[run.label] += _RIGHT[one_pass(run)]
    behaviours = Counter(map(behaviour, runs))
    first: dict[Hashable, Run] = {}
    for run in runs:
        first.setdefault(behaviour(run), run)
    most = max(
        first.values(),
        key=lambda run: (decisions[run.label], right[run.label], behaviours[behaviour(run)]),
    )
    return [most, *(run for run in first.values() if run is not most)]


def group_findings(runs: Sequence[Run], contract: Contract) -> Iterator[Finding]:
    """Yield the findings of the runs of one task: each behaviour against the majority's."""
    opposites = opposites_of(contract.decision.opposites)
    for repeats in by_input(run for run in runs if not run.broken):
        base, *others = representatives(repeats)
        for run in others:
            difference = compare(base, run, opposites)
            if not difference.repeat:
                continue
            if base.left_tape or run.left_tape:
                yield from _of_what_was_done(difference)
            else:
                yield from findings_of(difference)
        changed = _with_other_results(base, repeats)
        if changed is not None:
            yield from findings_of(compare(base, changed, opposites))


def _of_what_was_done(difference: Difference) -> Iterator[Finding]:
    """Yield findings that hold although a run ended early: what it left out says nothing."""
    left, right = difference.left, difference.right
    if any(
        (choices.left or not left.left_tape) and (choices.right or not right.left_tape)
        for choices in difference.opposed
    ):
        yield from (found for found in findings_of(difference) if found.code == _OPPOSITE)


def _with_other_results(base: Run, runs: Sequence[Run]) -> Run | None:
    """Return a run that behaved like another but was given other results."""
    given = [step.result for step in base.chain]
    alike = (run for run in runs if run is not base and behaviour(run) == behaviour(base))
    return next((run for run in alike if [step.result for step in run.chain] != given), None)


def blind_reason(runs: Sequence[Run]) -> str:
    """Return why runs of one task can't be compared for findings, "" where some can."""
    return why_blind([tuple(run.given.named.values()) for run in runs if not run.broken])


def why_blind(inputs: Sequence[tuple[Hashable, ...]]) -> str:
    """Return why runs can't be compared, given the parts of `RunInput.named` of those not broken.

    Numbers may stand for the parts, as in a sketch.
    """
    if len(inputs) < 2:  # noqa: PLR2004 - a comparison needs two
        return "fewer than two runs of the task are whole"
    if len(set(inputs)) < len(inputs):
        return ""
    parts = zip(NAMED, zip(*inputs, strict=True), strict=True)
    names = sorted(name for name, values in parts if len(set(values)) > 1)
    return f"the runs of the task are no repeats (class P): {', '.join(names)}"
