"""Zip archives of transcripts, read member by member, never extracted under their own names.

What an honest logger never writes is refused before anything is read: names that climb out of the
archive, links, two members of one name, members that unpack to many times their size.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

_STORED_AS_ZSTD = 93
_MAX_MEMBER = 512 * 1024 * 1024
_MAX_TOTAL = 8 * 1024 * 1024 * 1024
_MAX_RATIO = 250
_FREE_OF_RATIO = 16 * 1024 * 1024
_MAX_MEMBERS = 200_000

# What Python's reader raises on a damaged archive or one of a kind it does not know.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, OverflowError, UnicodeDecodeError,
)  # fmt: skip


class UnsafeArchiveError(ValueError):
    """An archive that no honest logger writes, or a member that cannot be read."""


@contextmanager
def open_archive(path: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose every member has been looked at.

    Raises:
        UnsafeArchiveError: A member is refused, with its name, or the file is no whole archive.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise UnsafeArchiveError(f"the archive is damaged: {error}") from None
    with archive:
        _refuse_unsafe(archive.infolist())
        yield archive


def member_names(path: str) -> list[str]:
    """Return the names of the members, none of a damaged archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except DAMAGE:
        return []


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MAX_MEMBERS:
        raise UnsafeArchiveError(f"{len(members):,} members; the limit is {_MAX_MEMBERS:,}")
    seen: set[str] = set()
    total = 0
    for member in members:
        fault = _fault_of(member, seen)
        if fault:
            raise UnsafeArchiveError(f"member {member.filename[:200]!r} {fault}")
        seen.add(member.filename)
        total += member.file_size
    if total > _MAX_TOTAL:
        raise UnsafeArchiveError(f"unpacks to {total:,} bytes; the limit is {_MAX_TOTAL:,}")


def _fault_of(member: zipfile.ZipInfo, seen: set[str]) -> str:
    name = member.filename.replace("\\", "/")
    packed = max(member.compress_size, 1)
    faults = {
        "points outside the archive": (
            name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
        ),
        "is a symbolic link": stat.S_ISLNK(member.external_attr >> 16),
        "occurs twice": member.filename in seen,
        "is encrypted": bool(member.flag_bits & 1),
        f"unpacks to more than {_MAX_MEMBER:,} bytes": member.file_size > _MAX_MEMBER,
        f"unpacks to over {_MAX_RATIO} times its size: a bomb": (
            member.file_size > max(_FREE_OF_RATIO, _MAX_RATIO * packed)
        ),
    }
    return next((fault for fault, found in faults.items() if found), "")


def member_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a member.

    Raises:
        UnsafeArchiveError: It is damaged, larger than it says, or compressed in an unknown way.
    """
    member = archive.getinfo(name)
    try:
        if member.compress_type == _STORED_AS_ZSTD:
            return _zstd_bytes(archive, member)
        with archive.open(member) as stream:
            return stream.read(_MAX_MEMBER + 1)
    except DAMAGE as error:
        raise UnsafeArchiveError(f"member {name!r} cannot be unpacked: {error}") from None


def _zstd_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a zstd member, a method that Python's zipfile does not know."""
    import zstandard

    stream = archive.fp
    if stream is None:
        raise UnsafeArchiveError("the archive is closed")
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(_at_data(stream, member))
        raw = reader.read(member.file_size + 1)
    except zstandard.ZstdError as error:
        raise UnsafeArchiveError(
            f"member {member.filename!r} cannot be unpacked: {error}"
        ) from None
    if len(raw) != member.file_size or zlib.crc32(raw) != member.CRC:
        raise UnsafeArchiveError(f"member {member.filename!r} is not what the archive says of it")
    return raw


def _at_data(stream: IO[bytes], member: zipfile.ZipInfo) -> IO[bytes]:
    """Move to the member's data, behind its own header of 30 bytes, its name and extra field."""
    stream.seek(member.header_offset + 26)
    lengths = stream.read(4)
    stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    return stream
