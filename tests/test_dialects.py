"""One conversation reads the same in every dialect, and however often its beginning was read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.draft import Draft
from auditor.messages import genai, python_repr
from auditor.messages.dialects import decoded, spoken
from auditor.messages.genai_plain import plain_events
from auditor.messages.parts import text_of
from auditor.spans.flattened import expanded, nested
from auditor.trace import Message, ToolCall

CALL = {"host": "a.example"}
RAW = '{"host":"a.example"}'

UNTOLD = [
    ({"type": "image_url", "image_url": {"url": "x"}}, "[image_url]"),
    ({"type": "computer_screenshot", "image_url": "x"}, "[computer_screenshot]"),
    ({"type": "foo"}, "[foo]"),
    ({"type": "foo", "payload": {"n": 1}}, '{"type":"foo","payload":{"n":1}}'),
    ({"type": "foo", "payload": "A" * 2000}, '{"type":"foo","payload":"[2,000 characters]"}'),
    ({"payload": 1}, '{"payload":1}'),
]


@pytest.mark.parametrize(("part", "told"), UNTOLD)
def test_a_part_without_text_is_named_and_one_of_unknown_type_told_whole(part, told):
    assert text_of([part]) == told


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


_IDS = st.sampled_from(["c", "", None, 7])
_NAMES = st.sampled_from(["look", "", None])
_HELD = st.sampled_from(["", "clean", None, 1.50, {"host": 'a "b"', "n": [1, None]}, ["x"]])
_PARTS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["text", "reasoning"]), "content": st.sampled_from(["", "Safe?"])}
    ),
    st.fixed_dictionaries(
        {"type": st.just("tool_call")}, optional={"id": _IDS, "name": _NAMES, "arguments": _HELD}
    ),
    st.fixed_dictionaries(
        {"type": st.just("tool_call_response")},
        optional={"id": _IDS, "name": _NAMES, "response": _HELD, "result": _HELD},
    ),
)
_STRANGE_PARTS = st.sampled_from(
    [
        {"type": "text"},
        {"type": "text", "content": ["Safe?"]},
        {"type": "text", "content": "Safe?", "more": 1},
        {"type": "tool_call", "name": "look", "server_tool_call": CALL},
        {"type": "tool_call_response", "id": "c", "content": "clean", "is_error": True},
        {"type": "blob", "content": "AA=="},
        {"content": "Safe?"},
        "Safe?",
    ]
)
_ROLES = st.sampled_from(["user", "system", "assistant", "tool", "", "critic"])


def _messages(parts):
    return st.lists(
        st.fixed_dictionaries(
            {"role": _ROLES, "parts": st.lists(parts, max_size=3)},
            optional={"finish_reason": st.sampled_from(["stop", None])},
        ),
        max_size=3,
    )


@given(_messages(_PARTS), st.integers(-1, 3))
def test_plain_messages_decoded_by_type_read_as_one_by_one(messages, step):
    one_by_one = Draft(step)
    for message in messages:
        genai.add_message(one_by_one, message, -1)
    told_by_type = plain_events(json.dumps(messages), step)
    assert told_by_type == one_by_one.events or "7" in json.dumps(messages)
    assert list(spoken(messages, "user").events) == plain_events(
        json.dumps(messages).replace("7", '"7"'), -1
    )


@given(_messages(_PARTS | _STRANGE_PARTS), st.sampled_from(["user", "assistant"]))
def test_parts_read_the_same_as_text_and_as_values(messages, role):
    assert spoken(json.dumps(messages), role) == spoken(messages, role)


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
