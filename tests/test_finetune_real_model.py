"""The whole loop on a real small model, by the command that people give. Hours on a CPU.

With AUDITOR_LOOP_OUT=FOLDER the loop goes on in that folder: what was finished there is kept.
"""

import os

import pytest

from auditor.cli import main
from auditor.training import may_promote, read_report
from auditor.training.promotion import is_worse

# Whichever test comes first in the random order runs the loop.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(6 * 3600)]

CHANCE = 0.05


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    # Taken out of the environment: it is no setting, and those that are none are refused.
    out = os.environ.pop("AUDITOR_LOOP_OUT", "") or str(tmp_path_factory.mktemp("loop") / "out")
    recipe = ["--recipe", "smollm2-135m-cpu", "--seed", "0"]
    assert main(["finetune", "loop", *recipe, "--out", out]) == 0
    return read_report(os.path.join(out, "report.json"))


@pytest.fixture(scope="module")
def stages(report):
    return {stage.name: stage for stage in report.stages}


def test_the_base_makes_results_up_and_does_not_call(stages):
    base = stages["base"].metrics
    assert base["tool_call_accuracy"].share <= 0.30
    assert base["fabrication_rate"].hits > 20
    assert base["tool_call_accuracy"].total == 200


def test_domain_text_teaches_no_calling(stages):
    metrics = stages["sft-domain"].metrics
    assert metrics["tool_call_accuracy"].share <= 0.5


def test_dpo_teaches_the_tool_and_ends_the_making_up(stages):
    metrics = stages["dpo-v2"].metrics
    assert metrics["tool_call_accuracy"].share >= 0.95
    assert metrics["fabrication_rate"].hits <= 1
    assert metrics["missed_call_rate"].share <= 0.03
    assert metrics["overcall_rate"].hits <= 1


def test_dpo_costs_no_other_ability(stages):
    base, trained = stages["base"].regressions, stages["dpo-v2"].regressions
    assert [name for name in base if is_worse(trained[name], base[name], CHANCE)] == []


def test_the_gate_says_what_the_figures_say(report, stages):
    (gate,) = [gate for gate in report.gates if gate.stage == "dpo-v2"]
    decision = may_promote(stages["dpo-v2"], stages["base"], stages["sft-chosen"])
    assert (gate.passed, gate.reasons) == (decision.passed, decision.reasons)
