"""Which inputs belong together, and on which side of the split they lie.

A group is decided before any pair is formed: all runs and turns of an input are trained on, or
held out. Inputs count as the same under harmless writing, letter case, another ticket and a query.
"""

import hashlib
import re
from collections.abc import Iterable

from auditor.pairs.form import Split, digest
from auditor.runs.normalisers import uri
from auditor.trace import Trace, task_input

_SCHEME = re.compile(r"(?i)\bh(?:tt|xx)ps?://")
_QUERY = re.compile(r"[?#][^\s]*")
_SCALE = float(1 << 64)


class Groups:
    """Puts inputs together that are the same by name of their task or by what is asked.

    Args:
        traces: All that will be asked for; they are gone through once.
    """

    def __init__(self, traces: Iterable[Trace]) -> None:
        self._above: dict[str, str] = {}
        for trace in traces:
            task, asked = (self._root(name) for name in _names_of(trace))
            self._above[max(task, asked)] = min(task, asked)

    def of(self, trace: Trace) -> str:
        """Return the group of a trace, 16 hex digits."""
        return digest(self._root(_names_of(trace)[0]))

    def _root(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            name = above
        return name


def _names_of(trace: Trace) -> tuple[str, str]:
    return f"task {trace.task_key}", f"asked {canonical(task_input(trace)[2])}"


def canonical(said: str) -> str:
    """Return a user's words as an input: the targets in them, else the words.

    Hosts are refanged and in lower case, URLs without scheme, query and fragment.
    """
    return uri(_QUERY.sub("", _SCHEME.sub("", said)))


def split_of(group: str, heldout: float) -> Split:
    """Return the side of a group; the same group is on the same side in every export.

    Args:
        group: From `Groups`.
        heldout: Share of the groups to hold out, 0 to 1.
    """
    drawn = int.from_bytes(hashlib.sha256(f"split {group}".encode()).digest()[:8], "big")
    return "heldout" if drawn / _SCALE < heldout else "train"
