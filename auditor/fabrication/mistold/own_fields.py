"""Figures told under a field's word of a thing, and no result tells under it of that thing.

`Oak Inn: rating 4.7`, where the result that maps names to ratings has 5.0 for it or lacks it, where
every call that asked for its rating brought nothing, or where only those of other things were
asked for. A small figure like a rating stands in many places and says nothing by itself; under its
own word, behind the name of its thing, a call returned it or it is made up. Whatever is reckoned,
rough, supposed, compared or asked is left alone, and so is what anybody else gave. Such a finding
is at most suspected.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.gaps import tells_nothing
from auditor.evidence.keyed_values import Keyed, keyed_in, singular_words
from auditor.evidence.rounding import is_rounding_of
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Imitation, Kind, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.pairing import Pairing
from auditor.values.blocks import Field
from auditor.values.values import Value, value_of

_SCORE = 0.6
_LONGEST = 8000
_MOST_RESULTS = 30
# An object of things, or a notice that there is none.
_OPENS = ("{", "<", "[")
_REACH = 400
_MOST_DAYS = 31
_FEWEST_DIGITS = 2
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMBER = r"(?:[A-Z]{3} ?|[$€£¥])?(\d+(?:,\d{3})*(?:\.\d+)?)(?![\w:%]|[.,]\d)"
_MARKS = r"[*_`\"' \t]*"
# `rating: 4.7`, `a rating of 4.7`, `its rating is 4.7`, `price per night: 80`.
_BEHIND = re.compile(
    rf"\b([A-Za-z]{{3,}})(?: [Pp]er [A-Za-z]+)?{_MARKS}"
    rf"(?:[:=]|\bis\b|\bof\b|\bat\b){_MARKS}{_NUMBER}"
)
# `priced at 80`, `priced between 80 and 120`, `rated 4.7`.
_VERB = re.compile(rf"\b(rated|priced)(?: (?:at|from|between))? {_NUMBER}")
_FIELDS_OF_VERBS = {"rated": "rating", "priced": "price"}
# `a 4.7 rating`, `4.7/5 rating`, `4.7-star rating`.
_BEFORE = re.compile(
    rf"(?<![\w.,:$€£/]){_NUMBER}(?: ?/ ?\d+|[- ]stars?| out of \d+)? ([A-Za-z]{{3,}})\b"
)
_RECKONED = re.compile(
    r"[=×≈~]|\d ?(?:[*x+] ?[$€£]?\d|/ ?[$€£]?(?!(?:5|10|100)(?:\.0)?\b)\d)|"
    r"\b(?:total|average|sum|combined|altogether|each|(?<!per )nights?|times|"
    r"difference|increase|decrease|vs|versus|than|between|respectively|minimum|maximum|least|most|"
    r"up to|convert\w*|original\w*|previous\w*|now|new|updat\w*|chang\w*|discount\w*)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_GOES_ON = re.compile(r"\s*(?:it|its|the|this|they|with)\b", re.IGNORECASE)
_OWN_LINE = re.compile(r"^[\s>*_•–-]*[A-Za-z][\w &/]{1,40}?[*_]*[:：][*_]*\s")
_OF_SEVERAL = re.compile(r"[ *_,]*\(?(?:both|all)\b", re.IGNORECASE)
# `October 15th`, `2026-10-15`: the number of a day, or of an hour, is nothing's price.
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?![\w:]|[.,]\d)|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)\b(?: of)?|\b\d{{1,2}} {_MONTH}(?!\w)|"
    r"\b\d{4}-\d\d-\d\d|\b\d{1,2}(?::\d\d)+",
    re.IGNORECASE,
)
_JOINS = re.compile(r"[ *_`\"',:(]*(?:and|or|&|vs\.?|than|with|,|/)?[ *_`\"',:)(]*")


class _Known(NamedTuple):
    """What results before a text tell of things by their names, and the words of all fields."""

    things: dict[str, list[Keyed]]
    words: frozenset[str]


class _Said(NamedTuple):
    """What is told under a word of a thing, and the stretch that tells it."""

    name: str
    word: str
    raw: str
    start: int
    end: int


def may_tell_own_fields(text: str) -> bool:
    """Say whether a text tells a figure beside a word: a cheap look."""
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    return any(sign.search(text) for sign in (_BEHIND, _BEFORE, _VERB))


def may_be_of_another(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a text tells a figure of a thing by whose name a late result may tell others."""
    if not may_tell_own_fields(text):
        return False
    small = text.lower()
    late = [result for result in pairing.results if result.index < index][-_MOST_RESULTS:]
    calls = [pairing.answered.get(result.index) for result in late]
    return any(
        result.output[:1] in _OPENS
        and call is not None
        and any(field.value.lower() in small for field in arguments_of(call) if field.value)
        for result, call in zip(late, calls, strict=True)
    )


def judge_own_fields(scene: Scene) -> Iterator[Imitation]:
    """Yield the stretches of a text that tell such values, those of one kind as one."""
    if scene.channel != "text" or not scene.is_checkable or not may_tell_own_fields(scene.text):
        return
    if asks_for_example(scene.asked):
        return
    known = scene.once(_known)
    found: dict[Kind, list[tuple[_Said, int | None]]] = {}
    for said in _told(scene.text, known) if known.things else ():
        judged = _judged(said, known, scene)
        if judged:
            found.setdefault(judged[0], []).append((said, judged[1]))
    for kind, several in found.items():
        first, source = several[0]
        place = first.start, max(said.end for said, _ in several)
        fields = [Field(f"{said.name} {said.word}".strip(), said.raw) for said, _ in several]
        tool = _tool_of(first, known)
        yield found_in(scene, place, kind, tool, _SCORE, fields, imitates=source)


def _tool_of(said: _Said, known: _Known) -> str:
    """Return the tool that tells what is told, as far as one was asked about that thing."""
    about, words = known.things[said.name], singular_words(said.word.lower())
    return next((one.tool for one in about if words & one.asked), about[0].tool)


def _known(scene: Scene) -> _Known:
    things: dict[str, list[Keyed]] = {}
    words: set[str] = set()
    for result, call in scene.latest_results():
        several = list(keyed_in(result, call))
        # What is not among the keys was asked about in vain.
        in_vain = any(one.fields for one in several) or tells_nothing(result)
        for one in several if in_vain else ():
            words.update(*one.fields)
            things.setdefault(one.name, []).append(one)
    return _Known(things, frozenset(words))


def _told(text: str, known: _Known) -> Iterator[_Said]:
    """Yield what a text tells under words behind the names of things.

    Of names in one row it is open whose the figures are, unless they are said to be those of all.
    """
    named = _named(text, known)
    ends = [start for _, start, _ in named[1:]] + [len(text)]
    row: list[str] = []
    last = 0
    for (name, start, place), border in zip(named, ends, strict=False):
        row.append(name)
        # Of two things that a sentence names, the next one's `it` may be either.
        is_alone = bool(_SENTENCE_END.search(text, last, start)) or not last
        last = place
        if border < len(text) and _JOINS.fullmatch(text, place, border):
            continue
        if len(row) == 1 or _OF_SEVERAL.match(text, place):
            for at, line in _lines_about(text, place, min(border, place + _REACH), is_alone):
                for one in row:
                    yield from _in_line(one, at, line)
        row = []


def _named(text: str, known: _Known) -> list[tuple[str, int, int]]:
    """Return where a text names things: a name within a longer one is none."""
    found: list[tuple[str, int, int]] = []
    small = text.lower()
    for name in sorted(known.things, key=len, reverse=True):
        if name.lower() not in small:
            continue
        for one in re.finditer(rf"(?<!\w){re.escape(name.lower())}(?!\w)", small):
            if not any(a < one.end() and one.start() < b for _, a, b in found):
                found.append((name, one.start(), one.end()))
    return sorted(found, key=lambda one: one[1])


def _lines_about(text: str, start: int, end: int, is_alone: bool) -> Iterator[tuple[int, str]]:
    """Yield the sentences and lines behind a name that go on about it.

    Args:
        text: The whole text.
        start, end: Where the name ends, and where what is told of it does at the latest.
        is_alone: No other thing is named in the sentence before the name.
    """
    place, is_first = start, True
    while place < end:
        stop = _SENTENCE_END.search(text, place, end)
        border = stop.end() if stop else end
        words = text[place:border]
        if is_first or (is_alone and _GOES_ON.match(words)) or _OWN_LINE.match(words):
            yield place, words
        elif words.strip():
            return
        is_first = is_first and not words.strip(" \n*_:")
        place = border


def _in_line(name: str, place: int, line: str) -> Iterator[_Said]:
    if is_hedged(line) or is_unreal(line) or _RECKONED.search(_VERB.sub("", line)):
        return
    for one in _VERB.finditer(line):
        word = _FIELDS_OF_VERBS[one[1]]
        yield _Said(name, word, one[2], place + one.start(), place + one.end())
    for one in _BEHIND.finditer(line):
        yield _Said(name, one[1], one[2], place + one.start(), place + one.end())
    for one in _BEFORE.finditer(line):
        yield _Said(name, one[2], one[1], place + one.start(), place + one.end())


def _judged(said: _Said, known: _Known, scene: Scene) -> tuple[Kind, int | None] | None:
    """Return what is wrong with something told, and the event of what it imitates."""
    about = known.things[said.name]
    word = next(iter(singular_words(said.word.lower())), "")
    own = [(one, raw) for one in about for words, raw in one.fields.items() if word in words]
    asked = any(word in one.asked for one in about)
    value = value_of(said.raw)
    # `1 message` was counted.
    if value.kind != "number" or sum(map(str.isdigit, said.raw)) < _FEWEST_DIGITS:
        return None
    if not (own or asked or word in known.words):
        return None
    if any(_tells(raw, value) for one in _kin(said.name, known) for raw in one.fields.values()):
        return None
    if any(_is_times(value, raw) for _, raw in own):
        return None
    if _is_given(value, said.name, known, scene):
        return None
    if not own:
        return "invented", None
    others = (one for things in known.things.values() for one in things)
    other = next((one for one in others if _has(one, word, value)), None)
    return ("stale", other.event_index) if other else ("altered", own[0][0].event_index)


def _kin(name: str, known: _Known) -> Iterator[Keyed]:
    """Yield what is told of a thing, under its name with words more or less: `Oak`, `Oak Inn`."""
    words = f" {name} ".lower()
    for other, several in known.things.items():
        others = f" {other} ".lower()
        if words in others or others in words:
            yield from several


def _has(one: Keyed, word: str, value: Value) -> bool:
    return any(word in words and _tells(raw, value) for words, raw in one.fields.items())


def _tells(raw: str, value: Value) -> bool:
    """Say whether a field tells a figure, or one of which it is a rounding."""
    return number_of(value.form) is None or is_rounding_of(value.form, _numbers_in(raw))


def _is_times(value: Value, raw: str) -> bool:
    """Say whether a figure is that of a field for a few days, people or pieces."""
    number = number_of(value.form)
    return number is not None and any(
        n and number % n == 0 and 1 <= number / n <= _MOST_DAYS for n in _numbers_in(raw)
    )


def _numbers_in(raw: str) -> list[Decimal]:
    return [n for one in _FIGURE.findall(raw) if (n := number_of(value_of(one).form)) is not None]


def _is_given(value: Value, name: str, known: _Known, scene: Scene) -> bool:
    """Say whether somebody else than a tool gave a figure, or a result that is read otherwise."""
    keyed = {one.event_index for things in known.things.values() for one in things if one.fields}
    texts = scene.evidence.texts
    holding = [texts[at] for at in scene.evidence.places_holding(value, scene.event_index)]
    return any(
        not _is_day(value, text.raw)
        and (
            text.author != "result"
            or (text.event_index not in keyed and name.lower() in text.raw.lower())
        )
        for text in holding
    )


def _is_day(value: Value, raw: str) -> bool:
    """Say whether a figure stands in a text as the number of a day, and as nothing else."""
    figures = _FIGURE.findall(_DAY.sub(" ", raw))
    return len(figures) < len(_FIGURE.findall(raw)) and value.form not in figures
