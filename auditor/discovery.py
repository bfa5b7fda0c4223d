"""Which files paths, folders and globs name, and standard input as a file among them."""

import contextlib
import glob
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.errors import NothingAudited, UnreadableFile, UsageError
from auditor.sources import STDIN, display_name, head_of

_TRANSCRIPT_SUFFIXES = {".json", ".jsonl", ".ndjson", ".txt", ".log", ".traj", ".eval", ".har"}
_PACKED_SUFFIXES = {".gz", ".zst"}
# Most files of these hold settings, and figures; recordings of HTTP and tables of runs begin so.
_MIXED_SUFFIXES = {".yaml", ".yml"}
_TABLE_SUFFIXES = {".csv", ".tsv"}
RECORDING_HEAD = r"(?:(?:---|#|version:)[^\n]*\n)*"
"""The lines over what a cassette of HTTP exchanges holds, a pattern."""
_OF_RUNS = re.compile(
    rb"[^\n]*\b(?:messages|conversations?|transcript|role|tool_calls|inputs?|prompt|request|"
    rb"request_?body|@message)\b",
    re.IGNORECASE,
)
_RECORDING = re.compile(rf"{RECORDING_HEAD}(?:(?:http_)?interactions|requests):".encode())


def discover(
    paths: Iterable[str], sought: str = "transcript", page: str = "`auditor formats`"
) -> list[str]:
    """Return the files that the given paths, folders and globs name, sorted within each.

    In folders only files with a transcript's suffix are taken; a file that is named is always
    taken. `-` is standard input. What cannot be looked into (a closed folder, a link that leads
    nowhere) is among them, so that reading it says why.

    Args:
        sought: What the files are, as the error calls them.
        page: Where people read about such files.

    Raises:
        UsageError: A path does not exist.
        NothingAudited: Nothing is left to read.
    """
    files: dict[str, None] = {}
    paths = list(paths)
    for path in paths:
        for file in _expand(path):
            files[file] = None
    if not files:
        raise NothingAudited(
            f"No {sought} file in {', '.join(paths) or 'nothing'}.",
            f"Name files, folders or a glob that matches; see {page}.",
        )
    return list(files)


def _expand(path: str) -> Iterator[str]:
    if path == STDIN:
        yield path
    elif os.path.isdir(path):
        yield from _files_in(path)
    elif _is_there(path):
        yield path
    elif glob.has_magic(path):
        closed = _closed_below(path)
        for match in sorted(closed.union(glob.glob(path, recursive=True))):
            yield from [match] if match in closed else _expand(match)
    else:
        said = path or "The path that is an empty text"
        raise UsageError(f"{said} does not exist.", "Check the spelling and the working folder.")


def _closed_below(pattern: str) -> set[str]:
    """Return the folders that a glob leads through and may not look into; it passes over them."""
    closed: set[str] = set()
    above, name = os.path.split(pattern.rstrip(os.sep))
    while above and name:
        for folder in glob.glob(os.path.join(above, ""), recursive=True):
            if _is_closed(folder, name):
                closed.add(folder.rstrip(os.sep))
        above, name = os.path.split(above)
    return closed


def _is_closed(folder: str, name: str) -> bool:
    """Say whether a folder may not be listed, or a name in it not be looked up."""
    try:
        if glob.has_magic(name):
            os.scandir(folder).close()
        else:
            os.lstat(os.path.join(folder, name))
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _files_in(path: str) -> Iterator[str]:
    closed: list[str] = []
    for folder, subfolders, names in os.walk(path, onerror=lambda e: closed.append(e.filename)):
        yield from closed
        closed.clear()
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            file = os.path.join(folder, name)
            if not name.startswith(".") and (looks_like_transcript(name) or _begins_so(file)):
                yield file
    yield from closed


def _is_there(path: str) -> bool:
    """Say whether something is at a path, be it a link that leads nowhere or a closed folder's."""
    try:
        os.lstat(path)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def looks_like_transcript(name: str) -> bool:
    """Say whether a file of a folder, or a member of an archive, is read as a transcript."""
    return _suffix_of(name) in _TRANSCRIPT_SUFFIXES


def _begins_so(path: str) -> bool:
    """Say by its beginning whether a file of a folder records HTTP in YAML, or lists runs."""
    suffix = _suffix_of(path)
    if suffix not in _MIXED_SUFFIXES | _TABLE_SUFFIXES:
        return False
    begins = _RECORDING if suffix in _MIXED_SUFFIXES else _OF_RUNS
    try:
        return bool(begins.match(head_of(path)))
    except (UnreadableFile, OSError, EOFError):
        return False


def _suffix_of(name: str) -> str:
    stem = Path(name)
    return Path(stem.stem).suffix if stem.suffix in _PACKED_SUFFIXES else stem.suffix


def spool_stdin() -> str:
    """Copy standard input to a temporary file, so that it can be looked at twice; return its path.

    The caller removes the file.

    Raises:
        UsageError: It is closed, or cannot be read or copied.
    """
    if sys.stdin is None:
        raise UsageError("Standard input is closed.", "Send it a transcript, or name a file.")
    try:
        with tempfile.NamedTemporaryFile(prefix="auditor-stdin-", delete=False) as spool:
            _copy_stdin(spool)
    except OSError as error:
        raise UsageError(f"Standard input cannot be read or copied: {error.strerror}.") from None
    return spool.name


def _copy_stdin(spool: "tempfile._TemporaryFileWrapper[bytes]") -> None:
    """Copy standard input; where that ends early, as on Ctrl-C, nothing is left behind."""
    try:
        while chunk := sys.stdin.buffer.read(1 << 20):
            spool.write(chunk)
        spool.flush()
    except BaseException:
        os.unlink(spool.name)
        raise


@contextlib.contextmanager
def spooled(raw: bytes, name: str) -> Iterator[str]:
    """Give a temporary file of some bytes, with the suffixes of a name, while the context lasts."""
    suffix = "".join(Path(name).suffixes[-2:])
    with tempfile.NamedTemporaryFile(prefix="auditor-", suffix=suffix, delete=False) as spool:
        spool.write(raw)
    try:
        yield spool.name
    finally:
        os.unlink(spool.name)


class Held(NamedTuple):
    """A file that can be read more than once, and the name that findings give it."""

    path: str
    name: str


@contextlib.contextmanager
def held(paths: Iterable[str]) -> Iterator[list[Held]]:
    """Give the files that paths name for as long as the context lasts, standard input spooled.

    Raises:
        UsageError: A path does not exist.
        NothingAudited: Nothing is left to read.
    """
    spools: list[str] = []
    files: list[Held] = []
    try:
        for path in discover(paths):
            if path == STDIN:
                spools.append(spool_stdin())
                files.append(Held(spools[-1], STDIN))
            else:
                files.append(Held(path, display_name(path)))
        yield files
    finally:
        for spool in spools:
            os.unlink(spool)
