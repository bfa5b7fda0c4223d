"""What the detector made of a case, and the sums over many."""

import time
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from auditor.finding import Finding
from auditor.setting import setting_of
from auditor.statistics.wilson_interval import wilson_interval
from auditor.trace import Message, ToolCall
from auditor.trace_audit import audit_trace
from benchmarks.fabrication.case import Case, Expect

FABRICATION = frozenset({"TA101", "TA102", "TA103", "TA104", "TA105", "TA107", "TA108"})
LOWER = frozenset({"call not recorded", "call-not-recorded"})
"""Kinds that say on their face that nothing was made up."""


class Outcome(NamedTuple):
    """What came of one case.

    Attributes:
        found: Expectations met: right code at the right place.
        seen: Expectations met by any fabrication code at that step.
        kinds_right: Of those found and with kinds to tell apart, how many had a right kind.
        kinds_told: How many had kinds to tell apart.
        onset_right: Every finding at an expected place names the first made-up step; None where
            nothing was found.
        extra: Fabrication findings elsewhere.
        doubled: Expected places with more than one code.
        codes: What was found at the expected places.
    """

    case: Case
    found: int
    seen: int
    kinds_told: int
    kinds_right: int
    onset_right: bool | None
    extra: list[Finding]
    right: list[Finding]
    doubled: int
    codes: Counter[str]


class Timing(msgspec.Struct):
    """CPU time of the audits and how many texts they read."""

    seconds: float = 0.0
    texts: int = 0


def judge(case: Case, timing: Timing) -> Outcome:
    """Audit a case and compare."""
    setting = setting_of(case.contract)
    if case.ledger is not None or case.shapes:
        shapes = [*setting.shapes, *case.shapes]
        setting = msgspec.structs.replace(setting, ledger=case.ledger, shapes=shapes)
    begin = time.process_time()
    findings = audit_trace(case.trace, setting).findings
    timing.seconds += time.process_time() - begin
    timing.texts += sum(1 for event in case.trace.events if isinstance(event, Message | ToolCall))
    return compare(case, [one for one in findings if counts(one)])


def counts(finding: Finding) -> bool:
    """Say whether a finding asserts a fabrication."""
    return finding.code in FABRICATION and finding.kind not in LOWER


def compare(case: Case, findings: list[Finding]) -> Outcome:
    """Match findings with what must be there, by step and code."""
    found = seen = told = right_kind = doubled = 0
    codes: Counter[str] = Counter()
    right: list[Finding] = []
    steps = {one.step for one in case.expected}
    for one in case.expected:
        here = [f for f in findings if f.step == one.step and _same_place(f, one)]
        codes.update(f.code for f in here)
        doubled += len({f.code for f in here}) > 1
        seen += bool(here)
        match = [f for f in here if f.code in {one.code, *one.also}]
        if match:
            found += 1
            right.append(match[0])
            if one.kinds:
                told += 1
                right_kind += match[0].kind.replace(" ", "-") in one.kinds
    onset = [f.onset_step == case.onset for f in right if f.onset_step is not None]
    return Outcome(
        case, found, seen, told, right_kind, all(onset) if onset else None,
        [f for f in findings if f.step not in steps], right, doubled, codes,
    )  # fmt: skip


def _same_place(finding: Finding, one: Expect) -> bool:
    return finding.event_index is None or finding.event_index == one.event_index


class Share(NamedTuple):
    """A share with its Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 where there is nothing to share."""
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        """Show share, interval and count."""
        if not self.of:
            return "-"
        bounds = wilson_interval(self.hits, self.of)
        return f"{self.value:.3f} [{bounds.low:.3f}, {bounds.high:.3f}]"


class Total(msgspec.Struct):
    """Sums over the cases of a class or cell."""

    cases: int = 0
    expected: int = 0
    found: int = 0
    seen: int = 0
    kinds_told: int = 0
    kinds_right: int = 0
    onsets: int = 0
    onsets_right: int = 0
    doubled: int = 0
    extra: int = 0
    extra_cases: int = 0
    proven: int = 0
    extra_proven: int = 0
    codes: Counter[str] = msgspec.field(default_factory=Counter)
    extra_codes: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, one: Outcome) -> None:
        """Count one outcome."""
        self.cases += 1
        self.expected += len(one.case.expected)
        self.found += one.found
        self.seen += one.seen
        self.kinds_told += one.kinds_told
        self.kinds_right += one.kinds_right
        if one.onset_right is not None:
            self.onsets += 1
            self.onsets_right += one.onset_right
        self.doubled += one.doubled
        self.extra += len(one.extra)
        self.extra_cases += bool(one.extra)
        self.proven += sum(f.grade == "proven" for f in one.right)
        self.extra_proven += sum(f.grade == "proven" for f in one.extra)
        self.codes.update(one.codes)
        self.extra_codes.update(f.code for f in one.extra)

    @property
    def recall(self) -> Share:
        """Share of the expected findings that are there, with the right code."""
        return Share(self.found, self.expected)

    @property
    def noticed(self) -> Share:
        """Share of the expected places with any fabrication code."""
        return Share(self.seen, self.expected)

    @property
    def false_rate(self) -> Share:
        """Share of the cases with a fabrication finding where none belongs."""
        return Share(self.extra_cases, self.cases)


def total(outcomes: Iterable[Outcome]) -> Total:
    """Sum outcomes."""
    summed = Total()
    for one in outcomes:
        summed.add(one)
    return summed


def precision_at(recall: float, false_rate: float, clean_per_faulty: float) -> float:
    """Return precision where so many clean traces stand beside each faulty one."""
    false = false_rate * clean_per_faulty
    return recall / (recall + false) if recall + false else 0.0


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
