"""One conversation reads the same in every dialect, and however often its beginning was read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import python_repr
from auditor.dialects import decoded, spoken
from auditor.flattened import expanded, nested
from auditor.trace import Message, ToolCall

CALL = {"host": "a.example"}
RAW = '{"host":"a.example"}'

DIALECTS = {
    "openai": [
        {"role": "user", "content": "Safe?"},
        {
            "role": "assistant",
            "content": "I look.",
            "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "look", "arguments": RAW}}
            ],
        },
        {"role": "tool", "tool_call_id": "c", "content": "clean"},
        {"role": "assistant", "content": "Yes."},
    ],
    "anthropic": [
        {"role": "user", "content": "Safe?"},
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "text", "text": "I look."},
                {"type": "tool_use", "id": "c", "name": "look", "input": CALL},
            ],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "c", "content": "clean"}],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]},
    ],
    "gemini": [
        {"role": "user", "parts": [{"text": "Safe?"}]},
        {
            "role": "model",
            "parts": [
                {"text": "I look."},
                {"functionCall": {"id": "c", "name": "look", "args": CALL}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"id": "c", "name": "look", "response": "clean"}},
            ],
        },
        {"role": "model", "parts": [{"text": "Yes."}]},
    ],
    "genai": [
        {"role": "user", "parts": [{"type": "text", "content": "Safe?"}]},
        {
            "role": "assistant",
            "parts": [
                {"type": "text", "content": "I look."},
                {"type": "tool_call", "id": "c", "name": "look", "arguments": CALL},
            ],
        },
        {
            "role": "tool",
            "parts": [{"type": "tool_call_response", "id": "c", "response": "clean"}],
        },
        {"role": "assistant", "parts": [{"type": "text", "content": "Yes."}]},
    ],
    "langchain": [
        {"type": "human", "content": "Safe?"},
        {
            "type": "ai",
            "content": "I look.",
            "tool_calls": [{"id": "c", "name": "look", "args": CALL}],
        },
        {"type": "tool", "tool_call_id": "c", "content": "clean"},
        {"type": "ai", "content": "Yes."},
    ],
    "responses": [
        {"role": "user", "content": "Safe?"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "I look."}],
        },
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": RAW},
        {"type": "function_call_output", "call_id": "c", "output": "clean"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Yes."}],
        },
    ],
    "ai sdk": [
        {"role": "user", "content": [{"type": "text", "text": "Safe?"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "I look."},
                {"type": "tool-call", "toolCallId": "c", "toolName": "look", "input": CALL},
            ],
        },
        {
            "role": "tool",
            "content": [
                {
                    "type": "tool-result",
                    "toolCallId": "c",
                    "toolName": "look",
                    "output": {"type": "text", "value": "clean"},
                }
            ],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]},
    ],
}


def told(events):
    found = []
    for event in events:
        if type(event) is Message:
            found.append((event.source, event.text, event.step))
        elif type(event) is ToolCall:
            found.append(("call", event.name, event.arguments_raw, event.call_id, event.step))
        else:
            found.append(("result", event.output, event.call_id))
    return found


EXPECTED = [
    ("user", "Safe?", -1),
    ("model", "I look.", 0),
    ("call", "look", RAW, "c", 0),
    ("result", "clean", "c"),
    ("model", "Yes.", 1),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("wrap", ["value", "json", "json in json", "repr", "wrapper", "batch"])
def test_a_conversation_reads_the_same_in_every_dialect_and_wrapping(dialect, wrap):
    messages = DIALECTS[dialect]
    value = {
        "value": messages,
        "json": json.dumps(messages),
        "json in json": json.dumps(json.dumps(messages)),
        "repr": repr(messages),
        "wrapper": {"model": "m", "messages": messages},
        "batch": [messages],
    }[wrap]
    assert told(spoken(value, "user").events) == EXPECTED


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(sorted(DIALECTS)), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from([", ", ",", " ,\n"]),
)
def test_a_history_that_grows_reads_as_if_it_had_never_been_seen(dialects, start, comma):
    messages = [message for name in dialects for message in DIALECTS[name]] * 3
    texts = [
        "[" + comma.join(map(json.dumps, messages[: n + 1])) + "]" for n in range(len(messages))
    ]
    grown = [told(spoken(text, "user").events) for text in texts[start:]]
    fresh = [told(spoken(json.loads(text), "user").events) for text in texts[start:]]
    assert [_without_steps(events) for events in grown] == [_without_steps(e) for e in fresh]


def _without_steps(events):
    """Steps of a reply that was cut into items may be counted apart."""
    return [event if event[0] == "result" else event[:-1] for event in events]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("role='user' content='it\\'s, so' n=1", {"role": "user", "content": "it's, so", "n": 1}),
        (
            "a=Metrics(x=1, y='b c') d=[1, {'e': 'f g'}]",
            {"a": "Metrics(x=1, y='b c')", "d": [1, {"e": "f g"}]},
        ),
        ("role='cut off", {"role": "'cut off"}),
        ("no field", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_fields_of_a_repr_are_read_one_by_one(text, fields):
    assert python_repr.fields(text) == fields


@given(st.text())
def test_no_text_breaks_the_readers_of_reprs_and_of_nested_json(text):
    python_repr.fields(text)
    decoded(text)
    spoken(text, "user")


def test_messages_told_as_events_keep_the_id_of_the_call_that_they_answer():
    said = [
        {"role": "assistant", "tool_calls": DIALECTS["openai"][1]["tool_calls"]},
        {"event.name": "gen_ai.tool.message", "role": "tool", "id": "c", "content": "clean"},
    ]
    replied = [{"index": 0, "message": {"role": "assistant", "content": "Yes."}}]
    assert told(spoken(said, "user").events)[-1] == ("result", "clean", "c")
    assert told(spoken(replied, "assistant").events) == [("model", "Yes.", 0)]


def test_flattened_keys_sort_as_numbers_and_close_their_holes():
    attributes = {f"m.{n}.x": n for n in (10, 9, 2, 0)}
    assert nested(attributes, "m") == [{"x": 0}, {"x": 2}, {"x": 9}, {"x": 10}]
    assert nested(attributes, "n") is None
    assert expanded({"a.b": 1, "a": {"c": 2}, "l": [{"d.e": 3}]}) == {
        "a": {"b": 1, "c": 2},
        "l": [{"d": {"e": 3}}],
    }
