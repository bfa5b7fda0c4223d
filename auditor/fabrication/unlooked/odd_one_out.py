"""A thing told of in the way of its neighbours, which were looked up, with figures from nowhere.

`nursery 18.4 °C, study 20.1 °C and attic 14.7 °C`, where two sensors were read; `db-b: 447G of
500G used`, beside `db-a: 463G of 500G used`. What the neighbours tell at the same places is true,
so that these places tell results, in any words and any language; of the odd one nothing holds
them, and no call was for it, or each failed. Words in the cells of a table count, too. In answers,
thoughts, and in what is sent or noted. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.readings import section_under, single_sentences
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import denies, is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import Figure, figures_of
from auditor.fabrication.things.new_figures import new_figures
from auditor.fabrication.things.told_sentences import CONDITION, shows_arithmetic
from auditor.fabrication.unlooked.beside_called import (
    CLAUSE,
    COMPARED,
    asks_of_anybody,
    told_before,
)
from auditor.fabrication.unlooked.listed_beside import Odd, odd_ones
from auditor.values.occurrences import place_of
from auditor.values.values import Value, value_of

_SCORE = 0.6
_LONGEST = 4000
_FEWEST = 2
_SHORTEST = 3
_WORDS = ("word", "text")
_CELL_ENDS = re.compile(r" *(?:\||\t| {2,}) *")
_BETWEEN_CELLS = re.compile(r"[|\t]| {2}")
_DIGIT = re.compile(r"\d")
_MARKS = " \t*_`#|:：-–—•·>\"'“”「」()（）[],，、;；.。"


def judge_odd_one_out(scene: Scene) -> Iterator[Imitation]:
    """Yield what a text tells of each such thing."""
    text = scene.text
    if scene.is_partial or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    if not (new_figures(scene) or _BETWEEN_CELLS.search(text)):
        return
    odd = odd_ones(scene)
    if not odd or asks_of_anybody(scene.asked) or asks_for_example(scene.asked):
        return
    names = [*(one.raw for one in odd), *(name for one in odd for name in one.siblings)]
    told, before = _stretches(text, names), _stretches("\n".join(told_before(scene)), names)
    for one in odd:
        siblings = [
            words
            for name in one.siblings
            for _, _, words in (*told.get(name, ()), *before.get(name, ()))
        ]
        for start, end, words in told.get(one.raw, ()):
            values = _from_nowhere(words, siblings, one, scene)
            if values:
                yield found_in(
                    scene, (start, end), "invented", one.tool, _SCORE,
                    bare_fields(values, text[start:end]), imitates=one.result.index,
                )  # fmt: skip


def _stretches(text: str, names: list[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Return by name where a text tells of it, up to the next name or the sentence's end.

    The lines under a heading belong to it.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for start, sentence in single_sentences(text):
        places = sorted(
            (place, name)
            for name in dict.fromkeys(names)
            if (place := place_of(name, sentence)) >= 0
        )
        ends = [*(place for place, _ in places[1:]), len(sentence)]
        for (place, name), end in zip(places, ends, strict=False):
            words = sentence[place + len(name) : end]
            stop = start + end
            if end == len(sentence) and not words.strip(_MARKS):
                stop += len(section_under(text, stop)) + 1
                words = text[start + place + len(name) : stop]
            found.setdefault(name, []).append((start + place, stop, words))
    return found


def _stated(words: str) -> str:
    """Return the clauses that say what is, not what may, is not, or is to be."""
    clauses = CLAUSE.split(words)
    return "; ".join(
        one
        for one in clauses
        if not (is_hedged(one) or is_unreal(one) or denies(one) or COMPARED.stands_in(one))
    )


def _from_nowhere(words: str, siblings: list[str], odd: Odd, scene: Scene) -> list[Value]:
    """Return the values that nothing holds at places where siblings tell what results hold."""
    if shows_arithmetic(words) or CONDITION.stands_in(words):
        return []
    places: dict[Value, list[Value]] = {}
    mine = figures_of(_stated(words))
    for theirs in siblings:
        pairs = [(one.value, other.value) for one, other in _aligned(mine, figures_of(theirs))]
        for value, other in (*pairs, *_words_in_cells(words, theirs)):
            if value != other and _is_returned(other, scene):
                places.setdefault(value, []).append(other)
    fewest = 1 if odd.has_failed else _FEWEST
    if len(places) < fewest and max(map(len, places.values()), default=0) < fewest:
        return []
    telling = [v for v in places if v.kind in _WORDS or sum(map(str.isdigit, v.form)) > 1]
    new = [
        value
        for value in telling
        if not (
            _is_known(value, scene)
            or _sums_up(value, places[value])
            or ground_of(scene).is_total(value, words)
        )
    ]
    new = underived({value: value.form for value in new}, odd.at_hand) if odd.at_hand else new
    is_enough = len(new) >= _FEWEST or any(value.kind not in _WORDS for value in new)
    return new if is_enough and 2 * len(new) >= len(telling) else []


def _words_in_cells(words: str, theirs: str) -> Iterator[tuple[Value, Value]]:
    """Yield the words in the cells of two rows of a table, cell by cell."""
    mine, other = (_CELL_ENDS.split(row.strip(" |*`")) for row in (words, theirs))
    if len(mine) == len(other) > 1:
        for one, its in zip(mine, other, strict=True):
            value = value_of(one.strip(_MARKS))
            if value.kind in _WORDS and len(value.form) >= _SHORTEST and not _DIGIT.search(one):
                yield value, value_of(its.strip(_MARKS))


def _aligned(
    mine: tuple[Figure, ...], theirs: tuple[Figure, ...]
) -> Iterator[tuple[Figure, Figure]]:
    """Yield the figures that stand at the same places of two stretches, in order."""
    at = 0
    for figure in mine:
        match = next((n for n in range(at, len(theirs)) if figure.is_like(theirs[n])), None)
        if match is not None:
            at = match + 1
            yield figure, theirs[match]


def _sums_up(value: Value, others: list[Value]) -> bool:
    """Say whether a number is what those beside it come to: `and both together`."""
    number = number_of(value.form) if value.kind == "number" else None
    own = [one for other in others if (one := number_of(other.form)) is not None]
    if number is None or not own:
        return False
    return number in (sum(own), sum(own) / len(own), max(own) - min(own))


def _is_returned(value: Value, scene: Scene) -> bool:
    source = scene.source_of(value)
    return source is not None and source.author == "result"


def _is_known(value: Value, scene: Scene) -> bool:
    return value in scene.worked or scene.source_of(value) is not None
