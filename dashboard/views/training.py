"""Training: what each stage does, how that changed, and whether it may take over."""

from html import escape

import streamlit as st

from auditor.errors import AuditorError
from auditor.safe_text import one_line, safe_text
from auditor.timeline import told
from auditor.training.report import METRICS, Stage, TrainingReport
from auditor.training.tables import Table, changes, overview
from dashboard.components.data import data_under
from dashboard.components.heading import heading, hint, section
from dashboard.lessons import points_of, training
from dashboard.session import language, say

_RISES = {kind.title: kind.rises for kind in METRICS.values()}


def table(found: Table, name: str, *, judged: bool = False) -> None:
    """Draw a table of text cells; in one of changes better and worse have colours."""
    head = "".join(f"<th>{_cell(cell)}</th>" for cell in found.head)
    rows = "".join(
        f"<tr><td>{_cell(first)}</td>"
        + "".join(
            f'<td class="{_better(first, cell) if judged else ""}">{_cell(cell)}</td>'
            for cell in others
        )
        + "</tr>"
        for first, *others in found.rows
    )
    st.html(
        f'<div class="at"><table class="db-stages"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    names = [told("training", cell, language()) for cell in found.head]
    cells = [(told("training", first, language()), *others) for first, *others in found.rows]
    data_under(name, names, cells, named=True)


def _cell(text: str) -> str:
    return escape(one_line(told("training", text, language())))


def _better(metric: str, change: str) -> str:
    """Return whether a change in points is for the better or the worse, "" where it is neither."""
    if change.lstrip("+-") in ("0.0", "–"):
        return ""
    return "better" if change.startswith("+") == _RISES.get(metric, True) else "worse"


def gates(report: TrainingReport) -> None:
    """Draw which stages may take over, and why others may not."""
    section("training.gates")
    if not report.gates:
        hint("training.gates.none")
    for gate in report.gates:
        named = gate.stage + _seed(gate.seed) + say("mark.colon")
        verdict = say("training.passed" if gate.passed else "training.refused")
        forced = f" {say('training.forced')}" if gate.forced else ""
        why = safe_text(" ".join(told("gate", reason, language()) for reason in gate.reasons))
        st.html(
            f'<div class="db-said {"dismissed" if gate.passed else "confirmed"}">'
            f"<b>{escape(one_line(named))}{escape(verdict)}</b>{escape(forced)} "
            f"{escape(why)}</div>"
        )


def _seed(seed: int | None) -> str:
    return "" if seed is None else say("training.seed", seed=seed)


def curves(stages: list[Stage]) -> None:
    """Draw what was written while training."""
    section("training.curves")
    drawn = 0
    columns = st.columns(2)
    for stage in stages:
        for curve in stage.curves:
            points = points_of(curve)
            if points:
                title = told("curve", curve.title, language())
                named = stage.title + _seed(stage.seed) + say("mark.colon") + title
                with columns[drawn % 2]:
                    st.text(one_line(named))
                    st.vega_lite_chart(_line(points, curve.x, curve.y), height=200)
                drawn += 1
    if not drawn:
        hint("training.curves.none")


def _line(points: list[dict[str, float]], x: str, y: str) -> dict[str, object]:
    return {
        "data": {"values": points},
        # One point alone is no line.
        "mark": {"type": "line", "strokeWidth": 1.5, "point": len(points) == 1},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": one_line(x),
                "axis": {"tickMinStep": 1},
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": one_line(y),
                "scale": {"zero": False},
            },
        },
    }


heading("training")
try:
    result = training()
except AuditorError as error:
    result = None
    hint("training.unreadable", problem=safe_text(str(error)))
else:
    if result is None:
        hint("training.nothing")
if result is not None:
    st.text(one_line(result.title))
    section("training.stages")
    table(overview(result), "stages")
    if len({stage.name for stage in result.stages}) > 1:
        section("training.changes")
        table(changes(result), "changes", judged=True)
    gates(result)
    curves(result.stages)
    for note in result.notes:
        st.text(safe_text(told("note", note, language())))
