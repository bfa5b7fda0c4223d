"""The hit of two chains that part: where, and who does what there."""

from auditor.finding import Evidence, Hit
from auditor.runs.difference import Difference
from auditor.runs.divergence import only_in
from auditor.runs.group_rules import called, of_other, told


def parted(difference: Difference, how: str) -> Hit | None:
    """Return the hit of a difference in acting calls, else in the reads.

    Args:
        difference: Two runs, compared.
        how: What the runs do, for the message ("call different tools").
    """
    left, right, fork = difference.left, difference.right, difference.fork
    extra = difference.extra or only_in(left.chain, right.chain)
    if not extra and fork is not None:
        extra = extra._replace(
            left=[fork.left] if fork.left else [], right=[fork.right] if fork.right else []
        )
    mine = extra.right[0] if extra.right else None
    return Hit(
        mine.index if mine else right.wording.index,
        f"{left.name} and {right.name} {how}: {told(extra.left, left)} against "
        f"{told(extra.right, right)}.",
        mine.name if mine else (extra.left[0].name if extra.left else ""),
        (
            called(mine, "finding")
            if mine
            else Evidence(right.wording.index, right.wording.text or "no call", "finding"),
            of_other(left, told(extra.left, left)),
        ),
    )
