"""What a file is, found by its content."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
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
from auditor.intake.conversations import as_session
from auditor.intake.cutting import BLANK, Cut, is_one_value, values_in, values_of
from auditor.intake.decoding import decoded
from auditor.intake.encodings import wide_encoding_of
from auditor.intake.exchanges import match_exchanges
from auditor.intake.log_lines import is_wrapped, log_values_of
from auditor.intake.packed import match_packed
from auditor.intake.rows import rows_of
from auditor.intake.tables import columns_of, table_values_of

SAMPLE = 8
"""How many records of a file are looked at."""
_SAMPLE_BYTES = 1 << 20
_LINES_SUFFIXES = (".jsonl", ".ndjson")


class Detection(NamedTuple):
    """What a file was found to be.

    Attributes:
        shape: `lines`, `values`, `log`, `table`, `session`, `document`, `text`, `archive`, or
            `unknown`.
        match: The format and the reason; None where no format fits.
        cut: How records are cut from it, where it has any: one of `CUTS`.
    """

    shape: str
    match: Match | None
    cut: str = "lines"


def lines_of(path: str, most: int = sys.maxsize) -> Iterator[Cut]:
    """Yield the lines of a file; see `values_of` for `most`."""
    for record in sources.records_of(path):
        if record.offset > most:
            return
        yield Cut(record, is_value=True)


CUTS: Mapping[str, Callable[[str, int], Iterator[Cut]]] = {
    "lines": lines_of,
    "values": values_of,
    "log": log_values_of,
    "table": table_values_of,
}


def _cut_of(path: str, cut: str, most: int = sys.maxsize) -> Iterator[Cut]:
    """Yield the records of a file as far as it goes; reading on says where it breaks off."""
    with contextlib.suppress(OSError, EOFError):
        yield from CUTS[cut](path, most)


def detect(path: str) -> Detection:
    """Say what a file is, by its content; its name only settles whether one line is JSONL."""
    head = sources.head_of(path)
    if wide_encoding_of(head):
        return Detection("document", None)  # which is refused, once and not by the line
    if head[:4] == b"PK\x03\x04":
        from auditor.archives import member_names

        return Detection("archive", match_archive(member_names(path)))
    stem = path.removesuffix(".gz").removesuffix(".zst")
    by_name = stem.endswith(_LINES_SUFFIXES)
    if _are_lines(head, by_name):
        return _detect_lines(path)
    otherwise = _detect_otherwise(path, head, by_name)
    if otherwise is not None:
        return otherwise
    return _detect_lines(path) if by_name else _detect_whole(head)


def _detect_lines(path: str) -> Detection:
    values = _sample(path, "lines", sys.maxsize)
    found = _kind_of(values, "lines")
    if found.match is None and any(map(is_wrapped, values)):
        return _detect_cut(path, "log") or found
    return _linked(path, found)


def _kind_of(values: list[Any], cut: str) -> Detection:
    found = _kind_by_form(values, cut)
    if found.shape == cut and len(values) > 1:
        primary = found.match.format if found.match else None
        exchanges = match_exchanges(values, primary)
        if exchanges is not None:
            return Detection("session", exchanges, cut)
    if not values or (found.match and not found.match.format.is_last):
        return found
    packed = _kind_of_packed(values, cut)
    if packed.match and (
        not found.match or packed.shape != cut or _fits_most(packed.match, values)
    ):
        return packed
    return found


def _kind_of_packed(values: list[Any], cut: str) -> Detection:
    """Say what records hold that no reader knows: messages in a column, calls in strings."""
    single = _most_common(filter(None, map(match_packed, values)))
    if single is not None:
        return Detection(cut, single, cut)
    rows = rows_of(values)
    return Detection("session" if rows else cut, rows, cut)


def _kind_by_form(values: list[Any], cut: str) -> Detection:
    if not values:
        return Detection(cut, None, cut)
    session, single = match_session(values), _most_common_match(values)
    last = session is not None and session.format.is_last
    if (
        single
        and (session is None or _sure(session) < _sure(single))
        and (not last or _fits_most(single, values))
    ):
        return Detection(cut, single, cut)
    # One a line of what is a list elsewhere.
    listed = match_value(values)
    if listed and listed.format.read and _sure(listed) > _sure(session):
        return Detection("session", Match(as_session(listed.format), listed.recognition), cut)
    return Detection("session" if session else cut, session, cut)


def _fits_most(single: Match, values: list[Any]) -> bool:
    recognise = single.format.recognise
    return recognise is not None and 2 * sum(map(bool, map(recognise, values))) > len(values)


def _sure(match: Match | None) -> float:
    return match.recognition.confidence if match else 0.0


def _detect_otherwise(path: str, head: bytes, by_name: bool) -> Detection | None:
    """Say what a file is that has no record a line, unless it is one document or a text."""
    if head.lstrip(BLANK)[:1] not in (b"{", b"["):
        known = match_text(head.decode(errors="replace"))
        if known:
            return None
        table = _detect_cut(path, "table") if columns_of(head) else None
        return table or _detect_cut(path, "log")
    cuts = [] if is_one_value(head) else list(values_in(head))
    if len(cuts) <= 1:
        return Detection("document", None) if by_name and _is_one_value(path) else None
    if all(cut.is_value for cut in cuts[:SAMPLE]) and _decodes(cuts[0].record.raw):
        return _detect_cut(path, "values")
    return _detect_text(head) or _detect_cut(path, "log")


def _detect_text(head: bytes) -> Detection | None:
    """Say what a text is that begins with a bracket, as that around a logger's time."""
    if head.lstrip()[:1] != b"[":
        return None
    match = match_text(head.decode(errors="replace"))
    return Detection("text", match) if match else None


def detect_several(path: str) -> Detection | None:
    """Say what a file is that is no JSON document if it holds JSON values one after another."""
    return _detect_cut(path, "values", sources.MAX_RECORD)


def _detect_cut(path: str, cut: str, most: int = _SAMPLE_BYTES) -> Detection | None:
    """Say of which format the records are if they are cut in a way; None where of none."""
    found = _kind_of(_sample(path, cut, most), cut)
    return _linked(path, found) if found.match else None


def _is_one_value(path: str) -> bool:
    """Say whether a file is one JSON value over several lines, and no longer than a record may."""
    cuts = list(islice(values_of(path, sources.MAX_RECORD), 2))
    return len(cuts) == 1 and b"\n" in cuts[0].record.raw and _decodes(cuts[0].record.raw)


def _linked(path: str, found: Detection) -> Detection:
    """Take records for a session where any goes on from another, wherever that stands."""
    marks = found.match.format.linked_by if found.match and found.shape == found.cut else ()
    if marks and any(
        find(record.raw, mark) >= 0 for record, _ in _cut_of(path, found.cut) for mark in marks
    ):
        return Detection("session", found.match, found.cut)
    return found


def _detect_whole(head: bytes) -> Detection:
    if head.lstrip()[:1] in (b"{", b"["):
        return Detection("document", None)
    text = head.decode(errors="replace")
    match = match_text(text)
    return Detection("text", match) if match else Detection("document", None)


def _are_lines(head: bytes, by_name: bool) -> bool:
    """Say whether each line is a JSON value of its own."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    whole = len(head) < sources.HEAD
    if not whole:
        # The last line of the head may be cut, and a first line this long needs the name.
        lines = lines[:-1]
    if by_name and not lines:
        return True
    if len(lines) < 2:  # noqa: PLR2004 - one line is a document
        return by_name and _decodes(lines[0])
    if _decodes(lines[0]):
        return True
    # A broken first line of a JSONL file: later lines stand alone as objects. In a pretty-printed
    # document they don't, but for the last element of a list.
    return all(_decodes(line) and line.lstrip()[:1] in (b"{", b"[") for line in lines[1:3])


def _decodes(raw: bytes) -> bool:
    try:
        decoded(raw)
    except strict_json.JsonError:
        return False
    return True


def _sample(path: str, cut: str, most: int) -> list[Any]:
    values: list[Any] = []
    size = 0
    # Between the lines of a log that are transcripts there may stand many others.
    wanted = 10 * SAMPLE if cut == "log" else SAMPLE
    for record, is_value in _cut_of(path, cut, most):
        if not is_value or not record.raw.strip() or record.length > sources.MAX_RECORD:
            continue
        with contextlib.suppress(strict_json.JsonError):
            values.append(decoded(record.raw).value)
        size += record.length
        far = cut == "lines" and record.line > 10 * SAMPLE
        if len(values) == wanted or far or size > _SAMPLE_BYTES:
            break
    return values


def _most_common_match(values: list[Any]) -> Match | None:
    return _most_common(filter(None, map(match_value, values)))


def _most_common(found: Iterable[Match]) -> Match | None:
    matches = list(found)
    if not matches:
        return None
    counts = Counter(match.format.name for match in matches)
    return max(matches, key=lambda m: (counts[m.format.name], m.recognition.confidence))


def surest_format(lines: Sequence[bytes]) -> Format | None:
    """Return the format that most of the first lines have; None where none is recognised."""
    values = []
    for line in lines[:SAMPLE]:
        with contextlib.suppress(strict_json.JsonError):
            values.append(decoded(line).value)
    match = _most_common_match(values)
    return match.format if match else None
