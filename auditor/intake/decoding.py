"""Records decoded strictly, or with what Python writes and JSON lacks: numbers, printed objects."""

from typing import Any, NamedTuple

from auditor import strict_json
from auditor.intake.unread import problem
from auditor.messages.printed_objects import with_objects
from auditor.trace import Place, ReadProblem


class Decoded(NamedTuple):
    """A decoded value.

    Attributes:
        fault: Why it is no strict JSON; "" where it is.
    """

    value: Any
    fault: str = ""


def decoded(raw: bytes) -> Decoded:
    """Decode one record.

    Raises:
        JsonError: It is no JSON, even if NaN and Infinity were.
    """
    try:
        return Decoded(with_objects(strict_json.decode(raw), raw))
    except strict_json.JsonError as fault:
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
