"""Drills are the same for a seed, right by the rules, and never shared between the parts."""

import json

import pytest

import auditor
from auditor.measure import Occasion, call
from auditor.scenario.drill_targets import part_of
from auditor.scenario.drills import (
    CONTEXTS,
    TOOL_FORMS,
    contract_for,
    drills,
    expectation,
    input_record,
    reference_reply,
    transcript,
)
from auditor.setting import setting_of
from auditor.statistics.tool_call_accuracy import tool_call_accuracy

TRAIN = drills(640, part="train")
HELD_OUT = drills(240, part="heldout")


def targets_in(drill):
    return {
        json.loads(call["function"]["arguments"])["uri"]
        for message in [*drill.messages, reference_reply(drill)]
        for call in message.get("tool_calls") or ()
    }


def test_the_same_seed_gives_the_same_drills_and_a_longer_list_begins_with_the_shorter():
    again = drills(700, part="train")
    assert again[:640] == TRAIN
    assert drills(20, part="train", seed=1) != TRAIN[:20]


def test_there_are_as_many_different_ones_as_are_asked_for():
    assert len({json.dumps(drill.messages) for drill in TRAIN}) == 640
    assert len({json.dumps(drill.messages) for drill in HELD_OUT}) == 240
    assert len({drill.drill_id for drill in TRAIN + HELD_OUT}) == 880


def test_every_held_out_context_occurs_often_enough_to_be_judged():
    counts = {name: sum(d.context == name for d in HELD_OUT) for name in CONTEXTS}
    assert set(counts.values()) == {30}


def test_a_third_of_the_training_asks_for_nothing():
    assert sum(not drill.expected for drill in TRAIN) / 640 == pytest.approx(1 / 3, abs=0.01)


def test_no_target_occurs_in_both_parts():
    trained = set().union(*map(targets_in, TRAIN))
    judged = set().union(*map(targets_in, HELD_OUT))
    assert not trained & judged
    assert {part_of(uri) for uri in trained} == {"train"}
    assert {part_of(uri) for uri in judged} == {"heldout"}


def test_a_url_and_a_sub_domain_are_on_the_side_of_their_host():
    assert part_of("https://www.north-gate.example/login") == part_of("north-gate.example")


def test_no_wording_occurs_in_both_parts():
    def chats(part):
        return {d.messages[-1]["content"] for d in part if not d.expected}

    assert not chats(TRAIN) & chats(HELD_OUT)


def test_histories_of_held_out_drills_are_longer_than_trained_ones_and_one_layout_is_new():
    def genuine(drill):
        return sum(message["role"] == "tool" for message in drill.messages)

    assert {genuine(drill) for drill in TRAIN} == {0, 1, 2, 3}
    assert {genuine(drill) for drill in HELD_OUT} == {0, 4, 5, 6}
    tables = [d for d in TRAIN + HELD_OUT if any("| uri |" in str(m) for m in d.messages)]
    assert {drill.context for drill in tables} == {"other layout"}


@pytest.mark.parametrize("tool", TOOL_FORMS)
def test_a_reference_run_is_right_by_the_rules_and_by_the_statistic(tool, tmp_path):
    chosen = [
        *drills(48, part="train", tool=tool, seed=3),
        *drills(32, part="heldout", tool=tool, seed=3),
    ]
    path = tmp_path / "runs.jsonl"
    runs = [transcript(drill, reference_reply(drill), model="reference") for drill in chosen]
    path.write_text("".join(json.dumps(run) + "\n" for run in runs), encoding="utf-8")
    report = auditor.audit(str(path), config=setting_of(contract_for(tool)))
    made_up = {drill.drill_id for drill in chosen if "fabricated" in drill.context}
    faulty = {finding.task_key.partition(":")[2] for finding in report.findings}
    assert faulty <= made_up
    occasions = [
        Occasion(
            tuple(call(c["name"], c["arguments"]) for c in drill.expected),
            tuple(
                call(c["function"]["name"], c["function"]["arguments"])
                for c in reference_reply(drill).get("tool_calls") or ()
            ),
        )
        for drill in chosen
    ]
    assert tool_call_accuracy(occasions).value == 1


def test_most_made_up_turns_of_histories_are_found_by_the_rules():
    setting = setting_of(contract_for("one-argument"))
    chosen = [d for d in TRAIN + HELD_OUT if "fabricated" in d.context]
    found = [bool(auditor.audit_messages(d.messages, d.tools, config=setting)) for d in chosen]
    assert len(found) > 100
    assert sum(found) / len(found) > 0.85


def test_records_and_expectations_name_the_same_task():
    drill = HELD_OUT[0]
    record = input_record(drill)
    assert expectation(drill)["task_key"] == f"{record['dataset']}:{record['task_id']}"
    assert record["messages"][-1]["role"] == "user"
