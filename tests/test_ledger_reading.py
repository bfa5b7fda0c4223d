"""What is read as a ledger: our form, logged MCP messages, execute_tool spans; strictly."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import NothingAudited, UsageError
from auditor.ledger import read_ledger
from tests.ledger_cases import lines_of, write, write_json


def entries_of(ledger):
    return [entry for session in ledger.sessions.values() for entry in session.entries]


def shown(ledger):
    return [
        (one.server, one.session, one.name, one.arguments_raw, one.result, one.is_error)
        for one in entries_of(ledger)
    ]


def request(number, name="lookup", **arguments):
    params = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def response(number, text="ok"):
    result = {"content": [{"type": "text", "text": text}]}
    return {"jsonrpc": "2.0", "id": number, "result": result}


OK = '{"content":[{"type":"text","text":"ok"}]}'


def test_bare_messages_are_linked_by_id(tmp_path):
    log = [request(1, uri="a"), request(2, uri="b"), response(2), response(1, "late")]
    ledger = read_ledger(write_json(tmp_path / "wire.jsonl", log))
    assert shown(ledger) == [
        ("wire.jsonl", "session 1", "lookup", '{"uri":"a"}', OK.replace("ok", "late"), False),
        ("wire.jsonl", "session 1", "lookup", '{"uri":"b"}', OK, False),
    ]


def test_ids_begin_anew_with_each_session(tmp_path):
    first = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {}}
    hello = {"jsonrpc": "2.0", "id": 0, "result": {"serverInfo": {"name": "desk"}}}
    log = [first, hello, request(1, n=1), response(1), first, hello, request(1, n=2), response(1)]
    ledger = read_ledger(write_json(tmp_path / "wire.jsonl", log))
    assert [(one.server, one.session) for one in entries_of(ledger)] == [
        ("desk", "session 1"), ("desk", "session 2"),
    ]  # fmt: skip


def test_connections_and_directions_keep_equal_ids_apart(tmp_path):
    def logged(connection, direction, message):
        return {
            "timestamp": "2026-03-01T10:00:00Z", "connection": connection,
            "direction": direction, "message": message,
        }  # fmt: skip

    log = [
        logged("a", "in", request(1, n=1)),
        logged("b", "in", request(1, n=2)),
        logged("a", "out", {"jsonrpc": "2.0", "id": 1, "method": "roots/list"}),
        logged("a", "in", {"jsonrpc": "2.0", "id": 1, "result": {"roots": []}}),
        logged("b", "out", response(1, "second")),
        logged("a", "out", response(1, "first")),
    ]
    ledger = read_ledger(write_json(tmp_path / "wire.jsonl", log))
    assert {(one.session, one.arguments_raw, one.result) for one in entries_of(ledger)} == {
        ("a", '{"n":1}', OK.replace("ok", "first")),
        ("b", '{"n":2}', OK.replace("ok", "second")),
    }
    assert {one.at for one in entries_of(ledger)} == {"2026-03-01T10:00:00.000000Z"}


def test_both_kinds_of_errors_are_errors(tmp_path):
    failed = {"jsonrpc": "2.0", "id": 1, "result": {"content": [], "isError": True}}
    refused = {"jsonrpc": "2.0", "id": 2, "error": {"code": -32602, "message": "no"}}
    ledger = read_ledger(
        write_json(tmp_path / "w.jsonl", [request(1), failed, request(2), refused])
    )
    assert [one.is_error for one in entries_of(ledger)] == [True, True]


def test_an_unanswered_request_has_no_result(tmp_path):
    ledger = read_ledger(write_json(tmp_path / "w.jsonl", [request(1)]))
    assert [one.result for one in entries_of(ledger)] == [None]


def test_messages_logged_as_text_are_read(tmp_path):
    log = [{"data": json.dumps(request(1))}, {"data": json.dumps(response(1))}]
    assert len(entries_of(read_ledger(write_json(tmp_path / "w.jsonl", log)))) == 1


def span(name="lookup", **attributes):
    given = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.id": "call_1",
        "gen_ai.tool.call.arguments": '{"uri":"a"}',
        "gen_ai.tool.call.result": "ok",
        **attributes,
    }
    listed = [{"key": key, "value": {"stringValue": value}} for key, value in given.items()]
    return {
        "traceId": "t1", "name": f"execute_tool {name}", "attributes": listed,
        "startTimeUnixNano": "1772359200000000000",
    }  # fmt: skip


def exported(*spans):
    service = {"key": "service.name", "value": {"stringValue": "desk"}}
    return {
        "resourceSpans": [
            {"resource": {"attributes": [service]}, "scopeSpans": [{"spans": list(spans)}]}
        ]
    }


def test_tool_spans_are_executions_and_others_are_not(tmp_path):
    chat = span(**{"gen_ai.operation.name": "chat"})
    (tmp_path / "spans.json").write_text(json.dumps(exported(span(), chat), indent=1), "utf-8")
    ledger = read_ledger(str(tmp_path / "spans.json"))
    assert shown(ledger) == [("desk", "t1", "lookup", '{"uri":"a"}', "ok", False)]
    (entry,) = entries_of(ledger)
    assert (entry.call_id, entry.at) == ("call_1", "2026-03-01T10:00:00.000000Z")


def test_the_conversation_names_the_session_and_an_error_type_is_an_error(tmp_path):
    one = span(**{"gen_ai.conversation.id": "run-7", "error.type": "timeout"})
    ledger = read_ledger(write_json(tmp_path / "s.jsonl", [exported(one)]))
    assert [(e.session, e.is_error) for e in entries_of(ledger)] == [("run-7", True)]


def inside(number, outer, **attributes):
    """Return a span of the same call as another, without what that one tells."""
    made = span(**attributes)
    told = ("gen_ai.operation.name", "gen_ai.tool.name", *attributes)
    made["attributes"] = [one for one in made["attributes"] if one["key"] in told]
    return made | {"spanId": number, "parentSpanId": outer}


def test_spans_of_one_call_inside_each_other_are_one_execution(tmp_path):
    outer = inside("1", "", **{"gen_ai.tool.call.id": "call_1"})
    client, server = inside("2", "1"), inside("4", "3", **{"gen_ai.tool.call.result": "ok"})
    http = {"spanId": "3", "parentSpanId": "2", "name": "POST", "attributes": []}
    other = inside("5", "1") | {"attributes": span("fetch")["attributes"]}
    path = write_json(tmp_path / "s.jsonl", [exported(server, http, other, client, outer)])
    found = entries_of(read_ledger(path))
    assert [(e.name, e.call_id, e.result) for e in found] == [
        ("fetch", "call_1", "ok"),
        ("lookup", "call_1", "ok"),
    ]


def test_a_span_without_arguments_says_so(tmp_path):
    bare = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "x"}
    ledger = read_ledger(write_json(tmp_path / "s.jsonl", [bare]))
    assert [e.arguments_raw for e in entries_of(ledger)] == [None]


def test_packed_files_and_folders_are_read(tmp_path):
    whole = b"\n".join(lines_of([("lookup", "{}", "ok")]))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(whole))
    write(tmp_path / "b.jsonl", lines_of([("lookup", "{}", "ok")], session="two"))
    assert len(read_ledger(str(tmp_path)).sessions) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "ledger: "),
        (b'{"session": "s", "name": 5, "arguments_raw": "{}"}', "`name` must be a text"),
        (b'{"session": "s", "name": "x", "arguments_raw": []}', "`arguments_raw` must be a text"),
        (b'{"session": "s", "name": "x", "arguments_raw": "{}", "at": "soon"}', "`at` is no time"),
        (b'{"session": "s", "name": "x", "arguments_raw": "", "seq": "1"}', "`seq` must be"),
        (b'{"session": "s", "name": "x", "arguments_raw": "", "is_error": 1}', "`is_error` must"),
        (b'{"session": "s", "session": "t", "name": "x", "arguments_raw": ""}', "duplicate key"),
        (b'{"something": "else"}', "neither a ledger entry, an MCP message nor a span"),
        (b"[" * 200 + b"]" * 200, "nesting deeper"),
    ],
)
def test_a_bad_line_is_a_problem_with_its_place(tmp_path, line, reason):
    good = lines_of([("lookup", "{}", "ok")])
    ledger = read_ledger(write(tmp_path / "l.jsonl", [*good, line]))
    (problem,) = ledger.problems
    assert reason in problem.reason
    assert (problem.place.line, problem.code) == (2, "TA901")
    assert len(entries_of(ledger)) == 1
    assert not ledger.whole


def test_an_entry_may_leave_out_what_only_our_own_writer_needs(tmp_path):
    entry = {"session": "s", "name": "x", "arguments_raw": "{}", "result": {"a": 1}}
    ledger = read_ledger(write_json(tmp_path / "l.jsonl", [entry]))
    assert shown(ledger) == [("", "s", "x", "{}", '{"a":1}', False)]
    assert ledger.whole


def test_a_gap_in_the_numbers_is_a_problem(tmp_path):
    entries = [
        {"seq": n, "session": "s", "name": "x", "arguments_raw": "{}", "result": "ok"}
        for n in (1, 2, 4)
    ]
    ledger = read_ledger(write_json(tmp_path / "l.jsonl", entries))
    assert [problem.place.line for problem in ledger.problems] == [3]


def test_a_file_without_executions_is_no_ledger(tmp_path):
    with pytest.raises(NothingAudited, match="No execution of a tool"):
        read_ledger(write(tmp_path / "l.jsonl", []))
    with pytest.raises(UsageError, match="does not exist"):
        read_ledger(str(tmp_path / "none.jsonl"))
    foreign = write(tmp_path / "chat.jsonl", [b'{"messages": []}', b'{"messages": []}'])
    with pytest.raises(NothingAudited, match=r"Line 1: ledger: neither a ledger entry"):
        read_ledger(foreign)


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["jsonrpc", "id", "method", "params", "result", "name", "session", "prev_hash",
             "attributes", "resourceSpans", "scopeSpans", "spans", "message", "error", "tools",
             "arguments_raw", "gen_ai.operation.name", "at", "content", "key", "value"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(odd, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_whatever_a_line_holds_becomes_entries_or_problems(tmp_path_factory, values):
    path = write_json(tmp_path_factory.mktemp("odd") / "l.jsonl", values)
    try:
        ledger = read_ledger(path)
    except NothingAudited:
        return
    assert entries_of(ledger) or ledger.problems or ledger.sessions
