"""Whether what is told was handed over by somebody: a record pasted into his own words."""

from functools import lru_cache

from auditor.values.atoms import atoms_of
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import FIGURES, Value, normal_text

_SHORTEST = 40
_FEWEST = 2


def is_pasted(told: str, said: str) -> bool:
    """Say whether somebody's words hold each figure, day, id and host that others tell.

    Args:
        told: Words that tell something; of fewer than two figures nothing can be said.
        said: What somebody said; a question is no record.
    """
    if len(said) < _SHORTEST:
        return False
    values = _values_of(told)
    if sum(value.kind in FIGURES for value in values) < _FEWEST:
        return False
    normal = normal_text(said)
    return all(holds(normal, value, spellings(value)) for value in values - _values_of(said))


@lru_cache(maxsize=64)
def _values_of(told: str) -> frozenset[Value]:
    return frozenset(atom.value for atom in atoms_of(normal_text(told)))
