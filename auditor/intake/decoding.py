"""Records decoded strictly, or with what Python writes and JSON lacks: numbers, printed objects."""

import re
from contextlib import suppress
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.intake.unread import problem
from auditor.messages import python_repr
from auditor.messages.printed_objects import with_objects
from auditor.trace import Place, ReadProblem

# A list or object whose first string or key is quoted as JSON never quotes: Python printed it.
_PRINTED = re.compile(rb"\s*[\[{][\s\[{]*'")


class Decoded(NamedTuple):
    """A decoded value.

    Attributes:
        fault: Why it is no strict JSON; "" where it is.
        is_printed: Python printed it: nothing of it was changed to read it.
    """

    value: Any
    fault: str = ""
    is_printed: bool = False


def decoded(raw: bytes) -> Decoded:
    """Decode one record.

    Raises:
        JsonError: It is no JSON, even if NaN and Infinity were.
    """
    try:
        return Decoded(with_objects(strict_json.decode(raw), raw))
    except strict_json.JsonError as fault:
        if _PRINTED.match(raw):
            with suppress(ValueError, UnicodeError):
                return Decoded(python_repr.constructed(raw.decode()), str(fault), is_printed=True)
        worded = strict_json.with_words(raw)
        if worded is None:
            raise
        try:
            return Decoded(with_objects(strict_json.decode(worded), raw), str(fault))
        except strict_json.JsonError:
            raise fault from None


def read_as_words(place: Place, fault: str, raw: bytes) -> ReadProblem:
    """Return what is to be said of a record that was read though it is no strict JSON."""
    return problem(
        place,
        f"{fault}: NaN and Infinity are no JSON, so they were read as words",
        raw,
        "Write null or a text in their place.",
    )
