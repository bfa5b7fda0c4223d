"""Replay against an OpenAI-compatible server that misbehaves in every way that servers do."""

import json
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

import auditor
from auditor.cli import main
from auditor.endpoints import Endpoint
from auditor.errors import UsageError
from auditor.replaying import Limits, NoReply
from auditor.replaying.endpoint import opened, reply_in, retry_after
from tests.chat_server import FAULTS, completion, serving
from tests.replay_cases import CONTRACT, call, recorded, said, user

HELLO = {"task_id": "t", "messages": [user("Hello.")]}
QUICK = Limits(retries=3, first_wait=0.01, longest_wait=0.05)


def drawn(body):
    """Answer by the seed alone, so that a run says the same whatever went wrong on the way."""
    return completion(said(f"Answer {body['seed'] % 3}."), id=f"r{body['seed']}")


OPENED = ExitStack()


@pytest.fixture(autouse=True)
def _closed():
    yield
    OPENED.close()


def respond_to(server, **more):
    endpoint = Endpoint(base_url=server.base_url, model="m", **more)
    return OPENED.enter_context(opened("local", endpoint)).respond


def answers(report):
    return {
        made["run_index"]: made["messages"][-1]["content"]
        for made in report.records
        if made["replay"]["state"] == "valid"
    }


def faults(share, seed):
    draws = random.Random(seed)  # noqa: S311 - faults, no secret
    listed = [draws.choice(FAULTS) if draws.random() < share else "" for _ in range(3000)]
    return lambda number: listed[number]


@pytest.mark.parametrize("retries", [3, 0])
def test_faults_cost_runs_at_most_and_never_change_what_the_valid_ones_say(retries):
    limits = Limits(retries=retries, first_wait=0.01)
    with serving(drawn) as sound, serving(drawn, faults(0.3, 7)) as faulty:
        told = [
            auditor.replay(
                [HELLO],
                respond=respond_to(server, timeout=timeout),
                runs=200,
                concurrency=8,
                limits=limits,
            )
            for server, timeout in ((sound, 60.0), (faulty, 0.4))
        ]
    whole, shaken = told
    assert whole.valid == 200
    assert shaken.valid + shaken.states["failed"] == 200
    assert shaken.failed_attempts > 50
    assert shaken.valid < 200 if retries == 0 else shaken.valid > 190
    expected = answers(whole)
    assert answers(shaken) == {run: expected[run] for run in answers(shaken)}
    (task,) = auditor.compare_runs(shaken.traces()).tasks
    assert (task.runs, task.whole) == (200, shaken.valid)
    same = [r for r in whole.traces() if r.run_index in answers(shaken)]
    assert auditor.compare_runs(same).agreement == auditor.compare_runs(shaken.traces()).agreement


def test_a_server_that_asks_to_wait_is_waited_for():
    asked = []

    def busy_once(_body):
        asked.append(time.monotonic())
        if len(asked) == 1:
            return 429, b'{"error": {"code": "busy"}}', {"Retry-After": "0.3"}
        return completion(said("Now."))

    with serving(busy_once) as server:
        report = auditor.replay([HELLO], respond=respond_to(server), runs=1, limits=QUICK)
    assert report.valid == 1
    assert asked[1] - asked[0] >= 0.3


def test_a_wait_that_the_run_has_no_time_for_fails_it_at_once():
    limits = Limits(retries=3, first_wait=0.01, deadline=1.0)
    with serving(lambda _: (429, b"{}", {"Retry-After": "0.9"})) as server:
        report = auditor.replay([HELLO], respond=respond_to(server), runs=1, limits=limits)
    assert report.reasons == {"failed: status 429; the run's time is up": 1}


def test_a_server_that_wants_to_be_left_alone_ends_the_replay_and_no_run_is_given_up(tmp_path):
    def busy(body):
        if body["seed"] % 2 and len(server.headers) < 9:
            return 429, b"{}", {"Retry-After": "3600"}
        return completion(said("Now."))

    with serving(busy) as server:
        again = {"runs": 6, "limits": QUICK, "concurrency": 3, "out": str(tmp_path)}
        report = auditor.replay([HELLO], respond=respond_to(server), **again)
        assert "3,600 s" in report.stopped
        assert (report.states["failed"], report.left > 0) == (0, True)
        while report.left:
            report = auditor.replay([HELLO], respond=respond_to(server), **again)
    assert report.states == {"valid": 6}


def test_where_nobody_answers_the_replay_ends_and_its_runs_are_made_once_somebody_does(tmp_path):
    again = {"runs": 4, "limits": QUICK, "concurrency": 2, "out": str(tmp_path)}
    with serving(drawn) as server:
        alive = respond_to(server)
        nobody = Endpoint(base_url="http://127.0.0.1:9/v1", model="m")
        dead = OPENED.enter_context(opened("local", nobody)).respond
        report = auditor.replay([HELLO], respond=dead, **again)
        assert (report.left, report.states.total()) == (4, 0)
        assert report.stopped == "model answers nothing: the connection failed (ConnectError)"
        assert auditor.replay([HELLO], respond=alive, **again).states == {"valid": 4}


def test_a_first_input_that_a_server_cannot_bear_fails_alone():
    def brittle(body):
        if body["messages"][-1]["content"] == "Hello.":
            return 500, b"{}"
        return completion(said("Now."))

    with serving(brittle) as server:
        other = {"task_id": "u", "messages": [user("And you?")]}
        report = auditor.replay([HELLO, other], respond=respond_to(server), runs=2, limits=QUICK)
    assert report.states == {"failed": 2, "valid": 2}


def test_what_a_server_complains_of_is_told_but_not_of_a_key():
    told = json.dumps({"error": {"message": "max_tokens is\ntoo large", "type": "bad_request"}})
    with serving(lambda _: (400, told.encode())) as server:
        report = auditor.replay([HELLO], respond=respond_to(server), runs=2, limits=QUICK)
    assert report.reasons == {"failed: status 400 (bad_request): max_tokens is too large": 2}
    several = json.dumps({"detail": [{"loc": ["tools"], "msg": "Field required"}]})
    with serving(lambda _: (422, several.encode())) as server:
        report = auditor.replay([HELLO], respond=respond_to(server), runs=1, limits=QUICK)
    assert report.reasons == {"failed: status 422: Field required": 1}
    with (
        serving(lambda _: (401, told.encode())) as server,
        pytest.raises(UsageError, match=r"status 401 \(bad_request\)\. Look"),
    ):
        auditor.replay([HELLO], respond=respond_to(server), runs=1, limits=QUICK)


def test_a_redirect_is_not_followed_and_the_key_stays_with_its_host(monkeypatch):
    monkeypatch.setenv("THE_KEY", "sk-very-secret")
    with serving(lambda _: completion(said("Not here."))) as other:
        away = {"Location": other.base_url + "/chat/completions"}
        with serving(lambda _: (307, b"", away)) as server:
            respond = respond_to(server, api_key_env="THE_KEY")
            report = auditor.replay([HELLO], respond=respond, runs=3, limits=QUICK)
            assert {sent["authorization"] for sent in server.headers} == {"Bearer sk-very-secret"}
    assert other.asked == []
    assert report.reasons == {"failed: status 307: redirects are not followed": 3}


def test_an_answer_that_is_too_large_or_packed_is_refused():
    with serving(lambda _: completion(said("x" * 4096))) as server:
        report = auditor.replay(
            [HELLO], respond=respond_to(server, max_response=2048), runs=1, limits=QUICK
        )
    assert report.reasons == {"failed: the response is larger than 2,048 bytes": 1}
    with serving(lambda _: (200, b"\x1f\x8b", {"Content-Encoding": "gzip"})) as server:
        report = auditor.replay([HELLO], respond=respond_to(server), runs=1, limits=QUICK)
    assert report.reasons == {"failed: the response is packed, which was not asked for": 1}


def test_nothing_but_the_endpoint_s_key_and_body_is_sent(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_ADMIN_KEY", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-another-host")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.0.2.1/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-another-host")
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    with serving(drawn) as server:
        assert auditor.replay([HELLO], respond=respond_to(server), runs=1).valid == 1
    assert "of-another-host" not in json.dumps(server.headers)
    assert server.headers[0]["cache-control"] == "no-cache, no-store"


def test_hosts_that_traces_name_are_never_connected_to(monkeypatch, tmp_path):
    record = recorded()
    record["messages"][3]["content"] = "see http://192.0.2.7/v1 and http://metadata.example/"
    hostile = {
        **record,
        "base_url": "http://192.0.2.7/v1",
        "endpoint": "http://192.0.2.7",
        "replay": {"version": "http://192.0.2.7"},
        "metadata": {"base_url": "http://192.0.2.7/v1", "api_base": "http://192.0.2.7"},
    }
    (tmp_path / "hostile.jsonl").write_text(json.dumps(hostile) + "\n", encoding="utf-8")
    reached = []
    connect = socket.socket.connect

    def spied(own, address):
        reached.append(address[:2])
        return connect(own, address)

    monkeypatch.setattr(socket.socket, "connect", spied)
    with serving(lambda _: completion(call("lookup_uri", uri="http://192.0.2.7/x"))) as server:
        auditor.replay(str(tmp_path / "hostile.jsonl"), respond=respond_to(server), runs=20)
        assert set(reached) == {server.server_address}


def test_a_refused_key_ends_the_replay_and_is_written_nowhere(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("THE_KEY", "sk-very-secret")
    monkeypatch.chdir(tmp_path)
    told = b'{"error": {"message": "bad sk-very-secret", "code": "no sk-very-secret"}}'
    with serving(lambda _: (401, told)) as server:
        written(tmp_path, server, 'api_key_env = "THE_KEY"')
        assert main(["replay", "in.jsonl", "--endpoint", "local"]) == 2
        assert len(server.asked) <= 4
    out = capsys.readouterr()
    assert "The endpoint local refuses the key" in out.err
    assert "very-secret" not in out.out + out.err
    assert all(b"very-secret" not in file.read_bytes() for file in tmp_path.rglob("*.*"))


def test_a_server_that_repeats_the_key_does_not_get_it_into_a_transcript(monkeypatch):
    monkeypatch.setenv("THE_KEY", "sk-very-secret")
    with serving(lambda _: completion(said("Your key is sk-very-secret."))) as server:
        respond = respond_to(server, api_key_env="THE_KEY")
        report = auditor.replay([HELLO], respond=respond, runs=1)
    assert report.records[0]["messages"][-1]["content"] == "Your key is [key]."


def test_two_endpoints_are_asked_in_turn_and_reported_apart(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with serving(drawn) as old, serving(lambda _: completion(said("New."))) as new:
        written(tmp_path, old)
        with (tmp_path / "auditor.toml").open("a") as settings:
            settings.write(f'[endpoints.other]\nmodel = "m"\nbase_url = "{new.base_url}"\n')
        asked = ["replay", "in.jsonl", "--endpoint", "local", "--endpoint", "other"]
        assert main([*asked, "--runs", "4"]) == 0
        assert (len(old.asked), len(new.asked)) == (4, 4)
    out = capsys.readouterr().out
    assert "local: 4 runs of 1 task" in out
    assert "other: 4 runs of 1 task" in out
    assert sorted(file.name for file in (tmp_path / "replays").iterdir()) == [
        "attempts.journal",
        "local.jsonl",
        "other.jsonl",
    ]


def test_a_placeholder_for_a_key_is_no_secret(monkeypatch):
    monkeypatch.setenv("THE_KEY", "EMPTY")
    with serving(lambda _: completion(said("The queue is EMPTY."))) as server:
        respond = respond_to(server, api_key_env="THE_KEY")
        report = auditor.replay([HELLO], respond=respond, runs=1)
    assert report.records[0]["messages"][-1]["content"] == "The queue is EMPTY."


def test_a_budget_stops_the_replay_and_more_of_it_goes_on(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with serving(drawn) as server:
        written(tmp_path, server)
        asked = ["replay", "in.jsonl", "--endpoint", "local", "--runs", "10", "--concurrency", "1"]
        assert main([*asked, "--max-tokens-total", "60"]) == 3
        first = capsys.readouterr()
        assert "6 not made" in first.out
        assert "60 of 60 tokens are used" in first.out
        assert "4 of 10 runs can be compared" in first.err
        assert main([*asked, "--max-tokens-total", "600"]) == 0
        assert "10 valid (4 from earlier sessions)" in capsys.readouterr().out
        assert len(server.asked) == 10


def test_a_cost_needs_prices_and_is_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["replay", "in.jsonl", "--endpoint", "local", "--runs", "9", "--max-cost", "0.0001"]
    with serving(drawn) as server:
        written(tmp_path, server)
        assert main(asked) == 2
        assert "has no prices" in capsys.readouterr().err
        written(tmp_path, server, "price_prompt = 1\nprice_completion = 4")
        assert main([*asked, "--concurrency", "1"]) == 3
        assert "0.00 of 0.00 is spent" in capsys.readouterr().out
        assert len(server.asked) == 4


def test_a_budget_without_a_count_of_tokens_is_said_not_to_be_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with serving(lambda _: completion(said("Hi."), usage=None)) as server:
        written(tmp_path, server)
        asked = ["replay", "in.jsonl", "--endpoint", "local", "--max-tokens-total", "50"]
        assert main([*asked, "--concurrency", "1"]) == 3
    assert "without a count of their tokens" in capsys.readouterr().out


def test_the_report_says_how_far_agreement_can_be_believed(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with serving(lambda body: completion(said("Fine."), id=f"r{body['seed']}")) as server:
        written(tmp_path, server)
        assert main(["replay", "in.jsonl", "--endpoint", "local", "--temperature", "0"]) == 0
    out = capsys.readouterr().out
    assert "5 runs without a decision" in out
    assert "temperature-0" in out
    assert "✓" not in out


def test_a_reply_told_twice_is_known_as_a_copy(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    with serving(lambda _: completion(said("Fine."), id="cached-1")) as server:
        written(tmp_path, server)
        main(["replay", "in.jsonl", "--endpoint", "local"])
    assert "copies: 5 of 5 runs" in capsys.readouterr().out


def test_below_the_least_share_of_valid_runs_there_is_no_score(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def mostly_broken(body):
        return drawn(body) if body["seed"] % 4 == 0 else (400, b"{}")

    with serving(mostly_broken) as server:
        written(tmp_path, server)
        assert main(["replay", "in.jsonl", "--endpoint", "local", "--runs", "8"]) == 3
    out = capsys.readouterr()
    assert "2 valid" in out.out
    assert "6 failed: status 400" in out.out
    assert "agreement" not in out.out
    assert "No score: 2 of 8 runs can be compared" in out.err


@pytest.mark.parametrize(
    ("said_there", "named"),
    [
        ('base_url = "ftp://x"', "`endpoints.local.base_url`"),
        ('base_url = "http://user:key@host/v1"', "use api_key_env"),
        ('base_url = "http://h/v1"\nmodle = "m"', "`endpoints.local.modle`"),
        ('base_url = "http://h/v1"\ntimeout = -1', "`endpoints.local.timeout`"),
    ],
)
def test_a_mistake_in_an_endpoint_is_named_by_its_key(
    monkeypatch, tmp_path, capsys, said_there, named
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").write_text(f'[endpoints.local]\nmodel = "m"\n{said_there}\n')
    (tmp_path / "in.jsonl").write_text(json.dumps(HELLO) + "\n")
    assert main(["replay", "in.jsonl", "--endpoint", "local"]) == 2
    assert named in capsys.readouterr().err


def test_an_unknown_endpoint_and_a_missing_key_are_usage_errors(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    (tmp_path / "auditor.toml").write_text(
        '[endpoints.local]\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1"\n'
        'api_key_env = "NO_SUCH_KEY"\n'
    )
    (tmp_path / "in.jsonl").write_text(json.dumps(HELLO) + "\n")
    assert main(["replay", "in.jsonl", "--endpoint", "other"]) == 2
    assert "no endpoint 'other'. Known: local." in capsys.readouterr().err
    assert main(["replay", "in.jsonl", "--endpoint", "local"]) == 2
    assert "NO_SUCH_KEY is not set" in capsys.readouterr().err


def test_a_python_callable_stands_in_for_an_endpoint(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text(json.dumps(HELLO) + "\n")
    (tmp_path / "my_agent_of_the_test.py").write_text(
        "def respond(messages, tools, decoding):\n    return {'content': 'Fine.'}\n"
    )
    assert main(["replay", "in.jsonl", "--respond", "my_agent_of_the_test:respond"]) == 0
    assert "5 valid" in capsys.readouterr().out
    assert main(["replay", "in.jsonl", "--respond", "my_agent_of_the_test:nothing"]) == 2


def test_a_replay_killed_again_and_again_loses_no_run_and_makes_none_twice(tmp_path):
    (tmp_path / "contract.toml").write_text(CONTRACT)
    record = recorded()
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    own = [message for message in record["messages"] if message["role"] == "assistant"]

    def recalled(body):
        time.sleep(0.01)
        place = sum(message["role"] == "assistant" for message in body["messages"])
        return completion(own[place], id=f"r{body['seed']}")

    command = [
        *(sys.executable, "-m", "auditor", "replay", "in.jsonl", "--endpoint", "local"),
        *("--runs", "15", "--contract", "contract.toml", "--retries", "6"),
    ]
    log = tmp_path / "replays" / "attempts.journal"
    with serving(recalled, lambda number: "rate-limit" if number % 5 == 0 else "") as server:
        written(tmp_path, server, keep_inputs=True)
        for lines in (10, 50):
            process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
            while not log.exists() or log.read_bytes().count(b"\n") < lines:
                assert process.poll() is None
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        asked = len(server.asked)
    assert done.returncode == 0, done.stderr
    lines = Path(tmp_path, "replays/local.jsonl").read_bytes().splitlines()
    runs = [json.loads(line) for line in lines]
    assert sorted(made["run_index"] for made in runs) == list(range(15))
    assert len({made["id"] for made in runs}) == 15
    assert {made["replay"]["state"] for made in runs} == {"valid"}
    # Requests that were under way when a session was killed are in no log.
    assert 0 <= asked - log.read_bytes().count(b"\n") + 1 <= 2 * 4


def written(folder, server, more="", *, keep_inputs=False):
    (folder / "auditor.toml").write_text(
        f'[endpoints.local]\nmodel = "m"\nbase_url = "{server.base_url}"\n{more}\n'
    )
    if not keep_inputs:
        (folder / "in.jsonl").write_text(json.dumps(HELLO) + "\n")


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": 1}]}', b'{"a": NaN}'],
)
def test_what_is_no_completion_is_no_reply(raw):
    with pytest.raises(NoReply):
        reply_in(raw)


@pytest.mark.parametrize("told", ["inf", "nan", "soon", ""])
def test_a_wait_that_is_none_is_not_kept(told):
    assert retry_after({"retry-after": told}) is None


def test_a_wait_may_be_given_as_a_date():
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


def test_a_missing_model_is_a_usage_error():
    with serving(lambda _: (404, b"{}")) as server, pytest.raises(UsageError, match="no such mod"):
        auditor.replay([HELLO], respond=respond_to(server), runs=3)
