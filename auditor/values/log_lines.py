"""Lines of a log, each of them one label and value."""

import re

from auditor.values.blocks import Field

_MOST_LINES = 40
_LOGGED = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.,]*\S* [^=\n]{0,60}?"
    r"(?<![\w.])([A-Za-z_]\w{1,40})=(\S[^=\n]*)"
)


def logged(text: str) -> tuple[Field, ...]:
    """Return what the lines of a log say, each of them one label and value; () for other texts."""
    if "=" not in text or not text.lstrip("[")[:4].isdecimal():
        return ()
    lines = [line for line in text.split("\n") if line.strip()]
    found = [_LOGGED.fullmatch(line.strip()) for line in lines[:_MOST_LINES]]
    fields = tuple(Field(one[1], one[2]) for one in found if one)
    labels = {field.label for field in fields}
    return fields if 1 < len(labels) == len(fields) == len(lines) else ()
