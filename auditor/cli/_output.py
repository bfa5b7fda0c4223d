"""Where results go: standard output, or files that appear whole or not at all."""

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor import discovery, sources
from auditor.errors import NothingAudited, UsageError


class Target(NamedTuple):
    """`--output FORMAT=FILE`."""

    format: str
    file: str


def target(spec: str, formats: list[str]) -> Target:
    """Return the parts of an `--output` value.

    Raises:
        UsageError: It has another form, or there is no such format.
    """
    format_, equals, file = spec.partition("=")
    if not (equals and file):
        raise UsageError(f"--output {spec}: no FORMAT=FILE.", "Example: --output sarif=out.sarif.")
    if format_ not in formats:
        raise UsageError(
            f"--output {spec}: there is no format {format_!r}.", f"Known: {', '.join(formats)}."
        )
    return Target(format_, file)


def check_outputs(
    files: Iterable[str | None], read: Iterable[str | None], named: Iterable[str] = ()
) -> None:
    """Refuse, before anything is read, an output that can't be written or would overwrite another.

    Args:
        files: Where the command writes; None where it does not.
        read: The paths, folders and globs that it reads; None or "" where there is none.
        named: Files that its settings name, which need not be there.

    Raises:
        UsageError: A file of `files` is named by `read` or `named`, is a transcript in a folder of
            `read`, is given twice or is `-`; or its folder takes no file.
    """
    paths = [path for path in read if path and path != sources.STDIN]
    paths += [path for path in named if os.path.isfile(path)]
    seen: set[str] = set()
    for file in filter(None, files):
        if file == sources.STDIN:
            raise UsageError(
                "An output file cannot be -, which is standard output.", "Name a file."
            )
        if os.path.isfile(file) and any(_is_read(file, path) for path in paths):
            raise UsageError(
                f"{file} is read by this command and would be overwritten.", "Name another file."
            )
        place = os.path.realpath(file)
        if place in seen:
            raise UsageError(f"{file} is given as an output twice.", "Name another file.")
        # A device or a pipe may be given twice, as `/dev/null` is.
        seen |= {place} if _is_replaced(file) else set()
        _check_place(file)


def _check_place(file: str) -> None:
    """Refuse an output that can't be written here: it is met only after an audit of hours."""
    new = _is_replaced(file)
    place = os.path.dirname(os.path.realpath(file)) if new else file
    fault = 0
    if os.path.isdir(file):
        fault = errno.EISDIR
    elif new and not os.path.isdir(place):
        fault = errno.ENOTDIR if os.path.exists(place) else errno.ENOENT
    elif not os.access(place, os.W_OK):
        fault = errno.EACCES
    if fault:
        raise UsageError(f"{file} cannot be written: {os.strerror(fault)}.", "Name another place.")


def _is_read(file: str, path: str) -> bool:
    """Say whether a path names a file; what a folder holds beside transcripts may be rewritten."""
    try:
        found = discovery.discover([path])
    except NothingAudited:
        return False
    if not any(os.path.exists(one) and os.path.samefile(file, one) for one in found):
        return False
    from auditor.intake.identity import identify

    return not os.path.isdir(path) or bool(identify(file).format)


def write_file(file: str, pieces: Iterable[str]) -> None:
    """Write a file under a temporary name beside it, then rename it; devices and pipes at once.

    Raises:
        UsageError: The folder is missing or cannot be written.
    """
    if _is_stdout(file):
        print_pieces(pieces)
        return
    try:
        if not _is_replaced(file):
            with open(file, "w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(pieces)
            return
        place = os.path.realpath(file)
        with _temporary(os.path.dirname(place), os.path.basename(place)) as handle:
            with os.fdopen(handle.descriptor, "w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(handle.path, place)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from None


def _is_replaced(file: str) -> bool:
    """Say whether a new file is put there: not in the place of a device or a pipe.

    What `/dev/stdout` leads to may have no path of its own.
    """
    return os.path.isfile(file) or not os.path.exists(file)


def _is_stdout(file: str) -> bool:
    """Say whether a file is what standard output goes to, be it a file, too."""
    try:
        return os.path.samestat(os.stat(file), os.fstat(sys.stdout.fileno()))
    except OSError:
        return False


class _Handle(NamedTuple):
    descriptor: int
    path: str


@contextlib.contextmanager
def _temporary(folder: str, name: str) -> Iterator[_Handle]:
    descriptor, path = tempfile.mkstemp(prefix=f".{name[:50]}.", dir=folder)
    # mkstemp is for secrets; a report has the rights of any file that its user writes.
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, 0o666 & ~umask)
    try:
        yield _Handle(descriptor, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def print_pieces(pieces: Iterable[str]) -> None:
    """Write to standard output; a reader that goes away ends the printing and nothing else."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()


def drop_stdout() -> None:
    """Send the rest of standard output nowhere, so that closing it raises nothing more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def colours_wanted() -> bool:
    """Say whether standard output is a terminal that may get colours and knows them."""
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not refused


def columns() -> int:
    """Return the width of the terminal, or 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
