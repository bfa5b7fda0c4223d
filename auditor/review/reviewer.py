"""Who judges, where nobody logs in."""

import getpass
import os

from auditor.errors import UsageError


def reviewer_named(given: str | None) -> str:
    """Return the name under which verdicts are given: the user's where none is given.

    Raises:
        UsageError: An empty name is given, as by a variable that is not set.
    """
    if given is None:
        return _user()
    if not given:
        raise UsageError("--reviewer is an empty text.", "Leave it out, or say who judges.")
    return given


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"  # as in a container that runs under a number
