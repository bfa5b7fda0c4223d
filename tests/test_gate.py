"""The gate reports at each message what the audit of the whole reports there."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest

import auditor
from auditor.contract import contract_of
from auditor.errors import UsageError
from auditor.finding import Finding

DOCS = Path(__file__).parent.parent / "docs" / "gate.md"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}},
                "required": ["uri"],
            },
        },
    }
    for name in ("lookup_uri", "block_uri")
]
DESK = contract_of(
    {
        "tools": {"lookup_uri": {"effect": "read"}},
        "require": [{"before": "block_uri", "call": "lookup_uri", "same": "uri"}],
        "decision": {"tool": ["block_uri"]},
        "policy": {"malicious": "block_uri", "clean": "archive"},
    },
    "contract",
)


def user(text):
    return {"role": "user", "content": text}


def said(text):
    return {"role": "assistant", "content": text}


def call(name, arguments, call_id="c1"):
    function = {"name": name, "arguments": arguments}
    calls = [{"id": call_id, "type": "function", "function": function}]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(text, call_id="c1"):
    return {"role": "tool", "tool_call_id": call_id, "content": text}


LOOKED_UP = [
    user("Check a.example"),
    call("lookup_uri", '{"uri": "a.example"}'),
    result('{"uri": "a.example", "verdict": "clean", "score": 4, "first_seen": "2024-05-01"}'),
    said("It is clean."),
]
MADE_UP = '{"uri": "b.example", "verdict": "malicious", "score": 91, "first_seen": "2023-02-11"}'


def fed(gate, *messages):
    """Return the codes found at each message."""
    return [sorted({f.code for f in gate.feed(message)}) for message in messages]


def test_a_clean_conversation_passes():
    assert fed(auditor.Gate(TOOLS), *LOOKED_UP) == [[], [], [], []]


def test_a_made_up_result_is_found_at_its_message():
    gate = auditor.Gate(TOOLS)
    assert fed(gate, *LOOKED_UP, user("And b.example?"), said(MADE_UP))[-1] == ["TA102"]


def test_an_action_on_it_is_found_however_late():
    gate = auditor.Gate(TOOLS, DESK)
    fed(gate, *LOOKED_UP, user("And b.example?"), said(MADE_UP), user("Hm."), said("Yes."))
    findings = gate.feed(call("block_uri", '{"uri": "b.example"}', "c2"))
    resting = next(f for f in findings if f.code == "TA106")
    assert (resting.kind, resting.severity, resting.onset_step) == ("resting", "medium", 2)
    assert "b.example" in resting.message
    assert "TA204" in {f.code for f in findings}


def test_looking_up_what_was_made_up_is_no_action_on_it():
    gate = auditor.Gate(TOOLS)
    fed(gate, *LOOKED_UP, user("And b.example?"), said(MADE_UP), user("Really? Look it up."))
    assert fed(gate, call("lookup_uri", '{"uri": "b.example"}', "c2")) == [[]]


def test_after_a_genuine_lookup_the_action_passes():
    gate = auditor.Gate(TOOLS, DESK)
    fed(gate, *LOOKED_UP, user("And b.example?"), said(MADE_UP), user("Look it up."))
    genuine = (
        '{"uri": "b.example", "verdict": "malicious", "score": 88, "first_seen": "2022-01-30"}'
    )
    fed(gate, call("lookup_uri", '{"uri": "b.example"}', "c2"), result(genuine, "c2"))
    assert fed(gate, call("block_uri", '{"uri": "b.example"}', "c3")) == [[]]


def test_an_action_against_the_evidence_is_found():
    gate = auditor.Gate(TOOLS, DESK)
    fed(gate, *LOOKED_UP)
    assert fed(gate, call("block_uri", '{"uri": "a.example"}', "c2")) == [["TA208"]]


def test_wrong_arguments_and_unknown_tools_are_found_before_the_call():
    gate = auditor.Gate(TOOLS)
    assert fed(gate, user("Hi"), call("block_uri", "{}"))[-1] == ["TA202"]
    assert fed(gate, call("ban_uri", '{"uri": "a.example"}', "c2")) == [["TA201"]]


def test_what_a_note_tells_is_found_at_its_call_and_never_again():
    tools = [{"type": "function", "function": {"name": name}} for name in ("note", "approve")]
    told = [
        user("Approve the claim C-1234 with approve."),
        call("note", '{"case": "C-1234", "note": "C-1234 is approved."}'),
        result('{"ok": true}'),
        said("The note is saved."),
        user("Thanks. What time is it in Oslo, did you say?"),
        said("I have said nothing of the time."),
    ]
    assert fed(auditor.Gate(tools), *told) == [[], ["TA103"], [], [], [], []]


def test_a_result_that_nothing_asked_for_is_found():
    gate = auditor.Gate(TOOLS)
    assert fed(gate, *LOOKED_UP, result("clean", "c9"))[-1] == ["TA101"]


def test_a_claim_is_found():
    gate = auditor.Gate(TOOLS)
    claim = said("I queried lookup_uri again for a.example. Nothing has changed.")
    assert fed(gate, *LOOKED_UP, user("Check again"), claim)[-1] == ["TA103"]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_contract_may_be_a_file(tmp_path, kind):
    path = tmp_path / "contract.toml"
    path.write_text('[[require]]\nbefore = "block_uri"\ncall = "lookup_uri"\nsame = "uri"\n')
    gate = auditor.Gate(TOOLS, kind(path))
    assert fed(gate, user("Block it"), call("block_uri", '{"uri": "a.example"}'))[-1] == ["TA204"]


def test_what_is_no_contract_is_refused():
    with pytest.raises(
        UsageError, match=r"of type dict, not a contract\. Give a contract, the path"
    ):
        auditor.Gate(TOOLS, {"tools": {}})


def test_a_part_of_unknown_type_is_read_as_json():
    record = json.loads(MADE_UP)
    parts = [{"type": "text", "text": "Here:"}, {"type": "verdict_card", "payload": record}]
    told = [*LOOKED_UP, user("And b.example?"), {"role": "assistant", "content": parts}]
    assert fed(auditor.Gate(TOOLS), *told)[-1] == ["TA102"]
    assert [f.code for f in auditor.audit_messages(told, TOOLS)] == ["TA102"]
    genuine = [*LOOKED_UP[:2], {**LOOKED_UP[2], "content": [parts[1]]}, said(MADE_UP)]
    assert auditor.audit_messages(genuine, TOOLS) == []


def test_findings_name_the_session_the_step_and_the_message():
    gate = auditor.Gate(TOOLS, session="chat-7")
    for message in (*LOOKED_UP, user("And b.example?")):
        gate.feed(message)
    (finding,) = gate.feed(said(MADE_UP))
    assert isinstance(finding, Finding)
    assert (finding.trace_id, finding.task_key) == ("chat-7", "chat-7")
    assert (finding.step, finding.turn, finding.pointer) == (2, 1, "/5")


@pytest.mark.parametrize("faulty", [{"role": "assistant"}, {"role": "tool", "content": []}])
def test_odd_messages_are_taken_as_they_are(faulty):
    gate = auditor.Gate()
    gate.feed(user("Hi"))
    assert all(isinstance(finding, Finding) for finding in gate.feed(faulty))


class Block:
    """A part of a reply as a client library gives it."""

    type, text = "text", "b.example is bad"


@pytest.mark.parametrize("tools", [["lookup_uri"], "lookup_uri", [Block()], 5])
def test_tools_that_are_no_objects_are_refused(tools):
    for take in (auditor.Gate, lambda given: auditor.audit_messages([user("Hi")], given)):
        with pytest.raises(UsageError, match=r"(Tool 0|The tools) (is|are) of type"):
            take(tools)


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        ({}, "Message 1 has no role"),
        ({"foo": 1}, "Message 1 has no role"),
        ("hi", "Message 1 is of type str"),
        ({"role": "critic", "content": "fine"}, "has the role 'critic'"),
        ({"role": "assistant", "parts": [{"text": "b.example is bad"}]}, "Message 1 "),
        ({"role": "assistant", "content": None, "tool_calls": {"name": "x"}}, "are no list"),
        ({"role": "assistant", "content": [{"toolUse": {"name": "x", "input": {}}}]}, "bedrock"),
        ({"role": "assistant", "content": [Block()]}, "a value of type Block.*model_dump"),
        ({"role": "assistant", "content": Block()}, "a value of type Block"),
        ({"role": "assistant", "content": b"fine"}, "a value of type bytes"),
        ({"role": "assistant", "content": [MappingProxyType({"type": "text"})]}, "mappingproxy"),
        ({"role": "assistant", "content": "fine", 5: "more"}, "a key of type int"),
        ({"role": "assistant", "content": "fine \ud800"}, "a lone surrogate"),
        ({"role": "assistant", "content": [json.loads("[" * 500 + "]" * 500)]}, "nested deeper"),
        ({"role": "assistant", "content": None, "tool_calls": [{"function": {}}]}, "a name"),
        ({"role": "assistant", "content": None, "tool_calls": [{"type": "function"}]}, "a name"),
        ({"role": "assistant", "content": None, "function_call": {"arguments": "{}"}}, "a name"),
        ({"role": "assistant", "content": "fine", "function_call": "ban_uri()"}, "is no object"),
        ({"role": "assistant", "content": [{"type": "tool_use", "input": {}}]}, "without a name"),
    ],
)
def test_what_the_gate_does_not_understand_it_refuses(unread, said):
    gate = auditor.Gate(TOOLS)
    gate.feed(user("Hi"))
    with pytest.raises(UsageError, match=said):
        gate.feed(unread)
    assert fed(gate, *LOOKED_UP[1:], user("And b.example?"), said_by(MADE_UP))[-1] == ["TA102"]
    if said != "bedrock":  # a form that whole conversations are read in
        with pytest.raises(UsageError):
            auditor.audit_messages([user("Hi"), unread])


def said_by(text):
    """Return a reply as Anthropic's interface has it."""
    return {"role": "assistant", "content": [{"type": "text", "text": text}]}


def test_the_gate_reads_blocks():
    gate = auditor.Gate()
    lookup = {"type": "tool_use", "id": "c1", "name": "lookup_uri", "input": {"uri": "a.example"}}
    found = {"type": "tool_result", "tool_use_id": "c1", "content": LOOKED_UP[2]["content"]}
    codes = fed(
        gate,
        user("Check a.example"),
        {"role": "assistant", "content": [lookup]},
        {"role": "user", "content": [found]},
        said_by("It is clean."),
        user("And b.example?"),
        said_by(MADE_UP),
    )
    assert codes == [[], [], [], [], [], ["TA102"]]


def test_the_gate_finds_what_the_audit_of_the_whole_finds():
    messages = [*LOOKED_UP]
    for number, name in enumerate(("b", "c", "d")):
        messages += [user(f"And {name}.example?"), said(MADE_UP.replace("b.ex", f"{name}.ex"))]
        messages += [
            user(f"Look up x{number}.example"),
            call("lookup_uri", f'{{"uri": "x{number}.example"}}', f"c{number + 2}"),
            result(f'{{"uri": "x{number}.example", "verdict": "clean"}}', f"c{number + 2}"),
            said("Clean."),
        ]
    gate = auditor.Gate(TOOLS)
    live = {(f.code, f.event_index) for message in messages for f in gate.feed(message)}
    whole = {(f.code, f.event_index) for f in auditor.audit_messages(messages, TOOLS)}
    assert live == {pair for pair in whole if pair[0] != "TA106"}


def test_a_plain_turn_costs_the_same_however_long_the_conversation_is():
    gate = auditor.Gate()
    early, late = 50, 650
    steps = {}
    for turn in range(late + 1):
        messages = [
            user(f"What came of order ORD-{10000 + turn}?"),
            call("get_order", f'{{"order_id": "ORD-{10000 + turn}"}}', f"c{turn}"),
            result(f'{{"order_id": "ORD-{10000 + turn}", "total": {turn}.25}}', f"c{turn}"),
            said(f"Order ORD-{10000 + turn} came to {turn}.25 and is on its way."),
        ]
        steps[turn] = _steps(gate, messages) if turn in (early, late) else fed(gate, *messages)
    assert steps[late] < 1.2 * steps[early]


def _steps(gate, messages):
    """Return how many functions were called while messages were fed."""
    called = []
    sys.setprofile(lambda frame, event, _: called.append(frame) if event == "call" else None)
    try:
        fed(gate, *messages)
    finally:
        sys.setprofile(None)
    return len(called)


def test_the_example_of_the_page_blocks_the_action():
    blocks = re.findall(r"```(python|text)\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    program = next(code for kind, code in blocks if kind == "python" and "refused" in code)
    printed = next(text for kind, text in blocks if kind == "text")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == printed
