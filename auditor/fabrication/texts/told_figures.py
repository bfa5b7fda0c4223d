"""The figures of some words, with the words beside them: what tells which place a figure fills."""

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.values.atoms import atoms_of
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import FIGURES, Value

_MARKS = " \t*_`#|:：-–—•·>\"'“”「」()（）[]{}=,，、;；.。"
_UNIT = re.compile(r"[ *_`]*([^\W\d_]{1,12}|[%€$£¥°]\w?)")
_GLUED = re.compile(r"\d[\d.]*([a-z]{1,4})")
# `"value": 6.8, "unit": "mg/L"`
_UNIT_APART = re.compile(r'("value": ?-?\d[\d.]*), ?("units?": ?"([^"\d]{1,12})")', re.IGNORECASE)
_LAST_WORD = re.compile(r"[^\W\d_]+$")


class Figure(NamedTuple):
    """A number, date or time, and what stands right before and behind it.

    Attributes:
        value: The figure; one with its unit glued to it (`463G`) counts as a number.
        start: Where it stands in the normal words.
        lead: The word before it, "" where another figure or nothing stands there.
        unit: The word or sign behind it, or "".
    """

    value: Value
    start: int
    lead: str
    unit: str

    def is_like(self, other: "Figure") -> bool:
        """Say whether a figure elsewhere fills the same place."""
        if self.value.kind != other.value.kind:
            return False
        if self.value.kind != "number":
            return True
        if self.lead == other.lead and self.lead and not self.lead.isascii():
            # What stands behind a figure in such scripts may be the next one's label.
            return True
        return self.unit == other.unit and (bool(self.unit) or self.lead == other.lead)


def with_units(output: str) -> str:
    """Return a result whose units stand behind the values that they are fields beside."""
    return _UNIT_APART.sub(r"\1 \3, \2", output) if '"unit' in output.lower() else output


def marks_of(words: str) -> tuple[Figure, ...]:
    """Return the ids and hosts of some words in order, without what stands beside them."""
    return tuple(
        Figure(atom.value, atom.start, "", "")
        for atom in atoms_of(numbers_plain(words))
        if atom.value.kind in ("id", "host")
    )


def figures_of(words: str) -> tuple[Figure, ...]:
    """Return the figures of some words in order."""
    return figures_in_normal(numbers_plain(words))


@lru_cache(maxsize=128)
def figures_in_normal(normal: str) -> tuple[Figure, ...]:
    """Return the figures of normal words; asked of the same results at every text."""
    found: list[Figure] = []
    last = 0
    for atom in atoms_of(normal):
        glued = _GLUED.fullmatch(atom.value.form)
        if glued or atom.value.kind in FIGURES:
            lead = _LAST_WORD.search(normal[last : atom.start].strip(_MARKS))
            unit = glued or _UNIT.match(normal, atom.end)
            value = Value("number", atom.value.form) if glued else atom.value
            found.append(
                Figure(value, atom.start, lead[0] if lead else "", unit[1] if unit else "")
            )
        last = atom.end
    return tuple(found)
