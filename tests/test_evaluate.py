"""An evaluation counts what a model does, by the same rules and statistics as production."""

import json
import subprocess
import sys

import pytest

import auditor
from auditor.errors import UsageError
from auditor.pairs.form import lines_of
from auditor.replaying.responding import NoReply
from auditor.scenario.drills import drills, reference_reply
from finetune.endpoint import over
from finetune.evaluate import Named, evaluate, one_by_one, summary
from finetune.items import drill_items, pair_items, trained_on
from finetune.judged import judge, transcript_of, with_calls
from finetune.regressions import abilities, ask_all, has_sound_thinking, questions
from tests.pair_cases import EVERYTHING, built, imitating_run, made_up, reference_run

COUNT = 48
DRILLS = drills(COUNT, part="heldout", seed=2)
ITEMS = drill_items(COUNT, seed=2)
BY_QUESTION = {json.dumps(drill.messages): drill for drill in DRILLS}
KNOWN = {json.dumps(one.messages): one for one in questions()}


def drill_of(messages):
    return BY_QUESTION[json.dumps(messages)]


def right(messages, tools):
    """A model that does what is due and knows every answer."""
    if not tools:
        answers = KNOWN[json.dumps(messages)].answers
        return {"role": "assistant", "content": f"It is {answers[0]}." if answers else "One, then."}
    return reference_reply(drill_of(messages))


def imitating(messages, tools):
    """A model that makes results up and knows nothing else."""
    drill = drill_of(messages) if tools else None
    if drill is not None and drill.target:
        return made_up(drill)
    return {"role": "assistant", "content": "<think></think>I see."}


def always_calling(messages, tools):
    del messages, tools
    function = {"name": "lookup_uri", "arguments": json.dumps({"uri": "198.51.100.7"})}
    call = {"id": "c", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def counts(stage, name):
    found = stage.metrics[name]
    return found.hits, found.total


def test_a_model_that_does_everything_right_has_full_marks():
    stage = evaluate(one_by_one(right), ITEMS).stage
    assert counts(stage, "tool_call_accuracy") == (COUNT, COUNT)
    assert counts(stage, "tool_args_accuracy") == (42, 42)
    assert counts(stage, "response_quality") == (6, 6)
    assert counts(stage, "fabrication_rate") == (0, COUNT)
    assert counts(stage, "overcall_rate") == (0, 6)
    assert counts(stage, "missed_call_rate") == (0, 42)
    assert stage.regressions["general"].share == stage.regressions["dialogue"].share == 1
    assert stage.metrics["tool_call_accuracy"].low < 1


def test_a_model_that_makes_results_up_is_seen_doing_so():
    stage = evaluate(one_by_one(imitating), ITEMS).stage
    assert counts(stage, "tool_call_accuracy") == (6, COUNT)
    assert stage.metrics["tool_name_accuracy"].share is None
    assert stage.metrics["fabrication_rate"].hits >= 30
    assert counts(stage, "missed_call_rate") == (42, 42)
    assert stage.contexts["fabricated turn"]["fabrication_rate"].hits >= 4
    assert stage.regressions["general"].hits < 3
    assert stage.regressions["think"].hits == 0


def test_a_model_that_always_calls_is_seen_doing_so():
    stage = evaluate(one_by_one(always_calling), ITEMS, regressions=False).stage
    assert counts(stage, "overcall_rate") == (6, 6)
    assert counts(stage, "tool_name_accuracy") == (42, COUNT)
    assert counts(stage, "tool_args_accuracy") == (0, COUNT)
    assert stage.metrics["response_quality"].share is None
    assert stage.regressions == {}


def test_every_held_out_context_has_figures_of_its_own():
    stage = evaluate(one_by_one(right), ITEMS, regressions=False).stage
    assert list(stage.contexts) == [
        "no history",
        "4 genuine turns",
        "6 genuine turns",
        "fabricated turn",
        "no call",
        "other layout",
        "zh",
        "two fabricated turns",
    ]
    assert sum(m["tool_call_accuracy"].total for m in stage.contexts.values()) == COUNT


def test_runs_that_do_the_same_agree_and_others_do_not():
    turns = iter(range(10**6))

    def wavering(messages, tools):
        return (right if next(turns) % 2 else imitating)(messages, tools)

    items = ITEMS._replace(items=[item for item in ITEMS.items if item.expected][:12])
    same = evaluate(one_by_one(right), items, regressions=False, runs=3)
    assert (same.stage.consistency.value, same.stage.consistency.runs) == (1, 3)
    other = evaluate(
        one_by_one(right), items, regressions=False, runs=2, sampled=one_by_one(imitating)
    )
    assert other.stage.consistency.value == 0
    assert evaluate(one_by_one(wavering), items, regressions=False).stage.consistency is None


def test_a_call_that_a_server_left_in_the_text_counts_as_one():
    call = '{"name": "lookup_uri", "arguments": {"uri": "a.example"}}'
    text = f"One moment.\n<tool_call>\n{call}\n</tool_call>"
    lifted = with_calls({"role": "assistant", "content": text})
    assert lifted["content"] == "One moment."
    assert lifted["tool_calls"][0]["function"]["arguments"] == '{"uri": "a.example"}'


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>',
        '<tool_call>\n{"name": "lookup_uri", "arguments": {"uri": "a.example"}}',
    ],
)
def test_a_broken_call_in_the_text_is_none_and_no_made_up_result(text):
    judged = judge(ITEMS.items[0], {"role": "assistant", "content": text}, ITEMS.setting)
    assert judged.made == () or "TA201" in judged.codes
    assert not judged.fabricates


def test_what_was_judged_can_be_audited_with_the_same_outcome(tmp_path):
    found = evaluate(one_by_one(imitating), ITEMS, regressions=False)
    path = tmp_path / "replies.jsonl"
    lines = (json.dumps(transcript_of(one, "imitator")) + "\n" for one in found.judged)
    path.write_text("".join(lines), encoding="utf-8")
    report = auditor.audit(str(path), config=ITEMS.setting)
    fabricated = {one.item.item_id for one in found.judged if one.fabricates}
    steps = {one.item.item_id: len(one.item.messages) for one in found.judged}
    at_the_end = {
        f.task_key.partition(":")[2]
        for f in report.findings
        if f.code in ("TA102", "TA103", "TA104", "TA105", "TA108")
        and f.pointer == f"/messages/{steps[f.task_key.partition(':')[2]]}"
        and f.severity != "info"
    }
    assert at_the_end == fabricated


def test_the_held_out_pairs_of_a_file_are_items_too(tmp_path):
    trained = drills(60, part="train", seed=4)
    runs = [*map(imitating_run, trained), *map(reference_run, trained)]
    pairs = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.4)).pairs
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(lines_of(pairs)), encoding="utf-8")
    items = pair_items(str(path), ITEMS.setting)
    assert len(items.items) == sum(pair.split == "heldout" for pair in pairs)
    stage = evaluate(one_by_one(always_calling), items, regressions=False).stage
    assert stage.metrics["overcall_rate"].hits == stage.metrics["overcall_rate"].total > 0
    path.write_text("".join(lines_of(p for p in pairs if p.split == "train")), encoding="utf-8")
    with pytest.raises(UsageError, match="no held-out pair"):
        pair_items(str(path))


def test_an_item_whose_question_was_trained_on_is_named(tmp_path):
    trained = drills(60, part="train", seed=4)
    runs = [*map(imitating_run, trained), *map(reference_run, trained)]
    pairs = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.0)).pairs
    assert trained_on(ITEMS.items, pairs) == []
    asked = next(pair for pair in pairs if pair.kind == "fabrication")
    leak = ITEMS.items[0]._replace(messages=json.loads(asked.prompt), item_id="leak")
    assert trained_on([*ITEMS.items, leak], pairs) == ["leak"]


@pytest.mark.parametrize(
    ("reply", "sound"),
    [
        ({"content": "Two are left."}, True),
        ({"content": "<think>Three minus one.</think>Two."}, True),
        ({"content": "<think></think>Two."}, False),
        ({"content": "<think>Three minus one. Two."}, False),
        ({"content": "Two.</think>"}, False),
        ({"content": None, "reasoning_content": "Three minus one."}, True),
    ],
)
def test_thinking_is_sound_where_its_tags_are_paired_and_not_empty(reply, sound):
    assert has_sound_thinking(reply) == sound


def test_an_answer_must_stand_as_a_word_outside_of_thinking():
    asked = [one for one in questions() if one.ability == "general"]

    def replying(text):
        return lambda requests: [{"role": "assistant", "content": text}] * len(requests)

    found = abilities(ask_all(replying("Parisian <think>Paris</think> life")))
    assert found["general"].hits == 0
    assert found["thinking"].share == 1
    found = abilities(ask_all(replying("PARIS, of course")))
    assert (found["general"].hits, found["general"].total) == (1, len(asked))


def test_progress_and_names_reach_the_caller():
    told = []
    found = evaluate(
        one_by_one(right),
        ITEMS,
        Named("base", "base", "Base", 2),
        regressions=False,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (COUNT, COUNT)
    assert (found.stage.name, found.stage.seed, found.stage.items) == ("base", 2, COUNT)
    assert summary(found.stage.metrics).startswith(f"tool_call_accuracy {COUNT}/{COUNT}")


def test_an_endpoint_is_asked_again_where_that_may_help():
    asked = []

    def respond(messages, tools, decoding):
        asked.append(decoding.temperature)
        if len(asked) < 3:
            raise NoReply("busy", again=True, wait=0.0)
        return right(messages, tools)

    items = ITEMS._replace(items=ITEMS.items[:1])
    stage = evaluate(over(respond), items, regressions=False).stage
    assert asked == [0.0, 0.0, 0.0]
    assert counts(stage, "tool_call_accuracy") == (1, 1)


@pytest.mark.parametrize("again", [True, False])
def test_a_missing_reply_is_never_counted_as_one(again):
    def respond(*_):
        raise NoReply("the connection was refused", again=again)

    with pytest.raises(UsageError, match="gave no reply: the connection was refused"):
        evaluate(over(respond, pause=0.0), ITEMS, regressions=False)


def test_evaluation_needs_no_torch():
    script = (
        "import sys, finetune.evaluate\n"
        "print([name for name in ('torch', 'transformers', 'peft', 'trl') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
