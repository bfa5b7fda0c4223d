"""Labels that no result has, translated or made anew, and the columns of a result they stand for.

A label stands for the column that most of its values are of, or for the one that alone lies
between those of its neighbours.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from auditor.values.flattened import Told
from auditor.values.places import ITEM, Leaf, Places
from auditor.values.values import value_of

_Column = tuple[str, ...]
_Label = tuple[tuple[str, ...], int]


def named_anew(
    told: Sequence[Told], known: dict[int, list[Leaf]], places: Places
) -> dict[int, list[Leaf]]:
    """Return the leaves of the columns for which labels stand that no result has.

    Args:
        told: The pairs of a text.
        known: The leaves of those whose labels are the result's, by their place.
        places: The result.
    """
    labels: dict[_Label, list[Told]] = defaultdict(list)
    for place, one in enumerate(told):
        if place not in known:
            labels[_label_of(one)].append(one)
    if not labels:
        return {}
    columns: dict[_Column, list[Leaf]] = defaultdict(list)
    for leaf in places.leaves:
        columns[leaf.column].append(leaf)
    taken = {leaves[0].column for leaves in known.values() if len(leaves) == 1}
    free = {column: leaves for column, leaves in columns.items() if column not in taken}
    chosen = _by_values(labels, free)
    sides = {_label_of(told[place]): leaves[0].column for place, leaves in known.items()}
    ordered = list(dict.fromkeys(map(_label_of, told)))
    chosen |= _between(ordered, sides | chosen, list(columns))
    return {
        place: columns[column]
        for place, one in enumerate(told)
        if place not in known and (column := chosen.get(_label_of(one)))
    }


def _label_of(told: Told) -> _Label:
    return told.names, len(told.items)


def _by_values(
    labels: dict[_Label, list[Told]], columns: dict[_Column, list[Leaf]]
) -> dict[_Label, _Column]:
    """Return the column of each label that holds most of its values, behind the one before it."""
    order = {column: place for place, column in enumerate(columns)}
    chosen: dict[_Label, _Column] = {}
    last = -1
    for label, pairs in labels.items():
        votes = {
            column: _votes(pairs, leaves)
            for column, leaves in columns.items()
            if _is_free(column, pairs[0], chosen) and (len(leaves) == 1 or _fits(column, pairs[0]))
        }
        most = max(votes.values(), default=0)
        best = [column for column, count in votes.items() if count == most] if most else []
        if best:
            chosen[label] = next((column for column in best if order[column] > last), best[0])
            last = order[chosen[label]]
    return chosen


def _is_free(column: _Column, told: Told, chosen: dict[_Label, _Column]) -> bool:
    """Say whether a label may stand for a column: one of a list has a label for each item."""
    return column not in chosen.values() or (ITEM in column and not told.items)


def _fits(column: _Column, told: Told) -> bool:
    """Say whether a column is of as many lists as a pair has numbers."""
    flat = not told.items and not told.is_nested
    return flat or column.count(ITEM) == len(told.items)


def _votes(pairs: list[Told], leaves: list[Leaf]) -> int:
    forms = Counter(value_of(leaf.value).form for leaf in leaves)
    return sum(forms[value_of(one.value).form] > 0 for one in pairs)


def _between(
    labels: list[_Label], known: dict[_Label, _Column], order: list[_Column]
) -> dict[_Label, _Column]:
    """Return for labels without a value of the result the columns between their neighbours'.

    As many stand between two that have one, or behind the last, as there are columns left there.

    Args:
        labels: All labels of a text, in their order.
        known: The columns of those that have one.
        order: All columns of the result.
    """
    found: dict[_Label, _Column] = {}
    taken = set(known.values())
    for has_one, run in groupby(enumerate(labels), lambda one: one[1] in known):
        if has_one:
            continue
        places, anew = zip(*run, strict=True)
        start = order.index(known[labels[places[0] - 1]]) + 1 if places[0] else 0
        is_last = places[-1] + 1 == len(labels)
        end = len(order) if is_last else order.index(known[labels[places[-1] + 1]])
        depths = {depth for _, depth in anew}
        free = [one for one in order[start:end] if one not in taken and one.count(ITEM) in depths]
        if len(free) == len(anew) and len(depths) == 1:
            found |= dict(zip(anew, free, strict=True))
    return found
