"""Colours and wrapping for people's eyes; every text that goes through is safe."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from auditor.finding import Severity
from auditor.safe_text import safe_text

_LEAST = 20
_RESET = "\x1b[0m"
_STYLES = {
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
    "high": "\x1b[1;31m",
    "medium": "\x1b[33m",
    "low": "\x1b[36m",
    "info": "\x1b[2m",
    "good": "\x1b[32m",
}


class Paint(NamedTuple):
    """Puts a style around words, where colours are understood."""

    colour: bool

    def __call__(self, style: str, words: str) -> str:
        """Return the words in a style; they are plain without colours."""
        return f"{_STYLES[style]}{words}{_RESET}" if self.colour else words

    def severity(self, severity: Severity) -> str:
        """Return a severity in its own colour."""
        return self(severity, severity)


def block(text: str, margin: str, width: int, most: int = 12) -> Iterator[str]:
    """Yield the lines of a text behind a margin, cut at the width and after `most` lines."""
    room = max(width - len(margin), _LEAST)
    lines = [part for line in safe_text(text).splitlines() for part in wrapped(line, room)]
    for line in lines[:most]:
        yield f"{margin}{line}".rstrip() + "\n"
    if len(lines) > most:
        left = len(lines) - most
        yield f"{margin}… {left} more line{'' if left == 1 else 's'}\n"


def prose(text: str, margin: str, width: int) -> Iterator[str]:
    """Yield sentences behind a margin, broken between words; further lines hang two deeper."""
    hanging = f"{margin}  " if margin else ""
    words = " ".join(safe_text(text).split())
    for place, line in enumerate(wrapped(words, max(width - len(hanging), _LEAST))):
        yield f"{hanging if place else margin}{line.strip()}\n"


def wrapped(line: str, room: int) -> list[str]:
    """Return a line in pieces that fill at most `room` columns, broken at spaces where possible.

    Chinese, Japanese and Korean characters fill two columns and may be parted anywhere. The space
    at which a piece ends takes no room: whoever prints it strips it.
    """
    line = line.expandtabs(4)
    if len(line) <= room and line.isascii():
        return [line]
    pieces: list[str] = []
    start = used = 0
    for place, character in enumerate(line):
        used += _columns(character)
        if used > room:
            space = line.rfind(" ", start, place + 1)
            end = space + 1 if space - start > room // 2 else place
            pieces.append(line[start:end])
            used = sum(map(_columns, line[end : place + 1]))
            start = end
    return [*pieces, line[start:]]


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
