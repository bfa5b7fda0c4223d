"""What the values of a text are held against: sources, sums of columns, values beside them."""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cached_property
from itertools import islice

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import derived_of, underived
from auditor.evidence.shares import is_between_shares, is_share_of
from auditor.fabrication.ground.grouped_rows import group_sums
from auditor.fabrication.ground.lasting import spans_told
from auditor.fabrication.ground.result_rows import columns_of, speaks_of_sums
from auditor.fabrication.imitation import Scene
from auditor.trace import Message
from auditor.values.atoms import Atom, atoms_of
from auditor.values.dates import day_of
from auditor.values.grids import Number, is_told_by, number_shown
from auditor.values.plain_numbers import counts_in_words, days_of_month, numbers_plain
from auditor.values.values import Value
from auditor.values.ways import Column, Sums, is_short_sum_of, summed_together

_OF_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}\.\d{3}(?![\w.,]\d)(?!\w)")
_MOST_AT_HAND = 30
_MOST_BEFORE, _MOST_BEHIND = 5, 2
_MOST_WORKED = 8
_FEWEST_BY_RATE = 2
_LONGEST_AT_HAND = 2000
_SHARE = re.compile(
    r" ?(?:%|percent(?! ?age)|((?:percentage )?points?\b|p\.?p\b|pts\b|个百分点|百分点|"
    r"ポイント|prozentpunkte?|puntos? porcentual|points? de pourcentage|punti percentuali))"
)
_SCALE = re.compile(r" ?(?:[^\W\d_]\S{0,9}|%)")


class Ground:
    """What the values of a scene's text are held against, looked into on demand."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._from_nowhere: dict[frozenset[Value], list[Value]] = {}

    @cached_property
    def sourced(self) -> frozenset[Decimal]:
        """The numbers of the text that a source holds: others may follow from them."""
        values = [atom.value for atom in atoms_of(numbers_plain(self.scene.text))]
        numbers = [
            number_of(value.form)
            for value in values
            if value.kind == "number" and len(value.form) > 1 and self.holds(value)
        ]
        return frozenset(number for number in numbers if number is not None)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of numbers that results hold."""
        return columns_of(self.scene, bool)

    @cached_property
    def sums(self) -> Sums:
        """What these columns come to in one of the simple ways."""
        return Sums(self.columns)

    @cached_property
    def groups(self) -> list[Decimal]:
        """What the rows of one sort, week, month or the like come to."""
        return list(group_sums(self.scene))

    @cached_property
    def shown(self) -> dict[Value, Number]:
        """The numbers of the text with their units."""
        normal = numbers_plain(self.scene.text)
        found = ((atom.value, number_at(atom, normal)) for atom in atoms_of(normal))
        return {value: number for value, number in found if number}

    @cached_property
    def written(self) -> dict[Value, str]:
        """The numbers of the text as written: zeros behind a point tell how far one is rounded."""
        normal = numbers_plain(self.scene.text)
        return {atom.value: normal[atom.start : atom.end] for atom in atoms_of(normal)}

    @cached_property
    def asked(self) -> list[Value]:
        """The values of the user's newest words: `10.000` may be ten thousand."""
        normal = numbers_plain(self.scene.asked)
        whole = _OF_THOUSANDS.sub(lambda number: number[0].replace(".", ""), normal)
        told = (normal,) if whole == normal else (normal, whole)
        return [atom.value for words in told for atom in atoms_of(words)]

    @cached_property
    def _days_named(self) -> list[Value]:
        """The days that the user names without a month, in that of the newest result's days."""
        named = days_of_month(self.scene.asked)
        if not named:
            return []
        dated = (day_of(v.form) for one in self._newest_results() for v in one if v.kind == "date")
        months = {(day.year, day.month) for day in islice(filter(None, dated), _MOST_BEFORE)}
        return [
            Value("date", f"{year}-{month:02}-{day:02}") for year, month in months for day in named
        ]

    @cached_property
    def spans(self) -> frozenset[Value]:
        """What of the text tells truly how long something lasts."""
        return spans_told(self.scene)

    def summed(self, told: Collection[Value]) -> set[Value]:
        """Return those of some values that sum up several columns, or rows of one sort."""
        shown = {value: number for value in told if (number := self.shown.get(value))}
        met = summed_together(list(shown.values()), self.columns)
        met += [number for number in shown.values() if is_told_by(number, self.groups)]
        return {value for value, number in shown.items() if number in met}

    def is_total(self, value: Value, words: str) -> bool:
        """Say whether words speak of a total, and a number is what a column comes to."""
        if value.kind != "number" or not speaks_of_sums(words):
            return False
        number = number_shown(value.form, comma=False)
        return number is not None and any(is_short_sum_of(number, one) for one in self.columns)

    def of_columns(self, told: Collection[Value]) -> set[Value]:
        """Return those of some numbers that a column of results comes to, or shares of one."""
        numbers = {value: one for value in told if (one := self.shown.get(value)) is not None}
        return {
            value
            for value, number in numbers.items()
            if self.sums.hold(number) or any(_is_part(number, one) for one in self.columns)
        }

    def values_beside(self, told: Collection[Value]) -> list[Value]:
        """Return the text's other values, those of the user's newest words and of short results."""
        values = [value for value in self.written if value not in told]
        values += self.asked
        counts = counts_in_words(f"{self.scene.asked}\n{self.scene.text}")
        if counts:
            values += [*self._days_named, *counts]
        for one in self._newest_results():
            if len(one) + len(values) > _MOST_AT_HAND:
                break
            values += one
        return values

    def amounts_beside(self, value: Value) -> list[float]:
        """Return the numbers beside a value but for zeros."""
        told = (number_of(one.form) for one in self.values_beside([value]) if one.kind == "number")
        return [float(number) for number in told if number]

    def follows_from_near(self, value: Value, new: Collection[Value]) -> bool:
        """Say whether a value follows from what the text tells right beside it, or the user."""
        written = list(self.written)
        place = written.index(value) if value in self.written else 0
        before = [one for one in written[:place] if one not in new and len(self.written[one]) > 1]
        behind = [one for one in written[place + 1 :][:_MOST_BEHIND] if one not in new]
        near = [*before[::-1][:_MOST_BEFORE], *behind, *self.asked[:_MOST_BEFORE]]
        if len(self.scene.worked) <= _MOST_WORKED:
            near += self.scene.worked
        told = self.written.get(value, "")
        shown = number_shown(told, comma=False)
        numbers = [
            one for n in near if (one := number_shown(self.written.get(n, n.form), comma=False))
        ]
        normal = numbers_plain(self.scene.text)
        unit = _SHARE.match(normal, normal.find(told) + len(told)) if told else None
        if shown and unit and unit[1]:
            return is_between_shares(shown, numbers)
        if shown and unit:
            return is_share_of(shown, numbers)
        return derived_of(tuple(near)).holds(value, told)

    def from_nowhere(self, new: Collection[Value]) -> list[Value]:
        """Return those of some new values that follow from no others at hand."""
        key = frozenset(new)
        if key not in self._from_nowhere:
            written = {value: self.written.get(value, "") for value in new}
            rest = underived(written, self.values_beside(new))
            rest = self._beside_own_rates(rest, new)
            self._from_nowhere[key] = [
                value for value in rest if not self.follows_from_near(value, rest)
            ]
        return self._from_nowhere[key]

    def _beside_own_rates(self, rest: list[Value], new: Collection[Value]) -> list[Value]:
        """Return those of some values that no percentage of the model's own explains: `19 % VAT`.

        It does where several amounts follow from it, which then are worked out as told.
        """
        normal = numbers_plain(self.scene.text)
        rates = [
            value
            for value in rest
            if value.kind == "number"
            and (unit := _SHARE.match(normal, _end_of(self.written.get(value, ""), normal)))
            and not unit[1]
        ]
        amounts = {value: self.written.get(value, "") for value in rest if value not in rates}
        if not rates or len(amounts) < _FEWEST_BY_RATE:
            return rest
        at_hand = [*rates, *self.values_beside(new), *self._told_last][:_MOST_AT_HAND]
        left = underived(amounts, at_hand)
        return left if len(amounts) - len(left) >= _FEWEST_BY_RATE else rest

    @cached_property
    def _told_last(self) -> list[Value]:
        """The values of what the model said last, and was judged there."""
        said = next(self.scene.evidence.said_before(self.scene.event_index), None)
        return [atom.value for atom in atoms_of(numbers_plain(said.text))] if said else []

    def _newest_results(self) -> Iterator[list[Value]]:
        """Yield the values of each result before the text that is short, newest first."""
        evidence, index = self.scene.evidence, self.scene.event_index
        for place in range(evidence.place_of(index) - 1, -1, -1):
            if evidence.texts[place].author == "result":
                normal = evidence.normal(place)
                if len(normal) <= _LONGEST_AT_HAND:
                    yield [atom.value for atom in atoms_of(normal)]

    def mentions(self, *stretches: str) -> bool:
        """Say whether another source, early or late, holds one of some stretches.

        What a call is given is no source of itself, nor is what it returns, which may echo it.
        """
        scene = self.scene
        own = () if type(scene.event) is Message else (scene.event_index,)
        answer = scene.pairing.answer.get(scene.event_index) if own else None
        return scene.evidence.mentions(stretches, *own, *([answer.index] if answer else ()))

    def holds(self, value: Value) -> bool:
        """Say whether a source holds a value, or the model told it before and was judged there."""
        if value in self.scene.worked or self.scene.source_of(value) is not None:
            return True
        return self.scene.evidence.told_before(value.form, self.scene.event_index)


def _is_part(number: Number, column: Column) -> bool:
    """Say whether a number is the percentage that an amount of a column is of all of it."""
    amounts = [cell.amount for cell in column if cell]
    whole = sum(amounts)
    return bool(whole) and any(
        abs(100 * amount / whole - number.amount) <= number.half for amount in amounts
    )


def _end_of(written: str, normal: str) -> int:
    """Return where a number as written ends in a normal text, or the text's end."""
    place = normal.find(written) if written else -1
    return place + len(written) if place >= 0 else len(normal)


def ground_of(scene: Scene) -> Ground:
    """Return what the values of a text are held against, the same for all judges of it."""
    return scene.once_of_text(Ground)


def half_a_step(form: str) -> float:
    """Return by how much a number may differ from one that is rounded to it."""
    return 10.0 ** -len(form.partition(".")[2]) / 2


def number_at(atom: Atom, normal: str) -> Number | None:
    """Return the number of a normal text that an atom is, with what its unit says of its size."""
    told = normal[atom.start : atom.end]
    unit = _SCALE.match(normal, atom.end)
    with_unit = number_shown(told + unit[0], comma=False) if unit else None
    return with_unit if with_unit and with_unit.scales else number_shown(told, comma=False)
