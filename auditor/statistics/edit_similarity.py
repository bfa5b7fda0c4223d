"""Edit similarity of two behaviour chains."""

from collections.abc import Hashable, Sequence

from auditor.statistics import statistic


@statistic
def edit_similarity(left: Sequence[Hashable], right: Sequence[Hashable]) -> float:
    """Return how alike two chains are in content and order.

    1 - d / max(length), where d is the Levenshtein distance: the fewest insertions, deletions and
    replacements of whole steps that turn one chain into the other. A step is any hashable: a tool
    name, or a name with canonical arguments.

    Range: 0 (no step can stay) to 1 (equal chains; two empty chains are equal).
    NaN: never.
    Source: Levenshtein 1966, Soviet Physics Doklady 10:707; the distance is computed with one bit
    per step, as in Myers 1999, Journal of the ACM 46:395, in Hyyro's 2001 form.

    Args:
        left: A chain.
        right: Another one.
    """
    longest = max(len(left), len(right))
    return 1 - _distance(left, right) / longest if longest else 1.0


def _distance(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """Return the Levenshtein distance, keeping a column of the table as differences in bits."""
    if not left:
        return len(right)
    masks: dict[Hashable, int] = {}
    for place, step in enumerate(left):
        masks[step] = masks.get(step, 0) | 1 << place
    full = (1 << len(left)) - 1
    last = 1 << (len(left) - 1)
    up, down, distance = full, 0, len(left)
    for step in right:
        equal = masks.get(step, 0)
        diagonal = (((equal & up) + up) ^ up) | equal | down
        rise = down | (full & ~(diagonal | up))
        fall = diagonal & up
        distance += bool(rise & last) - bool(fall & last)
        rise = rise << 1 | 1
        up = (fall << 1 | (full & ~(diagonal | rise))) & full
        down = diagonal & rise & full
    return distance
