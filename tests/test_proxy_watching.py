"""Which messages are executions, seen from between client and server."""

import json

from auditor.proxy.watching import Label, Watch

LABEL = Label("", "s", "somewhere")


def watch_of(label=LABEL):
    return Watch(label)


def request(number, name="lookup", method="tools/call", **params):
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": {"name": name, **params}}
    return json.dumps(message).encode()


def answer(number, text="ok", **more):
    result = {"content": [{"type": "text", "text": text}], **more}
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode()


def test_an_answer_belongs_to_the_request_of_its_id():
    watch = watch_of()
    watch.from_client(request(1, arguments={"n": 1}))
    watch.from_client(request(2, arguments={"n": 2}))
    second, first = watch.from_server(answer(2)) + watch.from_server(answer(1))
    assert (first.arguments_raw, second.arguments_raw) == ('{"n":1}', '{"n":2}')
    assert json.loads(first.result) == {"content": [{"type": "text", "text": "ok"}]}


def test_a_number_and_a_text_are_two_ids():
    watch = watch_of()
    watch.from_client(request("1"))
    assert watch.from_server(answer(1)) == []
    assert len(watch.from_server(answer("1"))) == 1


def test_an_id_is_used_up_by_its_answer():
    watch = watch_of()
    watch.from_client(request(1, name="one"))
    assert len(watch.from_server(answer(1))) == 1
    assert watch.from_server(answer(1)) == []
    watch.from_client(request(1, name="two"))
    assert watch.from_server(answer(1))[0].name == "two"


def test_both_kinds_of_errors_are_errors():
    watch = watch_of()
    watch.from_client(request(1))
    watch.from_client(request(2))
    (tool,) = watch.from_server(answer(1, isError=True))
    error = {"jsonrpc": "2.0", "id": 2, "error": {"code": -32602, "message": "no"}}
    (protocol,) = watch.from_server(json.dumps(error).encode())
    assert tool.is_error
    assert protocol.is_error
    assert json.loads(protocol.result) == {"error": {"code": -32602, "message": "no"}}


def test_the_servers_own_requests_and_other_methods_are_no_executions():
    watch = watch_of()
    watch.from_client(request(1, method="tools/list"))
    watch.from_client(request(7))
    assert watch.from_server(request(7, method="sampling/createMessage")) == []
    watch.from_client(answer(7))
    assert watch.from_server(answer(1)) == []
    assert len(watch.from_server(answer(7))) == 1


def test_a_batch_is_its_messages():
    watch = watch_of()
    watch.from_client(b"[" + request(1) + b"," + request(2) + b"]")
    assert len(watch.from_server(b"[" + answer(2) + b"," + answer(1) + b"]")) == 2


def test_json_that_only_a_lenient_client_reads_is_seen():
    watch = watch_of()
    watch.from_client(b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}')
    (said,) = watch.from_server(b'{"jsonrpc":"2.0","id":1,"result":{"score":NaN,"t":"\\ud800"}}')
    assert said.result == '{"score": NaN, "t": "\\ud800"}'


def test_what_is_no_json_is_passed_by():
    assert watch_of().from_server(b"Starting up...\n") == []


def test_a_question_before_the_result_is_no_result_yet():
    watch = watch_of()
    watch.from_client(request(1))
    assert watch.from_server(answer(1, resultType="input_required")) == []
    watch.from_client(request(2, inputResponses={}))
    assert len(watch.from_server(answer(2, resultType="complete"))) == 1


def test_a_task_is_entered_with_its_result():
    watch = watch_of()
    watch.from_client(request(1, arguments={"n": 1}))
    task = {"jsonrpc": "2.0", "id": 1, "result": {"task": {"taskId": "t1"}}}
    assert watch.from_server(json.dumps(task).encode()) == []
    watch.from_client(request(2, method="tasks/result", taskId="t1"))
    (said,) = watch.from_server(answer(2, "late"))
    assert said.name == "lookup"
    assert "late" in said.result


def test_calls_that_were_never_answered_are_entered_at_the_end():
    watch = watch_of()
    watch.from_client(request(1))
    (said,) = watch.end()
    assert (said.result, said.is_error) == (None, True)


def test_the_scope_of_a_request_ends_with_it():
    watch = watch_of()
    watch.from_client(request(1, name="one"), 1)
    watch.from_client(request(1, name="two"), 2)
    assert watch.from_server(answer(1), 2)[0].name == "two"
    assert watch.give_up(1)[0].name == "one"
    assert watch.end() == []


def test_calls_go_on_in_the_session_that_the_answer_names():
    before, session = watch_of(), watch_of()
    before.from_client(request(1), 7)
    session.take_in(before.take_out(7))
    assert before.give_up(7) == []
    assert [said.is_error for said in session.from_server(answer(1))] == [False]


def test_a_byte_order_mark_hides_nothing():
    watch = watch_of()
    watch.from_client(b"\xef\xbb\xbf" + request(1))
    assert len(watch.from_server(b"\xef\xbb\xbf" + answer(1))) == 1


def test_the_callers_id_of_a_call_is_kept():
    watch = watch_of()
    watch.from_client(request(1, _meta={"client.example/toolUseId": "toolu_1"}))
    assert watch.from_server(answer(1))[0].call_id == "toolu_1"


def test_the_server_is_entered_under_the_name_it_gives_itself():
    watch = watch_of()
    watch.from_server(b'{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"desk"}}}')
    watch.from_client(request(1))
    assert watch.from_server(answer(1))[0].server == "desk"
    named = watch_of(LABEL._replace(server="mine"))
    named.from_server(b'{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"desk"}}}')
    assert named.server == "mine"


def test_marks_stand_around_the_executions_under_the_servers_name():
    watch = watch_of(LABEL._replace(marked=True))
    watch.from_server(b'{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"desk"}}}')
    watch.from_client(request(1))
    entered = [*watch.from_server(answer(1)), *watch.end()]
    assert [(one.name, one.server) for one in entered] == [
        ("", "desk"), ("lookup", "desk"), ("", "desk"),
    ]  # fmt: skip
    assert [one.result for one in (entered[0], entered[2])] == ["opened", "closed"]
