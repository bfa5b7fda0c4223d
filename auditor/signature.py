"""The outer form of a value: `HAT136` and `TBV246` look alike, `HAT136` and `2024-05-01` don't.

An imitation without known labels gives itself away by values that look like those of the results
and stand in none of them.
"""

from auditor.values import Value

_LONGEST_RUN = 4


def signature(value: Value) -> str:
    """Return a value's form with letters and digits as classes and long runs shortened."""
    classes: list[str] = []
    for character in value.form:
        kind = "9" if character.isdigit() else "a" if character.isalpha() else character
        if classes[-_LONGEST_RUN:] == [kind] * _LONGEST_RUN:
            continue
        classes.append(kind)
    return value.kind + ":" + "".join(classes)
