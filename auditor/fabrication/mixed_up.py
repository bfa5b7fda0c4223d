"""Figures of one thing told of another that was asked about beside it, whatever they are called.

`Patient 4402 has a potassium of 5.9` where the result about 4402 says 4.1 and that about 4401 5.9;
`Branch Lyon: 214 on hand` where the look-up of Lyon failed and that of Nantes says 214. Two calls
of one tool that differ in one argument say what they were about. A sentence counts only where it
begins with one thing and names no other, tells figures that only results about the other hold, and
none of its own. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice, permutations
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.exchanged import OF_OTHERS, is_part
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.told_fields import is_unreal
from auditor.fabrication.unsourced import numbers_plain
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import holds, occurs
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text, value_of

_SCORE = 0.6
_FEWEST = 2
_MOST_CALLS = 8
_LONGEST_NAME = 40
_FEWEST_DIGITS = 3
_MOST_WORDS = 3
_DIGIT = re.compile(r"\d")
_CHINESE_BEHIND = r"(?=[\u3040-\u30ff\u4e00-\u9fff])"


class _Subject(NamedTuple):
    """What a call was about, and what came back."""

    name: Value
    raw: str
    call: ToolCall
    result: ToolResult


def judge_mixed_up(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that tells another thing's figures."""
    if not scene.tells or not _DIGIT.search(scene.text):
        return
    pairs = list(_pairs(scene))
    for start, sentence in single_sentences(scene.text) if pairs else ():
        if is_unreal(sentence) or OF_OTHERS.stands_in(sentence):
            continue
        for mine, other in pairs:
            told = _told_of(mine, other, sentence, scene)
            if told:
                yield found_in(
                    scene, (start, start + len(sentence)), "stale", other.call.name, _SCORE,
                    bare_fields(told, sentence), imitates=other.result.index,
                )  # fmt: skip
                break


def _pairs(scene: Scene) -> Iterator[tuple[_Subject, _Subject]]:
    """Yield each two things, in either order, that one tool was asked about side by side."""
    latest = [
        (result, call, {field.label: field.value for field in arguments_of(call)})
        for result, call in islice(scene.latest_results(), _MOST_CALLS)
    ]
    for (result, call, fields), (result2, call2, others) in permutations(latest, 2):
        if call.name != call2.name:
            continue
        differing = [label for label in fields if fields[label] != others.get(label)]
        if fields.keys() != others.keys() or len(differing) != 1:
            continue
        one, two = fields[differing[0]], others[differing[0]]
        mine = _Subject(value_of(one), one, call, result)
        other = _Subject(value_of(two), two, call2, result2)
        if failed(result2) or not _can_name(mine) or is_part(mine.name, other.name):
            continue
        if call.step == call2.step or _asks_for_both(mine, other, scene):
            yield mine, other


def _can_name(one: _Subject) -> bool:
    raw, kind = one.raw, one.name.kind
    if len(raw) > _LONGEST_NAME or "\n" in raw or kind in ("flag", "empty"):
        return False
    return kind != "number" or len(one.name.form) >= _FEWEST_DIGITS


def _asks_for_both(mine: _Subject, other: _Subject, scene: Scene) -> bool:
    """Say whether the user names both: another name may be another way to ask for the same."""
    asked = normal_text(scene.asked)
    return all(holds(asked, one.name, spellings(one.name)) for one in (mine, other))


def _told_of(mine: _Subject, other: _Subject, sentence: str, scene: Scene) -> list[Value]:
    """Return the other thing's figures that a sentence tells of one thing; [] where it is true."""
    rest = _behind_name(mine, sentence)
    if not rest or _names(other, sentence):
        return []
    normal, own = numbers_plain(rest), normal_text(mine.result.output)
    theirs = normal_text(other.result.output)
    foreign: list[Value] = []
    for value in (atom.value for atom in atoms_of(normal)):
        if is_small(value):
            continue
        if _stands_in(value, own):
            return []
        if _stands_in(value, theirs) and not _stands_elsewhere(value, mine, other, scene):
            foreign.append(value)
    alone = not _DIGIT.search(mine.result.output.replace(mine.raw, ""))
    enough = 1 if alone and any(len(v.form) >= _FEWEST_DIGITS for v in foreign) else _FEWEST
    return foreign if len(foreign) >= enough else []


def _behind_name(one: _Subject, sentence: str) -> str:
    """Return what a sentence says behind the name that it begins with, "" where it does not."""
    place = _place_of(one, sentence)
    head = sentence[: max(place, 0)]
    if place < 0 or head.count(" ") > _MOST_WORDS or _DIGIT.search(head):
        return ""
    return sentence[place + len(one.raw) :]


def _names(one: _Subject, sentence: str) -> bool:
    return _place_of(one, sentence) >= 0


def _place_of(one: _Subject, sentence: str) -> int:
    """Return where a sentence names a thing; one letter names it only before a Chinese word."""
    if one.raw.lower() not in sentence.lower():
        return -1
    behind = _CHINESE_BEHIND if len(one.raw) == 1 else r"(?![A-Za-z0-9])"
    found = re.search(
        rf"(?<![A-Za-z0-9]){re.escape(one.raw)}{behind}",
        sentence,
        0 if len(one.raw) == 1 else re.IGNORECASE,
    )
    return found.start() if found else -1


def _stands_in(value: Value, normal: str) -> bool:
    """Say whether a text holds a value, or one that only goes on behind it."""
    if value.kind in ("id", "host"):
        return value.form in normal
    return holds(normal, value, spellings(value))


def _stands_elsewhere(value: Value, mine: _Subject, other: _Subject, scene: Scene) -> bool:
    """Say whether a text holds a value that is no result about the other thing alone."""
    evidence = scene.evidence
    for place in evidence.places_holding(value, scene.event_index):
        text, normal = evidence.texts[place], evidence.normal(place)
        call = scene.pairing.answered.get(text.event_index)
        if text.author != "result" or call is None or occurs(normal, mine.name.form):
            return True
        about = {field.value for field in arguments_of(call)}
        if other.raw not in about or mine.raw in about:
            return True
    return False
