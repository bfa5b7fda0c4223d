"""The outer form of a value: `HAT136` and `TBV246` look alike, `HAT136` and `2024-05-01` don't.

An imitation without known labels gives itself away by values that look like those of the results
and stand in none of them.
"""

import re
from functools import lru_cache

from auditor.values.values import Value

_PART = re.compile(r"[^\W_]+|[\W_]+")
_LONG = 6


@lru_cache(maxsize=4096)
def signature(value: Value) -> str:
    """Return a value's form by parts: letters `a`, digits `9` and their number, mixed `x`."""
    return value.kind + ":" + "".join(_class_of(part) for part in _PART.findall(value.form))


def _class_of(part: str) -> str:
    if part.isdigit():
        return f"9{min(len(part), _LONG)}"
    if part.isalpha():
        return "a"
    if part.isalnum():
        return f"x{min(len(part), 2 * _LONG)}"
    return part
