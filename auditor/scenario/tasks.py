"""Inputs for agents, with the calls that are right for them: `python -m auditor.scenario.tasks`.

A task is what a requester writes, turn by turn. The right run of a turn is one step that looks up
every target at once, one step that acts on each as the policy says, and one that answers; a turn
that asks for nothing new has only the answer. Tasks are drawn from a seed: the same seed gives the
same tasks, and a longer list begins with the shorter one.

The input file holds transcripts without the model's part (`messages` has the system prompt and
every user turn; each turn is sent when the answer to the one before has come). The expectation
file has the form that the auditor reads: `{task_key, expected: [{step, calls}]}`.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import click

from auditor.scenario.generate import DATASET, read_wordings, system_prompt
from auditor.scenario.layouts import LANGUAGES, LAYOUT_CHOICES, Language, LayoutChoice
from auditor.scenario.reputation import SEED, build_base, draw, draw_one, draw_some
from auditor.scenario.tools import JsonObject, decide, list_tools

TurnKind = Literal["handle", "look", "act", "recall", "chat"]
TaskKind = Literal["single", "multi", "batch", "chat"]
Part = Literal["all", "train", "held-out"]

PARTS: tuple[Part, ...] = get_args(Part)
_HELD_OUT_OF = 4
_LOOKS, _ACTS = frozenset({"handle", "look"}), frozenset({"handle", "act"})
_KINDS: tuple[TaskKind, ...] = ("multi",) * 4 + ("single",) * 3 + ("batch",) * 2 + ("chat",)
_LATER: tuple[TurnKind, ...] = (
    *("handle",) * 4,
    *("look",) * 3,
    *("recall",) * 2,
    "act",
    "chat",
)


class Turn(NamedTuple):
    """What the requester writes, and what it asks for.

    Attributes:
        kind: `handle` (look up, then act), `look` (look up only), `act` (on what was only looked
            up before), `recall` (repeat an earlier result) or `chat` (nothing to call).
        uris: The targets that it names.
        text: The message.
    """

    kind: TurnKind
    uris: tuple[str, ...]
    text: str


class Task(NamedTuple):
    """One input: everything that a requester writes in one conversation.

    Attributes:
        task_id: Unique for its seed, part, place and language.
        kind: `single` target, `multi` turns, `batch` of targets, or `chat` without any.
        language: The language of requests, system prompt and results.
        layout: The form in which the service is to answer.
        request: The number of the request: the note of every archived case.
        turns: The messages in order.
    """

    task_id: str
    kind: TaskKind
    language: Language
    layout: LayoutChoice
    request: str
    turns: tuple[Turn, ...]


class Choice(NamedTuple):
    """From what tasks are drawn: equal choices give equal tasks."""

    seed: int = SEED
    part: Part = "all"
    languages: tuple[Language, ...] = LANGUAGES
    layouts: tuple[LayoutChoice, ...] = LAYOUT_CHOICES


def generate_tasks(count: int, choice: Choice = Choice()) -> list[Task]:  # noqa: B008 - immutable
    """Return the first `count` tasks of a choice.

    The parts `train` and `held-out` share neither a target nor a wording.
    """
    return [_task(number, choice) for number in range(count)]


def input_record(task: Task) -> JsonObject:
    """Return the task as a line of the input file."""
    messages = [{"role": "system", "content": system_prompt(task.language)}]
    messages += [{"role": "user", "content": turn.text} for turn in task.turns]
    return {
        "dataset": DATASET,
        "task_id": task.task_id,
        "kind": task.kind,
        "language": task.language,
        "layout": task.layout,
        "messages": messages,
        "tools": list_tools(),
    }


def expectation(task: Task) -> JsonObject:
    """Return the calls of the right run, step by step; a step that only answers has none."""
    steps = [calls for turn in task.turns for calls in right_steps(turn, task.request)]
    expected = [{"step": step, "calls": calls} for step, calls in enumerate(steps)]
    return {"task_key": f"{DATASET}:{task.task_id}", "expected": expected}


def decisions(task: Task) -> dict[str, str]:
    """Return the acting tool that is right for each target that the task asks to be handled."""
    handled = [uri for turn in task.turns if turn.kind in _ACTS for uri in turn.uris]
    return {uri: decide(build_base(SEED)[uri])[0] for uri in handled}


def right_steps(turn: Turn, request: str) -> list[list[JsonObject]]:
    """Return the calls of each step of the right answer to one turn; the last step has none."""
    steps: list[list[JsonObject]] = []
    if turn.kind in _LOOKS:
        steps.append([{"name": "lookup_uri", "arguments": {"uri": uri}} for uri in turn.uris])
    if turn.kind in _ACTS:
        steps.append([_act(uri, request) for uri in turn.uris])
    return [*steps, []]


def write_tasks(tasks: Iterable[Task], inputs: Path, expectations: Path) -> None:
    """Write the two files, one line per task, in the same order."""
    listed = list(tasks)
    for path, lines in [
        (inputs, [input_record(task) for task in listed]),
        (expectations, [expectation(task) for task in listed]),
    ]:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _task(number: int, choice: Choice) -> Task:
    place = ("task", choice.seed, choice.part, number)
    kind = draw_one(_KINDS, *place, "kind")
    language = draw_one(choice.languages, *place, "language")
    request = f"SOC-{6000 + draw(*place, 'request') % 4000}"
    turns = _turns(kind, language, request, choice.part, place)
    return Task(
        f"{kind}-{language}-{choice.part}-{choice.seed}-{number:05d}",
        kind,
        language,
        draw_one(choice.layouts, *place, "layout"),
        request,
        turns,
    )


class _Targets(NamedTuple):
    """The targets of one task: not named yet, looked up, looked up and waiting for a decision."""

    fresh: list[str]
    known: list[str]
    waiting: list[str]

    def pick(self, kind: TurnKind, count: int, place: Sequence[object]) -> tuple[str, ...]:
        if kind == "chat":
            return ()
        if kind == "recall":
            return (draw_one(self.known, *place, "recall"),)
        if kind == "act":
            return (self.waiting.pop(),)
        picked = [self.fresh.pop() for _ in range(count)]
        self.known.extend(picked)
        if kind == "look":
            self.waiting.extend(picked)
        return tuple(picked)


def _turns(
    kind: TaskKind, language: Language, request: str, part: Part, place: Sequence[object]
) -> tuple[Turn, ...]:
    targets = _Targets(draw_some(_targets(part), 10, *place, "targets"), [], [])
    turns = []
    for index, wanted in enumerate(_turn_kinds(kind, place)):
        turn_kind = "handle" if wanted == "act" and not targets.waiting else wanted
        batch = kind == "batch"
        count = 3 + draw(*place, "size") % 6 if batch else 1
        uris = targets.pick(turn_kind, count, (*place, index))
        wordings = _wordings(
            "next" if index else "open", language, "batch" if batch else turn_kind, part
        )
        text = draw_one(wordings, *place, index, "wording")
        shown = ("\n" if batch else ", ").join(uris)
        turns.append(Turn(turn_kind, uris, text.format(request=request, uris=shown)))
    return tuple(turns)


def _turn_kinds(kind: TaskKind, place: Sequence[object]) -> list[TurnKind]:
    if kind == "chat":
        return ["chat"]
    first: TurnKind = "handle"
    if kind in {"single", "multi"} and draw(*place, "first") % _HELD_OUT_OF == 0:
        first = "look"
    if kind != "multi":
        return [first]
    later = 2 + draw(*place, "turns") % 6
    return [first, *(draw_one(_LATER, *place, index, "later") for index in range(later))]


def _act(uri: str, request: str) -> JsonObject:
    name, arguments = decide(build_base(SEED)[uri])
    if name == "archive_case":
        arguments = {**arguments, "note": request}
    return {"name": name, "arguments": arguments}


@cache
def _targets(part: Part) -> tuple[str, ...]:
    uris = build_base(SEED)
    return tuple(uri for uri in uris if _belongs(draw("part", uri) % _HELD_OUT_OF, part))


@cache
def _wordings(place: str, language: Language, kind: str, part: Part) -> tuple[str, ...]:
    lines: list[str] = read_wordings()[place][language][kind]
    return tuple(line for index, line in enumerate(lines, 1) if _belongs(index, part))


def _belongs(number: int, part: Part) -> bool:
    held_out = number % _HELD_OUT_OF == 0
    return part == "all" or held_out == (part == "held-out")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", type=click.IntRange(1), default=100, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--part", type=click.Choice(PARTS), default="all", show_default=True)
@click.option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True)
@click.option("--layout", "layouts", type=click.Choice(LAYOUT_CHOICES), multiple=True)
def main(
    *,
    folder: Path,
    count: int,
    seed: int,
    part: Part,
    languages: tuple[Language, ...],
    layouts: tuple[LayoutChoice, ...],
) -> None:
    """Write inputs.jsonl and expectations.jsonl into FOLDER."""
    tasks = generate_tasks(
        count, Choice(seed, part, languages or LANGUAGES, layouts or LAYOUT_CHOICES)
    )
    paths = folder / "inputs.jsonl", folder / "expectations.jsonl"
    write_tasks(tasks, *paths)
    for path in paths:
        click.echo(path)


if __name__ == "__main__":
    main()
