"""The proxy between a real MCP client and a real MCP server, over both transports."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import anyio
import pytest

from auditor.cli import main
from auditor.ledger import read_ledger
from auditor.ledger.chain import verify_chain

mcp = pytest.importorskip("mcp", reason="the extra `proxy` is not installed")
import httpx2  # noqa: E402 - after the check
from mcp.client import Client  # noqa: E402 - same
from mcp.client.stdio import StdioServerParameters  # noqa: E402 - same

from tests.mcp_desk import desk  # noqa: E402 - same

ROOT = Path(__file__).parent.parent
DESK = [sys.executable, str(Path(__file__).parent / "mcp_desk.py")]
PROXY = [sys.executable, "-m", "auditor", "proxy"]


@contextmanager
def serving(command):
    """Start a server and yield the URL that it announces."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        announced = process.stderr.readline()
        assert announced.startswith("listening on http://127.0.0.1:"), announced
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield announced.split()[-1]
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


@asynccontextmanager
async def connected(transport, options, mode):
    """Connect a client to the desk: through the proxy, or to the server object where `desk`."""

    async def elicit(_context, _params):
        return mcp.types.ElicitResult(action="accept", content={"sure": True})

    more = {"mode": mode, "elicitation_callback": elicit}
    if transport == "stdio":
        command = [*PROXY, *options, "--", *DESK]
        parameters = StdioServerParameters(command=command[0], args=command[1:], cwd=ROOT)
        async with Client(parameters, **more) as client:
            yield client
    elif transport == "http":
        with (
            serving([*DESK, "http"]) as url,
            serving([*PROXY, *options, "--http", url]) as ours,
        ):
            async with Client(ours, **more) as client:
                yield client
    else:
        async with Client(desk, **more) as client:
            yield client


async def conversation(transport, options, mode):
    """Do everything a client can, and return what came of it as plain values."""
    seen = []

    async def progress(*values):
        seen.append(["progress", *values])

    async def note(awaitable):
        try:
            seen.append((await awaitable).model_dump(mode="json"))
        except mcp.MCPError as error:
            seen.append(["error", error.error.model_dump(mode="json")])

    async with connected(transport, options, mode) as client:
        seen.append(client.server_info.name)
        await note(client.list_tools())
        await note(client.call_tool("lookup", {"uri": "evil.example"}))
        await note(client.call_tool("fail", {}))
        await note(client.call_tool("refuse", {}))
        await note(client.call_tool("count", {"to": 3}, progress_callback=progress))
        await note(client.call_tool("ask", {}))
        await note(client.call_tool("no_such_tool", {}))
        await note(client.read_resource("desk://manual"))
        await note(client.read_resource("desk://nothing"))
        await note(client.get_prompt("triage", {"uri": "a.example"}))
        await note(client.call_tool("big", {"size": 300_000}))
    return seen


CALLS = ["lookup", "fail", "refuse", "count", "ask", "no_such_tool", "big"]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_everything_passes_unchanged_and_every_call_is_entered(transport, mode, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    options = ("--ledger", str(ledger), "--session", "s", "--mark-span")
    through = anyio.run(conversation, transport, options, mode)
    assert through == anyio.run(conversation, "in memory", (), mode)
    assert verify_chain(str(ledger)).breaks == []
    first, *lines, last = [json.loads(line) for line in ledger.read_bytes().splitlines()]
    assert [(line["name"], line["server"], line["session"]) for line in lines] == [
        (name, "desk", "s") for name in CALLS
    ]
    assert (first["result"], last["result"]) == ("opened", "closed")
    assert first["at"] < lines[0]["at"] < last["at"]
    assert (first["server"], last["server"]) == ("desk", "desk")
    assert json.loads(lines[0]["result"])["structuredContent"]["verdict"] == "malicious"
    assert [line["is_error"] for line in lines[:4]] == [False, True, True, False]


@contextmanager
def raw_proxy(ledger, command, *options):
    process = subprocess.Popen(
        [*PROXY, "--ledger", str(ledger), *options, "--", *command],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    with process:
        yield process
        process.kill()


ECHO = [sys.executable, "-c", "import os\nwhile d := os.read(0, 99): os.write(1, d)"]


def test_over_stdio_every_byte_passes(tmp_path):
    odd = [
        b'{"jsonrpc": "2.0",  "id": 1.5, "method": "x/y", "params": [1, 1.0, 1e400], "z": 0}\n',
        b'{"id":null,"error":{"code":1,"message":"m","extra":true},"jsonrpc":"2.0"}\r\n',
        b'[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","method":"b"}]\n',
        "not json at all 关掉\n".encode(),
        b"\xff\xfe\n",
        b"\n",
        b'{"no line end":',
    ]
    with raw_proxy(tmp_path / "l.jsonl", ECHO) as process:
        out, _ = process.communicate(b"".join(odd), timeout=30)
    assert out == b"".join(odd)
    assert process.returncode == 0


def test_the_servers_exit_code_is_the_proxys(tmp_path):
    with raw_proxy(tmp_path / "l.jsonl", [sys.executable, "-c", "raise SystemExit(7)"]) as process:
        process.wait(timeout=30)
    assert process.returncode == 7


def test_a_command_that_does_not_exist_is_named(tmp_path):
    with raw_proxy(tmp_path / "l.jsonl", ["./no-such-server"]) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert b"./no-such-server cannot be started" in err


def call(number, name, **arguments):
    params = {"name": name, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
    return json.dumps(message).encode() + b"\n"


ANSWERING = [sys.executable, str(Path(__file__).parent / "answering_server.py")]


def test_what_the_client_saw_survives_a_kill_and_the_chain_goes_on(tmp_path):
    path = tmp_path / "l.jsonl"
    with raw_proxy(path, ANSWERING, "--session", "s") as process:
        for number in range(5):
            process.stdin.write(call(number, "lookup", n=number))
        process.stdin.flush()
        seen = [json.loads(process.stdout.readline())["id"] for _ in range(3)]
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    held = {json.loads(line)["arguments_raw"] for line in path.read_bytes().splitlines()}
    assert {f'{{"n":{number}}}' for number in seen} <= held
    with raw_proxy(path, ANSWERING, "--session", "s") as process:
        process.communicate(call(9, "lookup", n=9), timeout=30)
    assert verify_chain(str(path)).breaks == []
    (session,) = read_ledger(str(path)).sessions.values()
    assert session.entries[-1].arguments_raw == '{"n":9}'


def test_a_call_that_hangs_until_the_client_leaves_is_entered_without_a_result(tmp_path):
    path = tmp_path / "l.jsonl"
    with raw_proxy(path, ANSWERING) as process:
        process.communicate(call(1, "lookup") + call(2, "hang"), timeout=30)
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [(line["name"], line["result"] is None) for line in lines] == [
        ("lookup", False), ("hang", True),
    ]  # fmt: skip


def test_a_second_proxy_on_the_same_ledger_is_refused(tmp_path):
    path = tmp_path / "l.jsonl"
    with raw_proxy(path, ANSWERING) as first:
        first.stdin.write(call(1, "lookup"))
        first.stdin.flush()
        first.stdout.readline()
        with raw_proxy(path, ANSWERING) as second:
            _, err = second.communicate(timeout=30)
    assert second.returncode == 2
    assert b"Another process writes the ledger" in err


def test_without_command_or_url_the_usage_is_told():
    done = subprocess.run(PROXY, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert b"Give either a COMMAND" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "8080", "--", "cat"], b"only with --http"),
        (["--host", "127.0.0.1", "--", "cat"], b"only with --http"),
        (["--host", "", "--http", "http://127.0.0.1:1/mcp"], b"--host is an empty text"),
    ],
)
def test_an_address_that_would_not_be_listened_on_is_refused(tmp_path, options, said):
    done = subprocess.run(
        [*PROXY, "--ledger", tmp_path / "ledger.jsonl", *options],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr


class Odd(BaseHTTPRequestHandler):
    """An upstream that redirects, answers too much, or tells what it was sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("?redirect"):
            self.send_response(307)
            self.send_header("location", "http://127.0.0.1:1/mcp")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        size = 40 * 1024 * 1024 if self.path.endswith("?big") else 0
        told = {
            "path": self.path,
            "headers": dict(self.headers.items()),
            "body": body.decode(),
            "pad": "x" * size,
        }
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("set-cookie", "a=1")
        self.send_header("set-cookie", "b=2")
        self.send_header("x-told", "zo\xeb")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def odd_proxy(tmp_path_factory):
    upstream = HTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    ledger = tmp_path_factory.mktemp("odd") / "l.jsonl"
    url = f"http://127.0.0.1:{upstream.server_port}/mcp"
    with serving([*PROXY, "--ledger", str(ledger), "--http", url]) as ours:
        yield ours
    upstream.shutdown()
    upstream.server_close()


JSON = {"content-type": "application/json"}


def post(url, **headers):
    with httpx2.Client(trust_env=False) as client:
        return client.post(url, content=b'{"a":1.0}', headers=JSON | headers)


def test_headers_and_bodies_pass_as_they_are(odd_proxy):
    answer = post(odd_proxy, authorization="Bearer t", **{"x-own": "zo\xeb".encode()})
    told = answer.json()
    assert (told["path"], told["body"]) == ("/mcp", '{"a":1.0}')
    sent = {name.lower(): value for name, value in told["headers"].items()}
    assert (sent["authorization"], sent["x-own"]) == ("Bearer t", "zo\xc3\xab")
    assert answer.headers.raw[-2:] == [(b"set-cookie", b"b=2"), (b"x-told", b"zo\xeb")]
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_one_clients_cookies_are_not_sent_for_another(odd_proxy):
    post(odd_proxy)
    assert "cookie" not in {name.lower() for name in post(odd_proxy).json()["headers"]}


def test_a_redirect_is_not_followed(odd_proxy):
    answer = post(odd_proxy + "?redirect")
    assert answer.status_code == 502
    assert "redirects to http://127.0.0.1:1/mcp" in answer.json()["error"]["message"]


def test_an_answer_beyond_the_limit_is_not_passed_on(odd_proxy):
    answer = post(odd_proxy + "?big")
    assert answer.status_code == 502
    assert "longer than" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"host": "evil.example"}, 421), ({"origin": "http://evil.example"}, 403)],
)
def test_a_page_that_rebinds_its_name_is_refused(odd_proxy, headers, status):
    assert post(odd_proxy, **headers).status_code == status


def test_a_client_that_leaves_before_the_answer_is_gone_for_the_server_too(tmp_path):
    path = tmp_path / "l.jsonl"
    with socket.create_server(("127.0.0.1", 0)) as upstream:
        upstream.settimeout(20)
        port = upstream.getsockname()[1]
        ours = [*PROXY, "--ledger", str(path), "--http", f"http://127.0.0.1:{port}/mcp"]
        with serving(ours) as url:
            with pytest.raises(httpx2.ReadTimeout), httpx2.Client(trust_env=False) as client:
                client.post(url, content=call(1, "lookup"), headers=JSON, timeout=2)
            reached, _ = upstream.accept()
            with reached:
                reached.settimeout(20)
                while reached.recv(4096):
                    pass
            while not path.read_bytes():
                time.sleep(0.05)
    (line,) = path.read_bytes().splitlines()
    assert json.loads(line)["result"] is None


STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream\r\n\r\ndata: 1\n\n"


def test_a_stream_that_never_ends_does_not_keep_the_proxy(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as upstream:
        port = upstream.getsockname()[1]
        process = subprocess.Popen(
            [*PROXY, "--ledger", str(tmp_path / "l"), "--http", f"http://127.0.0.1:{port}/mcp"],
            stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        url = process.stderr.readline().split()[-1]
        with (
            httpx2.Client(trust_env=False, timeout=20) as client,
            ThreadPoolExecutor() as pool,
        ):
            waiting = pool.submit(upstream.accept)
            told = pool.submit(streamed, client, url, process)
            reached, _ = waiting.result(20)
            with reached:
                reached.sendall(STREAM)
                assert told.result(20) == b"data: 1\n\n"
        _, err = process.communicate(timeout=20)
    assert err.strip() in ("", "Interrupted.")


def streamed(client, url, process):
    """Return what a stream holds that the end of the proxy ends."""
    with client.stream("GET", url) as answer:
        chunks = answer.iter_raw()
        first = next(chunks)
        process.send_signal(signal.SIGTERM)
        return b"".join([first, *chunks])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_host_may_lack_the_usual_port(odd_proxy, host):
    assert post(odd_proxy, host=host, origin=f"http://{host}").status_code == 200


def test_a_server_that_is_gone_is_told(tmp_path):
    with serving(
        [*PROXY, "--ledger", str(tmp_path / "l"), "--http", "http://127.0.0.1:1/mcp"]
    ) as url:
        answer = post(url)
    assert answer.status_code == 502
    assert "cannot be reached" in answer.json()["error"]["message"]


def test_without_the_sdk_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert main(["proxy", "--", "true"]) == 2
    said = capsys.readouterr().err
    assert "The proxy needs the MCP SDK" in said
    assert "[proxy]" in said
    assert list(tmp_path.iterdir()) == []
