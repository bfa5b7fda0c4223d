"""Traces taken while agents run: what was answered is kept, and audited once."""

import gzip
import json
import time
import urllib.error
import urllib.request

import pytest

from auditor.setting import setting_of
from auditor.store import Wanted, findings_page, info, live_sources, open_store
from dashboard.receiving import LARGEST, Inbox, Refused, _unpacked
from tests.dashboard_server import running

TRACE = "5b8efff798038103d269b633813fc60c"


def attribute(key, value):
    return {"key": key, "value": {"stringValue": value}}


def span(number, name, attributes, trace=TRACE):
    return {
        "traceId": trace,
        "spanId": f"{number:016x}",
        "parentSpanId": "" if number == 1 else f"{1:016x}",
        "name": name,
        "startTimeUnixNano": str(1_780_000_000_000_000_000 + number * 1_000_000_000),
        "endTimeUnixNano": str(1_780_000_000_500_000_000 + number * 1_000_000_000),
        "attributes": [attribute(*pair) for pair in attributes.items()],
    }


def chat(number, said, answer, trace=TRACE):
    return span(
        number,
        "chat m",
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "m",
            "gen_ai.input.messages": json.dumps(said),
            "gen_ai.output.messages": json.dumps(answer),
        },
        trace,
    )


def text(role, words):
    return {"role": role, "parts": [{"type": "text", "content": words}]}


def export(*spans):
    scope = {"scope": {"name": "test"}, "spans": list(spans)}
    return {"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [scope]}]}


def conversation(trace=TRACE):
    call = {
        "role": "assistant",
        "parts": [
            {"type": "tool_call", "id": "c1", "name": "look", "arguments": {"uri": "a.example"}}
        ],
    }
    asked = text("user", "Is a.example bad?")
    result = {
        "role": "tool",
        "parts": [
            {
                "type": "tool_call_response",
                "id": "c1",
                "result": '{"verdict": "bad", "score": 91, "seen": "2025-01-02"}',
            }
        ],
    }
    history = [asked, call, result, text("assistant", "It is bad."), text("user", "And b.example?")]
    made_up = text("assistant", '{"verdict": "clean", "score": 17, "seen": "2024-11-12"}')
    return [chat(1, [asked], [call], trace), chat(2, history, [made_up], trace)]


def send(address, value, **headers):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    request = urllib.request.Request(f"{address}/v1/traces", body, headers)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_exporters_send_is_audited_and_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = str(tmp_path / "auditor.db")
    first, second = conversation()
    with running(store, command="serve") as address:
        assert send(address, export(first)) == 200
        body = gzip.compress(json.dumps(export(second)).encode())
        assert send(address, body, Content_Encoding="gzip") == 200
        assert send(address, {}, Content_Type="text/plain") == 415
        assert send(address, {}, Origin="http://evil.example") == 403
        assert send(address, {}, Host="evil.example") == 403
        assert send(address, b'{"resourceSpans": [') == 400
        health = _rested(address)
    assert health["status"] == "ok"
    with open_store(store) as opened:
        found = findings_page(opened, Wanted(codes=("TA102",)))
        assert info(opened).rows["trace"] == 1
    assert len(found) == 1
    assert "score=17" in found[0].finding.message


def test_a_settings_file_of_streamlit_opens_no_other_way_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nenableAgentApi = true\n")
    store = str(tmp_path / "auditor.db")
    open_store(store).close()
    with running(store) as address:
        asked = urllib.request.Request(  # noqa: S310 - our own
            f"{address}/_stcore/agent/interact", b"{}", {"Content-Type": "application/json"}
        )
        with pytest.raises(urllib.error.HTTPError, match=r"40[345]"):
            urllib.request.urlopen(asked)  # noqa: S310 - our own


def _rested(address):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310 - our own
            health = json.load(answer)
        if not health["waiting"]:
            return health
        time.sleep(0.1)
    raise AssertionError(health)


@pytest.fixture
def inbox(tmp_path):
    with open_store(str(tmp_path / "auditor.db")) as store:
        yield Inbox(str(tmp_path / "inbox"), store, setting_of()), store, tmp_path


def test_a_trace_sent_twice_or_in_parts_is_one_trace(inbox):
    taken, store, _ = inbox
    for spans in (conversation()[:1], conversation(), conversation()):
        taken.take(json.dumps(export(*spans)).encode())
        assert taken.audit_quiet(0) == 1
    assert len(live_sources(store)) == 1
    assert [one.finding.code for one in findings_page(store)].count("TA102") == 1


def test_what_was_not_audited_before_the_end_is_audited_after_the_start(inbox):
    taken, store, folder = inbox
    taken.take(json.dumps(export(*conversation())).encode())
    again = Inbox(str(folder / "inbox"), store, setting_of())
    assert again.state["waiting"] == 1
    assert again.audit_quiet() == 1
    assert again.state == {"status": "ok", "waiting": 0, "failure": ""}


def test_an_id_that_is_a_path_stays_in_the_folder(inbox):
    taken, _, folder = inbox
    taken.take(json.dumps(export(*conversation("../../evil"))).encode())
    assert [path.parent.name for path in folder.rglob("*.jsonl")] == ["inbox"]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"resourceSpans": {}},
        export({"spanId": "1"}),
        {"resourceSpans": [[]]},
        {"resourceLogs": [{"scopeLogs": []}]},
        {"resource_spans": export(*conversation())["resourceSpans"]},
        {"resourceSpans": [{"instrumentationLibrarySpans": [{"spans": conversation()}]}]},
    ],
)
def test_what_is_no_otlp_is_refused_whole(value, inbox):
    taken, _, folder = inbox
    with pytest.raises(Refused):
        taken.take(json.dumps(value).encode())
    assert list((folder / "inbox").iterdir()) == []


def test_a_gzip_that_unpacks_to_too_much_is_refused():
    with pytest.raises(Refused) as refusal:
        _unpacked(gzip.compress(bytes(LARGEST + 1)))
    assert refusal.value.status == 413
    with pytest.raises(Refused, match="breaks off"):
        _unpacked(gzip.compress(b"x" * 1000)[:-9])
    with pytest.raises(Refused, match="no gzip"):
        _unpacked(gzip.compress(b"x") + b"more")


def test_all_members_of_a_gzip_count():
    assert _unpacked(gzip.compress(b'{"a":') + gzip.compress(b"1}")) == b'{"a":1}'


def test_a_file_that_cannot_be_audited_holds_nothing_else_up(inbox):
    taken, store, folder = inbox
    taken.take(json.dumps(export(*conversation())).encode())
    (gone,) = (folder / "inbox").iterdir()
    (folder / "inbox" / "0a.jsonl").symlink_to("nowhere")
    (folder / "inbox" / ".DS_Store").write_bytes(b"junk")
    again = Inbox(str(folder / "inbox"), store, setting_of())
    assert again.audit_quiet() == 1
    assert again.state["waiting"] == 1
    assert "0a.jsonl: the file cannot be opened" in again.state["failure"]
    (folder / "inbox" / "0a.jsonl").unlink()
    again.take(json.dumps(export(*conversation())).encode())
    gone.unlink()
    assert again.audit_quiet(0) == 0
    assert again.state == {"status": "ok", "waiting": 0, "failure": ""}


def test_what_follows_a_line_that_broke_off_is_read(inbox):
    taken, store, folder = inbox
    taken.take(json.dumps(export(conversation()[0])).encode())
    (kept,) = (folder / "inbox").iterdir()
    with kept.open("ab") as file:
        file.write(b'{"resourceSpans": [{"sco')
    taken.take(json.dumps(export(conversation()[1])).encode())
    first, _, second = kept.read_bytes().splitlines()
    assert json.loads(first)
    assert json.loads(second)
    assert taken.audit_quiet(0) == 1
    assert (info(store).rows["problem"], info(store).rows["trace"]) == (1, 1)
