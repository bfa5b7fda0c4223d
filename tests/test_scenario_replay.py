"""The scenario against a real small model, which misbehaves by itself: replay, then audit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import auditor
from auditor.endpoints import Endpoint
from auditor.replaying import Decoding
from auditor.replaying.endpoint import opened
from auditor.scenario.model import find_small_model, served
from auditor.scenario.reputation import build_base
from auditor.scenario.shifts import shift

CONTRACT = str(Path(auditor.__file__).parent / "scenario" / "contract.toml")
MADE_UP = {"TA102", "TA103", "TA104", "TA105", "TA108"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", ["json", "key_value", "table", "prose"])
def test_a_shift_is_genuine_up_to_the_request_that_waits(language, layout):
    record = shift(3, 4, language, layout)
    assert record == shift(3, 4, language, layout)
    assert [message["role"] for message in record["messages"]].count("tool") == 4
    assert record["messages"][-1]["role"] == "user"
    assert any(uri in record["messages"][-1]["content"] for uri in build_base())
    (trace,) = auditor.replay(
        [record], respond=lambda *_: {"content": "OK."}, at="end", runs=1
    ).traces()
    assert not [f for f in auditor.audit([trace], config=CONTRACT).findings if f.severity == "high"]


@pytest.mark.timeout(900)
def test_what_a_real_model_makes_up_in_a_replay_is_found_by_the_audit():
    record = shift(0, 3, "en", "key_value")
    record["messages"][0]["content"] = "You look up hosts. Report only what the tool returned."
    record["tools"] = record["tools"][:1]
    with (
        served(find_small_model()) as url,
        opened("local", Endpoint(base_url=url, model="smollm2", timeout=600)) as version,
    ):
        report = auditor.replay(
            [record],
            respond=version.respond,
            mode="teacher-forced",
            at="end",
            runs=4,
            decoding=Decoding(temperature=0.7, max_tokens=40),
        )
    assert report.states["valid"] + report.states["cut"] == 4
    assert report.completion_tokens > 20
    traces = list(report.traces())
    assert {trace.model for trace in traces} == {"SmolLM2-135M-Instruct.Q4_1"}
    found = auditor.audit(traces, config=CONTRACT).findings
    made_up = [finding for finding in found if finding.code in MADE_UP]
    assert made_up
    # Only what the model said now, never the genuine history that it was given.
    assert {finding.step for finding in made_up} == {3 * 2}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_command_replays_the_scenario_over_mcp_and_audits_it(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "auditor.scenario.replay", str(tmp_path)),
            *("--shifts", "1", "--runs", "3", "--max-tokens", "64", "--threads", "1"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert "Replay (live): 3 runs" in done.stdout
    assert "3 traces (openai-chat)" in done.stdout
    lines = (tmp_path / "replays/local.jsonl").read_bytes().splitlines()
    runs = [json.loads(line) for line in lines]
    assert [made["run_index"] for made in runs] == [0, 1, 2]
    ledger = (tmp_path / "replays/ledger.journal").read_bytes().splitlines()
    for entry in map(json.loads, ledger):
        assert entry["session"] in {made["id"] for made in runs}
