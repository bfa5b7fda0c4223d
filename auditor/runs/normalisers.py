"""When inputs count as essentially the same: named ways to read a user's words."""

import re
from collections.abc import Callable, Hashable
from types import MappingProxyType

from auditor.errors import UsageError
from auditor.trace import Trace, task_input
from auditor.values.atoms import atoms_of
from auditor.values.values import normal_text

Normaliser = Callable[[str], str]

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ID = re.compile(r"[^\W_]*(?:[_-]?\d)[\w-]*", re.ASCII)


def as_written(text: str) -> str:
    """Return the words as they are; only white space at the ends does not count."""
    return text.strip()


def uri(text: str) -> str:
    """Return the hosts, addresses and URLs of a text, sorted; its plain words where it has none.

    Two requests about the same URIs are the same input, whatever the ticket and the wording.
    """
    hosts = {atom.value.form for atom in atoms_of(normal_text(text)) if atom.value.kind == "host"}
    return " ".join(sorted(hosts)) or words(text)


def numbers(text: str) -> str:
    """Return the words with every number as `#`."""
    return _DIGITS.sub("#", words(text))


def ids(text: str) -> str:
    """Return the words with everything that mixes letters and digits, and numbers, as `#`."""
    return _ID.sub("#", words(text))


def words(text: str) -> str:
    """Return the words without regard to case, quotes and white space."""
    return normal_text(text)


NORMALISERS: MappingProxyType[str, Normaliser] = MappingProxyType(
    {"uri": uri, "numbers": numbers, "ids": ids, "words": words}
)


def normaliser(name: str) -> Normaliser:
    """Return a normaliser by name.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in NORMALISERS:
        raise UsageError(f"There is no normaliser {name!r}.", f"Known: {', '.join(NORMALISERS)}.")
    return NORMALISERS[name]


def essential_input(trace: Trace, normal: Normaliser) -> Hashable | None:
    """Return what is equal for traces with essentially the same input; None without any input."""
    system, tools, first_user = task_input(trace)
    below = trace.parent_id is not None
    return (system, tools, normal(first_user), below) if first_user else None
