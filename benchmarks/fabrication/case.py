"""What one test of the detector is: a trace, and what must be found in it."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from auditor.contract import Contract
from auditor.evidence.records import Shape
from auditor.ledger_entry import Ledger
from auditor.trace import Event, Trace
from benchmarks.fabrication.editing import Edited
from benchmarks.fabrication.made_up import Known, known_of
from benchmarks.fabrication.records import Lookup, lookups_of, text_of


class Expect(NamedTuple):
    """A finding that must be there.

    Attributes:
        code: The primary code of the span.
        step, event_index: Where.
        kinds: Kinds that are right; any where empty.
        also: Other codes that are right too.
    """

    code: str
    step: int
    event_index: int
    kinds: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Case(NamedTuple):
    """A trace with injected faults, or a clean one where nothing is expected.

    Attributes:
        group: The class of fault or trap.
        cell: Layout, language, channel, or what else tells cases of a class apart.
        onset: First made-up step, where it spreads or could.
    """

    group: str
    cell: tuple[str, ...]
    trace: Trace
    expected: tuple[Expect, ...] = ()
    onset: int | None = None
    contract: Contract | None = None
    ledger: Ledger | None = None
    shapes: tuple[Shape, ...] = ()


class Source(NamedTuple):
    """A clean trace that cases are made of.

    Attributes:
        lookups: Its executed calls that return records.
        known: Its words, which no made-up value may repeat.
    """

    corpus: str
    trace: Trace
    lookups: list[Lookup]
    known: Known


def source_of(corpus: str, trace: Trace) -> Source:
    """Return a trace with what all makers of cases need of it."""
    return Source(corpus, trace, lookups_of(trace), known_of(text_of(trace.events)))


def expect(code: str, event: Event, kinds: Sequence[str] = ()) -> Expect:
    """Return the expectation at an event."""
    return Expect(code, max(event.step, 0), event.index, tuple(kinds))


def injected(
    group: str, cell: tuple[str, ...], edited: Edited, code: str, kinds: Sequence[str] = ()
) -> Case:
    """Return the case whose marked events are all faults of one code."""
    expected = tuple(expect(code, event, kinds) for event in edited.marked.values())
    return Case(group, cell, edited.trace, expected, min(one.step for one in expected))


def seeded(*parts: object) -> random.Random:
    """Return the generator of a case: the same parts give the same case, on any machine."""
    return random.Random("/".join(map(str, parts)))
