"""Between versions: paired on the same inputs, a release gate, and the training in between."""

import json

import msgspec
import pytest

from auditor.analysis import analyse
from auditor.contract import contract_of
from auditor.drift.comparison import compare_versions
from auditor.drift.course import Course, Opportunity
from auditor.drift.pictures import comparison_pictures, with_data
from auditor.drift.portrait import Portrait, portrait_of
from auditor.measure import Share
from auditor.setting import Setting
from auditor.trace import Place
from auditor.training import Consistency, Stage, TrainingReport, metric, report_text
from tests.cli_runs import run
from tests.run_cases import traces
from tests.store_cases import lines
from tests.test_drift_over_turns import find_fields


def portrait(task, index, *, success=True, tools=("look", "act"), decision="block", made_up=False):
    course = Course(1, 2, False, (Opportunity(0, 0, 9, tools, (), ("look",) if made_up else ()),))
    return Portrait(
        f"{task}-{index}", task, index, Place("runs.jsonl"), None, "desk", "",
        course,
        {"success": Share(int(success), 1), "fabrication": Share(int(made_up), 1)},
        {
            ("tools", "tools called"): dict.fromkeys(tools, 1),
            ("decisions", "decision"): {decision: 1},
        },
        decision,
    )  # fmt: skip


def version(inputs, runs=3, start=0, **given):
    return [
        portrait(f"task-{start + n}", index, **given)
        for n in range(inputs)
        for index in range(runs)
    ]


def rate(comparison, name):
    return next(each for each in comparison.rates if each.name == name)


def test_equal_versions_give_no_finding():
    found = compare_versions(version(20), version(20))
    assert found.findings == []
    assert (found.paired, found.shared, found.dropped) == (True, 20, [])
    assert all(each.p_worse == 1 for each in found.rates if each.inputs)


def test_inputs_that_only_one_side_ran_are_left_out_and_named():
    found = compare_versions(version(20), version(20, start=5, success=False))
    assert (found.paired, found.shared) == (True, 15)
    assert found.dropped == [f"task-{n}" for n in (0, 1, 2, 3, 4)] + [
        f"task-{n}" for n in range(20, 25)
    ]


def test_other_inputs_are_compared_input_by_input_and_said_to_be_others():
    found = compare_versions(version(30), version(30, start=100, success=False))
    assert not found.paired
    assert rate(found, "success").change == -1
    (finding,) = found.findings
    assert "on different inputs" in finding.evidence[0].quote


def test_a_gain_is_no_finding_but_a_loss_is():
    worse = compare_versions(version(20), version(20, success=False))
    better = compare_versions(version(20, success=False), version(20))
    assert [each.kind for each in worse.findings] == ["rate", "inputs"]
    assert better.findings == []
    assert rate(better, "success").p_two_sided < 0.001


def test_consistency_falls_where_the_runs_of_an_input_part():
    after = [
        portrait(f"task-{n}", index, decision="block" if index else "archive")
        for n in range(20) for index in range(3)
    ]  # fmt: skip
    found = compare_versions(version(20), after)
    change = rate(found, "consistency")
    assert (change.before.value, change.after.value) == (1.0, pytest.approx(1 / 3))
    assert "rate" in {each.kind for each in found.findings}


def test_runs_that_state_no_decision_do_not_decide_alike():
    contract = {"decision": {"labels": {"block": ["blocked"], "allow": ["allowed"]}}}
    setting = Setting(contract_of(contract, "contract"))
    said = ("It is blocked.", "It is blocked.", "Nothing is to be said.", "Should it be blocked?")
    runs = [
        portrait_of(analyse(trace, setting)) for trace in traces(*([{"model": t}] for t in said))
    ]
    assert [run.decision for run in runs] == ["block", "block", None, None]


def test_the_inputs_that_changed_for_themselves_are_named():
    after = version(20, runs=8)
    broken = [portrait("task-3", n, success=False) for n in range(8)]
    after = [one for one in after if one.task_key != "task-3"] + broken
    (changed,) = compare_versions(version(20, runs=8), after).changed
    assert (changed.task_key, changed.rate, changed.after) == ("task-3", "success", Share(0, 8))


def test_a_collapse_is_found_on_however_few_inputs_that_were_run_often():
    for inputs in (1, 3, 5):
        found = compare_versions(version(inputs, runs=20), version(inputs, runs=20, success=False))
        change = rate(found, "success")
        assert (found.paired, change.by, change.p_worse) == (True, "runs", 0.0001)
        assert [each.kind for each in found.findings] == ["rate", "inputs"]


def test_few_of_many_inputs_that_broke_are_a_finding_though_the_rate_over_all_stays():
    before = [portrait(f"task-{n}", r, success=r != n % 5) for n in range(50) for r in range(5)]
    after = [
        portrait(f"task-{n}", r, success=n > 3 and (n % 3 > 0 or r != n % 5))
        for n in range(50) for r in range(5)
    ]  # fmt: skip
    found = compare_versions(before, after)
    assert rate(found, "success").change > 0
    (finding,) = found.findings
    assert (finding.kind, finding.trace_id) == ("inputs", "task-0-0")
    assert "most on task-0: 80% -> 0%, task-1: 80% -> 0%, task-2: 80% -> 0%" in finding.message


def test_one_mix_that_changed_is_found_among_however_many():
    def runs(side):
        return [
            msgspec.structs.replace(
                portrait(f"task-{n}", r),
                mixes={
                    ("arguments", f"look.a{name}"): {"xy"[(n + name * r) % 2 if name else side]: 1}
                    for name in range(80)
                },
            )
            for n in range(20) for r in range(4)
        ]  # fmt: skip

    found = compare_versions(runs(0), runs(1))
    assert len(found.mixes) == 80
    assert [each.kind for each in found.findings] == ["arguments"]
    assert next(each for each in found.mixes if each.name == "look.a0").p < 0.001


def test_what_cannot_vary_takes_nothing_from_what_does():
    after = version(17, runs=1) + version(5, runs=1, start=17, success=False)
    found = compare_versions(version(22, runs=1), after)
    assert found.q == {"success": 1 / 32}
    assert rate(found, "fabrication").least == 1
    assert [each.kind for each in found.findings] == ["rate"]


def test_sides_too_small_to_show_anything_are_no_pass():
    (finding,) = compare_versions(version(2, runs=1), version(2, runs=1)).findings
    assert finding.kind == "not measured"
    assert "p >= 0.25" in finding.message


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (version(5, runs=3), "fabrication, success, consistency on 15 of the 20 inputs"),
        (version(20, runs=1), "consistency on 20 of the 20 inputs"),
    ],
)
def test_what_the_candidate_was_not_measured_for_is_no_pass(after, told):
    found = compare_versions(version(20), after)
    assert [each.kind for each in found.findings] == ["not measured"]
    assert told in found.findings[0].message


def test_an_unscored_candidate_is_no_pass():
    after = [
        msgspec.structs.replace(each, rates={"fabrication": Share(0, 1)}) for each in version(20)
    ]
    (finding,) = compare_versions(version(20), after).findings
    assert "success on 20 of the 20 inputs" in finding.message


def test_scores_on_another_scale_are_no_pass():
    high, low = version(20), version(20, success=False)
    found = compare_versions([msgspec.structs.replace(each, off_scale=True) for each in high], low)
    (finding,) = found.findings
    assert (finding.kind, "success" in {each.name for each in found.rates}) == (
        "not measured", False,
    )  # fmt: skip
    assert "60 scores lie outside 0..1" in finding.message


def test_a_missing_input_that_could_not_decide_is_told_and_no_finding():
    found = compare_versions(version(20, runs=1), version(19, runs=1))
    assert (found.dropped, found.findings) == (["task-19"], [])


def test_decisions_reversed_on_every_input_are_found_though_their_mix_stays():
    sides = [
        [
            portrait(f"task-{n}", index, decision=decided)
            for n in range(40)
            for index in range(5)
            for decided in [("block", "archive")[(n + side) % 2]]
        ]
        for side in (0, 1)
    ]
    (finding,) = compare_versions(*sides).findings
    assert (finding.kind, finding.score) == ("decisions", 0.999)
    assert "within inputs, most in task-0, task-1, task-10" in finding.message


def test_an_input_counts_once_however_often_it_was_run():
    before, after = [], []
    for n in range(10):
        before += [portrait(f"hard-{n}", r, success=r < 12) for r in range(40)]
        after += [portrait(f"hard-{n}", r, success=False) for r in range(5)]
        before += [portrait(f"easy-{n}", r) for r in range(5)]
        after += [portrait(f"easy-{n}", r, success=r < 36) for r in range(40)]
    change = rate(compare_versions(before, after), "success")
    shown = (change.before.value, change.after.value, change.change)
    assert shown == pytest.approx((0.65, 0.45, -0.2))
    for figure in (change.before, change.after):
        assert figure.interval.low < figure.value < figure.interval.high


def test_a_change_is_accepted_at_about_its_size():
    prints = [
        compare_versions(version(100, runs=1), [
            portrait(f"task-{n}", 0, success=n >= failing) for n in range(100)
        ]).findings[0].fingerprint
        for failing in (20, 22, 60)
    ]  # fmt: skip
    assert prints[0] == prints[1] != prints[2]


def test_the_charts_of_a_comparison_name_their_columns():
    for picture in comparison_pictures(compare_versions(version(6), version(6, made_up=True))):
        assert set(find_fields(picture.spec)) <= set(picture.frame.columns)
        assert json.dumps(with_data(picture))


def conversation(number, run_index, *, looks=True, answer="It is clean, score 3."):
    messages = [{"role": "user", "content": f"Is host-{number}.example bad?"}]
    if looks:
        function = {"name": "lookup_uri", "arguments": f'{{"uri":"host-{number}.example"}}'}
        messages += [
            {"role": "assistant", "content": None,
             "tool_calls": [{"id": "c1", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": "c1", "content": '{"verdict":"clean","score":3}'},
        ]  # fmt: skip
    messages.append({"role": "assistant", "content": answer})
    return {
        "id": f"run-{number}-{run_index}", "task_id": f"task-{number}", "run_index": run_index,
        "model": "desk-8b", "messages": messages,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sides = {
        "old": [conversation(n, r) for n in range(30) for r in range(2)],
        "new": [conversation(n, r, looks=r == 0) for n in range(30) for r in range(2)],
    }
    for name, records in sides.items():
        (tmp_path / f"{name}.jsonl").write_text(lines(*records))
    expected = [
        {"task_key": f"task-{n}", "expected": [
            {"step": 0, "calls": [
                {"name": "lookup_uri", "arguments": {"uri": f"host-{n}.example"}}
            ]}
        ]} for n in range(30)
    ]  # fmt: skip
    (tmp_path / "expected.jsonl").write_text(lines(*expected))
    return tmp_path


GATE = ("drift", "--baseline", "old.jsonl", "--candidate")


@pytest.mark.usefixtures("folder")
def test_the_release_gate_fails_on_a_version_that_behaves_otherwise(capsys):
    done = run(capsys, *GATE, "new.jsonl", "--fail-on", "medium")
    assert done.code == 1
    assert "Paired: compared on the 30 inputs that both ran." in done.out
    assert "TA502 mix-drift (tools)" in done.out
    assert run(capsys, *GATE, "new.jsonl").code == 0  # medium is below the usual --fail-on
    assert run(capsys, *GATE, "old.jsonl", "--fail-on", "info").code == 0


@pytest.mark.usefixtures("folder")
def test_an_accepted_finding_fails_no_gate(capsys):
    done = run(capsys, *GATE, "new.jsonl", "--format", "jsonl")
    prints = [json.loads(line)["fingerprint"] for line in done.out.splitlines()]
    assert run(capsys, "suppress", *prints, "--reason", "meant so").code == 0
    done = run(capsys, *GATE, "new.jsonl", "--fail-on", "medium")
    assert done.code == 0
    assert f"{len(prints)} findings accepted" in done.out


@pytest.mark.usefixtures("folder")
def test_the_four_metrics_stand_side_by_side_where_calls_are_expected(capsys):
    done = run(
        capsys, *GATE, "new.jsonl", "--expectations", "expected.jsonl", "--format", "json",
    )  # fmt: skip
    rates = {each["name"]: each for each in json.loads(done.out)["rates"]}
    assert {"fabrication", "consistency", "response_quality"} <= rates.keys()
    shares = [
        (rates[name]["before"]["value"], rates[name]["after"]["value"])
        for name in ("tool_call_accuracy", "tool_name_accuracy", "tool_args_accuracy")
    ]
    assert shares == [(1.0, 0.5), (1.0, 1.0), (1.0, 1.0)]


def test_a_training_stands_between_the_live_logs_before_and_after_it(capsys, folder):
    share = metric(Share(97, 100))
    stages = [
        Stage("base", "base", "Base", 1, 100, {"tool_call_accuracy": metric(Share(30, 100))}),
        Stage(
            "dpo-v2", "dpo", "DPO v2", 1, 100, {"tool_call_accuracy": share},
            consistency=Consistency(0.98, 0.95, 1.0, 100, 3),
        ),
    ]  # fmt: skip
    report = TrainingReport("Desk agent", "base", stages)
    (folder / "training.json").write_text(report_text(report))
    options = ("--expectations", "expected.jsonl", "--training", "training.json")
    done = run(capsys, *GATE, "new.jsonl", *options)
    assert "Back to production: Desk agent" in done.out
    (row,) = [
        line for line in done.out.splitlines()
        if line.startswith("  tool_call_accuracy") and "0.970" in line
    ]  # fmt: skip
    assert row.split()[1::3] == ["1.000", "0.300", "0.970", "0.500"]
    value = json.loads(run(capsys, *GATE, "new.jsonl", *options, "--format", "json").out)
    consistency = next(row for row in value["training"] if row["name"] == "consistency")
    assert consistency["stages"]["DPO v2"]["value"] == 0.98
    (folder / "training.json").write_text("{}")
    assert run(capsys, *GATE, "new.jsonl", *options).code == 2


def mixed(folder):
    """One file of two prompt versions, the new one from March on."""
    records = [
        {**conversation(n, r, looks=version == "v1" or r == 0), "prompt_version": version,
         "id": f"{version}-{n}-{r}", "created_at": f"2026-0{int(version[1]) + 1}-10T00:00:00Z"}
        for version in ("v1", "v2") for n in range(30) for r in range(2)
    ]  # fmt: skip
    (folder / "mixed.jsonl").write_text(lines(*records))


@pytest.mark.parametrize("way", [("--split", "2026-03-01"), ("--versions", "v1", "v2")])
def test_one_set_of_traces_is_compared_in_two_parts(capsys, folder, way):
    mixed(folder)
    done = run(capsys, "drift", "mixed.jsonl", *way, "--fail-on", "medium")
    assert done.code == 1
    assert "baseline (desk-8b v1): 60 runs of 30 inputs" in done.out
    assert "candidate (desk-8b v2): 60 runs of 30 inputs" in done.out
    assert run(capsys, "audit", "mixed.jsonl", "--store", "s.db", "--fail-on", "never").code == 0
    again = run(capsys, "drift", "--store", "s.db", *way, "--format", "jsonl")
    kinds = {json.loads(line)["kind"] for line in again.out.splitlines()}
    assert "tools" in kinds


def test_a_version_that_nothing_is_of_is_named_with_those_that_there_are(capsys, folder):
    mixed(folder)
    done = run(capsys, "drift", "mixed.jsonl", "--versions", "v1", "v3")
    assert done.code == 2
    assert "no version 'v3'. Known: desk-8b, desk-8b v1, desk-8b v2, v1, v2." in done.err


@pytest.mark.parametrize(
    "day", ["2026-03-01", "20260301", "2026-03-01 00:00", "2026-03-01T05:00+05:00"]
)
def test_days_are_read_as_times_and_traces_without_one_are_told(capsys, folder, day):
    mixed(folder)
    undated = {**conversation(99, 0), "id": "undated"}
    with (folder / "mixed.jsonl").open("a") as file:
        file.write(lines(undated))
    value = json.loads(run(capsys, "drift", "mixed.jsonl", "--split", day, "--format", "json").out)
    assert [value[side]["traces"] for side in ("before", "after")] == [60, 60]
    assert value["left_out"] == {"copies": 0, "unnamed": 0, "undated": 1}
    assert value["unmeasured"] == ["1 run without a time, on neither side"]


def test_records_equal_to_the_letter_are_copies_and_a_gate_does_not_pass_them(capsys, folder):
    plain = {
        key: value for key, value in conversation(1, 0).items() if key not in {"id", "run_index"}
    }
    told = conversation(2, 0)
    (folder / "some.jsonl").write_text(lines(*[plain] * 9, told, told))
    (folder / "again.jsonl").write_text(lines(*[plain] * 9))
    value = json.loads(run(capsys, "drift", "some.jsonl", "again.jsonl", "--format", "json").out)
    assert value["turns"]["versions"][0]["traces"] == 2
    assert value["left_out"] == {"copies": 18, "unnamed": 17, "undated": 0}
    runs = json.loads(run(capsys, "runs", "some.jsonl", "--format", "json").out)["copies"]
    assert runs == 9
    done = run(capsys, "drift", "--baseline", "some.jsonl", "--candidate", "some.jsonl")
    assert "18 records left out, equal to an earlier one to the letter: nothing says of 16" in (
        " ".join(done.out.split())
    )
    assert "TA502 mix-drift (not measured)" in done.out
    assert run(capsys, "audit", "some.jsonl", "--store", "s.db", "--fail-on", "never").code == 0
    value = json.loads(run(capsys, "drift", "--store", "s.db", "--format", "json").out)
    assert value["left_out"] == {"copies": 9, "unnamed": 8, "undated": 0}
    chosen = ("runs", "--store", "s.db", "--task", "task-1", "--format", "json")
    assert json.loads(run(capsys, *chosen).out)["copies"] == 8


def test_two_ways_at_once_are_refused(capsys, folder):
    mixed(folder)
    for unfit, fit in (
        (("--training", "none.json"), "goes with --baseline and --candidate"),
        (("--pairs", "pairs.jsonl"), "goes with --surgery"),
        (("--split", "2026-03-01", "--limit", "4"), "goes with transcripts"),
    ):
        done = run(capsys, "drift", "mixed.jsonl", *unfit)
        assert done.code == 2
        assert fit in done.err
    done = run(capsys, "drift", "mixed.jsonl", "--split", "2026-03-01", "--surgery")
    assert done.code == 2


def test_nothing_to_compare_is_told(capsys, folder):
    (folder / "empty.jsonl").write_text('{"messages": 3}\n')
    done = run(capsys, *GATE, "empty.jsonl")
    assert done.code == 3
    assert "the candidate holds no trace" in done.err
