"""Records that hold no part of a conversation are counted with the reason, wherever one reads."""

import json

import pytest

from tests.cli_runs import run

_WHY = "metadata without messages"
_EMPTY = {"metadata": {"model": "m"}}


@pytest.fixture
def mixed(conversations):
    """A chat and two records of metadata alone."""
    with (conversations / "clean.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps(_EMPTY)}\n" * 2)
    return "clean.jsonl"


@pytest.mark.parametrize("flags", [[], ["--store", "kept.db"], ["--jobs", "2"]])
def test_json_counts_them_by_reason(mixed, capsys, flags):
    done = run(capsys, "audit", mixed, "--format", "json", *flags)
    summary = json.loads(done.out)["summary"]
    assert summary["records"]["ignored"] == 2
    assert summary["ignored"] == {_WHY: 2}


@pytest.mark.parametrize("form", ["full", "markdown", "html"])
def test_reports_for_people_say_why(mixed, capsys, form):
    assert f"{_WHY} (2)" in run(capsys, "audit", mixed, "--format", form).out.replace("\\", "")


def test_where_nothing_is_left_the_reason_is_said(conversations, capsys):
    (conversations / "none.json").write_text(json.dumps(_EMPTY), encoding="utf-8")
    done = run(capsys, "audit", "none.json")
    assert done.code == 3
    assert f"{_WHY} (1)" in done.err
