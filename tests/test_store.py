"""What a store of audits must hold."""

import json
from collections import Counter

import pytest

from auditor.analysis import setting_of
from auditor.auditing import Auditor, TraceAudit
from auditor.reading import Accounts, read
from auditor.store import (
    findings_page,
    info,
    ingest,
    open_store,
    report_of,
    stored_trace,
    verify,
)


def conversation(number, *, orphan=False, reuse=False):
    """A conversation with a lookup; a result without its call; a call id used twice."""
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    result = {"role": "tool", "tool_call_id": "c1", "content": f'{{"score": {number}}}'}
    messages = [
        {"role": "user", "content": f"Look number {number} up."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        result,
        {"role": "assistant", "content": f"The score is {number}."},
    ]
    if orphan:
        messages.insert(3, {"role": "tool", "tool_call_id": "c9", "content": '{"score": 7}'})
    if reuse:
        messages += [{"role": "assistant", "content": None, "tool_calls": [call]}, result]
    return {"messages": messages, "id": f"run-{number}"}


def lines(*conversations):
    return "".join(json.dumps(one) + "\n" for one in conversations)


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "audit.db")) as opened:
        yield opened


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text(lines(*(conversation(n, orphan=n % 3 == 0) for n in range(20))))
    return path


def rows(store):
    return info(store).rows


def stored(store, *paths, **options):
    given = ingest(map(str, paths), store, setting_of(), **options)
    return report_of(store, [one.source for one in given])


def audited(*paths):
    accounts = Accounts()
    auditor = Auditor(setting_of(), accounts)
    findings = []
    for item in read(*map(str, paths), accounts=accounts):
        outcome = auditor.feed(item)
        findings += outcome.findings if isinstance(outcome, TraceAudit) else [outcome]
    return auditor.finish(findings, [])


def test_a_stored_audit_reports_what_a_plain_one_reports(store, log):
    kept, plain = stored(store, log), audited(log)
    assert kept.summary == plain.summary
    assert list(kept.findings) == plain.findings
    assert kept.not_checkable == plain.not_checkable
    assert Counter(found.code for found in kept.findings)["TA101"] == 7
    assert verify(store) == []


def test_a_second_audit_of_the_same_file_adds_nothing(store, log):
    first = stored(store, log)
    before = rows(store)
    second = stored(store, log)
    assert rows(store) == before
    assert second.summary == first.summary
    assert list(second.findings) == list(first.findings)


def test_a_grown_file_goes_on_at_its_end(store, log):
    stored(store, log, batch=7)
    with log.open("a") as file:
        file.write(lines(*(conversation(n) for n in range(20, 25))))
    assert stored(store, log).summary == audited(log).summary
    assert rows(store)["source"] == 1
    assert verify(store) == []


def test_a_flagged_trace_outlives_its_file(store, log):
    stored(store, log)
    found = next(one for one in findings_page(store) if one.finding.code == "TA101")
    log.unlink()
    trace = stored_trace(store, found.trace_row)
    assert trace.events[found.finding.event_index].output == '{"score": 7}'
