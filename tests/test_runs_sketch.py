"""Runs that are settled by their sketches are runs that a full comparison says nothing of."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditor
from auditor.contract import Contract
from auditor.messages.chat_lines import PlainChat
from auditor.runs.groups import group_findings
from auditor.runs.repeats import Gathered
from auditor.runs.sketch import may_differ, sketch_of
from auditor.runs.wording import wording_for_findings, wording_of

_TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {"type": "object", "properties": {"uri": {"type": "string"}}},
        },
    }
    for name in ("lookup", "block", "archive")
]
_ACTING = {"lookup": {"effect": "read"}, "block": {"effect": "write"}}
_CONTRACTS = [
    Contract(),
    Contract(tools=_ACTING, decision={"opposites": [["block", "archive"]]}),
    Contract(tools={"lookup": {"effect": "read", "volatile": ["at"]}}),
    Contract(decision={"labels": {"blocked": ["blocked"], "kept": ["kept"]}}),
    Contract(decision={"tool": ["block"], "labels": {"blocked": ["blocked"]}}),
]
_CALLS = st.tuples(
    st.sampled_from(["lookup", "lookup", "block", "archive"]),
    st.sampled_from(['{"uri": "a.example"}', '{"uri":"a.example"}', '{"uri": "b.example"}', "{"]),
    st.sampled_from(['{"score": 9, "at": 1}', '{"at": 2, "score": 9}', "{}", "ok", None]),
)
_ROUNDS = st.lists(st.lists(_CALLS, max_size=2), min_size=1, max_size=3)
_PLAIN = {"system": "", "asked": "Handle it.", "rounds": [[]], "said": "", "wrapper": {}}
_CHANGES = {
    "result": st.sampled_from(["{}", "ok", None]),
    "call": _CALLS,
    "said": st.sampled_from(["It was blocked.", "It was kept.", "Score 31 says so."]),
    "asked": st.sampled_from(["Handle it. ", "Handle b.example."]),
    "system": st.just("You work at a desk."),
    "rounds": _ROUNDS,
    "wrapper": st.sampled_from(
        [{"model": "a"}, {"run_index": 1}, {"truncated": "out of tokens"}, {"temperature": 1}]
    ),
}


def _line(number, run):
    """Return a run as a line; each question's calls have ids of their own."""
    messages = [{"role": "system", "content": run["system"]}] if run["system"] else []
    for place, calls in enumerate(run["rounds"]):
        messages.append({"role": "user", "content": run["asked"]})
        made = [
            {
                "id": f"c{number}_{place}_{at}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for at, (name, arguments, _) in enumerate(calls)
        ]
        messages.append({"role": "assistant", "content": run["said"], "tool_calls": made})
        messages += [
            {"role": "tool", "tool_call_id": call["id"], "content": output}
            for call, (_, _, output) in zip(made, calls, strict=True)
            if output is not None
        ]
    told = {"id": f"run-{number}", "task_id": "one", "tools": _TOOLS, "messages": messages}
    return json.dumps({**told, **run["wrapper"]})


@st.composite
def _files(draw):
    """Draw runs of one input that differ in one thing each, or in none."""
    run = {**_PLAIN, "rounds": draw(_ROUNDS), "said": draw(_CHANGES["said"])}
    runs = [run]
    for _ in range(draw(st.integers(1, 3))):
        changed = draw(st.sampled_from(["", "call", "result", "result", *_CHANGES]))
        value = draw(_CHANGES[changed]) if changed else None
        if changed in ("call", "result"):
            rounds = [list(calls) for calls in run["rounds"]]
            calls = rounds[draw(st.integers(0, len(rounds) - 1))]
            calls[:1] = [value] if changed == "call" else [(*call[:2], value) for call in calls[:1]]
            changed, value = "rounds", rounds
        runs.append({**run, **({changed: value} if changed else {})})
    return "\n".join(_line(number, each) for number, each in enumerate(runs)) + "\n"


@given(_files(), st.sampled_from(_CONTRACTS))
def test_an_audit_finds_what_comparing_all_runs_finds(tmp_path_factory, text, contract):
    path = tmp_path_factory.getbasetemp() / "runs.jsonl"
    path.write_text(text, encoding="utf-8")
    by_sketch = auditor.audit(str(path), config=contract)
    in_full = auditor.audit(list(auditor.read(str(path))), config=contract)
    by_sketch.summary.records = in_full.summary.records = {}
    by_sketch.summary.formats = in_full.summary.formats = {}
    assert msgspec.to_builtins(by_sketch) == msgspec.to_builtins(in_full)


@given(_files(), st.sampled_from(_CONTRACTS))
def test_a_chat_and_its_events_have_one_sketch(tmp_path_factory, text, contract):
    path = tmp_path_factory.getbasetemp() / "runs.jsonl"
    path.write_text(text, encoding="utf-8")
    for trace in auditor.read(str(path)):
        if type(trace.unopened) is PlainChat:
            sketch = sketch_of(trace, contract)
            assert trace.events
            assert sketch_of(trace, contract) == sketch


@given(_files(), st.sampled_from(_CONTRACTS))
def test_findings_need_no_more_of_the_last_words_than_they_are_given(
    tmp_path_factory, text, contract
):
    path = tmp_path_factory.getbasetemp() / "runs.jsonl"
    path.write_text(text, encoding="utf-8")
    found = []
    for wording in (wording_of, wording_for_findings):
        gathered = Gathered(wording=wording)
        for trace in auditor.read(str(path)):
            gathered.add(trace, contract)
        found.append([list(group_findings(runs, contract)) for runs in gathered.tasks()])
    assert found[0] == found[1]


def _sketched(tmp_path, contract, *runs):
    path = tmp_path / "runs.jsonl"
    path.write_text("\n".join(_line(number, run) for number, run in enumerate(runs)))
    return [sketch_of(trace, contract) for trace in auditor.read(str(path))]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({}, False),
        ({"said": "Other words."}, False),
        ({"asked": "Handle b.example."}, False),
        ({"wrapper": {"truncated": "out of tokens"}}, False),
        ({"rounds": [[("block", '{"uri": "a.example"}', "ok")]]}, True),
        ({"rounds": [[("lookup", '{"uri": "a.example"}', "gone")]]}, True),
        ({"rounds": [[("lookup", '{"uri": "a.example"}', None)]]}, True),
    ],
)
def test_only_repeats_that_did_something_else_are_left(tmp_path, change, left):
    run = {**_PLAIN, "rounds": [[("lookup", '{"uri": "a.example"}', "ok")]], "said": "Done."}
    assert may_differ(_sketched(tmp_path, Contract(), run, {**run, **change})) is left


def test_words_count_where_the_contract_reads_the_decision_from_them(tmp_path):
    run = {**_PLAIN, "rounds": [[("lookup", "{}", "ok")]], "said": "It was blocked."}
    other = {**run, "said": "It was kept."}
    by_labels, by_tool = _CONTRACTS[-2:]
    assert may_differ(_sketched(tmp_path, by_labels, run, other))
    assert not may_differ(_sketched(tmp_path, by_tool, run, other))
