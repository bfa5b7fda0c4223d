"""The task generator: the same tasks for the same seed, with the right calls."""

import json
from importlib.resources import files

import jsonschema_rs
import pytest
from click.testing import CliRunner

import auditor
from auditor.measure import Occasion, call
from auditor.scenario import tasks as module
from auditor.scenario.generate import DATASET
from auditor.scenario.layouts import LANGUAGES, LAYOUT_CHOICES
from auditor.scenario.reputation import SEED, build_base
from auditor.scenario.tasks import Choice, decisions, expectation, generate_tasks, input_record
from auditor.scenario.tools import Desk, answer, read_contract
from auditor.statistics.tool_call_accuracy import tool_call_accuracy

BASE = build_base(SEED)
TASKS = generate_tasks(400)


def _calls(task):
    return [c for step in expectation(task)["expected"] for c in step["calls"]]


def test_a_seed_fixes_the_tasks_and_a_longer_list_begins_with_the_shorter():
    assert generate_tasks(25) == TASKS[:25]
    assert generate_tasks(25, Choice(seed=1)) != TASKS[:25]


def test_task_ids_never_repeat_not_even_over_seeds_and_parts():
    ids = [
        task.task_id
        for seed in (1, 2)
        for part in module.PARTS
        for task in generate_tasks(50, Choice(seed, part))
    ]
    assert len(set(ids)) == len(ids) == 300


def test_every_kind_language_and_layout_occurs():
    assert {t.kind for t in TASKS} == {"single", "multi", "batch", "chat"}
    assert {t.language for t in TASKS} == set(LANGUAGES)
    assert {t.layout for t in TASKS} == set(LAYOUT_CHOICES)
    kinds = {turn.kind for t in TASKS for turn in t.turns}
    assert kinds == {"handle", "look", "act", "recall", "chat"}
    assert {len(t.turns) for t in TASKS if t.kind == "multi"} == set(range(3, 9))
    assert {len(t.turns[0].uris) for t in TASKS if t.kind == "batch"} == set(range(3, 9))


def test_a_choice_narrows_language_and_layout():
    narrow = generate_tasks(40, Choice(languages=("zh",), layouts=("table",)))
    assert {(t.language, t.layout) for t in narrow} == {("zh", "table")}


def test_train_and_held_out_share_neither_target_nor_wording():
    train, held_out = (generate_tasks(400, Choice(part=part)) for part in ("train", "held-out"))
    named = [{u for t in part for turn in t.turns for u in turn.uris} for part in (train, held_out)]
    assert not named[0] & named[1]
    assert min(map(len, named)) > 80
    wordings = [
        {_template(t, turn) for t in part for turn in t.turns} for part in (train, held_out)
    ]
    assert not wordings[0] & wordings[1]


def _template(task, turn):
    text = turn.text.replace(task.request, "{request}")
    for uri in sorted(turn.uris, key=len, reverse=True):
        text = text.replace(uri, "{uri}")
    return text.replace("{uri}\n", "").replace("{uri}, ", "")


def test_every_turn_names_its_targets_and_every_opening_request_its_number():
    for task in TASKS:
        for turn in task.turns:
            assert all(uri in turn.text for uri in turn.uris)
            assert "{" not in turn.text
        assert task.request in task.turns[0].text or task.turns[0].kind == "chat"


def test_expected_calls_fit_the_contract_and_follow_the_policy():
    contract = read_contract()
    for task in TASKS:
        looked, acted = set(), {}
        for expected in _calls(task):
            name, arguments = expected["name"], expected["arguments"]
            jsonschema_rs.validate(contract["tools"][name]["schema"], arguments)
            if name == "lookup_uri":
                assert arguments["uri"] not in looked
                looked.add(arguments["uri"])
            else:
                assert arguments["uri"] in looked
                assert name == contract["policy"][BASE[arguments["uri"]].verdict]
                assert arguments.get("note", task.request) == task.request
                acted[arguments["uri"]] = name
        assert acted == decisions(task)


def test_a_turn_that_asks_for_nothing_new_expects_only_an_answer():
    chat = next(t for t in TASKS if t.kind == "chat")
    assert expectation(chat)["expected"] == [{"step": 0, "calls": []}]
    recalls = [turn for t in TASKS for turn in t.turns if turn.kind == "recall"]
    assert all(module.right_steps(turn, "SOC-1") == [[]] for turn in recalls)


def test_the_two_files_have_one_line_per_task_and_the_same_keys(tmp_path):
    arguments = [str(tmp_path / "new"), "--count", "30", "--seed", "5", "--language", "en"]
    result = CliRunner().invoke(module.main, arguments)
    assert result.exit_code == 0, result.output
    inputs, expected = (
        [json.loads(line) for line in (tmp_path / "new" / name).read_text("utf-8").splitlines()]
        for name in ("inputs.jsonl", "expectations.jsonl")
    )
    assert len(inputs) == 30
    assert {line["language"] for line in inputs} == {"en"}
    for given, wanted in zip(inputs, expected, strict=True):
        assert wanted.keys() == {"task_key", "expected"}
        assert wanted["task_key"] == f"{DATASET}:{given['task_id']}"
        assert [m["role"] for m in given["messages"]][:2] == ["system", "user"]
        assert [step["step"] for step in wanted["expected"]] == list(range(len(wanted["expected"])))


def _right_run(task):
    """Return the task as carried out to the letter, every result restated in the answer."""
    record = input_record(task)
    desk = Desk(BASE, task.layout, task.language, task.task_id)
    messages, said = record["messages"][:1], 0
    for turn in task.turns:
        messages.append({"role": "user", "content": turn.text})
        for calls in module.right_steps(turn, task.request)[:-1]:
            made = []
            for expected in calls:
                said += 1
                function = {
                    "name": expected["name"],
                    "arguments": json.dumps(expected["arguments"], ensure_ascii=False),
                }
                made.append({"id": f"call_{said}", "type": "function", "function": function})
            messages.append({"role": "assistant", "content": None, "tool_calls": made})
            for c, expected in zip(made, calls, strict=True):
                text = answer(expected["name"], expected["arguments"], desk).text
                messages.append({"role": "tool", "tool_call_id": c["id"], "content": text})
        messages.append({"role": "assistant", "content": _restated(turn, task.language)})
    return {**record, "messages": messages}


def _restated(turn, language):
    if not turn.uris:
        return "不客气，随时可以。" if language == "zh" else "Happy to help, send me the next one."
    words = {"malicious": "恶意", "suspicious": "可疑", "clean": "安全", "unknown": "未知"}
    lines = []
    for uri in turn.uris:
        verdict, score = BASE[uri].verdict, BASE[uri].score
        if language == "zh":
            lines.append(f"{uri} 判定为{words[verdict]}，评分 {'无' if score is None else score}。")
        else:
            lines.append(f"{uri} is rated {verdict}, score {'none' if score is None else score}.")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def right_runs(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "runs.jsonl"
    lines = [json.dumps(_right_run(task), ensure_ascii=False) for task in TASKS]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_right_run_of_every_task_is_read_under_its_key_and_found_clean(right_runs):
    keys = [trace.task_key for trace in auditor.read(str(right_runs))]
    assert keys == [expectation(task)["task_key"] for task in TASKS]
    contract = str(files("auditor.scenario") / "contract.toml")
    report = auditor.audit(str(right_runs), config=contract)
    assert report.summary.traces == len(TASKS)
    assert [(f.code, f.trace_id, f.message) for f in report.findings] == []


def test_the_right_run_scores_full_marks_and_a_needless_or_missing_call_does_not(right_runs):
    for task, line in zip(TASKS, right_runs.read_text("utf-8").splitlines(), strict=True):
        made = [
            tuple(
                call(c["function"]["name"], c["function"]["arguments"])
                for c in m.get("tool_calls", ())
            )
            for m in json.loads(line)["messages"]
            if m["role"] == "assistant"
        ]
        wanted = [
            tuple(call(c["name"], c["arguments"]) for c in step["calls"])
            for step in expectation(task)["expected"]
        ]
        occasions = [Occasion(*pair) for pair in zip(wanted, made, strict=True)]
        assert tool_call_accuracy(occasions).value == 1.0
        last = occasions[-1]
        spoilt = [*occasions[:-1], last._replace(made=(call("lookup_uri", {"uri": "192.0.2.4"}),))]
        assert tool_call_accuracy(spoilt).value < 1.0
