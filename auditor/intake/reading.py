"""Transcripts in, traces out: detection by content, strict decoding, exact accounts."""

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from auditor import discovery, sources
from auditor.archives import UnsafeArchiveError, member_bytes, open_archive
from auditor.formats import FORMATS, Match
from auditor.intake.accounts import Accounts
from auditor.intake.cut_files import read_cut, read_session
from auditor.intake.detecting import CUTS, detect
from auditor.intake.records import read_record
from auditor.intake.unread import broken_off, known_formats, problem
from auditor.intake.whole_files import read_whole
from auditor.messages.parts import inside
from auditor.trace import Place, ReadProblem, Trace


def read(
    *paths: str | os.PathLike[str], accounts: Accounts | None = None
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces of files, folders, globs or `-`, and a problem for each bad record.

    Args:
        paths: What to read; standard input is `-`.
        accounts: Filled while reading, where given.

    Raises:
        UsageError: A path does not exist.
        NothingAudited: The paths name no file at all.
    """
    accounts = Accounts() if accounts is None else accounts
    for path in discovery.discover([os.fspath(path) for path in paths]):
        yield from read_file(path, accounts)


def read_file(path: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of one file."""
    if path == sources.STDIN:
        spool = discovery.spool_stdin()
        try:
            yield from read_as(spool, sources.STDIN, accounts)
        finally:
            os.unlink(spool)
        return
    yield from read_as(path, sources.display_name(path), accounts)


def read_as(path: str, name: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of one file that places call by another name."""
    return _to_its_end(_read_detected(path, name, accounts), name, accounts)


def _read_detected(path: str, name: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    detection = detect(path)
    if detection.shape == "lines":
        yield from _read_lines(path, name, detection.match, accounts)
    elif detection.shape == "session":
        yield from read_session(path, name, detection, accounts)
    elif detection.shape in CUTS:
        yield from read_cut(path, name, detection, accounts)
    elif detection.shape == "archive" and detection.match is None:
        yield from _read_members(path, name, accounts)
    else:
        yield from read_whole(path, name, detection, accounts)


def _to_its_end(
    items: Iterator[Trace | ReadProblem], name: str, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield what is read of a file, and a problem where it can't be opened or breaks off.

    A closed file shows when it is opened, a damaged archive only while it is being read.
    """
    try:
        yield from items
    except (OSError, EOFError) as error:
        accounts.records += 1
        accounts.problem += 1
        yield broken_off(name, error)


def _read_members(path: str, name: str, accounts: Accounts) -> Iterator[Trace | ReadProblem]:
    """Yield what the transcripts of a zip archive hold, as if they were files of a folder."""
    some = False
    try:
        with open_archive(path) as archive:
            for member in filter(discovery.looks_like_transcript, archive.namelist()):
                some = True
                with discovery.spooled(member_bytes(archive, member), member) as spool:
                    if _is_plain_zip(spool):
                        yield _refused(name, f"{member} is an archive in an archive", accounts)
                        continue
                    for item in read_as(spool, name, accounts):
                        yield _in_member(item, member)
    except UnsafeArchiveError as refusal:
        yield _refused(name, f"the archive is refused: {refusal}", accounts)
        return
    if not some:
        yield _refused(name, "the zip archive holds no known log", accounts, "TA902")


def _is_plain_zip(path: str) -> bool:
    try:
        detection = detect(path)
    except (OSError, EOFError):
        return False
    return detection.shape == "archive" and detection.match is None


def _refused(name: str, reason: str, accounts: Accounts, code: str = "TA901") -> ReadProblem:
    accounts.records += 1
    accounts.problem += 1
    return problem(Place(name), reason, b"", known_formats(), code)


def _in_member(item: Trace | ReadProblem, member: str) -> Trace | ReadProblem:
    """Return what was read with a place in the archive: the member and its line in the pointer."""
    place = item.place
    line = "" if place.line is None else f"/{place.line}"
    pointer = f"{inside(Place(place.file), member).pointer}{line}{place.pointer}"
    there = Place(place.file, pointer=pointer)
    if isinstance(item, Trace):
        item.place = there
        return item
    return msgspec.structs.replace(item, place=there)


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
    return _to_its_end(_read_stretch(path, name, format_, stretch, accounts), name, accounts)


def _read_stretch(
    path: str, name: str, format_: str | None, stretch: sources.Stretch, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    primary = FORMATS[format_] if format_ else None
    for record in sources.records_of(path, stretch.start, stretch.first_line):
        if stretch.end is not None and record.offset >= stretch.end:
            return
        yield from read_record(record, name, primary, accounts)


def _is_among(line: int, ascending: Sequence[int]) -> bool:
    place = bisect_left(ascending, line)
    return place < len(ascending) and ascending[place] == line
