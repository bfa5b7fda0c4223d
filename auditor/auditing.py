"""The pipeline: transcripts -> traces -> findings, in one stream."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from auditor.accounts import Accounts
from auditor.analysis import Analysis, Coverage, Setting, analyse
from auditor.finding import Finding, Hit, NotCheckable, fingerprint
from auditor.ledger import reconcile
from auditor.rules import RULES, Rule, plan_for
from auditor.runs.group_rules import group_rules
from auditor.runs.groups import blind_reason, group_findings, why_blind
from auditor.runs.repeats import Gathered, Repeats, gather_again, task_number
from auditor.runs.sketch import Sketch, sketch_of
from auditor.screening import Size, look_over
from auditor.seen import KeyCounter
from auditor.trace import Place, ReadProblem, Trace, line_of, pointer_of

if TYPE_CHECKING:
    from auditor.drift.followed import Followed


class Blind(msgspec.Struct, frozen=True):
    """A rule that could not be checked, why, and in how many traces."""

    code: str
    reason: str
    traces: int


class Summary(msgspec.Struct):
    """What was audited.

    Attributes:
        findings: How many are reported, by code.
        accepted: How many are left out because people know them, by the reason.
    """

    traces: int = 0
    events: int = 0
    tool_calls: int = 0
    tool_results: int = 0
    records: dict[str, int] = {}
    problems: int = 0
    formats: dict[str, int] = {}
    findings: dict[str, int] = {}
    accepted: dict[str, int] = {}


class AuditReport(msgspec.Struct):
    """Everything an audit found.

    Attributes:
        not_checkable: Rules that some traces could not show; no finding of these is no pass.
        problems: Records that could not be read.
        followed: What the traces did over turns and time, for reports that draw it.
    """

    summary: Summary
    findings: Sequence[Finding]
    not_checkable: list[Blind]
    problems: Sequence[ReadProblem]
    followed: "Followed | None" = None


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


class Outcome(msgspec.Struct, array_like=True):
    """What became of one item, in a form that another process can send.

    Attributes:
        problem: The record that could not be read; then nothing else is set.
        key, task: Numbers that are equal for equal contents, and for runs of one task.
        sketch: As in `TraceAudit`.
        line: 1-based line of the record, 0 inside a document.
        size: Events, calls and results.
        coverage: What the trace let rules see.
        unclear: As in `TraceAudit`.
        findings: As in `TraceAudit`.
        again: What to report instead if the trace was read before; None for a trace that has a line
            to itself, from which it is read again.
    """

    problem: ReadProblem | None = None
    key: int = 0
    task: int | None = None
    sketch: Sketch | None = None
    line: int = 0
    size: tuple[int, int, int] = (0, 0, 0)
    coverage: int = 0
    unclear: list[tuple[str, str]] = []
    findings: list[Finding] = []
    again: Finding | None = None


def outcome_of(item: Trace | ReadProblem, setting: Setting) -> Outcome:
    """Audit one item that another process counts."""
    if isinstance(item, ReadProblem):
        return Outcome(item)
    task = task_number(item)
    again = duplicate_finding(item) if item.unopened is None else None
    audited = audit_trace(item, setting)
    return Outcome(
        None, item.content_key, task, audited.sketch, item.place.line or 0, audited.size,
        int(audited.coverage), audited.unclear, audited.findings, again,
    )  # fmt: skip


class Auditor:
    """Audits a stream item by item and keeps the totals.

    Args:
        setting: Contract, thresholds, profiles.
        accounts: The reader's accounts; duplicates are moved from used to duplicate in it.
    """

    def __init__(self, setting: Setting, accounts: Accounts | None = None) -> None:
        self.setting = setting
        self.accounts = accounts or Accounts()
        self.summary = Summary()
        self.repeats = Repeats()
        self._seen = KeyCounter()
        self._blind: Counter[tuple[str, str]] = Counter()
        self._found: Counter[str] = Counter()
        self._coverages: Counter[int] = Counter()

    def ledger_problems(self) -> list[ReadProblem]:
        """Return what could not be read of the ledger; it is fed before the first trace."""
        return [] if self.setting.ledger is None else self.setting.ledger.problems

    def feed(self, item: Trace | ReadProblem) -> TraceAudit | Finding:
        """Audit one trace; turn a problem or a duplicate into its finding."""
        if isinstance(item, ReadProblem):
            self.summary.problems += 1
            return self._counted(problem_finding(item))
        if item.content_key and self._seen.add(item.content_key):
            self.accounts.used -= 1
            self.accounts.duplicate += 1
            return self._counted(duplicate_finding(item))
        audited = audit_trace(item, self.setting)
        self.repeats.note(item, audited.sketch)
        self._count(audited.size, audited.coverage, audited.unclear, audited.findings)
        return audited

    def merge(self, outcome: Outcome, file: str, again: Callable[[], Finding]) -> list[Finding]:
        """Count an outcome of another process as if its item had been fed; return its findings.

        Args:
            outcome: The outcome; they come in the order of the records.
            file: The file's name, as places give it.
            again: Gives the finding of a trace that was read before.
        """
        if outcome.problem is not None:
            self.summary.problems += 1
            return [self._counted(problem_finding(outcome.problem))]
        if outcome.key and self._seen.add(outcome.key):
            self.accounts.used -= 1
            self.accounts.duplicate += 1
            return [self._counted(outcome.again or again())]
        self.repeats.note_place(outcome.task, file, outcome.line, outcome.sketch)
        self._count(outcome.size, Coverage(outcome.coverage), outcome.unclear, outcome.findings)
        return outcome.findings

    def _count(
        self,
        size: tuple[int, int, int],
        coverage: Coverage,
        unclear: list[tuple[str, str]],
        findings: list[Finding],
    ) -> None:
        summary = self.summary
        events, calls, results = size
        summary.traces += 1
        summary.events += events
        summary.tool_calls += calls
        summary.tool_results += results
        self._coverages[int(coverage)] += 1
        if unclear:
            self._blind.update(unclear)
        for finding in findings:
            self._counted(finding)

    def compare_repeats(self, paths: Mapping[str, str] | None = None) -> Iterator[Finding]:
        """Yield what comparing the runs of repeated tasks finds.

        Only the runs of tasks whose sketches differ are read once more.

        Args:
            paths: Where files lie that go by another name, as spooled standard input does.
        """
        self._seen = KeyCounter()  # nothing more is read for the first time
        if self.repeats.found():
            for sketches in self.repeats.settled():
                inputs = [sketch.given for sketch in sketches if not sketch.broken]
                self._count_blind(why_blind(inputs), len(sketches))
            contract = self.setting.contract
            yield from self.compare(gather_again(self.repeats, dict(paths or {}), contract))

    def compare(self, gathered: Gathered) -> Iterator[Finding]:
        """Yield what comparing the runs of each task finds."""
        for runs in gathered.tasks():
            if len(runs) > 1:
                self._count_blind(blind_reason(runs), len(runs))
                for finding in group_findings(runs, self.setting.contract):
                    yield self._counted(finding)

    def _count_blind(self, reason: str, runs: int) -> None:
        if reason:
            self._blind.update({(rule.rule.code, reason): runs for rule in group_rules()})

    def _counted(self, finding: Finding) -> Finding:
        self._found[finding.code] += 1
        return finding

    def finish(self, findings: Sequence[Finding], problems: Sequence[ReadProblem]) -> AuditReport:
        """Return the report with totals; `findings` and `problems` as the caller kept them."""
        accounts, summary = self.accounts, self.summary
        summary.records = {
            "read": accounts.records,
            "used": accounts.used,
            "ignored": sum(accounts.ignored.values()),
            "duplicate": accounts.duplicate,
            "problem": accounts.problem,
            "blank": accounts.blank,
        }
        summary.formats = dict(sorted(accounts.formats.items()))
        summary.findings = dict(sorted(self._found.items()))
        total = self._blind.copy()
        for coverage, traces in self._coverages.items():
            total.update(dict.fromkeys(plan_for(Coverage(coverage)).not_checkable, traces))
        blind = [Blind(code, reason, n) for (code, reason), n in sorted(total.items())]
        return AuditReport(summary, findings, blind, problems)


def audit_trace(trace: Trace, setting: Setting) -> TraceAudit:
    """Apply every trace rule to one trace."""
    cleared = look_over(trace, setting)
    if cleared is not None:
        return TraceAudit(trace, [], cleared.coverage, [], cleared.size, setting)
    return judge(_analysis_of(trace, setting))


def _analysis_of(trace: Trace, setting: Setting) -> Analysis:
    analysis = analyse(trace, setting)
    if setting.ledger is not None:
        analysis.ledger = reconcile(trace, analysis.pairing, setting.ledger)
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
    """Return the TA901 or TA902 finding of a record that could not be read."""
    entry = RULES[problem.code]
    return _record_finding(entry, problem.place, f"{problem.reason}. {problem.cure}".strip())


def duplicate_finding(trace: Trace) -> Finding:
    """Return the TA905 finding of a trace that was read before."""
    finding = _record_finding(RULES["TA905"], trace.place, "This trace was already read.")
    return msgspec.structs.replace(finding, trace_id=trace.trace_id, task_key=trace.task_key)


def _record_finding(entry: Rule, place: Place, message: str) -> Finding:
    where = f"{place.line or ''}{place.pointer}"
    print_ = fingerprint(entry.code, where, None, "", message)
    return Finding(
        entry.code, entry.name, entry.severity, "proven", 1.0, "", "", None, None, None, None,
        place.file, place.line, "", message[:1].upper() + message[1:], (), print_, None, "",
        place.pointer,
    )  # fmt: skip
