"""Which source of the store a file is: by its content, never by its name alone.

A file whose first bytes are those of a known source is that source, grown or not, moved or not.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, Self

import sqlalchemy as sa

from auditor import sources
from auditor.store.tables import SOURCE

_CHUNK = 1 << 20


class HashedFile:
    """An open file that knows the sha256 of what was read from it.

    Attributes:
        ended: The last line that was read had its line end.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._whole_lines = ""
        self.ended = True

    def readline(self, limit: int, /) -> bytes:
        """Return the next line with its end, at most `limit` bytes of it, or nothing at the end."""
        line = self._stream.readline(limit)
        if line:
            ended = line.endswith(b"\n")
            if self.ended and not ended:
                self._whole_lines = self._digest.hexdigest()
            self._digest.update(line)
            self.ended = ended
        return line

    def skip(self, size: int) -> int:
        """Read and hash so many bytes, or as many as there are; return how many."""
        left = size
        while left and (chunk := self._stream.read(min(left, _CHUNK))):
            self._digest.update(chunk)
            left -= len(chunk)
        return size - left

    def at_end(self) -> bool:
        """Say whether nothing follows. Nothing may be read from the file afterwards."""
        return not self._stream.read(1)

    def sha256(self) -> str:
        """Return the digest of all bytes so far."""
        return self._digest.hexdigest()

    def sha256_of_whole_lines(self) -> str:
        """Return the digest of all bytes up to the last line end."""
        return self.sha256() if self.ended else self._whole_lines

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(file: str, shape: str) -> HashedFile:
    """Open a file: records are counted in uncompressed bytes, other files are taken as they lie."""
    if shape == "lines":
        return HashedFile(sources.open_bytes(file))
    return HashedFile(sources.open_as_it_lies(file))


class Known(NamedTuple):
    """What the store holds of a file.

    Attributes:
        newest: The highest number of the path's sources, or 0.
        row: The source that the file continues, or None.
        former: The source that this file takes over from: same path, or same content read under
            other settings.
        repeats: The former one's bytes stand at the beginning of the file.
    """

    newest: int
    row: Any | None
    former: Any | None = None
    repeats: bool = False


def start_of(path: str) -> str:
    """Return the sha256 of the first line, at most 64 KiB of it."""
    try:
        line, _, _ = sources.head_of(path).partition(b"\n")
    except (OSError, EOFError):
        return ""  # a damaged archive; it is known by its path alone
    return hashlib.sha256(line.removesuffix(b"\r")).hexdigest()


def known(connection: sa.Connection, path: str, file: str, shape: str, setting: str) -> Known:
    """Find the source of a file.

    Args:
        path: Absolute path, or `-`.
        file: Where its bytes lie now.
    """
    newest = sa.select(sa.func.max(SOURCE.c.id)).where(SOURCE.c.path == path)
    newest_number = connection.execute(newest).scalar() or 0
    former = None
    for row in _candidates(connection, path, file):
        if begins_with(file, row):
            if row.setting == setting and row.shape == shape:
                return Known(newest_number, row)
            return Known(newest_number, None, row, repeats=True)
        if row.path == path and former is None:
            former = row
    return Known(newest_number, None, former)


def _candidates(connection: sa.Connection, path: str, file: str) -> Iterator[Any]:
    live = sa.select(SOURCE).where(SOURCE.c.replaced_by.is_(None)).order_by(SOURCE.c.id.desc())
    if path != sources.STDIN:
        yield from connection.execute(live.where(SOURCE.c.path == path)).all()
    start = start_of(file)
    for row in connection.execute(live.where(SOURCE.c.start == start, SOURCE.c.path != path)):
        if not _still_there(row):
            yield row
    if path == sources.STDIN:
        yield from connection.execute(live.where(SOURCE.c.start == start, SOURCE.c.path == path))


def _still_there(row: Any) -> bool:
    return (
        row.path != sources.STDIN and os.path.isfile(row.path) and start_of(row.path) == row.start
    )


def begins_with(file: str, row: Any) -> bool:
    """Say whether the part of a source that was read stands at the beginning of a file.

    What is no file of records is read as one piece, so there the whole file must be equal.
    """
    try:
        with opened(file, row.shape) as stream:
            stream.skip(row.offset)
            return stream.sha256() == row.sha256 and (row.shape == "lines" or stream.at_end())
    except (OSError, EOFError):
        return False
