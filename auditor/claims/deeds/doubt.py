"""Why a deed cannot have been done: the reason, and the call that says so."""

from typing import NamedTuple

from auditor.trace import ToolCall

NONE_MADE = "no such call was made"
ALL_FAILED = "the call failed"
TESTS_FAILED = "the last run of tests failed"
DID_NOT_LAST = "a later look shows nothing of it"
OF_ANOTHER = "the calls that were made name another"


class Doubt(NamedTuple):
    """Why a deed cannot have been done.

    Attributes:
        reason: What the calls were instead, for a person.
        witness: The call that says so, if there is any.
        score: 0 to 1.
        about: What the deed was done to.
    """

    reason: str
    witness: ToolCall | None
    score: float
    about: tuple[str, ...] = ()
