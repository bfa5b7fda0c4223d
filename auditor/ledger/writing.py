"""Writes a ledger: append only, one writer, on the disk before anybody goes on."""

import errno
import os
import threading
from typing import NamedTuple

import msgspec

from auditor import strict_json
from auditor.errors import UsageError
from auditor.file_lock import try_lock
from auditor.ledger import form
from auditor.trace import Place

_TAIL = 64 * 1024
_WHOLE = "the line end of the entry before was missing"


class Execution(NamedTuple):
    """What one entry says; the writer adds its number and its place in the chain.

    Attributes:
        name: The tool; "" for a mark of the ledger itself, which `result` spells.
        result: What the server answered as text; None where it never answered.
    """

    at: str
    server: str
    session: str
    name: str
    arguments_raw: str
    result: str | None
    is_error: bool = False
    call_id: str | None = None


class _End(NamedTuple):
    """How a file ends: the last entry's number and hash, and the bytes of a torn line."""

    seq: int
    head: str
    torn: bytes


class LedgerWriter:
    """Appends to a ledger file, creating it or going on with its chain.

    Every entry is on the disk when `write` returns, so that a process that is killed loses none
    that somebody has seen the effect of. Not for several threads at once without its own lock,
    which it holds.

    Args:
        path: The file; made readable to its owner only.
        at, server, session: What a mark says that repairs a torn line.

    Raises:
        UsageError: The file cannot be opened, another process writes it, or its end breaks the
            chain.
    """

    def __init__(self, path: str, *, at: str, server: str, session: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._fault = ""
        new = not os.path.exists(path)
        try:
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise UsageError(f"The ledger {path} cannot be opened: {error.strerror}.") from None
        try:
            _claim(self._file, path)
            end = _end_of(self._file, path)
        except UsageError:
            os.close(self._file)
            raise
        if new:
            _sync_folder(path)
        self._seq, self._head = end.seq, end.head
        if end.torn:
            self._append(b"\n")
            said = f"{form.REPAIRED}{_damage(end.torn)}"
            if said.endswith(_WHOLE):
                self._seq, self._head = end.seq + 1, form.hash_of(end.torn)
            self.write(Execution(at, server, session, "", "", said))

    def write(self, said: Execution) -> None:
        """Append an entry and return when it is on the disk.

        Raises:
            UsageError: The disk refuses; what was written of the line is repaired next time.
        """
        with self._lock:
            digest = "" if said.result is None else form.text_hash(said.result)
            line = form.encode(
                form.Line(
                    self._seq + 1, said.at, said.server, said.session, said.name,
                    said.arguments_raw, digest, said.result, said.is_error, self._head,
                    msgspec.UNSET if said.call_id is None else said.call_id,
                )
            )  # fmt: skip
            self._append(line + b"\n")
            self._seq, self._head = self._seq + 1, form.hash_of(line)

    @property
    def head(self) -> str:
        """Hash of the last line; kept elsewhere it proves later that no line was cut off."""
        return self._head

    def close(self) -> None:
        """Let another writer have the file."""
        os.close(self._file)

    def _append(self, data: bytes) -> None:
        if not self._fault:
            try:
                if os.fstat(self._file).st_nlink == 0:
                    raise OSError(errno.ENOENT, "it was deleted")
                while data:
                    data = data[os.write(self._file, data) :]
                os.fsync(self._file)
            except OSError as error:
                # The line may be torn now: only a new start, which looks at the end, goes on.
                self._fault = error.strerror or str(error)
        if self._fault:
            raise UsageError(
                f"The ledger {self.path} cannot be written: {self._fault}.",
                "Nothing is passed on that the ledger does not hold; make room and start again.",
            )


def _damage(torn: bytes) -> str:
    """Say what a crash left behind the last line end."""
    try:
        if form.is_entry(strict_json.decode(torn)):
            return _WHOLE
    except strict_json.JsonError:
        pass
    return f"a torn line of {len(torn)} bytes, sha256 {form.hash_of(torn)}"


def _claim(file: int, path: str) -> None:
    """Make sure that no other process writes the file, where the system offers locks."""
    if not try_lock(file):
        raise UsageError(
            f"Another process writes the ledger {path}.", "Give each proxy a file of its own."
        )


def _sync_folder(path: str) -> None:
    try:
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _end_of(file: int, path: str) -> _End:
    """Read how the file ends.

    Raises:
        UsageError: Its last whole line is no entry, or is not bound to the line before.
    """
    tail = _last_lines(file)
    lines, torn = tail[:-1], tail[-1]
    if not lines:
        return _End(0, form.FIRST, torn)
    try:
        value = strict_json.decode(lines[-1])
        if not form.is_entry(value) or not value.get("prev_hash"):
            raise form.MalformedError("its last line is no ledger entry")
        found = form.read_entry(value, Place(path), 0)
        before = form.hash_of(lines[-2]) if len(lines) > 1 else form.FIRST
        # A repair mark is bound to the last whole line, which the torn one stands behind.
        repaired = (found.entry.result or "").startswith(form.REPAIRED)
        if found.fault or (found.prev_hash != before and not repaired):
            raise form.MalformedError(found.fault or "its last line does not follow the one before")
    except (strict_json.JsonError, form.MalformedError) as fault:
        raise UsageError(
            f"The ledger {path} can't be continued: {fault}.",
            "Keep it as evidence and begin a new file.",
        ) from None
    return _End(found.entry.seq, form.hash_of(lines[-1]), torn)


def _last_lines(file: int) -> list[bytes]:
    """Return the last two whole lines or fewer, and what follows the last line end."""
    size = os.fstat(file).st_size
    length = _TAIL
    while True:
        length = min(length, size)
        os.lseek(file, size - length, os.SEEK_SET)
        tail = _read(file, length)
        lines = tail.split(b"\n")
        # The first piece is whole only at the beginning of the file.
        if length == size or len(lines) > 3:  # noqa: PLR2004 - two lines and both cut ends
            return lines[-3:]
        length *= 4


def _read(file: int, length: int) -> bytes:
    pieces = []
    while length and (piece := os.read(file, length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
