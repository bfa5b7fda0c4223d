"""Two runs of one task laid side by side, call by call."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from auditor.runs.chain import Step
from auditor.runs.difference import Difference
from auditor.runs.task_report import told

Likeness = Literal["same", "other arguments", "only left", "only right"]

_MOST_ROWS = 200


class Pair(NamedTuple):
    """A call of each run, or of one of them.

    Attributes:
        likeness: What the two have to do with each other.
        first: The chains part here.
        same_result: Both got the same result.
    """

    left: Step | None
    right: Step | None
    likeness: Likeness
    first: bool
    same_result: bool


class SideBySide(NamedTuple):
    """Two runs to draw.

    Attributes:
        difference: What lies between them.
        pairs: Their calls, aligned.
        left_out: How many rows are not in `pairs`.
        decisions: What each decided, in words.
        same_evidence: How many results both read alike before they parted.
    """

    difference: Difference
    pairs: list[Pair]
    left_out: int
    decisions: tuple[str, str]
    same_evidence: int


def side_by_side(difference: Difference) -> SideBySide:
    """Align the calls of two compared runs: equal calls face each other."""
    left, right = difference.left, difference.right
    pairs = list(_pairs(left.chain, right.chain))
    first = next((n for n, pair in enumerate(pairs) if pair.likeness != "same"), None)
    if first is not None:
        pairs[first] = pairs[first]._replace(first=True)
    before = pairs if first is None else pairs[:first]
    return SideBySide(
        difference,
        pairs[:_MOST_ROWS],
        max(0, len(pairs) - _MOST_ROWS),
        (told(left.decision), told(right.decision)),
        sum(pair.same_result for pair in before),
    )


def _pairs(left: Sequence[Step], right: Sequence[Step]) -> Iterator[Pair]:
    tokens = [step.token for step in left], [step.token for step in right]
    for tag, a, b, c, d in SequenceMatcher(None, *tokens, autojunk=False).get_opcodes():
        if tag == "equal":
            for one, other in zip(left[a:b], right[c:d], strict=True):
                same = one.answer is not None and one.result == other.result
                yield Pair(one, other, "same", first=False, same_result=same)
        else:
            yield from _unequal(list(left[a:b]), list(right[c:d]))


def _unequal(left: list[Step], right: list[Step]) -> Iterator[Pair]:
    """Pair calls of one tool with other arguments, in order; the rest stands alone."""
    while left or right:
        if left and right and left[0].name == right[0].name:
            yield Pair(left.pop(0), right.pop(0), "other arguments", first=False, same_result=False)
        elif left and (not right or left[0].name not in {step.name for step in right}):
            yield Pair(left.pop(0), None, "only left", first=False, same_result=False)
        else:
            yield Pair(None, right.pop(0), "only right", first=False, same_result=False)
