"""Files that are read as a whole: documents, texts, archives, and sessions of many lines."""

from collections.abc import Hashable, Iterator

from auditor import sources, strict_json
from auditor.format import Format, Item, Line, Skipped
from auditor.formats import Match
from auditor.intake.accounts import Accounts
from auditor.intake.conversations import read_lines
from auditor.intake.detecting import SAMPLE, Detection
from auditor.intake.record_values import read_value
from auditor.intake.unread import problem
from auditor.messages.parts import json_text
from auditor.trace import Place, ReadProblem, Trace


def read_session(
    path: str, name: str, match: Match | None, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of a file whose lines are parts of one session or several."""
    assert match is not None  # noqa: S101 - `detect` says session only with a match
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
            yield problem(place, str(fault), record.raw, "Repair or remove the line.")
    skipped = 0
    for item in _items_of(lines, match.format, name, problems > 0):
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


def _items_of(lines: list[Line], format_: Format, name: str, incomplete: bool) -> Iterator[Item]:
    """Yield what lines hold; among records that may be linked those of other formats, too."""
    recognise = format_.recognise
    first = lines[:SAMPLE]
    if (
        format_.linked_by
        and recognise
        and 2 * sum(recognise(line.value) is not None for line in first) > len(first)
    ):
        own = [line for line in lines if recognise(line.value)]
        numbers = {line.number for line in own}
        for number, value in lines:
            if number not in numbers:
                yield from read_value(value, Place(name, number), json_text(value).encode())
        lines = own
    yield from read_lines(format_, lines, Place(name, 1), incomplete)


def read_whole(
    path: str, name: str, detection: Detection, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of a document, a text or an archive."""
    for item in _whole_file(path, name, detection):
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
        assert detection.match is not None  # noqa: S101 - others are read member by member
        assert detection.match.format.read_archive is not None  # noqa: S101 - same
        yield from detection.match.format.read_archive(path, place)
        return
    raw = sources.document_of(path)
    if raw is None:
        yield problem(
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
        yield problem(place, f"invalid UTF-8 at byte {error.start}", raw, "Save the file as UTF-8.")
        return
    yield from match.format.read_text(text, place)


def _read_document(raw: bytes, place: Place) -> Iterator[Item]:
    place = Place(place.file, None, 0, len(raw))
    if not raw.strip():
        yield problem(place, "the file is empty", raw, "Remove it or write it again.")
        return
    try:
        value = strict_json.decode(raw)
    except strict_json.JsonError as fault:
        yield problem(place, str(fault), raw, _cure_for(raw))
        return
    yield from read_value(value, place, raw)


def _cure_for(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "The file is UTF-16; save it as UTF-8."
    return "Repair the JSON, or see `auditor formats` for what is read."
