"""Traces and ledgers in one line each, for the tests of reconciliation."""

import json
from pathlib import Path

from auditor.draft import Draft
from auditor.ledger import form
from auditor.trace import Place, Trace


def trace_of(calls, *, own_id="run-1", start=None, gap=10, ids=True, **more):
    """Return a trace of (name, arguments, result) calls.

    `start` is a second of the day; `ids` gives the calls' ids, or whether they have any.
    """
    draft = Draft()
    draft.user("please", 0)
    for number, (name, arguments, result) in enumerate(calls):
        draft.step()
        call_id = (ids[number] if isinstance(ids, list) else f"call_{number}") if ids else None
        at = None if start is None else clock(start + gap * number)
        draft.call(name, arguments, number, call_id=call_id, at=at)
        if result is not None:
            draft.result(result, number, call_id=call_id, name=name)
    at = None if start is None else clock(start)
    return Trace("test", Place("t.jsonl", 1), draft.events, own_id=own_id, at=at, **more)


def clock(second):
    """Return a second of one day as a time."""
    return f"2026-03-01T{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}.000000Z"


def lines_of(calls, *, session="run-1", server="desk", start=0, gap=10, ids=None, first=1):
    """Return ledger lines, chained, for (name, arguments, result) calls."""
    lines, head = [], form.FIRST
    for number, (name, arguments, result) in enumerate(calls):
        line = form.Line(
            first + number, clock(start + gap * number), server, session, name, arguments,
            form.text_hash(result), result, False, head,
            **({"call_id": ids[number]} if ids and ids[number] else {}),
        )  # fmt: skip
        raw = form.encode(line)
        lines.append(raw)
        head = form.hash_of(raw)
    return lines


def write(path, lines):
    """Write lines to a ledger file and return its path as text."""
    Path(path).write_bytes(b"".join(line + b"\n" for line in lines))
    return str(path)


def write_json(path, values):
    """Write values as JSON lines and return the path as text."""
    return write(path, [json.dumps(value).encode() for value in values])
