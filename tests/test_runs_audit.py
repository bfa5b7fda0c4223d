"""An audit finds disagreement between runs wherever they lie, and holds none of them meanwhile."""

import gzip
import json
from pathlib import Path

import pytest

import auditor
from auditor.contract import Contract
from auditor.runs.repeats import Repeats
from auditor.runs.sketch import sketch_of
from auditor.trace import Trace
from tests.cli_runs import run
from tests.run_cases import traces

SPANS = Path(__file__).parent.parent / "fixtures" / "formats" / "otel_genai"
CONTRACT = """
[tools]
lookup = {effect = "read"}
block = {effect = "write"}
archive = {effect = "write"}

[decision]
opposites = [["block", "archive"]]
"""


def record(tool, number, task="t1"):
    call = {"name": tool, "arguments": '{"uri": "a.example"}'}
    calls = [{"id": f"call_{number}", "type": "function", "function": call}]
    return {
        "id": f"run-{number}",
        "task_id": task,
        "run_index": number,
        "model": "desk",
        "messages": [
            {"role": "user", "content": "Handle a.example."},
            {"role": "assistant", "content": None, "tool_calls": calls},
            {"role": "tool", "tool_call_id": f"call_{number}", "content": "ok"},
        ],
    }


def lines(*records):
    return "".join(json.dumps(each) + "\n" for each in records).encode()


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def opposed(found):
    return [
        (f["file"], f["line"], f["run_index"])
        for f in json.loads(found.out)["findings"]
        if f["code"] == "TA301"
    ]


def audit(capsys, *arguments, **streams):
    options = ("--contract", "contract.toml", "--format", "json")
    return run(capsys, "audit", *arguments, *options, **streams)


def test_runs_of_one_file(here, capsys):
    other = record("block", 5, "t2")
    (here / "a.jsonl").write_bytes(lines(record("block", 0), other, record("archive", 1)))
    done = audit(capsys, "a.jsonl")
    assert (done.code, opposed(done)) == (1, [("a.jsonl", 3, 1)])


def test_runs_of_two_files_one_compressed(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 5, "t2"), record("block", 0)))
    (here / "b.jsonl.gz").write_bytes(gzip.compress(lines(record("archive", 1))))
    assert opposed(audit(capsys, "a.jsonl", "b.jsonl.gz")) == [("b.jsonl.gz", 1, 1)]


def test_runs_of_a_document(here, capsys):
    document = [
        {"task_id": 3, "trial": trial, "reward": 0, "traj": record(tool, trial)["messages"]}
        for trial, tool in enumerate(("block", "archive"))
    ]
    (here / "results.json").write_text(json.dumps(document), encoding="utf-8")
    assert opposed(audit(capsys, "results.json")) == [("results.json", None, 1)]


def test_runs_that_crashed_before_a_message_are_failures(here, capsys):
    said = [{"role": "user", "content": "Help."}, {"role": "assistant", "content": "No."}]
    document = [
        {"task_id": task, "trial": trial, "reward": float(task == 0 and trial == 0), "traj": traj}
        for task in range(5)
        for trial, traj in enumerate((said if task < 4 else [], []))
    ]
    (here / "crash.json").write_text(json.dumps(document), encoding="utf-8")
    told = json.loads(run(capsys, "runs", "crash.json", "--format", "json").out)
    assert told["runs"] == 10
    assert told["outcomes"]["runs"] == 4
    assert told["outcomes"]["success_if_broken_fail"] == pytest.approx(0.1)
    sides = ("--baseline", "crash.json", "--candidate", "crash.json", "--format", "json")
    rates = {rate["name"]: rate for rate in json.loads(run(capsys, "drift", *sides).out)["rates"]}
    assert (rates["success"]["before"]["hits"], rates["success"]["before"]["total"]) == (1, 10)
    assert rates["fabrication"]["before"]["total"] == 4


def test_runs_from_standard_input(capsys, monkeypatch):
    given = lines(record("block", 0), record("archive", 1))
    done = audit(capsys, "-", stdin=given, monkeypatch=monkeypatch)
    assert opposed(done) == [("-", 2, 1)]


def test_runs_of_two_files_without_a_model_are_no_known_repeats(here, capsys):
    for name, tool in (("a", "block"), ("b", "archive")):
        unnamed = record(tool, ord(name))
        del unnamed["model"]
        (here / f"{name}.jsonl").write_bytes(lines(unnamed))
    assert opposed(audit(capsys, "a.jsonl", "b.jsonl")) == []
    runs = ("runs", "a.jsonl", "b.jsonl", "--contract", "contract.toml", "--format", "json")
    assert json.loads(run(capsys, *runs).out)["level"] == "system level"
    assert json.loads(run(capsys, *runs, "--one-model").out)["level"] == "repeats"


def test_a_copied_line_is_no_second_run(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 0), record("block", 0)))
    found = json.loads(audit(capsys, "a.jsonl").out)["findings"]
    assert [finding["code"] for finding in found] == ["TA905"]


def test_runs_that_are_no_repeats_are_not_checkable(here, capsys):
    (here / "a.jsonl").write_bytes(
        lines(record("block", 0), {**record("archive", 1), "model": "another"})
    )
    report = json.loads(audit(capsys, "a.jsonl").out)
    assert not [f for f in report["findings"] if f["code"].startswith("TA30")]
    reasons = {blind["reason"] for blind in report["not_checkable"] if blind["code"] == "TA301"}
    assert reasons == {"the runs of the task are no repeats (class P): model"}


def test_suppressed_findings_of_runs_stay_suppressed(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 0), record("archive", 1)))
    assert run(capsys, "baseline", "a.jsonl", "--contract", "contract.toml").code == 0
    assert audit(capsys, "a.jsonl").code == 0


def test_the_stream_keeps_no_trace_in_memory():
    repeats = Repeats()
    for trace in traces(*([] for _ in range(50))):
        repeats.note(trace, sketch_of(trace, Contract()))
    assert repeats.found()
    held = [value for value in vars(repeats).values() if isinstance(value, list | Trace)]
    assert held == []


def test_traces_in_memory_are_compared_too():
    runs = traces([{"call": "block {}"}], [{"call": "archive {}"}])
    report = auditor.audit(runs, config="contract.toml")
    assert "TA301" in report.summary.findings


def test_the_command_prints_what_lies_between_runs(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 0), record("archive", 1)))
    done = run(capsys, "runs", "a.jsonl", "--contract", "contract.toml")
    assert done.code == 1
    assert done.out.startswith("2 runs of 1 task, 2 each; 0 tasks run once\nRepeats as far")
    assert "C2        1  another tool" in done.out
    assert "run 0: block" in done.out
    again = run(capsys, "runs", "a.jsonl", "--contract", "contract.toml")
    assert again.out == done.out


def test_the_command_gives_json(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 0), record("block", 1)))
    done = run(capsys, "runs", "a.jsonl", "--contract", "contract.toml", "--format", "json")
    report = json.loads(done.out)
    assert (done.code, report["level"]) == (0, "repeats")
    assert report["tasks"][0]["bound"] == pytest.approx(0.7764, abs=1e-4)


def test_equal_runs_are_consistent_so_far_only(here, capsys):
    (here / "a.jsonl").write_bytes(lines(*(record("block", n) for n in range(5))))
    done = run(capsys, "runs", "a.jsonl", "--contract", "contract.toml")
    assert "consistent so far: q <= 45% at 95%" in done.out
    assert "another outcome may still come up with q <= 45% at 95%" in " ".join(done.out.split())


def test_nothing_repeated_is_nothing_compared(here, capsys):
    (here / "a.jsonl").write_bytes(lines(record("block", 0)))
    done = run(capsys, "runs", "a.jsonl")
    assert done.code == 3
    assert "no task was run twice (1 run once)" in done.err


def test_one_task_can_be_picked(here, capsys):
    records = [record(tool, n, task) for n, tool in enumerate(("block", "archive"))
               for task in ("t1", "t2")]  # fmt: skip
    (here / "a.jsonl").write_bytes(lines(*records))
    done = run(capsys, "runs", "a.jsonl", "--task", "t2", "--format", "json")
    assert [task["task_key"] for task in json.loads(done.out)["tasks"]] == ["t2"]


def test_of_two_decisions_as_frequent_the_one_that_was_right_is_held_against_the_other(
    here, capsys
):
    wrong, right = ({**record(tool, 0), "id": None} for tool in ("archive", "block"))
    records = [{**wrong, "reward": 0.0}, *[{**right, "reward": 1.0}] * 9]
    (here / "a.jsonl").write_bytes(lines(*records))
    done = run(capsys, "audit", "a.jsonl", "--contract", "contract.toml", "--format", "jsonl")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [f["line"] for f in found if f["code"] == "TA301"] == [1]
    assert sum(f["code"] == "TA905" for f in found) == 8


def test_a_plan_needs_no_transcripts(capsys):
    done = run(capsys, "runs", "--plan", "0.99", "0.97")
    assert done.code == 0
    assert "  5             179            398             651\n" in done.out
    machine = json.loads(run(capsys, "runs", "--plan", "0.99", "0.97", "--format", "json").out)
    assert (machine["icc"], machine["measured"]) == (0.4, False)
    assert {"replays": 5, "unpaired": 651, "even": 179, "concentrated": 398} in machine["inputs"]
    assert run(capsys, "runs").code == 2
    assert run(capsys, "runs", "--plan", "0.9", "0.9").code == 2


def test_an_agent_and_a_sub_agent_that_is_asked_the_same_are_no_two_runs():
    report = auditor.audit(str(SPANS / "sub_agent_as_asked.json"))
    assert (report.summary.traces, report.findings) == (2, [])
