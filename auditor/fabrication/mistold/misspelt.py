"""What a result holds told with a slip, in answers and what is sent.

`Gas: 7,376.2 m³` where a reading is 7736.2, `LDL 3.29` where the report says 3.92: nothing holds
the number told, the text does not tell the one that it should, and what stands beside it is of
that very result. Short numbers are like others by chance, so the same word must lead up to both,
or one unit follow both. `0.042 mg/L` may stand for 0.0042, and `1 failed, 189 passed, 2 skipped`
for `4 failed, 186 passed, 2 skipped`. What the model itself wrote in a call holds nothing where a
result had told it right before. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.readings import single_sentences
from auditor.evidence.records import values_in
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.result_rows import speaks_of_means
from auditor.fabrication.ground.unsourced import is_known_by_heart, unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.mistold.altered_sentences import is_exchanged
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import Figure, figures_of, marks_of, with_units
from auditor.fabrication.things.looked_up import is_told
from auditor.trace import ToolResult
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, value_of

_SCORE = 0.6
_LONG, _LONG_OF_CALL, _LONG_ID = 5, 4, 4
_SHORT = 240
_FEWEST_DIGITS = 2
_ENOUGH = 2
_MOST_RESULTS = 8
_LONGEST_OUTPUT = 4000
_LONGEST = 4000
_REACH = 32
_RUN = 3
_SHORTEST_WORD = 4
_FACTORS = frozenset((10, 100, 1000))
_DIGIT = re.compile(r"\d")
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])")
# No score, `101:105`.
_NAME = re.compile(r"^(?=.*[a-z]|\d+\.\d+\.\d)[^:]+$")
_WORDS = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}")


class _New(NamedTuple):
    """A value of a sentence that nothing but the model tells.

    Attributes:
        one: The value.
        sentence: The sentence as it stands.
        words: The text, with the arguments of the calls that held the value first.
        since: The event that first held it: the text's own, or such a call.
        is_sent: Such a call did.
    """

    one: Figure
    sentence: str
    words: str
    since: int
    is_sent: bool


def judge_misspelt(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence with such a value."""
    text = scene.text
    if not scene.is_checkable or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    for start, sentence in single_sentences(text):
        new = list(_new_in(sentence, scene)) if _DIGIT.search(sentence) else []
        if not new or is_hedged(sentence) or is_unreal(sentence) or speaks_of_means(sentence):
            continue
        if ASKS_TO_CHANGE.stands_in(scene.asked):
            return
        new = [one for one in new if one.is_sent or not _parts_thousands(one, scene)]
        for result, call in islice(scene.latest_results(), _MOST_RESULTS):
            values = [one.one.value for one in new if _is_slip(one, result, scene)]
            if values:
                yield found_in(
                    scene, (start, start + len(sentence)), "altered", call.name, _SCORE,
                    bare_fields(values, sentence), imitates=result.index,
                )  # fmt: skip
                break


def _parts_thousands(new: _New, scene: Scene) -> bool:
    """Say whether a source holds a number without the point that may part its thousands."""
    normal = numbers_plain(new.sentence)[new.one.start :]
    parted = _OF_THOUSANDS.match(normal)
    return parted is not None and ground_of(scene).holds(value_of(parted[0].replace(".", "")))


def _new_in(sentence: str, scene: Scene) -> Iterator[_New]:
    for one in (*figures_of(sentence), *marks_of(sentence)):
        value = one.value
        if value.kind in ("date", "time") or not _says_enough(value):
            continue
        source = scene.source_of(value)
        is_id = _NAME.search(value.form) and _digits(value) >= _LONG_ID
        is_id = value.kind == "id" and is_id and not is_known_by_heart(value)
        if source is None and (value.kind == "number" or is_id):
            yield _New(one, sentence, scene.text, scene.event_index, is_sent=False)
        elif source and source.author == "argument":
            yield from _sent(one, sentence, scene)


def _sent(one: Figure, sentence: str, scene: Scene) -> Iterator[_New]:
    """Yield a value that calls held before the text, and nobody else."""
    evidence = scene.evidence
    texts = [evidence.texts[at] for at in evidence.places_holding(one.value, scene.event_index)]
    if any(text.author in ("user", "system") for text in texts):
        return
    first = min(text.event_index for text in texts if text.author == "argument")
    call = next((call for call in scene.pairing.calls if call.index == first), None)
    if call is not None:
        yield _New(one, sentence, f"{scene.text}\n{call.arguments_raw}", first, is_sent=True)


def _is_slip(new: _New, result: ToolResult, scene: Scene) -> bool:
    """Say whether a result holds, untold, a value for which a new one stands."""
    if len(result.output) > _LONGEST_OUTPUT or result.index > new.since:
        return False
    one, output = new.one, with_units(result.output)
    told = {other.value for other in (*figures_of(new.words), *marks_of(new.words))}
    figures = figures_of(output)
    known = figures if one.value.kind == "number" else marks_of(output)
    near = [own for own in known if own.value not in told and _may_stand_for(one, own)]
    beside = len({own.value for own in figures if own.value in told and _digits(own.value) > 1})
    if new.is_sent:
        near = [own for own in near if is_exchanged(one.value.form, own.value.form)]
        return bool(near) and _is_sent_wrong(new, beside, result, scene)
    is_only = len(scene.text) <= _SHORT and _is_only_of_turn(result, scene)
    if any(
        _is_same_place(new, own, output, beside) or (is_only and _digits(one.value) >= _LONG_ID)
        for own in near
    ) and _is_unexplained(new, scene):
        return True
    return any(_is_shifted(new, own, output, beside, scene) for own in figures) or _stands_in_run(
        new, figures, scene
    )


def _is_only_of_turn(result: ToolResult, scene: Scene) -> bool:
    """Say whether a text answers with what one call of its turn returned."""
    turn = scene.event.turn
    of_turn = [one for one, _ in scene.latest_results() if one.turn == turn]
    return [one.index for one in of_turn] == [result.index]


def _is_unexplained(new: _New, scene: Scene) -> bool:
    """Say whether a number follows from nothing at hand either."""
    unsourced = {value for value, _ in unsourced_in(new.sentence, ground_of(scene))}
    return new.one.value in unsourced


def _is_sent_wrong(new: _New, beside: int, result: ToolResult, scene: Scene) -> bool:
    """Say whether a call told a long value wrong among others of a result."""
    value = new.one.value
    if _digits(value) < _LONG_OF_CALL:
        return False
    normal = numbers_plain(new.words)
    own = {value_of(raw) for read in values_in(result.output) for raws in read.values.values()
           for raw in raws}  # fmt: skip
    beside = max(beside, sum(len(v.form) >= _SHORTEST_WORD and is_told(v, normal) for v in own))
    if beside < _ENOUGH:
        return False
    numbers = [one.value for one in (*figures_of(result.output), *figures_of(scene.asked))]
    at_hand = [one for one in numbers if one.kind == "number"]
    return value.kind != "number" or bool(underived({value: value.form}, at_hand))


def _is_same_place(new: _New, own: Figure, output: str, beside: int) -> bool:
    one = new.one
    is_led = _are_led_alike(new, own, output)
    has_unit = bool(one.unit) and one.unit == own.unit
    if _digits(one.value) < _LONG and not is_led:
        is_near = len(one.unit) > 1 and is_exchanged(one.value.form, own.value.form)
        return has_unit and is_near and beside >= _ENOUGH
    return min(beside, _ENOUGH) + is_led + has_unit >= _ENOUGH


def _are_led_alike(new: _New, own: Figure, output: str) -> bool:
    before, theirs = (
        set(_WORDS.findall(words[max(0, figure.start - _REACH) : figure.start]))
        for words, figure in (
            (numbers_plain(new.sentence), new.one),
            (numbers_plain(output), own),
        )
    )
    return bool(before & theirs)


def _may_stand_for(one: Figure, own: Figure) -> bool:
    """Say whether two values of one length differ in one digit, or by two neighbours exchanged."""
    form, other = one.value.form, own.value.form
    if one.value.kind != own.value.kind or len(form) != len(other) or form == other:
        return False
    if is_exchanged(form, other):
        return True
    is_one = sum(a != b for a, b in zip(form, other, strict=True)) == 1
    return is_one and _digits(one.value) > _FEWEST_DIGITS


def _is_shifted(new: _New, own: Figure, output: str, beside: int, scene: Scene) -> bool:
    """Say whether only the point is in another place, before one unit and behind one word."""
    one = new.one
    if not beside or one.unit != own.unit or len(one.unit) < _FEWEST_DIGITS:
        return False
    told, true = number_of(one.value.form), number_of(own.value.form)
    if not told or not true:
        return False
    factor = round(max(told / true, true / told), 6)
    beside_it = {number_of(one.value.form) for words in (new.words, scene.asked, output)
                 for one in figures_of(words) if one.value.kind == "number"}  # fmt: skip
    return (
        factor in _FACTORS
        and factor not in beside_it
        and own.value not in {one.value for one in figures_of(new.words)}
        and _are_led_alike(new, own, output)
    )


def _stands_in_run(new: _New, figures: tuple[Figure, ...], scene: Scene) -> bool:
    """Say whether a number stands between units that a result has in this order, behind others.

    Where results have several such runs, they may be summed up.
    """
    mine = figures_of(new.sentence)
    at = next((place for place, one in enumerate(mine) if one == new.one), -1)
    for first in range(max(0, at - _RUN + 1), at + 1 if at >= 0 else 0):
        run = mine[first : first + _RUN]
        theirs = next(_runs_of(run, figures), ())
        if any(one.value == own.value for one, own in zip(run, theirs, strict=False)):
            outputs = (result.output for result, _ in scene.latest_results())
            return sum(len(list(_runs_of(run, figures_of(one)))) for one in outputs) == 1
    return False


def _runs_of(run: tuple[Figure, ...], figures: tuple[Figure, ...]) -> Iterator[tuple[Figure, ...]]:
    """Yield the figures of a result that stand before the units of a run."""
    units = [one.unit for one in run]
    if len(set(units)) < _RUN or not all(len(unit) > 1 for unit in units):
        return
    for at in range(len(figures) - _RUN + 1):
        if [one.unit for one in figures[at : at + _RUN]] == units:
            yield figures[at : at + _RUN]


def _says_enough(value: Value) -> bool:
    """Say whether a value is no short whole number, as minutes and counts are."""
    return _digits(value) > _FEWEST_DIGITS or "." in value.form


def _digits(value: Value) -> int:
    """Return how many digits of a value tell something: a round number tells few."""
    form = value.form
    if value.kind != "number":
        return sum(map(str.isdigit, form))
    return len(form.replace(".", "") if "." in form else form.rstrip("0"))
