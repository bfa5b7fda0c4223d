"""The demo transcripts: regenerable, true to the base, and wrong exactly where they say so."""

import json
import re
from pathlib import Path

import pytest

from auditor.errors import ConfigError
from auditor.scenario import generate
from auditor.scenario.layouts import LAYOUT_CHOICES
from auditor.scenario.reputation import build_base, find
from auditor.scenario.tools import decide, read_contract

PACKAGE = Path(generate.__file__).parent
HOME = PACKAGE / "transcripts"
AUTHORED = {item.trace_id: item for item in generate.read_dialogues()}
TRACES = {
    trace["id"]: trace
    for group in generate.GROUPS
    for trace in map(json.loads, (HOME / f"{group}.jsonl").read_text("utf-8").splitlines())
}
EXPECTED = json.loads((PACKAGE / "expected.json").read_text("utf-8"))
EACH_TRACE = pytest.mark.parametrize("trace_id", sorted(TRACES))
ACTING = set(read_contract()["decision"]["tool"])
# A word with a digit in it, or a name: what a reader would take for a fact.
FACT = re.compile(r"(?=[\w:/.-]*(?:\d|\.example))\w[\w:/.?=-]*[\w/]|\d", re.ASCII)


def _has(value, text):
    return re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w-]|\.\w)", text, re.ASCII) is not None


def _genuine(messages):
    return "\n".join(m["content"] or "" for m in messages if m["role"] != "assistant")


def _said(message):
    return (message.get("reasoning_content") or "") + "\n" + (message["content"] or "")


def _actions(trace):
    return [message for message in trace["messages"] if message["role"] == "assistant"]


def _calls(message):
    for call in message.get("tool_calls", ()):
        yield call["id"], call["function"]["name"], json.loads(call["function"]["arguments"])


def test_generating_again_gives_the_same_bytes(tmp_path):
    written = generate.write_transcripts(tmp_path)
    names = {path.relative_to(tmp_path) for path in written}
    assert {path.name for path in HOME.iterdir()} == {name.name for name in names} - {
        "expected.json"
    }
    for name in names:
        assert (tmp_path / name).read_bytes() == (PACKAGE / name).read_bytes(), name


@EACH_TRACE
def test_every_call_is_answered_by_its_id_before_the_model_goes_on(trace_id):
    waiting, seen = {}, set()
    for message in TRACES[trace_id]["messages"]:
        if message["role"] == "tool":
            assert waiting.pop(message["tool_call_id"]) == message["name"]
        else:
            assert not waiting
            waiting = {call_id: name for call_id, name, _ in _calls(message)}
            assert not seen & waiting.keys()
            seen |= waiting.keys()
    assert not waiting


@EACH_TRACE
def test_made_up_values_stand_in_the_models_words_and_in_no_genuine_text(trace_id):
    trace = TRACES[trace_id]
    steps = [step for step in AUTHORED[trace_id].dialogue.steps if not step.user]
    genuine = _genuine(trace["messages"])
    for step, message in zip(steps, _actions(trace), strict=True):
        for value in step.made_up:
            assert _has(value, _said(message)), value
            assert not _has(value, genuine), value


def test_every_invention_names_its_made_up_values():
    for item in AUTHORED.values():
        for step in item.dialogue.steps:
            if {"TA102", "TA108", "TA102|TA104"}.intersection(step.expect):
                assert len(step.made_up) >= 2, item.trace_id


@EACH_TRACE
def test_outside_the_marked_steps_every_fact_was_read_before(trace_id):
    trace, number, tainted = TRACES[trace_id], -1, ""
    genuine = json.dumps(trace["tools"])
    steps = EXPECTED["traces"][trace_id]["steps"]
    for message in trace["messages"]:
        if message["role"] != "assistant":
            genuine += "\n" + (message["content"] or "")
            continue
        number += 1
        if str(number) in steps:
            tainted += _said(message)
            continue
        # The "1." of a list is no fact.
        for fact in FACT.findall(re.sub(r"(?m)^\d\. ", "", _said(message))):
            assert _has(fact, genuine) or _has(fact, tainted), (number, fact)


@EACH_TRACE
def test_decisions_are_marked_exactly_where_they_lack_or_break_their_evidence(trace_id):
    base, policy = build_base(), read_contract()["policy"]
    known, failed, found = {}, set(), {}
    results = {
        message["tool_call_id"]: message["content"]
        for message in TRACES[trace_id]["messages"]
        if message["role"] == "tool"
    }
    for number, message in enumerate(_actions(TRACES[trace_id])):
        for call_id, name, arguments in _calls(message):
            uri = arguments["uri"]
            if name == "lookup_uri":
                is_error = results[call_id].startswith('{"error"')
                failed.add(uri) if is_error else known.update({uri: find(uri, base)})
            elif uri in known and policy[known[uri].verdict] != name:
                found.setdefault(number, set()).add("TA208")
            elif uri not in known | dict.fromkeys(failed):
                found.setdefault(number, set()).add("TA204")
    marked = {
        int(step): {"TA204", "TA208"}.intersection(codes)
        for step, codes in EXPECTED["traces"][trace_id]["steps"].items()
        if {"TA204", "TA208"}.intersection(codes)
    }
    assert found == marked


@pytest.mark.parametrize("trace_id", ["json-en", "key-value-zh", "thinking-en", "observation-zh"])
def test_the_first_case_begins_with_genuine_lookups_and_ends_in_wrong_decisions(trace_id):
    expected = EXPECTED["traces"][trace_id]
    actions = _actions(TRACES[trace_id])
    before = [call for message in actions[: expected["onset_step"]] for call in _calls(message)]
    after = [call for message in actions[expected["onset_step"] :] for call in _calls(message)]
    assert 4 <= sum(name == "lookup_uri" for _, name, _ in before) <= 6
    assert {name for _, name, _ in after} <= ACTING
    for _, name, arguments in after:
        assert decide(find(arguments["uri"], build_base()))[0] != name, arguments
    assert len({"TA102"}.intersection(*expected["steps"].values())) == 1


def test_runs_of_a_task_have_one_input_and_where_they_look_the_same_results():
    for task_id, task in EXPECTED["tasks"].items():
        runs = [TRACES[run] for run in task["runs"]]
        assert [run["run_index"] for run in runs] == list(range(len(runs)))
        assert {run["task_id"] for run in runs} == {task_id}
        assert len({json.dumps([run["messages"][:2], run["tools"]]) for run in runs}) == 1
        looked = {
            tuple(m["content"] for m in run["messages"] if m.get("name") == "lookup_uri")
            for run in runs
        }
        assert len(looked - {()}) == 1


def test_some_runs_of_each_task_decide_unlike_the_others():
    for task in EXPECTED["tasks"].values():
        decisions = {
            tuple(
                (name, arguments["uri"])
                for message in _actions(TRACES[run])
                for _, name, arguments in _calls(message)
                if name in ACTING
            )
            for run in task["runs"]
        }
        assert len(decisions) > 1


def test_task_ids_are_shared_by_the_runs_of_a_task_only():
    single = [t["task_id"] for k, t in TRACES.items() if AUTHORED[k].group != "repeated-runs"]
    assert len(single) == len(set(single))
    assert not set(single) & EXPECTED["tasks"].keys()


def test_clean_transcripts_expect_nothing_and_cover_both_languages_and_every_layout():
    clean = [item for item in AUTHORED.values() if item.group == "clean"]
    assert len(clean) >= 6
    for item in clean:
        expected = EXPECTED["traces"][item.trace_id]
        assert not any([expected["steps"], expected["also"], expected["may"]])
        assert expected["onset_step"] is None
    assert len({item.dialogue.language for item in clean}) == 2
    assert {item.dialogue.layout for item in clean} == set(LAYOUT_CHOICES)


def test_the_readme_explains_every_trace():
    page = (HOME / "README.md").read_text("utf-8")
    assert all(f"| {trace_id} |" in page for trace_id in TRACES)


def test_a_misspelt_key_in_a_dialogue_is_named_with_its_file(tmp_path, monkeypatch):
    for group in generate.GROUPS:
        (tmp_path / "dialogues" / group).mkdir(parents=True)
    bad = tmp_path / "dialogues" / "clean" / "bad.toml"
    bad.write_text('task = "1"\nlanguage = "en"\nlayout = "json"\nmodell = "x"\n', "utf-8")
    monkeypatch.setattr(generate, "_HERE", tmp_path)
    with pytest.raises(ConfigError, match=r"dialogues/clean/bad\.toml.*modell"):
        generate.read_dialogues()
