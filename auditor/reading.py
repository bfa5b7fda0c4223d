"""Transcripts in, traces out: detection by content, strict decoding, exact accounts."""

import hashlib
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from stringzilla import find
from stringzilla import hash as bytes_hash

from auditor import sources, strict_json
from auditor.detecting import SAMPLE, Detection, detect
from auditor.formats import (
    FORMATS,
    Format,
    Item,
    Line,
    Match,
    Skipped,
    match_value,
)
from auditor.message_parts import inside, json_text
from auditor.sources import RawRecord
from auditor.trace import Place, ReadProblem, Trace

_KEPT_RAW = 64 * 1024


class Accounts(msgspec.Struct):
    """Where every record of the input went: records = used + ignored + duplicate + problem + blank.

    Traces are counted apart: one trace may be many lines, and one document many traces. Each
    trace, problem or skipped part that a document yields counts as one record of it.
    """

    records: int = 0
    used: int = 0
    duplicate: int = 0
    problem: int = 0
    blank: int = 0
    ignored: Counter[str] = msgspec.field(default_factory=Counter)
    formats: Counter[str] = msgspec.field(default_factory=Counter)

    def balanced(self) -> bool:
        """Say whether every record went somewhere."""
        parts = self.used + self.duplicate + self.problem + self.blank
        return self.records == parts + sum(self.ignored.values())


def read(*paths: str, accounts: Accounts | None = None) -> Iterator[Trace | ReadProblem]:
    """Yield the traces of files, folders, globs or `-`, and a problem for each bad record.

    Args:
        paths: What to read; standard input is `-`.
        accounts: Filled while reading, where given.

    Raises:
        UsageError: A path does not exist or cannot be opened.
        NothingAudited: The paths name no file at all.
    """
    accounts = Accounts() if accounts is None else accounts
    for path in sources.discover(paths):
        yield from read_file(path, accounts)


def read_file(path: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of one file."""
    if path == sources.STDIN:
        spool = sources.spool_stdin()
        try:
            yield from read_as(spool, sources.STDIN, accounts)
        finally:
            os.unlink(spool)
        return
    yield from read_as(path, sources.display_name(path), accounts)


def read_as(path: str, name: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of one file that places call by another name."""
    try:
        detection = detect(path)
        if detection.shape == "lines":
            yield from _read_lines(path, name, detection.match, accounts)
        elif detection.shape == "session":
            yield from _read_session(path, name, detection.match, accounts)
        else:
            yield from _count_items(_whole_file(path, name, detection), accounts)
    except (OSError, EOFError) as error:
        # A damaged archive shows only while it is being read.
        accounts.records += 1
        accounts.problem += 1
        yield broken_off(name, error)


def broken_off(name: str, error: Exception) -> ReadProblem:
    """Return the problem of a file that cannot be read to its end."""
    return _problem(Place(name), f"the file breaks off: {error}", b"", "Fetch it again.")


def read_again(path: str, name: str, lines: Sequence[int]) -> Iterator[Trace | ReadProblem]:
    """Yield the traces of some records of a file that was read before.

    Args:
        path: Where the file lies.
        name: What the traces call it.
        lines: The 1-based lines wanted of a file with a record per line, ascending; other files
            are read whole.
    """
    detection = detect(path)
    if detection.shape == "lines":
        yield from _read_lines(path, name, detection.match, Accounts(), lines)
    else:
        yield from read_as(path, name, Accounts())


def _read_lines(
    path: str, name: str, match: Match | None, accounts: Accounts, only: Sequence[int] | None = None
) -> Iterator[Trace | ReadProblem]:
    primary = match.format if match else None
    for record in sources.records_of(path):
        if only is None or _is_among(record.line, only):
            yield from read_record(record, name, primary, accounts)


def read_stretch(
    path: str, name: str, format_: str | None, stretch: sources.Stretch, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of some lines of a file with a record per line.

    Args:
        format_: Name of the format that most lines of the file have.
    """
    primary = FORMATS[format_] if format_ else None
    for record in sources.records_of(path, stretch.start, stretch.first_line):
        if stretch.end is not None and record.offset >= stretch.end:
            return
        yield from read_record(record, name, primary, accounts)


def _is_among(line: int, ascending: Sequence[int]) -> bool:
    place = bisect_left(ascending, line)
    return place < len(ascending) and ascending[place] == line


def read_record(
    record: RawRecord, name: str, primary: Format | None, accounts: Accounts
) -> Sequence[Trace | ReadProblem]:
    """Return what one line of a file of records holds, and account for it.

    Args:
        name: The file's name, as places give it.
        primary: The format of most lines of the file; None where no line was recognised.
    """
    accounts.records += 1
    raw = record.raw
    place = Place(name, record.line, record.offset, record.length)
    if (
        primary is not None
        and primary.read_line is not None
        and record.length <= sources.MAX_RECORD
    ):
        trace = primary.read_line(raw, place)
        if trace is not None:
            trace.content_key = bytes_hash(raw)
            accounts.used += 1
            accounts.formats[trace.format] += 1
            return (trace,)
    if primary is not None and any(find(raw, mark) >= 0 for mark in primary.yields_to):
        # Looked at anew: a line may be of a surer format than its file.
        primary = None
    if not raw.strip():
        accounts.blank += 1
        return ()
    return _read_in_full(record, place, primary, accounts)


def _read_in_full(
    record: RawRecord, place: Place, primary: Format | None, accounts: Accounts
) -> list[Trace | ReadProblem]:
    outcome = "ignored"
    items: list[Trace | ReadProblem] = []
    for item in _items_of_record(record, place, primary):
        if isinstance(item, Skipped):
            if outcome == "ignored":
                accounts.ignored[item.reason] += 1
                outcome = "skipped"
            continue
        if isinstance(item, Trace):
            # A record may hold several traces.
            item.content_key = hash((record.raw, item.place.pointer, len(items)))
            accounts.formats[item.format] += 1
            outcome = "used"
        elif outcome != "used":
            outcome = "problem"
        items.append(item)
    _settle(accounts, outcome)
    return items


def _settle(accounts: Accounts, outcome: str) -> None:
    if outcome == "used":
        accounts.used += 1
    elif outcome == "problem":
        accounts.problem += 1
    elif outcome == "ignored":
        accounts.ignored["holds no trace"] += 1


def _items_of_record(record: RawRecord, place: Place, primary: Format | None) -> Iterator[Item]:
    if record.length > sources.MAX_RECORD:
        yield _problem(
            place,
            f"the record has {record.length:,} bytes; the limit is {sources.MAX_RECORD:,}",
            record.raw,
            "Split the record or write one trace per line.",
        )
        return
    try:
        value = strict_json.decode(record.raw)
    except strict_json.JsonError as fault:
        yield _problem(place, str(fault), record.raw, "Repair or remove the line.")
        return
    if primary is not None and primary.read and primary.recognise and primary.recognise(value):
        yield from primary.read(value, place)
        return
    yield from _read_value(value, place, record.raw)


def _read_value(value: Any, place: Place, raw: bytes) -> Iterator[Item]:
    match = match_value(value)
    if match is not None and match.format.read is not None:
        yield from match.format.read(value, place)
        return
    listed = records_in(value, place)
    if listed is None:
        yield unknown(place, value, raw)
        return
    for one, inner in listed:
        match = match_value(one)
        if match is None or match.format.read is None:
            yield unknown(inner, one, json_text(one).encode())
        else:
            yield from match.format.read(one, inner)


def records_in(value: Any, place: Place) -> Iterator[tuple[Any, Place]] | None:
    """Return the records of a list, or of the first list in an object, if any is of a known format.

    Datasets are often one JSON list of records, or keep it under `data`, `rows` and the like.
    """
    holders = [(value, place)]
    if isinstance(value, dict):
        holders = [(inner, inside(place, key)) for key, inner in value.items()]
    for records, home in holders:
        if isinstance(records, list) and any(map(match_value, records[:SAMPLE])):
            return ((one, inside(home, position)) for position, one in enumerate(records))
    return None


def _read_session(
    path: str, name: str, match: Match | None, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    assert match is not None  # noqa: S101 - `detect` says session only with a match
    assert match.format.read_session is not None  # noqa: S101 - same
    decode_line = match.format.decode_line
    lines: list[Line] = []
    problems = 0
    for record in sources.records_of(path):
        accounts.records += 1
        if not record.raw.strip():
            accounts.blank += 1
            continue
        place = Place(name, record.line, record.offset, record.length)
        try:
            if record.length > sources.MAX_RECORD:
                raise strict_json.JsonError(f"the record has {record.length:,} bytes")
            value = decode_line(record.raw, record.line) if decode_line else None
            value = strict_json.decode(record.raw) if value is None else value
            lines.append(Line(record.line, value))
        except strict_json.JsonError as fault:
            problems += 1
            yield _problem(place, str(fault), record.raw, "Repair or remove the line.")
    skipped = 0
    for item in match.format.read_session(lines, Place(name, 1), problems > 0):
        if isinstance(item, Skipped):
            accounts.ignored[item.reason] += item.records
            skipped += item.records
            continue
        if isinstance(item, Trace):
            item.content_key = _key_of(item)
            accounts.formats[item.format] += 1
        else:
            skipped += 1
            problems += 1
        yield item
    accounts.problem += problems
    accounts.used += len(lines) - skipped


def _count_items(items: Iterable[Item], accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Account for the parts of a document, a text or an archive."""
    for item in items:
        accounts.records += 1
        if isinstance(item, Skipped):
            accounts.records += item.records - 1
            accounts.ignored[item.reason] += item.records
            continue
        if isinstance(item, Trace):
            accounts.used += 1
            accounts.formats[item.format] += 1
            item.content_key = _key_of(item)
        else:
            accounts.problem += 1
        yield item


def _key_of(trace: Trace) -> int:
    return hash(identity_of(trace))


def identity_of(trace: Trace) -> tuple[Hashable, ...]:
    """Return what two traces of one file must share to count as one."""
    named = (trace.own_id, trace.dataset, trace.task_id, trace.run_index, trace.at)
    return named, trace.tools, tuple(trace.events)


def _whole_file(path: str, name: str, detection: Detection) -> Iterator[Item]:
    place = Place(name)
    if detection.shape == "archive":
        if detection.match is None or detection.match.format.read_archive is None:
            yield _problem(
                place, "the zip archive holds no known log", b"", _known_formats(), "TA902"
            )
            return
        yield from detection.match.format.read_archive(path, place)
        return
    raw = sources.document_of(path)
    if raw is None:
        yield _problem(
            place,
            f"the document is larger than {sources.MAX_DOCUMENT:,} bytes",
            b"",
            "Convert it to JSONL, one trace per line.",
        )
        return
    if detection.shape == "text" and detection.match is not None:
        yield from _read_text(raw, place, detection.match)
        return
    yield from _read_document(raw, place)


def _read_text(raw: bytes, place: Place, match: Match) -> Iterator[Item]:
    assert match.format.read_text is not None  # noqa: S101 - a text match has a text reader
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        yield _problem(
            place, f"invalid UTF-8 at byte {error.start}", raw, "Save the file as UTF-8."
        )
        return
    yield from match.format.read_text(text, place)


def _read_document(raw: bytes, place: Place) -> Iterator[Item]:
    place = Place(place.file, None, 0, len(raw))
    if not raw.strip():
        yield _problem(place, "the file is empty", raw, "Remove it or write it again.")
        return
    try:
        value = strict_json.decode(raw)
    except strict_json.JsonError as fault:
        yield _problem(place, str(fault), raw, _cure_for(raw))
        return
    yield from _read_value(value, place, raw)


def _cure_for(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "The file is UTF-16; save it as UTF-8."
    return "Repair the JSON, or see `auditor formats` for what is read."


def unknown(place: Place, value: Any, raw: bytes) -> ReadProblem:
    """Return the problem of a record that is valid JSON of no known format."""
    return _problem(
        place, f"unknown format: {outline_of(value)}", raw, _known_formats(), code="TA902"
    )


def _known_formats() -> str:
    return f"Supported: {', '.join(FORMATS.keys())}."


def outline_of(value: Any) -> str:
    """Return in a few words what a decoded value of no known format looks like."""
    if isinstance(value, dict):
        keys = ", ".join(str(key)[:40] for key in list(value)[:8])
        more = ", ..." if len(value) > 8 else ""  # noqa: PLR2004 - as many as fit a line
        return f"an object with the keys {keys}{more}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}, first {outline_of(value[0])}" if value else "an empty list"
    return f"a single {type(value).__name__}"


def _problem(place: Place, reason: str, raw: bytes, cure: str, code: str = "TA901") -> ReadProblem:
    return ReadProblem(
        place, code, reason, cure, raw[:_KEPT_RAW], hashlib.sha256(raw).hexdigest() if raw else ""
    )
