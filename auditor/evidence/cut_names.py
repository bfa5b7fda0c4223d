"""Names that words cut short, `c54c95c2…31eb`, and what the sources have in full."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.index import Evidence

_LETTER = "[A-Za-z0-9_]"
_CUT = re.compile(rf"(?<!{_LETTER})({_LETTER}{{4,}})(?:…|\.\.\.)({_LETTER}{{2,}})?(?!{_LETTER})")
_DIGIT = re.compile(r"\d")
_SHORTEST = 16


class CutName(NamedTuple):
    """A name, where it stands cut short, its parts as they stand there, and the name in full."""

    start: int
    end: int
    parts: tuple[str, ...]
    whole: str


def cut_names_in(words: str, evidence: Evidence, before: int) -> Iterator[CutName]:
    """Yield each name that some words cut short, and one source before an event has in full.

    What several names could be stays in doubt.

    Args:
        words: The words.
        evidence: The sources of the trace.
        before: Index of the event.
    """
    if "…" not in words and "..." not in words:
        return
    for found in _CUT.finditer(words):
        parts = tuple(filter(None, found.groups()))
        whole = _whole(found[1], found[2] or "", evidence, before)
        if whole:
            yield CutName(*found.span(), parts, whole)


def _whole(head: str, tail: str, evidence: Evidence, before: int) -> str:
    """Return the one long name in the sources that begins and ends so, else ""."""
    if not _DIGIT.search(head + tail):
        return ""
    name = re.compile(rf"(?<!{_LETTER}){head}{_LETTER}{{4,}}{tail}(?!{_LETTER})", re.IGNORECASE)
    names = {
        found[0].casefold(): found[0]
        for text in evidence.texts
        if text.event_index < before
        for found in name.finditer(text.raw)
        if len(found[0]) >= _SHORTEST
    }
    return names.popitem()[1] if len(names) == 1 else ""
