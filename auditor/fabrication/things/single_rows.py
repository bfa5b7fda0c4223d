"""Records of results taken apart: each row of a list, and what a result says beside its lists.

A reservation with two flights is three records: its own fields, and those of each flight. What a
text tells of one row is held against that row alone, so that its values need not be told apart from
those of its neighbours under the same labels.
"""

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.trace import ToolCall, ToolResult
from auditor.values.labels import ID_WORDS, label_key
from auditor.values.places import ITEM, Leaf, Places, places_of
from auditor.values.values import value_of

_MOST_RESULTS, _MOST_ROWS = 12, 200
_FEWEST_FIELDS = 3
_SHORTEST_NAME, _LONGEST_NAME = 3, 60
_MOST_JOINED = 4
NAMING = re.compile(
    r"(?:^|(?<!first)(?<!last)(?<!middle)[\W_]|(?i:file|user|full))"
    rf"(?i:name|title|subject|code|{ID_WORDS})"
    r"[\W_]*$|[a-z](?:Name|Title|I[dD]|No|Number|Key|Code|Ref(?:erence)?)$"
)
"""What a label looks like whose value names its record."""
_Column = tuple[str, ...]


class Row(NamedTuple):
    """A record of a result.

    Attributes:
        result, call: The result and its call.
        names: What names it and no other row of its list.
        places: Its values and their labels.
        list_of: The names that lead to its list; () where it is in none.
        labels: The names that lead to each value.
    """

    result: ToolResult
    call: ToolCall
    names: tuple[str, ...]
    places: Places
    list_of: _Column
    labels: frozenset[tuple[str, ...]]

    @property
    def values(self) -> dict[_Column, str]:
        """Its values by the names that lead to them."""
        return {leaf.column: leaf.value for leaf in self.places.leaves}


class _Part(NamedTuple):
    names: tuple[str, ...]
    places: Places
    list_of: _Column
    labels: frozenset[tuple[str, ...]]


def single_rows(scene: Scene) -> list[Row]:
    """Return the records of the newest results, newest first."""
    return scene.once(_single_rows)


def _single_rows(scene: Scene) -> list[Row]:
    found: list[Row] = []
    for result, call in islice(scene.latest_results(), _MOST_RESULTS):
        if failed(result):
            continue
        asked = tuple(one.value for one in arguments_of(call) if _can_name(one.value))
        for part in parts_of(result.output):
            names = part.names if part.list_of or not asked else asked
            found.append(Row(result, call, names, part.places, part.list_of, part.labels))
    return found[:_MOST_ROWS]


@lru_cache(maxsize=128)
def parts_of(output: str) -> tuple[_Part, ...]:
    """Return the records of a result that have some fields, with what names each in its list."""
    places = places_of(output)
    rows: dict[tuple[_Column, tuple[int, ...]], list[Leaf]] = defaultdict(list)
    for leaf in places.leaves if places else ():
        depth = max((n + 1 for n, name in enumerate(leaf.column) if name == ITEM), default=0)
        if depth < len(leaf.column):
            own = leaf._replace(column=leaf.column[depth:], items=())
            rows[leaf.column[:depth], leaf.items].append(own)
    named = {key: _names_in(leaves) for key, leaves in rows.items()}
    times = Counter((key[0], name) for key, names in named.items() for name in set(names))
    return tuple(
        _Part(
            tuple(name for name in named[key] if times[key[0], name] == 1),
            Places(tuple(leaves), _labelled(leaves)),
            key[0],
            frozenset(leaf.names[-2:] for leaf in leaves),
        )
        for key, leaves in rows.items()
        if len(leaves) >= _FEWEST_FIELDS
    )


def _labelled(leaves: list[Leaf]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, leaf in enumerate(leaves):
        for key in {label_key("".join(leaf.names[-size:])) for size in range(1, _MOST_JOINED + 1)}:
            found.setdefault(key, []).append(place)
    found.pop("", None)
    return found


def _names_in(leaves: list[Leaf]) -> list[str]:
    return [
        leaf.value for leaf in leaves if _can_name(leaf.value) and NAMING.search(leaf.names[-1])
    ]


def _can_name(raw: str) -> bool:
    kind = value_of(raw).kind
    if len(raw) < _SHORTEST_NAME or kind in ("flag", "empty", "date", "time", "number"):
        return False
    # A hash and an address on the web may be as long as they like.
    return len(raw) <= _LONGEST_NAME or kind in ("id", "host")
