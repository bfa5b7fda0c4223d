"""The scenario's MCP server, spoken to by the SDK's own client over both transports."""

import json
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from http.client import HTTPConnection

import anyio
import pytest
from click.testing import CliRunner

from auditor.scenario import server
from auditor.scenario.reputation import build_base
from auditor.scenario.service import FAULTS, Service, Trouble
from auditor.scenario.tools import Desk, answer, list_tools

mcp = pytest.importorskip("mcp", reason="the extra `scenario` is not installed")
from mcp.client import Client  # noqa: E402 - after the check
from mcp.client.stdio import StdioServerParameters  # noqa: E402

BASE = build_base()
COMMAND = [sys.executable, "-m", "auditor.scenario.server"]
BLOCK = {"uri": "203.0.113.134", "reason": "scanner"}


@contextmanager
def _http(*options):
    process = subprocess.Popen(
        [*COMMAND, "--transport", "http", *options], stderr=subprocess.PIPE, text=True
    )
    try:
        announced = process.stderr.readline()
        assert announced.startswith("listening on http://127.0.0.1:"), announced
        yield announced.split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=20)


@asynccontextmanager
async def _client(transport, *options, mode="auto"):
    if transport == "stdio":
        arguments = [*COMMAND[1:], *options]
        async with Client(
            StdioServerParameters(command=COMMAND[0], args=arguments), mode=mode
        ) as client:
            yield client
    else:
        with _http(*options) as url:
            async with Client(url, mode=mode) as client:
                yield client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_real_client_lists_looks_up_acts_and_reads_the_deeds(transport, mode):
    async def talk():
        async with _client(transport, "--session", "s1", mode=mode) as client:
            listed = (await client.list_tools()).tools
            looked = await client.call_tool("lookup_uri", {"uri": "203.0.113.134"})
            blocked = await client.call_tool("block_uri", BLOCK)
            wrong = await client.call_tool("block_uri", {**BLOCK, "reason": "bad feeling"})
            deeds = (await client.read_resource(server.DEEDS)).contents[0].text
            return listed, looked, blocked, wrong, json.loads(deeds)

    listed, looked, blocked, wrong, deeds = anyio.run(talk)
    wanted = [tool["function"] for tool in list_tools()]
    assert [(t.name, t.description, t.input_schema) for t in listed] == [
        (t["name"], t["description"], t["parameters"]) for t in wanted
    ]
    assert [tool.annotations.read_only_hint for tool in listed] == [True, False, False, False]
    desk = Desk(BASE, session="s1")
    assert looked.content[0].text == answer("lookup_uri", {"uri": "203.0.113.134"}, desk).text
    assert not looked.is_error
    assert json.loads(blocked.content[0].text)["status"] == "blocked"
    assert wrong.is_error
    assert deeds == [
        {"name": "block_uri", "arguments": BLOCK, "text": blocked.content[0].text},
    ]


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_layout_and_language_are_chosen_at_the_start(transport):
    async def talk():
        options = ("--layout", "key_value", "--language", "zh")
        async with _client(transport, *options) as client:
            return await client.call_tool("lookup_uri", {"uri": "203.0.113.134"})

    text = anyio.run(talk).content[0].text
    assert text.startswith("目标：203.0.113.134\n类型：IP地址\n判定：恶意\n")


def test_several_clients_share_one_http_service():
    async def talk(url):
        async with Client(url) as first, Client(url) as second:
            await first.call_tool("block_uri", BLOCK)
            return (await second.read_resource(server.DEEDS)).contents[0].text

    with _http() as url:
        assert [deed["name"] for deed in json.loads(anyio.run(talk, url))] == ["block_uri"]


def test_a_page_that_rebinds_its_name_to_loopback_is_refused():
    with _http() as url:
        port = int(url.split(":")[2].removesuffix("/mcp"))
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Host": f"evil.example:{port}", "Content-Type": "application/json"}
        connection.request("POST", "/mcp", "{}", headers)
        status = connection.getresponse().status
        connection.close()
    assert status == 421


def _in_process(trouble, *calls):
    """Return the results of the calls, or the exceptions they end in."""
    service = Service(Desk(BASE), trouble)

    async def talk():
        results = []
        async with Client(server.build_server(service)) as client:
            for name, arguments in calls:
                try:
                    results.append(await client.call_tool(name, arguments, 0.2))
                except mcp.MCPError as error:
                    results.append(error)
        return results

    return anyio.run(talk), service


@pytest.mark.parametrize("kind", ["unavailable", "rate_limited", "timeout"])
def test_a_failing_service_gives_an_error_result_and_does_nothing(kind):
    [result], service = _in_process(Trouble(1.0, (kind,)), ("block_uri", BLOCK))
    assert result.is_error
    assert json.loads(result.content[0].text)["error"] == kind
    assert service.deeds == []


def test_a_cut_result_is_the_first_half_of_the_genuine_one():
    call = ("lookup_uri", {"uri": "203.0.113.134"})
    [result], _ = _in_process(Trouble(1.0, ("cut",)), call)
    whole = answer(*call, Desk(BASE)).text
    assert result.content[0].text == whole[: len(whole) // 2]


def test_a_protocol_error_reaches_the_client_as_one():
    [result], service = _in_process(Trouble(1.0, ("protocol",)), ("block_uri", BLOCK))
    assert isinstance(result, mcp.MCPError)
    assert "lost" in str(result)
    assert service.deeds == []


def test_a_hanging_call_ends_by_the_clients_own_timeout():
    [result], _ = _in_process(Trouble(1.0, ("hang",)), ("lookup_uri", {"uri": "192.0.2.4"}))
    assert isinstance(result, mcp.MCPError)
    assert "timed out" in str(result).lower()


def test_latency_is_waited_before_every_answer():
    service = Service(Desk(BASE), Trouble(latency=0.75))
    assert service.call("lookup_uri", {"uri": "192.0.2.4"}).wait == 0.75


def test_faults_depend_on_the_call_and_its_count_but_not_on_the_order():
    trouble = Trouble(0.5, FAULTS[:4], seed=3)
    calls = [("lookup_uri", {"uri": uri}) for uri in list(BASE)[:40]]
    forward, backward = Service(Desk(BASE), trouble), Service(Desk(BASE), trouble)
    one = [forward.call(*call) for call in calls]
    other = [backward.call(*call) for call in reversed(calls)]
    assert one == other[::-1]
    assert one != [forward.call(*call) for call in calls]


def test_the_share_of_failing_calls_is_the_rate_asked_for():
    service = Service(Desk(BASE), Trouble(0.3, ("unavailable",)))
    failed = sum(service.call("lookup_uri", {"uri": uri}).answer.is_error for uri in BASE)
    # 450 draws at 0.3: 135 expected, standard deviation 9.7.
    assert 100 <= failed <= 170


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "desk.example"])  # noqa: S104 - refused
def test_an_address_that_others_can_reach_is_refused(host):
    result = CliRunner().invoke(server.main, ["--transport", "http", "--host", host])
    assert result.exit_code == 2
    assert "no loopback address" in result.output


def test_a_taken_port_is_a_plain_error():
    with _http() as url:
        port = url.split(":")[2].removesuffix("/mcp")
        result = CliRunner().invoke(server.main, ["--transport", "http", "--port", port])
    assert result.exit_code == 2
    assert f"Cannot listen on 127.0.0.1 port {port}" in result.output


def test_without_the_sdk_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anyio", None)
    result = CliRunner().invoke(server.main, [])
    assert result.exit_code == 2
    assert "[scenario]" in result.output
