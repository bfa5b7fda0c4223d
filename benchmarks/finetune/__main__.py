"""CPU time per trained pair: our loop against TRL's DPOTrainer on the same rows, in one process.

python -m benchmarks.finetune [--base tiny-llama] [--pairs 8] [--rounds 3]

Both train the same adapter shape on the answers alone, on the same token ids, with a reference
computed once and no activation checkpointing. Rounds alternate; the least CPU time of each counts.
"""

import argparse
import json
import math
import os
import tempfile
import time
from pathlib import Path

import torch

from auditor.scenario.drills import drills, reference_reply
from finetune.dataset import Dataset, Row, make_dataset, read_rows
from finetune.dpo import dpo_loss
from finetune.models import find_model, go_offline, load_speaker
from finetune.policy import with_adapters
from finetune.recipe import Recipe, load_recipe
from finetune.reference import reference_of
from finetune.training import Job, train
from finetune.trl_backend import dpo_trainer


def rows_of(folder: str, count: int) -> list[Row]:
    """Return pairs of training drills: the right reply, and a made-up result or a needless call."""
    lines = []
    for drill in drills(count, part="train", seed=3):
        rejected = {"role": "assistant", "content": "verdict: malicious, score: 91, category: spam"}
        lines.append(
            {
                "prompt": json.dumps(drill.messages),
                "chosen": json.dumps([reference_reply(drill)]),
                "rejected": json.dumps([rejected]),
                "tools": json.dumps(drill.tools),
            }
        )
    path = Path(folder, "rows.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return read_rows(path)


def ours(recipe: Recipe, dataset: Dataset, folder: Path) -> float:
    """Return CPU seconds of reference and training by our loop."""
    speaker = load_speaker(find_model(recipe.model.base), recipe.model)
    torch.manual_seed(0)
    speaker = speaker._replace(model=with_adapters(speaker.model, recipe.lora))
    began = time.process_time()
    loss = dpo_loss(recipe, speaker, dataset, reference_of(speaker, dataset))
    train(Job(recipe, speaker, dataset, folder, recipe.dpo.lr, 1, recipe.model.base, {}), loss)
    return time.process_time() - began


def theirs(recipe: Recipe, dataset: Dataset, folder: Path) -> float:
    """Return CPU seconds of reference and training by TRL."""
    speaker = load_speaker(find_model(recipe.model.base), recipe.model, device="cpu")
    settings = {"precompute_ref_log_probs": True, "save_strategy": "no", "disable_tqdm": True}
    recipe = recipe.model_copy(update={"accelerate": settings})
    began = time.process_time()
    dpo_trainer(recipe, speaker, dataset, folder).train()
    return time.process_time() - began


def recipe_for(base: str) -> Recipe:
    """Return the recipe that both can follow."""
    recipe = load_recipe("smollm2-135m-cpu")
    alone = {"save_every": 0, "probe_every": 0, "earlier_replies": 0.0, "words_weight": 1.0}
    return recipe.model_copy(
        update={
            "model": recipe.model.model_copy(update={"base": base, "max_length": 8192}),
            "train": recipe.train.model_copy(update=alone),
        }
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="tiny-llama")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    go_offline()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    recipe = recipe_for(given.base)
    best = {"ours": math.inf, "trl": math.inf}
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(folder, given.pairs)
        speaker = load_speaker(find_model(given.base), recipe.model)
        dataset = make_dataset(rows, speaker, 8192)
        del speaker
        tokens = sum(len(t.prompt) + len(t.chosen) + len(t.rejected) for t in dataset.tokens)
        for number in range(given.rounds):
            for name, run in (("ours", ours), ("trl", theirs)):
                place = Path(folder, f"{name}-{number}")
                best[name] = min(best[name], run(recipe, dataset, place))
    pairs = len(dataset.tokens)
    print(
        f"{given.base}, fp32, {pairs} pairs of {tokens / pairs:.0f} tokens, least of {given.rounds}"
    )
    for name, seconds in best.items():
        print(f"{name:>5}  {seconds / pairs:8.3f} CPU s per pair, reference included")
    print(f"ratio  {best['trl'] / best['ours']:8.2f}")


if __name__ == "__main__":
    main()
