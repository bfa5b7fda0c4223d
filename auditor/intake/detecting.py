"""What a file is, found by its content."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from stringzilla import find

from auditor import sources, strict_json
from auditor.formats import (
    Format,
    Match,
    match_archive,
    match_session,
    match_text,
    match_value,
)

SAMPLE = 8
"""How many records of a file are looked at."""
_SAMPLE_BYTES = 1 << 20
_LINES_SUFFIXES = (".jsonl", ".ndjson")


class Detection(NamedTuple):
    """What a file was found to be.

    Attributes:
        shape: `lines`, `session`, `document`, `text`, `archive`, or `unknown`.
        match: The format and the reason; None where no format fits.
    """

    shape: str
    match: Match | None


def detect(path: str) -> Detection:
    """Say what a file is, by its content; its name only settles whether one line is JSONL."""
    head = sources.head_of(path)
    if head[:4] == b"PK\x03\x04":
        from auditor.archives import member_names

        return Detection("archive", match_archive(member_names(path)))
    if not _is_lines(head, path):
        return _detect_whole(head)
    values = _sample(path)
    if not values:
        return Detection("lines", None)
    session, single = match_session(values), _most_common_match(values)
    if session and (
        single is None or session.recognition.confidence >= single.recognition.confidence
    ):
        return Detection("session", session)
    if single and _is_linked(path, single.format.linked_by):
        return Detection("session", single)
    return Detection("lines", single)


def _is_linked(path: str, marks: tuple[bytes, ...]) -> bool:
    return bool(marks) and any(
        find(record.raw, mark) >= 0 for record in sources.records_of(path) for mark in marks
    )


def _detect_whole(head: bytes) -> Detection:
    if head.lstrip()[:1] in (b"{", b"["):
        return Detection("document", None)
    text = head.decode(errors="replace")
    match = match_text(text)
    return Detection("text", match) if match else Detection("document", None)


def _is_lines(head: bytes, path: str) -> bool:
    """Say whether each line is a JSON value of its own."""
    stem = path.removesuffix(".gz").removesuffix(".zst")
    if stem.endswith(_LINES_SUFFIXES):
        return True
    lines = [line for line in head.split(b"\n") if line.strip()]
    whole = len(head) < sources.HEAD
    if not whole:
        # The last line of the head may be cut, and a first line this long needs the name above.
        lines = lines[:-1]
    if len(lines) < 2:  # noqa: PLR2004 - one line is a document
        return False
    if _decodes(lines[0]):
        return True
    # A broken first line of a JSONL file: later lines stand alone as objects. In a pretty-printed
    # document they don't, but for the last element of a list.
    return all(_decodes(line) and line.lstrip()[:1] in (b"{", b"[") for line in lines[1:3])


def _decodes(raw: bytes) -> bool:
    try:
        strict_json.decode(raw)
    except strict_json.JsonError:
        return False
    return True


def _sample(path: str) -> list[Any]:
    values: list[Any] = []
    size = 0
    for record in sources.records_of(path):
        if not record.raw.strip() or record.length > sources.MAX_RECORD:
            continue
        with contextlib.suppress(strict_json.JsonError):
            values.append(strict_json.decode(record.raw))
        size += record.length
        if len(values) == SAMPLE or record.line > 10 * SAMPLE or size > _SAMPLE_BYTES:
            break
    return values


def _most_common_match(values: list[Any]) -> Match | None:
    matches = [match for match in map(match_value, values) if match]
    if not matches:
        return None
    counts = Counter(match.format.name for match in matches)
    return max(matches, key=lambda m: (counts[m.format.name], m.recognition.confidence))


def surest_format(lines: Sequence[bytes]) -> Format | None:
    """Return the format that most of the first lines have; None where none is recognised."""
    values = []
    for line in lines[:SAMPLE]:
        with contextlib.suppress(strict_json.JsonError):
            values.append(strict_json.decode(line))
    match = _most_common_match(values)
    return match.format if match else None
