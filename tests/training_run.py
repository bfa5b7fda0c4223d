"""A small training run, killed at random moments: `training_run.py ROWS WHOLE KILLED COUNT`.

Each attempt is a forked process, so that libraries are loaded once. WHOLE is run undisturbed, and
its time is the span from which the moments of the kills in KILLED are drawn. Writing a checkpoint
is slowed down there, so that kills meet it.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import peft
import torch
import transformers

import finetune.checkpoint as checkpoints
from finetune.dataset import read_rows
from finetune.dpo import train_dpo
from finetune.models import find_model
from finetune.recipe import load_recipe
from finetune.run import Asked

LOADED = (peft.__name__, transformers.__name__)


def begin(rows, out, *, slow):
    """Start the run in a process of its own and return its id."""
    child = os.fork()
    if child:
        return child
    if slow:
        plain = checkpoints.save_tensors

        def slowly(tensors, path):
            time.sleep(0.03)
            plain(tensors, path)
            time.sleep(0.03)

        checkpoints.save_tensors = slowly
    recipe = load_recipe("tiny-random")
    train = recipe.train.model_copy(update={"save_every": 1})
    lora = recipe.lora.model_copy(update={"dropout": 0.1})
    dpo = recipe.dpo.model_copy(update={"epochs": 2})
    recipe = recipe.model_copy(update={"train": train, "lora": lora, "dpo": dpo})
    code = 1
    try:
        train_dpo(recipe, read_rows(Path(rows)), Path(out), Asked("tiny-llama"))
        code = 0
    finally:
        os._exit(code)


def ended(child):
    """Wait for a process; say whether it ended by itself and well."""
    return os.waitpid(child, 0)[1] == 0


def main():
    rows, whole, killed, count = sys.argv[1:]
    torch.set_num_threads(1)
    find_model("tiny-llama")
    began = time.monotonic()
    assert ended(begin(rows, whole, slow=True))
    span = time.monotonic() - began
    draw = random.Random(7)  # noqa: S311 - moments, no secrets
    for _ in range(int(count)):
        child = begin(rows, killed, slow=True)
        # Later attempts have less left to do.
        time.sleep(draw.uniform(0.2, 0.7) * span)
        os.kill(child, signal.SIGKILL)
        ended(child)
    assert ended(begin(rows, killed, slow=False))


if __name__ == "__main__":
    main()
