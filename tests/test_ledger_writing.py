"""The hash chain: written line by line, torn by crashes, tampered with by people."""

import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.ledger import form, read_ledger
from auditor.ledger.chain import verify_chain
from auditor.ledger.writing import Execution, LedgerWriter

AT = "2026-03-01T10:00:00.000000Z"


def opened(path):
    return LedgerWriter(str(path), at=AT, server="desk", session="s")


def said(number, result="ok"):
    return Execution(AT, "desk", "s", "lookup", f'{{"n":{number}}}', result)


def written(path, count, first=0):
    writer = opened(path)
    for number in range(first, first + count):
        writer.write(said(number))
    writer.close()
    return path.read_bytes().split(b"\n")[:-1]


def test_a_ledger_goes_on_where_it_ended(tmp_path):
    path = tmp_path / "l.jsonl"
    written(path, 2)
    written(path, 2, first=2)
    checked = verify_chain(str(path))
    assert (checked.entries, checked.breaks) == (4, [])
    (session,) = read_ledger(str(path)).sessions.values()
    assert [entry.seq for entry in session.entries] == [1, 2, 3, 4]


def test_a_file_has_one_writer(tmp_path):
    first = opened(tmp_path / "l.jsonl")
    with pytest.raises(UsageError, match="Another process"):
        opened(tmp_path / "l.jsonl")
    first.close()
    opened(tmp_path / "l.jsonl").close()


def test_a_ledger_is_its_owners_alone(tmp_path):
    opened(tmp_path / "l.jsonl").close()
    assert (tmp_path / "l.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [b"not json\n", b'{"name": "x"}\n'])
def test_a_file_that_is_no_ledger_is_not_continued(tmp_path, spoil):
    (tmp_path / "l.jsonl").write_bytes(spoil)
    with pytest.raises(UsageError, match="can't be continued"):
        opened(tmp_path / "l.jsonl")


def test_a_ledger_whose_end_was_changed_is_not_continued(tmp_path):
    path = tmp_path / "l.jsonl"
    lines = written(path, 3)
    path.write_bytes(b"\n".join([lines[0], lines[2], b""]))
    with pytest.raises(UsageError, match="does not follow"):
        opened(path)


def test_an_unanswered_call_is_entered_without_a_result(tmp_path):
    path = tmp_path / "l.jsonl"
    writer = opened(path)
    writer.write(said(1, None))
    writer.close()
    (session,) = read_ledger(str(path)).sessions.values()
    assert session.entries[0].result is None


@given(cut=st.integers(1, 10_000), more=st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_a_crash_at_any_byte_leaves_a_chain_that_goes_on(cut, more):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "l.jsonl"
        whole = b"\n".join(written(path, 3)) + b"\n"
        kept = whole[: len(whole) - cut % len(whole)]
        path.write_bytes(kept)
        written(path, more, first=3)
        ledger = read_ledger(str(path))
        checked = verify_chain(str(path))
        text = path.read_bytes()
    assert text.startswith(kept)
    assert checked.breaks == []
    assert ledger.problems == []
    whole_lines = kept.count(b"\n")
    torn = kept.rpartition(b"\n")[2]
    without_its_end = bool(torn) and whole[len(kept) : len(kept) + 1] == b"\n"
    held = [entry for one in ledger.sessions.values() for entry in one.entries]
    assert len(held) == whole_lines + without_its_end + more
    assert (b"a torn line" in text) == (bool(torn) and not without_its_end)
    assert (b"line end" in text) == without_its_end


@given(
    change=st.sampled_from(["alter", "remove", "repeat", "swap", "insert"]),
    at=st.integers(0, 3),
    letter=st.sampled_from("xyz"),
)
@settings(max_examples=60, deadline=None)
def test_every_change_before_the_last_line_breaks_the_chain(change, at, letter):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "l.jsonl"
        lines = written(path, 5)
        changed = list(lines)
        if change == "alter":
            # With its own hash made to fit: only the chain tells.
            changed[at] = (
                lines[at]
                .replace(b'"ok"', f'"{letter}"'.encode())
                .replace(form.text_hash("ok").encode(), form.text_hash(letter).encode())
            )
        elif change == "remove":
            del changed[at]
        elif change == "repeat":
            changed.insert(at, lines[at])
        elif change == "swap":
            changed[at], changed[at + 1] = lines[at + 1], lines[at]
        else:
            changed.insert(at, lines[at].replace(b'"lookup"', b'"forged"'))
        path.write_bytes(b"\n".join(changed) + b"\n")
        assert verify_chain(str(path)).breaks
        assert read_ledger(str(path)).problems


LOOSE = [
    b'{"server":"desk","session":"s","name":"lookup","arguments_raw":"{}","result":"forged"}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"lookup","arguments":{}}}',
    b'{"gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"lookup"}',
]


@pytest.mark.parametrize("line", LOOSE)
@pytest.mark.parametrize("at", [0, 2, 3])
def test_a_line_that_no_hash_binds_is_a_problem_among_lines_that_one_does(line, at, tmp_path):
    path = tmp_path / "l.jsonl"
    lines = written(path, 3)
    lines.insert(at, line)
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert any(
        "outside the file's hash chain" in one.reason for one in read_ledger(str(path)).problems
    )
    path.write_bytes(line + b"\n")
    assert read_ledger(str(path)).problems == []


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no open file")
def test_nothing_is_passed_on_once_the_file_is_deleted(tmp_path):
    path = tmp_path / "l.jsonl"
    writer = opened(path)
    writer.write(said(0))
    path.unlink()
    with pytest.raises(UsageError, match="it was deleted"):
        writer.write(said(1))
    writer.close()


def test_a_cut_off_end_shows_only_against_a_noted_head(tmp_path):
    path = tmp_path / "l.jsonl"
    lines = written(path, 3)
    head = verify_chain(str(path)).head
    assert head == form.hash_of(lines[-1])
    path.write_bytes(b"\n".join(lines[:2]) + b"\n")
    assert verify_chain(str(path)).breaks == []
    assert "cut off" in verify_chain(str(path), head).breaks[0].reason


def test_a_result_that_does_not_fit_its_hash_is_a_problem_and_no_evidence(tmp_path):
    path = tmp_path / "l.jsonl"
    lines = written(path, 1)
    path.write_bytes(lines[0].replace(b'"ok"', b'"no"') + b"\n")
    ledger = read_ledger(str(path))
    (problem,) = ledger.problems
    assert "does not fit" in problem.reason
    (session,) = ledger.sessions.values()
    assert session.entries[0].result is None


def test_entries_of_several_threads_stand_one_behind_the_other(tmp_path):
    path = tmp_path / "l.jsonl"
    writer = opened(path)
    threads = [
        threading.Thread(target=lambda n=n: [writer.write(said(n * 100 + m)) for m in range(10)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    checked = verify_chain(str(path))
    assert (checked.entries, checked.breaks) == (80, [])


def test_a_full_disk_is_told_and_repaired_next_time(tmp_path, monkeypatch):
    path = tmp_path / "l.jsonl"
    written(path, 1)
    writer = opened(path)
    real = os.write

    def full(file, data):
        if len(data) > 20:
            return real(file, data[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(UsageError, match="No space left"):
        writer.write(said(1))
    monkeypatch.undo()
    with pytest.raises(UsageError, match="No space left"):
        writer.write(said(1))
    writer.close()
    written(path, 1, first=1)
    assert verify_chain(str(path)).breaks == []
