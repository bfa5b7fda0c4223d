"""JSON values and Python literals inside a text, cut and faulty ones as far as they go."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_MAX_LITERAL = 20_000
_FEWEST_PAIRS = 2
# What counts outside of quotes, and within those of either kind.
_NEXT_SIGN = {
    "": re.compile(r"[\"'(){}\[\]]"), '"': re.compile(r'["\\]'), "'": re.compile(r"['\\]"),
}  # fmt: skip
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_decode = json.JSONDecoder().raw_decode


class Decoded(NamedTuple):
    """A decoded object or list, and where it stands in the text."""

    value: Any
    start: int
    end: int


def parse_value(text: str) -> Any:
    """Return the JSON value or Python literal that a whole text is, or None."""
    stripped = text.strip()
    if not stripped or stripped[0] not in "{[(":
        return None
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return _literal(stripped)


def _literal(text: str) -> Any:
    if len(text) > _MAX_LITERAL:
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def literals_in(text: str) -> Iterator[Decoded]:
    """Yield the objects and lists of a text that hold something, in order of their place."""
    place = 0
    known: dict[int, int] = {}
    while (start := _next_open(text, place)) >= 0:
        found = _value_at(text, start, known)
        if found is None:
            place = start + 1
            continue
        value, end = found
        place = end
        if isinstance(value, dict | list) and value:
            yield Decoded(value, start, end)


def _next_open(text: str, place: int) -> int:
    brace, bracket = text.find("{", place), text.find("[", place)
    if brace < 0 or bracket < 0:
        return max(brace, bracket)
    return min(brace, bracket)


def _value_at(text: str, start: int, known: dict[int, int]) -> tuple[Any, int] | None:
    following = text[start + 1 : start + 40].lstrip()[:1]
    if following == '"' or following in "{[]}0123456789-tfn":
        try:
            return _decode(text, start)
        except (ValueError, RecursionError):
            pass
    if following not in "'\"([{0123456789":
        return None
    end = _matching(text, start, known)
    if end < 0:
        return _broken(text, start) if following in "'\"(" else None
    value = _literal(text[start:end])
    if value is not None:
        return value, end
    return _broken(text, start)


def _matching(text: str, start: int, known: dict[int, int]) -> int:
    """Return the end of the bracketed text at `start`, minding quotes, or -1.

    Args:
        text: The whole text.
        start: Where a bracket opens.
        known: The ends that are known, by where they open; those met on the way are added.
    """
    if start not in known:
        _match_from(text, start, known)
    end = known[start]
    return end if end - start <= _MAX_LITERAL else -1


def _match_from(text: str, start: int, known: dict[int, int]) -> None:
    opened: list[int] = []
    quoted, place = "", start
    while (mark := _NEXT_SIGN[quoted].search(text, place)) is not None:
        sign, place = mark[0], mark.end()
        if sign == "\\":
            place += 1
        elif sign in "\"'":
            quoted = "" if quoted else sign
        elif sign in _CLOSING:
            opened.append(mark.start())
        elif _CLOSING[text[opened[-1]]] != sign:
            break
        else:
            known[opened.pop()] = place
            if not opened:
                return
    known.update(dict.fromkeys(opened, -1))


def _broken(text: str, start: int) -> tuple[Any, int] | None:
    """Read what can be read of a cut or faulty object: its `"label": value` pairs."""
    end = text.find("\n\n", start)
    end = min(len(text) if end < 0 else end, start + _MAX_LITERAL)
    pairs: dict[str, Any] = {}
    if text.count(":", start, end) < _FEWEST_PAIRS:
        return None
    for piece in text[start:end].replace("\n", " ").split(","):
        label, colon, value = piece.partition(":")
        name = label.strip(" {[(\t")
        if colon and len(name) > 2 and name[0] in "\"'" and name[-1] == name[0]:  # noqa: PLR2004 - two quotes and a letter
            pairs[name[1:-1]] = value.strip(" \"'}])")
    return (pairs, end) if len(pairs) >= _FEWEST_PAIRS else None
