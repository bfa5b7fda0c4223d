"""What a result says is held against the model's words, whatever it was wrapped in."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import auditor
from auditor.evidence.envelopes import opened

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures" / "envelopes.yaml").read_text(encoding="utf-8")
)
WRAPPED = [name for name, case in CASES.items() if "says" in case]


@pytest.mark.parametrize("name", CASES)
def test_a_result_is_read_out_of_its_envelope(name):
    case = CASES[name]
    assert opened(case["handed"]) == case.get("says", case["handed"])


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _VALUES, min_size=1, max_size=3))
def test_json_in_a_string_says_what_it_would_say_alone(value):
    assert opened(json.dumps(json.dumps(value))) == opened(json.dumps(value))


@given(st.text())
def test_any_text_is_read(text):
    assert isinstance(opened(text), str)


LOOKUPS = (
    {"ip": "203.0.113.9", "score": 88, "category": "phishing", "last_seen": "2026-02-19"},
    {"ip": "198.51.100.7", "score": 12, "category": "benign", "last_seen": "2025-11-03"},
)


def _session(wrap, told):
    messages = []
    for number, record in enumerate(LOOKUPS):
        call = {
            "id": f"call-{number}",
            "type": "function",
            "function": {"name": "lookup_ip", "arguments": json.dumps({"ip": record["ip"]})},
        }
        messages += [
            {"role": "user", "content": f"What of {record['ip']}?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": call["id"], "content": wrap(record)},
        ]
    said = "lookup_ip returned:\n```json\n" + json.dumps(told, indent=2) + "\n```"
    return [*messages, {"role": "assistant", "content": said}]


WRAPS = {
    "a content list": lambda record: json.dumps([{"type": "text", "text": json.dumps(record)}]),
    "an MCP result": lambda record: json.dumps(
        {"content": [{"type": "text", "text": json.dumps(record)}], "isError": False}
    ),
    "a string": lambda record: json.dumps(json.dumps(record)),
    "a field": lambda record: json.dumps({"result": json.dumps(record)}),
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_a_wrapped_result_may_be_told_as_it_is(wrap):
    assert not auditor.audit_messages(_session(wrap, LOOKUPS[-1]))


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_a_wrapped_result_that_is_told_with_other_values_is_found(wrap):
    told = LOOKUPS[-1] | {"score": 91, "category": "malware"}
    assert {one.code for one in auditor.audit_messages(_session(wrap, told))} == {"TA108"}
