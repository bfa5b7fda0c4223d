"""What a rule reports, and what becomes of it."""

import hashlib
from typing import Literal, NamedTuple

import msgspec

Severity = Literal["high", "medium", "low", "info"]
Grade = Literal["proven", "suspected"]
Outcome = Literal["finding", "clean", "not checkable"]

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high")

_QUOTE_LIMIT = 400


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """An event that a finding cites.

    Attributes:
        event_index: Place in the trace's events; None for a record outside the trace.
        quote: The words that matter, cut to 400 characters.
        role: What it shows: `finding`, `imitates`, `source`, `call`, `result`, `missing`,
            `decision`, `other-run`, ...
    """

    event_index: int | None
    quote: str
    role: str


class Hit(NamedTuple):
    """What a rule says of one place in a trace; the audit adds who, where and which rule.

    Attributes:
        event_index: The event at fault, or None for the trace as a whole.
        message: One sentence for a person.
        tool: The tool concerned, or "".
        evidence: What it rests on, the fault itself first.
        grade: `proven` only where the source is known to record executions of that tool.
        score: 0 to 1; 1 for `proven`.
        kind: A finer name inside the rule ("invented", "copied", ...), or "".
        severity: Where the kind has another severity than the rule.
        onset_step: First step of the fault that this one belongs to, where it spreads.
        span: Where in the event's text the fault lies, as (start, end), where that is known.
    """

    event_index: int | None
    message: str
    tool: str = ""
    evidence: tuple[Evidence, ...] = ()
    grade: Grade = "proven"
    score: float = 1.0
    kind: str = ""
    severity: Severity | None = None
    onset_step: int | None = None
    span: tuple[int, int] | None = None


class NotCheckable(NamedTuple):
    """A rule's answer where the trace cannot show whether the fault is there."""

    reason: str


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A fault in a trace, as every output format gives it.

    Attributes:
        line: 1-based line of a JSONL record; None inside a document, where `pointer` leads there.
        onset_step: First step of the fault that this one belongs to.
        fingerprint: Stable over runs, paths and versions.
        Others as in `Hit` and `Trace`.
    """

    code: str
    name: str
    severity: Severity
    grade: Grade
    score: float
    trace_id: str
    task_key: str
    run_index: int | None
    turn: int | None
    step: int | None
    event_index: int | None
    file: str
    line: int | None
    tool: str
    message: str
    evidence: tuple[Evidence, ...]
    fingerprint: str
    onset_step: int | None
    kind: str = ""
    pointer: str = ""


def quote(text: str, span: tuple[int, int] | None = None) -> str:
    """Return the words of a span, or all, cut to what a report can show."""
    if span is not None:
        text = text[span[0] : span[1]]
    text = text.strip()
    return text if len(text) <= _QUOTE_LIMIT else text[: _QUOTE_LIMIT - 1] + "…"


def fingerprint(code: str, trace_id: str, step: int | None, tool: str, quoted: str) -> str:
    """Return 16 hex digits that name a finding whatever the path, run or version."""
    normal = " ".join(quoted.split()).casefold()
    parts = msgspec.json.encode((code, trace_id, step, tool, normal))
    return hashlib.sha256(parts).hexdigest()[:16]


def at_least(severity: Severity, floor: Severity) -> bool:
    """Say whether a severity is as grave as `floor` or graver."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(floor)


class Gate(NamedTuple):
    """Which findings make a check fail.

    Attributes:
        fail_on: Lowest severity that does; `never` for none.
        min_evidence: Lowest grade that does.
    """

    fail_on: Severity | Literal["never"] = "high"
    min_evidence: Grade = "suspected"

    def stops(self, finding: Finding) -> bool:
        """Say whether a finding makes the check fail."""
        if self.fail_on == "never" or not at_least(finding.severity, self.fail_on):
            return False
        return finding.grade == "proven" or self.min_evidence == "suspected"
