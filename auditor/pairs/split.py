"""Which inputs belong together, and on which side of the split they lie.

A group is decided before any pair is formed: all runs and turns of an input are trained on, or
held out. Inputs count as the same under harmless writing, letter case, another ticket and a query;
where they name hosts, under any other wording, too.
"""

import hashlib
import re
from collections.abc import Iterable

from auditor.pairs.form import Split, digest
from auditor.runs.normalisers import uri
from auditor.trace import Trace, task_input

_SCHEME = re.compile(r"(?i)\bh(?:tt|xx)ps?://")
_QUERY = re.compile(r"(?<=\S)[?#]\S*")
_NUMBER = (
    r"(?:(?:no|nr|number|id)\b\.?|编号|号)?\s*[:：#№]*\s*"
    r"(?:[A-Za-z]+[-_]?)?\d(?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
)
_TICKET = (
    r"(?<![A-Za-z])(?:ticket|case|incident|request|alert|issue|job|ref(?:erence)?|工单|事件|案件)\s*"
    + _NUMBER
)
_HEADING = re.compile(
    rf"(?i)^\s*(?:{_TICKET}\s*[:：]|\[\s*(?:{_TICKET}|{_NUMBER})\s*\][:：]?)|[(\[（【]\s*{_TICKET}\s*[)\]）】]"
)
_BESIDE = re.compile(rf"(?i)^\s*{_NUMBER}\s*[:：](?=\s)|{_TICKET}")
_DIGIT = re.compile(r"\d")
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
    """Return a user's words as an input: the hosts in them, else the words.

    Hosts are refanged and in lower case, URLs without scheme, query and fragment; of other words
    the number of the ticket is left out.
    """
    return uri(_without_ticket(_QUERY.sub("", _SCHEME.sub("", said))))


def _without_ticket(said: str) -> str:
    """Return words without a ticket's number; one that is all they name may be what is asked."""
    bare = _HEADING.sub(" ", said)
    less = _BESIDE.sub(" ", bare)
    return less if _DIGIT.search(less) else bare


def split_of(group: str, heldout: float) -> Split:
    """Return the side of a group; the same group is on the same side in every export.

    Args:
        group: From `Groups`.
        heldout: Share of the groups to hold out, 0 to 1.
    """
    drawn = int.from_bytes(hashlib.sha256(f"split {group}".encode()).digest()[:8], "big")
    return "heldout" if drawn / _SCALE < heldout else "train"
