r"""Files as they lie on disk: opened, decompressed and cut into records.

Records are cut from bytes at `\n`; text separators such as U+2028 are data.
"""

import contextlib
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, NamedTuple, Protocol, cast

from auditor.errors import UnreadableFile

MAX_RECORD = 32 * 1024 * 1024
MAX_DOCUMENT = 2 * 1024 * 1024 * 1024
STDIN = "-"
HEAD = 64 * 1024
# Lines of transcripts are often longer than the usual 8 KiB.
_BUFFER = 1 << 20
# So much of a zstd file that holds nothing but zeros unpacks to 128 MiB.
_FED = 4096


class Lines(Protocol):
    """What can be read line by line."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line with its end, at most `limit` bytes of it, or nothing at the end."""


class RawRecord(NamedTuple):
    """One line of a file: its bytes without the line end, where it lies, whether it was cut.

    Attributes:
        raw: The bytes; only the first 64 KiB of a record over `MAX_RECORD`.
        line: 1-based.
        offset: Byte offset in the uncompressed file.
        length: Full length in bytes.
    """

    raw: bytes
    line: int
    offset: int
    length: int


def display_name(path: str) -> str:
    """Return the path relative to the working folder with `/`, as findings print it."""
    if path == STDIN:
        return path
    absolute = os.path.abspath(path)
    relative = os.path.relpath(absolute)
    shown = (absolute if relative.startswith("..") else relative).replace(os.sep, "/")
    # A name that is no UTF-8 must still be printable and storable.
    return os.fsencode(shown).decode(errors="backslashreplace")


class _Packing(NamedTuple):
    """How a file is packed: what begins to unpack a part of it, and what it raises on damage."""

    begin: Callable[[], Any]
    fault: type[Exception]


class _Unpacked(io.RawIOBase):
    """A packed file as a stream: its parts one after another, with the faults of any file.

    One that ends within a part breaks off there, which not every unpacker says of itself.
    """

    def __init__(self, packed: IO[bytes], packing: _Packing) -> None:
        self._packed = packed
        self._packing = packing
        self._part: Any = None
        self._unfed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._ready:
            fed = self._unfed or self._packed.read(_FED)
            if not fed:
                self._refuse_a_cut()
                return 0
            self._unpack(fed)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpack(self, fed: bytes) -> None:
        self._unfed = b""
        # Tapes and block devices fill up with zeros, which begin no part.
        rest = fed if self._part else fed.lstrip(b"\0")
        if not rest:
            return
        part = self._part or self._packing.begin()
        try:
            self._ready = memoryview(part.decompress(rest))
        except self._packing.fault as error:
            raise OSError(str(error)) from error
        self._part = None if part.eof else part
        self._unfed = part.unused_data if part.eof else b""

    def _refuse_a_cut(self) -> None:
        if self._part is not None:
            raise OSError("what is packed in it goes on behind its end")

    def close(self) -> None:
        self._packed.close()
        super().close()


def _packing_of(magic: bytes) -> _Packing | None:
    """Return how a file that begins so is packed; None where it is not."""
    if magic[:2] == b"\x1f\x8b":
        return _Packing(partial(zlib.decompressobj, 16 + zlib.MAX_WBITS), zlib.error)
    if magic == b"\x28\xb5\x2f\xfd":
        import zstandard

        return _Packing(zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError)
    return None


def _skip(stream: IO[bytes], size: int) -> None:
    if stream.seekable():
        stream.seek(size)
        return
    while size and (chunk := stream.read(min(size, 1 << 20))):
        size -= len(chunk)


def size_of(path: str) -> int:
    """Return the size of a file in bytes, 0 where it cannot be told."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def open_as_it_lies(path: str) -> IO[bytes]:
    """Open a file for reading, packed or not: the one place where transcripts are opened.

    Raises:
        UnreadableFile: It cannot be opened, or is a pipe or a device, which may never end.
    """
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISREG(kind) or stat.S_ISDIR(kind):
            return open(path, "rb", _BUFFER)
    except OSError as error:
        why = f"{error.strerror} (a link)" if os.path.islink(path) else error.strerror
        raise UnreadableFile(
            display_name(path), f"cannot be opened: {why}", "Grant access, or leave it out."
        ) from error
    raise UnreadableFile(
        display_name(path), "is no regular file", "Give what a pipe holds to standard input, -."
    )


def open_bytes(path: str) -> IO[bytes]:
    """Open a file for reading, decompressing gzip and zstd, both known by their first bytes.

    Raises:
        UnreadableFile: As `open_as_it_lies`.
    """
    stream = open_as_it_lies(path)
    magic = stream.read(4)
    stream.seek(0)
    packing = _packing_of(magic)
    if packing is not None:
        return io.BufferedReader(_Unpacked(stream, packing), _BUFFER)
    return stream


def head_of(path: str) -> bytes:
    """Return the first 64 KiB of the uncompressed file, without a byte order mark.

    Of a file that breaks off it is what there is; whoever reads on is told.
    """
    head = b""
    with open_bytes(path) as stream, contextlib.suppress(OSError, EOFError):
        while more := cast("io.BufferedReader", stream).read1(HEAD - len(head)):
            head += more
    return head.removeprefix(b"\xef\xbb\xbf")


class Stretch(NamedTuple):
    """Whole lines of a file.

    Attributes:
        start, end: Byte offsets in the uncompressed file; an `end` of None is the file's.
        first_line: 1-based number of the line at `start`.
    """

    start: int
    end: int | None
    first_line: int


def stretches_of(path: str, size: int) -> Iterator[Stretch]:
    """Yield a file in stretches of about a size, cut between lines; a packed file is one."""
    with open_bytes(path) as stream:
        if isinstance(getattr(stream, "raw", None), _Unpacked):
            yield Stretch(0, None, 1)
            return
        start, line = 0, 1
        while block := stream.read(size):
            block += stream.readline()
            yield Stretch(start, start + len(block), line)
            start += len(block)
            line += block.count(b"\n")


def records_of(path: str, start: int = 0, first_line: int = 1) -> Iterator[RawRecord]:
    """Yield the lines of a file from byte `start`, blank ones included.

    Args:
        start: Byte offset in the uncompressed file at which a line begins.
        first_line: 1-based number of that line.
    """
    with open_bytes(path) as stream:
        if start:
            _skip(stream, start)
        yield from records_from(stream, start, first_line)


def records_from(stream: Lines, offset: int, line: int) -> Iterator[RawRecord]:
    """Yield the lines of an open file, from where it stands; each is read when it is asked for.

    Args:
        offset: Byte offset in the uncompressed file at which the stream stands.
        line: 1-based number of the line that begins there.
    """
    while raw := stream.readline(MAX_RECORD + 2):
        length = len(raw)
        if length > MAX_RECORD and not raw.endswith(b"\n"):
            length += _skip_line(stream)
            raw = raw[:HEAD]
        size = length
        if raw.endswith(b"\n"):
            raw = raw[:-2] if raw.endswith(b"\r\n") else raw[:-1]
        # Files that were put together keep the mark of each.
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        yield RawRecord(raw, line, offset, size)
        offset += size
        line += 1


def _skip_line(stream: Lines) -> int:
    skipped = 0
    while rest := stream.readline(1 << 20):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped


def document_of(path: str) -> bytes | None:
    """Return the whole uncompressed file, or None where it is longer than `MAX_DOCUMENT`."""
    with open_bytes(path) as stream:
        raw = stream.read(MAX_DOCUMENT + 1)
    return None if len(raw) > MAX_DOCUMENT else raw.removeprefix(b"\xef\xbb\xbf")
