"""Which findings make a rejected message, and what the pair then teaches."""

from collections.abc import Iterable
from typing import NamedTuple

from auditor.finding import Finding
from auditor.pairs.form import Kind
from auditor.trace import Trace

FABRICATIONS = frozenset({"TA102", "TA103", "TA104", "TA105", "TA108"})
"""The rules that find what no tool returned."""

KINDS: dict[str, Kind] = {
    "TA105": "fabrication",
    "TA108": "fabrication",
    "TA102": "fabrication",
    "TA104": "fabrication",
    "TA103": "fabrication",
    "TA201": "arguments",
    "TA202": "arguments",
    "TA204": "missing-call",
    "TA208": "decision",
    "TA207": "control",
    "TA301": "divergence",
    "TA302": "divergence",
    "TA303": "divergence",
}
"""What a pair from a finding of each rule teaches; of several codes at one step the first."""

CASE_2 = frozenset({"decision", "divergence"})
"""Kinds whose right side must agree with the policy or a reviewer: no majority is the truth."""

OF_RUNS = frozenset({"TA301", "TA302", "TA303"})
"""Rules that compare two runs."""


class Fault(NamedTuple):
    """A step of a trace that should have been another.

    Attributes:
        step: The model's step.
        findings: What was found at it, of the rules of `KINDS` and in their order.
    """

    step: int
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """The finding that counts."""
        return self.findings[0]

    @property
    def kind(self) -> Kind:
        """What a pair of it teaches."""
        return KINDS[self.finding.code]

    @property
    def fabricates(self) -> bool:
        """Whether something was made up here."""
        return any(finding.code in FABRICATIONS for finding in self.findings)


def counts(finding: Finding) -> bool:
    """Say whether a finding is about a message that should not be learnt."""
    return finding.code in KINDS and finding.severity != "info" and finding.event_index is not None


def faults_of(findings: Iterable[Finding], trace: Trace) -> list[Fault]:
    """Return the faulty steps of a trace, in order."""
    by_step: dict[int, list[Finding]] = {}
    for finding in findings:
        index = finding.event_index
        if counts(finding) and index is not None:
            step = trace.events[index].step
            by_step.setdefault(step, []).append(finding)
    order = list(KINDS)
    return [
        Fault(step, tuple(sorted(found, key=lambda finding: order.index(finding.code))))
        for step, found in sorted(by_step.items())
        if step >= 0
    ]
