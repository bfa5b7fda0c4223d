"""Every error that the product raises on purpose.

AuditorError
├── UsageError        the command or the call cannot be carried out as given (exit code 2)
│   ├── UnreadableFile the bytes of a file cannot be had; where others are read, a `ReadProblem`
│   ├── ConfigError   a settings, contract, profile or expectation file is wrong
│   └── StoreError    the database cannot be opened, is newer than this version, or refuses a write
└── NothingAudited    no transcript could be read at all (exit code 3)

A record that cannot be read is no error: it becomes a `ReadProblem` beside the traces.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from typing import Any

DISTRIBUTION = "agent-trace-auditor"
"""What this package is called where packages are installed from."""


class AuditorError(Exception):
    """An expected failure: what is wrong and, where we know it, the cure.

    Args:
        message: One sentence that names the thing and what is wrong with it.
        cure: What to do about it, as an imperative sentence. May be empty.
    """

    exit_code = 2

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(f"{message} {cure}".strip())
        self.message = message
        self.cure = cure


def reason_in(failed: Mapping[str, Any]) -> str:
    """Return why a value was refused, in our own words where a check of ours refused it.

    Args:
        failed: One of the `errors()` of pydantic's `ValidationError`.
    """
    return str(failed["msg"]).removeprefix("Value error, ")


def installing(extra: str) -> str:
    """Return the command that installs the packages of an extra: from a checkout, where it is one.

    Args:
        extra: Its name; "" for the packages that are always needed.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    named = f"[{extra}]" if extra else ""
    if os.path.isfile(os.path.join(home, "pyproject.toml")):
        return f"{_pip()} install -e {shlex.quote(home + named)}"
    return f"{_pip()} install {shlex.quote(DISTRIBUTION + named)}"


def _pip() -> str:
    """Return what the user writes for the pip of this Python: a bare `pip` may be another one's."""
    found = shutil.which("pip")
    if found and os.path.dirname(found) == os.path.dirname(sys.executable):
        return "pip"
    return f"{shlex.quote(sys.executable)} -m pip"


class UsageError(AuditorError):
    """The command or call cannot be carried out as given."""


class UnreadableFile(UsageError, OSError):  # noqa: N818 - reads as a sentence where it is raised
    """A file or folder that cannot be opened, or that is no regular file.

    Args:
        name: Of the file.
        reason: What is wrong, as the end of a sentence about the file.
        cure: As for every error.
    """

    def __init__(self, name: str, reason: str, cure: str) -> None:
        super().__init__(f"{name} {reason}.", cure)
        self.reason = reason


class ConfigError(UsageError):
    """A file that people write (settings, contract, profiles, expectations) is wrong."""


class StoreError(UsageError):
    """The database cannot be used."""


class NothingAudited(AuditorError):  # noqa: N818 - reads as a sentence where it is raised
    """No transcript could be read."""

    exit_code = 3
