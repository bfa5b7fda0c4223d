"""Records that could not be read: what is wrong with each, and what to do about it."""

import hashlib
from typing import Any

from auditor.errors import UnreadableFile
from auditor.formats import FORMATS
from auditor.messages.untold import outline_of
from auditor.trace import Place, ReadProblem

_KEPT_RAW = 64 * 1024


def broken_off(name: str, error: Exception) -> ReadProblem:
    """Return the problem of a file that cannot be opened, or not be read to its end."""
    if isinstance(error, UnreadableFile):
        return problem(Place(name), f"the file {error.reason}", b"", error.cure)
    return problem(Place(name), f"the file breaks off: {error}", b"", "Fetch it again.")


def unknown(place: Place, value: Any, raw: bytes) -> ReadProblem:
    """Return the problem of a record that is valid JSON of no known format."""
    return problem(
        place, f"unknown format: {outline_of(value)}", raw, known_formats(), code="TA902"
    )


def known_formats() -> str:
    """Return the sentence that says what is read."""
    return (
        f"Supported: {len(FORMATS.keys())} formats, listed by `auditor formats`, and what holds"
        " messages (`role`, `content`) or calls and results (`tool`, `arguments`, `result`)."
    )


def problem(place: Place, reason: str, raw: bytes, cure: str, code: str = "TA901") -> ReadProblem:
    """Return the problem of a record: where it lies, what is wrong, and what to do about it."""
    return ReadProblem(
        place, code, reason, cure, raw[:_KEPT_RAW], hashlib.sha256(raw).hexdigest() if raw else ""
    )
