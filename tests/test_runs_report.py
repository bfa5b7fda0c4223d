"""The report on repeated runs: golden figures, labels, guards, batch."""

import json
import math

import pytest
import yaml

import auditor
from auditor.contract import Contract, contract_of
from auditor.decisions.affirmed import affirms
from auditor.errors import ConfigError, NothingAudited, UsageError
from auditor.pytest_plugin import assert_consistent as check
from auditor.runs.as_json import as_json
from auditor.runs.decision import LastWords, decision_of
from auditor.runs.normalisers import NORMALISERS
from auditor.safe_text import safe_json
from tests.run_cases import CONTRACT, FOLDER, TABLE, traces

LOOKUP = [{"call": 'lookup {"uri":"a.example"}'}, {"result": "verdict: malicious"}]
BLOCK = [{"call": 'block {"uri":"a.example"}'}, {"result": "ok"}]
ARCHIVE = [{"call": 'archive {"uri":"a.example"}'}, {"result": "ok"}]


@pytest.fixture(scope="module")
def scored():
    """A report on the success matrix of 50 tasks x 4, each run with a user of its own."""
    rows = (FOLDER / "success-matrix.txt").read_text("utf-8").split()
    runs = []
    for task, row in enumerate(rows):
        steps = [[{"user": f"I am in trouble, {n}."}, {"model": "I see."}] for n in range(4)]
        for trace, success in zip(traces(*steps), row, strict=True):
            trace.task_id, trace.reward = str(task), float(success)
            runs.append(trace)
    return auditor.compare_runs(runs)


def test_success_over_runs_is_the_published_one(scored):
    by_k = scored.outcomes.by_k
    assert [round(each.pass_hat_k, 4) for each in by_k] == [0.42, 0.2733, 0.22, 0.2]
    assert [round(each.pass_at_k, 4) for each in by_k] == [0.42, 0.5667, 0.66, 0.72]


def test_agreement_of_the_published_runs(scored):
    assert scored.headline == "success"
    assert round(scored.agreement.agreement.value, 4) == 0.7067
    assert tuple(scored.agreement.flips) == (26, 50)
    found = scored.outcomes
    beyond = (found.fleiss_kappa, found.krippendorff_alpha, found.gwet_ac1)
    assert [round(value, 4) for value in beyond] == [0.3979, 0.4009, 0.4280]


def test_runs_with_a_sampled_user_are_measured_at_system_level(scored):
    assert scored.level == "system level"
    assert scored.pairs.classes["P"] == scored.pairs.pairs == 300
    assert scored.pairs.differing == {"user turns": 300}
    assert scored.pairs.classes["W"] == 0
    assert scored.findings == []


def test_repeats_are_told_from_comparisons():
    report = auditor.compare_runs(traces(BLOCK, BLOCK, ARCHIVE), config=CONTRACT)
    assert report.level == "repeats"
    assert report.headline == "decision"
    assert report.agreement.agreement.value == pytest.approx(1 / 3)
    (task,) = report.tasks
    assert [(each.decision, each.runs) for each in task.decisions] == [
        ("block a.example", ["run 0", "run 1"]),
        ("archive a.example", ["run 2"]),
    ]
    assert {(finding.code, finding.run_index) for finding in report.findings} == {
        ("TA301", 2),
        ("TA304", 2),
    }


def test_a_fork_says_whether_the_decision_hangs_on_it():
    runs = traces([*LOOKUP, *BLOCK], [*LOOKUP, *BLOCK], [*LOOKUP, *ARCHIVE])
    (task,) = auditor.compare_runs(runs, config=CONTRACT).tasks
    (fork,) = task.forks
    assert (fork.depth, fork.runs, fork.decides) == (1, 3, True)
    assert [branch.runs for branch in fork.branches] == [2, 1]
    assert fork.entropy == pytest.approx(0.9183, abs=1e-4)  # -(2/3 log2 2/3 + 1/3 log2 1/3)


def test_like_chains_form_a_cluster():
    long = [*LOOKUP * 4, *BLOCK]
    runs = traces(long, [*LOOKUP, *long], ARCHIVE, [])
    (task,) = auditor.compare_runs(runs[:3], config=CONTRACT).tasks
    assert [(each.runs, each.chains) for each in task.clusters] == [(2, 2), (1, 1)]
    assert task.similarity == pytest.approx((5 / 6 + 0 + 0) / 3)  # 1 - 1/6, and nothing shared


def test_what_transcripts_do_not_record_is_said():
    report = auditor.compare_runs(traces(BLOCK, BLOCK), config=CONTRACT)
    assert report.unrecorded == ["decoding parameters", "model"]
    told = {"steps": BLOCK, "model_name": "m", "extra": {"temperature": 1}}
    assert auditor.compare_runs(traces(told, told), config=CONTRACT).unrecorded == []


def test_few_equal_runs_get_a_bound_and_no_praise():
    (task,) = auditor.compare_runs(traces(*[BLOCK] * 5), config=CONTRACT).tasks
    assert task.bound == pytest.approx(0.4507, abs=1e-4)  # 1 - 0.05 ** (1 / 5)


def test_a_run_that_broke_off_is_neither_agreement_nor_disagreement():
    cut = {"steps": LOOKUP, "notes": ["truncated-tail"], "reward": 0.0}
    runs = traces(*({"steps": BLOCK, "reward": 1.0} for _ in range(3)), cut)
    report = auditor.compare_runs(runs, config=CONTRACT)
    assert report.agreement.agreement.value == 1
    assert report.outcomes.by_k[0].pass_hat_k == 1
    assert report.outcomes.success_if_broken_fail == 0.75
    assert report.agreement_if_broken_differ.value == 0.5  # 3 of 6 pairs
    assert [guard.code for guard in report.tasks[0].guards] == ["broken-runs"]


def test_runs_without_an_index_are_counted_and_equal_ones_named_by_id():
    unnumbered = traces(BLOCK, ARCHIVE)
    for trace in unnumbered:
        trace.run_index = None
    (task,) = auditor.compare_runs(unnumbered, config=CONTRACT).tasks
    assert [each.runs for each in task.decisions] == [["run 0"], ["run 1"]]
    twice = traces(BLOCK, ARCHIVE)
    twice[1].run_index = 0
    (task,) = auditor.compare_runs(twice, config=CONTRACT).tasks
    assert [each.runs for each in task.decisions] == [["run-0"], ["run-1"]]


def guards(*runs):
    (task,) = auditor.compare_runs(traces(*runs), config=CONTRACT).tasks
    return [guard.code for guard in task.guards]


def test_copies_are_no_replays():
    call = {"call": {"name": "block", "arguments": '{"uri":"a.example"}', "id": "call_8f3"}}
    assert guards([call], [call]) == ["copies"]
    other = {"call": {**call["call"], "id": "call_771"}}
    assert guards([call], [other]) == []


def test_copies_leave_nothing_open_that_could_be_bounded():
    call = {"call": {"name": "block", "arguments": '{"uri":"a.example"}', "id": "call_8f3"}}
    (task,) = auditor.compare_runs(traces([call], [call]), config=CONTRACT).tasks
    assert (task.bound, len(task.decisions)) == (None, 1)


def test_long_equal_texts_point_to_a_cache_unless_temperature_is_0():
    said = [{"model": "The address is rated malicious by every source. " * 8}]
    assert guards(said, said) == ["identical-texts"]
    cold = {"steps": said, "extra": {"temperature": 0}}
    assert guards(cold, cold) == ["temperature-0"]


def test_one_seed_at_temperature_0_checks_the_backend_only():
    run = {"steps": BLOCK, "extra": {"temperature": 0, "seed": 7}}
    assert guards(run, run) == ["determinism-check"]
    warm = {"steps": BLOCK, "extra": {"temperature": 1, "seed": 7}}
    assert guards(warm, warm) == ["one-seed"]


def test_whether_a_run_passed_is_a_score(tmp_path):
    asked = {"role": "user", "content": "Handle it."}
    runs = [
        {"task_id": "t", "run_index": index, "reward": passed, "messages": [asked, said]}
        for index, (passed, said) in enumerate(
            [
                (True, {"role": "assistant", "content": "Done."}),
                (False, {"role": "assistant", "content": "No."}),
            ]
        )
    ]
    file = tmp_path / "runs.jsonl"
    file.write_text("".join(json.dumps(run) + "\n" for run in runs), encoding="utf-8")
    (task,) = auditor.compare_runs(str(file)).tasks
    assert (task.successes, task.scored) == (1, 2)


def test_a_run_that_tells_what_the_policy_decides_and_decides_nothing_is_for_people():
    contract = contract_of(
        {**TABLE, "decision": {**TABLE["decision"], "tool": ["block", "archive"]}}, "contract"
    )
    told = [*LOOKUP, {"model": "It is malicious."}]
    asked = [*LOOKUP, {"call": "ask_a_person {}"}, {"result": "ok"}, {"model": "A person decides."}]
    gone_on = [*told, {"user": "Thanks, I do the rest."}, {"model": "Good."}]

    def reasons(*runs):
        return auditor.compare_runs(traces(*runs), config=contract).batch.reasons

    assert reasons(told, told) == {"left undecided what the policy decides": 1}
    assert set(reasons([*LOOKUP, *BLOCK], told)) == {
        "left undecided what the policy decides",
        "runs decide differently",
    }
    assert set(reasons(asked, asked)) == {"handed off"}
    assert not reasons(gone_on, gone_on)
    unknown = [LOOKUP[0], {"result": LOOKUP[1]["result"].replace("malicious", "odd")}, told[-1]]
    assert not reasons(unknown, unknown)


def test_a_hand_off_that_a_replay_was_given_is_not_its_own():
    passed_on = [*LOOKUP, {"call": "ask_a_person {}"}, {"result": "ok"}]
    steps = [*passed_on, {"user": "Nobody is there: decide."}, *BLOCK]
    own, given = ({"steps": steps, "extra": {"replay": {"step": n}}} for n in (0, 2))
    assert "handed off" in auditor.compare_runs(traces(own, own), config=CONTRACT).batch.reasons
    assert not auditor.compare_runs(traces(given, given), config=CONTRACT).batch.reasons


def test_guessed_decisions_are_called_so():
    (task,) = auditor.compare_runs(traces(BLOCK, BLOCK)).tasks
    assert [guard.code for guard in task.guards] == ["guessed-decisions"]


def test_the_batch_report_judges_by_the_policy():
    asked = [*LOOKUP, {"call": "ask_a_person {}"}, {"result": "ok"}]
    runs = traces([*LOOKUP, *BLOCK], [*LOOKUP, *ARCHIVE], [*LOOKUP, *BLOCK], asked)
    contract = contract_of(
        {**TABLE, "decision": {**TABLE["decision"], "tool": ["block", "archive"]}}, "contract"
    )
    batch = auditor.compare_runs(runs, config=contract).batch
    # What was left to a person was not right without one.
    assert (tuple(batch.one_pass), batch.judged_by) == ((2, 4), "policy")
    assert tuple(batch.review) == (1, 1)
    assert set(batch.reasons) == {
        "decided against the policy",
        "handed off",
        "runs decide differently",
    }
    (row,) = batch.evidence
    assert (row.evidence, row.actions) == ("malicious", {"archive": 1, "block": 2})
    assert tuple(batch.equal_evidence) == (1, 3)


def test_a_task_that_was_run_once_is_counted_only():
    report = auditor.compare_runs(traces(BLOCK), config=CONTRACT)
    assert (report.runs, report.single, report.tasks) == (0, 1, [])
    assert report.agreement is None


def test_a_trace_without_an_input_belongs_to_no_task():
    (trace,) = traces(BLOCK)
    trace.task_id, trace._events = None, [e for e in trace.events if e.index]
    report = auditor.compare_runs([trace, trace], config=CONTRACT)
    assert (report.ungrouped, report.tasks) == (2, [])


def test_the_likeness_of_very_many_chains_is_that_of_pairs_drawn_from_all():
    frequent = [[{"call": f'lookup {{"uri":"{n % 60}.example"}}'}] for n in range(120)]
    rare = [[{"call": f'whois {{"uri":"{n}.example"}}'}] for n in range(880)]
    (task,) = auditor.compare_runs(traces(*frequent, *rare), config=CONTRACT).tasks
    alike = 60 / math.comb(1000, 2)
    assert task.similarity == pytest.approx(alike, abs=0.002)


def test_very_large_tasks_are_sampled_and_say_so():
    runs = traces(*([{"call": f'lookup {{"uri":"{n}.example"}}'}] for n in range(80)))
    pairs = auditor.compare_runs(runs, config=CONTRACT).tasks[0].pairs
    assert (pairs.pairs, pairs.compared) == (3160, 2000)


def test_the_json_form_names_its_members():
    report = auditor.compare_runs(traces(BLOCK, ARCHIVE), config=CONTRACT)
    shown = json.loads(safe_json(as_json(report)))
    assert shown["levels"][0]["agreement"]["interval"]["level"] == 0.95
    assert shown["levels"][0]["flips"] == {"hits": 1, "total": 1, "value": 1.0}
    assert shown["outcomes"] is None
    assert shown["findings"][0]["code"] == "TA301"


@pytest.mark.parametrize(
    ("name", "one", "other", "alike"),
    [
        ("uri", "SOC-1: check a.example", "Ticket 77, please see hxxp://A[.]example", True),
        ("uri", "SOC-1: check a.example", "SOC-1: check b.example", False),
        ("uri", "nothing named", "Nothing  named", True),
        ("numbers", "Order 12 costs 3.50", "Order 7 costs 4", True),
        ("numbers", "Order 12", "Parcel 12", False),
        ("ids", "Case SOC-1001 of u77", "Case SOC-2 of u9", True),
        ("ids", "Case SOC-1001", "Cases SOC-1001", False),
        ("words", "Check  It", "check it", True),
    ],
)
def test_essentially_equal_inputs(name, one, other, alike):
    normal = NORMALISERS[name]
    assert (normal(one) == normal(other)) is alike


def test_grouping_makes_repeats_of_other_tickets():
    one, other = traces(BLOCK, ARCHIVE)
    (alien,) = traces(ARCHIVE, user="SOC-9: handle a.example")
    (first,) = traces(BLOCK, user="SOC-1: handle a.example")
    first.task_id, alien.task_id = "SOC-1", "SOC-9"
    assert auditor.compare_runs([first, alien], config=CONTRACT).tasks == []
    report = auditor.compare_runs([first, alien], config=CONTRACT, group_by="uri")
    assert report.level == "repeats"
    assert [finding.code for finding in report.findings] == ["TA301", "TA304"]
    with pytest.raises(UsageError, match="uri, numbers"):
        auditor.compare_runs([one, other], group_by="sound")


@pytest.mark.parametrize(
    ("decision", "text", "value"),
    [
        ({"json_path": "$.verdict"}, 'Here: {"verdict": "block"}', "block"),
        ({"json_path": "a.0.b"}, '```json\n{"a": [{"b": 3}]}\n```', "3"),
        ({"json_path": "verdict"}, "no object", None),
        ({"regex": r"Decision:\s*(\w+)"}, "Decision: wait\nDecision: block", "block"),
        ({"labels": {"block": ["恶意"], "archive": ["安全"]}}, "该域名并非恶意，安全。", "archive"),
        ({"labels": {"block": ["malicious"]}}, "It is not malicious.", None),
        ({"labels": {"block": ["mal"]}}, "normal", None),
        ({"labels": {"block": ["bad"], "archive": ["good"]}}, "bad or good?", None),
        ({"labels": {"block": ["封禁"], "allow": ["放行"]}}, "不予封禁，放行。", "allow"),
        (
            {"json_path": "verdict"},
            'First {"verdict": "allow"}, then {"verdict": "block"}',
            "block",
        ),
        ({"json_path": "verdict"}, '{"verdict": "block"} (see {docs})', "block"),
        ({"json_path": "$.a[0].b"}, '{"a": [{"b": 3.0}]}', "3"),
        ({"json_path": "verdict"}, '{"verdict": ""}', None),
        ({"json_path": "verdict"}, '{"verdict": "Block."}', "block"),
        (
            {"regex": r"Decision: (\w+)", "opposites": [["BLOCK", "ALLOW"]]},
            "Decision: block",
            "BLOCK",
        ),
    ],
)
def test_a_decision_is_read_from_the_last_message(decision, text, value):
    contract = contract_of({"decision": decision}, "contract")
    found = decision_of([], LastWords(text, 3), contract)
    assert [choice.action for choice in found.choices] == ([] if value is None else [value])


STATED = yaml.safe_load((FOLDER / "stated.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "word", "stated"),
    [(*case, key == "stated") for key, cases in STATED.items() for case in cases],
)
def test_a_word_that_is_denied_or_asked_is_not_stated(text, word, stated):
    assert affirms(text, word) == stated


def test_a_case_handed_on_in_words_is_a_hand_off():
    contract = contract_of(
        {
            "decision": {
                "labels": {"block": ["blocked"], "person": ["for a person"]},
                "hand_off": ["person"],
            }
        },
        "contract",
    )
    said = ([{"model": "It is blocked."}], [{"model": "Left for a person."}])
    report = auditor.compare_runs(traces(said[0], *said), config=contract)
    (finding,) = report.findings
    assert (finding.code, finding.kind, finding.severity) == ("TA301", "hand-off", "medium")
    assert set(report.batch.reasons) == {"handed off", "runs decide differently"}


def test_a_wrong_pattern_is_an_error_of_the_contract():
    with pytest.raises(ConfigError, match=r"decision\.regex"):
        contract_of({"decision": {"regex": "("}}, "contract")


def test_a_test_passes_on_runs_that_agree():
    report = check(traces(BLOCK, BLOCK, BLOCK), contract=CONTRACT, least_runs=3)
    assert not math.isnan(report.tasks[0].bound)


@pytest.mark.parametrize(
    ("runs", "wanted", "reason"),
    [
        ([BLOCK, ARCHIVE], {}, "agree in decision with chance 0.000"),
        ([BLOCK, BLOCK], {"least_runs": 3}, "2 whole runs, 3 are needed"),
        ([{"steps": BLOCK}, {"steps": BLOCK, "model_name": "b"}], {}, "differ in model"),
        ([BLOCK, BLOCK], {"level": "success"}, "do not show the level"),
    ],
)
def test_a_test_fails_for_its_reason(runs, wanted, reason):
    with pytest.raises(AssertionError, match=reason):
        check(traces(*runs), contract=CONTRACT, **wanted)


def test_a_test_without_repeats_shows_nothing():
    with pytest.raises(NothingAudited):
        check(traces(BLOCK), contract=Contract())


def test_a_run_that_cannot_be_read_is_no_agreement(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = {"task_id": "t", "messages": [{"role": "user", "content": "Go"}]}
    said = [{"role": "assistant", "content": word} for word in ("Done.", "Done!")]
    lines = [json.dumps({**run, "messages": [*run["messages"], one]}) for one in said]
    (tmp_path / "runs.jsonl").write_text("\n".join([*lines, lines[0][:-9], ""]), "utf-8")
    with pytest.raises(UsageError, match=r"runs\.jsonl:3 cannot be read"):
        check("runs.jsonl")
