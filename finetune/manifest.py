"""Folders that say what they hold: a manifest with the SHA-256 of every file, written last.

Converted models, checkpoints, adapters and merged models are such folders. They are written under
a temporary name beside their place and renamed, so that a folder with its own name is whole.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.errors import UsageError

MANIFEST = "manifest.json"
_WRITING = ".writing-"
_REMOVING = ".removing-"


def sha256_of(path: Path) -> str:
    """Return the hex digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def written(folder: Path, facts: dict[str, Any]) -> Iterator[Path]:
    """Give a temporary folder to write into; it becomes `folder`, manifest included, at the end.

    Args:
        folder: Where it is to stand; it must not exist.
        facts: What the manifest says beside the digests; it may be added to while writing.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = folder.parent / f"{_WRITING}{folder.name}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    yield place
    _seal(place, facts)
    place.rename(folder)
    _sync(folder.parent)


def replace_text(folder: Path, name: str, text: str) -> None:
    """Replace a text file of a folder, and its digest in the manifest.

    Raises:
        UsageError: A file of the folder is missing, altered or not listed.
    """
    facts = verify(folder)
    new = folder.parent / f"{_WRITING}{name}"
    new.write_text(text, encoding="utf-8")
    new.replace(folder / name)
    _seal(folder, facts)


def verify(folder: Path) -> dict[str, Any]:
    """Check every file of a folder against its manifest, and return the manifest's facts.

    Raises:
        UsageError: A file is missing, altered or not listed; it is named.
    """
    place = folder / MANIFEST
    try:
        held = json.loads(place.read_text(encoding="utf-8"))
        files, facts, own = held["files"], held["facts"], held["sha256"]
    except FileNotFoundError:
        raise UsageError(f"{place} is missing.", _CURE) from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{place} is damaged.", _CURE) from None
    if own != _digest(files, facts):
        raise UsageError(f"{place} was altered.", _CURE)
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            raise UsageError(f"{path} is missing.", _CURE)
        if sha256_of(path) != digest:
            raise UsageError(f"{path} was altered.", _CURE)
    for name in sorted(_names(folder) - files.keys()):
        raise UsageError(f"{folder / name} is not in the manifest.", _CURE)
    return dict(facts)


def verify_run(folder: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Check a folder, and that it is of the run that these facts name; return what it says.

    Raises:
        UsageError: A file of it is missing or altered, or it is of another run.
    """
    held = verify(folder)
    for key, value in facts.items():
        if held.get(key) != value:
            raise UsageError(
                f"{folder} is of a run that differs in its {_TOLD.get(key, key)}.",
                "Choose another --out folder.",
            )
    return held


_TOLD = {"base_sha256": "base"}
_CURE = "Take an older folder or begin anew."


def remove(folder: Path) -> None:
    """Remove a folder; killed half-way, it leaves nothing that looks whole."""
    if folder.exists():
        place = folder.parent / f"{_REMOVING}{folder.name}"
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)
        shutil.rmtree(place)


def clear_remains(parent: Path) -> None:
    """Remove what a killed process left half written or half removed."""
    for path in parent.glob(".*"):
        if not path.name.startswith((_WRITING, _REMOVING)):
            continue
        if path.is_file():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _seal(folder: Path, facts: dict[str, Any]) -> None:
    files = {}
    for name in sorted(_names(folder)):
        path = folder / name
        files[name] = sha256_of(path)
        _sync(path)
    held = {"files": files, "facts": facts, "sha256": _digest(files, facts)}
    with (folder / MANIFEST).open("w", encoding="utf-8") as stream:
        json.dump(held, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    _sync(folder)


def _names(folder: Path) -> set[str]:
    """Return the files below a folder, by relative path, the manifest left out."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return found - {MANIFEST}


def _digest(files: dict[str, str], facts: dict[str, Any]) -> str:
    text = json.dumps([files, facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
