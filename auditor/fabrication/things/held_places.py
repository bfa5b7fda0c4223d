"""Pairs that a text tells, each held against the places of a result for which its label stands.

A label stands for the places whose last names it joins, else for a column of values (`named_anew`).
Pairs with the number of an item belong together: to the item of the list that most of them are of.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from auditor.evidence.retellings import says, tells_of_user
from auditor.fabrication.things.named_anew import named_anew
from auditor.values.flattened import Told
from auditor.values.labels import label_key
from auditor.values.places import ITEM, Leaf, Places

_COMMA = re.compile(r"[，、；]|,(?!\d)")
_Column = tuple[str, ...]
_Items = tuple[int, ...]


class Place(NamedTuple):
    """What a text tells, and what a result has in its place.

    Attributes:
        told: The pair.
        own: The values that may stand there, as written.
        is_known: Its label is one of the result's.
    """

    told: Told
    own: tuple[str, ...]
    is_known: bool

    @property
    def is_same(self) -> bool:
        """Whether the text says there what the result says."""
        value = self.told.value
        return any(says(value, own) for own in self.own) or tells_of_user(value.strip(), self.own)


class Held(NamedTuple):
    """How pairs agree with a result.

    Attributes:
        same: What the result says, too.
        other: What it says otherwise in its place.
    """

    same: list[Place]
    other: list[Place]


class _Open(NamedTuple):
    """A pair and the leaves that its label may stand for."""

    told: Told
    leaves: list[Leaf]
    is_known: bool


def held_places(told: Sequence[Told], places: Places) -> Held:
    """Return how pairs that a text tells one after another agree with a result."""
    known = {place: leaves for place, one in enumerate(told) if (leaves := _labelled(one, places))}
    anew = named_anew(told, known, places)
    groups: dict[tuple[_Column, _Items], list[_Open]] = defaultdict(list)
    single: list[_Open] = []
    for place, pair in enumerate(told):
        leaves = known.get(place) or anew.get(place, [])
        if leaves:
            one = _Open(pair, leaves, place in known)
            listed = _list_of(one)
            (groups[listed, pair.items] if listed else single).append(one)
    parted = {label_key(one.told.label) for group in groups.values() for one in group}
    placed = [_alone(one, is_parted=label_key(one.told.label) in parted) for one in single]
    placed += _of_items(groups)
    placed = [_without_next(place) for place in placed]
    same = [place for place in placed if place.is_same]
    return Held(same, [place for place in placed if place not in same])


def _labelled(told: Told, places: Places) -> list[Leaf]:
    """Return the leaves that a label stands for: of nested names as many as agree."""
    for size in range(len(told.names), 0, -1):
        key = label_key("".join(told.names[-size:]))
        leaves = [places.leaves[place] for place in places.labelled.get(key, ())]
        if leaves and told.is_point:
            return leaves
        if leaves:
            alike = [leaf for leaf in leaves if len(leaf.items) == len(told.items)]
            return alike or leaves
    return []


def _without_next(place: Place) -> Place:
    """Return the place of a pair without what a sentence goes on with behind a comma."""
    head = _COMMA.split(place.told.value, maxsplit=1)[0]
    if place.told.is_nested or head == place.told.value or any(map(_COMMA.search, place.own)):
        return place
    return place._replace(told=place.told._replace(value=head))


def _list_of(one: _Open) -> _Column:
    """Return the column of the list that a counted pair may be of an item of, () if of none."""
    depth = len(one.told.items)
    lists = Counter(_head(leaf.column, depth) for leaf in one.leaves if len(leaf.items) >= depth)
    return lists.most_common(1)[0][0] if depth and lists else ()


def _head(column: _Column, depth: int) -> _Column:
    """Return a column up to so many items."""
    seen = 0
    for place, name in enumerate(column):
        seen += name == ITEM
        if seen == depth:
            return column[: place + 1]
    return ()


def _alone(one: _Open, *, is_parted: bool) -> Place:
    """Return the place of a pair of no item.

    Where its label tells items apart elsewhere, it stands for none of these.
    """
    leaves = one.leaves
    if is_parted or one.told.is_nested:
        leaves = [leaf for leaf in leaves if not leaf.items] or leaves
    return Place(one.told, _values_of(leaves), one.is_known)


def _values_of(leaves: Iterable[Leaf]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(leaf.value for leaf in leaves))


def _of_items(groups: dict[tuple[_Column, _Items], list[_Open]]) -> Iterator[Place]:
    """Yield the places of counted pairs, those of one number in the item that they agree with."""
    chosen = _items_of(groups)
    values: dict[_Column, list[_Open]] = defaultdict(list)
    for (listed, items), group in groups.items():
        item = chosen.get((listed, items))
        if group[0].leaves[0].column == listed:
            values[listed] += group
            continue
        for one in group:
            own = () if item is None else _values_of(_leaves_in(one, listed, item))
            yield Place(one.told, own, one.is_known)
    for several in values.values():
        yield from _of_values(several)


def _items_of(groups: dict[tuple[_Column, _Items], list[_Open]]) -> dict[object, _Items]:
    """Return which item of its list each group is of: they agree in most, each is told once."""
    ranked = sorted(
        (-_agreeing(group, listed, item), _distance(items, item), listed, items, item)
        for (listed, items), group in groups.items()
        for item in {leaf.items[: len(items)] for one in group for leaf in one.leaves}
        if len(item) == len(items)
    )
    chosen: dict[object, _Items] = {}
    taken: set[tuple[_Column, _Items]] = set()
    for _, _, listed, items, item in ranked:
        if (listed, items) not in chosen and (listed, item) not in taken:
            chosen[listed, items] = item
            taken.add((listed, item))
    return chosen


def _agreeing(group: list[_Open], listed: _Column, item: _Items) -> int:
    return sum(
        any(says(one.told.value, leaf.value) for leaf in _leaves_in(one, listed, item))
        for one in group
    )


def _distance(items: _Items, item: _Items) -> int:
    """Return how far an item stands from where its number says, counted from 1."""
    return sum(abs(mine - yours - 1) for mine, yours in zip(items, item, strict=True))


def _leaves_in(one: _Open, listed: _Column, item: _Items) -> list[Leaf]:
    depth = len(item)
    return [
        leaf
        for leaf in one.leaves
        if leaf.items[:depth] == item and _head(leaf.column, depth) == listed
    ]


def _of_values(several: list[_Open]) -> Iterator[Place]:
    """Yield the places of values that a list holds one by one, in any order, each once."""
    left = [leaf.value for leaf in several[0].leaves]
    missing = []
    for one in several:
        own = next((own for own in left if says(one.told.value, own)), None)
        if own is None:
            missing.append(one)
        else:
            left.remove(own)
            yield Place(one.told, (own,), one.is_known)
    for one in missing:
        yield Place(one.told, tuple(left), one.is_known)
