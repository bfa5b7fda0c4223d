"""What the model said before training, to which DPO holds what it says while it is trained.

It is computed once and kept beside the checkpoints: on a CPU it takes a third of the time of an
epoch, so that a run that goes on should not begin with it again.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from finetune.dataset import Dataset
from finetune.manifest import clear_remains, verify_run, written
from finetune.models import Speaker
from finetune.packing import answer_log_probabilities
from finetune.policy import answering, without_adapters

_VALUES = "log_probabilities.json"


class Reference(NamedTuple):
    """Log-probabilities of whole answers before training, in nats, by row."""

    chosen: tuple[float, ...]
    rejected: tuple[float, ...]


def kept_reference(
    folder: Path, facts: dict[str, Any], speaker: Speaker, dataset: Dataset
) -> Reference:
    """Return the reference that a folder holds, or compute it and keep it there.

    Args:
        facts: What makes two runs the same run.

    Raises:
        UsageError: The folder was altered, or is of another run.
    """
    clear_remains(folder.parent)
    if folder.is_dir():
        verify_run(folder, facts)
        held = json.loads((folder / _VALUES).read_text(encoding="utf-8"))
        return Reference(tuple(held["chosen"]), tuple(held["rejected"]))
    reference = reference_of(speaker, dataset)
    with written(folder, dict(facts)) as place:
        (place / _VALUES).write_text(json.dumps(reference._asdict()) + "\n", encoding="utf-8")
    return reference


def reference_of(speaker: Speaker, dataset: Dataset) -> Reference:
    """Return what the model says without its adapters.

    Replay rows are held against nothing, so theirs is 0.
    """
    chosen, rejected = [], []
    # Drawing for dropout here would make a run that finds its reference kept another run.
    with answering(speaker.model), without_adapters(speaker.model):
        for row in dataset.tokens:
            if row.rejected is None:
                chosen.append(0.0)
                rejected.append(0.0)
                continue
            found = answer_log_probabilities(speaker.model, [row._replace(earlier=())])
            chosen.append(found.chosen.item())
            rejected.append(found.rejected.item())
    return Reference(tuple(chosen), tuple(rejected))
