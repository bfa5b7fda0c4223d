"""Where each value of a result stands: the names that lead to it, and which item it is of.

Whoever flattens a result joins some of these names, and counts the items of lists:
`flights[1].origin` is told as `flights_origin_2`, `origin 2` or in the second row under `origin`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.values.blocks import blocks_of
from auditor.values.indented import parse_indented
from auditor.values.labels import is_data, label_key
from auditor.values.literals import parse_value
from auditor.values.log_lines import logged

_MOST = 600
_LONGEST = 30_000
_MOST_JOINED = 4
_MOST_OF_TEXT = 0.6
ITEM = "*"
"""In a column it stands for the items of a list."""
_PARTS = re.compile(r"[\s_.\[\]#/()-]+")
# Chinese and the like count without a space: `航班1日期`.
_WIDE = "[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
_SPACES = re.compile(rf"[\s.\[\]#/()]+|_(?=\d)|(?<=\d)_|(?<={_WIDE})(?=\d)|(?<=\d)(?={_WIDE})")
_COUNT = re.compile(r"\d{1,2}")


class Leaf(NamedTuple):
    """A scalar of a result.

    Attributes:
        names: The keys that lead to it.
        column: The same with `ITEM` for what counts: items of lists, records under their ids.
        items: Which items they are, counted from 0.
        value: As written.
    """

    names: tuple[str, ...]
    column: tuple[str, ...]
    items: tuple[int, ...]
    value: str


class Places(NamedTuple):
    """The scalars of a result in their order, and which of them a label may stand for.

    Attributes:
        leaves: All of them.
        labelled: Their places by the key of their last names, joined.
    """

    leaves: tuple[Leaf, ...]
    labelled: dict[str, list[int]]


def leaves_of(value: Any) -> Iterator[Leaf]:
    """Yield the scalars of a decoded value in their order."""
    stack: list[tuple[Any, Leaf]] = [(value, Leaf((), (), (), ""))]
    while stack:
        node, at = stack.pop()
        if isinstance(node, dict):
            counted = _holds_records(node)
            inner = [
                Leaf(
                    (*at.names, str(key)),
                    (*at.column, ITEM if counted else str(key)),
                    (*at.items, place) if counted else at.items,
                    "",
                )
                for place, key in enumerate(node)
            ]
            stack += [*zip(node.values(), inner, strict=True)][::-1]
        elif isinstance(node, list | tuple):
            stack += [
                (item, at._replace(column=(*at.column, ITEM), items=(*at.items, place)))
                for place, item in enumerate(node)
            ][::-1]
        elif node is not None:
            told = ("true" if node else "false") if isinstance(node, bool) else str(node)
            if told.strip():
                yield at._replace(value=told)


def _holds_records(node: dict[Any, Any]) -> bool:
    """Say whether an object is a list of records under their ids."""
    return all(isinstance(one, dict) for one in node.values()) and all(
        is_data(str(key)) for key in node
    )


@lru_cache(maxsize=128)
def places_of(output: str) -> Places | None:
    """Return the places of a result that sets out one value, or records; None where it does not."""
    value = structure_of(output)
    is_nested = isinstance(value, dict | list)
    leaves = tuple(leaves_of(value) if is_nested else _leaves_in_records(output))
    if leaves and all(len(leaf.names) == 1 for leaf in leaves):
        leaves = tuple(map(_unflattened, leaves))
    if not leaves or len(leaves) > _MOST:
        return None
    labelled: dict[str, list[int]] = {}
    for place, leaf in enumerate(leaves):
        for key in {label_key("".join(leaf.names[-size:])) for size in range(1, _MOST_JOINED + 1)}:
            labelled.setdefault(key, []).append(place)
    labelled.pop("", None)
    return Places(leaves, labelled)


def _unflattened(leaf: Leaf) -> Leaf:
    """Return the leaf of a flat result whose name counts an item: `flights 1 date` is of a list."""
    parts = [part for part in _SPACES.split(leaf.names[0]) if part]
    numbers = [place for place, part in enumerate(parts) if _COUNT.fullmatch(part)]
    if len(numbers) != 1 or not numbers[0]:
        return leaf
    at = numbers[0]
    before, behind = " ".join(parts[:at]), " ".join(parts[at + 1 :])
    names = (before, behind) if behind else (before,)
    column = (
        (*leaf.column[:-1], before, ITEM, behind) if behind else (*leaf.column[:-1], before, ITEM)
    )
    return Leaf(names, column, (*leaf.items, max(0, int(parts[at]) - 1)), leaf.value)


def _leaves_in_records(output: str) -> Iterator[Leaf]:
    """Yield the scalars of the records that make up most of a text in other layouts."""
    lines = logged(output)
    blocks = [] if lines else [block for block in blocks_of(output) if block.is_record]
    if sum(block.end - block.start for block in blocks) < _MOST_OF_TEXT * len(output):
        blocks = []
    records = [lines] if lines else [block.fields for block in blocks]
    for place, record in enumerate(records):
        several = len(records) > 1
        for label, value in record:
            column = (ITEM, label) if several else (label,)
            if value.strip():
                yield Leaf((label,), column, (place,) if several else (), value)


def structure_of(text: str) -> Any:
    """Return what a whole text sets out in brackets or by indentation, or None."""
    if len(text) > _LONGEST:
        return None
    return parse_value(text) if text.lstrip()[:1] in ("{", "[", "(") else parse_indented(text)


@lru_cache(maxsize=2048)
def counted(label: str) -> tuple[str, tuple[int, ...]]:
    """Return a flattened label without the numbers that count items, and these.

    `flights_date_2` is `flights date` of item 2; in `address1` nothing is counted.
    """
    parts = [part for part in _PARTS.split(label) if part]
    numbers = tuple(int(part) for part in parts if _COUNT.fullmatch(part))
    return " ".join(part for part in parts if not _COUNT.fullmatch(part)), numbers
