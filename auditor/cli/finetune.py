"""`auditor finetune`: trains on pairs, merges, serves, measures; the package `finetune` does it."""

import importlib
from typing import Any

import click

_recipe = click.option(
    "--recipe", "recipe_name", required=True, metavar="NAME|FILE", help="How to train."
)
_base = click.option("--base", metavar="MODEL", help="Begin with this model. [the recipe's]")
_hub = click.option("--hub", is_flag=True, help="Let the model hub be asked for the model.")
_out = click.option(
    "--out", required=True, metavar="FOLDER", help="Gets checkpoints, metrics and result."
)
_held_out = click.option(
    "--held-out",
    metavar="FILE",
    help="Pairs of which no group may be trained on; those marked as held out are always refused.",
)
_minutes = click.option(
    "--minutes", type=click.FloatRange(min=0), metavar="N", help="Stop after so many minutes."
)


@click.group()
def command() -> None:
    """Train a model on pairs: SFT, DPO, merging, evaluation, or all of it in one loop."""


@command.command()
@click.argument("file", metavar="ROWS")
@_recipe
@_out
@_base
@_held_out
@_hub
@_minutes
def sft(**given: Any) -> int:
    """Train on the last message of each row of an SFT or pairs file."""
    return _start("sft", given)


@command.command()
@click.argument("file", metavar="PAIRS")
@_recipe
@_out
@_base
@_held_out
@_hub
@_minutes
@click.option("--replay", metavar="FILE", help="SFT rows that are imitated beside the pairs.")
def dpo(**given: Any) -> int:
    """Train to prefer chosen to rejected (DPO with an NLL term).

    A run that was stopped goes on with the same command.
    """
    return _start("dpo", given)


@command.command()
@click.argument("trained", metavar="TRAINED")
@_recipe
@_out
@click.option("--prompts", required=True, metavar="FILE", help="Pairs to compare answers on.")
@click.option(
    "--dtype", type=click.Choice(["fp16", "bf16", "fp32"]), default="fp16", show_default=True
)
@_hub
def merge(**given: Any) -> int:
    """Merge an adapter into its base; refused if the result answers otherwise."""
    return _start("merge", given)


@command.command()
@click.argument("paths", nargs=-1, metavar="[TRANSCRIPTS...]")
@_recipe
@_out
@click.option("--contract", metavar="FILE", help="What the tools of the transcripts promise.")
@click.option(
    "--tool",
    type=click.Choice(["one-argument", "two-argument"]),
    default="one-argument",
    show_default=True,
    help="Form of the scenario's tool, without transcripts.",
)
@click.option("--seed", "seeds", type=int, multiple=True, default=(0,), help="May be repeated.")
@_hub
@_minutes
def loop(**given: Any) -> int:
    """Run the whole loop: pairs, SFT, SFT on chosen, DPO v1 and v2, merging, evaluation, report.

    Without transcripts the base answers the drills of the scenario and its own faults become the
    pairs. Nobody reviews them, and manifest, model card and report say so. What was finished is
    kept: the same command goes on.
    """
    return _start("loop", given)


@command.command()
@click.argument("models", nargs=-1, required=True, metavar="NAME=MODEL...")
@_recipe
@click.option("--pairs", metavar="FILE", help="Ask what its held-out pairs ask. [drills]")
@click.option(
    "--count", "drills", type=click.IntRange(1), default=200, show_default=True, help="Of drills."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the drills.")
@click.option(
    "--tool",
    type=click.Choice(["one-argument", "two-argument"]),
    default="one-argument",
    show_default=True,
)
@click.option(
    "--runs", type=click.IntRange(1), default=1, show_default=True, help="Runs of each item."
)
@click.option("--promote", metavar="NAME", help="Decide whether this model may be promoted.")
@click.option(
    "--force", is_flag=True, help="Promote it all the same; report and model card say so."
)
@click.option("--out", metavar="FOLDER", help="Write report.json, report.md and report.html.")
@_hub
def evaluate(**given: Any) -> int:
    """Measure models on held-out items; the one called base is what others are compared with.

    With --promote the exit code is 1 if the gate refuses: the model must beat base and the one
    called sft-chosen, make nothing up, and have lost none of its other abilities. A promotion is
    written into the card of the model's folder.
    """
    return _start("evaluate", given)


@command.command()
@click.argument("model", metavar="FOLDER|FILE.gguf")
@click.option("--recipe", "recipe_name", metavar="NAME|FILE", help="Of a folder's model.")
@click.option("--port", type=click.IntRange(0, 65535), default=8801, show_default=True)
@click.option("--new-tokens", type=click.IntRange(1), default=256, show_default=True)
@_hub
def serve(**given: Any) -> int:
    """Serve a model on loopback, by the interface of OpenAI's chat completions."""
    return _start("serve", given)


def _start(name: str, given: dict[str, Any]) -> int:
    """Hand a command over to the package of the training, which need not be installed."""
    from auditor.errors import UsageError, installing

    try:
        commands = importlib.import_module("finetune.commands")
        code: int = getattr(commands, name)(**given)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Training needs {error.name}, which is not installed.",
            f"Install it: {installing('finetune')}.",
        ) from None
    except Exception as error:
        refusal = _refusal(error)
        if not refusal:
            raise
        # A write that fails names no file.
        somewhere = f"{given.get('out') or 'A file'} or standard output"
        place = getattr(error, "filename", None) or somewhere
        raise UsageError(
            f"{place} cannot be used: {refusal}.",
            "Mend that and call it again: what was finished is kept.",
        ) from None
    return code


def _refusal(error: Exception) -> str:
    """Return what the file system refused a command, "" where the error is none of that kind."""
    from auditor.errors import AuditorError

    if isinstance(error, AuditorError | BrokenPipeError):
        return ""
    if isinstance(error, OSError):
        return error.strerror or ""
    # Safetensors tells it in words.
    return str(error) if "(os error " in str(error) else ""
