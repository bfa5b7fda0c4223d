"""The specific values that stand in running text, with their places."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.values.dates import SHORT_MONTHS
from auditor.values.one_pass import sign_anywhere
from auditor.values.values import SPECIFIC, Value, value_of

_LONGEST_KEPT = 2000
# A name and a number side by side in a comma-separated row are no number with separators.
_CORE = re.compile(
    r"\d(?:(?<![A-Za-z][-_]\d)(?<![A-Za-z]{4}\d)\d{0,2}(?:,\d{3})+(?:\.\d+)?(?=[km]?(?!\w))|"
    # `1.234,56`: no cells of a row, where a third would follow.
    r"(?<![\w.,-]\d)(?<!0)\d{0,2}(?:\.\d{3})+,\d{1,2}(?![\w.-]|,\w)|"
    r"[\w.:/-]*)",
    re.ASCII,
)
_MONTH = f"(?:{'|'.join(SHORT_MONTHS)})[a-z]{{0,6}}"
_NAMED_DAY = re.compile(
    # `12 Nov 23:40` is no 23rd.
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?!\w|:\d\d)"
    rf"|\d{{1,2}} {_MONTH} \d{{4}}|\d{{1,2}} {_MONTH}(?= \d{{1,2}}:\d\d)"
    rf"|(?<![\w-])\d{{1,2}}(?:-{_MONTH}-|/{_MONTH}/)\d{{4}}(?![\w-])"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日"
)
_MAY_NAME_DAY = sign_anywhere(_NAMED_DAY.pattern)
# Several of these are lines of a record, one may be a name with a port.
_CLOSE_LABEL = re.compile(r"(?<![\w:/.-])[^\W\d][\w-]{0,40}:(?![/:\s])")
_CLOSE = re.compile(r":(?![/:\s])")
_FEWEST_CLOSE = 3
# `9be77a10...:malicious`
_HASH_AND_WORD = re.compile(r"([0-9a-f]{32,64}):[a-z]{3,}")
_HALF_DAY = re.compile(r" (?:[ap]m(?!\w)|[ap]\.)")
# `06:10-09:30`, `120+135+128=383`
_CLOCKS = re.compile(r"\d{1,2}:\d\d-\d{1,2}:\d\d")
# `10:20:-16.8`, where a list puts a colon between a time and its reading.
_CLOCK_AND = re.compile(r"\d{1,2}:\d\d:-\d+(?:\.\d+)?")
_SUM = re.compile(r"\d+(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?){2,}(?:=\d[\d.,]*)?")
# `10.1.2.3/10.1.2.4` names two.
_ADDRESSES = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,3}(?:\.\d{1,3}){3})+")
_PART = re.compile(r"\d[\d.:]*")
# What begins with a point is found sooner than what has one behind its first sign.
_DOTTED = re.compile(r"\.(?<=[a-z0-9@_-]\.)[a-z]")
_LEFT = "abcdefghijklmnopqrstuvwxyz0123456789_.:/@#-+"
_RIGHT = re.compile(rf"[{re.escape(_LEFT)}?=&%~]*")
_MAY_HOLD = re.compile(r"[\d.]")
_FIGURE = re.compile(r"\d[\d.:-]*\d")


@lru_cache(maxsize=64)
def figures_in(text: str) -> list[str]:
    """Return the figures of more than one digit as written; asked for twice in a row."""
    return _FIGURE.findall(text)


def holds_figure(text: str, figure: str) -> bool:
    """Say whether a text has a figure with no further digit beside it: no `24` in `2024`."""
    place = text.find(figure)
    while place >= 0:
        end = place + len(figure)
        if not (text[max(0, place - 1) : place].isdigit() or text[end : end + 1].isdigit()):
            return True
        place = text.find(figure, place + 1)
    return False


class Atom(NamedTuple):
    """A specific value found in running text, with its place in the normal text."""

    value: Value
    start: int
    end: int


def atoms_of(normal: str) -> list[Atom]:
    """Return the specific values (ids, hosts, numbers, dates, times) of a normal text.

    Digits and dots lead to the candidates, so that plain words cost next to nothing. One question
    after another asks for those of the same short texts.
    """
    return list(_kept_atoms(normal) if len(normal) <= _LONGEST_KEPT else _atoms(normal))


@lru_cache(maxsize=1024)
def _kept_atoms(normal: str) -> tuple[Atom, ...]:
    return tuple(_atoms(normal))


def _atoms(normal: str) -> list[Atom]:
    found: list[Atom] = []
    if not _MAY_HOLD.search(normal):
        return found
    done = 0
    is_close = len(_CLOSE.findall(normal)) >= _FEWEST_CLOSE <= len(_CLOSE_LABEL.findall(normal))
    for left, end in sorted(_candidates(normal), key=lambda span: (span[0], -span[1])):
        if left < done:
            continue
        start = end - len(normal[left:end].lstrip(".,:/@_"))
        label = _CLOSE_LABEL.match(normal, start, end) if is_close else None
        if label:
            start = label.end()
        raw = normal[start:end].rstrip(".,:/-#?&=~")
        hash_alone = _HASH_AND_WORD.fullmatch(raw)
        raw = hash_alone[1] if hash_alone else raw
        parts = [(start, raw)] if _is_one(raw) else _parts_of(start, raw)
        for place, part in parts:
            value = value_of(part)
            if value.kind in SPECIFIC:
                found.append(Atom(value, place, place + len(part)))
                done = end
    return found


def _is_one(raw: str) -> bool:
    """Say whether a stretch is one value: no two times of a day, and no sum written out."""
    if "/" in raw and _ADDRESSES.fullmatch(raw):
        return False
    if ":" in raw and "-" in raw and (_CLOCKS.fullmatch(raw) or _CLOCK_AND.fullmatch(raw)):
        return False
    return not ("+" in raw and _SUM.fullmatch(raw))


def _parts_of(start: int, raw: str) -> list[tuple[int, str]]:
    return [(start + part.start(), part[0].rstrip(":.")) for part in _PART.finditer(raw)]


def _candidates(normal: str) -> Iterator[tuple[int, int]]:
    if _MAY_NAME_DAY(normal if normal.isascii() else normal.encode(errors="replace")):
        yield from (match.span() for match in _NAMED_DAY.finditer(normal))
    reached = 0
    for match in _CORE.finditer(normal):
        start, end = match.span()
        if start < reached:
            continue
        start = reached + len(normal[reached:start].rstrip(_LEFT))
        if ":" in normal[start:end] and _HALF_DAY.match(normal, end):
            end += 3
        reached = end
        yield start, end
    reached = 0
    for match in _DOTTED.finditer(normal):
        start, end = match.start() - 1, match.end()
        if start < reached:
            continue
        # Whatever ends a stretch begins none, so that nothing of one reaches into the next.
        start = reached + len(normal[reached:start].rstrip(_LEFT))
        more = _RIGHT.match(normal, end)
        reached = end = more.end() if more else end
        yield start, end
