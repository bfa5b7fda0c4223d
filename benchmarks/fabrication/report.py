"""The benchmark's figures as Markdown for people and as JSON for programs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from auditor.finding import Finding
from benchmarks.fabrication.real import Agreement
from benchmarks.fabrication.score import Outcome, Share, Timing, Total, precision_at, total
from benchmarks.fabrication.show import (
    cell_table,
    class_table,
    clean_table,
    grouped,
    real_table,
    table,
    trap_table,
)

MAIN = "TA102 invented"
_MAIN_GROUPS = {MAIN, f"{MAIN}, labels translated"}
BEGIN, END = "<!-- figures begin -->", "<!-- figures end -->"
"""Marks in a Markdown file between which the tables stand."""


class CleanFinding(NamedTuple):
    """A fabrication finding on an untouched run."""

    corpus: str
    finding: Finding


class Results(NamedTuple):
    """Everything that was measured.

    Attributes:
        sizes: Untouched traces by corpus.
        timing, injected: Of the audits of untouched runs, and of the others.
    """

    sizes: dict[str, int]
    clean: list[CleanFinding]
    faults: list[Outcome]
    traps: list[Outcome]
    real: dict[str, Agreement]
    timing: Timing
    injected: Timing


def markdown(results: Results, title: str, command: str) -> str:
    """Return all tables."""
    return "\n".join(_sections(results, title, command))


def put_into(path: str, text: str) -> None:
    """Write the tables to a file; where it has the two marks, only between them."""
    file = Path(path)
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    head, begin, rest = old.partition(BEGIN)
    _, end, tail = rest.partition(END)
    whole = f"{head}{begin}\n\n{text}\n\n{end}{tail}" if begin and end else f"{text}\n"
    file.write_text(whole, encoding="utf-8")


def _sections(results: Results, title: str, command: str) -> Iterator[str]:
    by_class = grouped(results.faults, lambda case: case.group)
    yield f"# Fabrication benchmark, {title}\n\n`{command}`"
    if results.sizes:
        yield "\n## Untouched runs\n"
        yield clean_table(_clean_rows(results))
        yield from map(_clean_line, results.clean)
    yield "\n## Classes\n"
    yield class_table(by_class, clean_share(results))
    yield "\n## Precision by grade\n"
    yield grade_table(results)
    yield "\n## Clean traces that look guilty\n"
    yield trap_table(grouped(results.traps, lambda case: case.group))
    if results.real:
        yield "\n## Real fabrications with labels\n"
        yield real_table(results.real.items())
    for name, one in results.real.items():
        yield f"- {name}: " + ", ".join(f"{n} {kinds}" for kinds, n in one.kinds.most_common())
    yield from _cells(results.faults)
    yield f"\nUntouched runs: {_cost(results.timing)}"
    yield f"Injected runs and traps: {_cost(results.injected)}"


def _cost(timing: Timing) -> str:
    each = 1e9 * timing.seconds / max(timing.texts, 1)
    return f"{timing.seconds:.1f} s CPU for {timing.texts:,} texts, {each:,.0f} ns a text"


def clean_share(results: Results) -> Share:
    """Return the share of untouched runs with any fabrication finding."""
    flagged = {(one.corpus, one.finding.file, one.finding.trace_id) for one in results.clean}
    return Share(len(flagged), sum(results.sizes.values()))


def _clean_rows(results: Results) -> Iterator[tuple[str, int, int, int, Share]]:
    for corpus, size in [*results.sizes.items(), ("all", sum(results.sizes.values()))]:
        mine = [one.finding for one in results.clean if corpus in {one.corpus, "all"}]
        proven = sum(one.grade == "proven" for one in mine)
        flagged = {(one.file, one.trace_id) for one in mine}
        yield corpus, size, proven, len(mine) - proven, Share(len(flagged), size)


def _clean_line(one: CleanFinding) -> str:
    found = one.finding
    where = f"{one.corpus} {found.file} {found.pointer or found.line}"
    return f"- {found.code} {found.grade} {found.kind} step {found.step} {where}: {_quote(found)}"


def _quote(found: Finding) -> str:
    words = found.evidence[0].quote if found.evidence else found.message
    return words.replace("\n", "\\n")[:200]


def grade_table(results: Results) -> str:
    """Return, by grade, the right findings against the false ones of every source."""
    rows = []
    for grade in ("proven", "suspected"):
        right = sum(f.grade == grade for one in results.faults for f in one.right)
        beside = sum(f.grade == grade for one in results.faults for f in one.extra)
        trapped = sum(f.grade == grade for one in results.traps for f in one.extra)
        clean = sum(one.finding.grade == grade for one in results.clean)
        share = Share(right, right + beside + trapped + clean)
        rows.append([grade, *map(str, (right, beside, trapped, clean, share))])
    head = ("grade", "right", "beside a fault", "in traps", "in untouched runs", "precision [95%]")
    return table(head, rows)


def _cells(faults: list[Outcome]) -> Iterator[str]:
    main = [one for one in faults if one.case.group in _MAIN_GROUPS]
    if main:
        yield f"\n## {MAIN}: recall by layout, language and channel\n"
        yield cell_table(main, ("layout", "language", "channel"), 2)
        yield f"\n## {MAIN}: recall by layout and position\n"
        yield cell_table([_cell_of(one, 0, 3) for one in main], ("layout", "position"), 1)
    for group in dict.fromkeys(one.case.group for one in faults):
        mine = [one for one in faults if one.case.group == group]
        if group not in _MAIN_GROUPS and len(mine[0].case.cell) > 1:
            yield f"\n## {group}: recall by cell\n"
            yield cell_table([_cell_of(one, 0, 1) for one in mine], ("", "cell"), 1)


def _cell_of(one: Outcome, *parts: int) -> Outcome:
    cell = tuple(one.case.cell[part] for part in parts)
    return one._replace(case=one.case._replace(cell=cell))


def misses(results: Results, name: str, limit: int) -> str:
    """Return the missed or wrong cases of the classes and traps whose name begins so."""
    lines = [f"\n## Missed or wrong: {name}\n"]
    wrong = [
        one
        for one in [*results.faults, *results.traps]
        if one.case.group.startswith(name) and (one.found < len(one.case.expected) or one.extra)
    ]
    for one in wrong[:limit]:
        lines += _case_lines(one)
    return "\n".join(lines)


def _case_lines(one: Outcome) -> Iterator[str]:
    case = one.case
    yield f"### {case.group} {' '.join(case.cell)} {case.trace.trace_id} {case.trace.place.file}"
    for wanted in case.expected:
        yield f"expected {wanted.code} at step {wanted.step}; found there: {dict(one.codes)}"
        yield _words_of(one, wanted.event_index)
    for found in one.extra:
        yield f"elsewhere: {found.code} {found.grade} {found.kind} step {found.step}"
        yield f"    ({found.message})"
        if found.event_index is not None:
            yield _words_of(one, found.event_index)


def _words_of(one: Outcome, index: int) -> str:
    event = one.case.trace.events[index]
    for name in ("text", "arguments_raw", "output"):
        words = getattr(event, name, None)
        if words:
            return "\n".join(f"    {line}" for line in words[:1500].split("\n"))
    return "    (empty)"


def differences(results: Results, which: str, limit: int) -> str:
    """Return the steps that only the labels have (`missed`), or only the detector (`extra`)."""
    lines = []
    for name, one in results.real.items():
        steps = [step for step in one.differ if bool(step.found) == (which == "extra")]
        lines.append(f"\n## {name}: {which} ({len(steps)} steps)\n")
        for step in steps[:limit]:
            lines.append(f"### {step.file}{step.pointer} step {step.step} {step.kind} {step.found}")
            lines += [f"    {line}" for line in step.words[:1200].split("\n")]
    return "\n".join(lines)


def figures(results: Results) -> dict[str, Any]:
    """Return the figures as plain values."""
    clean = clean_share(results)
    return {
        "clean": {"traces": clean.of, "flagged": clean.hits, "by_corpus": results.sizes},
        "classes": {
            name: _class_figures(summed, clean)
            for name, summed in grouped(results.faults, lambda case: case.group).items()
        },
        "cells": {
            "/".join((one, *cell)): {"found": summed.found, "expected": summed.expected}
            for (one, cell), summed in _by_cell(results.faults)
        },
        "traps": {
            name: {"cases": summed.cases, "flagged": summed.extra_cases}
            for name, summed in grouped(results.traps, lambda case: case.group).items()
        },
        "real": {
            name: {"hits": one.hits, "missed": one.missed, "extra": one.extra}
            for name, one in results.real.items()
        },
        "texts": results.timing.texts,
        "cpu_seconds": results.timing.seconds,
    }


def _class_figures(summed: Total, clean: Share) -> dict[str, Any]:
    recall = summed.recall.value
    return {
        "cases": summed.cases,
        "expected": summed.expected,
        "found": summed.found,
        "any_code": summed.seen,
        "elsewhere": summed.extra,
        "precision_1_1": precision_at(recall, clean.value, 1),
        "precision_1_50": precision_at(recall, clean.value, 50),
    }


def _by_cell(
    faults: Iterable[Outcome],
) -> Iterator[tuple[tuple[str, tuple[str, ...]], Total]]:
    cells: dict[tuple[str, tuple[str, ...]], list[Outcome]] = {}
    for one in faults:
        cells.setdefault((one.case.group, one.case.cell), []).append(one)
    for key, found in cells.items():
        yield key, total(found)
