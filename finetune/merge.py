"""An adapter and its base made one model, to be served by anything that reads safetensors.

The sum is made in fp32 and written in fp16: merging in bf16 moves logits by a hundred times as
much. Before the folder gets its name it is read again and held against base and adapter at the
places where an answer begins: the likeliest token must agree and the distributions must be close.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.errors import UsageError
from finetune.card import CARD, model_card
from finetune.conversation import prompt_text
from finetune.dataset import Row, ids_of
from finetune.manifest import clear_remains, sha256_of, verify, written
from finetune.models import Speaker, find_model, load_speaker, torch_dtype
from finetune.policy import read_adapter
from finetune.recipe import Dtype, Recipe
from finetune.run import TRAINED, read_record

if TYPE_CHECKING:
    from torch import Tensor

_LARGEST_KL = 1e-3
_LEAST_TOP1 = 0.98
# How `transformers serve` finds calls in answers to our template; for model types that it does not
# know it reads this from the tokenizer's settings.
_RESPONSE_TEMPLATE = {
    "defaults": {"role": "assistant"},
    "start_anchor": "<|im_start|>assistant\n",
    "fields": {
        "tool_calls": {
            "open_pattern": r"\s*<tool_call>",
            "close": "</tool_call>",
            "repeats": True,
            "content": "json",
            "transform": {"type": "function", "function": "{content}"},
        },
        "content": {"close_pattern": r"\s*<\|im_end\|>", "content": "text"},
    },
}


class Agreement(NamedTuple):
    """How well a merged model agrees with base and adapter where answers begin.

    Attributes:
        places: How many prompts were looked at.
        top1: Share of them with the same likeliest token.
        kl: Largest Kullback-Leibler divergence from the unmerged model, in nats.
        logit: Largest difference of a logit.
    """

    places: int
    top1: float
    kl: float
    logit: float


class Merged(NamedTuple):
    """A merged model and how it was checked."""

    folder: Path
    agreement: Agreement


def merge(
    recipe: Recipe,
    trained: Path,
    rows: Sequence[Row],
    out: Path,
    *,
    dtype: Dtype = "fp16",
    hub: bool = False,
) -> Merged:
    """Merge what training wrote into its base and write a folder that can be served.

    Args:
        trained: The folder `trained/` of a run.
        rows: Rows of which the prompts are compared; at least 50 are advised.
        dtype: Of the written weights.

    Raises:
        UsageError: The adapter was altered, the model disagrees with it, or `out` is in use.
    """
    _refuse_other_folders(trained)
    verify(trained)
    record = read_record(trained)
    clear_remains(out.parent)
    if out.exists():
        held = verify(out)
        if held.get("adapter_sha256") == _adapter_digest(trained):
            return Merged(out, Agreement(**held["agreement"]))
        raise UsageError(f"{out} holds another model.", "Choose another --out folder.")
    speaker = load_speaker(find_model(record["base"], hub=hub), recipe.model, "fp32")
    before, model = _with_adapter(speaker, trained, rows)
    facts: dict[str, Any] = {"adapter_sha256": _adapter_digest(trained), "dtype": dtype}
    with written(out, facts) as place:
        _write(model.to(torch_dtype(dtype)), speaker, place)
        again = load_speaker(place, recipe.model, "fp32")
        agreement = _compare(before, logits_at_answers(again, rows))
        _refuse(agreement)
        facts["agreement"] = agreement._asdict()
        (place / CARD).write_text(model_card(record, facts), encoding="utf-8")
        (place / "run.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return Merged(out, agreement)


def _refuse_other_folders(trained: Path) -> None:
    """Say which folder is wanted where a run's own, or any other, was given."""
    if not (trained / "run.json").is_file():
        within = trained / TRAINED
        raise UsageError(
            f"{trained} holds no trained weights.",
            f"Give {within}." if within.is_dir() else "Give the folder `trained` of a run.",
        )


def logits_at_answers(speaker: Speaker, rows: Sequence[Row]) -> "Tensor":
    """Return the logits of the first token of the answer to each prompt, fp32, (rows, words)."""
    import torch

    found = []
    speaker.model.eval()
    with torch.inference_mode():
        for row in rows:
            text = prompt_text(speaker.tokenizer, row.messages, row.tools, speaker.thinking)
            ids = torch.tensor([ids_of(text, speaker.tokenizer)], device=speaker.model.device)
            found.append(speaker.model(input_ids=ids, logits_to_keep=1).logits[0, -1].float().cpu())
    return torch.stack(found)


def _with_adapter(speaker: Speaker, trained: Path, rows: Sequence[Row]) -> "tuple[Tensor, Any]":
    """Return the logits of base and adapter, and their sum as a plain model."""
    if not (trained / "adapter_config.json").exists():
        whole = speaker._replace(model=load_whole(trained, speaker))
        return logits_at_answers(whole, rows), whole.model
    model = read_adapter(speaker.model, trained)
    before = logits_at_answers(speaker._replace(model=model), rows)
    return before, model.merge_and_unload()


def load_whole(folder: Path, speaker: Speaker) -> Any:
    """Return the weights of a run that trained all of them, on the speaker's device."""
    from transformers import AutoModelForCausalLM

    model: Any = AutoModelForCausalLM.from_pretrained(
        folder, use_safetensors=True, local_files_only=True, trust_remote_code=False
    )
    return model.to(speaker.model.device)


def _write(model: Any, speaker: Speaker, place: Path) -> None:
    tokenizer = speaker.tokenizer
    model.config.use_cache = True
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.save_pretrained(place)
    if not getattr(tokenizer, "response_template", None) and "<tool_call>" in (
        tokenizer.chat_template or ""
    ):
        tokenizer.response_template = _RESPONSE_TEMPLATE
    tokenizer.save_pretrained(place)
    for written_file in place.iterdir():
        written_file.chmod(0o644)


def _compare(before: "Tensor", after: "Tensor") -> Agreement:
    import torch

    kl = torch.nn.functional.kl_div(
        after.log_softmax(-1), before.log_softmax(-1), reduction="none", log_target=True
    ).sum(-1)
    same = (before.argmax(-1) == after.argmax(-1)).float().mean().item()
    difference = (before - after).abs().max().item()
    return Agreement(len(before), same, kl.max().item(), difference)


def _refuse(agreement: Agreement) -> None:
    if agreement.top1 < _LEAST_TOP1 or agreement.kl > _LARGEST_KL:
        raise UsageError(
            f"The merged model is not the trained one: same first token at {agreement.top1:.1%} "
            f"of {agreement.places} prompts, divergence up to {agreement.kl:.2g} nats.",
            "Merge with --dtype fp32.",
        )


def _adapter_digest(trained: Path) -> str:
    files = sorted(trained.glob("*.safetensors"))
    return "+".join(sha256_of(path)[:32] for path in files)
