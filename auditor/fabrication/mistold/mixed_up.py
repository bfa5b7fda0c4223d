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
from auditor.evidence.readings import section_under, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.mistold.exchanged import OF_OTHERS, is_part
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.called_so import single_values
from auditor.fabrication.things.known_things import is_proper
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.occurrences import holds, occurs, place_of
from auditor.values.plain_numbers import numbers_plain
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text, value_of

_SCORE = 0.6
_FEWEST = 2
_MOST_CALLS = 8
_LONGEST_NAME = _SHORT = 40
_FEWEST_DIGITS = 3
_MOST_WORDS = 3
_DIGIT = re.compile(r"\d")
_MARKS = " \t*_`#:：-–—"
_CHINESE_BEHIND = r"(?=[\u3040-\u30ff\u4e00-\u9fff])"


class _Subject(NamedTuple):
    """What a call was about, and what came back.

    Attributes:
        name, raw: The argument in which the call differs from the other.
        names: What a user or a sentence may call it.
    """

    name: Value
    raw: str
    names: tuple[str, ...]
    call: ToolCall
    result: ToolResult


def judge_mixed_up(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence, or section under a name, that tells another thing's figures."""
    if not scene.tells or not _DIGIT.search(scene.text):
        return
    pairs = list(_pairs(scene))
    for start, sentence in single_sentences(scene.text) if pairs else ():
        is_told = _is_told(sentence)
        for mine, other in pairs:
            words = "" if _names(other, sentence) else _about(mine, start, sentence, scene.text)
            is_section = words[:1] == "\n"
            told = _told_of(mine, other, words, scene) if is_told or is_section else []
            if told:
                end = start + len(sentence) + (len(words) if is_section else 0)
                yield found_in(
                    scene, (start, end), "stale", other.call.name, _SCORE,
                    bare_fields(told, scene.text[start:end], mine.names[0]),
                    imitates=other.result.index,
                )  # fmt: skip
                break


def _pairs(scene: Scene) -> Iterator[tuple[_Subject, _Subject]]:
    """Yield each two things, in either order, that one tool was asked about side by side."""
    latest = [
        (result, call, {field.label: field.value for field in arguments_of(call)})
        for result, call in islice(scene.latest_results(), _MOST_CALLS)
    ]
    small, asked = scene.text.lower(), scene.asked.lower()
    renamed = {call.index for result, call, _ in latest if _has_names(result.output, asked)}
    for (result, call, fields), (result2, call2, others) in permutations(latest, 2):
        if call.name != call2.name:
            continue
        differing = [label for label in fields if fields[label] != others.get(label)]
        if fields.keys() != others.keys() or len(differing) != 1:
            continue
        label = differing[0]
        if fields[label].lower() not in small and call.index not in renamed:
            continue
        if failed(result2):
            continue
        one, two = Field(label, fields[label]), Field(label, others[label])
        own = _names_of(one, result, result2, scene)
        if not own:
            continue
        theirs = _names_of(two, result2, result, scene)
        mine = _Subject(value_of(one.value), one.value, own, call, result)
        other = _Subject(value_of(two.value), two.value, theirs, call2, result2)
        if is_part(mine.name, other.name):
            continue
        if call.step == call2.step or _asks_for_both(mine, other, scene):
            yield mine, other


def _has_names(output: str, asked: str) -> bool:
    """Say whether the small letters of a user's words hold what a result may name a thing by."""
    names = single_values(output).values()
    return any(name and name.lower() in asked and is_proper(name) for name in names)


def _names_of(
    argument: Field, result: ToolResult, other: ToolResult, scene: Scene
) -> tuple[str, ...]:
    """Return an argument, where it can name a thing, and names in its result that a user said.

    The other result has another name under the same label. `4` names nothing, but `bed 4` does.
    """
    raw = argument.value
    said = [raw] if _can_name(raw) else []
    if value_of(raw).kind == "number":
        said.append(f"{argument.label} {raw}")
    theirs = single_values(other.output)
    for label, name in single_values(result.output).items():
        both = (name, theirs.get(label, ""))
        if name not in said and all(both) and both[0] != both[1] and is_proper(name):
            said += [name] if all(place_of(one, scene.asked) >= 0 for one in both) else []
    return tuple(said)


def _can_name(raw: str) -> bool:
    value = value_of(raw)
    if len(raw) > _LONGEST_NAME or "\n" in raw or value.kind in ("flag", "empty"):
        return False
    return value.kind != "number" or len(value.form) >= _FEWEST_DIGITS


def _asks_for_both(mine: _Subject, other: _Subject, scene: Scene) -> bool:
    """Say whether the user names both: another name may be another way to ask for the same."""
    asked = normal_text(scene.asked)
    return all(
        holds(asked, one.name, spellings(one.name))
        or any(place_of(name, scene.asked) >= 0 for name in one.names)
        for one in (mine, other)
    )


def _about(mine: _Subject, start: int, sentence: str, text: str) -> str:
    """Return what a text says of a thing: behind its name in a sentence, or under it."""
    rest = _behind_name(mine, sentence)
    if rest.strip(_MARKS) or (not rest and not sentence.rstrip(_MARKS).endswith(mine.names)):
        return rest
    section = section_under(text, start + len(sentence))
    return f"\n{section}" if section else ""


def _told_of(mine: _Subject, other: _Subject, words: str, scene: Scene) -> list[Value]:
    """Return the other thing's figures that words tell of one thing; [] where they are true."""
    if _names(other, words):
        return []
    own, theirs = normal_text(mine.result.output), normal_text(other.result.output)
    foreign: list[Value] = []
    for line in words.split("\n"):
        is_told = _is_told(line)
        for value in (atom.value for atom in atoms_of(numbers_plain(line))):
            is_theirs, is_own = _stands_in(value, theirs), _stands_in(value, own)
            if is_own and not is_theirs and not is_small(value):
                return []
            if not is_told or not is_theirs or is_own or is_small(value):
                continue
            if not _stands_elsewhere(value, mine, other, scene):
                foreign.append(value)
    alone = not _DIGIT.search(mine.result.output.replace(mine.raw, ""))
    enough = 1 if alone and any(len(v.form) >= _FEWEST_DIGITS for v in foreign) else _FEWEST
    return foreign if len(foreign) >= enough else []


def _is_told(words: str) -> bool:
    return not (is_unreal(words) or OF_OTHERS.stands_in(words))


def _behind_name(one: _Subject, sentence: str) -> str:
    """Return what a sentence says behind the name that it begins with, "" where it does not."""
    place, name = min(_places_of(one, sentence), default=(-1, ""))
    head = sentence[: max(place, 0)]
    if place < 0 or head.count(" ") > _MOST_WORDS or _DIGIT.search(head):
        return ""
    return sentence[place + len(name) :]


def _names(one: _Subject, sentence: str) -> bool:
    return any(_places_of(one, sentence))


def _places_of(one: _Subject, sentence: str) -> Iterator[tuple[int, str]]:
    """Yield where a sentence names a thing; one letter names it only before a Chinese word."""
    for name in one.names:
        if name.lower() in sentence.lower():
            behind = _CHINESE_BEHIND if len(name) == 1 else r"(?![A-Za-z0-9])"
            flags = 0 if len(name) == 1 else re.IGNORECASE
            pattern = rf"(?<![A-Za-z0-9]){re.escape(name)}{behind}"
            yield from ((found.start(), name) for found in re.finditer(pattern, sentence, flags))


def _stands_in(value: Value, normal: str) -> bool:
    """Say whether a text holds a value, or one that only goes on behind it."""
    if value.kind in ("id", "host"):
        return value.form in normal
    return holds(normal, value, spellings(value))


def _stands_elsewhere(value: Value, mine: _Subject, other: _Subject, scene: Scene) -> bool:
    """Say whether a text holds a value that is no result about the other thing alone."""
    evidence = scene.evidence
    names = [normal_text(name) for name in mine.names]
    for place in evidence.places_holding(value, scene.event_index):
        text, normal = evidence.texts[place], evidence.normal(place)
        call = scene.pairing.answered.get(text.event_index)
        if text.author != "result" or call is None or any(occurs(normal, n) for n in names):
            return True
        about = {field.value for field in arguments_of(call)}
        if other.raw not in about or mine.raw in about:
            return True
    return False
