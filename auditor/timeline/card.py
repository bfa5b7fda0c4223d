"""The evidence of a finding, put together for people."""

from itertools import groupby
from typing import NamedTuple

from auditor.finding import Finding
from auditor.timeline.claimed import Claimed
from auditor.trace import Trace

_IN_THE_TABLE = frozenset({"imitates", "no source"})


class Cited(NamedTuple):
    """Words that a finding cites.

    Attributes:
        role: What they show, as in `auditor.finding.Evidence`.
        event_index: Where they stand, or None outside the trace.
        quotes: The words.
        known: The trace at hand has that event.
    """

    role: str
    event_index: int | None
    quotes: list[str]
    known: bool


def evidence_of(finding: Finding, trace: Trace | None, claimed: Claimed | None) -> list[Cited]:
    """Return what a finding cites; what the table of two results shows is left out."""
    skipped = _IN_THE_TABLE if claimed is not None and claimed.records else frozenset[str]()
    events = len(trace.events) if trace else 0
    return [
        Cited(role, index, [e.quote for e in group], index is not None and index < events)
        for (role, index), group in groupby(finding.evidence, key=lambda e: (e.role, e.event_index))
        if role not in skipped
    ]
