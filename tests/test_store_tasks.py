"""Runs of one task are compared over everything that a store holds."""

import pytest

from auditor.store import findings_page, open_store, raw_of, stored_trace, verify
from tests.store_cases import audited, lines, rows, stored


def run_of(number, action, task="case-1"):
    """A run of a task that looks an address up and then acts."""
    look = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    act = {"id": "c2", "type": "function", "function": {"name": action, "arguments": "{}"}}
    messages = [
        {"role": "user", "content": f"Handle {task}."},
        {"role": "assistant", "content": None, "tool_calls": [look]},
        {"role": "tool", "tool_call_id": "c1", "content": '{"verdict": "malicious"}'},
        {"role": "assistant", "content": None, "tool_calls": [act]},
        {"role": "tool", "tool_call_id": "c2", "content": '{"done": true}'},
        {"role": "assistant", "content": "Done."},
    ]
    named = {"task_id": task, "run_index": number, "id": f"{task}-{number}", "model": "m-1"}
    return {"messages": messages, **named}


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        yield opened


def codes(report):
    return sorted(found.code for found in report.findings if found.code.startswith("TA3"))


def agrees(kept, plain):
    assert kept.summary == plain.summary
    assert list(kept.findings) == list(plain.findings)
    assert kept.not_checkable == plain.not_checkable


def test_runs_that_act_differently_are_found_each_time(store, tmp_path):
    log = tmp_path / "runs.jsonl"
    actions = ("block", "block", "archive")
    log.write_text(lines(*(run_of(n, action) for n, action in enumerate(actions))))
    plain = audited(log)
    assert codes(plain)
    for _ in range(2):
        agrees(stored(store, log), plain)
        assert verify(store) == []


def test_a_later_file_is_compared_with_what_the_store_holds(store, tmp_path):
    first, second = tmp_path / "monday.jsonl", tmp_path / "tuesday.jsonl"
    first.write_text(lines(run_of(0, "block"), run_of(1, "block")))
    second.write_text(lines(run_of(2, "archive"), run_of(0, "look", task="case-2")))
    assert codes(stored(store, first)) == []
    found = stored(store, second)
    assert codes(found) == codes(audited(first, second)) != []
    agrees(stored(store, first, second), audited(first, second))


def test_a_run_that_is_replaced_is_compared_no_more(store, tmp_path):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(run_of(0, "block"), run_of(1, "archive")))
    assert codes(stored(store, log))
    log.write_text(lines(run_of(0, "block"), run_of(2, "block")))
    agrees(stored(store, log), audited(log))
    assert codes(stored(store, log)) == []
    assert not [one for one in findings_page(store) if one.finding.code.startswith("TA3")]


def test_a_last_line_that_grew_is_compared_as_it_is_now(store, tmp_path):
    log = tmp_path / "runs.jsonl"
    whole = lines(run_of(0, "block"), run_of(1, "archive"))
    log.write_text(whole[:-1])
    agrees(stored(store, log), audited(log))
    log.write_text(whole + lines(run_of(2, "archive")))
    agrees(stored(store, log), audited(log))
    assert verify(store) == []


def test_an_audit_that_stops_before_comparing_compares_the_next_time(store, tmp_path, monkeypatch):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(run_of(0, "block"), run_of(1, "archive")))

    def stops(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("auditor.store.ingesting.compare_tasks", stops)
        with pytest.raises(KeyboardInterrupt):
            stored(store, log)
    agrees(stored(store, log), audited(log))


def test_a_run_that_only_differs_from_others_outlives_its_file(store, tmp_path):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(run_of(0, "block"), run_of(1, "archive")))
    stored(store, log)
    raw = log.read_bytes().splitlines()[1]
    log.unlink()
    found = next(one for one in findings_page(store) if one.finding.code.startswith("TA3"))
    assert raw_of(store, found.trace_row) == raw
    assert stored_trace(store, found.trace_row).trace_id == "case-1-1"


def test_runs_whose_file_is_gone_are_left_out(store, tmp_path):
    first, second = tmp_path / "monday.jsonl", tmp_path / "tuesday.jsonl"
    first.write_text(lines(run_of(0, "block")))
    stored(store, first)
    first.unlink()
    second.write_text(lines(run_of(1, "archive")))
    assert codes(stored(store, second)) == []
    assert rows(store)["task"] == 0
