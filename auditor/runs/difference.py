"""How two runs of one task differ: effects and decision first, then the chain, wording last.

`MEANINGS` lists the classes. P, I and W are said before what the model did; C6 always stands
beside its cause.
"""

from collections import Counter
from typing import Literal, NamedTuple

import msgspec

from auditor.runs.chain import Step, names_of
from auditor.runs.decision import Choice, likely_acts
from auditor.runs.divergence import (
    Extra,
    Fork,
    extra_deeds,
    first_divergence,
    only_in,
)
from auditor.runs.inputs import differing
from auditor.runs.run import Run
from auditor.runs.wording import Wording
from auditor.runs.world import WorldChange, world_change

Class = Literal[
    "P", "I", "W", "C1", "C1f", "C2", "C3", "C4", "C5", "C6", "C7", "H1", "H2", "H3", "="
]  # fmt: skip

MEANINGS: dict[Class, str] = {
    "P": "no repeat: the inputs differ",
    "I": "a run says nothing: cut off or unreadable",
    "W": "the world changed: same call, other result",
    "C1": "a call left out",
    "C1f": "a call left out and its values made up",
    "C2": "another tool",
    "C3": "other arguments",
    "C4": "other evidence",
    "C5": "the same evidence, read differently",
    "C6": "decisions or acts differ",
    "C7": "one run hands off",
    "H1": "reads in another order (harmless)",
    "H2": "repeated reads or bookkeeping (harmless)",
    "H3": "other words (harmless)",
    "=": "equal",
}

HARMLESS: frozenset[Class] = frozenset({"H1", "H2", "H3", "="})


class Opposed(NamedTuple):
    """What two runs decided about one entity.

    Attributes:
        left, right: The choices; None where a run decided nothing about it.
        contradict: The contract names the two as opposites.
    """

    entity: str
    left: Choice | None
    right: Choice | None
    contradict: bool


class Difference(msgspec.Struct, frozen=True):
    """Two runs, compared.

    Attributes:
        left, right: The runs.
        classes: The class of the pair first, then all others that hold.
        conduct: The class of what the model did, whatever P, I and W say.
        preconditions: What differs between the inputs (class P).
        fork: Where the chains part.
        extra: Acting calls that only one run made.
        opposed: Entities that the runs decided differently.
        world: The call whose result changed (class W).
        declared: The decision is read as the contract says, not guessed by tool names.
        minor: Acting calls differ in arguments that say nothing of what they are about.
    """

    left: Run
    right: Run
    classes: tuple[Class, ...]
    conduct: Class
    preconditions: tuple[str, ...]
    fork: Fork | None
    extra: Extra
    opposed: tuple[Opposed, ...]
    world: WorldChange | None
    declared: bool
    minor: bool = False

    @property
    def primary(self) -> Class:
        """The first class that holds."""
        return self.classes[0]

    @property
    def repeat(self) -> bool:
        """Whether the runs are true repeats that both say something of the model."""
        return not {"P", "I"} & set(self.classes)

    @property
    def writes_differ(self) -> bool:
        """Whether only one run made a call that is declared to act."""
        return any(step.effect == "write" for step in (*self.extra.left, *self.extra.right))

    @property
    def other_acts(self) -> bool:
        """Whether both runs acted on one thing, and did different things to it."""
        return any(o.left and o.right and o.left.action != o.right.action for o in self.opposed)

    @property
    def harmless(self) -> bool:
        """Whether what the model did differs in nothing that matters."""
        return self.conduct in HARMLESS


class _Conduct(NamedTuple):
    classes: list[Class]
    minor: bool = False


def compare(
    left: Run, right: Run, opposites: frozenset[frozenset[str]] = frozenset()
) -> Difference:
    """Classify what lies between two runs of one task.

    Args:
        left, right: The runs.
        opposites: Pairs of actions that contradict each other.
    """
    preconditions = differing(left.given, right.given)
    fork = first_divergence(left.chain, right.chain)
    extra = extra_deeds(left.acts, right.acts)
    opposed = opposed_choices(left, right, opposites)
    conduct = _conduct(left, right, extra, opposed, "user turns" not in preconditions)
    world = world_change(left.asked, right.asked)
    if world and fork and world.position > fork.position:
        world = None
    outer: list[Class] = []
    if preconditions:
        outer.append("P")
    if left.broken or right.broken or stops_short(left, right, fork):
        outer.append("I")
    if world:
        outer.append("W")
    return Difference(
        left, right, (*outer, *conduct.classes), conduct.classes[0], preconditions, fork, extra,
        opposed, world, left.decision.declared and right.decision.declared, conduct.minor,
    )  # fmt: skip


def stops_short(left: Run, right: Run, fork: Fork | None) -> bool:
    """Say whether one run was logged in the middle of what the other did: it left nothing out.

    Its last call awaits the result that the other run has. So do gateways that log each request
    and reply with all that was said before.
    """
    if fork is None or fork.kind != "one run goes on" or not fork.position:
        return False
    short, long = (left, right) if fork.left is None else (right, left)
    last, same = short.chain[-1], long.chain[fork.position - 1]
    spoke_last = (short.wording.index or 0) > last.index
    return last.answer is None and same.answer is not None and not spoke_last


def opposed_choices(
    left: Run, right: Run, opposites: frozenset[frozenset[str]]
) -> tuple[Opposed, ...]:
    """Return each entity about which two runs decided differently, in the order of decision."""
    if left.label == right.label or left.decision.missing or right.decision.missing:
        return ()
    ours, theirs = _by_entity(left), _by_entity(right)
    found = []
    for entity in ours | theirs:
        mine, yours = ours.get(entity, []), theirs.get(entity, [])
        if Counter((c.action, c.key) for c in mine) == Counter((c.action, c.key) for c in yours):
            continue
        actions = {choice.action for choice in mine}, {choice.action for choice in yours}
        contradict = any(frozenset((a, b)) in opposites for a in actions[0] for b in actions[1])
        found.append(Opposed(entity, _last(mine), _last(yours), contradict))
    return tuple(found)


def _by_entity(run: Run) -> dict[str, list[Choice]]:
    found: dict[str, list[Choice]] = {}
    for choice in run.decision.choices:
        found.setdefault(choice.entity, []).append(choice)
    return found


def _last(choices: list[Choice]) -> Choice | None:
    return choices[-1] if choices else None


def _conduct(
    left: Run, right: Run, extra: Extra, opposed: tuple[Opposed, ...], same_turns: bool
) -> _Conduct:
    """Return the classes of what the models did, gravest reason first."""
    declared = left.decision.declared and right.decision.declared
    if extra and not _decisive(extra, declared):
        return _Conduct([_reading_kind(left, right, same_turns) or "C4", "C6"])
    if extra:
        return _Conduct(_acts_differ(left, right, extra, same_turns))
    if left.hand_offs != right.hand_offs:
        classes: list[Class] = ["C7", *_evidence(left, right, extra), "C6"]
        return _Conduct(classes)
    if opposed:
        kind = _reading_kind(left, right, same_turns)
        return _Conduct(_with_evidence(kind, left, right, extra, same_turns))
    ours, theirs = left.acts, right.acts
    if [step.token for step in ours] != [step.token for step in theirs]:
        first = next((a, b) for a, b in zip(ours, theirs, strict=True) if a.token != b.token)
        kind = "C3" if first[0].name == first[1].name else "C2"
        minor = sorted(s.token for s in ours) != sorted(s.token for s in theirs)
        return _Conduct([kind], minor)
    return _Conduct(_without_effect(left, right, same_turns))


def _acts_differ(left: Run, right: Run, extra: Extra, same_turns: bool) -> list[Class]:
    """Classify runs that act differently; acting without looking is a call left out."""
    kind = _kind_of(extra)
    looked = [
        bool(_seen_before(run, own)) for run, own in ((left, extra.left), (right, extra.right))
    ]
    if kind != "C1" and looked[0] != looked[1]:
        return ["C1", kind, "C4", "C6"]
    return _with_evidence(kind, left, right, extra, same_turns)


def _decisive(extra: Extra, declared: bool) -> bool:
    """Say whether one of the calls acts: declared so, or undeclared and not named like reading.

    Where the contract says what a decision is, other undeclared tools decide nothing.
    """
    return any(
        step.effect == "write" or (likely_acts(step) and not declared)
        for step in (*extra.left, *extra.right)
    )


def _kind_of(extra: Extra) -> Class:
    """Return whether an act is missing, another tool acts, or the same tool on something else."""
    if not extra.left or not extra.right:
        return "C1"
    # The same tools more often are no other tools.
    return "C3" if set(names_of(extra.left)) == set(names_of(extra.right)) else "C2"


def _with_evidence(
    kind: Class | None, left: Run, right: Run, extra: Extra, same_turns: bool
) -> list[Class]:
    """Put the reason together of decisions that differ."""
    evidence = _evidence(left, right, extra)
    if kind == "C1":
        return ["C1", *_made_up(left, right, same_turns), *evidence, "C6"]
    known: list[Class] = [kind] if kind else []
    return [*evidence, *known, "C6"] if evidence == ["C5"] else [*known, *evidence, "C6"]


def _made_up(left: Run, right: Run, same_turns: bool) -> list[Class]:
    """Say whether the run that called nothing states values that nothing supports."""
    if not same_turns or bool(left.chain) == bool(right.chain):
        return []
    silent = right if left.chain else left
    return ["C1f"] if silent.wording.unsupported else []


def _evidence(left: Run, right: Run, extra: Extra) -> list[Class]:
    """Say whether the runs had the same evidence when they first did different things."""
    ours = _seen_before(left, extra.left)
    theirs = _seen_before(right, extra.right)
    if ours == theirs:
        return ["C5"] if ours else []
    return ["C4"]


def _seen_before(run: Run, deeds: list[Step]) -> frozenset[tuple[str, str, int]]:
    """Return what a run had read before the first deed of its own, or in all."""
    end = min((step.index for step in deeds if likely_acts(step)), default=None)
    return frozenset(
        (step.name, step.arguments, step.result)
        for step in run.chain
        if step.effect in ("read", None) and (end is None or step.index < end)
    )


def _reading_kind(left: Run, right: Run, same_turns: bool) -> Class | None:
    """Return how the calls differ in the first turn in which they do; bookkeeping left out."""
    ours, theirs = (_by_turn(run, same_turns) for run in (left, right))
    for turn in sorted(ours.keys() | theirs.keys()):
        mine, yours = ours.get(turn, []), theirs.get(turn, [])
        extra = only_in(mine, yours)
        if extra.left and extra.right:
            return "C3" if set(names_of(extra.left)) & set(names_of(extra.right)) else "C2"
        if extra:
            return "C4" if mine and yours else "C1"
    return None


def _by_turn(run: Run, same_turns: bool) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in run.chain:
        if step.effect != "aux":
            found.setdefault(step.turn if same_turns else 0, []).append(step)
    return found


def _without_effect(left: Run, right: Run, same_turns: bool) -> list[Class]:
    """Classify runs that did and decided the same."""
    if left.tokens == right.tokens:
        return _words(left, right)
    if left.signature(by_turn=same_turns) == right.signature(by_turn=same_turns):
        return ["H1"] if sorted(left.tokens) == sorted(right.tokens) else ["H2"]
    kind = _reading_kind(left, right, same_turns)
    if kind in (None, "C4"):
        return ["C4"]
    if left.decision.choices or right.decision.choices:
        return ["C4", kind]
    return [kind, *(_made_up(left, right, same_turns) if kind == "C1" else ["C4"])]


def _words(left: Run, right: Run) -> list[Class]:
    """Classify runs with the same calls by what they say at the end."""
    ours, theirs = left.wording, right.wording
    if ours.key == theirs.key:
        return ["="]
    if _contradict(ours, theirs) or ours.weighty != theirs.weighty:
        return ["C5"]
    return ["H3"]


def _contradict(ours: Wording, theirs: Wording) -> bool:
    """Say whether one states a verdict that the other denies, or quite another one."""
    mine, yours = set(ours.verdicts), set(theirs.verdicts)
    if mine & set(theirs.denied) or yours & set(ours.denied):
        return True
    return bool(mine and yours) and not mine & yours


def opposites_of(pairs: tuple[tuple[str, str], ...]) -> frozenset[frozenset[str]]:
    """Return the contract's opposites in the form `compare` takes."""
    return frozenset(map(frozenset, pairs))
