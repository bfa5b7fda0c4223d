"""Numbers of a result told with a digit changed or two exchanged, in answers and what is sent.

`Gas: 7,376.2 m³` where a reading is 7736.2, `LDL 3.29` where the report says 3.92: nothing holds
the number told, the text does not tell the one that it should, and what stands beside it is of
that very result. Short numbers are like others by chance, so the same word must lead up to both.
Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.evidence.readings import single_sentences
from auditor.fabrication.against_own import ASKS_TO_CHANGE
from auditor.fabrication.altered_sentences import is_exchanged
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.told_fields import is_hedged, is_unreal
from auditor.fabrication.told_figures import Figure, figures_of
from auditor.fabrication.unsourced import ground_of, numbers_plain, unsourced_in
from auditor.trace import ToolResult
from auditor.values.values import Value

_SCORE = 0.6
_LONG = 5
_FEWEST_DIGITS = 2
_ENOUGH = 2
_MOST_RESULTS = 8
_LONGEST_OUTPUT = 4000
_LONGEST = 4000
_REACH = 32
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}")


def judge_misspelt(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence with such a number."""
    text = scene.text
    if not scene.is_checkable or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    if ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    told = frozenset(one.value for one in figures_of(text))
    for start, sentence in single_sentences(text):
        if not _DIGIT.search(sentence) or is_hedged(sentence) or is_unreal(sentence):
            continue
        normal = numbers_plain(sentence)
        new = [one for one in figures_of(sentence) if _is_new(one.value, scene)]
        for result, call in islice(scene.latest_results(), _MOST_RESULTS) if new else ():
            slips = [one.value for one in new if _is_slip(one, normal, result, told)]
            values = _unexplained(slips, sentence, scene) if slips else []
            if values:
                yield found_in(
                    scene, (start, start + len(sentence)), "altered", call.name, _SCORE,
                    bare_fields(values, sentence), imitates=result.index,
                )  # fmt: skip
                break


def _is_new(value: Value, scene: Scene) -> bool:
    return value.kind == "number" and _says_enough(value) and scene.source_of(value) is None


def _unexplained(slips: list[Value], sentence: str, scene: Scene) -> list[Value]:
    """Return those of some numbers that follow from nothing at hand either."""
    unsourced = {value for value, _ in unsourced_in(sentence, ground_of(scene))}
    return [value for value in slips if value in unsourced]


def _is_slip(one: Figure, normal: str, result: ToolResult, told: frozenset[Value]) -> bool:
    """Say whether a result holds, untold, a number that differs from one by a slip."""
    if len(result.output) > _LONGEST_OUTPUT:
        return False
    output = numbers_plain(result.output)
    figures = figures_of(result.output)
    near = [
        own for own in figures if own.value not in told and _is_near(one.value.form, own.value.form)
    ]
    if not near:
        return False
    beside = len(
        {own.value for own in figures if own.value in told and _digits(own.value.form) > 1}
    )
    return any(_is_same_place(one, normal, own, output, beside) for own in near)


def _is_same_place(one: Figure, normal: str, own: Figure, output: str, beside: int) -> bool:
    before, theirs = (
        set(_WORDS.findall(words[max(0, figure.start - _REACH) : figure.start]))
        for words, figure in ((normal, one), (output, own))
    )
    is_led = bool(before & theirs)
    has_unit = bool(one.unit) and one.unit == own.unit
    if _digits(one.value.form) < _LONG and not is_led:
        return False
    return min(beside, _ENOUGH) + is_led + has_unit >= _ENOUGH


def _is_near(form: str, own: str) -> bool:
    """Say whether two numbers of one length differ in one digit, or by two neighbours exchanged."""
    if len(form) != len(own) or form == own:
        return False
    if is_exchanged(form, own):
        return True
    is_one = sum(a != b for a, b in zip(form, own, strict=True)) == 1
    return is_one and _digits(form) > _FEWEST_DIGITS


def _says_enough(value: Value) -> bool:
    """Say whether a number is no short whole one, as minutes and counts are."""
    return _digits(value.form) > _FEWEST_DIGITS or "." in value.form


def _digits(form: str) -> int:
    """Return how many digits of a number tell something: a round one tells few."""
    return len(form.replace(".", "") if "." in form else form.rstrip("0"))
