"""Runs: how consistent repeated runs are, and where they part."""

import math
from html import escape

import streamlit as st

from auditor.measure import Interval
from auditor.runs.report import SYSTEM, RunReport
from auditor.runs.reservations import reservations
from auditor.runs.task_report import TaskReport
from auditor.safe_text import one_line
from auditor.timeline import Bar, number_bars, share_bars, told
from dashboard.components.data import data_under
from dashboard.components.heading import heading, hint, section
from dashboard.repeats import Summed, summed
from dashboard.session import language, say, words_in_session

_SHOWN_FORKS = 5


def figures(found: Summed) -> None:
    """Draw the sums."""
    report = found.report
    numbers = [
        (f"{len(report.tasks):,}", say("runs.tasks")),
        (f"{report.runs:,}", say("runs.runs")),
    ]
    agreement = report.agreement
    if agreement is not None and not math.isnan(agreement.agreement.value):
        low, high, _ = agreement.agreement.interval
        level = say(f"level.{agreement.level}")
        numbers.append(
            (
                f"{100 * agreement.agreement.value:.0f} %",
                say("runs.agree", level=level, low=f"{100 * low:.0f}", high=f"{100 * high:.0f}"),
            )
        )
        flips = agreement.flips
        numbers.append((f"{flips.hits:,} / {flips.total:,}", say("runs.flips")))
    boxes = "".join(f"<div><b>{escape(n)}</b>{escape(what)}</div>" for n, what in numbers)
    st.html(f'<div class="db-figures">{boxes}</div>')
    if found.covered < found.tasks:
        hint("runs.part", covered=f"{found.covered:,}", tasks=f"{found.tasks:,}")
    if report.runs < found.held:
        hint("runs.some", runs=f"{report.runs:,}", held=f"{found.held:,}")


def reserved(report: RunReport) -> None:
    """Say what the figures of agreement do not say by themselves."""
    said = []
    if report.level == SYSTEM:
        names = ", ".join(name for name, _ in report.pairs.differing.most_common())
        said.append(
            say(
                "runs.reserved.system",
                number=f"{report.pairs.classes['P']:,}",
                of=f"{report.pairs.compared:,}",
                names=told("names", names, language()),
            )
        )
    for one in reservations(report):
        number = f"{one.number:.0%}" if one.code == "consistent" else f"{int(one.number):,}"
        said.append(say(f"runs.reserved.{one.code}", number=number, of=f"{one.of:,}"))
    if said:
        st.html(f'<div class="db-hint">{escape(chr(10).join(said))}</div>')


def levels(report: RunReport) -> None:
    """Draw agreement from the decision down to the words."""
    section("runs.levels")
    found = [one for one in report.levels if not math.isnan(one.agreement.value)]
    bars = [
        Bar(
            say(f"level.{one.level}"),
            one.agreement.value,
            Interval(*one.agreement.interval),
            one.agreement.inputs,
        )
        for one in found
    ]
    st.html(share_bars(bars, language=language()))
    rows = [(one.level, one.agreement.value, *one.agreement.interval[:2]) for one in found]
    names = ("runs.level", "runs.agreement", "figure.low", "figure.high")
    data_under("agreement", names, rows)


def waterfall(report: RunReport) -> None:
    """Draw what lies between the pairs of runs."""
    section("runs.classes")
    table = words_in_session()
    counts = report.pairs.conduct.most_common()
    bars = [
        Bar(f"{name} {table[f'class.{name}']}", number, None, None, _weight(name))
        for name, number in counts
    ]
    st.html(number_bars(bars, language=language()))
    data_under("classes", ("runs.class", "runs.pairs"), counts)


def _weight(name: str) -> str:
    if name in ("H1", "H2", "H3", "="):
        return "info"
    return "high" if name in ("C1", "C1f", "C5", "C6", "C7") else "medium"


def tasks(report: RunReport) -> TaskReport | None:
    """Draw the tasks; return the one that was clicked, else the first."""
    section("runs.list")
    ordered = sorted(report.tasks, key=_agreement_or_last)
    rows = {
        say("compare.task"): [one_line(one.task_key) for one in ordered],
        say("runs.runs"): [one.runs for one in ordered],
        say("runs.agreement"): [_agreement_told(one) for one in ordered],
        say("runs.decisions"): [_decisions(one) for one in ordered],
    }
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height=min(38 + 35 * len(ordered), 300),
        key="tasks",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            say("runs.agreement"): st.column_config.TextColumn(width=100),
            say("runs.runs"): st.column_config.NumberColumn(width=70),
        },
    )
    cells = chosen.selection.cells
    place = int(cells[0][0]) if cells else 0
    return ordered[place] if place < len(ordered) else None


def _agreement_told(task: TaskReport) -> str:
    value = task.agreement.get("decision", math.nan)
    return "–" if math.isnan(value) else f"{value:.2f}"


def _agreement_or_last(task: TaskReport) -> float:
    value = task.agreement.get("decision", math.nan)
    return math.inf if math.isnan(value) else value


def _decisions(task: TaskReport) -> str:
    taken = [f"{len(d.runs)}× {d.decision}" for d in task.decisions]
    none = [f"{len(task.undecided)}× no decision"] if task.undecided else []
    shown = " | ".join([*taken, *none])
    return one_line(told("decisions", shown, language()))


def forks(task: TaskReport) -> None:
    """Draw where the runs of a task go different ways."""
    name = escape(one_line(task.task_key))
    st.html(
        f'<div class="db-section"><h2>{escape(say("runs.forks"))} {name}</h2>'
        f"<p>{escape(say('runs.forks.says'))}</p></div>"
    )
    if not task.forks:
        hint("runs.forks.none")
    for fork in task.forks[:_SHOWN_FORKS]:
        where = "runs.fork" if fork.depth else "runs.fork.start"
        st.text(say(where, depth=fork.depth, runs=fork.runs, after=one_line(fork.after)))
        bars = [Bar(branch.call or say("runs.end"), branch.runs) for branch in fork.branches]
        st.html(number_bars(bars, language=language()))
    st.button(
        say("runs.compare"),
        key="compare",
        type="primary",
        on_click=st.session_state.update,
        args=({"compare task": task.task_key},),
    )


heading("runs")
with st.spinner(say("page.reading")):
    result = summed()
if result.report.tasks:
    figures(result)
    reserved(result.report)
    left, right = st.columns(2, gap="large")
    with left:
        levels(result.report)
        waterfall(result.report)
    with right:
        task = tasks(result.report)
        if task is not None:
            forks(task)
    asked = st.session_state.pop("compare task", "")
    if asked:
        st.switch_page("views/compare.py", query_params={"task": asked})
else:
    hint("runs.nothing")
