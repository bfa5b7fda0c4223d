"""The whole loop on a real small model, three seeds, by the command that people give.

Some five hours on two cores, of which two are evaluation. With AUDITOR_LOOP_OUT=FOLDER the loop
goes on in that folder: what was finished there is verified and kept.
"""

import os

import pytest

from auditor.cli import main
from auditor.training import may_promote, pooled, read_report
from auditor.training.promotion import is_worse

# Whichever test comes first in the random order runs the loop.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(9 * 3600)]

SEEDS = ("0", "1", "2")
CHANCE = 0.05


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    # Taken out of the environment: it is no setting, and those that are none are refused.
    out = os.environ.pop("AUDITOR_LOOP_OUT", "") or str(tmp_path_factory.mktemp("loop") / "out")
    seeds = [word for seed in SEEDS for word in ("--seed", seed)]
    recipe = ["--recipe", "smollm2-135m-cpu", *seeds]
    assert main(["finetune", "loop", *recipe, "--out", out]) == 0
    return read_report(os.path.join(out, "report.json"))


@pytest.fixture(scope="module")
def stages(report):
    """Return each stage, its seeds taken together."""
    return {stage.name: stage for stage in pooled(report.stages)}


def _of_seeds(report, name):
    return [stage for stage in report.stages if stage.name == name]


def test_each_seed_answers_at_least_two_hundred_held_out_items(report):
    assert [stage.items for stage in _of_seeds(report, "dpo-v2")] == [200, 200, 200]


def test_the_base_makes_results_up_and_does_not_call(stages):
    base = stages["base"].metrics
    assert base["tool_call_accuracy"].share <= 0.30
    assert base["fabrication_rate"].hits > 60


def test_domain_text_teaches_no_calling(stages):
    metrics = stages["sft-domain"].metrics
    assert metrics["tool_call_accuracy"].share <= 0.5


def test_dpo_teaches_the_tool_and_ends_the_making_up(stages):
    metrics = stages["dpo-v2"].metrics
    assert metrics["tool_call_accuracy"].share >= 0.97
    assert metrics["fabrication_rate"].hits <= 3
    assert metrics["missed_call_rate"].share <= 0.03
    assert metrics["overcall_rate"].share <= 0.02


def test_dpo_costs_no_other_ability(report):
    for base, trained in zip(_of_seeds(report, "base"), _of_seeds(report, "dpo-v2"), strict=True):
        before, after = base.regressions, trained.regressions
        assert [name for name in before if is_worse(after[name], before[name], CHANCE)] == []


def test_the_gate_says_what_the_figures_say(report):
    for candidate, base, control in zip(
        *(_of_seeds(report, name) for name in ("dpo-v2", "base", "sft-chosen")), strict=True
    ):
        (gate,) = [g for g in report.gates if (g.stage, g.seed) == ("dpo-v2", candidate.seed)]
        decision = may_promote(candidate, base, control)
        assert (gate.passed, gate.reasons) == (decision.passed, decision.reasons)
