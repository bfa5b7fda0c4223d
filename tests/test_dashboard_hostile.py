"""Whatever transcripts, names and notes hold, pages load nothing, run nothing, and show text."""

import json

import pytest

from auditor.review import Vote, record
from auditor.store import findings_page, open_store
from tests.dashboard_server import Visitor, audit_into, browser, running
from tests.hostile import payloads

OWN = {
    "DIV", "I", "B", "P", "PRE", "MARK", "SPAN", "CODE", "SMALL",
    "TABLE", "THEAD", "TBODY", "TR", "TH", "TD",
}  # fmt: skip
STRANGERS = """() => {
  const main = document.querySelector('[data-testid="stApp"]');
  const chart = 'img.at-chart[src^="data:image/svg+xml;base64,"]';
  const bad = `img:not(${chart}), iframe, object, embed, form:not(.vega-bindings), base,`
    + ' meta, link, video, math';
  const strange = Array.from(main.querySelectorAll(bad)).map(e => e.outerHTML.slice(0, 200));
  const links = Array.from(main.querySelectorAll('a[href]')).map(e => e.href)
    .filter(href => !href.startsWith(location.origin) || href.startsWith('javascript'));
  const tags = new Set(Array.from(main.querySelectorAll('.at *'))
    .filter(e => !e.matches(chart)).map(e => e.tagName));
  const scripts = Array.from(main.querySelectorAll('script')).map(e => e.textContent)
    .filter(text => !text.includes('auditorKeys'));
  const handlers = Array.from(main.querySelectorAll('*')).flatMap(e => e.getAttributeNames())
    .filter(name => name.startsWith('on'));
  return {strange, links, scripts, handlers, tags: Array.from(tags), taken: window.taken ?? null};
}"""


def conversations():
    """Return runs of two tasks in which every field is hostile, with findings of many rules."""
    texts = payloads()
    genuine = {"verdict": "clean", "score": 1, "network": texts[3]}
    for number in range(4):
        mine = texts[number * 150 : number * 150 + 150]
        name = mine[0][:60]
        call = {
            "id": mine[1],
            "function": {"name": name, "arguments": json.dumps({"uri": mine[2]})},
        }
        messages = [
            {"role": "system", "content": mine[3]},
            {"role": "user", "content": texts[0]},
            {"role": "assistant", "content": mine[5], "tool_calls": [call]},
            {"role": "tool", "tool_call_id": mine[1], "name": name, "content": json.dumps(genuine)},
            {"role": "tool", "tool_call_id": "none", "name": mine[6], "content": mine[7]},
        ]
        for place, text in enumerate(mine[8:]):
            role = "user" if place % 2 else "assistant"
            messages.append({"role": role, "content": text})
        made_up = json.dumps({"verdict": mine[8], "score": 90 + number, "network": mine[9]})
        messages += [{"role": "user", "content": "and?"}, {"role": "assistant", "content": made_up}]
        tool = {"type": "function", "function": {"name": name, "description": mine[10]}}
        yield {
            "messages": messages,
            "tools": [tool],
            "id": mine[11],
            "model": mine[12],
            "metadata": {"task_id": mine[13], "model": mine[12], "prompt_version": mine[14]},
        }


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "<img src=x onerror=alert(1)>"
    folder.mkdir()
    transcripts = folder / "[x](javascript:alert(1)).jsonl"
    lines = [json.dumps(one) + "\n" for one in conversations()]
    transcripts.write_text("".join(lines), encoding="utf-8")
    file = str(folder / "auditor.db")
    audit_into(file, str(transcripts))
    with open_store(file) as opened:
        for number, one in enumerate(findings_page(opened)):
            vote = Vote(one.finding.fingerprint, "alice", "confirmed", note=payloads()[number])
            record(opened, vote)
            other = Vote(one.finding.fingerprint, "<b>bob</b>\u202e", "dismissed", expected=1)
            record(opened, other)
    return file


@pytest.mark.slow
def test_at_least_five_hundred_payloads_stay_text_on_every_page(store):
    assert len(payloads()) >= 500
    with open_store(store) as opened:
        found = [one.finding for one in findings_page(opened)]
    assert {"TA101", "TA102"} <= {one.code for one in found}
    shown = []
    with running(store) as address, browser() as chromium:
        visitor = Visitor(chromium, address)
        for page in ("", "overview", "compare", "runs", "pairs", "drift"):
            visitor.open(page)
            assert_harmless(visitor)
        traces = {one.trace_id: one for one in found}
        for one in traces.values():
            visitor.open(f"trace?finding={one.fingerprint}")
            visitor.page.get_by_text("Whole trace").click()
            visitor.page.wait_for_function(
                "() => document.querySelectorAll('.at-event').length > 140"
            )
            assert_harmless(visitor)
            shown.append(visitor.page.locator(".at-timeline").inner_text())
        visitor.close()
    text = "".join(shown)
    assert "<script>" in text
    assert "<U+202E>" in text
    assert "http://" not in text


def assert_harmless(visitor):
    visitor.page.wait_for_timeout(300)
    seen = visitor.page.evaluate(STRANGERS)
    assert seen["strange"] == []
    assert seen["links"] == []
    assert seen["scripts"] == []
    assert seen["handlers"] == []
    assert seen["taken"] is None
    assert set(seen["tags"]) <= OWN
    assert visitor.foreign == []
    assert visitor.dialogs == []
