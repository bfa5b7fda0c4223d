"""Transcripts into a store: rows and the place up to which a file was read commit together.

A killed audit goes on where it stopped; a second one over the same files adds nothing; a grown
file goes on at its end. A file that is no file of records is one piece: it commits once.
"""

import os
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from auditor import discovery, sources
from auditor.errors import UnreadableFile
from auditor.intake import detecting, reading, unread
from auditor.setting import Setting
from auditor.store.comparing import compare_tasks
from auditor.store.database import Store
from auditor.store.excerpts import Excerpts
from auditor.store.job import File, Found, Job, Progress, changed, store_found
from auditor.store.lines import ingest_lines
from auditor.store.places import Known, known, opened, start_of
from auditor.store.rows import content_sha256
from auditor.store.tally import decoded, setting_key
from auditor.store.writing import Position, RunRow, checkpoint_of, note_path
from auditor.trace import ReadProblem, Trace

BATCH = 500


class Ingested(NamedTuple):
    """What the store holds of a file after `ingest`.

    Attributes:
        source: The number of its row; None where nothing could be stored yet.
        pending: Bytes at its end that wait for their line end.
        problem: Why it cannot be opened, where it cannot: the store keeps what it holds of it.
    """

    file: str
    source: int | None
    pending: int
    problem: ReadProblem | None = None


def ingest(
    paths: Iterable[str],
    store: Store,
    setting: Setting,
    *,
    growing: bool = False,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> list[Ingested]:
    """Audit files, folders, globs or `-` into a store.

    Args:
        growing: The files are still being written: a last line without line end is left for the
            next time. Otherwise it is read as it stands, and read again should it grow.
        batch: Records between two commits.
        progress: Told, after every commit, a file and how many of its bytes are stored.

    Returns:
        What the store holds of each file, in order, for `report_of`.

    Raises:
        UsageError: A path does not exist.
        NothingAudited: The paths name no file at all.
        StoreError: The database refuses, or another process reads the same file into it. All that
            was committed before stays, and the next call goes on from there.
    """
    key = setting_key(setting, package_version())
    run = RunRow(key, package_version())
    job = Job(store, setting, key, run, growing, batch, progress or _unheard)
    with discovery.held(paths) as files:
        ingested = [_ingest_file(job, _file(held)) for held in files]
        compare_tasks(store, setting, {_file(held).path: held.path for held in files})
    run.end(store)
    return ingested


def package_version() -> str:
    """Return the installed version of this package, or "" in a checkout that is not installed."""
    try:
        return version("agent-trace-auditor")
    except PackageNotFoundError:
        return ""


def _unheard(file: str, position: int) -> None:
    """Take progress that nobody asked for."""


def _file(held: discovery.Held) -> File:
    path = held.name if held.name == sources.STDIN else os.path.abspath(held.path)
    return File(path, held.name, held.path)


def _ingest_file(job: Job, file: File) -> Ingested:
    try:
        detection = detecting.detect(file.bytes_at)
    except UnreadableFile as error:
        return Ingested(file.name, None, 0, unread.broken_off(file.name, error))
    except (OSError, EOFError):
        # A damaged archive; reading it says what is wrong.
        detection = detecting.Detection("unknown", None)
    with job.store.reading() as connection:
        found = known(connection, file.path, file.bytes_at, detection.shape, job.key)
    position = _position(job, file, detection.shape, found)
    pending = 0
    if detection.shape == "lines":
        primary = detection.match.format if detection.match else None
        pending = ingest_lines(job, file, primary, position)
    elif position.number is None:
        _ingest_piece(job, file, position)
    if found.row is not None and found.row.path != file.path:
        note_path(job.store, found.row.id, file.path)
    return Ingested(file.name, position.number, pending)


def _position(job: Job, file: File, shape: str, found: Known) -> Position:
    row = found.row
    if row is None:
        position = Position(file.path, shape, job.key, start_of(file.bytes_at), found.newest)
        if found.former is not None:
            position.former = found.former.id
            position.repeats = found.repeats or shape != "lines"
        return position
    return Position(
        file.path, shape, job.key, row.start, found.newest, row.id, None, False,
        row.offset, row.line, row.sha256, row.tail, row.tail_length, decoded(row.tally), None,
        checkpoint_of(row.checkpoint) if row.checkpoint else None, (row.offset, row.tail),
    )  # fmt: skip


def _ingest_piece(job: Job, file: File, position: Position) -> None:
    """Read a document, session, text or archive, and commit it as a whole."""
    before = _stamp(file)
    with opened(file.bytes_at, position.shape) as stream:
        position.offset = stream.skip(sys.maxsize)
        position.sha256 = stream.sha256()
    excerpts = Excerpts(file.bytes_at, position.shape)
    found = [
        Found(item, content_sha256(item), excerpts.of) if isinstance(item, Trace) else Found(item)
        for item in reading.read_as(file.bytes_at, file.name, position.tally.accounts)
    ]
    if _stamp(file) != before:
        raise changed(file)
    store_found(job, position, found)
    job.progress(file.name, position.offset)


def _stamp(file: File) -> tuple[int, int, int]:
    found = os.stat(file.bytes_at)
    return found.st_ino, found.st_size, found.st_mtime_ns
