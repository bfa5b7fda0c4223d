"""A store full of findings to judge."""

from auditor.store import findings_page
from auditor.store.rows import Entry
from auditor.store.writing import Position, RunRow, claim, write


def finding_rows(count):
    return [
        {
            "code": f"TA10{number % 3 + 1}",
            "name": "made-up",
            "severity": "high",
            "rank": 3 - number % 2,
            "grade": "suspected",
            "score": (number % 10) / 10,
            "trace_id": f"run-{number}",
            "task_key": f"task-{number % 7}",
            "run_index": None,
            "turn": 0,
            "step": 1,
            "event_index": 2,
            "line": number + 1,
            "pointer": "",
            "tool": "look",
            "message": "It was made up.",
            "evidence": "[]",
            "fingerprint": f"f{number:05}",
            "onset_step": None,
            "kind": "",
            "grouped": 0,
        }
        for number in range(count)
    ]


def fill(store, count):
    """Put findings into a store without any transcript; return their fingerprints."""
    position = Position("/logs/runs.jsonl", "lines", "key", "start")
    claim(store, RunRow("key", "0"), position, [])
    rows = finding_rows(count)
    write(store, position, [Entry(None, {**PROBLEM}, [row], ()) for row in rows])
    return [row["fingerprint"] for row in rows]


PROBLEM = {
    "code": "TA901",
    "line": 1,
    "offset": 0,
    "length": 1,
    "pointer": "",
    "reason": "broken",
    "cure": "",
    "sha256": "",
    "raw": b"",
}


def all_findings(store):
    return [one.finding.fingerprint for one in findings_page(store, size=100_000)]
