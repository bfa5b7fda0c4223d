"""The pipeline: traces -> findings, in one stream, with the totals."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from auditor.audit_report import AuditReport, Blind, Summary
from auditor.coverage import Coverage
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.rules import plan_for
from auditor.runs.group_rules import group_rules
from auditor.runs.groups import blind_reason, group_findings, why_blind
from auditor.runs.repeats import Gathered, Repeats, gather_again, task_number
from auditor.runs.sketch import Sketch
from auditor.seen import KeyCounter
from auditor.setting import Setting
from auditor.trace import ReadProblem, Trace
from auditor.trace_audit import TraceAudit, audit_trace, duplicate_finding, problem_finding


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
        summary.ignored = dict(sorted(accounts.ignored.items()))
        summary.formats = dict(sorted(accounts.formats.items()))
        summary.findings = dict(sorted(self._found.items()))
        total = self._blind.copy()
        for coverage, traces in self._coverages.items():
            total.update(dict.fromkeys(plan_for(Coverage(coverage)).not_checkable, traces))
        blind = [Blind(code, reason, n) for (code, reason), n in sorted(total.items())]
        return AuditReport(summary, findings, blind, problems)
