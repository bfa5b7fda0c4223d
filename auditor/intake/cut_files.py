"""Files cut into records otherwise than by line, and those whose records make up sessions."""

import sys
from collections.abc import Hashable, Iterator

from auditor import sources, strict_json
from auditor.format import Format, Line, Skipped
from auditor.intake.accounts import Accounts
from auditor.intake.decoding import Decoded, decoded, read_as_words
from auditor.intake.detecting import CUTS, Detection
from auditor.intake.encodings import cure_of_line
from auditor.intake.log_lines import LINE_OF_A_LOG
from auditor.intake.record_values import read_parts
from auditor.intake.records import read_record
from auditor.intake.unread import problem
from auditor.sources import RawRecord
from auditor.trace import Place, ReadProblem, Trace


def read_cut(
    path: str, name: str, detection: Detection, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of a file in which values stand that are not one a line."""
    primary = detection.match.format if detection.match else None
    for record in _records(path, detection, accounts):
        yield from read_record(record, name, primary, accounts)


def _records(path: str, detection: Detection, accounts: Accounts) -> Iterator[RawRecord]:
    """Yield the records of a file; what else stands in a log is only counted."""
    for record, is_value in CUTS[detection.cut](path, sys.maxsize):
        if is_value or detection.cut != "log":
            yield record
        else:
            accounts.records += 1
            accounts.ignored[LINE_OF_A_LOG] += 1


def read_session(
    path: str, name: str, detection: Detection, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of a file whose records are parts of one session or several."""
    assert detection.match is not None  # noqa: S101 - `detect` says session only with a match
    format_ = detection.match.format
    lines: list[Line] = []
    problems = 0
    for record in _records(path, detection, accounts):
        accounts.records += 1
        if not record.raw.strip():
            accounts.blank += 1
            continue
        place = Place(name, record.line, record.offset, record.length)
        try:
            value, fault, is_printed = _decoded(record, format_)
            lines.append(Line(record.line, value))
        except strict_json.JsonError as error:
            problems += 1
            yield problem(place, str(error), record.raw, cure_of_line(str(error)))
            continue
        if fault and not is_printed:
            yield read_as_words(place, fault, record.raw)
    skipped = 0
    for item in read_parts(format_, lines, Place(name, 1), incomplete=problems > 0):
        if isinstance(item, Skipped):
            accounts.ignored[item.reason] += item.records
            skipped += item.records
            continue
        if isinstance(item, Trace):
            item.content_key = key_of(item)
            accounts.formats[item.format] += 1
        else:
            skipped += 1
            problems += 1
        yield item
    accounts.problem += problems
    accounts.used += len(lines) - skipped


def _decoded(record: RawRecord, format_: Format) -> Decoded:
    if record.length > sources.MAX_RECORD:
        raise strict_json.JsonError(f"the record has {record.length:,} bytes")
    value = format_.decode_line(record.raw, record.line) if format_.decode_line else None
    return decoded(record.raw) if value is None else Decoded(value)


def key_of(trace: Trace) -> int:
    """Return what two equal traces of one file share."""
    return hash(identity_of(trace))


def identity_of(trace: Trace) -> tuple[Hashable, ...]:
    """Return what two traces of one file must share to count as one."""
    named = (trace.own_id, trace.dataset, trace.task_id, trace.run_index, trace.at)
    return named, trace.tools, tuple(trace.events)
