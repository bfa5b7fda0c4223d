"""The pages without a browser: what they show of a store, in both languages."""

import contextlib
import json
import re
import shutil
import sqlite3
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from auditor.errors import StoreError
from auditor.measure import Share
from auditor.pairs.chosen import message_of
from auditor.pairs.form import Pair
from auditor.pairs.verify import calls_in
from auditor.review import Vote, opinions, record
from auditor.store import Wanted, findings_page, open_store
from auditor.training import Stage, TrainingReport, may_promote, metric, report_text
from auditor.training.report import Gate
from dashboard.figures import Rate, binned, by_week
from dashboard.lessons import chosen_text
from tests.chinese import english_marks, lines_of
from tests.dashboard_server import SCENARIO, audit_into, environment

APP = str(files("dashboard") / "app.py")
HEAD, HINT = 'class="db-head"', 'class="db-hint"'
PAGES = ("queue", "trace", "overview", "compare", "runs", "drift", "pairs", "training")


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    file = str(tmp_path_factory.mktemp("pages") / "auditor.db")
    audit_into(file, f"{SCENARIO}/transcripts")
    return file


@pytest.fixture
def demo(audited, tmp_path):
    """Return a store of the demo that is this test's alone: no verdict of another is in it."""
    return str(shutil.copy(audited, tmp_path / "demo.db"))


@pytest.fixture
def empty(tmp_path):
    file = str(tmp_path / "empty.db")
    open_store(file).close()
    return file


@pytest.fixture
def pages(monkeypatch):
    """Open a page of a store as a fresh session does."""

    def opened(store, page="queue", language="en", server="127.0.0.1", **address):
        options = {"server.address": server}
        monkeypatch.setattr(st, "get_option", lambda name: options.get(name, ""))
        for name, value in environment(store).items():
            monkeypatch.setenv(name, value)
        st.cache_resource.clear()
        st.cache_data.clear()
        app = AppTest.from_file(APP, default_timeout=30)
        app.query_params["lang"] = language
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if page != "queue":
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    yield opened
    st.cache_resource.clear()
    st.cache_data.clear()


def words_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_on_the_demo(language, pages, demo):
    app = pages(demo, language=language)
    for page in PAGES[1:]:
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        assert HEAD in words_of(app)
        assert HINT not in words_of(app) or page in ("overview", "drift", "training")


def test_every_page_says_what_to_do_on_an_empty_store(pages, empty):
    app = pages(empty)
    assert HINT in words_of(app)
    for page in PAGES[1:]:
        app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        assert HINT in words_of(app)


def test_a_store_without_a_finding_is_told_from_one_without_a_trace(pages, empty, tmp_path):
    assert "No trace in this store." in words_of(pages(empty))
    clean = str(tmp_path / "clean.db")
    audit_into(clean, f"{SCENARIO}/transcripts/clean.jsonl")
    app = pages(clean)
    assert "Nothing was found. Traces audited: 11." in words_of(app)
    assert "No trace in this store." not in words_of(app)
    app.switch_page("views/overview.py").run()
    assert not app.exception
    assert "No finding is about a tool." in words_of(app)


def test_an_empty_queue_counts_nothing_and_praises_nobody(pages, empty):
    app = pages(empty)
    assert "/ 0" not in words_of(app)
    assert "begin" not in [button.key for button in app.button]


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("dashboard", "words.toml"),
        ("auditor.timeline", "words.toml"),
        ("auditor.timeline", "sentences.zh.toml"),
    ],
)
def test_chinese_sentences_have_their_own_punctuation(package, name):
    tables = tomllib.loads((files(package) / name).read_text(encoding="utf-8"))
    said = [
        text
        for table, words in tables.items()
        if table == "zh" or ".zh." in name
        for text in words.values()
    ]
    assert len(said) > 100
    assert english_marks(said) == []


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """A store of conversations in English, one of them judged by two, and a training."""
    folder = tmp_path_factory.mktemp("english")
    for name in ("made-up-results", "repeated-runs", "decisions"):
        lines = Path(f"{SCENARIO}/transcripts/{name}.jsonl").read_text("utf-8").splitlines()
        kept = [line for line in lines if not re.search("[\u4e00-\u9fff]", line)]
        (folder / f"{name}.jsonl").write_text("\n".join(kept), "utf-8")
    file = str(folder / "english.db")
    audit_into(file, *map(str, folder.glob("*.jsonl")))
    with open_store(file) as store:
        found = findings_page(store, Wanted())[0].finding
        for who, verdict in (("alice", "confirmed"), ("bob", "dismissed")):
            record(store, Vote(found.fingerprint, who, verdict, note="as it is"))
    stages = [
        Stage(name, "other", name, 1, 9, {"fabrication_rate": metric(Share(number, 9))})
        for number, name in enumerate(("base", "dpo"))
    ]
    decision = may_promote(stages[1], stages[0])
    gate = Gate("dpo", 1, decision.passed, decision.reasons, forced=True)
    report = TrainingReport("A small model", "base", stages, [gate])
    (folder / "training.json").write_text(report_text(report), "utf-8")
    return file, found.fingerprint, str(folder / "training.json")


@pytest.mark.parametrize("page", PAGES)
def test_chinese_pages_have_their_own_punctuation_around_what_transcripts_hold(
    page, pages, english, monkeypatch
):
    store, finding, training = english
    monkeypatch.setenv("AUDITOR_TRAINING", training)
    app = pages(
        store, page, "zh", severity="high", **({"finding": finding} if page == "trace" else {})
    )
    shown = [line for html in app.get("html") for line in lines_of(html.proto.body)]
    shown += [text.value for text in app.text] + [button.label for button in app.button]
    assert len([line for line in shown if re.search("[\u4e00-\u9fff]", line)]) > 3
    assert english_marks(shown) == []


def test_a_verdict_is_told_in_chinese(pages, english):
    store, finding, _ = english
    app = pages(store, "trace", "zh")
    app.query_params["finding"] = finding
    app.run()
    said = "\n".join(lines_of(words_of(app)))
    assert re.search("^确认：alice，....-..-.. ..:.. UTC：as it is$", said, re.MULTILINE)


def test_where_others_could_reach_it_and_nobody_can_log_in_it_shows_nothing(pages, demo):
    app = pages(demo, server="192.0.2.1")
    assert words_of(app) == ""
    assert len(app.text) == 1


def test_the_queue_lists_the_gravest_first_and_as_the_address_says(pages, demo):
    whole = pages(demo).dataframe[0].value
    assert len(whole) == 50
    # A page holds fifty, and so many of the demo's findings are grave: none of the others is shown.
    assert list(whole["severity"].unique()) == ["●●● high"]
    some = pages(demo, severity="medium").dataframe[0].value
    assert 0 < len(some) < 50
    assert list(some["severity"].unique()) == ["●●○ medium"]


def test_the_queue_counts_what_it_lists(pages, demo, tmp_path):
    file = shutil.copy(demo, tmp_path / "judged.db")
    with open_store(str(file)) as store:
        found = findings_page(store, Wanted(codes=("TA102",)))[0].finding
        record(store, Vote(found.fingerprint, "bob", "confirmed"))
    shown = words_of(pages(str(file), state="decided"))
    assert ">1–1 / 1<" in shown


def test_another_persons_verdict_shows_once_ones_own_is_given(pages, demo):
    with open_store(demo) as store:
        found = findings_page(store, Wanted(codes=("TA103",)))[0].finding
        record(store, Vote(found.fingerprint, "bob", "dismissed", note="not at all"))
    app = pages(demo, "trace")
    app.query_params["finding"] = found.fingerprint
    app.run()
    assert "not at all" not in words_of(app)
    app.toggle(key="next after a verdict").set_value(False).run()
    app.button(key=f"confirmed-{found.fingerprint}").click().run()
    assert "not at all" in words_of(app)
    with open_store(demo) as store:
        assert opinions(store, found.fingerprint, "alice").own.verdict == "confirmed"


def test_what_another_said_meanwhile_is_told_of_the_finding_it_was_said_of(pages, demo, tmp_path):
    file = str(shutil.copy(demo, tmp_path / "together.db"))
    app = pages(file, "trace")
    shown = re.search('data-shown="([0-9a-f]+)"', words_of(app))[1]
    with open_store(file) as store:
        record(store, Vote(shown, "bob", "dismissed"))
    app.button(key=f"confirmed-{shown}").click().run()
    told = words_of(app)
    assert f'data-shown="{shown}"' not in told
    assert "Of the finding that you judged last: Meanwhile bob dismissed it" in told


def test_a_corrected_answer_is_kept_only_where_it_was_changed(pages, demo):
    with open_store(demo) as store:
        found = findings_page(store, Wanted(codes=("TA105",)))[0].finding
    app = pages(demo, "trace")
    app.query_params["finding"] = found.fingerprint
    app.run()
    app.toggle(key="next after a verdict").set_value(False).run()
    app.button(key=f"confirmed-{found.fingerprint}").click().run()
    with open_store(demo) as store:
        assert opinions(store, found.fingerprint, "alice").own.corrected is None
    app.text_area(key=f"corrected-{found.fingerprint}").set_value("I will look it up.").run()
    app.button(key=f"save-{found.fingerprint}").click().run()
    with open_store(demo) as store:
        own = opinions(store, found.fingerprint, "alice").own
    assert (own.verdict, own.corrected) == ("confirmed", "I will look it up.")


HIDDEN = "\u0645\u06cc\u200c\u0634\u0648\u062f "
LOOK_UP = {
    "type": "function",
    "function": {
        "name": "get_order",
        "parameters": {
            "type": "object",
            "properties": {"order_id": {"type": "string"}},
            "required": ["order_id"],
        },
    },
}


def calling(*orders):
    calls = [{"name": "get_order", "arguments": json.dumps({"order_id": one})} for one in orders]
    return [{"id": f"c{n}", "type": "function", "function": c} for n, c in enumerate(calls)]


@pytest.fixture
def hidden(tmp_path):
    """A store of a made-up result behind a word that holds a character nobody sees."""
    genuine = '{"order_id": "A-1", "status": "open", "total": 41, "carrier": "Palm Post"}'
    made_up = '{"order_id": "A-2", "status": "shipped", "total": 5517, "carrier": "Elm Freight"}'
    messages = [
        {"role": "user", "content": "Look up order A-1."},
        {"role": "assistant", "content": None, "tool_calls": calling("A-1")},
        {"role": "tool", "tool_call_id": "c0", "content": genuine},
        {"role": "assistant", "content": "Order A-1 is open."},
        {"role": "user", "content": "And order A-2?"},
        {"role": "assistant", "content": f"{HIDDEN}{made_up}"},
    ]
    path = tmp_path / "hidden.jsonl"
    path.write_text(json.dumps({"messages": messages, "tools": [LOOK_UP]}) + "\n")
    file = str(tmp_path / "hidden.db")
    audit_into(file, str(path))
    return file


def finding_in(file):
    with open_store(file) as store:
        return findings_page(store, Wanted(codes=("TA102",)))[0].finding.fingerprint


def test_characters_that_nobody_sees_stay_in_an_answer_that_is_corrected(pages, hidden):
    shown = finding_in(hidden)
    app = pages(hidden, "trace")
    app.toggle(key="next after a verdict").set_value(False).run()
    box = app.text_area(key=f"corrected-{shown}")
    assert "<U+200C>" in box.value
    box.set_value(box.value.split("{")[0] + "I will look it up.").run()
    app.button(key=f"confirmed-{shown}").click().run()
    with open_store(hidden) as store:
        own = opinions(store, shown, "alice").own
    assert own.corrected == f"{HIDDEN}I will look it up."
    assert f"save-{shown}" not in [button.key for button in app.button]


def test_a_call_at_fault_is_what_is_corrected(pages, demo):
    with open_store(demo) as store:
        found = findings_page(store, Wanted(codes=("TA204",)))[0].finding
    app = pages(demo, "trace")
    app.query_params["finding"] = found.fingerprint
    app.run()
    box = app.text_area(key=f"corrected-{found.fingerprint}")
    assert message_of(box.value)["tool_calls"][0]["function"]["name"] == found.tool
    assert "write the call that was due" in words_of(app)


def test_several_calls_of_a_pair_and_words_beside_them_are_written_whole():
    calls = calling("A-1", "A-2")
    for content in (None, "Looking both up."):
        message = {"role": "assistant", "content": content, "tool_calls": calls}
        pair = Pair("[]", json.dumps([message]), "[]", "[]", "fabrication", "TA102", "sibling", "g")
        again = message_of(chosen_text(pair))
        assert again["content"] == content
        assert calls_in(again) == calls_in(message)


def test_what_others_said_of_a_pair_shows_once_ones_own_verdict_is_given(pages, hidden):
    shown = finding_in(hidden)
    with open_store(hidden) as store:
        said = Vote(
            shown, "bob", "confirmed", note="sure", corrected="I have to look that up first."
        )
        record(store, said)
    app = pages(hidden, "pairs")
    (box,) = [one for one in app.text_area if one.key.startswith("chosen-")]
    assert json.loads(box.value)["arguments"] == {"order_id": "A-2"}
    assert "Somebody judged this finding." in words_of(app)
    (button,) = [one for one in app.button if one.key.startswith("confirmed-")]
    button.click().run()
    (box,) = [one for one in app.text_area if one.key.startswith("chosen-")]
    assert box.value == "I have to look that up first."
    assert "Somebody judged this finding." not in words_of(app)


def test_an_error_that_is_foreseen_is_told_on_the_page(pages, demo, monkeypatch):
    def locked(*_):
        raise StoreError("The store cannot be used: <b>it is locked.", "Wait for it.")

    monkeypatch.setattr("dashboard.queries.progress", locked)
    app = pages(demo)
    assert "it is locked. Wait for it." in words_of(app)
    assert "&lt;b&gt;" in words_of(app)


def test_a_trace_can_be_asked_for_by_its_id_and_turn(pages, demo):
    app = pages(demo, "trace")
    app.query_params.clear()
    app.query_params["trace"] = "json-en"
    app.query_params["turn"] = "6"
    app.run()
    assert 'data-trace="json-en"' in words_of(app)
    assert 'focus" data-event="43"' in words_of(app)


@pytest.mark.parametrize(
    ("kind", "said"), [("finding", "no finding nosuch;"), ("trace", "no trace nosuch.")]
)
def test_what_the_store_lacks_is_named(pages, demo, kind, said):
    app = pages(demo, "trace")
    app.query_params.clear()
    app.query_params[kind] = "nosuch"
    app.run()
    assert said in words_of(app)
    assert "Nothing waits" not in words_of(app)


def test_runs_that_differ_are_laid_side_by_side(pages, demo):
    said = words_of(pages(demo, "compare"))
    assert "The runs part here" in said
    assert "at-side differs" in said


def with_one_known_trace(demo, path):
    """Copy a store, and let but one of its traces say what model and day it is of."""
    shutil.copy(demo, path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE trace SET model = iif(trace_id = 'stale-zh', 'm', NULL),"
            " at = iif(trace_id = 'stale-zh', '2026-03-01T10:00:00+00:00', NULL)"
        )
    return str(path)


def test_traces_that_name_no_model_or_day_are_told_with_what_they_made_up(pages, demo, tmp_path):
    app = pages(with_one_known_trace(demo, tmp_path / "one.db"), "overview")
    tables = [one.value for one in app.dataframe]
    by_model = next(one for one in tables if "none named" in list(one.get("group", [])))
    row = by_model[by_model["group"] == "none named"].iloc[0]
    assert row["traces"] == by_model["traces"].sum() - 1
    assert row["traces with a made-up or changed result"] > 0
    absent = re.search(r"Not drawn[^:]+: (\d+) of the traces; [^:]+: \d+\.", words_of(app))
    assert int(absent[1]) == row["traces"]


def test_pages_say_what_they_count_as_made_up(pages, demo):
    assert "made-up or changed result" in words_of(pages(demo, "overview"))
    assert "TA108" in words_of(pages(demo, "drift"))


@pytest.mark.parametrize(
    ("changed", "said", "unsaid"),
    [
        ({}, "Consistent so far:", "System level:"),
        ({"model": "other"}, "no repeats: 1. What differs: model.", "Consistent so far:"),
    ],
)
def test_agreement_is_never_shown_without_its_reservations(pages, tmp_path, changed, said, unsaid):
    lines = Path(f"{SCENARIO}/transcripts/repeated-runs.jsonl").read_text("utf-8").splitlines()
    runs = [one for one in map(json.loads, lines) if one["id"].startswith("opposite-en")]
    alike = [runs[0], runs[2] | changed]
    (tmp_path / "runs.jsonl").write_text("\n".join(map(json.dumps, alike)), encoding="utf-8")
    audit_into(str(tmp_path / "runs.db"), str(tmp_path / "runs.jsonl"))
    shown = words_of(pages(str(tmp_path / "runs.db"), "runs"))
    assert "100 %" in shown
    assert said in shown
    assert unsaid not in shown


def test_more_repeated_tasks_than_are_read_are_counted(pages, tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.repeats._MOST_TASKS", 1)
    lines = [
        {"task_id": task, "run_index": index, "messages": [{"role": "user", "content": task}]}
        for task in ("one", "two", "three")
        for index in range(2)
    ]
    (tmp_path / "runs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    audit_into(str(tmp_path / "runs.db"), str(tmp_path / "runs.jsonl"))
    assert "Shown for the 1 of 3 tasks" in words_of(pages(str(tmp_path / "runs.db"), "runs"))


@pytest.fixture
def many_runs(tmp_path, monkeypatch):
    """Audit two tasks of three runs, of which pages list one task and two runs."""
    monkeypatch.setattr("dashboard.repeats._MOST_TASKS", 1)
    monkeypatch.setattr("dashboard.repeats._MOST_RUNS", 2)
    lines = [
        {
            "id": f"{task}-{index}",
            "task_id": task,
            "run_index": index,
            "messages": [
                {"role": "user", "content": task},
                {"role": "assistant", "content": f"answer {index}"},
            ],
        }
        for task in ("one", "two")
        for index in range(3)
    ]
    (tmp_path / "runs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    audit_into(str(tmp_path / "runs.db"), str(tmp_path / "runs.jsonl"))
    return str(tmp_path / "runs.db")


def test_the_page_of_runs_says_how_many_it_compares(pages, many_runs):
    assert "Compared here: 2 of 3 runs" in words_of(pages(many_runs, "runs"))


def test_a_link_leads_to_a_task_and_runs_that_the_lists_leave_out(pages, many_runs):
    app = pages(many_runs, "compare")
    assert "The list holds the 1 of 2 tasks" in words_of(app)
    app.query_params.update({"task": "two", "left": "two-0", "right": "two-2"})
    app.run()
    shown = words_of(app)
    assert "answer 0" in shown
    assert "answer 2" in shown
    assert "To choose from: 3 of the 3" not in shown
    app.query_params["task"] = "nosuch"
    app.run()
    assert "No task nosuch was run twice" in words_of(app)


def test_the_findings_nearest_in_a_trace_are_listed_and_the_others_counted(
    pages, demo, monkeypatch
):
    def listed():
        app = pages(demo, "trace")
        app.query_params.clear()
        app.query_params["trace"] = "batch-table-zh"
        app.run()
        return [one.label for one in app.button if one.label.startswith("TA")], app.caption

    every, _ = listed()
    monkeypatch.setattr("dashboard.queries._MOST_BESIDE", 2)
    near, told = listed()
    assert near == every[:2]
    assert [one.value for one in told] == [f"The nearest 2 of {len(every)}."]
    assert len(every) > len(near)


def test_an_empty_store_names_itself_in_the_command_to_fill_it(pages, empty, monkeypatch):
    monkeypatch.chdir(Path(empty).parent)
    for page in ("queue", "overview", "trace"):
        assert "auditor audit --store empty.db YOUR" in words_of(pages(empty, page))


def test_many_days_are_summed_by_their_weeks():
    days = ("2026-01-04", "2026-01-05", "2026-01-11", "2026-01-12", "somewhen")
    weeks = by_week([Rate(day, 1, 4, 0.0, 1.0) for day in days])
    told = [(one.label, one.hits, one.total) for one in weeks]
    assert told == [
        ("2025-12-29", 1, 4),
        ("2026-01-05", 2, 8),
        ("2026-01-12", 1, 4),
        ("somewhen", 1, 4),
    ]
    assert 0 < weeks[1].low < weeks[1].share == 0.25 < weeks[1].high < 1


def test_steps_are_put_into_bins_of_equal_width_without_gaps():
    assert binned({}) == []
    assert binned({0: 2, 3: 1}) == [("0", 2), ("1", 0), ("2", 0), ("3", 1)]
    bins = binned({0: 1, 100: 2})
    assert len(bins) <= 16
    assert sum(number for _, number in bins) == 3


def test_why_pairs_were_left_out_is_told_in_chinese(pages, demo):
    tables = [one.value for one in pages(demo, "pairs", language="zh").dataframe]
    reasons = [text for one in tables if "原因" in one for text in one["原因"]]
    assert len(reasons) > 3
    assert [text for text in reasons if not re.search("[\u4e00-\u9fff]", text)] == []
