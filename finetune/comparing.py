"""Several models on the same held-out items: one report, and the decision on promotion."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.errors import UsageError
from auditor.scenario.drills import ToolForm
from auditor.training import (
    Stage,
    StageKind,
    TrainingReport,
    may_promote,
    report_text,
    to_html,
    to_markdown,
)
from auditor.training.report import Gate
from finetune.evaluate import Named, evaluate
from finetune.items import Items, drill_items, pair_items
from finetune.recipe import Recipe
from finetune.respond import Manner, load_responder

BASE, CONTROL = "base", "sft-chosen"
_KINDS: dict[str, StageKind] = {BASE: "base", "sft-domain": "sft-domain", CONTROL: "sft-chosen"}
_TEMPERATURE = 0.7


class Ask(NamedTuple):
    """What models are asked.

    Attributes:
        pairs: A file whose held-out pairs are asked; the scenario's drills where None.
        drills, seed, tool: How many drills, and which.
        runs: Runs of each item; those after the first draw at a temperature of 0.7.
    """

    pairs: str | None
    drills: int
    seed: int
    tool: ToolForm
    runs: int


def compare_models(
    recipe: Recipe,
    models: Sequence[tuple[str, str]],
    ask: Ask,
    promote: str | None = None,
    force: bool = False,  # noqa: FBT002 - a fact of the command line
    *,
    hub: bool = False,
) -> TrainingReport:
    """Measure models, one after the other.

    Args:
        models: Names and folders, names of models that we make, or hub ids.
        promote: The name of the model on which the gate decides.
        force: It is promoted whatever the gate says, and the report tells so.

    Raises:
        UsageError: There is no base among the models, none of the name to be promoted, or two of
            one name.
    """
    names = [name for name, _ in models]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"Two models are called {twice}.", f"Give {twice}=MODEL once.")
    for needed in (BASE, promote or BASE):
        if needed not in names:
            raise UsageError(f"No model is called {needed}.", f"Give {needed}=MODEL.")
    items = pair_items(ask.pairs) if ask.pairs else _drills(ask)
    stages = [_measured(recipe, name, place, items, ask, hub) for name, place in models]
    return TrainingReport(
        f"{recipe.name}: {len(items.items)} held-out items",
        BASE,
        stages,
        gates=list(_gate(stages, promote, force)),
        facts={"recipe": recipe.name, "models": dict(models), "items": ask.pairs or "drills"},
    )


def write_report(report: TrainingReport, out: Path) -> None:
    """Write `report.json`, `report.md` and `report.html` into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("report.json", report_text(report)),
        ("report.md", to_markdown(report)),
        ("report.html", to_html(report)),
    ):
        (out / name).write_text(text, encoding="utf-8")


def _drills(ask: Ask) -> Items:
    return drill_items(ask.drills, seed=ask.seed, tool=ask.tool)


def _measured(recipe: Recipe, name: str, place: str, items: Items, ask: Ask, hub: bool) -> Stage:
    manner = Manner(recipe.loop.new_tokens, seed=ask.seed)
    greedy = load_responder(place, recipe.model, manner, hub=hub)
    drawn = greedy._replace(manner=manner._replace(temperature=_TEMPERATURE))
    named = Named(name, _KINDS.get(name, "dpo" if name.startswith("dpo") else "other"), name)
    return evaluate(
        greedy.respond_many, items, named, runs=ask.runs, sampled=drawn.respond_many
    ).stage


def _gate(stages: Sequence[Stage], promote: str | None, force: bool) -> Iterator[Gate]:
    if promote is None:
        return
    by_name = {stage.name: stage for stage in stages}
    decision = may_promote(by_name[promote], by_name[BASE], by_name.get(CONTROL))
    yield Gate(promote, None, decision.passed, decision.reasons, force and not decision.passed)
