"""Runs and inputs out of a store instead of files."""

import json
from pathlib import Path

import pytest

import auditor
from auditor.cli import main
from auditor.store import open_store, read_traces
from auditor.trace import ReadProblem, Trace

SCENARIO = Path(auditor.__file__).parent / "scenario"


@pytest.fixture
def stored(monkeypatch, tmp_path):
    """Audit a copy of the repeated runs into a store, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    raw = (SCENARIO / "transcripts" / "repeated-runs.jsonl").read_bytes()
    Path("runs.jsonl").write_bytes(raw)
    Path("contract.toml").write_bytes((SCENARIO / "contract.toml").read_bytes())
    main(["audit", "runs.jsonl", "--store", "sqlite:///runs.db", "--contract", "contract.toml"])
    return "sqlite:///runs.db"


def test_runs_of_a_store_are_compared_as_those_of_its_files(stored, capsys):
    compare = ["--contract", "contract.toml", "--format", "json"]
    capsys.readouterr()
    codes = [main(["runs", "runs.jsonl", *compare]), main(["runs", "--store", stored, *compare])]
    of_files, of_store = map(json.loads, capsys.readouterr().out.strip().split("\n"))
    assert of_store == of_files
    assert of_store["tasks"]
    assert codes[0] == codes[1]


def test_a_trace_whose_file_is_gone_comes_from_the_store_or_is_a_problem(stored):
    with open_store(stored) as store:
        before = [item.trace_id for item in read_traces(store)]
        Path("runs.jsonl").unlink()
        after = list(read_traces(store))
    kept = [item.trace_id for item in after if isinstance(item, Trace)]
    gone = [item for item in after if isinstance(item, ReadProblem)]
    assert kept
    assert set(kept) <= set(before)
    assert len(kept) + len(gone) == len(before)
    assert all("no longer holds" in problem.reason for problem in gone)


def test_the_inputs_of_a_replay_may_come_from_a_store(stored, capsys):
    Path("silent_model_of_the_test.py").write_text(
        "def respond(messages, tools, decoding):\n    return {'content': 'No.'}\n"
    )
    capsys.readouterr()
    asked = ["replay", "--store", stored, "--respond", "silent_model_of_the_test:respond"]
    assert main([*asked, "--contract", "contract.toml", "--runs", "2"]) == 0
    out = capsys.readouterr().out
    assert "Replay (frozen): 6 runs, 6 valid" in out
    assert "no run acts or states one: run 0, run 1" in out


def test_transcripts_and_a_store_at_once_are_refused(stored, capsys):
    assert main(["runs", "runs.jsonl", "--store", stored]) == 2
    assert main(["replay", "runs.jsonl", "--store", stored, "--respond", "a:b"]) == 2
    assert "either transcripts or --store" in capsys.readouterr().err
