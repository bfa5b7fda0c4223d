"""Cheap looks at whether a text may tell a record of a result field by field."""

from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter

from auditor.fabrication.things.single_rows import NAMING, parts_of
from auditor.pairing import Pairing
from auditor.values.under_labels import PART, count_labels

_FEWEST = 3
_LATEST = 3
LONGEST_BY_FIELD = 4000
"""Longer texts are not judged so, in characters."""
_index_of = attrgetter("index")


def may_tell_by_field(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a text may tell a record of one of the latest results, field by field."""
    if len(text) > LONGEST_BY_FIELD:
        return False
    before = bisect_left(pairing.results, index, key=_index_of)
    latest = pairing.results[max(0, before - _LATEST) : before]
    return any(tells_fields_of(text, result.output) for result in latest)


def tells_fields_of(text: str, output: str) -> bool:
    """Say whether a text has several labels, or a name and values, of one record of a result."""
    if not _may_share_fields(text, output):
        return False
    parts = parts_of(output)
    if any(count_labels(text, own, _FEWEST) >= _FEWEST for own in {part.labels for part in parts}):
        return True
    return any(name in text for part in parts for name in part.names) and any(
        sum(leaf.value in text for leaf in part.places.leaves) >= _FEWEST for part in parts
    )


def _may_share_fields(text: str, output: str) -> bool:
    """Say whether a text may hold labels of a result, or names of its records: a cheap look."""
    if output[:1] not in ("{", "[") or '\\"' in output:
        return True
    words = _first_words(_keys_of(output))
    return words is None or sum(map(text.lower().__contains__, words)) >= _FEWEST


def _keys_of(output: str) -> frozenset[str]:
    """Return the keys of JSON: a key stands between quotes of which a colon follows the second."""
    parts = output.replace('" :', '":').split('":')
    return frozenset([part.rpartition('"')[2] for part in parts[:-1]])


# The results of one tool have the same keys.
@lru_cache(maxsize=512)
def _first_words(keys: frozenset[str]) -> tuple[str, ...] | None:
    """Return the first words of some keys in small letters; None where one names a record."""
    if any(map(NAMING.search, keys)):
        return None
    return tuple(first[0].lower() for key in keys if (first := PART.search(key)))
