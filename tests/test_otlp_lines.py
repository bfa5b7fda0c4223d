"""A line of OTLP read by its types holds the spans that reading it leniently gives, or is left."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import strict_json
from auditor.spans import otlp_lines
from auditor.spans.otlp import each_outline, spans_in

_ANY_VALUES = st.one_of(
    st.builds(lambda text: {"stringValue": text}, st.sampled_from(["", "chat", '{"a": "\\""}'])),
    st.sampled_from(
        [
            {"intValue": "900"},
            {"intValue": 900},
            {"intValue": 3.0},
            {"doubleValue": 1},
            {"doubleValue": 0.5},
            {"boolValue": True},
            {"arrayValue": {"values": [{"stringValue": "stop"}, {"intValue": "1"}]}},
            {"arrayValue": None},
            {"kvlistValue": {"values": []}},
            {"stringValue": "a", "intValue": 1},
            {},
        ]
    ),
)
_PAIRS = st.fixed_dictionaries(
    {"key": st.sampled_from(["gen_ai.operation.name", "a", "b", "c"]), "value": _ANY_VALUES}
)
_IDS = st.sampled_from(["", "ab12", 'quoted " id'])
_SPANS = st.fixed_dictionaries(
    {"spanId": _IDS, "attributes": st.lists(_PAIRS, max_size=4)},
    optional={
        "traceId": _IDS,
        "parentSpanId": _IDS,
        "name": st.sampled_from(["", "chat", None, 3]),
        "kind": st.sampled_from([3, "SPAN_KIND_CLIENT"]),
        "startTimeUnixNano": st.sampled_from(
            ["1767000000123456789", "0", "", "1767000000", 1767000000123456789]
        ),
        "endTimeUnixNano": st.just("1767000000123456999"),
        "status": st.sampled_from(
            [{}, {"code": 1}, {"code": 2, "message": 'no "such"'}, {"code": "STATUS_CODE_ERROR"}]
        ),
        "events": st.sampled_from([[], [{"name": "e", "attributes": []}], [{"name": '"'}], [3]]),
        "flags": st.just(257),
        "links": st.sampled_from([[], [{"traceId": "aa", "spanId": "bb"}]]),
        "unknown": st.just(1),
        "start_time": st.just("2026-01-01T00:00:00Z"),
    },
)
_ABOUT = {"attributes": [{"key": "service.name", "value": {"stringValue": 'desk "one"'}}]}
_DOCUMENTS = st.builds(
    lambda spans, resource, scope: {
        "resourceSpans": [{**resource, "scopeSpans": [{**scope, "spans": spans}]}]
    },
    st.lists(_SPANS, max_size=3),
    st.sampled_from([{}, {"resource": _ABOUT}, {"schemaUrl": "https://schemas.example"}]),
    st.sampled_from([{}, {"scope": {"name": "sdk"}}, {"schemaUrl": "https://schemas.example"}]),
)


def _leniently(raw):
    return spans_in(strict_json.decode(raw), 7).spans


@given(_DOCUMENTS)
def test_both_readers_agree_on_every_line_that_the_quick_one_takes(document):
    raw = json.dumps(document).encode()
    export = otlp_lines.read_line(raw, 7)
    if export is not None:
        assert export.spans == _leniently(raw)
        assert [*map(repr, export.spans)] == [*map(repr, _leniently(raw))]


@given(_DOCUMENTS)
def test_an_outline_names_what_the_span_holds(document):
    whole = [([*span.attributes], span.happenings) for span in spans_in(document).spans]
    assert [([*one.attributes], one.happenings) for one in each_outline(document)] == whole


_PLAIN = {
    "traceId": "aa", "spanId": "bb", "parentSpanId": "", "name": "chat m", "kind": 3,
    "startTimeUnixNano": "1767000000123456789", "endTimeUnixNano": "1767000000123456999",
    "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
        {"key": "gen_ai.input.messages", "value": {"stringValue": '[{"role": "user"}]' * 90}},
        {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "900"}},
    ],
    "events": [{"name": "e", "attributes": [{"key": "k", "value": {"stringValue": "v"}}]}],
    "links": [{"traceId": "cc", "spanId": "dd", "attributes": []}],
    "status": {"code": 2, "message": "refused"},
}  # fmt: skip


def _line(span):
    scope = {"scope": {"name": "sdk"}, "spans": [span]}
    return json.dumps({"resourceSpans": [{"resource": _ABOUT, "scopeSpans": [scope]}]})


def test_what_exporters_write_is_taken():
    raw = _line(_PLAIN).encode()
    export = otlp_lines.read_line(raw, 7)
    assert export is not None
    assert export.spans == _leniently(raw)
    assert export.spans[0].failed
    assert export.spans[0].start == "2025-12-29T09:20:00.123456Z"


@pytest.mark.parametrize(
    ("written", "twice"),
    [
        ('"traceId": "aa"', '"traceId": "aa", "traceId": "bb"'),
        ('"code": 2', '"code": 2, "code": 1'),
        ('"stringValue": "chat"', '"stringValue": "chat", "stringValue": "tool"'),
        ('"stringValue": "chat"', '"stringValue": "chat", "intValue": "1"'),
        ('"intValue": "900"', '"intValue": "900", "intValue": "901"'),
        ('"key": "k"', '"key": "k", "key": "l"'),
        ('"name": "sdk"', '"name": "sdk", "name": "other"'),
        ('"resourceSpans"', '"resourceSpans": [], "resourceSpans"'),
        ('"spanId": "dd"', '"spanId": "dd", "spanId": "ee"'),
        ('"code": 2', '"code": 2, "deep": ' + "[" * 130 + "]" * 130),
    ],
)
def test_a_line_that_says_something_twice_is_left_to_the_lenient_reader(written, twice):
    line = _line(_PLAIN)
    assert line.count(written) == 1
    assert otlp_lines.read_line(line.replace(written, twice).encode(), 7) is None
