"""Transcript formats: one reader per file, found by itself.

A format recognises a decoded JSON value (or a text) by its content and turns it into traces. It
reads leniently: what it does not know is kept or skipped with a reason, never dropped in silence.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from auditor.catalogue import Catalogue
from auditor.format import Format, Item, Line, Recognition, Skipped, unreadable

__all__ = [
    "FORMATS",
    "Format",
    "Item",
    "Line",
    "Match",
    "Recognition",
    "Skipped",
    "match_archive",
    "match_session",
    "match_text",
    "match_value",
    "unreadable",
]

FORMATS: Catalogue[Format] = Catalogue("format", "auditor.formats")


class Match(NamedTuple):
    """The format that was found, and why."""

    format: Format
    recognition: Recognition


def match_value(value: Any) -> Match | None:
    """Return the surest format of one decoded value."""
    return _surest((f, f.recognise(value)) for f in FORMATS if f.recognise)


def match_session(values: list[Any]) -> Match | None:
    """Return the surest session format of the first decoded lines of a file."""
    return _surest((f, f.recognise_session(values)) for f in FORMATS if f.recognise_session)


def match_text(head: str) -> Match | None:
    """Return the surest text format of the beginning of a file."""
    return _surest((f, f.recognise_text(head)) for f in FORMATS if f.recognise_text)


def match_archive(members: list[str]) -> Match | None:
    """Return the surest archive format of the member names of a zip file."""
    return _surest((f, f.recognise_archive(members)) for f in FORMATS if f.recognise_archive)


def _surest(seen: Iterable[tuple[Format, Recognition | None]]) -> Match | None:
    matches = [Match(format_, found) for format_, found in seen if found is not None]
    return max(matches, key=lambda match: match.recognition.confidence, default=None)
