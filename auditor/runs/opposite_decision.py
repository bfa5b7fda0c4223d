"""Runs of one task decide or act differently.

What it does:
    Compares runs that were given the same prompt, user turns, tools, model and decoding. Where
    their decisions or their acting calls (by tool and key arguments) differ, it reports the run
    that stands against the larger part of the runs (of equal parts, against the one that was right
    more often by score or policy, else against the earlier), entity by entity, with the cause from
    the taxonomy of `docs/runs.md`: another tool (C2), other arguments (C3), other evidence (C4),
    the same evidence read differently (C5), a call left out (C1), a hand-off (C7). Kinds:
    `opposite` where the contract names the two decisions as opposites, `different`, `hand-off`
    (medium). Without a contract, arguments in which a model gives its reasons (`note`, `reason`,
    备注) do not tell two acts apart.

Why it matters:
    An input that is blocked today and archived tomorrow can be put under no policy, and nobody
    can say which of the two was right without doing the work again.

Example:
    Three runs look up 198.51.100.246 and get the same result; two call `block_uri`, the third
    reads the score as trust and calls `archive_case`.

Known false alarms:
    Without a contract nobody says which tools act: tools whose names don't sound like reading are
    taken to act, and such a finding is `suspected`; it is of medium severity unless both runs act
    on one thing and do different things to it. Acting tools without `key_args` differ by every
    argument that is no remark.

How to fix or suppress:
    Declare `effect` and `key_args` of the tools and a `[decision]` in the contract. Where both
    acts are right, name the argument that may differ as `volatile`.
"""

from collections.abc import Sequence

from auditor.finding import Evidence, Hit
from auditor.runs.chain import Step
from auditor.runs.decision import Choice
from auditor.runs.difference import Difference, Opposed
from auditor.runs.group_rules import (
    called,
    group_rule,
    of_other,
    resulted,
    shortened,
    told,
)

_CAUSES = {
    "C1": "one run leaves the call out (C1)",
    "C1f": "one run leaves the call out and states values that nothing supports (C1f)",
    "C2": "another tool is called (C2)",
    "C3": "other arguments are given (C3)",
    "C4": "the runs looked at different evidence (C4)",
    "C5": "the same evidence is read differently (C5)",
    "C7": "one run hands the case off (C7)",
}
_SHOWN = 4
_GUESS = 0.6


@group_rule("TA301", "opposite-decision", "high")
def check(difference: Difference) -> Hit | None:
    """Report a run that decides or acts otherwise than another, unless the world changed."""
    if "C6" not in difference.classes or difference.primary == "W":
        return None
    if not (difference.opposed or difference.writes_differ):
        return None
    at = _deciding_step(difference)
    cause = _CAUSES.get(difference.conduct, "no call differs before")
    kind = _kind(difference)
    declared = difference.declared
    return Hit(
        _event(difference, at),
        f"{_sentence(difference)}. Cause: {cause}.",
        at.name if at else "",
        _evidence(difference, at),
        "proven" if declared else "suspected",
        1.0 if declared else _GUESS,
        kind,
        None if kind != "hand-off" and (declared or difference.other_acts) else "medium",
    )


def _kind(difference: Difference) -> str:
    if any(opposed.contradict for opposed in difference.opposed):
        return "opposite"
    return "hand-off" if difference.conduct == "C7" else "different"


def _deciding_step(difference: Difference) -> Step | None:
    """Return the call of the right run that the left one did not make."""
    wanted = {o.right.event for o in difference.opposed if o.right}
    steps = {step.index: step for step in difference.right.chain}
    if wanted & steps.keys():
        return steps[min(wanted & steps.keys())]
    if difference.extra.right:
        return difference.extra.right[0]
    return None


def _event(difference: Difference, at: Step | None) -> int | None:
    return at.index if at else difference.right.wording.index


def _sentence(difference: Difference) -> str:
    left, right = difference.left, difference.right
    if difference.opposed and not any(o.left and o.right for o in difference.opposed):
        ours, theirs = (
            _chosen([o.left for o in difference.opposed]),
            _chosen([o.right for o in difference.opposed]),
        )
        return (
            f"{left.name} and {right.name} of one task decide differently: {ours} against {theirs}"
        )
    parts = [_told(opposed) for opposed in difference.opposed[:_SHOWN]]
    more = len(difference.opposed) - _SHOWN
    if more > 0:
        parts.append(f"and {more} more")
    if not parts:
        extra = difference.extra
        parts = [f"{told(extra.left, left)} against {told(extra.right, right)}"]
    return f"{left.name} and {right.name} of one task decide differently: {'; '.join(parts)}"


def _chosen(choices: Sequence[Choice | None]) -> str:
    """Return what one run decided about things that the other did not decide about."""
    made = [f"{c.action} {shortened(c.entity)}".strip() for c in choices if c is not None]
    more = f"; and {len(made) - _SHOWN} more" if len(made) > _SHOWN else ""
    return "; ".join(made[:_SHOWN]) + more if made else "nothing"


def _told(opposed: Opposed) -> str:
    left, right = (choice.action if choice else "nothing" for choice in opposed[1:3])
    about = f"{shortened(opposed.entity)}: " if opposed.entity else ""
    if left == right:
        return f"{about}{left} with other arguments"
    return f"{about}{left} against {right}"


def _evidence(difference: Difference, at: Step | None) -> tuple[Evidence, ...]:
    right = difference.right
    own = (
        called(at, "decision")
        if at
        else Evidence(right.wording.index, right.wording.text or "no words, no call", "decision")
    )
    entity = at.entity if at else ""
    rests_on = [
        resulted(step)
        for step in right.chain
        if step.effect == "read" and step.output and (not entity or step.entity == entity)
    ]
    return (own, of_other(difference.left, _other(difference, entity)), *rests_on[:1])


def _other(difference: Difference, entity: str) -> str:
    left = difference.left
    indexes = {o.left.event for o in difference.opposed if o.left and o.entity in (entity, "")}
    steps = [step for step in left.chain if step.index in indexes] or difference.extra.left
    return told(steps, left)
