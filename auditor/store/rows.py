"""One audited trace or problem as rows of the store."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from auditor.drift.course import course_of
from auditor.finding import SEVERITIES, Finding
from auditor.intake.cut_files import identity_of
from auditor.trace import Place, ReadProblem, Trace
from auditor.trace_audit import TraceAudit, duplicate_finding

Row = dict[str, Any]


class Entry(NamedTuple):
    """What one trace or problem adds to a store.

    Attributes:
        trace: The trace's row but for its number; None for a problem or a duplicate.
        problem: The problem's row, or None.
        findings: Rows of its findings.
        blind: (code, reason) of each rule that could not be checked.
    """

    trace: Row | None
    problem: Row | None
    findings: list[Row]
    blind: Sequence[tuple[str, str]]


def entry_of_problem(problem: ReadProblem, finding: Finding) -> Entry:
    """Return the rows of a record that could not be read."""
    place = problem.place
    row = {
        "code": problem.code,
        "line": place.line,
        "offset": place.offset,
        "length": place.length,
        "pointer": place.pointer,
        "reason": problem.reason,
        "cure": problem.cure,
        "sha256": problem.sha256,
        "raw": problem.raw,
    }
    return Entry(None, row, [finding_row(finding)], ())


def entry_of_trace(audited: TraceAudit, sha256: str, raw: Callable[[Trace], bytes | None]) -> Entry:
    """Return the rows of a trace; its bytes are asked for only where something was found."""
    trace, pairing = audited.trace, audited.analysis.pairing
    course = course_of(audited.analysis)
    flagged = any(finding.severity != "info" for finding in audited.findings)
    row = {
        "trace_id": trace.trace_id,
        "task_key": trace.task_key,
        "run_index": trace.run_index,
        "format": trace.format,
        "line": trace.place.line,
        "offset": trace.place.offset,
        "length": trace.place.length,
        "pointer": trace.place.pointer,
        "sha256": sha256,
        "events": len(trace.events),
        "tool_calls": len(pairing.calls),
        "tool_results": len(pairing.results),
        "turns": trace.events[-1].turn + 1 if trace.events else 0,
        "incomplete": int(trace.incomplete),
        "at": trace.at,
        "model": trace.model,
        "prompt_version": trace.prompt_version,
        "reward": trace.reward,
        "compared": 0,
        "uses": msgspec.json.encode(course.uses).decode(),
        "course": msgspec.json.encode(course),
        "raw": raw(trace) if flagged else None,
        "normal": normal_of(trace) if flagged else None,
    }
    findings = [finding_row(finding) for finding in audited.findings]
    return Entry(row, None, findings, audited.blind)


def entry_of_duplicate(trace: Trace) -> Entry:
    """Return the finding of a trace that the store holds already."""
    return Entry(None, None, [finding_row(duplicate_finding(trace))], ())


def normal_of(trace: Trace) -> bytes:
    """Return the normalised trace as JSON; the file's name stays out, as files are renamed."""
    place = msgspec.structs.replace(trace.place, file="")
    opened = msgspec.structs.replace(trace, place=place, _events=trace.events, content_key=0)
    return msgspec.json.encode(opened)


def trace_of(normal: bytes, file: str) -> Trace:
    """Return the trace that `normal_of` gave."""
    trace = msgspec.json.decode(normal, type=Trace)
    trace.place = msgspec.structs.replace(trace.place, file=file)
    return trace


def record_sha256s(raw: bytes, pointers: Sequence[str]) -> list[str]:
    """Return the digests of the traces of one record, in order.

    Args:
        raw: The record.
        pointers: Where in it each lies. Several answers to one request lie at one place.
    """
    met: Counter[str] = Counter()
    found = []
    for pointer in pointers:
        digest = hashlib.sha256(raw)
        if pointer:
            digest.update(b"\0" + pointer.encode())
        if met[pointer]:
            digest.update(b"\0\0" + str(met[pointer]).encode())
        met[pointer] += 1
        found.append(digest.hexdigest())
    return found


def content_sha256(trace: Trace) -> str:
    """Return the digest of a trace that has no record of its own."""
    return hashlib.sha256(msgspec.json.encode(identity_of(trace))).hexdigest()


def finding_row(finding: Finding) -> Row:
    """Return a finding's row; the file's name is the source's."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "rank": SEVERITIES.index(finding.severity),
        "grade": finding.grade,
        "score": float(finding.score),
        "trace_id": finding.trace_id,
        "task_key": finding.task_key,
        "run_index": finding.run_index,
        "turn": finding.turn,
        "step": finding.step,
        "event_index": finding.event_index,
        "line": finding.line,
        "pointer": finding.pointer,
        "tool": finding.tool,
        "message": finding.message,
        "evidence": msgspec.json.encode(finding.evidence).decode(),
        "fingerprint": finding.fingerprint,
        "onset_step": finding.onset_step,
        "kind": finding.kind,
        "grouped": 0,
    }


def duplicate_of(trace: Row) -> Entry:
    """Return the duplicate's entry of a trace that another process stored meanwhile."""
    place = Place("", trace["line"], trace["offset"], trace["length"], trace["pointer"])
    known = Trace("", place, [], own_id=trace["trace_id"], task_id=trace["task_key"])
    return entry_of_duplicate(known)
