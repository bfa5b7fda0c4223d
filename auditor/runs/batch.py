"""The batch report: what was right in one pass, and how much is left for people."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from auditor.contract import Contract
from auditor.measure import Share
from auditor.runs.decided import compared, decided_in
from auditor.runs.run import Run


class EvidenceRow(msgspec.Struct, frozen=True):
    """What was decided wherever the evidence was the same.

    Attributes:
        evidence: The evidence in the policy's words.
        actions: How often each action followed it.
        allowed: What the policy allows; empty where it is silent.
    """

    evidence: str
    actions: dict[str, int]
    allowed: list[str]


class BatchReport(msgspec.Struct, frozen=True):
    """A batch of inputs as the people who answer for it see it.

    Attributes:
        one_pass: Runs that were right end to end, needed no person and were whole, of all that
            can be judged (by score, else by the policy). Under a policy a run that left the
            case to a person is judged, too: it was none.
        judged_by: `reward`, `policy`, or "" where nothing judges.
        review: Inputs that a person must look at, of all.
        reasons: Those inputs by reason; an input may have several.
        evidence: Decisions by equal evidence, over all runs of all inputs.
        equal_evidence: Pairs of decisions on equal evidence that are the same, of all such pairs.
    """

    one_pass: Share
    judged_by: str
    review: Share
    reasons: dict[str, int]
    evidence: list[EvidenceRow]
    equal_evidence: Share


class Batch:
    """The batch report in the making, fed with the runs of one input at a time."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._right = self._judged = self._inputs = self._reviewed = 0
        self._by: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._actions: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, runs: Sequence[Run]) -> None:
        """Take in the runs of one input."""
        self._inputs += 1
        for run in runs:
            right = one_pass(run)
            if right is None and self._contract.policy and run.hand_offs and not run.broken:
                right = False
            if right is not None:
                self._judged += 1
                self._right += right
                self._by["reward" if run.succeeded is not None else "policy"] += 1
            for judged in run.judged:
                if judged.evidence:
                    self._actions[judged.evidence][judged.action] += 1
        reasons = review_reasons(runs)
        self._reviewed += bool(reasons)
        self._reasons.update(reasons)

    def report(self) -> BatchReport:
        """Return the report of everything taken in."""
        policy = self._contract.policy
        decide = policy.decide if policy else {}
        rows = [
            EvidenceRow(word, dict(sorted(actions.items())), list(decide.get(word, ())))
            for word, actions in sorted(self._actions.items())
        ]
        return BatchReport(
            Share(self._right, self._judged),
            " and ".join(sorted(self._by)),
            Share(self._reviewed, self._inputs),
            dict(sorted(self._reasons.items())),
            rows,
            _alike(self._actions.values()),
        )


def _alike(rows: Iterable[Counter[str]]) -> Share:
    rows = list(rows)
    same = sum(math.comb(number, 2) for row in rows for number in row.values())
    return Share(same, sum(math.comb(row.total(), 2) for row in rows))


def one_pass(run: Run) -> bool | None:
    """Say whether a run was right end to end without a person; None where nothing judges it."""
    if run.succeeded is not None:
        return run.succeeded and not run.hand_offs and not run.broken
    verdicts = [judged.right for judged in run.judged]
    if not verdicts or (run.broken and not any(verdict is False for verdict in verdicts)):
        return None
    return all(verdict is True for verdict in verdicts) and not (run.hand_offs or run.left_tape)


def review_reasons(runs: Sequence[Run]) -> set[str]:
    """Return why a person must look at an input."""
    whole = [run for run in runs if not run.broken]
    reasons: set[str] = set()
    if any(run.decision.missing for run in compared(runs)):
        reasons.add("a run shows no decision")
    if len({run.label for run in decided_in(runs)}) > 1:
        reasons.add("runs decide differently")
    if any(run.hand_offs for run in whole):
        reasons.add("handed off")
    if any(judged.right is False for run in whole for judged in run.judged):
        reasons.add("decided against the policy")
    if any(not judged.evidence for run in whole for judged in run.judged):
        reasons.add("decided without evidence")
    if any(run.undecided for run in whole):
        reasons.add("left undecided what the policy decides")
    if any(run.succeeded is False for run in whole):
        reasons.add("scored as failed")
    if len(whole) < len(runs):
        reasons.add("a run broke off")
    return reasons
