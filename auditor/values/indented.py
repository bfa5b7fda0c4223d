"""Records set out by indentation, as YAML does: `key: value` lines, `- ` lists, wrapped scalars.

It reads what tools and models write of it: no anchors, tags, flow collections or block scalars.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

_KEY = re.compile(
    r"(?:'([^'\n]{1,60})'|\"([^\"\n]{1,60})\"|([^\s:#'\"\[{-][^:\n]{0,60}?)):(?: +(.*))?"
)
_EMPTY = {"null", "~", "[]", "{}"}
_LONGEST = 20_000
_DEEPEST = 12
_QUOTES = ("'", '"')


class _Line(NamedTuple):
    indent: int
    text: str


class _Unreadable(Exception):  # noqa: N818 - it never leaves this module
    """A line that no such record has."""


@lru_cache(maxsize=256)
def parse_indented(text: str) -> Any:
    """Return the object or list that a whole text sets out by indentation, or None.

    Scalars are strings as written, without their quotes; what is empty is None.
    """
    if len(text) > _LONGEST or ":" not in text or "\t" in text:
        return None
    lines = [_Line(len(raw) - len(raw.lstrip()), raw.strip()) for raw in text.split("\n")]
    lines = [line for line in lines if line.text]
    if not lines or lines[0].indent:
        return None
    try:
        value, place = _node(lines, 0, 0)
    except _Unreadable:
        return None
    return value if place == len(lines) else None


def _node(lines: list[_Line], place: int, depth: int) -> tuple[Any, int]:
    """Return the value that begins at a line, and the place behind it."""
    if depth > _DEEPEST:
        raise _Unreadable
    if lines[place].text.startswith("- ") or lines[place].text == "-":
        return _list(lines, place, depth)
    return _object(lines, place, depth)


def _list(lines: list[_Line], place: int, depth: int) -> tuple[list[Any], int]:
    indent, items = lines[place].indent, []
    while place < len(lines) and lines[place].indent == indent and lines[place].text[:1] == "-":
        text = lines[place].text
        rest = text[1:].lstrip()
        if _KEY.fullmatch(rest) or rest.startswith("- "):
            # What stands behind the dash is the first line of the item.
            lines = [*lines]
            lines[place] = _Line(indent + len(text) - len(rest), rest)
            item, place = _node(lines, place, depth + 1)
        elif text[1:2] not in ("", " "):
            raise _Unreadable
        else:
            item, place = _scalar(rest, lines, place + 1, indent)
        items.append(item)
    return items, place


def _object(lines: list[_Line], place: int, depth: int) -> tuple[dict[str, Any], int]:
    indent, found = lines[place].indent, dict[str, Any]()
    while place < len(lines) and lines[place].indent == indent:
        key = _KEY.fullmatch(lines[place].text)
        if key is None or lines[place].text.startswith("- "):
            break
        name, rest = key[1] or key[2] or key[3], (key[4] or "").strip()
        place += 1
        if name in found:
            raise _Unreadable
        if rest or not _is_below(lines, place, indent):
            found[name], place = _scalar(rest, lines, place, indent)
        else:
            found[name], place = _node(lines, place, depth + 1)
    if not found:
        raise _Unreadable
    return found, place


def _is_below(lines: list[_Line], place: int, indent: int) -> bool:
    """Say whether a line belongs to the key above it: a list may stand as far left as its key."""
    if place == len(lines):
        return False
    line = lines[place]
    return line.indent > indent or (line.indent == indent and line.text.startswith("- "))


def _scalar(rest: str, lines: list[_Line], place: int, indent: int) -> tuple[Any, int]:
    """Return a scalar with the lines that it was wrapped into."""
    while place < len(lines) and lines[place].indent > indent:
        rest = f"{rest} {lines[place].text}"
        place += 1
    if rest[:1] in _QUOTES and rest[-1:] == rest[:1] and len(rest) > 1:
        rest = rest[1:-1].replace("''", "'") if rest[0] == "'" else rest[1:-1]
        return rest.replace("\\ ", ""), place
    return (None if not rest or rest in _EMPTY else rest), place
