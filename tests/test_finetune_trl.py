"""Our loss and log-probabilities are TRL's on the same rows (fp32), in one process or in two."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from trl.trainer.utils import selective_log_softmax

from benchmarks.finetune import __main__ as benchmark
from finetune import recipe as recipes
from finetune.dataset import make_dataset
from finetune.dpo import dpo_loss
from finetune.models import find_model, load_speaker
from finetune.packing import answer_log_probabilities
from finetune.recipe import load_recipe
from finetune.reference import reference_of
from finetune.trl_backend import dpo_trainer
from tests.finetune_cases import model_cache, pair_lines, pair_rows, write_lines

CLOSE = 1e-4
RECIPES = Path(recipes.__file__).parent / "recipes"
# What TRL and its libraries warn each other of is theirs to mend.
pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning",
    "ignore::DeprecationWarning",
    "ignore:.pin_memory. argument:UserWarning",
)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """TRL's trainer with an adapter that is no longer neutral, the rows, and our reference."""
    model_cache(tmp_path_factory)
    folder = tmp_path_factory.mktemp("trl")
    recipe = load_recipe("tiny-random").model_copy(update={"backend": "trl"})
    speaker = load_speaker(find_model("tiny-llama"), recipe.model, device="cpu")
    dataset = make_dataset(pair_rows(folder, 4), speaker, 2000)
    reference = reference_of(speaker, dataset)
    trainer = dpo_trainer(recipe, speaker, dataset, folder / "out")
    torch.manual_seed(1)
    with torch.no_grad():
        for name, weight in trainer.model.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
    return recipe, speaker._replace(model=trainer.model), dataset, reference, trainer


def test_the_loss_is_that_of_trl(both):
    recipe, speaker, dataset, reference, trainer = both
    ours = dpo_loss(recipe, speaker, dataset, reference)
    for number in range(len(dataset.tokens)):
        batch = trainer.data_collator([trainer.train_dataset[number]])
        with torch.no_grad():
            theirs = trainer.compute_loss(trainer.model, batch).item()
            value, figures = ours.of([number], [number], ours.knobs)
        assert value.item() == pytest.approx(theirs, abs=CLOSE)
        assert figures["preference"] != pytest.approx(0.6931, abs=1e-3)


def test_the_log_probabilities_are_those_of_trls_rows(both):
    _, speaker, dataset, _, trainer = both
    for number, row in enumerate(dataset.tokens):
        batch = trainer.data_collator([trainer.train_dataset[number]])
        ids = batch["input_ids"]
        with torch.no_grad():
            logits = trainer.model(ids, attention_mask=batch["attention_mask"]).logits
            each = selective_log_softmax(logits[:, :-1], ids[:, 1:])
            theirs = (each * batch["completion_mask"][:, 1:]).sum(1)
            found = answer_log_probabilities(speaker.model, [row])
        tokens = torch.stack([found.chosen_tokens, found.rejected_tokens], 1)[0]
        ours = torch.stack([found.chosen, found.rejected], 1)[0]
        assert ((ours - theirs).abs() / tokens).max().item() < CLOSE


@pytest.mark.slow
def test_two_processes_share_the_rows_of_one(tmp_path):
    """The rate of the first step is 0, so its loss in two processes is the mean of two of one."""
    write_lines(tmp_path / "rows.jsonl", pair_lines(4))
    recipe = (RECIPES / "tiny-random.toml").read_text(encoding="utf-8")
    recipe = recipe.replace('name = "tiny-random"', 'name = "shared"\nbackend = "trl"')
    (tmp_path / "shared.toml").write_text(recipe, encoding="utf-8")
    one, losses = trained_by(1, tmp_path)
    assert one == ["by-1/trained: 4 rows, 2 of 2 steps, weights of step 2"]
    two, shared = trained_by(2, tmp_path)
    assert two == ["by-2/trained: 4 rows, 1 of 1 steps, weights of step 1"]
    assert shared == [pytest.approx(sum(losses) / 2, abs=CLOSE)]


def trained_by(processes, folder):
    """Return what so many processes say together, and the loss of each step."""
    out = f"by-{processes}"
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    command = f"-m auditor finetune dpo rows.jsonl --recipe shared.toml --out {out}".split()
    settings = {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, *launcher, *command],
        cwd=folder,
        env={**os.environ, **settings, "PYTHONPATH": str(RECIPES.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    newest = max((folder / out / "checkpoints").glob("checkpoint-*"))
    state = json.loads((newest / "trainer_state.json").read_text(encoding="utf-8"))
    said = [line for line in ran.stdout.splitlines() if line.startswith(out)]
    return said, [entry["loss"] for entry in state["log_history"] if "loss" in entry]


def test_the_benchmark_trains_both(capsys, monkeypatch, tmp_path_factory):
    model_cache(tmp_path_factory)
    monkeypatch.setattr(sys, "argv", ["finetune", "--pairs", "2", "--rounds", "1"])
    benchmark.main()
    assert "ratio" in capsys.readouterr().out
