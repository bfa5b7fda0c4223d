"""What is told under a label that a tool is named after, where every such call came to nothing.

`Rating: 4.7` of a hotel for which `get_ratings` failed, returned `{}` or was kept from the model: a
tool that is named after a field is what tells it, and it told nothing of that thing. What another
result or the user holds is no fault, nor what is told roughly, or beside words that tell of the
failure. Figures count, and quotations. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.gaps import tells_nothing
from auditor.evidence.keyed_values import parts_of_name, without_about
from auditor.evidence.source_texts import arguments_of, names_of_arguments
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import told_fields
from auditor.fabrication.unlooked.after_failure import tells_of_failure
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, normal_text

_SCORE = 0.5
_LONGEST = 8000
_NEAR = 800
_LAST_WORDS = 2
_STEM, _LONG_STEM, _SHORTEST_NAME, _TELLING = 4, 6, 4, 2
_WORD = re.compile(r"[^\W\d_]{4,}")
# `with a rating of 4.7`, `rated 4.7`
_OF = re.compile(r"\b([a-z]{4,}) of (?:about )?([$€£]?\d[\d.,/:]*\d)")
# Quotations in lines of their own, under a label of theirs.
_QUOTES = re.compile(r"([^\n]*)(?:\n\W*[\"“][^\"”\n]{15,}[\"”]\W*(?=\n|$))+")
_QUOTE = re.compile(r"[\"“]([^\"”\n]{15,})[\"”]")
_GENERAL_WORDS = (
    "list search find check read fetch query retrieve show view lookup name names from with"
)
_GENERAL = frozenset(word[:_LONG_STEM] for word in _GENERAL_WORDS.split())


class _Asked(NamedTuple):
    """A call and what came of it.

    Attributes:
        call, result: Both.
        words: What its tool is named after, as stems: not the things that it takes.
        names: The names that it was given.
        is_vain: Nothing came back.
    """

    call: ToolCall
    result: ToolResult
    words: frozenset[str]
    names: tuple[str, ...]
    is_vain: bool


class _Told(NamedTuple):
    label: str
    words: frozenset[str]
    value: str
    start: int
    end: int


def judge_unanswered_fields(scene: Scene) -> Iterator[Imitation]:
    """Yield the figures that a text tells so, each with its sentence or line."""
    if scene.channel != "text" or not scene.is_checkable or len(scene.text) > _LONGEST:
        return
    asked = scene.once(_asked)
    vain = frozenset().union(*(one.words for one in asked if one.is_vain))
    if not vain or asks_for_fiction(scene.asked) or _tells_why(scene, vain):
        return
    ground = ground_of(scene)
    for told in _told_in(scene.text, vain):
        source = _vain_source(told, asked, scene.text)
        new = _new_in(told.value, ground, scene) if source else ()
        if source and new:
            yield found_in(
                scene, (told.start, told.end), "ungrounded", source.call.name, _SCORE,
                [Field(told.label, one) for one in new], imitates=source.result.index,
            )  # fmt: skip


def _asked(scene: Scene) -> list[_Asked]:
    """Return the calls before a text with what came of them, newest first."""
    return [
        _Asked(
            call,
            result,
            _own_words(call),
            tuple(
                normal_text(f.value) for f in arguments_of(call) if len(f.value) >= _SHORTEST_NAME
            ),
            tells_nothing(result),
        )
        for result, call in scene.latest_results()
    ]


def _own_words(call: ToolCall) -> frozenset[str]:
    """Return the stems of a tool's name, but for what it takes and is asked about."""
    taken = {stem for label in names_of_arguments(call) for stem in _stems(label)}
    return _stems(without_about(call.name)) - taken - _GENERAL


def _stems(name: str) -> frozenset[str]:
    words = (word.casefold() for word in parts_of_name(name))
    return frozenset(word[:_LONG_STEM].rstrip("s") for word in words if len(word) >= _STEM)


def _tells_why(scene: Scene, vain: frozenset[str]) -> bool:
    """Say whether a sentence of a text tells that it has no such value."""
    return any(
        tells_of_failure(line) and not vain.isdisjoint(_stems(line))
        for line in re.split(r"[.!?]\s|\n", scene.text)
    )


def _told_in(text: str, vain: frozenset[str]) -> Iterator[_Told]:
    """Yield what is told under labels that tools which told nothing are named after."""
    for told in told_fields(text, None):
        words = _label_words(told.label) & vain
        if words:
            # An address goes on behind its commas.
            value = text[told.start : told.end] if told.is_line else told.value
            yield _Told(told.label, words, value, told.start, told.end)
    for said in _OF.finditer(text):
        words = _label_words(said[1]) & vain
        if words:
            yield _Told(said[1], words, said[2], said.start(), said.end())
    for quotes in _QUOTES.finditer(text):
        words = _label_words(quotes[1]) & vain
        if words:
            yield _Told(_bare(quotes[1]), words, quotes[0][len(quotes[1]) :], *quotes.span())


def _bare(label: str) -> str:
    return " ".join(_WORD.findall(label)[-_LAST_WORDS:])


def _label_words(label: str) -> frozenset[str]:
    return _stems(_bare(label))


def _vain_source(told: _Told, asked: list[_Asked], text: str) -> _Asked | None:
    """Return the newest call that was to tell a value, where all such came to nothing."""
    able = [one for one in asked if not told.words.isdisjoint(one.words)]
    before = normal_text(text[max(0, told.start - _NEAR) : told.end])
    places = {name: before.rfind(name) for one in able for name in one.names}
    name = max(places, key=lambda one: places[one], default="")
    if name and places[name] >= 0:
        # Of which thing it is told stands last before it.
        able = [one for one in able if name in one.names]
    return able[0] if able and all(one.is_vain for one in able) else None


def _new_in(told: str, ground: Ground, scene: Scene) -> list[str]:
    """Return the figures, or the quotations, of some words that nothing holds."""
    quoted = [said[1].rstrip(".!") for said in _QUOTE.finditer(told)]
    if quoted:
        evidence, index = scene.evidence, scene.event_index
        return [one for one in quoted if not evidence.tells(normal_text(one), index)]
    values = [atom.value for atom in atoms_of(numbers_plain(normal_text(told)))]
    return [one.form for one in values if _is_figure(one) and not ground.holds(one)]


def _is_figure(value: Value) -> bool:
    return sum(map(str.isdigit, value.form)) >= _TELLING
