"""Pairs stand at the first fault, name who says what is right, and are borne out by the rules."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import auditor
from auditor.contract import contract_of, load_contract
from auditor.draft import Draft
from auditor.expectations import load_expectations
from auditor.measure import call
from auditor.messages.openai import add_messages
from auditor.messages.parts import tools_of
from auditor.pairs.approval import Approval, Opinion, opinion_of
from auditor.pairs.balance import balanced, question_of, share
from auditor.pairs.build import Wish, build_pairs
from auditor.pairs.chosen import message_of
from auditor.pairs.corpus import Corpus, from_paths
from auditor.pairs.form import Pair, lines_of, messages_in
from auditor.pairs.rebuilt import Refused, rebuilt_arguments
from auditor.pairs.split import canonical, split_of
from auditor.pairs.verify import parsed, rendered
from auditor.review import Vote, record, record_all
from auditor.scenario.drills import drills, expectation, reference_reply, transcript
from auditor.setting import setting_of
from auditor.store import ingest, open_store
from auditor.trace import Place, Tool, Trace
from tests.pair_cases import (
    EVERYTHING,
    SETTING,
    answer_of,
    built,
    called,
    imitating_run,
    made_up,
    reference_run,
    written,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "pairs"
SCENARIO = Path(auditor.__file__).parent / "scenario"
REBUILT = yaml.safe_load((FIXTURES / "rebuilt.yaml").read_text("utf-8"))

DRILLS = drills(96, part="train", seed=5)
CLEAN = [
    d for d in DRILLS if d.context == "0-3 turns" and any(m["role"] == "tool" for m in d.messages)
]
AFTER_MADE_UP = [d for d in DRILLS if d.context == "fabricated turn"]
OTHER_CALL = {"name": "lookup_uri", "arguments": {"uri": "198.51.100.9"}}
QUIET = [d for d in DRILLS if not d.expected]


def fabrications(found):
    return [pair for pair in found.pairs if pair.kind == "fabrication"]


def fingerprints(path, setting=SETTING):
    findings = auditor.audit(path, config=setting).findings
    return [finding.fingerprint for finding in findings if finding.severity == "high"]


@pytest.fixture(scope="module")
def demo():
    setting = setting_of(load_contract(str(SCENARIO / "contract.toml")))
    corpus = from_paths([str(SCENARIO / "transcripts")], setting)
    return build_pairs(corpus, wish=EVERYTHING)


def test_the_demo_transcripts_give_pairs_of_every_kind_that_they_show(demo):
    assert {pair.kind for pair in demo.pairs} == {
        "control",
        "decision",
        "fabrication",
        "missing-call",
    }
    assert {pair.chosen_source for pair in demo.pairs} == {"contract", "recorded", "sibling"}


def test_by_the_rules_the_rejected_message_is_at_fault_and_the_chosen_one_is_not(demo):
    contract = load_contract(str(SCENARIO / "contract.toml"))
    for pair in demo.pairs:
        if pair.kind == "control":
            continue
        prompt, tools = messages_in(pair.prompt), messages_in(pair.tools)
        step = sum(message["role"] == "assistant" for message in prompt)
        codes = {}
        for side in (pair.chosen, pair.rejected):
            found = auditor.audit_messages([*prompt, answer_of(side)], tools, config=contract)
            here = (f for f in found if f.event_index is not None and f.step == step)
            codes[side] = {finding.code for finding in here if finding.severity != "info"}
        assert pair.code in codes[pair.rejected]
        assert codes[pair.chosen] <= {"TA203", "TA205"}


def test_a_decision_is_taken_only_from_a_run_that_agrees_with_the_policy(demo, tmp_path):
    chosen = {pair.trace_id: pair for pair in demo.pairs if pair.kind == "decision"}
    assert called(chosen["opposite-en-run1"].chosen)[0] == "block_uri"
    assert called(chosen["opposite-en-run1"].rejected)[0] == "archive_case"
    bare = contract_of(
        {
            "decision": {
                "tool": ["block_uri", "archive_case"],
                "opposites": [["block_uri", "archive_case"]],
            }
        },
        "bare",
    )
    lines = (SCENARIO / "transcripts" / "repeated-runs.jsonl").read_text("utf-8")
    path = tmp_path / "runs.jsonl"
    path.write_text(lines, encoding="utf-8")
    without = build_pairs(from_paths([str(path)], setting_of(bare)), wish=EVERYTHING)
    assert not [pair for pair in without.pairs if pair.kind in ("decision", "divergence")]
    assert any("agree with the policy" in reason for reason in without.dropped)


def test_a_reviewer_may_say_which_of_two_runs_is_wrong():
    bare = setting_of(
        contract_of(
            {
                "decision": {
                    "tool": ["block_uri", "archive_case"],
                    "opposites": [["block_uri", "archive_case"]],
                }
            },
            "bare",
        )
    )
    path = str(SCENARIO / "transcripts" / "repeated-runs.jsonl")
    report = auditor.audit(path, config=bare)
    (finding,) = [
        f for f in report.findings if f.code == "TA301" and f.trace_id == "opposite-en-run1"
    ]
    opinion = Opinion({finding.fingerprint: Approval(7, None)}, frozenset())
    found = build_pairs(from_paths([path], bare), opinion)
    (pair,) = [pair for pair in found.pairs if pair.kind != "control"]
    assert (pair.code, pair.kind, pair.verdict_event) == ("TA301", "divergence", 7)
    assert called(pair.chosen)[0] == "block_uri"


def test_the_call_is_rebuilt_from_the_contract_where_nobody_else_knows(tmp_path):
    drill = CLEAN[0]
    (pair,) = fabrications(built(tmp_path, imitating_run(drill)))
    assert pair.chosen_source == "contract"
    assert called(pair.chosen) == ("lookup_uri", {"uri": drill.target.uri})
    assert answer_of(pair.rejected) == made_up(drill)
    assert messages_in(pair.prompt) == drill.messages


def test_a_sound_run_of_the_same_input_is_trusted_more(tmp_path):
    drill = CLEAN[0]
    (pair,) = fabrications(built(tmp_path, imitating_run(drill), reference_run(drill)))
    assert pair.chosen_source == "sibling"
    assert called(pair.chosen) == ("lookup_uri", {"uri": drill.target.uri})


def test_sound_runs_that_disagree_are_no_witnesses(tmp_path):
    drill = CLEAN[0]
    other = {"role": "assistant", "content": "Which environment do you mean?"}
    runs = [
        imitating_run(drill),
        reference_run(drill),
        transcript(drill, other, model="asking"),
    ]
    (pair,) = fabrications(built(tmp_path, *runs))
    assert pair.chosen_source == "contract"


def test_an_expectation_is_trusted_more_than_another_run(tmp_path):
    drill = CLEAN[0]
    due = load_expectations(written(tmp_path, expectation(drill), name="due.jsonl"))
    setting = replace(SETTING, expectations=due)
    runs = [imitating_run(drill), reference_run(drill)]
    (pair,) = fabrications(built(tmp_path, *runs, setting=setting))
    assert pair.chosen_source == "expectation"
    assert called(pair.chosen) == ("lookup_uri", {"uri": drill.target.uri})


@pytest.mark.parametrize("reply", ["Sorry, I cannot tell.", "a call of something else", ""])
def test_a_reply_that_does_not_do_what_is_due_gives_a_pair_too(reply, tmp_path):
    drill = CLEAN[0]
    due = load_expectations(written(tmp_path, expectation(drill), name="due.jsonl"))
    wrong = {"role": "assistant", "content": reply}
    if "call" in reply:
        wrong = reference_reply(drill._replace(expected=[OTHER_CALL]))
    found = built(
        tmp_path,
        transcript(drill, wrong, model="unwilling"),
        setting=replace(SETTING, expectations=due),
    )
    (pair,) = [pair for pair in found.pairs if pair.kind != "control"]
    assert (pair.code, pair.kind, pair.chosen_source) == ("TA204", "missing-call", "expectation")
    assert called(pair.chosen) == ("lookup_uri", {"uri": drill.target.uri})
    assert answer_of(pair.rejected) == wrong


def test_a_reviewers_correction_is_trusted_most(tmp_path):
    drill = CLEAN[0]
    path = written(tmp_path, imitating_run(drill), reference_run(drill))
    (name,) = fingerprints(path)
    opinion = Opinion({name: Approval(3, "I have to look that up first.")}, frozenset())
    found = build_pairs(from_paths([path], SETTING), opinion)
    (pair,) = fabrications(found)
    assert (pair.chosen_source, pair.verdict_event) == ("reviewer", 3)
    assert answer_of(pair.chosen)["content"] == "I have to look that up first."


@pytest.mark.parametrize(
    "corrected",
    [
        '{"name": "lookup_uri", "arguments": {"uri": "a.example"}}',
        '[{"function": {"name": "lookup_uri", "arguments": "{\\"uri\\": \\"a.example\\"}"}}]',
        '<tool_call>\n{"name": "lookup_uri", "arguments": {"uri": "a.example"}}\n</tool_call>',
    ],
)
def test_a_correction_may_be_a_call(corrected):
    (made,) = message_of(corrected)["tool_calls"]
    assert made["function"]["name"] == "lookup_uri"
    assert json.loads(made["function"]["arguments"]) == {"uri": "a.example"}


def test_without_an_approval_there_is_no_pair(tmp_path):
    found = built(tmp_path, imitating_run(CLEAN[0]), wish=Wish())
    assert fabrications(found) == []
    assert found.dropped["no reviewer approved the finding"] == 1


def test_a_dismissed_finding_gives_no_pair_even_unreviewed(tmp_path):
    path = written(tmp_path, imitating_run(CLEAN[0]))
    opinion = Opinion({}, frozenset(fingerprints(path)))
    found = build_pairs(from_paths([path], SETTING), opinion, EVERYTHING)
    assert fabrications(found) == []
    assert found.dropped["a reviewer dismissed the finding"] == 1


def test_what_a_reviewer_dismissed_is_no_fault_of_the_prompts_after_it(tmp_path):
    path = written(tmp_path, imitating_run(AFTER_MADE_UP[0]))
    corpus = from_paths([path], SETTING)
    earlier, last = (
        fault.finding.fingerprint for (case,) in [list(corpus)] for fault in case.faults
    )
    before = fabrications(build_pairs(corpus, wish=EVERYTHING))
    assert [pair.fingerprint for pair in before if pair.repaired] == [last]
    opinion = Opinion({}, frozenset({earlier}))
    (after,) = fabrications(build_pairs(corpus, opinion, EVERYTHING))
    assert (after.fingerprint, after.dirty, after.repaired) == (last, False, False)


def test_a_blank_correction_is_none(tmp_path):
    path = written(tmp_path, imitating_run(CLEAN[0]))
    (known,) = fingerprints(path)
    with open_store(str(tmp_path / "runs.db")) as store:
        ingest([path], store, SETTING)
        record(store, Vote(known, "li", "confirmed", corrected=" \n"))
        opinion = opinion_of(store)
    (pair,) = fabrications(build_pairs(from_paths([path], SETTING), opinion))
    assert pair.chosen_source == "contract"


def test_a_reader_sees_only_verdicts_on_what_they_judged_themselves(tmp_path):
    path = written(tmp_path, *map(imitating_run, CLEAN[:2]))
    mine, yours = fingerprints(path)
    with open_store(str(tmp_path / "runs.db")) as store:
        ingest([path], store, SETTING)
        record_all(store, [Vote(name, "bob", "confirmed") for name in (mine, yours)])
        record(store, Vote(mine, "li", "unsure", expected=1))
        assert opinion_of(store).approved.keys() == {mine, yours}
        assert opinion_of(store, "li").approved.keys() == {mine}


def test_a_needless_call_that_a_model_made_goes_before_one_that_was_put_together(tmp_path):
    quiet = next(d for d in QUIET if any(m["role"] == "tool" for m in d.messages))
    due = load_expectations(written(tmp_path, expectation(quiet), name="due.jsonl"))
    call = reference_reply(quiet._replace(expected=[OTHER_CALL]))
    runs = [transcript(quiet, call, model="eager"), reference_run(quiet)]
    found = built(
        tmp_path,
        *runs,
        *map(imitating_run, CLEAN[:4]),
        setting=replace(SETTING, expectations=due),
        wish=EVERYTHING._replace(heldout=0.0),
    )
    (control,) = [pair for pair in found.pairs if pair.kind == "control"]
    assert control.rejected_source == "recorded"
    assert called(control.rejected) == ("lookup_uri", OTHER_CALL["arguments"])
    assert answer_of(control.chosen) == reference_reply(quiet)


def test_an_approved_finding_that_is_not_found_again_is_counted(tmp_path):
    path = written(tmp_path, imitating_run(CLEAN[0]))
    opinion = Opinion({"0123456789abcdef": Approval(1, None)}, frozenset())
    found = build_pairs(from_paths([path], SETTING), opinion)
    assert [n for reason, n in found.dropped.items() if "not found again" in reason] == [1]


def test_after_an_earlier_made_up_turn_there_is_a_repaired_and_a_dirty_prompt(tmp_path):
    runs = [imitating_run(drill) for drill in (*AFTER_MADE_UP, *CLEAN)]
    found = built(tmp_path, *runs, *map(reference_run, QUIET))
    dirty = [pair for pair in found.pairs if pair.dirty]
    repaired = [pair for pair in found.pairs if pair.repaired]
    assert dirty
    assert repaired
    for pair in repaired:
        run = next(r for r in runs if r["id"] == pair.trace_id)
        shown = messages_in(pair.prompt)
        assert len(shown) < len(run["messages"]) - 1
        assert all(message in run["messages"] for message in shown)
        assert not auditor.audit_messages(shown, messages_in(pair.tools), config=SETTING)
    for pair in dirty:
        run = next(r for r in runs if r["id"] == pair.trace_id)
        shown = messages_in(pair.prompt)
        assert shown == run["messages"][: len(shown)]


def test_a_set_has_enough_controls_few_dirty_prompts_and_no_duplicate(tmp_path):
    runs = [imitating_run(drill) for drill in DRILLS] + [reference_run(drill) for drill in DRILLS]
    found = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.0))
    assert len(found.pairs) > 60
    assert 0.20 <= share(found.pairs, dirty=False) <= 0.25
    assert 0 < share(found.pairs, dirty=True) <= 0.20
    assert len({pair.key for pair in found.pairs}) == len(found.pairs)
    assert {pair.code for pair in found.pairs if pair.kind == "control"} == {"TA207"}


def test_what_was_thought_stays_in_the_message_that_it_belongs_to(tmp_path):
    drill = CLEAN[0]
    thought = made_up(drill)["content"]
    reply = {"role": "assistant", "content": "Give me a moment.", "reasoning_content": thought}
    (pair,) = fabrications(built(tmp_path, transcript(drill, reply, model="thinker")))
    assert answer_of(pair.rejected) == reply
    assert "reasoning_content" not in pair.prompt
    assert "reasoning_content" not in pair.chosen


def test_a_step_of_nothing_but_thinking_gives_no_pair():
    draft = Draft()
    add_messages(draft, CLEAN[0].messages)
    draft.step()
    draft.model(made_up(CLEAN[0])["content"], 99, channel="thinking")
    corpus = Corpus(SETTING)
    corpus.add(Trace("openai-chat", Place("x", 1), draft.events, tools=tools_of(CLEAN[0].tools)))
    found = build_pairs(corpus, wish=EVERYTHING)
    assert fabrications(found) == []
    assert found.dropped["the faulty step is nothing but thinking"] == 1


def test_an_export_is_the_same_bytes_a_second_time(tmp_path):
    runs = [imitating_run(drill) for drill in DRILLS[:24]]
    first, second = (list(lines_of(built(tmp_path, *runs).pairs)) for _ in range(2))
    assert first == second


def test_a_control_answers_without_a_call_where_nothing_was_asked(tmp_path):
    drill = QUIET[0]
    runs = [imitating_run(CLEAN[0]), *map(imitating_run, CLEAN[1:6]), reference_run(drill)]
    found = built(tmp_path, *runs)
    controls = [pair for pair in found.pairs if pair.kind == "control"]
    assert controls
    for pair in controls:
        assert not answer_of(pair.chosen).get("tool_calls")
        assert answer_of(pair.rejected)["tool_calls"]


def test_an_answer_that_was_cut_off_is_no_example(tmp_path):
    faulty, quiet = [*map(imitating_run, CLEAN)], [*map(reference_run, QUIET)]
    last = {run["id"]: run["messages"][-1] for run in quiet}
    whole = built(tmp_path, *faulty, *quiet)
    cut = built(tmp_path, *faulty, *({**run, "truncated": True} for run in quiet))
    learnt = [
        [pair for pair in found.pairs if answer_of(pair.chosen) == last.get(pair.trace_id)]
        for found in (whole, cut)
    ]
    assert learnt[0]
    assert learnt[1] == []


def test_every_other_needless_call_is_about_a_word_of_the_user(tmp_path):
    runs = [*map(imitating_run, CLEAN), *map(reference_run, QUIET)]
    controls = [pair for pair in built(tmp_path, *runs).pairs if pair.kind == "control"]
    said = {pair.key: json.loads(pair.prompt)[-1]["content"] for pair in controls}
    about = [called(pair.rejected)[1]["uri"] in said[pair.key] for pair in controls]
    assert {True, False} == set(about)


def test_a_pair_that_is_too_long_is_left_out_whole(tmp_path):
    found = built(tmp_path, imitating_run(CLEAN[0]), wish=EVERYTHING._replace(max_chars=200))
    assert found.pairs == []
    assert found.dropped["longer than allowed"] >= 1


def test_one_trace_does_not_give_more_than_the_cap():
    setting = setting_of(load_contract(str(SCENARIO / "contract.toml")))
    corpus = from_paths([str(SCENARIO / "transcripts")], setting)
    found = build_pairs(corpus, wish=EVERYTHING._replace(per_source=2))
    steps = {pair.fingerprint: pair.trace_id for pair in found.pairs if pair.kind != "control"}
    assert max(Counter(steps.values()).values()) == 2
    assert found.dropped["more faults of one trace than the cap allows"] > 0


def test_the_dirty_prompt_of_a_step_does_not_count_against_the_cap(tmp_path):
    runs = [*map(imitating_run, (*AFTER_MADE_UP, *CLEAN)), *map(reference_run, QUIET)]
    found = built(tmp_path, *runs, wish=EVERYTHING._replace(per_source=2))
    assert any(pair.dirty for pair in found.pairs)


def test_all_runs_of_an_input_are_on_one_side_and_no_question_is_on_both(tmp_path):
    runs = [imitating_run(drill) for drill in DRILLS] + [reference_run(drill) for drill in DRILLS]
    found = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.5))
    groups = {
        side: {p.group for p in found.pairs if p.split == side} for side in ("train", "heldout")
    }
    assert all(groups.values())
    assert not groups["train"] & groups["heldout"]
    assert groups["heldout"] <= set(found.heldout_groups)


@pytest.mark.parametrize(
    "said",
    [
        "Check EVIL.example",
        "please look at evil[.]example",
        "http://evil.example?id=7",
        "evil.example/#top",
        "HXXPS://Evil[.]example/",
    ],
)
def test_the_same_target_in_another_spelling_is_the_same_input(said):
    assert canonical(said) == canonical("evil.example")


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("Ticket SOC-3001: where is order W1000?", "where is order W1000?"),
        ("[SOC-3001] My printer is broken", "my printer is broken"),
        ("My printer is broken (ref INC0012)", "My printer is broken"),
        ("SOC-77: order W1000", "order W1000"),
        ("工单 SOC-1：订单 W1000 到哪了", "订单 W1000 到哪了"),
    ],
)
def test_the_number_of_a_ticket_makes_no_other_input(said, same):
    assert canonical(said) == canonical(same)


def test_a_number_that_is_all_that_is_asked_about_makes_one():
    assert canonical("What is the status of ticket T-1?") != canonical(
        "What is the status of ticket T-2?"
    )
    assert canonical("W1000: where is it?") != canonical("W1001: where is it?")
    assert canonical("Where is order #1000?") != canonical("Where is order #1001?")


def order_run(number, opening, question):
    """A run that looks one order up and then makes up the record of another."""
    tool = {
        "type": "object",
        "properties": {"order_id": {"type": "string", "pattern": "^W[0-9]{4}$"}},
        "required": ["order_id"],
    }
    record = {"order_id": "W1000", "status": "shipped", "carrier": "Nordpost", "total": 100}
    made_up = {"order_id": "W7777", "status": "lost", "carrier": "Sudpost", "total": 731}
    call = {"name": "get_order", "arguments": '{"order_id": "W1000"}'}
    return {
        "id": f"c{number}",
        "tools": [{"type": "function", "function": {"name": "get_order", "parameters": tool}}],
        "messages": [
            {"role": "user", "content": opening},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "a", "type": "function", "function": call}],
            },
            {"role": "tool", "tool_call_id": "a", "content": json.dumps(record)},
            {"role": "assistant", "content": "It was shipped with Nordpost."},
            {"role": "user", "content": question},
            {"role": "assistant", "content": json.dumps(made_up)},
        ],
    }


ORDERS = setting_of(
    contract_of({"tools": {"get_order": {"effect": "read", "entity_arg": "order_id"}}}, "contract")
)


def test_a_question_that_names_no_host_is_on_one_side_too(tmp_path):
    runs = [
        order_run(n, f"I am customer number {n}. Where is order W1000?", "And order W7777, please?")
        for n in range(12)
    ]
    found = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.5), setting=ORDERS)
    assert {pair.split for pair in found.pairs} == {"heldout"}
    assert found.dropped["a question of it is asked in a held-out input, too"] > 0


def test_conversations_that_differ_in_a_ticket_are_one_input(tmp_path):
    runs = [
        order_run(n, f"Ticket SOC-30{n:02}: Where is order W1000?", "And order W7777, please?")
        for n in range(12)
    ]
    found = built(tmp_path, *runs, wish=EVERYTHING._replace(heldout=0.5), setting=ORDERS)
    assert len({pair.group for pair in found.pairs}) == 1


def test_a_held_out_question_is_not_answered_in_a_prompt_that_is_trained_on():
    asked = [{"role": "user", "content": f"Look up https://{name}.example/"} for name in "abc"]
    answer = {"role": "assistant", "content": "It is clean."}

    def pair(*prompt, kind="fabrication", side="train"):
        texts = (json.dumps(prompt), "[1]", "[2]", "[]")
        return Pair(*texts, kind, "TA102", "contract", side, split=side)

    held_out = pair(asked[0], side="heldout")
    dropped = Counter()
    kept = balanced(
        [
            held_out,
            pair(asked[0], answer, asked[1]),
            pair(asked[2], answer, asked[1]),
            pair(asked[0], answer, {"role": "user", "content": "Thanks!"}, kind="control"),
        ],
        dropped,
    )
    assert [messages_in(one.prompt)[0] for one in kept] == [asked[2], asked[0]]
    assert kept[1] == held_out
    assert dropped["a question of it is asked in a held-out input, too"] == 2


def test_words_that_name_nothing_go_with_what_was_said_before():
    first, second = ("Book a table for two", "Cancel my subscription")

    def pair(said):
        turns = [said, "Shall I?", "Yes, please."]
        prompt = [
            {"role": role, "content": text}
            for role, text in zip(("user", "assistant", "user"), turns, strict=True)
        ]
        return Pair(json.dumps(prompt), "[]", "[]", "[]", "missing-call", "TA204", "sibling", "g")

    assert question_of(pair(first)) != question_of(pair(second))
    assert question_of(pair(first)) == question_of(pair(first.upper()))


@given(st.text(max_size=40), st.floats(0, 1))
def test_a_group_has_one_side_and_more_is_held_out_the_larger_the_share(group, heldout):
    assert split_of(group, heldout) == split_of(group, heldout)
    if split_of(group, heldout) == "heldout":
        assert split_of(group, min(1.0, heldout + 0.1)) == "heldout"


@pytest.mark.parametrize("case", REBUILT["cases"], ids=lambda case: case["said"])
def test_a_call_is_rebuilt_only_where_each_argument_stands_in_the_words_once(case):
    tool = Tool(case["tool"], json.dumps(REBUILT["tools"][case["tool"]]))
    contract = contract_of({}, "none")
    if "refused" in case:
        with pytest.raises(Refused, match=case["refused"]):
            rebuilt_arguments(tool, case["said"], contract)
    else:
        assert json.loads(rebuilt_arguments(tool, case["said"], contract)) == case["arguments"]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda t: "<" not in t),
    st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(), max_size=3),
)
def test_what_is_rendered_is_parsed_back(content, arguments):
    raw = json.dumps(arguments)
    value = {"id": "c", "type": "function", "function": {"name": "look", "arguments": raw}}
    message = {"role": "assistant", "content": content, "tool_calls": [value]}
    if "</tool_call>" in raw:
        return
    words, calls = parsed(rendered(message))
    assert words == content.strip()
    assert calls == [call("look", raw)]


def test_a_no_call_reply_of_a_sound_run_replaces_a_made_up_one(tmp_path):
    drill = next(d for d in QUIET if any(m["role"] == "tool" for m in d.messages))
    text = "verdict: malicious\nscore: 97\nlast_seen: 2026-02-03\nuri: 198.51.100.200"
    bad = transcript(drill, {"role": "assistant", "content": text}, model="imitator")
    (pair,) = fabrications(built(tmp_path, bad, reference_run(drill)))
    assert answer_of(pair.chosen) == reference_reply(drill)
