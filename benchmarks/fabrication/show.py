"""The figures as text for people: the same tables for the terminal and for the documentation."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from benchmarks.fabrication.case import Case
from benchmarks.fabrication.read_steps import MADE_UP
from benchmarks.fabrication.real import Agreement
from benchmarks.fabrication.score import Outcome, Share, Total, f1, precision_at, total

_VERDICTS = ("result", "outline", "reward", "mark", "none")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up."""
    body = [list(map(str, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    lines = [list(head), ["-" * width for width in widths], *body]
    shown = (
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "\n".join(f"| {line} |" for line in shown)


def grouped(outcomes: Iterable[Outcome], key: Callable[[Case], str]) -> dict[str, Total]:
    """Sum outcomes by a key of their cases, in order of first sight."""
    by_key: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_key[key(one.case)].append(one)
    return {name: total(found) for name, found in by_key.items()}


def class_table(totals: dict[str, Total], clean: Share) -> str:
    """Return the classes with recall, precision at two prevalences and F1.

    Precision sets the share of faulty places found against the share of clean traces with any
    fabrication finding, at one and at fifty clean traces for each faulty one.
    """
    rows = []
    for name, summed in totals.items():
        even = precision_at(summed.recall.value, clean.value, 1)
        rows.append(
            (
                name,
                str(summed.cases),
                str(summed.recall),
                f"{summed.noticed.value:.3f}",
                f"{even:.3f}",
                f"{precision_at(summed.recall.value, clean.value, 50):.3f}",
                f"{f1(even, summed.recall.value):.3f}",
                _ratio(summed.onsets_right, summed.onsets),
                _ratio(summed.kinds_right, summed.kinds_told),
                str(summed.doubled),
                str(summed.extra),
                _codes(summed),
            )
        )
    head = (
        "class", "cases", "recall [95%]", "any code", "prec 1:1", "prec 1:50", "F1", "onset",
        "kind", "doubled", "elsewhere", "codes found",
    )  # fmt: skip
    return table(head, rows)


def _ratio(hits: int, of: int) -> str:
    return f"{hits / of:.3f}" if of else "-"


def _codes(summed: Total) -> str:
    return " ".join(f"{code}:{n}" for code, n in sorted(summed.codes.items())) or "-"


def cell_table(outcomes: Iterable[Outcome], columns: Sequence[str], split_by: int) -> str:
    """Return recall per cell: rows by the cell's first parts, columns by one part of it."""
    rows: dict[tuple[str, ...], dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for one in outcomes:
        cell = one.case.cell
        rest = tuple(part for n, part in enumerate(cell[: len(columns)]) if n != split_by)
        rows[rest][cell[split_by]].append(one)
    across = list(dict.fromkeys(name for found in rows.values() for name in found))
    head = [name for n, name in enumerate(columns) if n != split_by] + across
    body = [
        [*rest, *(_cell(found.get(name, [])) for name in across)] for rest, found in rows.items()
    ]
    return table(head, body)


def _cell(found: list[Outcome]) -> str:
    return str(total(found).recall) if found else "-"


def clean_table(rows: Iterable[tuple[str, int, int, int, Share]]) -> str:
    """Return false alarms on untouched runs."""
    head = ("corpus", "traces", "proven", "suspected", "traces with a finding [95%]")
    return table(head, ([n, str(t), str(p), str(s), str(share)] for n, t, p, s, share in rows))


def trap_table(totals: dict[str, Total]) -> str:
    """Return how often each trap was walked into."""
    rows = [
        (
            name,
            str(summed.cases),
            str(summed.false_rate),
            str(summed.extra_proven),
            str(summed.extra - summed.extra_proven),
            " ".join(f"{code}:{n}" for code, n in sorted(summed.extra_codes.items())) or "-",
        )
        for name, summed in totals.items()
    ]
    head = ("trap", "cases", "cases with a finding [95%]", "proven", "suspected", "codes")
    return table(head, rows)


def real_table(rows: Iterable[tuple[str, Agreement]]) -> str:
    """Return agreement with the labels of real fabrications, by step."""
    body = [
        (
            name,
            f"{one.recall} of {one.recall.of}",
            str(one.precision),
            _ratio(one.onset_right, one.onsets),
            _ratio(one.kind_right, one.hits),
            _ratio(one.runs_right, one.runs),
            f"{one.clean_runs_flagged} of {one.clean_runs}",
            f"{one.reward_found} of {one.reward_only}",
        )
        for name, one in rows
    ]
    head = (
        "labelled runs", "recall by step [95%]", "precision by step [95%]", "onset", "kind",
        "recall by run", "unlabelled runs flagged", "reward only, flagged",
    )  # fmt: skip
    return table(head, body)


def read_table(drawn: dict[str, Counter[tuple[str, bool]]]) -> str:
    """Return what the rules say of the steps that were read, by where those were drawn."""
    head = ("drawn from", "steps", "result", "outline", "reward", "mark", "none", "flagged",
            "of these true [95%]", "others missed [95%]")  # fmt: skip
    return table(head, [_read_row(name, found) for name, found in drawn.items()])


def _read_row(name: str, found: Counter[tuple[str, bool]]) -> list[str]:
    def share(*, flagged: bool) -> Share:
        here = {verdict: n for (verdict, is_flagged), n in found.items() if is_flagged is flagged}
        return Share(sum(here.get(one, 0) for one in MADE_UP), sum(here.values()))

    sums = [found[verdict, True] + found[verdict, False] for verdict in _VERDICTS]
    flagged, others = share(flagged=True), share(flagged=False)
    return [name, *map(str, (found.total(), *sums, flagged.of, flagged, others))]
