"""Packed files: damaged ones are read as far as they go, and said to break off there."""

import gzip
import json

import pytest
import zstandard

from auditor import sources
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.ledger import read_ledger
from auditor.trace import ReadProblem
from tests.cli_runs import run
from tests.ledger_cases import lines_of
from tests.store_cases import conversations as talks
from tests.store_cases import lines

_MANY = lines(*talks(*range(4000))).encode()
_FEW = lines(*talks(0, 1, 2)).encode()
_PACKINGS = {"gz": gzip.compress, "zst": zstandard.compress}

pytestmark = pytest.mark.parametrize("suffix", _PACKINGS)


@pytest.fixture
def pack(suffix):
    return _PACKINGS[suffix]


def _items(path):
    accounts = Accounts()
    items = list(read(path, accounts=accounts))
    problems = [item for item in items if isinstance(item, ReadProblem)]
    assert accounts.records == len(items)
    return len(items) - len(problems), [problem.reason for problem in problems]


@pytest.mark.parametrize("text", [_FEW, _MANY], ids=["few", "many"])
def test_a_file_cut_short_is_read_up_to_there_and_said_to_break_off(tmp_path, suffix, pack, text):
    whole = pack(text)
    path = tmp_path / f"runs.jsonl.{suffix}"
    for cut in (5, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        read_of_it, reasons = _items(path)
        assert read_of_it < text.count(b"\n") + (cut == len(whole) - 1)
        assert ["breaks off" in reason for reason in reasons] == [True]


def test_whole_lines_before_a_cut_are_not_lost(tmp_path, suffix, pack):
    path = tmp_path / f"runs.jsonl.{suffix}"
    # Two parts, of which the second is cut: the first is whole.
    path.write_bytes(pack(_FEW) + pack(_MANY)[:20])
    assert _items(path)[0] == 3


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"], ["--store", "kept.db"]])
def test_one_damaged_file_is_a_problem_and_the_others_are_audited(
    tmp_path, capsys, suffix, pack, jobs, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    packed = bytearray(pack(_FEW))
    for place in (12, len(packed) // 2):
        packed[place] ^= 0xFF
    (tmp_path / f"bad.jsonl.{suffix}").write_bytes(packed)
    (tmp_path / "good.jsonl").write_bytes(_FEW)
    done = run(capsys, "audit", ".", "--format", "json", *jobs)
    report = json.loads(done.out)
    assert [one["file"] for one in report["problems"]] == [f"bad.jsonl.{suffix}"]
    assert report["summary"]["traces"] == 3
    assert "Traceback" not in done.err


def test_parts_padding_and_empty_parts_are_read_as_one(tmp_path, suffix, pack):
    path = tmp_path / f"runs.jsonl.{suffix}"
    path.write_bytes(pack(b"") + pack(_FEW) + b"\0" * 9000 + pack(_FEW) + b"\0" * 512)
    with sources.open_bytes(str(path)) as stream:
        assert stream.read() == _FEW * 2


def test_a_file_that_breaks_off_at_once_is_said_to(tmp_path, capsys, suffix, pack):
    path = tmp_path / f"runs.jsonl.{suffix}"
    path.write_bytes(pack(_MANY)[:6])
    done = run(capsys, "formats", path)
    assert done.code == 3
    assert "the file breaks off" in done.out


def test_a_ledger_cut_short_is_read_up_to_there_and_proves_no_absence(
    tmp_path, capsys, suffix, pack
):
    entries = b"\n".join(lines_of([(f"lookup-{n}", "{}", f"{n * n:x}" * 40) for n in range(3000)]))
    (tmp_path / f"ledger.jsonl.{suffix}").write_bytes(pack(entries)[:-9])
    (tmp_path / "run.jsonl").write_bytes(_FEW)
    ledger = read_ledger(str(tmp_path / f"ledger.jsonl.{suffix}"))
    assert sum(len(session.entries) for session in ledger.sessions.values()) > 1000
    assert "the file breaks off" in ledger.problems[-1].reason
    whole = ("audit", tmp_path / "run.jsonl", "--ledger", tmp_path / f"ledger.jsonl.{suffix}")
    done = run(capsys, *whole, "--strict")
    assert done.code == 1
    assert "The file breaks off" in done.out.replace("Ledger: the", "The")
    assert "Interrupted" not in done.err


def test_what_is_behind_the_last_part_is_no_end(tmp_path, suffix, pack):
    path = tmp_path / f"runs.jsonl.{suffix}"
    path.write_bytes(pack(_FEW) + b"garbage")
    assert _items(path)[0] == 3
    assert len(_items(path)[1]) == 1
