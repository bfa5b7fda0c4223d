"""A trace as HTML: what is missing is drawn, and what transcripts hold stays text."""

import json
import re
import sys
from html.parser import HTMLParser

import pytest

from auditor import read
from auditor.contract import load_contract
from auditor.demo_stories import HOME
from auditor.draft import Draft
from auditor.finding import Evidence, Finding
from auditor.language import LANGUAGES
from auditor.messages.openai import add_message
from auditor.rules import RULES
from auditor.runs.difference import compare, opposites_of
from auditor.runs.inputs import NAMED
from auditor.runs.run import numbered, run_of
from auditor.setting import setting_of
from auditor.timeline import (
    card_html,
    claimed_of,
    is_told,
    sentence,
    side_by_side_html,
    timeline_html,
    told,
    words,
)
from auditor.timeline.aligned import side_by_side
from auditor.trace import Message, Place, ToolCall, ToolResult, Trace
from auditor.trace_audit import audit_trace
from tests.rule_cases import audited, cases_of

CONTRACT = load_contract(f"{HOME}/../contract.toml")
SETTING = setting_of(CONTRACT)
OWN_TAGS = {
    "div", "i", "b", "p", "pre", "mark", "span", "code", "small",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
HOSTILE = (
    '<img src=x onerror=alert(1)><script>alert(2)</script></pre></div><iframe src="//evil.example">'
    '" onmouseover="alert(3)\x1b[31m\u202egnp.exe {{ 7 * 7 }} {% raw %} https://evil.example/x'
)


def story(file, name):
    trace = next(t for t in read(f"{HOME}/{file}.jsonl") if t.trace_id == name)
    return audit_trace(trace, SETTING)


class Outline(HTMLParser):
    """Collects the elements of a fragment, its attributes and its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.words = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.words.append(data)


def places(html):
    """Return events and ghosts of a timeline in their order."""
    found = re.findall(r'data-(event|missing)="([^"]+)"', html)
    return [value if kind == "missing" else int(value) for kind, value in found]


def test_the_missing_call_stands_before_the_result_that_the_model_wrote():
    audited = story("made-up-results", "json-en")
    found = places(timeline_html(audited.trace, audited.findings, room=None))
    assert found[found.index(44) - 1] == "call"
    assert found.count("call") == 3  # three results without a call; the actions miss the same


def test_a_required_call_that_is_missing_stands_before_the_action():
    audited = story("decisions", "no-lookup-zh")
    found = places(timeline_html(audited.trace, audited.findings))
    assert found[found.index(9) - 1] == "required call"


def test_a_clean_trace_has_no_ghost():
    audited = story("clean", "long-shift-en")
    assert set(map(type, places(timeline_html(audited.trace, [], room=None)))) == {int}


def test_a_missing_result_stands_behind_its_call():
    trace = trace_of(Message(0, 0, -1, 0, "user", "user", "go"), ToolCall(1, 0, 0, 1, "look", "{}"))
    finding = finding_in(trace, "TA203", 1, "look")
    assert places(timeline_html(trace, [finding])) == [0, 1, "result"]


def test_fields_stand_beside_those_of_the_genuine_result_with_their_sources():
    audited = story("made-up-results", "altered-en")
    claimed = claimed_of(audited.analysis, audited.findings[0])
    [rows] = claimed.records
    by_label = {row.label: row for row in rows}
    assert claimed.imitates == 3
    assert by_label["score"][1:5] == ("59", "93", False, "nowhere")
    assert by_label["asn"][1:6] == ("AS64511", "AS64511", True, "result", 3)
    assert {row.label for row in rows if row.fault} == {"verdict", "score", "reports"}


def test_each_record_of_a_made_up_table_has_its_labels():
    audited = story("made-up-results", "batch-table-zh")
    claimed = claimed_of(audited.analysis, audited.findings[0])
    assert len(claimed.records) == 3
    assert [row.label for row in claimed.records[1]][:3] == ["目标", "判定", "风险评分"]
    assert [row.written for row in claimed.records[1]][:3] == ["203.0.113.47", "恶意", "85"]


def test_made_up_prose_shows_at_least_the_values_at_fault():
    audited = story("made-up-results", "recovered-zh")
    claimed = claimed_of(audited.analysis, audited.findings[0])
    assert any(row.origin == "nowhere" for rows in claimed.records for row in rows)


def test_a_finding_of_a_long_trace_is_drawn_without_judging_the_others_anew():
    short, long = (_steps_of_card(turns) for turns in (10, 100))
    assert long < 3 * short


def _steps_of_card(turns):
    """Return how many functions drawing the last finding of a conversation calls."""
    draft = Draft()
    for turn in range(turns):
        asked = {"uri": f"host{turn}.example"}
        function = {"name": "look", "arguments": json.dumps(asked)}
        call = {"id": f"c{turn}", "type": "function", "function": function}
        found = json.dumps({**asked, "verdict": "clean", "score": turn})
        for message in (
            {"role": "user", "content": f"And host{turn}.example?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{turn}", "content": found},
            {"role": "assistant", "content": f"host{turn}.example: clean, score {turn + 300}."},
        ):
            add_message(draft, message, turn)
    trace = trace_of(*draft.events)
    finding = audit_trace(trace, setting_of()).findings[-1]
    assert finding.code == "TA108"
    called = []
    sys.setprofile(lambda frame, event, _: called.append(frame) if event == "call" else None)
    try:
        card_html(finding, trace, setting_of())
    finally:
        sys.setprofile(None)
    return len(called)


def test_a_long_trace_is_folded_around_what_matters_and_fits_its_room():
    events = [
        Message(n, n // 2, n // 2, n, "model" if n % 2 else "user", "x", f"word {n} " * 60)
        for n in range(500)
    ]
    trace = trace_of(*events)
    finding = finding_in(trace, "TA102", 301, "look", quote="word 301")
    html = timeline_html(trace, [finding], current=finding, room=30_000)
    found = [place for place in places(html) if isinstance(place, int)]
    assert {299, 300, 301, 302, 303} <= set(found)
    assert found == sorted(found)
    assert "at-fold" in html
    assert len(html) < 60_000
    whole = timeline_html(trace, [finding], current=finding, room=None)
    assert [p for p in places(whole) if isinstance(p, int)] == list(range(500))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_transcript_holds_stays_text(language):
    trace = Trace(
        HOSTILE,
        Place(HOSTILE, pointer=HOSTILE),
        [
            Message(0, 0, -1, 0, "user", HOSTILE, HOSTILE),
            ToolCall(1, 0, 0, 1, HOSTILE, HOSTILE, HOSTILE),
            ToolResult(2, 0, 0, 2, HOSTILE, HOSTILE, HOSTILE),
            Message(3, 0, 1, 3, "model", HOSTILE, HOSTILE, synthesized=HOSTILE),
        ],
        own_id=HOSTILE,
    )
    finding = finding_in(trace, "TA102", 3, HOSTILE, quote=HOSTILE, kind=HOSTILE)
    run = run_of(trace, CONTRACT)
    pieces = (
        timeline_html(trace, [finding], language=language, current=finding),
        card_html(finding, trace, SETTING, language=language),
        side_by_side_html(side_by_side(compare(run, run)), language=language),
    )
    for html in pieces:
        outline = Outline(html)
        assert outline.tags <= OWN_TAGS
        assert not [name for name in outline.attributes if name.startswith("on")]
        assert not {"src", "href", "style"} & outline.attributes
        text = "".join(outline.words)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "https://" not in html
        assert "<U+202E>" in text
        assert "hxxps://evil.example" in text
        assert "{{ 7 * 7 }}" in text


def test_two_runs_part_where_their_first_different_call_is():
    runs = [
        run_of(trace, CONTRACT)
        for trace in read(f"{HOME}/repeated-runs.jsonl")
        if trace.trace_id.startswith("opposite-en")
    ]
    compared = side_by_side(compare(runs[0], runs[1], opposites_of(CONTRACT.decision.opposites)))
    assert [pair.likeness for pair in compared.pairs] == ["same", "only left", "only right"]
    assert [pair.first for pair in compared.pairs] == [False, True, False]
    assert compared.same_evidence == 1
    html = side_by_side_html(compared)
    named = numbered(runs)
    chinese = side_by_side_html(side_by_side(compare(named[0], named[1])), language="zh")
    assert "run 0" not in chinese
    assert chinese.count("运行 0") >= 2
    assert "The runs part here" in html
    assert html.count("at-none") == 2


def test_what_differs_between_two_inputs_is_told_in_the_language_of_the_page():
    asked = [Message(0, 0, -1, 0, "user", "user", text) for text in ("go", "stop")]
    runs = [run_of(trace_of(one), CONTRACT) for one in asked]
    compared = side_by_side(compare(*runs))
    assert "The inputs differ: user turns." in side_by_side_html(compared)
    assert "输入不同：用户的话。" in side_by_side_html(compared, language="zh")


def test_each_thing_that_may_differ_between_inputs_has_a_chinese_name():
    said = told("names", ", ".join(NAMED), "zh")
    assert re.sub("[\u4e00-\u9fff，、（）]", "", said) == ""
    assert len(said.split("、")) == len(NAMED)


@pytest.mark.parametrize("package", ["auditor.timeline", "dashboard"])
def test_both_languages_say_the_same_things_with_the_same_blanks(package):
    from auditor.timeline.words import words_in

    english, chinese = (words_in(package, language) for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    blanks = re.compile(r"\{[^}]*\}")
    assert {k: sorted(blanks.findall(v)) for k, v in english.items()} == {
        k: sorted(blanks.findall(v)) for k, v in chinese.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_name_and_an_explanation_in_both_languages(language):
    table = words(language)
    for code in RULES.keys():  # noqa: SIM118 - a catalogue is no dict
        assert table[code]
        assert table[f"says.{code}"].endswith((".", "。"))


@pytest.mark.parametrize("code", RULES.keys())
def test_whatever_a_rule_finds_in_its_cases_is_told_in_chinese(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = [finding for case in cases_of(code) for finding in audited(case, tmp_path)[0]]
    assert any(finding.code == code for finding in found)
    for finding in found:
        assert is_told(finding, "zh"), finding.message
        assert re.search("[\u4e00-\u9fff]", sentence(finding, "zh"))
        assert sentence(finding, "en") == finding.message


def test_what_has_no_chinese_form_stays_as_it_was_written():
    trace = trace_of(Message(0, 0, -1, 0, "user", "user", "go"))
    finding = finding_in(trace, "TA203", 0, "", quote="Something new.")
    assert not is_told(finding, "zh")
    assert sentence(finding, "zh") == "Something new."


def test_names_and_values_are_taken_over_into_chinese_untouched():
    trace = trace_of(Message(0, 0, -1, 0, "user", "user", "go"))
    message = "{x} nothing was called and never answered. was called and never answered."
    chinese = sentence(finding_in(trace, "TA203", 0, "", quote=message), "zh")
    assert "{x} nothing" in chinese


def trace_of(*events):
    return Trace("test", Place("a.jsonl", 1), list(events), own_id="t")


def finding_in(trace, code, index, tool, *, quote="", kind=""):
    event = trace.events[index]
    evidence = (Evidence(index, quote, "finding"), Evidence(0, quote, "other-run"))
    return Finding(
        code, "name", "high", "proven", 1.0, trace.trace_id, trace.task_key, None, event.turn,
        event.step, index, trace.place.file, 1, tool, quote, evidence, "f1", None, kind,
    )  # fmt: skip


def test_what_others_said_meanwhile_is_told_in_chinese():
    said = "Meanwhile bo confirmed it at 10:02 UTC, li was unsure at 10:03 UTC; both are kept."
    assert told("review", said, "zh") == (
        "在此期间bo 于 10:02（UTC）确认，li 于 10:03（UTC）表示不确定；双方都已保留。"
    )
    assert told("review", said, "en") == said
