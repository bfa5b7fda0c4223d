"""Profiles tell an audit what the results of a tool look like that a trace never calls."""

import json
from itertools import permutations

import msgspec
import pytest

from auditor.errors import ConfigError
from auditor.evidence.profiles import Learner, load_profiles, profiles_text, shapes_of
from auditor.setting import setting_of
from auditor.trace_audit import audit_trace
from tests.cli_runs import run
from tests.rule_cases import trace_of

LOOKUPS = [
    {
        "steps": [
            {"user": f"Check {host}"},
            {"call": f'lookup_uri {{"uri":"{host}"}}'},
            {"result": output},
            {"call": f'owner_of {{"uri":"{host}"}}'},
            {"result": f"| Field | Value |\n|---|---|\n| Owner ID | O-{score} |\n| Since | 2024 |"},
        ]
    }
    for host, score, output in (
        (host, score, json.dumps({"uri": host, "verdict": verdict, "score": score, "seen": seen}))
        for host, verdict, score, seen in (
            ("a.example", "clean", 4, [{"feed": "one", "at": "2024-05-01"}]),
            ("b.example", "malicious", 91, []),
            ("c.example", "unknown", None, [{"feed": "two", "at": "2023-11-30"}]),
        )
    )
]
MADE_UP = {
    "steps": [
        {"user": "Check d.example and write down what you find."},
        {"call": 'note {"text":"d.example"}'},
        {"result": "noted"},
        {"model": '{"uri": "d.example", "verdict": "malicious", "score": 77, "seen": []}'},
    ]
}


def learnt(cases):
    learner = Learner()
    for case in cases:
        learner.add(trace_of(case))
    return learner.profiles()


def test_fields_have_paths_types_and_spellings():
    tools = learnt(LOOKUPS).tools
    fields = {field.path: (field.type, field.labels) for field in tools["lookup_uri"].fields}
    assert fields == {
        "score": ("null|number", ("score",)),
        "seen[].at": ("string", ("at",)),
        "seen[].feed": ("string", ("feed",)),
        "uri": ("string", ("uri",)),
        "verdict": ("string", ("verdict",)),
    }
    assert (tools["lookup_uri"].layouts, tools["lookup_uri"].count) == (("json",), 3)
    assert tools["owner_of"].layouts == ("table",)
    assert ("ownerid", ("Owner ID",)) in [(f.path, f.labels) for f in tools["owner_of"].fields]


def test_the_order_of_traces_does_not_matter():
    assert len({profiles_text(learnt(order)) for order in permutations(LOOKUPS)}) == 1


SPOKEN = [
    {"steps": [{"call": f'stock_of {{"sku":"{sku}"}}'}, {"result": told}]}
    for sku, told in (
        ("K-1", "The item is Kettle; the shelf is B4; in stock 12; the supplier is Aldo & Sons."),
        ("K-2", "The item is Lamp; the shelf is C11; in stock 3; the supplier is Brightly."),
        ("K-3", "The item is Rug; the shelf is A2; in stock 45; the supplier is Weavers."),
    )
]


def test_results_in_sentences_are_known_by_the_words_that_they_share():
    profiles = [learnt(order) for order in permutations(SPOKEN)]
    labels = {one for field in profiles[0].tools["stock_of"].fields for one in field.labels}
    assert labels == {"item", "shelf", "in stock", "supplier"}
    assert len({profiles_text(one) for one in profiles}) == 1
    assert learnt(SPOKEN[:1]).tools["stock_of"].fields == ()


def test_a_made_up_result_in_such_sentences_is_found_with_profiles_only():
    told = "The item is Vase; the shelf is D7; in stock 61; the supplier is Glassworks."
    trace = trace_of({"steps": [{"user": "What do we hold of K-9?"}, {"model": told}]})
    setting = setting_of()
    assert not [f for f in audit_trace(trace, setting).findings if f.code == "TA102"]
    known = msgspec.structs.replace(setting, shapes=shapes_of(learnt(SPOKEN)))
    (found,) = [f for f in audit_trace(trace, known).findings if f.code == "TA102"]
    assert (found.tool, found.kind) == ("stock_of", "invented")


def test_no_value_of_a_transcript_gets_into_the_file():
    text = profiles_text(learnt(LOOKUPS))
    assert not any(value in text for value in ("a.example", "malicious", "2024-05-01", "O-91"))


def test_keys_that_are_data_are_no_names():
    output = json.dumps({"variants": {"1077": {"price": 5}, "2041": {"price": 6}}})
    case = {"steps": [{"user": "?"}, {"call": "prices {}"}, {"result": output}]}
    assert [field.path for field in learnt([case]).tools["prices"].fields] == ["variants.*.price"]


def test_failed_and_orphan_results_teach_nothing():
    case = {
        "steps": [
            {"user": "?"},
            {"call": "f {}"},
            {"result": {"output": '{"error": "down", "code": 5}', "is_error": True}},
            {"result": {"output": '{"made": 1, "up": 2}', "name": "g"}},
        ]
    }
    assert learnt([case]).tools == {}


def test_a_made_up_result_of_a_tool_that_never_ran_is_found_with_profiles_only(tmp_path):
    path = tmp_path / "profiles.json"
    path.write_text(profiles_text(learnt(LOOKUPS)), encoding="utf-8")
    blank = setting_of()
    knowing = type(blank)(shapes=shapes_of(load_profiles(str(path))))
    trace = trace_of(MADE_UP)
    assert "TA102" not in [f.code for f in audit_trace(trace, blank).findings]
    assert "TA102" in [f.code for f in audit_trace(trace, knowing).findings]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "profiles.json"),
        ('{"version": 2, "tools": {}}', "version 2"),
        ('{"version": 1}', "tools"),
        ('{"version": 1, "tools": {"f": {"layouts": [], "fields": [{}], "count": 1}}}', "path"),
        ('{"version": 1, "tools": {}, "more": 1}', "more"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path, text, words):
    path = tmp_path / "profiles.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"profiles\.json") as fault:
        load_profiles(str(path))
    assert words in str(fault.value)


def test_a_mark_of_the_byte_order_is_no_fault(tmp_path):
    path = tmp_path / "profiles.json"
    path.write_text('{"version": 1, "tools": {}}', encoding="utf-8-sig")
    assert load_profiles(str(path)).tools == {}


def test_the_command_writes_what_audit_reads(conversations, capsys):
    done = run(capsys, "learn", "clean.jsonl", "broken.jsonl", "-o", "profiles.json")
    assert done.code == 0
    assert "1 tool from 1 result of 1 trace; 1 record could not be read" in done.err
    assert (conversations / "profiles.json").is_file()
    assert run(capsys, "audit", "clean.jsonl", "--profiles", "profiles.json").code == 0
    assert run(capsys, "audit", "clean.jsonl", "--profiles", "none.json").code == 2


def test_without_traces_nothing_is_learnt(conversations, capsys):
    done = run(capsys, "learn", "broken.jsonl", "-o", "profiles.json")
    assert done.code == 3
    assert not (conversations / "profiles.json").exists()
