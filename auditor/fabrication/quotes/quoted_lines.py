"""Lines of a log that a result holds under the same time, but with something else in one place.

Or lines that no result holds at all, among lines that one does.

What begins with a time is a line that was written down once: nobody proposes, completes or corrects
it. Where all other words of the line stand in the result as they are, what differs was put in the
place of the result's own: another address, another number, another name from nowhere. What is
masked, cut off, in another unit or marked is none of that. A line put between such that a result
holds word for word, most of whose words nothing says, was put there. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.arithmetic import numbers_in
from auditor.evidence.rounding import is_scaled
from auditor.evidence.translated import may_be_translated
from auditor.fabrication.examples import asks_for_other_words, is_told_as_example
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import LEAD, Field
from auditor.values.values import is_placeholder, normal_text, value_of
from auditor.values.wording import Wording

STAMP = re.compile(
    r"[ \t]*(?:[>|] ?)?([\[(<]?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|"
    r"\d\d[-/.]\d\d[-/.]\d{4},? \d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|"
    r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d|\d\d:\d\d:\d\d)[\d:.,+Z]*)\S*[ \t]+(?=\S)"
)
"""The time that a line of a log begins with, marks before it, and the spaces behind it."""

_MASKED = re.compile(r"[*…<>\[\]█_?]|\.{2,}|(?<![^\W_])[xX]+(?![^\W_])")
_DIGITS = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_AROUND = "*`\"'“”.,;:()[]{}"
_WORD = re.compile(r"[^\W_]+")
# What masks nothing where it stands in a line of a log.
_EVERYDAY = re.compile(r"<\w+>|\[[\w.:-]+\]|->|=>|\w\*|\?(?=\w+=)|>(?= )")
# A line of who quotes says so.
_OWN_WORDS = re.compile(
    r"\b(?:omitted|snip\w*|skipp?ed lines|more lines|repeat\w*|lines? (?:left out|removed)|"
    r"similar)\b|省略|略|"
    r"重复|ausgelassen|gekürzt|omis|omitid|omess",
    re.IGNORECASE,
)
_FEWEST_TRUE, _FEWEST_NEW, _SHARE_NEW = 2, 3, 3
_FEWEST_WORDS = 5
_SHORTEST_WORD = 3
_SHARE = 4
_SCORE = 0.7
_HIDES = Wording(
    r"anonymi[sz]|redact|\bmask|pseudonym|obfuscat|schwärz|maquer|masqu|ocult|enmascar|обезлич|скры|"
    r"脱敏|匿名|打码|隐去|伏せ|익명|마스킹|إخفاء"
)

_Line = tuple[list[str], ToolResult, ToolCall]
"""Words of a line, the result that holds it, and its call."""


def judge_quoted_lines(scene: Scene) -> Iterator[Imitation]:
    """Yield each line of a log that a text quotes with something else in a place."""
    if scene.is_partial or not any(STAMP.match(line) for line in scene.text.split("\n")):
        return
    if _HIDES.stands_in(scene.asked + "\n" + scene.text) or asks_for_other_words(scene.asked):
        return
    own = _stamped(scene)
    yield from _put_between(scene)
    place = 0
    for line in scene.text.split("\n"):
        start, place = place, place + len(line) + 1
        mark = STAMP.match(line)
        near = own.get(mark[1], []) if mark else []
        if near and not is_told_as_example(scene.text[max(0, start - LEAD) : start]):
            found = _nearest(line[mark.start(1) if mark else 0 :].split(), near, scene)
            if found is not None:
                put, result, call = found
                span, fields = (start, start + len(line)), [Field("", word) for word in put]
                yield found_in(
                    scene, span, "altered", call.name, _SCORE, fields, imitates=result.index
                )


def _put_between(scene: Scene) -> Iterator[Imitation]:
    """Yield the lines of a run of quoted ones that no result holds, where one holds the others."""
    for start, lines in _runs_of(scene.text):
        if len(lines) <= _FEWEST_TRUE or is_told_as_example(
            scene.text[max(0, start - LEAD) : start]
        ):
            continue
        for result, call in scene.latest_results():
            own = {_bare_line(line) for line in result.output.split("\n")}
            held = [_bare_line(line) in own for _, line in lines]
            if sum(held) < _FEWEST_TRUE:
                continue
            for (at, line), is_held in zip(lines, held, strict=True):
                new = [] if is_held or not STAMP.match(line) else _new_words(line, scene)
                if new:
                    span, fields = (at, at + len(line)), [Field("", word) for word in new]
                    yield found_in(
                        scene, span, "invented", call.name, _SCORE, fields, imitates=result.index
                    )
            break


def _runs_of(text: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield the runs of lines without an empty one, each with its place and those of its lines."""
    run: list[tuple[int, str]] = []
    place = 0
    for line in (*text.split("\n"), ""):
        if line.strip(" `>|"):
            run.append((place, line))
        elif run:
            yield run[0][0], run
            run = []
        place += len(line) + 1


def _bare_line(line: str) -> str:
    return " ".join(line.strip(" \t>|`").split())


def _new_words(line: str, scene: Scene) -> list[str]:
    """Return the words of a line that nothing says, where they are many and none is left out."""
    mark = STAMP.match(line)
    said = line[mark.end() if mark else 0 :]
    if _MASKED.search(_EVERYDAY.sub("", said)) or _OWN_WORDS.search(said):
        return []
    words = [word for word in _WORD.findall(normal_text(said)) if len(word) >= _SHORTEST_WORD]
    before = scene.event_index
    said_before = "\n".join(
        normal_text(text.raw) for text in scene.evidence.texts if text.event_index < before
    )
    new = [word for word in dict.fromkeys(words) if word not in said_before]
    return new if len(new) >= _FEWEST_NEW and len(new) * _SHARE_NEW >= len(set(words)) else []


def _nearest(said: list[str], near: list[_Line], scene: Scene) -> _Line | None:
    """Return what was put into the line of a result, and that result; None where one has it all."""
    if any(said == own for own, _, _ in near):
        return None
    lines = ((_put_in(said, own, scene), result, call) for own, result, call in near)
    return next((line for line in lines if line[0]), None)


def _stamped(scene: Scene) -> dict[str, list[_Line]]:
    """Return the words of the lines of the latest results by the time they begin with."""
    found: dict[str, list[_Line]] = {}
    for result, call in scene.latest_results():
        for line in result.output.split("\n"):
            mark = STAMP.match(line)
            if mark:
                words = line[mark.start(1) :].split()
                found.setdefault(mark[1], []).append((words, result, call))
    return found


def _put_in(said: list[str], own: list[str], scene: Scene) -> list[str]:
    """Return the words of a line that stand in the place of others, where all else is the same."""
    if len(said) != len(own) or len(said) < _FEWEST_WORDS:
        return []
    pairs = [
        (mine, theirs)
        for mine, theirs in zip((_bare(word) for word in said), map(_bare, own), strict=True)
        if mine != theirs
    ]
    if len(pairs) * _SHARE > len(said) or not all(_is_other(*pair, scene) for pair in pairs):
        return []
    return [mine for mine, _ in pairs]


def _bare(word: str) -> str:
    return word.strip(_AROUND)


def _is_other(said: str, own: str, scene: Scene) -> bool:
    """Say whether a word from nowhere is of the sort of another, and not that one told anew."""
    if not said or _MASKED.search(said) or is_placeholder(said):
        return False
    if own.startswith(said) or own.endswith(said) or said.casefold() == own.casefold():
        return False
    if scene.source_of(value_of(said)) is not None:
        return False
    if _DIGIT.search(own):
        alike = _DIGITS.sub("9", said.casefold()) == _DIGITS.sub("9", own.casefold())
        own_numbers = numbers_in(normal_text(own))
        return alike and not any(
            is_scaled(str(number), own_numbers) for number in numbers_in(normal_text(said))
        )
    if not said.isalpha() or len(said) < _SHORTEST_WORD or said.isascii() != own.isascii():
        return False
    return not may_be_translated(said, own, scene.evidence, scene.event_index)
