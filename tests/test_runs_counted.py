"""Which runs a report counts: undecided, unscored, broken and repeated ones are told apart."""

import json

import pytest

import auditor
from auditor.cli._runs_text import report_text
from auditor.cli.runs import exit_code
from auditor.config import Settings
from auditor.contract import contract_of
from auditor.report import Look
from tests.cli_runs import run
from tests.run_cases import CONTRACT, TABLE, traces

LOOKUP = [{"call": 'lookup {"uri":"a.example"}'}, {"result": "verdict: malicious"}]
BLOCK = [{"call": 'block {"uri":"a.example"}'}, {"result": "ok"}]
ARCHIVE = [{"call": 'archive {"uri":"a.example"}'}, {"result": "ok"}]


def test_decisions_on_equal_evidence_are_compared_in_pairs_whatever_the_evidence():
    clean = [{"call": 'lookup {"uri":"b.example"}'}, {"result": '{"verdict": "clean"}'}]
    archived = [{"call": 'archive {"uri":"b.example"}'}, {"result": "ok"}]
    runs = traces(*[[*LOOKUP, *BLOCK]] * 3, [*LOOKUP, *ARCHIVE], *[[*clean, *archived]] * 2)
    contract = contract_of(
        {**TABLE, "decision": {**TABLE["decision"], "tool": ["block", "archive"]}}, "contract"
    )
    batch = auditor.compare_runs(runs, config=contract).batch
    assert tuple(batch.equal_evidence) == (3 + 1, 6 + 1)


LABELS = contract_of(
    {**TABLE, "decision": {"labels": {"malicious": ["malicious"], "clean": ["clean"]}}}, "contract"
)


def spoken(*texts):
    return auditor.compare_runs(traces(*([{"model": text}] for text in texts)), config=LABELS)


def test_a_decision_that_no_message_states_is_no_agreement():
    report = spoken("Looked at.", "Seen.", "Done.")
    (task,) = report.tasks
    assert "decision" not in task.agreement
    assert (report.agreement, report.undecided, task.bound) == (None, 3, None)
    assert (task.decisions, task.undecided) == ([], ["run 0", "run 1", "run 2"])
    shown = "".join(report_text(report, Look(), 5))
    assert "3 runs without a decision" in shown
    assert "onsistent so far" not in shown


def test_runs_that_state_none_are_named_beside_those_that_do():
    report = spoken("It is malicious.", "It is malicious.", "Seen.")
    (task,) = report.tasks
    assert task.agreement["decision"] == 1
    assert (task.undecided, report.agreement_if_broken_differ.value) == (
        ["run 2"],
        pytest.approx(1 / 3),
    )
    assert task.bound == pytest.approx(1 - 0.05**0.5)
    assert [finding.code for finding in report.findings] == []
    assert report.batch.reasons == {"a run shows no decision": 1}


def test_beside_runs_that_act_to_do_nothing_is_a_decision():
    report = auditor.compare_runs(traces(BLOCK, BLOCK, LOOKUP), config=CONTRACT)
    assert report.agreement.agreement.value == pytest.approx(1 / 3)
    assert report.undecided == 0
    nothing = auditor.compare_runs(traces(LOOKUP, LOOKUP), config=CONTRACT)
    assert (nothing.agreement, nothing.undecided) == (None, 2)


def test_scores_outside_0_to_1_are_no_success():
    scored = ({"steps": BLOCK, "reward": reward} for reward in (1.0, 0.5, 60.0))
    report = auditor.compare_runs(traces(*scored), config=CONTRACT)
    assert (report.outcomes, report.headline) == (None, "decision")
    assert report.off_scale == (60.0, 60.0)
    assert "scores outside 0..1 (60 to 60)" in "".join(report_text(report, Look(), 5))


def test_of_runs_scored_in_part_only_those_are_counted():
    runs = traces(*({"steps": BLOCK, "reward": r} for r in (1.0, 1.0, None)))
    (task,) = (report := auditor.compare_runs(runs, config=CONTRACT)).tasks
    assert (task.successes, task.scored, report.headline) == (2, 2, "decision")
    assert "3 runs, 2 of 2 scored succeed" in "".join(report_text(report, Look(), 5))


def test_a_run_that_broke_off_moves_no_headline():
    whole = [{"steps": BLOCK, "reward": 1.0}] * 2
    runs = traces(*whole)
    cut = traces({"steps": LOOKUP, "notes": ["truncated-tail"], "reward": 0.0}, whole[0])
    for trace in cut:
        trace.task_id = "another"
    report = auditor.compare_runs([*runs, *cut], config=CONTRACT)
    assert report.headline == "success"


def test_where_every_run_broke_off_nothing_is_compared_and_success_is_0():
    cut = {"steps": LOOKUP, "notes": ["truncated-tail"], "reward": 0.0}
    report = auditor.compare_runs(traces(cut, cut), config=CONTRACT)
    assert (report.outcomes.by_k, report.outcomes.success_if_broken_fail) == ([], 0)
    shown = "".join(report_text(report, Look(), 5))
    assert "No two runs of a task can be compared" in shown
    assert "epeats" not in shown
    assert exit_code(report, Settings()) == 3


def test_runs_of_different_models_get_no_bound():
    runs = traces(*({"steps": BLOCK, "model_name": name} for name in "ab"))
    (task,) = auditor.compare_runs(runs, config=CONTRACT).tasks
    assert (task.repeats, task.bound) == (False, None)


def test_decisions_that_differ_are_told_apart():
    table = {"tools": {"book": {"effect": "write", "entity_arg": "user"}}}
    booked = ([{"call": f'book {{"user":"mia","flight":"{n}"}}'}] for n in ("H1", "H2"))
    report = auditor.compare_runs(traces(*booked), config=contract_of(table, "contract"))
    told = [each.decision for each in report.tasks[0].decisions]
    assert told == ['book {"flight":"H1","user":"mia"}', 'book {"flight":"H2","user":"mia"}']


def test_of_one_task_there_is_no_interval():
    report = auditor.compare_runs(traces(BLOCK, BLOCK, ARCHIVE), config=CONTRACT)
    shown = "".join(report_text(report, Look(), 5))
    assert "0.3333 (one input)" in shown
    assert "[0.333" not in shown


def test_runs_equal_to_the_letter_are_said_beside_the_figures():
    said = [{"model": "The address is rated malicious by every source. " * 8}, *BLOCK]
    report = auditor.compare_runs(traces(said, said), config=CONTRACT)
    shown = " ".join("".join(report_text(report, Look(), 5)).split())
    assert "In 1 of 1 task runs are equal to the letter" in shown
    assert "Consistent so far: no task" not in shown


def chat(said, opening="Handle it."):
    return {
        "messages": [
            {"role": "user", "content": opening},
            {"role": "assistant", "content": said},
        ]
    }


def test_a_record_that_stands_twice_is_one_run_for_every_command(tmp_path, capsys):
    records = [chat("Blocked."), chat("Archived."), chat("Blocked."), chat("Blocked.")]
    file = tmp_path / "runs.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    told = run(capsys, "runs", file).out
    assert "2 runs of 1 task" in told
    assert "2 records left out, equal to an earlier one to the letter" in told
    audited = auditor.audit(str(file))
    assert (audited.summary.traces, audited.summary.records["duplicate"]) == (2, 2)
    url = f"sqlite:///{tmp_path / 'runs.db'}"
    run(capsys, "audit", file, "--store", url)
    stored = run(capsys, "runs", "--store", url).out
    assert "2 runs of 1 task" in stored
    assert "2 records left out" in stored


def test_white_space_at_the_ends_makes_no_other_task(tmp_path):
    file = tmp_path / "runs.jsonl"
    records = [chat("One."), chat("Two.", "Handle it. \n")]
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (task,) = auditor.compare_runs(str(file)).tasks
    assert (task.runs, task.repeats) == (2, True)
    assert len({trace.task_key for trace in auditor.read(str(file))}) == 1


def test_where_pass_hat_k_ends_is_told():
    scored = ({"steps": BLOCK, "reward": reward} for reward in (1.0, 1.0, None))
    report = auditor.compare_runs(traces(*scored), config=CONTRACT)
    assert "No k beyond 2: a task has no more" in "".join(report_text(report, Look(), 5))


def test_findings_that_people_know_are_no_reason_to_fail(capsys, tmp_path, monkeypatch):
    lines = [
        {
            "task_id": "t",
            "run_index": number,
            "messages": [
                {"role": "user", "content": "Handle a.example."},
                {
                    "role": "assistant",
                    "tool_calls": [
                        {"id": f"c{number}", "function": {"name": name, "arguments": "{}"}}
                    ],
                },
                {"role": "tool", "tool_call_id": f"c{number}", "content": "ok"},
            ],
        }
        for number, name in enumerate(("block", "block", "archive"))
    ]
    (tmp_path / "runs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    flags = ("runs", "runs.jsonl", "--fail-on", "medium")
    assert run(capsys, *flags).code == 1
    assert run(capsys, "baseline", "runs.jsonl").code == 0
    known = run(capsys, *flags)
    assert (known.code, "(baseline)" in known.out) == (0, True)
