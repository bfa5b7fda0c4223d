"""A statement on what the decisions of a trace rest on, fit to be filed."""

from collections.abc import Sequence
from typing import Any

import msgspec

from auditor.analysis import Analysis
from auditor.decisions.chains import Chain, chains_of
from auditor.decisions.entities import missing_part
from auditor.ledger_entry import Reconciliation
from auditor.measure import Share
from auditor.setting import Setting
from auditor.statistics.complete_chain_share import complete_chain_share
from auditor.trace import Trace, content_id
from auditor.trace_audit import audit_trace


class Proof(msgspec.Struct):
    """The decisions of one trace and the chain of each.

    Attributes:
        content: Hash of what was said and done: it names the words that the statement is about.
        chains: In order.
        findings: Number of findings above info, by code.
        limits: What the transcript or the settings keep from being seen, one sentence each.
        calls, answered: How many calls the transcript records, and how many got a result.
    """

    trace: Trace
    content: str
    chains: list[Chain]
    findings: dict[str, int]
    limits: list[str]
    calls: int
    answered: int

    @property
    def incomplete(self) -> list[Chain]:
        """The decisions for which something is missing."""
        return [chain for chain in self.chains if not chain.complete]


def proof_of(trace: Trace, setting: Setting) -> Proof:
    """Audit a trace and return what its decisions rest on."""
    audited = audit_trace(trace, setting)
    counts: dict[str, int] = {}
    for finding in audited.findings:
        if finding.severity != "info":
            counts[finding.code] = counts.get(finding.code, 0) + 1
    pairing = audited.analysis.pairing
    return Proof(
        trace,
        content_id(trace.events),
        chains_of(audited.analysis),
        dict(sorted(counts.items())),
        _limits(audited.analysis),
        len(pairing.calls),
        len(pairing.answer),
    )


def share_of(proofs: Sequence[Proof]) -> Share:
    """Return the share of decisions with a complete chain."""
    share: Share = complete_chain_share([[c.complete for c in p.chains] for p in proofs])
    return share


def _limits(analysis: Analysis) -> list[str]:
    limits = []
    part = missing_part(analysis.trace)
    if part:
        limits.append(f"{part[:1].upper()}{part[1:]}, so what is missing here may stand elsewhere.")
    if analysis.trace.incomplete:
        limits.append("Part of the trace could not be read.")
    contract = analysis.setting.contract
    if not contract.tools:
        limits.append("No contract says which tools act, so every call counts as a decision.")
    if not contract.require:
        limits.append("No contract says which calls must stand before an action.")
    if contract.policy is None:
        limits.append("No policy says which decision the evidence calls for.")
    if analysis.ledger is None:
        limits.append("No ledger was given: the transcript is the only witness of its results.")
    else:
        limits += _limits_of_ledger(analysis.ledger)
    return limits


def _limits_of_ledger(ledger: Reconciliation) -> list[str]:
    if ledger.reason:
        return [f"The ledger says nothing of this trace: {ledger.reason}."]
    reasons = dict.fromkeys(one.reason for one in ledger.unchecked)
    return [f"The ledger does not cover every call: {reason}." for reason in reasons]


def statement_of(proof: Proof) -> list[str]:
    """Return the statement, one paragraph each."""
    trace, lacking = proof.trace, proof.incomplete
    where = trace.place.file + (f":{trace.place.line}" if trace.place.line else "")
    subject = (
        f"Statement on trace {trace.trace_id} of {where} ({trace.format}, "
        f"{len(trace.events)} events, content {proof.content})."
    )
    counts = (
        f"The transcript records {_counted(proof.calls, 'tool call')}, {proof.answered} of them "
        f"answered, and {_counted(len(proof.chains), 'decision')}."
    )
    complete = len(proof.chains) - len(lacking)
    verdict = (
        f"{complete} of {len(proof.chains)} have a complete chain: every value stands in a genuine "
        "result, in the words of the user or the system, or follows from these, and no required "
        "call is missing."
    )
    if not proof.chains:
        verdict = "Nothing was decided, so there is nothing to prove."
    paragraphs = [subject, f"{counts} {verdict}"]
    if lacking:
        named = "; ".join(f"{name_of(chain)}: {' and '.join(chain.gaps)}" for chain in lacking)
        paragraphs.append(f"Not proven: {named}.")
    made_up = [chain for chain in lacking if chain.on_made_up]
    if made_up:
        steps = ", ".join(dict.fromkeys(str(max(chain.step, 0)) for chain in made_up))
        paragraphs.append(
            f"Rest on a result that the model wrote itself: {_counted(len(made_up), 'decision')} "
            f"(step {steps})."
        )
    found = ", ".join(f"{number} x {code}" for code, number in proof.findings.items())
    paragraphs.append(f"Findings of the audit: {found or 'none'}.")
    paragraphs.append(f"Limits: {' '.join(proof.limits) or 'none known.'}")
    return paragraphs


def name_of(chain: Chain) -> str:
    """Return `step 3 block_uri`, or `step 4 final answer`."""
    return f"step {max(chain.step, 0)} {chain.tool or 'final answer'}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def proof_fields(proof: Proof) -> dict[str, Any]:
    """Return a proof in the form of the JSON output."""
    trace = proof.trace
    return {
        "trace_id": trace.trace_id,
        "task_key": trace.task_key,
        "run_index": trace.run_index,
        "file": trace.place.file,
        "line": trace.place.line,
        "pointer": trace.place.pointer,
        "content": proof.content,
        "statement": statement_of(proof),
        "decisions": [_decision_fields(chain) for chain in proof.chains],
        "complete": len(proof.chains) - len(proof.incomplete),
        "total": len(proof.chains),
        "findings": proof.findings,
        "limits": proof.limits,
    }


def _decision_fields(chain: Chain) -> dict[str, Any]:
    return {
        "step": max(chain.step, 0),
        "turn": chain.turn,
        "event_index": chain.event_index,
        "tool": chain.tool,
        "complete": chain.complete,
        "values": [link._asdict() for link in chain.links],
        "evidence": [
            {"tool": call.name, "event_index": result.index} for call, result in chain.evidence
        ],
        "missing": list(chain.gaps),
        "on_made_up": chain.on_made_up,
    }
