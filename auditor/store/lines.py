"""A file of records into a store, from where the store stands to the end."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from auditor import sources
from auditor.formats import Format
from auditor.intake import records, unread
from auditor.sources import RawRecord
from auditor.store.job import File, Found, Job, changed, store_found
from auditor.store.places import HashedFile, opened
from auditor.store.rows import record_sha256s
from auditor.store.tally import decoded
from auditor.store.writing import Position, take_back_tail
from auditor.trace import ReadProblem

_BATCH_BYTES = 8 * 1024 * 1024
_BROKEN = "broken"


class Batch(msgspec.Struct):
    """What was read since the last commit; size in bytes."""

    found: list[Found] = []
    records: int = 0
    size: int = 0


class Reading(NamedTuple):
    """A file of records that is being read.

    Attributes:
        primary: The format of most lines.
        size: Bytes of the file as it lies, when it was opened.
    """

    job: Job
    file: File
    primary: Format | None
    position: Position
    size: int


def ingest_lines(job: Job, file: File, primary: Format | None, position: Position) -> int:
    """Store what stands behind a position; return how many bytes wait for their line end.

    Raises:
        StoreError: The database refuses, or the file changed while it was read.
    """
    work = Reading(job, file, primary, position, os.path.getsize(file.bytes_at))
    if position.tail and _tail_stands(work):
        return 0
    take_back_tail(job.store, position)
    with opened(file.bytes_at, "lines") as stream:
        stream.skip(position.offset)
        if stream.sha256() != position.sha256:
            raise changed(file)
        return _read_on(work, stream)


def _tail_stands(work: Reading) -> bool:
    """Say whether the last line, which has no end, is as it was."""
    position = work.position
    if position.tail == _BROKEN:
        return work.size == position.tail_length
    with opened(work.file.bytes_at, "lines") as stream:
        stream.skip(position.offset + position.tail_length)
        return stream.sha256() == position.tail and stream.at_end()


def _read_on(work: Reading, stream: HashedFile) -> int:
    position, batch = work.position, Batch()
    for record in _records(work, stream):
        if isinstance(record, ReadProblem) or not stream.ended:
            position.sha256 = stream.sha256_of_whole_lines()
            _commit(work, batch)
            return _read_tail(work, stream, record)
        _read_into(batch, work, record)
        position.offset, position.line = record.offset + record.length, record.line + 1
        if batch.records >= work.job.batch or batch.size >= _BATCH_BYTES:
            position.sha256 = stream.sha256()
            _commit(work, batch)
    position.sha256 = stream.sha256()
    _commit(work, batch)
    return 0


def _records(work: Reading, stream: HashedFile) -> Iterator[RawRecord | ReadProblem]:
    try:
        yield from sources.records_from(stream, work.position.offset, work.position.line)
    except (OSError, EOFError) as error:
        yield unread.broken_off(work.file.name, error)


def _read_into(batch: Batch, work: Reading, record: RawRecord) -> None:
    accounts = work.position.tally.accounts
    batch.records += 1
    batch.size += record.length
    items = records.read_record(record, work.file.name, work.primary, accounts)
    pointers = [item.place.pointer for item in items]
    for item, sha256 in zip(items, record_sha256s(record.raw, pointers), strict=True):
        batch.found.append(Found(item, sha256, lambda _: record.raw))


def _commit(work: Reading, batch: Batch) -> None:
    if batch.records:
        store_found(work.job, work.position, batch.found)
        work.job.progress(work.file.name, work.position.offset)
        batch.found, batch.records, batch.size = [], 0, 0


def _read_tail(work: Reading, stream: HashedFile, last: RawRecord | ReadProblem) -> int:
    """Store a last line without its end so that it can be taken back; or leave it to grow."""
    position, batch = work.position, Batch()
    if isinstance(last, RawRecord) and work.job.growing:
        return last.length
    position.before = decoded(position.tally.encoded())
    if isinstance(last, RawRecord):
        position.tail, position.tail_length = stream.sha256(), last.length
        _read_into(batch, work, last)
    else:
        position.tail, position.tail_length = _BROKEN, work.size
        position.tally.accounts.records += 1
        position.tally.accounts.problem += 1
        batch.found.append(Found(last))
        batch.records = 1
    _commit(work, batch)
    return 0
