"""Self-imitation in InterCode's published logs, per model, by our rules and by the labels."""

import json
import os
from collections import defaultdict

from auditor.analysis import analyse
from auditor.drift.cells import Cell, cells_of
from auditor.drift.course import course_of
from auditor.drift.inertia import persistence_of
from auditor.intake.reading import read
from auditor.measure import Share
from auditor.setting import setting_of
from auditor.statistics.wilson_interval import wilson_interval
from auditor.trace import Trace

FILES = {
    "vicuna": ("ic_sql_multiturn_vicuna_10_turns.json.gz", 0.95, 0.0064),
    "text-davinci-003": ("ic_sql_multiturn_text-davinci-003_10_turns.json.gz", 0.27, 0.0056),
}
_LABELS = "labels/imitated_results.jsonl"
_REWARD = "reward_only"


def intercode(data: str) -> None:
    """Print P(imitates | imitated before) and P(imitates | clean before) beside published ones.

    Args:
        data: A folder with `intercode/` and `labels/`.
    """
    print("\n## InterCode: does an imitation bring the next one\n")
    print("| model | counted by | runs | steps | after an imitation | published | after a clean step | published |")  # fmt: skip  # noqa: E501
    print("|---|---|---|---|---|---|---|---|")
    setting = setting_of()
    labels = _labels(data)
    for model, (file, after, clean) in FILES.items():
        ours, every, labelled, told = [], [], [], []
        for trace in read(os.path.join(data, "intercode", file)):
            assert isinstance(trace, Trace)
            analysis = analyse(trace, setting)
            cells = cells_of(course_of(analysis), "step")
            steps = [each.step for each in course_of(analysis).opportunities]
            copied = {trace.events[one.event_index].step for one in analysis.imitations}
            known = labels[file, trace.place.pointer]
            ours.append(cells)
            every.append(_marked(cells, steps, copied))
            labelled.append(_marked(cells, steps, {s for s, kind in known if kind != _REWARD}))
            told.append(_marked(cells, steps, {step for step, _ in known}))
        for name, traces in (
            ("our rules, made up", ours),
            ("our rules, copies too", every),
            ("labels, without invented rewards", labelled),
            ("labels, all", told),
        ):
            _row(model, name, traces, after, clean)


def _labels(data: str) -> dict[tuple[str, str], set[tuple[int, str]]]:
    found: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    with open(os.path.join(data, _LABELS), encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            key = (os.path.basename(one["file"]), f"/{one['trace']}")
            found[key].add((one["turn"], one["label"]))
    return found


def _marked(cells: list[Cell], steps: list[int], made_up: set[int]) -> list[Cell]:
    """Return cells that are fabricated at some steps and called at the others."""
    return [
        cell._replace(doing="fabricated" if step in made_up else "called")
        for cell, step in zip(cells, steps, strict=True)
    ]


def _row(model: str, name: str, traces: list[list[Cell]], after: float, clean: float) -> None:
    found = persistence_of(traces)
    runs = sum(any(cell.doing == "fabricated" for cell in cells) for cells in traces)
    steps = sum(cell.doing == "fabricated" for cells in traces for cell in cells)
    print(
        f"| {model} | {name} | {runs} | {steps} | {_told(found.after_fabrication, 3)} | "
        f"{_inside(found.after_fabrication, after)} | {_told(found.after_clean, 4)} | "
        f"{_inside(found.after_clean, clean)} |"
    )


def _told(share: Share, digits: int) -> str:
    low, high, _ = wilson_interval(*share)
    return (
        f"{share.value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}], "
        f"{share.hits} of {share.total}"
    )


def _inside(share: Share, published: float) -> str:
    low, high, _ = wilson_interval(*share)
    return f"{published:g} {'inside' if low <= published <= high else 'OUTSIDE'}"
