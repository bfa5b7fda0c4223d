"""The model card: what a model is, what it was trained on, and what nobody checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.training.report import Gate
from finetune.manifest import replace_text

CARD = "README.md"
_PROMOTION = "\n## Promotion\n"


def model_card(record: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """Return the README of a merged model, from the record of its run and how it was merged."""
    recipe = record["recipe"]
    agreement = facts["agreement"]
    trained = (
        f"Base: `{record['base']}` (sha256 `{record['base_sha256'][:16]}`). "
        f"{record['stage'].upper()} on {record['trained_rows']} rows{_quiet(record)}, "
        f"{record['steps']} of {record['total']} steps; weights of step {record['picked']}."
    )
    serving = (
        f"Thinking: `{record['thinking']}`. Serve it in that mode, with the chat template of this "
        "folder."
    )
    merged = (
        f"Merged in fp32 and written in {facts['dtype']}: same first token as base and adapter at "
        f"{agreement['top1']:.1%} of {agreement['places']} prompts, divergence up to "
        f"{agreement['kl']:.1e} nats."
    )
    lines = [f"# {recipe['name']}: {record['stage']}", "", trained, "", serving, "", merged]
    left_out = len(record["left_out_too_long"])
    if left_out:
        lines += ["", f"{left_out} rows were longer than the model's limit and left out."]
    if record["notes"]:
        lines += ["", "## Notes", "", *(f"- {note}" for note in record["notes"])]
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    return "\n".join([*lines, "", f"Made with {versions}.", ""])


def record_promotion(folder: Path, gate: Gate) -> bool:
    """Write into a model's card that it was promoted, and against which objections.

    Returns:
        Whether it was: a model that the gate refuses has nothing to record, nor has a place that
        is no folder of a model with a card.

    Raises:
        UsageError: A file of the folder was altered.
    """
    if not (gate.passed or gate.forced) or not (folder / CARD).is_file():
        return False
    said = ["Passed the promotion gate."]
    if gate.forced:
        said = ["**Promoted by force against the promotion gate**, which said:", ""]
        said += [f"- {reason}" for reason in gate.reasons]
    card = (folder / CARD).read_text(encoding="utf-8").partition(_PROMOTION)[0]
    replace_text(folder, CARD, "\n".join([card.rstrip(), _PROMOTION, *said, ""]))
    return True


def _quiet(record: Mapping[str, Any]) -> str:
    """Say what share of pairs calls nothing; rows that are no pairs have no such share."""
    if record["stage"] != "dpo":
        return ""
    return f" ({record['no_call_share']:.0%} of the pairs without a call)"
