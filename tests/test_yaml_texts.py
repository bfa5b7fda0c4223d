"""Texts in YAML: what is read, what is refused, and which files of a folder are taken for it."""

import sys
from pathlib import Path

import pytest

from auditor import discovery
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.messages.yaml_texts import value_of_yaml
from auditor.strict_json import JsonError
from auditor.trace import ReadProblem

FIXTURE = Path(__file__).parent.parent / "fixtures/formats/http_recording/cassette.yaml"


def test_what_json_cannot_hold_becomes_text():
    value = value_of_yaml("a: !!binary aGk=\nb: !!binary /w==\nc: 2031-03-07\n4: !!set {x}\n")
    assert value == {"a": "hi", "b": {"base64_string": "/w=="}, "c": "2031-03-07", "4": "{'x'}"}


def test_a_body_of_bytes_is_told_as_other_recorders_tell_it():
    assert value_of_yaml("body: {string: !!binary /w==}") == {"body": {"base64_string": "/w=="}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\na: 2\n", "a key stands twice at line 1"),
        ("a: [1\n", "invalid YAML"),
        ("a: &x [*x]\n", "aliases"),
        (
            "a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n",
            "aliases",
        ),
        ("a: !!python/object/apply:os.getcwd []\n", "invalid YAML"),
    ],
)
def test_what_is_ambiguous_inflated_or_no_data_is_refused(text, reason):
    with pytest.raises(JsonError, match=reason):
        value_of_yaml(text)


def test_without_a_reader_of_yaml_a_recording_is_a_problem_that_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    (problem,) = read(str(FIXTURE), accounts=Accounts())
    assert isinstance(problem, ReadProblem)
    assert "PyYAML" in problem.reason


def test_of_a_folder_only_recordings_in_yaml_are_taken(tmp_path):
    for name, text in [
        ("settings.yaml", "debug: true\n"),
        ("a.yaml", "interactions:\n- request: {}\n"),
        ("b.yml", "---\nhttp_interactions:\n- request: {}\n"),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [Path(path).name for path in discovery.discover([str(tmp_path)])] == ["a.yaml", "b.yml"]
