"""Figures that a clause says a tool, a log or a system holds, where none of them does.

`The tool also reports a battery health of 91 %`, `laut Log`, `系统显示`: such words claim a source
for what stands beside them, in any answer, beside genuine results, too. What a source holds, what
follows from it, counts of what results list, round figures and what people know by heart are no
such claim. Such a finding is at most suspected.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import permutations

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.readings import is_question, single_sentences
from auditor.fabrication.examples import asks_for_example, asks_what_returns
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.row_sums import row_sums
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.source_words import AGE, CITES, OTHERWISE, source_named
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.values.atoms import Atom, atoms_of
from auditor.values.dates import day_of
from auditor.values.labels import label_key
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value

_SCORE = 0.6
_LONGEST = 3000
_ENOUGH = 0.4
_MOST_AT_HAND = 30
_FEW = 8
_LEAP_YEAR = 2000
_LEAP_YEAR_DAYS = 366
_CLOSE = 1e-9
_TWO_DIGITS = re.compile(r"\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WEIGHT_OF_YEAR = 0.4
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")
_CLAUSE = re.compile(r"[;；，、。]|,(?!\d)| [–—-] |\.\s")
_ROW = re.compile(r"\s*(?:[-*•·・|{`]|\d{1,2}[.)] |[^\W\d][\w .()/-]{0,30}(?:: |：))")
_COLON = re.compile(r"[:：][*_ ]*$")
_SEPARATORS = ",;\n|"
# What breaks off may have held more.
_CUT = re.compile(
    r"truncat|omitted|\bmore (?:lines|rows|items|results)\b|\[\.{3}|…|\.{3}\s*$", re.IGNORECASE
)
_BYTES = re.compile(r" ?(?:[kmgt]i?b|bytes)\b")
_LONG_NUMBER = re.compile(r"\d{7}")
# A code that says by itself what happened is known by heart.
_CODES = re.compile(r"(?:https?|status|codes?|errors?|ports?|exit|signal|rfc|tcp|udp|utf)[ -/:]*$")
_STATUS = frozenset(
    (
        "200", "201", "204", "301", "302", "304", "400", "401", "403", "404", "405", "409", "410",
        "422", "429", "500", "502", "503", "504", "127", "137", "139", "143", "443", "8080",
    )
)  # fmt: skip


def judge_cited(scene: Scene) -> Iterator[Imitation]:
    """Yield each clause of a text that claims a source for figures which nothing holds."""
    text = scene.text
    if len(text) > _LONGEST or scene.is_partial or scene.channel == "thinking":
        return
    if not _may_cite(text) or next(scene.latest_results(), None) is None:
        return
    asked = scene.asked
    if asks_for_example(asked) or asks_what_returns(asked) or asks_for_fiction(asked):
        return
    if any(_CUT.search(result.output) for result, _ in scene.latest_results()):
        return
    weighed: dict[Value, float] | None = None
    for place, clause in _claims(scene):
        weighed = scene.once_of_text(from_nowhere) if weighed is None else weighed
        told = _new_in(clause, weighed, scene)
        if told:
            fields = bare_fields(told, text)
            end = place + len(clause)
            yield found_in(scene, (place, end), "ungrounded", scene.newest_tool, _SCORE, fields)


def _may_cite(text: str) -> bool:
    return bool(_DIGIT.search(text)) and (CITES.stands_in(text) or bool(source_named(text)))


def _claims(scene: Scene) -> Iterator[tuple[int, str]]:
    """Yield the clauses that claim a source, each with the next where it tells no figure itself.

    What is listed, or set out, behind one that ends in a colon claims it, too.
    """
    listed = False
    for start, sentence in single_sentences(scene.text):
        if is_question(sentence):
            listed = False
            continue
        listed = listed and bool(_ROW.match(sentence))
        stretches = [(0, len(sentence))] if listed else list(_stretches(sentence, scene))
        for begin, end in stretches:
            clause = sentence[begin:end]
            if _DIGIT.search(clause) and not is_unreal(clause) and not OTHERWISE.stands_in(clause):
                yield start + begin, clause
        listed = listed or _leads_to_list(sentence, stretches)


def _leads_to_list(sentence: str, stretches: list[tuple[int, int]]) -> bool:
    """Say whether the last clause of a sentence claims a source for what follows its colon."""
    ends = bool(stretches) and stretches[-1][1] == len(sentence) and bool(_COLON.search(sentence))
    return ends and not is_unreal(sentence)


def _stretches(sentence: str, scene: Scene) -> Iterator[tuple[int, int]]:
    borders = [found.span() for found in _CLAUSE.finditer(sentence)]
    begins = [0, *(end for _, end in borders)]
    ends = [*(begin for begin, _ in borders), len(sentence)]
    for begin, end, following in zip(begins, ends, [*ends[1:], len(sentence)], strict=True):
        clause = sentence[begin:end]
        if _is_citing(clause, scene):
            yield begin, end if _DIGIT.search(clause) else following


def _is_citing(clause: str, scene: Scene) -> bool:
    """Say whether a clause claims a source: one of everybody's, or a tool by its name."""
    if CITES.stands_in(clause):
        return True
    key = label_key(source_named(clause))
    return bool(key) and any(key in label_key(call.name) for _, call in scene.latest_results())


def from_nowhere(scene: Scene) -> dict[Value, float]:
    """Return what is from nowhere, dots in it read as points and as marks of thousands."""
    weighed = _in_one_reading(scene)
    joined = _THOUSANDS.sub(lambda found: found[0].replace(".", ""), scene.text)
    if not weighed or joined == scene.text:
        return weighed
    again = {value.form for value in _in_one_reading(scene._replace(text=joined))}
    written = _written(weighed, scene.text)
    return {
        value: weight
        for value, weight in weighed.items()
        if not _THOUSANDS.fullmatch(written[value]) or written[value].replace(".", "") in again
    }


def _in_one_reading(scene: Scene) -> dict[Value, float]:
    """Return what each value of a text weighs that neither sources hold nor lead to.

    Such values are no ground for each other: what a sum, its parts and its rest come to agrees
    where all are made up, too.
    """
    bare = ground_of(scene._replace(text=""))
    new = dict(unsourced_in(scene.text, bare))
    new |= dict.fromkeys(_new_years(bare, scene), _WEIGHT_OF_YEAR)
    at_hand = [value for value in ground_of(scene).values_beside(new) if value not in new]
    far = underived(_written(new, scene.text), at_hand)
    rest = [
        value
        for value in new
        # In many steps most numbers of two digits are met.
        if (value in far or _TWO_DIGITS.fullmatch(value.form)) and not is_near(value, at_hand)
    ]
    if rest:
        sums = list(row_sums(scene))
        rest = [value for value in rest if not _is_among(value, sums)]
    known = numbers_plain(scene.text)
    for written in _written(rest, scene.text).values():
        known = known.replace(written, " ")
    ground = Ground(scene._replace(text=known))
    again = dict(unsourced_in(scene.text, ground))
    return {value: new[value] for value in rest if value in again or _is_year(value)}


def is_near(value: Value, at_hand: Collection[Value]) -> bool:
    """Say whether a number is a step or two from those at hand, whatever else lies near it."""
    if value.kind != "number":
        return False
    found = (number_of(one.form) for one in at_hand if one.kind == "number")
    numbers = list(dict.fromkeys(float(number) for number in found if number))
    most = _MOST_AT_HAND if _TWO_DIGITS.fullmatch(value.form) else _FEW
    steps = _few_steps(numbers[:_MOST_AT_HAND], numbers[:most])
    return _is_among(value, map(abs, steps))


def _is_among(value: Value, amounts: Iterable[float]) -> bool:
    """Say whether a number is one of some amounts, rounded as it is."""
    number = number_of(value.form) if value.kind == "number" else None
    if number is None:
        return False
    told, half = float(number), 0.5 * 10.0 ** -len(value.form.partition(".")[2])
    return any(abs(amount - told) <= half + _CLOSE * told for amount in amounts)


def _few_steps(numbers: list[float], few: list[float]) -> Iterator[float]:
    """Yield what two numbers give, and the sums, differences and products of three of a few."""
    for one, other in permutations(numbers, 2):
        yield from (one + other, one - other, one * other, one / other)
        yield from (100 * one / other, 100 * one / other - 100)
    for one, two, three in permutations(few, 3):
        yield from (one + two + three, one + two - three, one - two - three, one * two - three)


def _new_years(ground: Ground, scene: Scene) -> list[Value]:
    told = (atom.value for atom in atoms_of(numbers_plain(scene.text)))
    return [
        value
        for value in told
        if _is_year(value)
        and not ground.holds(value)
        and not scene.evidence.mentions((value.form,))
    ]


def _is_year(value: Value) -> bool:
    return value.kind == "number" and bool(_YEAR.fullmatch(value.form))


def _written(values: Collection[Value], text: str) -> dict[Value, str]:
    """Return values as a text writes them."""
    normal = numbers_plain(text)
    found = {atom.value: normal[atom.start : atom.end] for atom in atoms_of(normal)}
    return {value: found[value] for value in values if value in found}


def _new_in(clause: str, weighed: dict[Value, float], scene: Scene) -> list[Value]:
    """Return the values of a clause that come from nowhere, where these say enough."""
    normal = numbers_plain(clause)
    told = [
        atom.value
        for atom in atoms_of(normal)
        if atom.value in weighed
        and atom.value.form not in _STATUS
        and not _CODES.search(normal[: atom.start])
        and not AGE.match(normal, atom.end)
        and not (_BYTES.match(normal, atom.end) and _counts_bytes(scene))
        and not _is_beside(atom, normal)
        and not _is_count(atom.value, scene)
        and not _is_near_day(atom.value, scene)
    ]
    return told if round(sum(weighed[value] for value in told), 2) >= _ENOUGH else []


def _counts_bytes(scene: Scene) -> bool:
    """Say whether a result may hold an amount of bytes."""
    return any(_LONG_NUMBER.search(result.output) for result, _ in scene.latest_results())


def _is_beside(atom: Atom, normal: str) -> bool:
    """Say whether a value stands in parentheses, as another unit or what people know does."""
    opened = normal.rfind("(", 0, atom.start)
    if opened < 0 or ")" in normal[opened : atom.start]:
        return False
    return not CITES.stands_in(normal[opened:])


def _is_near_day(value: Value, scene: Scene) -> bool:
    """Say whether a day without a year is the day before or after one that was seen."""
    told = day_of(f"{_LEAP_YEAR}{value.form[1:]}") if value.form.startswith("--") else None
    if told is None:
        return False
    evidence = scene.evidence
    seen = (
        day_of(atom.value.form)
        for place in range(evidence.place_of(scene.event_index))
        for atom in atoms_of(evidence.normal(place))
        if atom.value.kind == "date"
    )
    days = (abs((day.replace(year=_LEAP_YEAR) - told).days) for day in seen if day)
    return any(apart in (1, _LEAP_YEAR_DAYS - 1) for apart in days)


def _is_count(value: Value, scene: Scene) -> bool:
    """Say whether a number may count what results list."""
    if value.kind != "number" or not value.form.isdigit():
        return False
    listed = sum(
        result.output.count(mark) for result, _ in scene.latest_results() for mark in _SEPARATORS
    )
    return int(value.form) <= listed + 1
