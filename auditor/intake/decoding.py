"""Records decoded strictly, or with the numbers that Python writes and JSON lacks as words."""

from typing import Any, NamedTuple

from auditor import strict_json
from auditor.intake.unread import problem
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
        return Decoded(strict_json.decode(raw))
    except strict_json.JsonError as fault:
        worded = strict_json.with_words(raw)
        if worded is None:
            raise
        try:
            return Decoded(strict_json.decode(worded), str(fault))
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
