"""Records that hold no part of a conversation are counted with the reason, wherever one reads."""

import json

import pytest

from tests.cli_runs import run

_WHY = "a run without messages"


@pytest.fixture
def crashed(conversations):
    """A tau-bench log of three runs, two of which broke off before a message."""
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]
    runs = [
        {"task_id": n, "reward": 0.0, "info": {}, "traj": said if n == 0 else [], "trial": 0}
        for n in range(3)
    ]
    (conversations / "tau.json").write_text(json.dumps(runs), encoding="utf-8")
    return "tau.json"


@pytest.mark.parametrize("flags", [[], ["--store", "sqlite:///:memory:"], ["--jobs", "2"]])
def test_json_counts_them_by_reason(crashed, capsys, flags):
    done = run(capsys, "audit", crashed, "--format", "json", *flags)
    summary = json.loads(done.out)["summary"]
    assert summary["records"]["ignored"] == 2
    assert summary["ignored"] == {_WHY: 2}


@pytest.mark.parametrize("form", ["full", "markdown", "html"])
def test_reports_for_people_say_why(crashed, capsys, form):
    assert f"{_WHY} (2)" in run(capsys, "audit", crashed, "--format", form).out.replace("\\", "")


def test_where_nothing_is_left_the_reason_is_said(conversations, capsys):
    empty = [{"task_id": 1, "reward": 0.0, "info": {}, "traj": [], "trial": 0}]
    (conversations / "tau.json").write_text(json.dumps(empty), encoding="utf-8")
    done = run(capsys, "audit", "tau.json")
    assert done.code == 3
    assert f"{_WHY} (1)" in done.err
