"""What surrounds a run of a stage: what it is, whether it is done already, what is kept of it."""

import json
import math
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

from finetune.dataset import Dataset, Row, make_dataset, no_call_share, with_words_weighed
from finetune.earlier_replies import with_earlier_replies
from finetune.manifest import clear_remains, remove, sha256_of, verify_run, written
from finetune.models import Speaker
from finetune.policy import load_policy
from finetune.recipe import Recipe
from finetune.training import Ended, Job, Probe

Stage = Literal["sft", "dpo"]

TRAINED = "trained"
UNREVIEWED = "Trained on pairs that no person approved: for experiments only."
_PACKAGES = ("torch", "transformers", "peft")
_NOT_FACTS: Any = {"train": {"threads", "report_to", "keep", "compile"}, "loop": True}


class Asked(NamedTuple):
    """What a caller wants of a run beside recipe and rows.

    Attributes:
        base: The model to begin with.
        hub: Whether it may be fetched from the hub.
        notes: What the record of the run must say, such as that its pairs were not reviewed.
        probe, deadline, shown: As in `Job`.
    """

    base: str
    hub: bool = False
    notes: tuple[str, ...] = ()
    probe: Probe | None = None
    deadline: float = math.inf
    shown: bool = False


class Trained(NamedTuple):
    """A finished run.

    Attributes:
        folder: An adapter in the form of peft, or a whole model; with manifest and `run.json`.
        record: What was trained on what, and how it ended.
        first: Whether this process wrote it, of several that trained together.
    """

    folder: Path
    record: dict[str, Any]
    first: bool = True


def begin(
    stage: Stage, recipe: Recipe, rows: Sequence[Row], out: Path, asked: Asked
) -> Job | Trained:
    """Return what a stage has to train, or what it ended with if this very run was finished.

    Raises:
        UsageError: A row fails a check, or `out` holds another run.
    """
    rates = recipe.sft if stage == "sft" else recipe.dpo
    speaker = load_policy(recipe, asked.base, hub=asked.hub)
    dataset = make_dataset(rows, speaker, recipe.model.max_length)
    words = recipe.train.words_weight
    dataset = with_words_weighed(dataset, words)
    if recipe.train.earlier_replies:
        dataset = with_earlier_replies(dataset, speaker, words)
    facts = facts_of(stage, recipe, dataset, speaker)
    return finished(out, facts) or Job(
        recipe,
        speaker,
        dataset,
        out,
        rates.lr,
        rates.epochs,
        asked.base,
        facts,
        asked.probe,
        asked.deadline,
        asked.shown,
    )


def facts_of(stage: Stage, recipe: Recipe, dataset: Dataset, speaker: Speaker) -> dict[str, Any]:
    """Return what makes two runs the same run: stage, recipe, rows and the base's weights.

    Where the base lies is no part of it: a folder that was moved goes on.
    """
    return {
        "stage": stage,
        "recipe": recipe.model_dump(mode="json", exclude=_NOT_FACTS),
        "rows": dataset.digest,
        "base_sha256": _weights_digest(speaker.folder),
    }


def finished(out: Path, facts: dict[str, Any]) -> Trained | None:
    """Return what a folder holds if this very run was finished there.

    One that ended as its time was up is not: it goes on from its last checkpoint.

    Raises:
        UsageError: A finished run there is another one, or a file of it changed.
    """
    folder = out / TRAINED
    clear_remains(out)
    if not folder.is_dir():
        return None
    verify_run(folder, facts)
    trained = Trained(folder, read_record(folder))
    if is_whole(trained):
        return trained
    remove(folder)
    return None


def is_whole(trained: Trained) -> bool:
    """Say whether a run made all its steps, and was not ended before as its time was up."""
    return bool(trained.record["steps"] >= trained.record["total"])


def keep(job: Job, ended: Ended, notes: Sequence[str]) -> Trained:
    """Write the weights that a run ended with, and its record."""
    folder, record = job.out / TRAINED, _record(job, ended, notes)
    with written(folder, dict(job.facts)) as place:
        model = job.speaker.model
        if job.recipe.lora is None:
            model.save_pretrained(place)
            job.speaker.tokenizer.save_pretrained(place)
        else:
            # Without this argument peft would ask the hub about the base's vocabulary.
            model.save_pretrained(place, save_embedding_layers=False)
            _say_base(place, str(job.speaker.folder))
        _write_record(place, record)
    return Trained(folder, record)


def keep_adapter(
    job: Job, ended: Ended, adapter: Path, notes: Sequence[str], *, first: bool
) -> Trained:
    """Keep an adapter that another trainer wrote; of several processes only the first writes."""
    folder, record = job.out / TRAINED, _record(job, ended, notes)
    if first:
        with written(folder, dict(job.facts)) as place:
            for name in ("adapter_model.safetensors", "adapter_config.json"):
                shutil.copy(adapter / name, place / name)
            _say_base(place, str(job.speaker.folder))
            _write_record(place, record)
    return Trained(folder, record, first)


def _record(job: Job, ended: Ended, notes: Sequence[str]) -> dict[str, Any]:
    return {
        **job.facts,
        "base": job.base,
        "thinking": job.recipe.model.thinking,
        "trained_rows": len(job.dataset.rows),
        "left_out_too_long": list(job.dataset.too_long),
        "no_call_share": round(no_call_share(job.dataset.rows), 4),
        **ended._asdict(),
        "notes": list(dict.fromkeys([*notes, *_unapproved(job.dataset.rows)])),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def _unapproved(rows: Sequence[Row]) -> list[str]:
    """Say of how many of the findings that rows are of no person said that they are right."""
    known = [row.approved for row in rows if row.approved is not None]
    lacking = known.count(False)
    if not lacking:
        return []
    if lacking == len(known):
        return [UNREVIEWED]
    return [f"No person approved {lacking:,} of the {len(known):,} pairs: for experiments only."]


def _write_record(place: Path, record: dict[str, Any]) -> None:
    (place / "README.md").unlink(missing_ok=True)
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (place / "run.json").write_text(text + "\n", encoding="utf-8")


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of a finished run."""
    record: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record


def _say_base(place: Path, base: str) -> None:
    path = place / "adapter_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["base_model_name_or_path"] = base
    path.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _weights_digest(folder: Path) -> str:
    digests = [sha256_of(path) for path in sorted(folder.glob("*.safetensors"))]
    return digests[0] if len(digests) == 1 else "+".join(digest[:16] for digest in digests)
