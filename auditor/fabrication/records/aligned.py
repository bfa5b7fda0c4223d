"""Which genuine record a record under other labels tells in part, value by value in its order.

Who translates the labels of a result may leave some of its values out, and change others: what is
told the same, in the same order, says which record it is, and what stands between two such values
stands in the place of what the genuine record has there.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from auditor.evidence.records import records_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.sorts import sort_of
from auditor.values.blocks import Field
from auditor.values.values import Value, value_of

_FEWEST_SHARED = 4
_SHARE = 0.5
_MOST_FIELDS = 80


class Aligned(NamedTuple):
    """A genuine record, and which of its fields each told one stands for.

    Attributes:
        tool: Whose result it is of.
        event_index: Where that lies.
        pairs: Genuine and told fields, in order.
        shared: How many tell the same.
    """

    tool: str
    event_index: int
    pairs: tuple[tuple[Field, Field], ...]
    shared: int


def aligned_with(fields: Sequence[Field], scene: Scene) -> Aligned | None:
    """Return the genuine record that fields share most with in order, at least half, or None."""
    if not _FEWEST_SHARED < len(fields) <= _MOST_FIELDS:
        return None
    return max(_all_aligned(fields, scene), key=lambda one: one.shared, default=None)


def _all_aligned(fields: Sequence[Field], scene: Scene) -> Iterator[Aligned]:
    told = [value_of(field.value) for field in fields]
    fewest = max(_FEWEST_SHARED, _SHARE * len(told))
    for result, call in scene.latest_results():
        for own, held, values in _records(result.output):
            if sum(value in held for value in told) < fewest:
                continue
            runs = SequenceMatcher(None, values, told, autojunk=False).get_matching_blocks()
            shared = sum(run.size for run in runs)
            if shared >= fewest:
                yield Aligned(call.name, result.index, tuple(_pairs(own, fields, runs)), shared)


def _pairs(
    own: Sequence[Field], told: Sequence[Field], runs: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[Field, Field]]:
    """Yield what tells the same, and what stands in one's place between two such runs."""
    for (start, said, size), (end, said_end, _) in pairwise([(0, 0, 0), *runs]):
        yield from zip(own[start : start + size], told[said : said + size], strict=True)
        gap, said_gap = own[start + size : end], told[said + size : said_end]
        if [sort_of(field) for field in gap] == [sort_of(field) for field in said_gap]:
            yield from zip(gap, said_gap, strict=True)


@lru_cache(maxsize=256)
def _records(
    output: str,
) -> tuple[tuple[tuple[Field, ...], frozenset[Value], tuple[Value, ...]], ...]:
    """Return the records of a result with their values; one text after another asks for them."""
    found = []
    for record in records_in(output):
        pairs = [(field, value_of(field.value)) for field in record]
        own = tuple(field for field, value in pairs if value.kind != "empty")
        if _FEWEST_SHARED < len(own) <= _MOST_FIELDS:
            values = tuple(value for _, value in pairs if value.kind != "empty")
            found.append((own, frozenset(values), values))
    return tuple(found)
