"""The published bench of agent-claimcheck 0.1.1, read as a foreign format.

Its wheel holds `agent_claimcheck/_data/benchmark/v1/traces.test.jsonl`: 120 synthetic traces whose
last message claims a success, false in 48 of them. A state probe made after the run is no part of
the transcript, so it is left out: what only the probe shows cannot be found here. Nothing is tuned
on these traces.

Published figures, from `_data/results/v0.1.0/bench.md` of the same wheel (its detectors may use
the probe): rules 36 of 48 caught and 0 of 72 false alarms; cascade-offline 41 of 48 and 0 of 72.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.setting import setting_of
from auditor.trace import Place, Trace
from auditor.trace_audit import audit_trace
from benchmarks.fabrication.score import counts
from benchmarks.fabrication.show import table

PUBLISHED = {
    "phantom_action": ("7/7", "7/7"),
    "error_ignored": ("7/7", "7/7"),
    "wrong_target": ("2/7", "3/7"),
    "wrong_value": ("4/7", "5/7"),
    "not_persisted": ("3/7", "6/7"),
    "partial_completion": ("7/7", "7/7"),
    "reviewer_injection": ("6/6", "6/6"),
    "true success": ("0/72", "0/72"),
}
"""Caught (or, for true successes, false alarms) by its rules and its offline cascade."""


class Claimed(NamedTuple):
    """A trace, and the kind of its false success, or `true success`."""

    trace: Trace
    kind: str


def read_bench(path: str) -> Iterator[Claimed]:
    """Yield the traces of the bench file."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            details = record["ground_truth"].get("details") or {}
            failed = record["ground_truth"]["outcome"] == "failure"
            kind = str(details.get("injection")) if failed else "true success"
            yield Claimed(_trace_of(record, Place(path, number)), kind)


def _trace_of(record: dict[str, Any], place: Place) -> Trace:
    draft = Draft()
    for step in record["steps"]:
        item = step["i"]
        if step["kind"] == "message" and step["role"] == "user":
            draft.user(step["content"], item)
        elif step["kind"] == "message" and step["role"] == "agent":
            draft.step()
            draft.model(step["content"], item)
        elif step["kind"] == "message":
            draft.system(step["content"], item)
        elif step["kind"] == "tool_call":
            draft.step()
            draft.call(step["name"], json.dumps(step["args"], ensure_ascii=False), item)
        elif step["kind"] == "tool_result":
            output = step["error"] if step["output"] is None else step["output"]
            text = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
            draft.result(text, item, name=step["name"], is_error=step["ok"] is False)
    return Trace("agent-trace/v1", place, draft.events, "/steps", own_id=f"claimcheck-{place.line}")


def bench_table(path: str) -> str:
    """Return caught and false alarms by kind, beside the published figures."""
    seen: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    setting = setting_of()
    for claimed in read_bench(path):
        seen[claimed.kind] += 1
        found = [one for one in audit_trace(claimed.trace, setting).findings if counts(one)]
        caught[claimed.kind] += bool(found)
        codes.update(one.code for one in found)
    rows = []
    for kind, size in sorted(seen.items()):
        rules, cascade = PUBLISHED.get(kind, ("-", "-"))
        rows.append((kind, f"{caught[kind]}/{size}", rules, cascade))
    false = [kind for kind in seen if kind != "true success"]
    ours = f"{sum(caught[kind] for kind in false)}/{sum(seen[kind] for kind in false)}"
    rows.append(("all false successes", ours, "36/48", "41/48"))
    found = " ".join(f"{code}:{n}" for code, n in sorted(codes.items())) or "none"
    head = ("kind", "auditor", "claimcheck rules", "claimcheck cascade-offline")
    return f"{table(head, rows)}\n\nCodes: {found}"
