"""The article's two tables: what each stage does, and how that changed against the baseline."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from auditor.safe_text import one_line
from auditor.training.report import METRICS, Metric, Stage, TrainingReport, pooled

_NOTHING = "–"


class Table(NamedTuple):
    """A table of text cells.

    Attributes:
        title: What it shows.
        head: Names of the columns.
        rows: The cells; the first one of each row names it.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def overview(report: TrainingReport) -> Table:
    """Return table 1: each stage with counts, shares and intervals, its seeds added up."""
    stages = pooled(report.stages)
    rows = [
        (_title(name), *(_cell(_find(stage, name)) for stage in stages)) for name in _names(stages)
    ]
    return Table("Stages", ("Metric", *(_head(stage) for stage in stages)), tuple(rows))


def changes(report: TrainingReport) -> Table:
    """Return table 2: the change of each stage against the baseline, in percentage points."""
    stages = pooled(report.stages)
    base = next(stage for stage in stages if stage.name == report.base)
    others = [stage for stage in stages if stage is not base]
    rows = [
        (_title(name), *(_change(_find(s, name), _find(base, name)) for s in others))
        for name in _names(stages)
    ]
    head = ("Metric", *(stage.title for stage in others))
    return Table(f"Change against {base.title}, in percentage points", head, tuple(rows))


def by_context(stage: Stage) -> Table:
    """Return a stage's metrics for each context of the items."""
    rows = [
        (name, *(_cell(found.get(metric)) for metric in METRICS))
        for name, found in stage.contexts.items()
    ]
    titles = tuple(kind.title for kind in METRICS.values())
    return Table(f"{stage.title} by context", ("Context", *titles), tuple(rows))


def to_markdown(report: TrainingReport) -> str:
    """Return the tables, the gates and the notes as Markdown."""
    return "\n".join(_markdown(report)) + "\n"


def to_html(report: TrainingReport) -> str:
    """Return the same as a page of HTML without any script."""
    return "\n".join(_html(report)) + "\n"


def _tables(report: TrainingReport) -> Iterator[Table]:
    yield overview(report)
    if len({stage.name for stage in report.stages}) > 1:
        yield changes(report)
    for stage in pooled(report.stages):
        if stage.contexts:
            yield by_context(stage)


def _verdicts(report: TrainingReport) -> Iterator[str]:
    for gate in report.gates:
        seed = "" if gate.seed is None else f", seed {gate.seed}"
        if gate.passed:
            yield f"{gate.stage}{seed}: may be promoted."
            continue
        forced = " Promoted all the same (--force)." if gate.forced else ""
        yield f"{gate.stage}{seed}: refused. {' '.join(gate.reasons)}{forced}"


def _markdown(report: TrainingReport) -> Iterator[str]:
    yield f"# {_plain(report.title)}"
    for table in _tables(report):
        yield f"\n## {_plain(table.title)}\n"
        yield _row(table.head)
        yield "|" + "---|" * len(table.head)
        yield from map(_row, table.rows)
    for title, lines in (("Promotion", [*_verdicts(report)]), ("Notes", report.notes)):
        if lines:
            yield f"\n## {title}\n"
            yield from (f"- {_plain(line)}" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    return one_line(text).replace("|", "\\|")


def _html(report: TrainingReport) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
    yield f"<title>{_safe(report.title)}</title>"
    yield f"<style>{_STYLE}</style>\n<h1>{_safe(report.title)}</h1>"
    for table in _tables(report):
        yield f"<h2>{_safe(table.title)}</h2>\n<table>\n<thead>{_cells(table.head, 'th')}</thead>"
        yield "<tbody>"
        yield from (_cells(row, "td") for row in table.rows)
        yield "</tbody>\n</table>"
    for title, lines in (("Promotion", [*_verdicts(report)]), ("Notes", report.notes)):
        if lines:
            yield f"<h2>{title}</h2>\n<ul>"
            yield from (f"<li>{_safe(line)}</li>" for line in lines)
            yield "</ul>"
    yield "</html>"


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{padding:.3rem .8rem;border-bottom:1px solid #ccc;"
    "text-align:right}th:first-child,td:first-child{text-align:left}"
)


def _cells(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{_safe(cell)}</{tag}>' for cell in cells)}</tr>"


def _safe(text: str) -> str:
    return escape(one_line(text))


def _names(stages: Sequence[Stage]) -> list[str]:
    """Return the metrics in the order of tables, then the regressions."""
    measured = {name for stage in stages for name in stage.metrics}
    others = dict.fromkeys(name for stage in stages for name in stage.regressions)
    return [*(name for name in METRICS if name in measured), *others]


def _find(stage: Stage, name: str) -> Metric | None:
    return stage.metrics.get(name) or stage.regressions.get(name)


def _title(name: str) -> str:
    return METRICS[name].title if name in METRICS else f"Regression: {name}"


def _head(stage: Stage) -> str:
    return f"{stage.title} ({stage.items} items)"


def _cell(value: Metric | None) -> str:
    if value is None or value.share is None:
        return _NOTHING
    shown = f"{value.share:.1%} [{100 * value.low:.1f}, {100 * value.high:.1f}]"
    return f"{shown} {value.hits}/{value.total}"


def _change(new: Metric | None, old: Metric | None) -> str:
    if new is None or old is None or new.share is None or old.share is None:
        return _NOTHING
    return f"{100 * (new.share - old.share):+.1f}"
