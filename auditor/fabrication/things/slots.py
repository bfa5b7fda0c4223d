"""What stands in the cells of a row, or as the figures of some words, one behind the other."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from auditor.fabrication.things.things import Thing
from auditor.values.dates import days_from_abroad
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text, value_of

_RUN = re.compile(r"(?:(?<![a-z0-9])[a-z]{1,6}-)?[a-z0-9_#]*\d[a-z0-9_.,:/-]*", re.ASCII)
_ENDS = ".,:/-"
_SEPARATORS = "/-"
_EUROPEAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")
# `2.4` is a number.
_DAY_FIRST = re.compile(r"(?=\d\d[./]\d\d|\d+/|\d+\.\d+\.)(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")


class Part(NamedTuple):
    """One value as written, in a normal text."""

    raw: str

    def tells(self, own: Value) -> bool:
        """Say whether it is a value, in whatever spelling."""
        if value_of(self.raw) == own or self.raw in spellings(own):
            return True
        # A sign may stand apart from its number, or be told in words.
        return own.form.lstrip("-") == self.read_as(own).form.lstrip("-")

    def read_as(self, own: Value) -> Value:
        """Return its value, read as one of the kind of another; a day has that one's year."""
        if own.kind == "number":
            return Value("number", _in_european(self.raw) or value_of(self.raw).form)
        day = _DAY_FIRST.fullmatch(self.raw) if own.kind == "date" else None
        # `61.75` is no day.
        told = value_of(f"{own.form[:4]}-{day[2]}-{day[1]}") if day else None
        return told if told and told.kind == "date" else value_of(self.raw)


class Slot(NamedTuple):
    """A cell, or one figure of some words; `1188/1200` may be two."""

    raw: str
    is_cell: bool

    def parts(self, count: int) -> list[Part]:
        """Return its values, as many as are wanted; [] where it can't be parted so."""
        runs = [run[0].rstrip(_ENDS) for run in _RUN.finditer(self.raw)]
        if self.is_cell and len(runs) <= 1 and count == 1:
            return [Part(runs[0] if runs and _is_figure(self.raw, runs[0]) else self.raw)]
        if len(runs) == count:
            return [Part(run) for run in runs]
        for mark in _SEPARATORS:
            pieces = [piece for run in runs for piece in run.split(mark) if piece]
            if len(pieces) == count:
                return [Part(piece) for piece in pieces]
        return []

    def counts(self) -> Iterator[int]:
        """Yield how many values it may hold."""
        yield 1
        runs = [run[0] for run in _RUN.finditer(self.raw)]
        if len(runs) > 1:
            yield len(runs)
        for mark in _SEPARATORS:
            if any(mark in run for run in runs):
                yield sum(run.strip(_ENDS).count(mark) + 1 for run in runs)


def _is_figure(raw: str, run: str) -> bool:
    """Say whether a cell is one figure with a unit."""
    return value_of(raw).kind not in ("text", "word") or raw.startswith(run)


def slots_of(stretches: tuple[str, ...], *, is_table: bool) -> Iterator[Slot]:
    """Yield the cells, or the figures of the words."""
    for words in stretches:
        normal = days_from_abroad(normal_text(words)).strip(" *`")
        if is_table:
            yield Slot(normal, is_cell=True)
        else:
            yield from (Slot(run[0].rstrip(_ENDS), is_cell=False) for run in _RUN.finditer(normal))


def own_labels(told: list[tuple[Slot, Thing]]) -> list[frozenset[str]]:
    """Return the labels under which each of some things tells its own values in a slot.

    One set for each value that the slot holds; [] where not all tell their own.
    """
    for count in dict.fromkeys(told[0][0].counts()):
        labels = [_labels_in(slot, thing, count) for slot, thing in told]
        shared = [frozenset.intersection(*column) for column in zip(*labels, strict=False)]
        if len(shared) == count and all(shared):
            return shared
    return []


def _labels_in(slot: Slot, thing: Thing, count: int) -> list[frozenset[str]]:
    return [
        frozenset(label for label, own in thing.fields.items() if part.tells(own))
        for part in slot.parts(count)
    ]


def _in_european(raw: str) -> str:
    found = _EUROPEAN.fullmatch(raw)
    if found is None:
        return ""
    whole = found[1].replace(".", "")
    return value_of(f"{whole}.{found[2]}" if found[2] else whole).form


def tells(slots: Sequence[Slot], value: Value) -> bool:
    """Say whether one of some slots holds a value."""
    return place_in(slots, value) >= 0


def place_in(slots: Sequence[Slot], value: Value) -> int:
    """Return the first of some slots that holds a value, -1 where none does."""
    return next(
        (
            number
            for number, slot in enumerate(slots)
            if any(part.tells(value) for part in _readings_of(slot))
        ),
        -1,
    )


@lru_cache(maxsize=1024)
def _readings_of(slot: Slot) -> tuple[Part, ...]:
    """Return all that a slot may be read as; one value after another is looked for in it."""
    return tuple(dict.fromkeys(part for count in slot.counts() for part in slot.parts(count)))
