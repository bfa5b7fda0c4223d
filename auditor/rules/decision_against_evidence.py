"""A decision that the genuine evidence does not allow.

What it does:
    Takes the table `[policy]` of the contract (evidence value -> allowed decisions) and holds
    every deciding call against the genuine results about its entity that came before it. What the
    model says of the evidence does not count. Kinds: `policy` (the table allows another decision),
    `unequal` (two entities with the same evidence value got decisions that `[decision] opposites`
    calls contradictory, within one run).

Why it matters:
    The tool was called, the answer was right, and the run did the opposite: no check of calls and
    arguments sees it.

Example:
    `malicious = "block_uri"`; the lookup says `verdict: malicious`, and the run calls
    `archive_case` for the same entity.

Known false alarms:
    A person who orders the exception in the conversation. Where several tools give evidence, the
    decision only has to fit one of them.

How to fix or suppress:
    List every allowed decision in `[policy]`, and every label that holds the evidence value in
    its `field`.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.decisions.policy_reading import Decision, Reading, decisions_of, forbidden_by
from auditor.finding import Evidence, Hit, quote
from auditor.rules import rule

_UNEQUAL = 0.7


@rule(
    "TA208",
    "decision-against-evidence",
    "high",
    Coverage.POLICY | Coverage.CALLS | Coverage.RESULTS,
)
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report decisions that the policy forbids, then those that differ on equal evidence."""
    decisions = [d for d in decisions_of(analysis.pairing, analysis.setting.contract) if d.readings]
    fitting = []
    for decision in decisions:
        against = forbidden_by(decision, analysis.setting.contract)
        if against is None:
            fitting.append(decision)
        else:
            yield _breach(analysis, decision, against)
    for second in range(1, len(fitting)):
        first = _equal_but_opposite(analysis, fitting[:second], fitting[second])
        if first is not None:
            yield _unequal(first, fitting[second])


def _breach(analysis: Analysis, decision: Decision, against: Reading) -> Hit:
    call, (said, result) = decision.call, against.source
    policy = analysis.setting.contract.policy
    allowed = " or ".join(policy.decide[against.word]) if policy is not None else ""
    grade = analysis.grade_of(said.name)
    return Hit(
        call.index,
        f"{call.name} was called, but {said.name} says {against.word}, which calls for {allowed}.",
        call.name,
        (
            Evidence(call.index, quote(f"{call.name} {call.arguments_raw}"), "decision"),
            Evidence(result.index, quote(result.output), "result"),
        ),
        grade,
        1.0 if grade == "proven" else _UNEQUAL,
        kind="policy",
    )


def _equal_but_opposite(
    analysis: Analysis, earlier: list[Decision], decision: Decision
) -> Decision | None:
    opposites = {frozenset(pair) for pair in analysis.setting.contract.decision.opposites}
    words = {reading.word for reading in decision.readings}
    for other in earlier:
        equal = words == {reading.word for reading in other.readings}
        if equal and frozenset((other.call.name, decision.call.name)) in opposites:
            return other
    return None


def _unequal(first: Decision, second: Decision) -> Hit:
    word = second.readings[0].word
    return Hit(
        second.call.index,
        f"{second.call.name} was called on the evidence {word}, and {first.call.name} on the same.",
        second.call.name,
        (
            Evidence(second.call.index, quote(second.call.arguments_raw), "decision"),
            Evidence(first.call.index, quote(first.call.arguments_raw), "decision"),
            *(
                Evidence(d.readings[0].source.result.index, quote(_said(d)), "result")
                for d in (second, first)
            ),
        ),
        "suspected",
        _UNEQUAL,
        kind="unequal",
    )


def _said(decision: Decision) -> str:
    return decision.readings[0].source.result.output
