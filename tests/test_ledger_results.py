"""Whether a transcript's result is the logged one: formatting is no difference, values are."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.ledger.results import compare, compare_texts
from auditor.ledger_entry import LedgerEntry
from auditor.trace import Place

RECORD = '{"uri": "a.example", "verdict": "malicious", "score": 91, "seen": ["x", "y"]}'
MCP = json.dumps({"content": [{"type": "text", "text": RECORD}], "isError": False})


@pytest.mark.parametrize(
    ("output", "logged"),
    [
        (RECORD, RECORD),
        (json.dumps(json.loads(RECORD), indent=2), RECORD),
        (RECORD.replace("91", "91.0"), RECORD),
        (str(json.loads(RECORD)), RECORD),
        (RECORD, MCP),
        (MCP, MCP.replace('"isError": false', '"isError":false')),
        (json.dumps([{"type": "text", "text": RECORD}]), MCP),
        (json.dumps(RECORD), MCP),
        (RECORD, json.dumps({"content": [], "structuredContent": json.loads(RECORD)})),
        ("2", json.dumps({"content": [], "structuredContent": {"result": 2}})),
        ("a\nb", '{"content": [{"type":"text","text":"a"},{"type":"text","text":"b"}]}'),
        ("ab", '{"content": [{"type":"text","text":"a"},{"type":"text","text":"b"}]}'),
        ("text", '{"content": [{"type":"resource","resource":{"uri":"u","text":"text"}}]}'),
        ("a [image]", '{"content":[{"type":"text","text":"a"},{"type":"image","data":"A"}]}'),
        ("MCP error -32602: no such tool", '{"error":{"code":-32602,"message":"no such tool"}}'),
        ("Error executing tool x: no base", '{"content":[{"type":"text","text":"no base"}]}'),
        (f"Exit code: 0\nWall time: 0.5 seconds\nOutput:\n{RECORD}", RECORD),
        (f"<tool_result>\n```json\n{RECORD}\n```\n</tool_result>", RECORD),
        ("(no output)", '{"content": []}'),
        (json.dumps({"type": "text", "text": RECORD, "annotations": None, "meta": None}), MCP),
        (f"meta=None content=[TextContent(type='text', text={RECORD!r}, meta=None)]", MCP),
        ('{"error": "not today"}', '{"error":{"code":-32050,"message":"not today"}}'),
        ('{"code":-32050,"message":"no"}', '{"error":{"code":-32050,"message":"no","data":1}}'),
        (
            "An error occurred while running the tool. Please try again. Error: not today",
            '{"error":{"code":-32050,"message":"not today"}}',
        ),
        (
            "the report [image]",
            json.dumps(
                {
                    "content": [
                        {"type": "text", "text": "the report"},
                        {"type": "image", "data": "A"},
                        {"type": "resource", "resource": {"uri": "u", "text": "attached"}},
                    ]
                }
            ),
        ),
        ("", ""),
        ("  done \r\n", "done"),
    ],
)  # fmt: skip
def test_what_clients_do_to_a_result_is_no_difference(output, logged):
    assert compare_texts(output, logged) == "same"


LONG = "\n".join(f"report {n}: {n * 7919 % 1000}" for n in range(800))


@pytest.mark.parametrize(
    "output",
    [
        f"{LONG[:900]}...",
        f"{LONG[:900]}\n[truncated 4,321 characters]",
        f"{LONG[:400]}\n... (2,100 characters omitted) ...\n{LONG[-400:]}",
        f"{LONG[:900]}\n……已截断，共 5120 字",
        LONG[:1500],
        "[Old tool result content cleared]",
        "<omitted>",
        "[cleared to save context: tool output]",
        "Error: result (226,128 characters) exceeds the maximum. Output has been saved to a file.",
    ],
)
def test_a_part_is_told_from_a_difference(output):
    assert compare_texts(output, LONG) == "cut"


@pytest.mark.parametrize(
    ("output", "logged"),
    [
        (RECORD.replace("91", "19"), RECORD),
        (RECORD.replace("malicious", "benign"), MCP),
        (RECORD.replace('"x", "y"', '"x"'), RECORD),
        (RECORD.replace("{", '{"extra": 1, ', 1), RECORD),
        ("verdict: benign", "verdict: malicious"),
        ("12", "-12"),
        ("1", "12"),
        (f"{RECORD}\nverdict of the second source: benign", RECORD),
        (LONG.replace("report 150", "report 151"), LONG),
        (f"{LONG[:900].replace('report 2', 'report 3')}...", LONG),
        (LONG[:300], LONG),
        ("", RECORD),
        ("...", LONG),
        ("NaN", "null"),
        ("true", "1"),
        ('{"code":0,"message":"ok","data":{"v":2}}', '{"code":0,"message":"ok","data":{"v":1}}'),
        ('[{"text":"great","stars":5}]', '[{"text":"great","stars":1}]'),
        (
            '{"content":[{"type":"text","text":"found"}],"structuredContent":{"score":9}}',
            '{"content":[{"type":"text","text":"found"}],"structuredContent":{"score":1}}',
        ),
        ("Error: result (226,128 characters) exceeds the maximum.", RECORD),
        ("(removed user 7 from the group)", RECORD),
    ],
)
def test_another_value_is_a_difference(output, logged):
    assert compare_texts(output, logged) == "differs"


FAILED = '{"error":{"code":-32050,"message":"not today","data":{"retry":5}}}'


@pytest.mark.parametrize(
    ("output", "likeness"),
    [("McpError('not today')", "same"), ("McpError('tomorrow')", "differs")],
)
def test_a_failure_may_be_told_in_the_clients_words(output, likeness):
    entry = LedgerEntry(1, "desk", "s", "t", Place("l"), "{}", result=FAILED, is_error=True)
    assert compare(output, entry) == likeness


values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values, st.integers(0, 4))
def test_a_result_is_itself_in_every_layout(value, indent):
    logged = json.dumps({"content": [{"type": "text", "text": json.dumps(value)}]})
    assert compare_texts(json.dumps(value, indent=indent, ensure_ascii=False), logged) == "same"
    assert compare_texts(json.dumps(value, sort_keys=True), json.dumps(value)) == "same"


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 99), min_size=1), st.data())
def test_any_other_value_in_any_field_is_a_difference(record, data):
    key = data.draw(st.sampled_from(sorted(record)))
    other = data.draw(st.integers(0, 99))
    assume(other != record[key])
    said = json.dumps({**record, key: other}, indent=2)
    logged = json.dumps({"content": [{"type": "text", "text": json.dumps(record)}]})
    assert compare_texts(said, logged) == "differs"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_can_be_compared(output, logged):
    assert compare_texts(output, logged) in ("same", "cut", "differs")
