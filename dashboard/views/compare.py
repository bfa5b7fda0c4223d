"""Compare: two runs of one input, side by side."""

import streamlit as st

from auditor.runs.run import Run
from auditor.safe_text import one_line
from auditor.timeline import side_by_side_html, told
from auditor.timeline.aligned import side_by_side
from dashboard.components.heading import heading, hint
from dashboard.repeats import (
    Task,
    compared,
    count_repeated,
    repeated_task,
    repeated_tasks,
    runs_of,
    telling_pair,
)
from dashboard.session import language, say

_HEIGHT = 620


def choose_task(tasks: list[Task]) -> Task:
    """Draw the choice of the task; the address may name one, also one that the list leaves out."""
    keys = [task.key for task in tasks]
    asked = st.query_params.get("task", "")
    place = keys.index(asked) if asked in keys else 0
    labels = [
        say("compare.task.named", key=one_line(key), runs=runs, differences=differences)
        for key, runs, differences in tasks
    ]
    chosen: int = st.selectbox(
        say("compare.task"),
        list(range(len(tasks))),
        index=place,
        format_func=labels.__getitem__,
        key="task",
    )
    return tasks[chosen]


def choose_run(side: str, runs: list[Run], usual: int) -> Run:
    """Draw the choice of a run; the address may name one."""
    ids = [run.trace_id for run in runs]
    names = [told("run", run.name, language()) for run in runs]
    labels = [
        one_line(name if name == trace_id else f"{name} · {trace_id}")
        for name, trace_id in zip(names, ids, strict=True)
    ]
    asked = st.query_params.get(side, "")
    chosen: int = st.selectbox(
        say(f"compare.{side}"),
        list(range(len(runs))),
        index=ids.index(asked) if asked in ids else usual,
        format_func=labels.__getitem__,
        key=f"{side}-of-{runs[0].task_key}",
    )
    return runs[chosen]


def tasks_to_choose() -> list[Task]:
    """Return the tasks of the list, with that of the address; say what is left out or unknown."""
    tasks, asked = repeated_tasks(), st.query_params.get("task", "")
    if count_repeated() > len(tasks):
        hint("compare.part", shown=f"{len(tasks):,}", tasks=f"{count_repeated():,}")
    if asked and all(task.key != asked for task in tasks):
        named = repeated_task(asked)
        if named is not None:
            return [named, *tasks]
        hint("compare.unknown", task=one_line(asked))
    return tasks


heading("compare")
found = tasks_to_choose()
if found:
    first, second, third = st.columns([2, 1, 1])
    with first:
        task = choose_task(found)
    runs = runs_of(task.key, tuple(st.query_params.get(side, "") for side in ("left", "right")))
    if 1 < len(runs) < task.runs:
        hint("compare.runs.part", shown=f"{len(runs):,}", runs=f"{task.runs:,}")
    if len(runs) > 1:
        usual = telling_pair(runs)
        with second:
            left = choose_run("left", runs, usual[0])
        with third:
            right = choose_run("right", runs, usual[1])
        st.query_params.from_dict(
            {"task": task.key, "left": left.trace_id, "right": right.trace_id}
        )
        with st.container(height=_HEIGHT, key="sides"):
            html = side_by_side_html(side_by_side(compared(left, right)), language=language())
            st.html(html)
    else:
        hint("compare.unreadable")
else:
    hint("runs.nothing")
