"""Replay over a callable: frozen and teacher-forced runs, and what they leave."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import auditor
from auditor.contract import Contract, load_contract
from auditor.errors import NothingAudited, UsageError
from auditor.replaying import Decoding, Limits, NoReply, Reply
from auditor.replaying.inputs import gather, points_of, rounds_of
from auditor.replaying.journal import Journal
from tests.replay_cases import CONTRACT, TOOLS, call, parrot, recorded, result, said, user


@pytest.fixture
def contract(tmp_path):
    file = tmp_path / "contract.toml"
    file.write_text(CONTRACT, encoding="utf-8")
    return load_contract(str(file))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"mode": "x"}, "no mode 'x'. Known: frozen, teacher-forced, live"),
        ({"at": "x"}, "no `at` 'x'. Known: every, end"),
    ],
)
def test_a_mode_that_there_is_not_is_named_with_those_that_there_are(asked, told):
    with pytest.raises(UsageError, match=told):
        auditor.replay([recorded()], respond=lambda *_: said, **asked)


def test_a_model_that_acts_as_recorded_gets_what_was_recorded(contract):
    record = recorded()
    report = auditor.replay([record], respond=parrot(record), runs=3, config=contract)
    assert report.states == {"valid": 3}
    for made in report.records:
        outputs = [message.get("content") for message in made["messages"]]
        assert outputs == [message.get("content") for message in record["messages"]]


def test_a_call_that_the_record_does_not_answer_ends_the_run_and_gets_no_result(contract):
    def other(*_):
        return call("lookup_uri", uri="other.example")

    report = auditor.replay([recorded()], respond=other, runs=2, config=contract)
    assert report.states == {"off-tape": 2}
    made = report.records[0]
    assert made["messages"][-1]["tool_calls"]
    assert made["truncated"].startswith("off-tape: the record holds no result of lookup_uri")


def test_a_result_is_not_served_before_the_act_that_brought_it_about(contract):
    record = recorded()

    def eager(messages, _tools, _decoding):
        results = [message["content"] for message in messages if message["role"] == "tool"]
        return said("done") if len(results) > 1 else call("lookup_uri", uri="evil.example")

    report = auditor.replay([record], respond=eager, runs=1, config=contract)
    outputs = [m["content"] for m in report.records[0]["messages"] if m["role"] == "tool"]
    assert outputs == ["verdict: malicious", "verdict: malicious"]


def test_runs_that_leave_the_tape_count_where_they_did_what_others_did_not(contract):
    record = recorded()
    recalled = parrot(record)

    def respond(messages, tools, decoding):
        if len(messages) == 4 and decoding.seed % 2:
            return call("archive_case", uri="evil.example")
        return recalled(messages, tools, decoding)

    report = auditor.replay([record], respond=respond, runs=6, config=contract)
    assert report.states == {"valid": 3, "off-tape": 3}
    compared = auditor.compare_runs(report.traces(), config=contract)
    (task,) = compared.tasks
    assert (compared.level, task.whole) == ("repeats", 3)
    assert task.agreement["decision"] == pytest.approx(0.4)
    assert {finding.code for finding in compared.findings} == {"TA301"}
    assert "off-tape" in {guard.code for guard in task.guards}


def test_what_a_run_off_the_tape_did_not_get_to_is_no_omission(contract):
    record = recorded()
    recalled = parrot(record)

    def respond(messages, tools, decoding):
        if len(messages) == 2 and decoding.seed % 2:
            return call("lookup_uri", uri="http://evil.example/other")
        return recalled(messages, tools, decoding)

    report = auditor.replay([record], respond=respond, runs=6, config=contract)
    assert report.states == {"valid": 3, "off-tape": 3}
    compared = auditor.compare_runs(report.traces(), config=contract)
    assert compared.findings == []
    assert compared.tasks[0].agreement["decision"] == 1
    assert compared.agreement_if_broken_differ.value == pytest.approx(0.2)  # 3 of 15 pairs


def test_a_tool_of_unknown_effect_counts_as_acting():
    record = recorded()
    skipping = parrot({"messages": [call("block_uri", uri="evil.example")]})
    report = auditor.replay([record], respond=skipping, runs=1)
    assert report.states == {"off-tape": 1}


def test_each_run_and_step_gets_a_seed_of_its_own_and_the_transcript_tells_the_runs(contract):
    record, seeds = recorded(), []
    answer = parrot(record)

    def respond(messages, tools, decoding):
        seeds.append(decoding.seed)
        return answer(messages, tools, decoding)

    report = auditor.replay(
        [record], respond=respond, runs=4, config=contract, decoding=Decoding(temperature=0.7)
    )
    assert len(set(seeds)) == len(seeds) == 20
    assert len({made["seed"] for made in report.records}) == 4
    assert {made["decoding"]["temperature"] for made in report.records} == {0.7}


def test_runs_are_read_as_repeats_of_the_task_that_was_recorded(contract):
    record = recorded()
    report = auditor.replay([record], respond=parrot(record), runs=5, config=contract)
    compared = auditor.compare_runs(report.traces(), config=contract)
    assert compared.level == "repeats"
    assert compared.runs == 5
    assert compared.agreement.agreement.value == 1.0
    assert [task.task_key for task in compared.tasks] == ["t-1"]


def test_teacher_forcing_asks_for_each_recorded_action_given_what_came_before():
    record = recorded()
    report = auditor.replay([record], respond=parrot(record), mode="teacher-forced", runs=2)
    assert report.states == {"valid": 10}
    assert sorted({made["task_id"] for made in report.records}) == [f"t-1@{n}" for n in range(5)]
    first = next(made for made in report.records if made["task_id"] == "t-1@1")
    assert first["messages"] == record["messages"][:5]


def test_an_act_that_was_given_is_no_decision_of_the_run(contract):
    report = auditor.replay(
        [recorded()],
        respond=lambda *_: said("Well."),
        mode="teacher-forced",
        runs=2,
        config=contract,
    )
    found = auditor.compare_runs(report.traces(), config=contract)
    assert [task.decisions for task in found.tasks] == [[]] * 5
    assert (found.agreement, found.undecided) == (None, 10)


def test_teacher_forcing_at_the_end_asks_only_where_the_conversation_is_open():
    open_ = {"task_id": "open", "messages": recorded()["messages"][:4], "tools": TOOLS}
    report = auditor.replay(
        [open_, recorded("shut")],
        respond=lambda *_: said("next"),
        mode="teacher-forced",
        at="end",
        runs=1,
    )
    assert [made["task_id"] for made in report.records] == ["open@1"]


def test_calls_that_a_server_left_in_the_text_are_lifted_out_and_the_rest_is_kept(contract):
    text = (
        'Let me see. <tool_call>{"name": "lookup_uri", "arguments": {"uri": "evil.example"}}'
        "</tool_call><tool_response>verdict: clean</tool_response>"
    )

    def respond(messages, _tools, _decoding):
        return said("done") if messages[-1]["role"] == "tool" else said(text)

    record = {**recorded(), "messages": recorded()["messages"][:4]}
    made = auditor.replay([record], respond=respond, runs=1, config=contract).records[0]
    assert made["messages"][2]["tool_calls"][0]["function"]["name"] == "lookup_uri"
    assert "verdict: clean" in made["messages"][2]["content"]
    assert made["messages"][3]["content"] == "verdict: malicious"


_KEYS = st.sampled_from(
    ["role", "content", "tool_calls", "function", "name", "arguments", "id", "type", "text"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(message=st.dictionaries(_KEYS, _JSON, max_size=5))
def test_whatever_a_model_replies_is_kept_as_a_transcript_or_fails_its_run(message):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    report = auditor.replay([record], respond=lambda *_: message, runs=1, max_steps=2)
    (made,) = report.records
    assert report.states.total() == 1
    if made["replay"]["state"] == "failed":
        return
    (trace,) = report.traces()
    called = [event.name for event in trace.events if hasattr(event, "arguments_raw")]
    asked = [one for said_ in made["messages"] for one in said_.get("tool_calls", ())]
    assert called == [one["function"]["name"] for one in asked]


@pytest.mark.parametrize(
    "message",
    [
        said("<tool_call>{broken</tool_call>"),
        {"content": None},
        {"content": [{"type": "text", "text": "in parts"}]},
    ],
)
def test_what_is_no_call_stays_the_model_s_words(message):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    made = auditor.replay([record], respond=lambda *_: message, runs=1).records[0]
    assert "tool_calls" not in made["messages"][-1]
    assert isinstance(made["messages"][-1]["content"], str)


def test_arguments_may_be_an_object_and_thoughts_are_kept_but_not_sent_back(contract):
    sent = []

    def respond(messages, _tools, _decoding):
        sent.append(messages)
        if messages[-1]["role"] == "tool":
            return said("done")
        function = {"name": "lookup_uri", "arguments": {"uri": "evil.example"}}
        return {"reasoning_content": "Hm.", "tool_calls": [{"function": function}]}

    record = {**recorded(), "messages": recorded()["messages"][:4]}
    made = auditor.replay([record], respond=respond, runs=1, config=contract).records[0]
    assert made["messages"][2]["reasoning_content"] == "Hm."
    assert made["messages"][3]["content"] == "verdict: malicious"
    assert all("reasoning_content" not in message for message in sent[-1])


@pytest.mark.parametrize(
    ("finish_reason", "told"),
    [
        ("length", "cut off at the length limit"),
        ("content_filter", "content filter withheld the reply"),
    ],
)
def test_a_reply_that_was_cut_off_makes_the_run_one_that_says_nothing(finish_reason, told):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    reply = Reply({"content": "Once upon a"}, finish_reason=finish_reason)
    report = auditor.replay([record], respond=lambda *_: reply, runs=2)
    assert report.states == {"cut": 2}
    (task,) = auditor.compare_runs(report.traces()).tasks
    assert task.whole == 0
    assert told in task.guards[-2].text


def test_a_model_that_never_stops_calling_is_cut(contract):
    report = auditor.replay(
        [recorded()],
        respond=lambda *_: call("lookup_uri", uri="evil.example"),
        runs=1,
        config=contract,
        max_steps=3,
    )
    assert report.reasons == {"cut: no answer after 3 steps": 1}


def test_failures_are_tried_again_and_never_count_as_behaviour(contract):
    record = recorded()
    answer, asked = parrot(record), []

    def shaky(messages, tools, decoding):
        asked.append(decoding.seed)
        if asked.count(decoding.seed) == 1:
            raise NoReply("busy", again=True, wait=0.0)
        return answer(messages, tools, decoding)

    report = auditor.replay([record], respond=shaky, runs=3, config=contract)
    assert report.states == {"valid": 3}
    assert report.failed_attempts == 15
    assert report.attempts == 30


def test_a_stand_in_that_raises_fails_its_run_only():
    def respond(_messages, _tools, decoding):
        if decoding.seed % 2:
            raise ZeroDivisionError("oops")
        return said("fine")

    record = {"task_id": "t", "messages": [user("Hello.")]}
    report = auditor.replay([record], respond=respond, runs=6)
    assert report.states == {"valid": 3, "failed": 3}
    assert report.reasons == {"failed: the model's stand-in raised ZeroDivisionError: oops": 3}


@pytest.mark.parametrize("given", [7, {"role": "user", "content": "no"}, {"content": "\ud800"}])
def test_what_is_no_reply_fails_the_run(given):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    assert auditor.replay([record], respond=lambda *_: given, runs=1).states == {"failed": 1}


def test_versions_are_interleaved_and_kept_apart(tmp_path):
    order = []

    def named(name):
        def respond(*_):
            order.append(name)
            return said(name)

        return respond

    record = {"task_id": "t", "messages": [user("Hello.")]}
    report = auditor.replay(
        [record], respond={"a": named("a"), "b": named("b")}, runs=20, out=str(tmp_path)
    )
    assert {frozenset(order[n : n + 2]) for n in range(0, 40, 2)} == {frozenset("ab")}
    assert len({tuple(order[n : n + 2]) for n in range(0, 40, 2)}) == 2
    for name, file in report.files.items():
        with open(file, encoding="utf-8") as lines:
            assert {json.loads(line)["replay"]["version"] for line in lines} == {name}


def test_a_second_call_goes_on_where_the_first_stood(tmp_path, contract):
    record = recorded()
    asked = []

    def respond(messages, tools, decoding):
        asked.append(decoding.seed)
        return Reply(parrot(record)(messages, tools, decoding), prompt_tokens=7)

    def once_more(runs):
        return auditor.replay(
            [record], respond=respond, runs=runs, config=contract, out=str(tmp_path)
        )

    assert once_more(2).resumed == 0
    assert once_more(2).prompt_tokens == 2 * 5 * 7
    report = once_more(3)
    assert (report.resumed, report.states["valid"], len(asked)) == (2, 3, 15)
    assert len(list(report.traces())) == 3


def test_runs_that_failed_are_made_again_where_that_is_asked_for(tmp_path, contract):
    record = recorded()
    begun, mended = [], False

    def respond(messages, tools, decoding):
        if len(messages) == 2:
            begun.append(messages)
        elif not mended and len(begun) % 2:
            raise NoReply("status 400")
        return parrot(record)(messages, tools, decoding)

    def replayed(**more):
        return auditor.replay(
            [record], respond=respond, runs=4, config=contract, out=str(tmp_path), **more
        )

    assert replayed().states["failed"] == 2
    mended = True
    assert replayed().states["failed"] == 2
    report = replayed(limits=Limits(again=True))
    assert (report.states, report.resumed) == ({"valid": 4}, 2)
    runs = [json.loads(line) for line in (tmp_path / "model.jsonl").read_bytes().splitlines()]
    assert sorted(made["run_index"] for made in runs) == [0, 1, 2, 3]
    assert not list(tmp_path.glob("*.new"))


def test_another_replay_is_not_mixed_into_a_folder(tmp_path):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    auditor.replay([record], respond=lambda *_: said("a"), runs=1, out=str(tmp_path))
    with pytest.raises(UsageError, match="another replay; it differs in seed"):
        auditor.replay([record], respond=lambda *_: said("a"), runs=1, out=str(tmp_path), seed=1)


def test_a_folder_in_which_nothing_was_answered_yet_holds_no_other_replay(tmp_path):
    def refused(*_):
        raise UsageError("The endpoint knows no such model.")

    record = {"task_id": "t", "messages": [user("Hello.")]}
    with pytest.raises(UsageError, match="no such model"):
        auditor.replay([record], respond={"old": refused}, runs=1, out=str(tmp_path))
    report = auditor.replay([record], respond={"new": lambda *_: said("a")}, out=str(tmp_path))
    assert report.states == {"valid": 5}


@settings(max_examples=15, deadline=None)
@given(cut=st.integers(0, 4000), file=st.sampled_from(["attempts.journal", "model.jsonl"]))
def test_a_replay_cut_at_any_byte_loses_no_run_and_makes_none_twice(tmp_path_factory, cut, file):
    record = recorded()
    out = tmp_path_factory.mktemp("replay")

    def go_on():
        return auditor.replay(
            [record], respond=parrot(record), runs=2, out=str(out), config=Contract()
        )

    go_on()
    raw = (out / file).read_bytes()
    if file == "attempts.journal":
        # Each line was on the disk before the next was written.
        cut = min(cut, len(raw.splitlines(keepends=True)[-1]))
    (out / file).write_bytes(raw[: len(raw) - cut])
    report = go_on()
    runs = [json.loads(line) for line in (out / "model.jsonl").read_bytes().splitlines()]
    assert report.states == {"valid": 2}
    assert sorted(made["run_index"] for made in runs) == [0, 1]


def test_transcripts_without_their_log_are_not_gone_on_with(tmp_path):
    record = {"task_id": "t", "messages": [user("Hello.")]}
    auditor.replay([record], respond=lambda *_: said("a"), runs=1, out=str(tmp_path))
    (tmp_path / "attempts.journal").unlink()
    with pytest.raises(UsageError, match="holds runs without their log"):
        auditor.replay([record], respond=lambda *_: said("a"), runs=1, out=str(tmp_path))


def test_nothing_to_replay_is_said():
    with pytest.raises(NothingAudited):
        auditor.replay([{"messages": [said("Hi.")]}], respond=lambda *_: said("a"))


def test_users_words_come_in_the_rounds_of_the_record():
    listed = [user("a"), user("b"), said("x"), user("c")]
    assert rounds_of(listed) == [[user("a"), user("b")], [user("c")]]
    assert rounds_of([user("a"), user("b")]) == [[user("a")], [user("b")]]
    assert rounds_of([said("Hi"), user("a"), said("x")]) == [[said("Hi"), user("a")]]


def test_no_action_is_asked_for_right_after_another():
    record = {"task_id": "t", "messages": [user("a"), said("x"), said("y"), user("b")]}
    (given,) = gather([record]).inputs
    assert [(point.step, len(point.messages)) for point in points_of(given)] == [(0, 1), (2, 4)]


def test_the_first_trace_of_a_task_is_its_input():
    found = gather([recorded(), recorded(), recorded("t-2"), {"messages": [said("Hi.")]}])
    assert [given.key for given in found.inputs] == ["t-1", "t-2"]
    assert (found.further, found.unasked) == (1, 1)


def test_results_of_a_batch_are_answered_in_order(contract):
    calls = [call("lookup_uri", uri=f"{n}.example")["tool_calls"][0] for n in "ab"]
    batch = {"role": "assistant", "content": None, "tool_calls": calls}
    record = {
        "task_id": "t",
        "tools": TOOLS,
        "messages": [
            user("Both."),
            batch,
            result("lookup_uri", "verdict: a"),
            result("lookup_uri", "verdict: b"),
            said("Done."),
        ],
    }
    record["messages"][1]["tool_calls"][0]["id"] = "first"
    record["messages"][2]["tool_call_id"] = "first"
    report = auditor.replay([record], respond=parrot(record), runs=1, config=contract)
    outputs = [m["content"] for m in report.records[0]["messages"] if m["role"] == "tool"]
    assert outputs == ["verdict: a", "verdict: b"]


def test_a_file_in_the_place_of_the_folder_is_said_with_what_to_give(tmp_path):
    (tmp_path / "runs.jsonl").touch()
    with pytest.raises(UsageError, match=r"cannot be written: .* Name a folder for --out\.$"):
        Journal(str(tmp_path / "runs.jsonl"), None)
