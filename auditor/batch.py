"""Audits in pieces: the seam for pools of processes and for batches of lines in Arrow form.

A piece is read and judged without knowledge of the others; what only the whole shows (duplicates,
repeated tasks, totals) is counted where the outcomes come together, in the order of the records.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from auditor.auditing import Outcome, outcome_of
from auditor.discovery import Held
from auditor.errors import UsageError
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.intake.detecting import detect, surest_format
from auditor.intake.reading import read_as, read_stretch
from auditor.intake.records import read_record
from auditor.setting import Setting, setting_of
from auditor.sources import RawRecord, Stretch, stretches_of
from auditor.trace import ReadProblem
from auditor.trace_audit import audit_trace, problem_finding

if TYPE_CHECKING:
    import polars as pl

_STRETCH = 4 * 1024 * 1024
_AHEAD = 3


class Piece(NamedTuple):
    """A file, or some lines of it.

    Attributes:
        file: Where it lies and what findings call it.
        format: Name of the format that most of its lines have.
        stretch: The lines; None for a file that is read whole.
    """

    file: Held
    format: str | None
    stretch: Stretch | None

    def end(self) -> int:
        """Return the byte offset at which it ends; 0 where that is the end of the file."""
        return (self.stretch.end or 0) if self.stretch else 0


def can_fork(setting: Setting) -> bool:
    """Say whether several processes can share an audit: a ledger is held against all traces."""
    return setting.ledger is None and "fork" in multiprocessing.get_all_start_methods()


class PieceOutcome(msgspec.Struct, array_like=True):
    """What became of the records of a piece, and where they went."""

    outcomes: list[Outcome]
    counts: tuple[int, int, int, int]
    ignored: dict[str, int]
    formats: dict[str, int]

    def add_to(self, accounts: Accounts) -> None:
        """Add where the records went."""
        records, used, problem, blank = self.counts
        accounts.records += records
        accounts.used += used
        accounts.problem += problem
        accounts.blank += blank
        accounts.ignored.update(self.ignored)
        accounts.formats.update(self.formats)


def pieces_of(file: Held) -> Iterator[Piece]:
    """Yield the pieces of a file that may be audited apart."""
    try:
        detection = detect(file.path)
    except (OSError, EOFError):
        # Reading it says what is wrong.
        yield Piece(file, None, None)
        return
    if detection.shape != "lines":
        yield Piece(file, None, None)
        return
    format_ = detection.match.format.name if detection.match else None
    for stretch in stretches_of(file.path, _STRETCH):
        yield Piece(file, format_, stretch)


def audit_piece(piece: Piece, setting: Setting) -> PieceOutcome:
    """Read and judge a piece."""
    accounts = Accounts()
    path, name = piece.file
    if piece.stretch is None:
        items = read_as(path, name, accounts)
    else:
        items = read_stretch(path, name, piece.format, piece.stretch, accounts)
    outcomes = [outcome_of(item, setting) for item in items]
    counts = (accounts.records, accounts.used, accounts.problem, accounts.blank)
    return PieceOutcome(outcomes, counts, accounts.ignored, accounts.formats)


def audit_pieces(
    pieces: Iterable[Piece], setting: Setting, jobs: int
) -> Generator[tuple[Piece, PieceOutcome], None, None]:
    """Audit pieces in several processes and yield what became of each, in order.

    Args:
        pieces: The pieces.
        setting: What the audit is told.
        jobs: How many processes; they are forked, so that keys are the same in all.

    Raises:
        UsageError: One of the processes was killed.
    """
    decode = msgspec.msgpack.Decoder(PieceOutcome).decode
    context = multiprocessing.get_context("fork")
    running: deque[tuple[Piece, Future[bytes]]] = deque()
    with ProcessPoolExecutor(jobs, context, _begin, (setting,)) as pool, _ended_on_failure(pool):
        for piece in pieces:
            running.append((piece, pool.submit(_work, piece)))
            if len(running) > _AHEAD * jobs:
                done, future = running.popleft()
                yield done, decode(_result(future))
        while running:
            done, future = running.popleft()
            yield done, decode(_result(future))


@contextlib.contextmanager
def _ended_on_failure(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Wait for no process of a pool whose work nobody takes any more, as after an interrupt."""
    try:
        yield
    except BaseException:
        for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public name
            process.kill()
        raise


def _result(future: Future[bytes]) -> bytes:
    try:
        return future.result()
    except BrokenProcessPool:
        raise UsageError(
            "One of the processes was killed, perhaps for want of memory.",
            "Run again with fewer --jobs.",
        ) from None


_setting: list[Setting] = []
_encode = msgspec.msgpack.Encoder().encode


def _begin(setting: Setting) -> None:
    _setting[:] = [setting]
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent clears up; this one just ends
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that began it is gone: killed, it can't tell its pool."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(piece: Piece) -> bytes:
    return _encode(audit_piece(piece, _setting[0]))


def audit_batch(
    lines: Any, setting: Setting | None = None, *, column: str = "line", name: str = "batch"
) -> "pl.DataFrame":
    """Audit a batch of transcript lines in Arrow form: a pure function for engines that map them.

    Args:
        lines: A table with one transcript a row, as bytes or text: anything with an Arrow C stream
            (polars, pyarrow, DuckDB, Ray's batches).
        setting: What the audit is told.
        column: The column that holds the lines.
        name: What findings call the batch; their line is the 1-based row.

    Returns:
        One finding a row, with the columns of `--format jsonl`; evidence as JSON text. Duplicates
        and repeated tasks of other batches are not looked for.
    """
    import polars as pl

    from auditor.frames import FINDINGS, frame

    setting = setting or setting_of()
    raws = [_bytes_of(line) for line in pl.DataFrame(lines)[column]]
    primary = surest_format(raws)
    accounts = Accounts()
    found: list[Finding] = []
    for number, raw in enumerate(raws, 1):
        for item in read_record(RawRecord(raw, number, 0, len(raw)), name, primary, accounts):
            if isinstance(item, ReadProblem):
                found.append(problem_finding(item))
            else:
                found += audit_trace(item, setting).findings
    return frame(FINDINGS, map(_row_of, found))


def _row_of(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(finding)
    row["evidence"] = msgspec.json.encode(finding.evidence).decode()
    return row


def _bytes_of(line: str | bytes) -> bytes:
    return line.encode() if isinstance(line, str) else line
