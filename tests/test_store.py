"""A store of audits: what was read is read once, and nothing of it is lost."""

import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from auditor.contract import Contract
from auditor.errors import StoreError
from auditor.setting import setting_of
from auditor.store import (
    Wanted,
    count_findings,
    findings_page,
    ingest,
    live_sources,
    open_store,
    outcomes,
    raw_of,
    report_of,
    stored_trace,
    trace_rows,
    verify,
)
from tests.store_cases import audited, conversation, conversations, lines, rows, stored

FIXTURES = Path(__file__).parent.parent / "fixtures" / "formats"
TRANSCRIPTS = [
    next(
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.endswith(".events.txt")
    )
    for folder in sorted(FIXTURES.iterdir())
    if folder.is_dir()
]


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text(lines(*conversations(*range(20))))
    return path


def agrees(kept, plain):
    assert kept.summary == plain.summary
    assert list(kept.findings) == list(plain.findings)
    assert kept.not_checkable == plain.not_checkable


def test_a_stored_audit_reports_what_a_plain_one_reports(store, log):
    kept = stored(store, log)
    agrees(kept, audited(log))
    assert Counter(found.code for found in kept.findings)["TA101"] == 7
    assert verify(store) == []


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_every_format_is_stored_as_it_is_audited(store, path):
    agrees(stored(store, path), audited(path))
    before = rows(store)
    agrees(stored(store, path), audited(path))
    assert rows(store) == before
    assert verify(store) == []


def test_a_second_audit_of_the_same_file_adds_nothing(store, log):
    first = stored(store, log)
    before = rows(store)
    agrees(stored(store, log), first)
    assert rows(store) == before


def test_a_second_audit_from_another_folder_adds_nothing(store, log, tmp_path, monkeypatch):
    stored(store, log)
    before = rows(store)
    monkeypatch.chdir(tmp_path)
    kept = stored(store, "runs.jsonl")
    assert rows(store) == before
    assert {found.file for found in kept.findings} == {"runs.jsonl"}


def test_a_store_says_the_same_in_every_process(databases, log):
    script = (
        "import sys; from auditor.store import *; from auditor.setting import setting_of\n"
        "store = open_store(sys.argv[1]); ingest(sys.argv[2:], store, setting_of())\n"
        "print(info(store).rows)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, databases.new(), str(log)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_a_grown_file_goes_on_at_its_end(store, log, batch):
    stored(store, log, batch=batch)
    with log.open("a") as file:
        file.write(lines(*conversations(20, 21, 22, 23)))
    agrees(stored(store, log, batch=batch), audited(log))
    assert rows(store)["source"] == 1
    assert verify(store) == []


def test_a_grown_archive_goes_on_at_its_end(store, tmp_path):
    log = tmp_path / "runs.jsonl.gz"
    for last in (5, 9):
        log.write_bytes(gzip.compress(lines(*conversations(*range(last))).encode()))
        agrees(stored(store, log), audited(log))
    assert rows(store)["source"] == 1


def test_a_last_line_without_end_is_read_and_read_again_when_it_grew(store, log):
    whole = lines(*conversations(20, 21))
    for cut in (10, len(whole) // 2 + 5, len(whole) - 1, len(whole)):
        log.write_text(lines(*conversations(*range(20))) + whole[:cut])
        agrees(stored(store, log), audited(log))
        before = rows(store)
        agrees(stored(store, log), audited(log))
        assert rows(store) == before
        assert verify(store) == []
    assert rows(store) == {**rows(store), "source": 1, "trace": 22, "problem": 0}


def test_a_last_line_without_end_of_a_growing_file_waits(store, log):
    whole = lines(conversation(20))
    with log.open("a") as file:
        file.write(whole[:50])
    (waiting,) = ingest([str(log)], store, setting_of(), growing=True)
    assert waiting.pending == 50
    assert report_of(store, [waiting.source]).summary.records["read"] == 20
    with log.open("a") as file:
        file.write(whole[50:])
    (done,) = ingest([str(log)], store, setting_of(), growing=True)
    assert done.pending == 0
    agrees(report_of(store, [done.source]), audited(log))


def test_a_growing_file_without_a_whole_line_is_no_source_yet(store, tmp_path):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(conversation(1))[:30])
    (waiting,) = ingest([str(log)], store, setting_of(), growing=True)
    assert (waiting.source, waiting.pending) == (None, 30)
    assert rows(store)["source"] == 0


def test_a_renamed_file_is_known_and_goes_on(store, log, tmp_path):
    stored(store, log)
    renamed = log.rename(tmp_path / "runs.jsonl.1")
    stored(store, renamed)
    with renamed.open("a") as file:
        file.write(lines(conversation(99)))
    agrees(stored(store, renamed), audited(renamed))
    assert rows(store)["source"] == 1


def test_a_copy_holds_duplicates_only(store, log, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(log.read_bytes())
    agrees(stored(store, log, copy), audited(log, copy))
    assert rows(store)["trace"] == 20
    assert verify(store) == []


def test_a_trace_that_another_file_gave_before_is_a_duplicate(store, log, tmp_path):
    stored(store, log)
    other = tmp_path / "other.jsonl"
    other.write_text(lines(*conversations(19, 20)))
    kept = stored(store, other)
    assert kept.summary.records["duplicate"] == kept.summary.traces == 1
    assert rows(store)["trace"] == 21


def test_a_file_written_again_replaces_what_it_was(store, log):
    stored(store, log)
    log.write_text(lines(*conversations(50, 3, 4)))
    agrees(stored(store, log), audited(log))
    assert len(live_sources(store)) == 1
    assert count_findings(store, Wanted(trace_ids=("run-0",))) == 0
    assert rows(store)["trace"] == 23


def test_a_rotated_log_keeps_what_was_read_of_it(store, log):
    stored(store, log)
    log.write_text(lines(*conversations(50, 51)))
    agrees(stored(store, log), audited(log))
    assert len(live_sources(store)) == 2
    assert count_findings(store, Wanted(trace_ids=("run-0",))) == 1


def test_a_document_written_again_replaces_what_it_was(store, tmp_path):
    document = tmp_path / "runs.json"
    for last in (3, 5):
        document.write_text(json.dumps(conversation(last, orphan=True), indent=1))
        agrees(stored(store, document), audited(document))
    assert len(live_sources(store)) == 1
    assert rows(store)["trace"] == 2


def test_equal_traces_of_one_document_count_once(store, tmp_path):
    document = tmp_path / "runs.json"
    talk = conversation(1, orphan=True)["messages"]
    document.write_text(json.dumps([{"task_id": 1, "trial": 0, "reward": 1.0, "traj": talk}] * 3))
    for _ in range(2):
        kept = stored(store, document)
        agrees(kept, audited(document))
        assert kept.summary.records["duplicate"] == 2


def test_other_settings_audit_a_known_file_again(store, log):
    stored(store, log)
    schema = {"type": "object", "required": ["number"]}
    contract = Contract.model_validate({"tools": {"look": {"schema": schema}}})
    for _ in range(2):
        kept = stored(store, log, setting=setting_of(contract))
        assert kept.summary.findings["TA202"] == 20
        assert len(live_sources(store)) == 1
        assert rows(store)["source"] == 2


def test_a_flagged_trace_outlives_its_file(store, log):
    stored(store, log)
    found = next(one for one in findings_page(store) if one.finding.code == "TA101")
    raw = log.read_bytes().splitlines()[found.finding.line - 1]
    log.unlink()
    trace = stored_trace(store, found.trace_row)
    assert trace.events[found.finding.event_index].output == '{"score": 7}'
    assert trace.place.file.endswith("runs.jsonl")
    assert raw_of(store, found.trace_row) == raw


def test_a_flagged_trace_of_a_document_keeps_its_exact_bytes(store, tmp_path):
    messages = json.dumps(conversation(1, orphan=True)["messages"])
    value = f'{{"id" :"run-1",\n "messages": {messages}, "cost": 1.50e0}}'
    document = tmp_path / "one.json"
    document.write_text(value)
    stored(store, document)
    (number,) = trace_rows(store, "run-1")
    assert raw_of(store, number) == value.encode()


def test_a_trace_without_finding_is_read_again_from_its_file(store, log):
    stored(store, log)
    (number,) = trace_rows(store, "run-4")
    assert raw_of(store, number) is None
    assert stored_trace(store, number).events[2].output == '{"score": 4}'


def test_a_trace_that_its_file_no_longer_holds_is_refused(store, log):
    stored(store, log)
    (number,) = trace_rows(store, "run-4")
    log.write_text(log.read_text().replace("The score is 4", "The score is 5"))
    with pytest.raises(StoreError, match="no longer holds trace run-4"):
        stored_trace(store, number)
    log.unlink()
    with pytest.raises(StoreError, match=r"is gone.*run-4"):
        stored_trace(store, number)


def test_a_store_says_how_much_was_not_checkable(store, log):
    stored(store, log)
    by_code = {one.code: one for one in outcomes(store)}
    assert by_code["TA101"][1:4] == (7, 13, 0)
    unknown_tool = by_code["TA201"]
    assert unknown_tool.not_checkable == 20
    assert sum(unknown_tool.reasons.values()) == 20
    assert all(sum(one[1:4]) == 20 for one in by_code.values())


def test_pages_hold_every_finding_once_gravest_first(store, log):
    stored(store, log)
    whole, after = [], None
    while page := findings_page(store, size=3, after=after):
        whole += page
        after = page[-1].number
    assert len({one.number for one in whole}) == len(whole) == count_findings(store)
    order = ["high", "medium", "low", "info"]
    ranks = [order.index(one.finding.severity) for one in whole]
    assert ranks == sorted(ranks)


def test_an_unreadable_record_is_kept_as_found(store, log):
    with log.open("a") as file:
        file.write('{"role": "user", "role": "tool"}\n' + lines(conversation(30)))
    kept = stored(store, log)
    agrees(kept, audited(log))
    assert [problem.place.line for problem in kept.problems] == [21]
    assert rows(store)["problem"] == 1


def test_standard_input_is_known_by_its_content(store, monkeypatch):
    for numbers in (range(3), range(3), range(5), range(9, 11)):
        text = lines(*conversations(*numbers)).encode()
        monkeypatch.setattr(sys, "stdin", FakeInput(text))
        kept = stored(store, "-")
        assert kept.summary.records["read"] == len(numbers)
    assert rows(store)["source"] == 2
    assert rows(store)["trace"] == 7


class FakeInput:
    """Standard input that holds some bytes."""

    def __init__(self, content):
        import io

        self.buffer = io.BytesIO(content)


def test_a_trace_of_a_packed_file_is_read_again(store, tmp_path):
    import zstandard

    text = lines(*conversations(*range(9))).encode()
    log = tmp_path / "runs.jsonl.zst"
    log.write_bytes(zstandard.compress(text))
    stored(store, log)
    (number,) = trace_rows(store, "run-4")
    assert stored_trace(store, number).events[2].output == '{"score": 4}'


def test_a_damaged_archive_is_a_problem_and_no_crash(store, tmp_path):
    import zstandard

    packed = bytearray(zstandard.compress(lines(*conversations(*range(300))).encode()))
    packed[len(packed) // 2] ^= 255
    log = tmp_path / "runs.jsonl.zst"
    log.write_bytes(packed)
    for _ in range(2):
        kept = stored(store, log)
        agrees(kept, audited(log))
        assert kept.summary.problems == 1
