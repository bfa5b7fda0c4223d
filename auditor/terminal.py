"""Colours and wrapping for people's eyes; every text that goes through is safe."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from auditor.finding import Severity
from auditor.safe_text import safe_text

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
    room = max(width - len(margin), 20)
    lines = [part for line in safe_text(text).splitlines() for part in _wrapped(line, room)]
    for line in lines[:most]:
        yield f"{margin}{line}".rstrip() + "\n"
    if len(lines) > most:
        yield f"{margin}… {len(lines) - most} more lines\n"


def prose(text: str, margin: str, width: int) -> Iterator[str]:
    """Yield sentences behind a margin, broken between words; further lines hang two deeper."""
    lines = textwrap.wrap(
        " ".join(safe_text(text).split()),
        max(width, len(margin) + 20),
        initial_indent=margin,
        subsequent_indent=f"{margin}  " if margin else "",
        break_on_hyphens=False,
    )
    for line in lines:
        yield f"{line}\n"


def _wrapped(line: str, room: int) -> list[str]:
    line = line.expandtabs(4)
    if len(line) <= room:
        return [line]
    return textwrap.wrap(line, room, drop_whitespace=False, break_on_hyphens=False)
