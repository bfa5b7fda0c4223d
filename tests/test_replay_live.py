"""Live replay: allow-listed tools of real MCP servers, a ledger of each call, nothing else done."""

import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

import auditor
from auditor.config import load, setting_from
from auditor.contract import load_contract
from auditor.endpoints import ToolServer
from auditor.errors import ConfigError, UsageError
from auditor.replaying.asking import Asking
from auditor.scenario.reputation import SEED, build_base
from auditor.scenario.tools import list_tools
from tests.replay_cases import call, recorded, said, user

SCENARIO = Path(auditor.__file__).parent / "scenario"
CONTRACT = str(SCENARIO / "contract.toml")
COMMAND = (sys.executable, "-m", "auditor.scenario.server")
URI = next(iter(build_base(SEED)))


def task(*turns):
    return {"task_id": "live-1", "messages": [user(turn) for turn in turns]}


def looking_then(last):
    """Return a model that looks the URI up and then acts or answers."""

    def respond(messages, _tools, _decoding):
        if messages[-1]["role"] == "user":
            return call("lookup_uri", uri=URI)
        done = sum(message["role"] == "tool" for message in messages)
        return last if done == 1 else said("Done.")

    return respond


@contextmanager
def serving():
    process = subprocess.Popen([*COMMAND, "--transport", "http"], stderr=subprocess.PIPE, text=True)
    try:
        yield process.stderr.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def entries(out):
    lines = (out / "ledger.journal").read_text("utf-8").splitlines()
    return [(entry["name"], entry["session"]) for entry in map(json.loads, lines)]


def called(out):
    return [name for name, _ in entries(out)]


@pytest.mark.parametrize("transport", ["stdio", pytest.param("http", marks=pytest.mark.slow)])
def test_allowed_tools_are_really_called_and_each_call_stands_in_the_ledger(tmp_path, transport):
    server = {"command": COMMAND}
    if transport == "http":
        with serving() as url:
            report = looked_up(tmp_path, {"url": url})
    else:
        report = looked_up(tmp_path, server)
    assert report.states == {"valid": 2}
    for trace in report.traces():
        outputs = [event.output for event in trace.events if hasattr(event, "output")]
        assert json.loads(outputs[0])["uri"] == URI
    runs = [trace.trace_id for trace in report.traces()]
    assert entries(tmp_path) == [("lookup_uri", run) for run in runs]
    config = load({"contract": CONTRACT, "ledger": str(tmp_path / "ledger.journal")})
    audited = auditor.audit(str(tmp_path / "model.jsonl"), config=setting_from(config))
    assert [finding for finding in audited.findings if finding.code == "TA107"] == []
    assert not [b for b in audited.not_checkable if b.code == "TA107"]


def looked_up(folder, server):
    return auditor.replay(
        [task("Check it.")],
        respond=looking_then(said("It is known.")),
        mode="live",
        servers={"desk": ToolServer(**server, allow=("lookup_uri",))},
        config=CONTRACT,
        runs=2,
        out=str(folder),
    )


def test_a_tool_that_is_not_allowed_is_not_called_and_ends_the_run(tmp_path):
    report = auditor.replay(
        [{**task("Check it."), "tools": list_tools()}],
        respond=looking_then(call("block_uri", uri=URI, reason="phishing")),
        mode="live",
        servers={"desk": ToolServer(command=COMMAND, allow=("lookup_uri",))},
        config=CONTRACT,
        runs=1,
        out=str(tmp_path),
    )
    assert report.states == {"off-tape": 1}
    assert called(tmp_path) == ["lookup_uri"]


@pytest.mark.slow
def test_faults_of_a_tool_are_told_to_the_model_as_its_runtime_would(tmp_path):
    def respond(messages, _tools, _decoding):
        if messages[-1]["role"] == "user":
            wrong = call("lookup_uri")
            wrong["tool_calls"][0]["function"]["arguments"] = "{broken"
            return wrong
        return said("Done.")

    report = auditor.replay(
        [task("Check it.")],
        respond=respond,
        mode="live",
        servers={"desk": ToolServer(command=COMMAND, allow=("lookup_uri",))},
        config=CONTRACT,
        runs=1,
        out=str(tmp_path),
    )
    (trace,) = report.traces()
    (result,) = [event for event in trace.events if hasattr(event, "output")]
    assert result.is_error
    assert "no JSON object" in result.output


@pytest.mark.slow
def test_a_tool_that_never_answers_fails_the_run(tmp_path):
    hanging = (*COMMAND, "--fault-rate", "1", "--fault", "hang")
    report = auditor.replay(
        [task("Check it.")],
        respond=looking_then(said("Done.")),
        mode="live",
        servers={"desk": ToolServer(command=hanging, allow=("lookup_uri",), timeout=1.0)},
        config=CONTRACT,
        runs=1,
        out=str(tmp_path),
    )
    assert report.states == {"failed": 1}
    assert "lookup_uri gave no answer" in next(iter(report.reasons))


@pytest.mark.parametrize(
    ("server", "wrong"),
    [
        ({"command": COMMAND, "allow": ("no_such_tool",)}, "has no tool no_such_tool"),
        ({"command": ("/no/such/program",), "allow": ("lookup_uri",)}, "cannot be reached"),
    ],
)
def test_a_server_that_cannot_serve_is_a_configuration_error(tmp_path, server, wrong):
    with pytest.raises(ConfigError, match=wrong):
        auditor.replay(
            [task("Check it.")],
            respond=looking_then(said("Done.")),
            mode="live",
            servers={"desk": ToolServer(**server)},
            out=str(tmp_path),
        )


def test_live_tools_need_servers_and_a_folder(tmp_path):
    with pytest.raises(UsageError, match="needs tools"):
        auditor.replay([task("a")], respond=print, mode="live", out=str(tmp_path))
    with pytest.raises(UsageError, match="needs a folder"):
        auditor.replay([task("a")], respond=print, mode="live")


def test_a_run_that_was_killed_while_it_could_act_acts_no_second_time(tmp_path, monkeypatch):
    asked = {
        "respond": looking_then(call("block_uri", uri=URI, reason="phishing")),
        "mode": "live",
        "servers": {"desk": ToolServer(command=COMMAND, allow=("lookup_uri", "block_uri"))},
        "config": CONTRACT,
        "runs": 1,
        "out": str(tmp_path),
    }
    given_tools = {**task("Handle it."), "tools": list_tools()}
    given = Asking.__call__

    def killed_before_the_last_reply(own, messages, step):
        if step == 2:
            raise KeyboardInterrupt
        return given(own, messages, step)

    monkeypatch.setattr(Asking, "__call__", killed_before_the_last_reply)
    with pytest.raises(KeyboardInterrupt):
        auditor.replay([given_tools], **asked)
    monkeypatch.undo()
    report = auditor.replay([given_tools], **asked)
    assert report.states == {"failed": 1}
    assert "nothing is done twice" in next(iter(report.reasons))
    assert called(tmp_path) == ["lookup_uri", "block_uri"]


def test_a_thousand_frozen_replays_that_ask_for_acts_start_nothing_and_connect_to_nothing(
    monkeypatch,
):
    started = []

    def spied(name):
        def refuse(*arguments, **_):
            started.append((name, arguments))
            raise AssertionError(name)

        return refuse

    monkeypatch.setattr(socket.socket, "connect", spied("connect"))
    monkeypatch.setattr(subprocess, "Popen", spied("Popen"))
    monkeypatch.setattr(anyio, "open_process", spied("open_process"))
    acts = ("block_uri", "isolate_host", "send_mail", "archive_case")

    def hostile(messages, _tools, decoding):
        if messages[-1]["role"] == "tool":
            return said("Done.")
        return call(acts[decoding.seed % 4], uri=f"http://192.0.2.{decoding.seed % 250}/")

    traces = [recorded(f"t-{n}") for n in range(20)]
    report = auditor.replay(
        traces, respond=hostile, runs=50, config=load_contract(CONTRACT), concurrency=4
    )
    assert report.asked == 1000
    assert report.states == {"off-tape": 1000}
    assert started == []
