"""Mixes of two versions side by side: tools, decisions, arguments, lengths."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from auditor.drift.portrait import ARGUMENTS, Portrait
from auditor.drift.sides import Sides
from auditor.statistics.jensen_shannon_test import MixDifference, jensen_shannon_test

MOST_VALUES = 30
"""An argument with more different values names things; how these are mixed says nothing."""

_PER_VALUE = 4
_SHOWN = 4
_OTHER = "(other)"
_MOST_LABELS = 100

Counts = Mapping[Any, float]


class Moved(msgspec.Struct, frozen=True):
    """A label and its share before and after."""

    label: str
    before: float
    after: float


class MixChange(msgspec.Struct, frozen=True):
    """A mix before and after.

    Attributes:
        kind: `tools`, `decisions`, `arguments` or `lengths`.
        name: What is mixed.
        divergence, excess, within, p, least: As in `jensen_shannon_test`.
        labels: How many different ones there are.
        moved: The labels whose share changed most; on the same inputs each of these counts alike
            on both sides, however often it was run.
        inputs: The inputs whose own mix changed most; none on different inputs.
    """

    kind: str
    name: str
    divergence: float
    excess: float
    within: float
    p: float
    least: float
    labels: int
    moved: list[Moved]
    inputs: list[str]


class _Tables(NamedTuple):
    tables: list[Counts]
    inputs: list[str]


def mix_changes(sides: Sides, *, resamples: int) -> list[MixChange]:
    """Return every mix that both sides have and that has more than one label."""
    found = (mix_change(*name, sides, resamples=resamples) for name in sorted(_names(sides)))
    return [change for change in found if change is not None]


def mix_change(kind: str, name: str, sides: Sides, *, resamples: int) -> MixChange | None:
    """Return a mix before and after; None where a side lacks it or it has one label."""
    before, after = (
        _tables(side, (kind, name), paired=sides.paired) for side in (sides.before, sides.after)
    )
    totals = _total(before.tables), _total(after.tables)
    if not (totals[0] and totals[1]) or not _telling(kind, *totals):
        return None
    before, after = _fewer_labels(before, after)
    strata = (before.inputs, after.inputs) if sides.paired else ((), ())
    test = jensen_shannon_test(
        before.tables,
        after.tables,
        left_inputs=strata[0],
        right_inputs=strata[1],
        resamples=resamples,
    )
    labels = len(totals[0].keys() | totals[1].keys())
    most = _most_changed(before, after) if sides.paired else []
    shown = _by_input(before, after) if sides.paired else totals
    return MixChange(kind, name, *_figures(test), labels, _moved(*shown), most)


def _figures(test: MixDifference) -> tuple[float, float, float, float, float]:
    return test.divergence, test.excess, test.within, test.p, test.least


def _by_input(before: _Tables, after: _Tables) -> tuple[Counts, Counts]:
    """Return the counts of both sides, of each input those of a mean run."""
    found = []
    for side in (before, after):
        runs = Counter(side.inputs)
        total: Counter[Any] = Counter()
        for key, table in zip(side.inputs, side.tables, strict=True):
            total.update({label: count / runs[key] for label, count in table.items()})
        found.append(total)
    return found[0], found[1]


def _most_changed(before: _Tables, after: _Tables) -> list[str]:
    """Return the inputs whose own shares moved most, the first ones of equal ones."""
    left, right = _per_input(before), _per_input(after)
    sizes = {
        key: max(abs(each.after - each.before) for each in _moved(left[key], right[key]))
        for key in left.keys() & right.keys()
        if left[key] and right[key]
    }
    found = sorted(sizes, key=lambda key: (-sizes[key], key))
    return [key for key in found[:_SHOWN] if sizes[key]]


def _per_input(side: _Tables) -> dict[str, Counter[Any]]:
    found: dict[str, Counter[Any]] = defaultdict(Counter)
    for key, table in zip(side.inputs, side.tables, strict=True):
        found[key].update(table)
    return dict(found)


def _names(sides: Sides) -> set[tuple[str, str]]:
    every: Iterable[Sequence[Portrait]] = [*sides.before.values(), *sides.after.values()]
    return {name for runs in every for run in runs for name in run.mixes}


def _tables(
    side: Mapping[str, Sequence[Portrait]], name: tuple[str, str], *, paired: bool
) -> _Tables:
    """Return the counts of each run; of each input where runs may not change sides alone.

    On different inputs the runs of one input hang together, so that whole inputs are permuted.
    """
    found = _Tables([], [])
    for key, runs in sorted(side.items()):
        tables: list[Counts] = [dict(run.mixes.get(name, {})) for run in runs]
        for table in tables if paired else [_total(tables)]:
            found.tables.append(table)
            found.inputs.append(key)
    return found


def _total(tables: Iterable[Counts]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for table in tables:
        total.update(table)
    return total


def _telling(kind: str, before: Counts, after: Counts) -> bool:
    labels = before.keys() | after.keys()
    if len(labels) < 2:  # noqa: PLR2004 - one label is no mix
        return False
    if kind != ARGUMENTS:
        return True
    count = sum(before.values()) + sum(after.values())
    return len(labels) <= MOST_VALUES and len(labels) * _PER_VALUE <= count


def _fewer_labels(before: _Tables, after: _Tables) -> tuple[_Tables, _Tables]:
    """Return the tables with rare labels put together, where there are very many."""
    total = _total([*before.tables, *after.tables])
    if len(total) <= _MOST_LABELS:
        return before, after
    kept = {label for label, _ in total.most_common(_MOST_LABELS)}

    def fewer(tables: _Tables) -> _Tables:
        joined: list[Counts] = []
        for table in tables.tables:
            counts: dict[Any, float] = defaultdict(float)
            for label, count in table.items():
                counts[label if label in kept else _OTHER] += count
            joined.append(counts)
        return _Tables(joined, tables.inputs)

    return fewer(before), fewer(after)


def _moved(before: Counts, after: Counts) -> list[Moved]:
    sizes = sum(before.values()), sum(after.values())
    moved = [
        Moved(str(label), before.get(label, 0) / sizes[0], after.get(label, 0) / sizes[1])
        for label in before.keys() | after.keys()
    ]
    moved.sort(key=lambda each: (-abs(each.after - each.before), each.label))
    return moved[:_SHOWN]
