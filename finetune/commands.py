"""What `auditor finetune COMMAND` does; each function prints a result and returns an exit code."""

import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.errors import UsageError
from auditor.summary_text import counted
from finetune.dataset import TRAIN, Row, check_apart, read_rows
from finetune.models import go_offline
from finetune.recipe import Dtype, Recipe, load_recipe

if TYPE_CHECKING:
    from finetune.run import Asked, Trained


def sft(*, file: str, out: str, held_out: str | None, **given: Any) -> int:
    """Train on the last message of rows."""
    recipe, asked = _asked(given)
    from finetune.sft import train_sft

    rows = _to_train(read_rows(Path(file)), held_out)
    _tell_trained(train_sft(recipe, rows, Path(out), asked))
    return 0


def dpo(*, file: str, out: str, held_out: str | None, replay: str | None, **given: Any) -> int:
    """Train on pairs."""
    recipe, asked = _asked(given)
    from finetune.dpo import train_dpo

    rows = read_rows(Path(file))
    alone = [row.place for row in rows if row.rejected is None]
    if alone:
        raise UsageError(f"{alone[0]}: no rejected side.", "Give rows to be imitated by --replay.")
    if replay:
        rows += [row._replace(rejected=None) for row in read_rows(Path(replay))]
    _tell_trained(train_dpo(recipe, _to_train(rows, held_out), Path(out), asked))
    return 0


def merge(
    *, trained: str, recipe_name: str, out: str, prompts: str, dtype: Dtype, hub: bool
) -> int:
    """Merge an adapter and its base."""
    _prepare(hub)
    from finetune.merge import merge as merged

    folder, agreement = merged(
        load_recipe(recipe_name), Path(trained), read_rows(Path(prompts)), Path(out),
        dtype=dtype, hub=hub,
    )  # fmt: skip
    click.echo(
        f"{folder}: same first token at {agreement.top1:.1%} of {agreement.places} prompts, "
        f"divergence up to {agreement.kl:.1e} nats"
    )
    return 0


def loop(
    *,
    paths: Sequence[str],
    recipe_name: str,
    out: str,
    contract: str | None,
    tool: Any,
    seeds: Sequence[int],
    hub: bool,
    minutes: float | None,
) -> int:
    """Run the whole loop, once a seed."""
    _prepare(hub)
    from auditor.config import load, setting_from
    from finetune.loop import Plan, run_seeds
    from finetune.loop_data import Source

    setting = setting_from(load({"contract": contract})) if paths else None
    plan = Plan(
        load_recipe(recipe_name),
        Path(out),
        Source(tuple(paths), setting, tool),
        _deadline(minutes),
        hub,
        lambda line: click.echo(line, err=True),
        sys.stderr.isatty(),
    )
    from auditor.training import to_markdown

    click.echo(to_markdown(run_seeds(plan, seeds)), nl=False)
    return 0


def evaluate(
    *,
    models: Sequence[str],
    recipe_name: str,
    promote: str | None,
    force: bool,
    out: str | None,
    hub: bool,
    **asked: Any,
) -> int:
    """Measure models and print the tables."""
    _prepare(hub)
    from auditor.training import to_markdown
    from finetune.card import record_promotion
    from finetune.comparing import Ask, compare_models, write_report

    places = [_named(model) for model in models]
    report = compare_models(load_recipe(recipe_name), places, Ask(**asked), promote, force, hub=hub)
    if out:
        write_report(report, Path(out))
    click.echo(to_markdown(report), nl=False)
    for gate in report.gates:
        if record_promotion(Path(dict(places)[gate.stage]), gate):
            click.echo(f"{gate.stage}: promoted, as its card says now", err=True)
    return int(any(not gate.passed and not gate.forced for gate in report.gates))


def _named(model: str) -> tuple[str, str]:
    name, equals, place = model.partition("=")
    if not (name and equals and place):
        raise UsageError(f"{model}: no NAME=MODEL.", "Example: base=smollm2-135m-instruct.")
    return name, place


def serve(*, model: str, recipe_name: str | None, port: int, new_tokens: int, hub: bool) -> int:
    """Serve a model until interrupted."""
    _prepare(hub)
    from finetune.serving import serve_folder, serve_gguf

    if model.endswith(".gguf"):
        serve_gguf(Path(model), port, lambda address: click.echo(f"Serving at {address}", err=True))
    elif recipe_name is None:
        raise UsageError(
            "A model of a folder is served by a recipe.", "Give --recipe, the one that trained it."
        )
    else:
        serve_folder(model, load_recipe(recipe_name).model, port, new_tokens, hub=hub)
    return 0


def _asked(given: dict[str, Any]) -> "tuple[Recipe, Asked]":
    _prepare(given["hub"])
    from finetune.run import Asked

    recipe = load_recipe(given["recipe_name"])
    asked = Asked(
        given["base"] or recipe.model.base,
        given["hub"],
        deadline=_deadline(given["minutes"]),
        shown=sys.stderr.isatty(),
    )
    return recipe, asked


def _prepare(hub: bool) -> None:
    if not hub:
        go_offline()


def _to_train(rows: Sequence[Row], held_out: str | None) -> list[Row]:
    """Return the rows that may be trained on.

    Raises:
        UsageError: A group stands on both sides.
    """
    trained = [row for row in rows if row.split == TRAIN]
    kept_back = [row for row in rows if row.split != TRAIN]
    if held_out:
        kept_back += [row for row in read_rows(Path(held_out)) if row.split != TRAIN]
    check_apart(trained, kept_back)
    if not trained:
        raise UsageError("Every row is held out: nothing is left to train on.")
    return trained


def _deadline(minutes: float | None) -> float:
    return math.inf if minutes is None else time.monotonic() + 60 * minutes


def _tell_trained(trained: "Trained") -> None:
    if not trained.first:
        return
    record = trained.record
    click.echo(
        f"{trained.folder}: {record['trained_rows']} rows, {record['steps']} of "
        f"{record['total']} steps, weights of step {record['picked']}"
    )
    left_out = len(record["left_out_too_long"])
    if left_out:
        click.echo(f"Left out as too long: {counted(left_out, 'row')}.", err=True)
    if record["steps"] < record["total"]:
        click.echo("The time was up before the last step; the same command goes on.", err=True)
