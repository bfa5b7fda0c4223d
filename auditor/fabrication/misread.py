"""What a named line of a result says, told with another figure.

The text speaks of the line by its own name, tells other figures of that very result, leaves out
the one that stands there, and tells one of the same kind and unit that no source holds and nobody
works out. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.readings import single_sentences
from auditor.evidence.rounding import is_rounded, is_rounding_of, is_scaled, is_share
from auditor.fabrication.against_own import ASKS_TO_CHANGE, OTHERWISE
from auditor.fabrication.ground import ground_of
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.named_lines import NamedLine, is_named, named_lines, words_in
from auditor.fabrication.new_figures import new_figures
from auditor.fabrication.told_fields import is_hedged, is_unreal
from auditor.fabrication.told_figures import Figure, figures_of
from auditor.trace import ToolCall, ToolResult
from auditor.values.values import Value, normal_text, value_of

_SCORE = 0.6
_MOST_RESULTS = 8
_LONGEST_OUTPUT = 8000
_LONGEST = 4000
_FEW_DIGITS = 2
_FEW, _ENOUGH = 1, 2
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[;；，、。]|,(?!\d)|\.(?= |$)| (?:and|und|y|et|e|en) ")
_NAME = re.compile(r"\b[A-Z][\w-]+")
_MAY_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_SHOWS_WORKING = re.compile(r"\d ?[+×*÷/] ?[$€£¥]?\d|= ?[$€£¥]?\d")
_TABLE = re.compile(r" *\|")


class _Source(NamedTuple):
    """A result that a text may misread.

    Attributes:
        lines: Its named lines.
        told: The figures of the text, moments as their days.
        retold: Those of them that its lines hold and that say something.
    """

    result: ToolResult
    call: ToolCall
    lines: tuple[NamedLine, ...]
    told: set[Value]
    retold: set[Value]


def judge_misread(scene: Scene, found: list[Imitation]) -> Iterator[Imitation]:
    """Yield each sentence with such a figure.

    Args:
        scene: The text.
        found: What was found in it so far: its figures are not reported again.
    """
    text = scene.text
    if not scene.is_checkable or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    reported = {value_of(field.value) for one in found for field in one.values}
    new = set(new_figures(scene)) - reported
    sentences = list(_with_one_of(new, text)) if new else []
    if not sentences or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    told = {_without_clock(one.value) for one in figures_of(text)}
    sources = list(_sources(told, scene))
    for start, sentence in sentences:
        for source in sources:
            if _names_another(sentence, source, scene):
                continue
            values = list(_misread(sentence, new, source, scene))
            if values:
                yield found_in(
                    scene, (start, start + len(sentence)), "altered", source.call.name, _SCORE,
                    bare_fields(values, sentence), imitates=source.result.index,
                )  # fmt: skip
                break


def _with_one_of(new: set[Value], text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text that tell one of some figures."""
    for start, sentence in single_sentences(text):
        if not _DIGIT.search(sentence):
            continue
        if any(one.value in new for one in figures_of(sentence)) and not is_unreal(sentence):
            yield start, sentence


def _sources(told: set[Value], scene: Scene) -> Iterator[_Source]:
    """Yield the latest results, as far as they are short, and what of them a text tells."""
    for result, call in islice(scene.latest_results(), _MOST_RESULTS):
        if len(result.output) <= _LONGEST_OUTPUT:
            lines = named_lines(result.output)
            own = {_without_clock(one.value) for line in lines for one in line.figures}
            retold = {value for value in own & told if _says(value)}
            yield _Source(result, call, lines, told, retold)


def _names_another(sentence: str, source: _Source, scene: Scene) -> bool:
    """Say whether a sentence has a name of the user's that neither a call nor its result has."""
    own = f"{source.call.arguments_raw} {source.result.output}"
    names = set(_NAME.findall(sentence)) & set(_NAME.findall(scene.asked))
    return any(name not in own for name in names)


def _misread(sentence: str, new: set[Value], source: _Source, scene: Scene) -> Iterator[Value]:
    """Yield the new figures that stand beside the name of a line of a result."""
    is_row = _TABLE.match(sentence) is not None
    for clause in [sentence] if is_row else _CLAUSE.split(sentence):
        figures = figures_of(clause)
        units = {one.unit for one in figures}
        named = [line for line in source.lines if is_named(line, words_in(clause) - units)]
        if len(named) != 1 or OTHERWISE.stands_in(clause) or _SHOWS_WORKING.search(clause):
            continue
        # Nobody tells a day roughly.
        is_rough = is_hedged(clause)
        # What follows the first says more about it.
        for one in figures if is_row else figures[:1]:
            if (
                one.value in new
                and not _MAY_BE_THOUSANDS.fullmatch(one.value.form)
                and not (is_rough and one.value.kind != "date")
                and _has_its_unit(one, source.result)
                and _stands_for_one(one, named[0], source.told)
                and len(source.retold - {one.value}) >= (_FEW if _says(one.value) else _ENOUGH)
                and not _sums_up(one, named[0])
                and _is_unexplained(one, new, scene)
            ):
                yield one.value


def _stands_for_one(one: Figure, line: NamedLine, told: set[Value]) -> bool:
    """Say whether a line has just one untold figure in whose place another could be told."""
    untold = [own for own in line.figures if _without_clock(own.value) not in told]
    others = [own for own in untold if _are_alike(one, own)]
    same = [own for own in others if own.unit and own.unit == one.unit] or others
    return len({own.value for own in same}) == 1 and not _is_same(one, same[0])


def _sums_up(one: Figure, line: NamedLine) -> bool:
    """Say whether a figure is the sum of a line's numbers, or their mean."""
    numbers = [number_of(own.value.form) for own in line.figures if own.value.kind == "number"]
    known = [number for number in numbers if number is not None]
    total = sum(known, Decimal())
    if len(known) <= _FEW:
        return False
    return is_rounding_of(one.value.form, [total, total / len(known)])


def _are_alike(one: Figure, own: Figure) -> bool:
    if one.value.kind != own.value.kind or one.value.kind != "number":
        return one.value.kind == own.value.kind
    return not one.unit or not own.unit or one.unit == own.unit


def _has_its_unit(one: Figure, result: ToolResult) -> bool:
    """Say whether a result has a figure's unit; a sign or a word of other letters may be added."""
    if one.value.kind != "number":
        return True
    return not one.unit.isascii() or one.unit in normal_text(result.output)


def _is_same(one: Figure, own: Figure) -> bool:
    """Say whether a figure is another, with its unit behind it, rounded or in another unit."""
    true = number_of(own.value.form)
    if one.unit and one.value.form == own.value.form + one.unit:
        # The unit of `cpu_m: 126` stands in its label.
        return True
    if true is None:
        return one.value.form[:10] == own.value.form[:10]
    return is_rounding_of(one.value.form, [true]) or is_scaled(one.value.form, [true])


def _is_unexplained(figure: Figure, new: set[Value], scene: Scene) -> bool:
    """Say whether a figure follows from nothing at hand, nor from what does."""
    value, ground = figure.value, ground_of(scene)
    if figure.unit == "%" and is_share(value.form, scene.evidence, scene.event_index):
        return False
    return (
        value in ground.from_nowhere(new)
        and value not in ground.summed(new)
        and value not in ground.spans
        and not is_rounded(value.form, scene.evidence, scene.event_index)
    )


def _says(value: Value) -> bool:
    """Say whether a figure is no short whole number."""
    form = value.form
    return value.kind != "number" or "." in form or sum(map(str.isdigit, form)) > _FEW_DIGITS


def _without_clock(value: Value) -> Value:
    """Return a moment as its day: a text may leave out the time of day."""
    return Value("date", value.form[:10]) if value.kind == "date" else value
