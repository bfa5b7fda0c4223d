"""One trace or record, and the findings that the rules make of it."""

import msgspec

from auditor.analysis import Analysis, analyse
from auditor.coverage import Coverage
from auditor.evidence.envelopes import opened_trace
from auditor.finding import Finding, Hit, NotCheckable, fingerprint
from auditor.ledger import reconcile
from auditor.pairing import pair
from auditor.rules import RULES, Rule, plan_for
from auditor.runs.sketch import Sketch, sketch_of
from auditor.screening import Size, look_over
from auditor.setting import Setting
from auditor.trace import Place, ReadProblem, Trace, line_of, pointer_of


class TraceAudit(msgspec.Struct):
    """What became of one trace.

    Attributes:
        coverage: What the trace let rules see.
        unclear: (code, reason) of what a rule, though allowed, could not decide.
        size: How much the trace holds.
        setting: What the audit was told.
    """

    trace: Trace
    findings: list[Finding]
    coverage: Coverage
    unclear: list[tuple[str, str]]
    size: Size
    setting: Setting
    _analysis: Analysis | None = None

    @property
    def analysis(self) -> Analysis:
        """What was computed of the trace; computed now if a look was enough to clear it."""
        if self._analysis is None:
            self._analysis = _analysis_of(self.trace, self.setting)
        return self._analysis

    @property
    def sketch(self) -> Sketch:
        """What the comparison of repeated runs needs to know first."""
        pairing = self._analysis.pairing if self._analysis else None
        return sketch_of(self.trace, self.setting.contract, pairing)

    @property
    def blind(self) -> list[tuple[str, str]]:
        """(code, reason) of each rule that could not be checked."""
        return [*plan_for(self.coverage).not_checkable, *self.unclear]


def audit_trace(trace: Trace, setting: Setting) -> TraceAudit:
    """Apply every trace rule to one trace."""
    cleared = look_over(trace, setting)
    if cleared is not None:
        return TraceAudit(trace, [], cleared.coverage, [], cleared.size, setting)
    audit = judge(_analysis_of(trace, setting))
    audit.trace = trace
    return audit


def _analysis_of(trace: Trace, setting: Setting) -> Analysis:
    analysis = analyse(opened_trace(trace), setting)
    if setting.ledger is not None:
        analysis.ledger = reconcile(trace, pair(trace.events), setting.ledger)
    return analysis


def judge(analysis: Analysis) -> TraceAudit:
    """Apply every trace rule to what was computed of a trace, or of a part of it."""
    trace = analysis.trace
    plan = plan_for(analysis.coverage)
    findings: list[Finding] = []
    blind: list[tuple[str, str]] = []
    hits: list[tuple[Rule, Hit]] = []
    for group in plan.groups:
        if group.condition is not None and not group.condition(analysis):
            continue
        for entry, check in group.checks:
            for hit in check(analysis):
                if isinstance(hit, NotCheckable):
                    blind.append((entry.code, hit.reason))
                else:
                    hits.append((entry, hit))
    for entry, hit in primary(hits) if len(hits) > 1 else hits:
        findings.append(finding_of(entry, hit, trace))
    if len(findings) > 1:
        findings.sort(key=lambda f: (-1 if f.event_index is None else f.event_index, f.code))
    pairing = analysis.pairing
    size = Size(len(trace.events), len(pairing.calls), len(pairing.results))
    return TraceAudit(trace, findings, analysis.coverage, blind, size, analysis.setting, analysis)


PRECEDENCE = ("TA105", "TA108", "TA102", "TA104", "TA103")
"""Of several codes for one stretch of words, the first says what is wrong."""


def primary(hits: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """Return the hits without those that name a stretch for which another code stands before.

    A claim to have called (TA103) gives way to any made-up result in the same words: it is the
    sentence around it.
    """
    kept: list[tuple[Rule, Hit]] = []
    ranked = [pair for pair in hits if pair[0].code in PRECEDENCE]
    if len(ranked) < 2:  # noqa: PLR2004 - one can't clash
        return hits
    ranked.sort(key=lambda pair: PRECEDENCE.index(pair[0].code))
    for entry, hit in ranked:
        if not any(
            before.code != entry.code and _same_stretch(hit, other, entry.code)
            for before, other in kept
        ):
            kept.append((entry, hit))
    return kept + [pair for pair in hits if pair[0].code not in PRECEDENCE]


def _same_stretch(hit: Hit, other: Hit, code: str) -> bool:
    if hit.event_index != other.event_index or other.severity == "info":
        return False
    if code == "TA103" or hit.span is None or other.span is None:
        return code == "TA103"
    return hit.span[0] < other.span[1] and other.span[0] < hit.span[1]


def finding_of(entry: Rule, hit: Hit, trace: Trace) -> Finding:
    """Return the finding of a hit: who and where are read off the trace."""
    event = trace.events[hit.event_index] if hit.event_index is not None else None
    step = None if event is None else max(event.step, 0)
    quoted = hit.evidence[0].quote if hit.evidence else hit.message
    return Finding(
        entry.code,
        entry.name,
        hit.severity or entry.severity,
        "suspected" if trace.incomplete else hit.grade,
        hit.score,
        trace.trace_id,
        trace.task_key,
        trace.run_index,
        None if event is None else event.turn,
        step,
        hit.event_index,
        trace.place.file,
        line_of(trace, event),
        hit.tool,
        hit.message,
        hit.evidence,
        fingerprint(entry.code, trace.trace_id, step, hit.tool, quoted),
        hit.onset_step,
        hit.kind,
        trace.place.pointer if event is None else pointer_of(trace, event),
    )


def problem_finding(problem: ReadProblem) -> Finding:
    """Return the TA901 or TA902 finding of a record that could not be read.

    Its fingerprint knows the record by its bytes; where there are none, as of a closed file, by the
    file's name and what is wrong with it.
    """
    entry, place = RULES[problem.code], problem.place
    message = f"{problem.reason}. {problem.cure}".strip()
    what = ("", problem.sha256) if problem.sha256 else (problem.reason, place.file)
    return _record_finding(entry, place, message, *what)


def duplicate_finding(trace: Trace) -> Finding:
    """Return the TA905 finding of a trace that was read before."""
    again = "This trace was already read."
    finding = _record_finding(RULES["TA905"], trace.place, again, again, trace.trace_id)
    return msgspec.structs.replace(finding, trace_id=trace.trace_id, task_key=trace.task_key)


def _record_finding(entry: Rule, place: Place, message: str, fault: str, record: str) -> Finding:
    where = f"{place.line or ''}{place.pointer}"
    print_ = fingerprint(entry.code, where, None, record, fault)
    return Finding(
        entry.code, entry.name, entry.severity, "proven", 1.0, "", "", None, None, None, None,
        place.file, place.line, "", message[:1].upper() + message[1:], (), print_, None, "",
        place.pointer,
    )  # fmt: skip
