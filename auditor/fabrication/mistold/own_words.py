"""Words told of a thing, where the result that tells them by name has them of others only.

`Oak Inn has the best rating of those with a sauna`, where the result that maps inns to what they
offer lists a sauna for two others, and for Oak Inn a garden. What a thing offers, or what sort it
is, is a choice out of a few words; whoever reads the wrong row tells a word that its list lacks.
Only plain statements count that name one thing of that result. What is denied, compared, supposed,
asked or wished is left alone, and so is a word that anything else tells of the thing. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.keyed_values import Keyed, keyed_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.pairing import Pairing
from auditor.values.blocks import Field
from auditor.values.english_words import DENYING, SUPPOSING
from auditor.values.places import structure_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 8000
_LONGEST_SENTENCE = 260
_MOST_RESULTS = 30
_FEWEST_THINGS = 3
_MOST_CHOICES = 16
_LONGEST_VALUE = 120
_LONGEST_CHOICE, _SHORTEST_CHOICE = 30, 3
_MOST_WORDS = 3
_NEAR = 600
_OBJECT = "{"
_LISTS = re.compile(r"\[\s*\"")
_PARTS = re.compile(r"[,;/\n]")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|(?=\n|$))")
# What any sentence may say of anything.
_ANYWHERE = (
    "yes no none null true false unknown available unavailable open closed other all any and or "
    "the with for new good best high low free more less active inactive"
)
_NO_CHOICES = frozenset(_ANYWHERE.split())
_OTHERWISE = Wording(
    rf"\b(?:{DENYING}|{SUPPOSING}|no|n['’]t|nor|neither|none|only|lacks?|lacking|except|unlike|"
    r"but|however|although|though|while|whereas|instead|despite|than|compared|versus|vs|others?|"
    r"alternativ\w*|whether|may|must|will|let|unless|until|need\w*|"
    r"ask(?:s|ed|ing)?|request\w*|require\w*|want\w*|wish\w*|prefer\w*|looking|search\w*|"
    r"check\w*|find|finding|criteria|assum\w*|suppos\w*|possibl[ey]|probably|likely|"
    r"confirm\w*|verif\w*|call(?:s|ed|ing)?|near|nearby|next|close to|said|says|claim\w*)\b|[?？]",
)


class _Row(NamedTuple):
    """What one result lists for one of the things that it was asked about."""

    thing: Keyed
    choices: frozenset[str]


class _Known(NamedTuple):
    """The rows of each result that lists words by name, and all that is told of each name."""

    results: tuple[tuple[_Row, ...], ...]
    told: dict[str, str]


def may_tell_own_words(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a text names a thing of which a late result may list words by its name."""
    if len(text) > _LONGEST:
        return False
    for result in reversed(pairing.results[-_MOST_RESULTS:]):
        call = pairing.answered.get(result.index)
        if result.index > index or call is None or result.output[:1] != _OBJECT:
            continue
        if may_name_several(call.arguments_raw) and any(
            field.value in text for field in arguments_of(call) if field.value
        ):
            return True
    return False


def may_name_several(arguments: str) -> bool:
    """Say whether arguments may hold a list of names: a cheap look."""
    return _LISTS.search(arguments) is not None


def judge_own_words(scene: Scene) -> Iterator[Imitation]:
    """Yield the sentences that tell a thing to be what a result lists for others, not for it."""
    if scene.channel != "text" or not scene.is_checkable or len(scene.text) > _LONGEST:
        return
    if asks_for_example(scene.asked):
        return
    known = scene.once(_known)
    for rows in known.results:
        for start, words in _statements(scene.text):
            yield from _judge_sentence(start, words, rows, known, scene)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    for one in _SENTENCE.finditer(text):
        if len(one[0]) <= _LONGEST_SENTENCE and not _OTHERWISE.stands_in(one[0]):
            yield one.start(), one[0]


def _judge_sentence(
    start: int, words: str, rows: tuple[_Row, ...], known: _Known, scene: Scene
) -> Iterator[Imitation]:
    named = [row for row in rows if row.thing.name in words]
    if len(named) != 1:
        return
    row = named[0]
    bare = words.replace(row.thing.name, " ").lower()
    for choice in _others(rows, row):
        place = re.search(rf"(?<![\w-]){re.escape(choice)}s?(?![\w-])", bare)
        if place and not _is_told_otherwise(choice, row, known, scene):
            field = Field(row.thing.name, choice)
            span = start, start + len(words)
            source = row.thing.event_index
            yield found_in(scene, span, "altered", row.thing.tool, _SCORE, [field], imitates=source)
            return


def _others(rows: tuple[_Row, ...], row: _Row) -> list[str]:
    """Return what a result lists for other things only."""
    found = {choice for one in rows for choice in one.choices}
    own = " ".join(row.choices)
    return sorted(choice for choice in found - row.choices if choice not in own)


def _is_told_otherwise(choice: str, row: _Row, known: _Known, scene: Scene) -> bool:
    """Say whether a thing's name, or anything told of it, has a word, too."""
    name = row.thing.name.lower()
    return (
        choice in name
        or choice in known.told[row.thing.name]
        or any(
            _stand_near(name, choice, text.raw.lower())
            for text in scene.evidence.texts
            if text.event_index < scene.event_index and text.author in ("user", "system")
        )
    )


def _stand_near(name: str, choice: str, words: str) -> bool:
    place = words.find(name)
    while place >= 0:
        if choice in words[max(0, place - _NEAR) : place + _NEAR]:
            return True
        place = words.find(name, place + 1)
    return False


def _known(scene: Scene) -> _Known:
    results: list[tuple[_Row, ...]] = []
    names: set[str] = set()
    outputs: list[str] = []
    for result, call in scene.latest_results():
        keyed = list(keyed_in(result, call))
        names.update(one.name for one in keyed)
        outputs.append(result.output)
        rows = tuple(row for one in keyed if (row := _row_of(one)))
        if len(rows) >= _FEWEST_THINGS:
            results.append(_without_shared(rows))
    told = {name: "\n".join(_told_of(name, one) for one in outputs).lower() for name in names}
    return _Known(tuple(results), told)


def _told_of(name: str, output: str) -> str:
    """Return what a result has under a name, or near it where it is no object of things."""
    given = structure_of(output) if output.lstrip()[:1] == _OBJECT else None
    if isinstance(given, dict):
        return str(given.get(name, ""))
    return "\n".join(
        output[max(0, at.start() - _NEAR) : at.end() + _NEAR]
        for at in re.finditer(re.escape(name), output)
    )


def _row_of(one: Keyed) -> _Row | None:
    """Return what a result lists for a thing, where it is a few words and nothing else."""
    if len(one.fields) != 1:
        return None
    (value,) = one.fields.values()
    if not value or len(value) > _LONGEST_VALUE or _DIGIT.search(value):
        return None
    choices = frozenset(part.strip().lower() for part in _PARTS.split(value) if part.strip())
    return _Row(one, choices) if choices and all(map(_can_choose, choices)) else None


def _can_choose(choice: str) -> bool:
    words = _WORDS.findall(choice)
    return 0 < len(words) <= _MOST_WORDS and len(choice) <= _LONGEST_CHOICE


def _without_shared(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    """Return rows without the words that every choice has: `vegan` of `vegan available`."""
    several = [set(_WORDS.findall(choice)) for row in rows for choice in row.choices]
    shared = set.intersection(*several)
    if len({frozenset(one) for one in several}) > _MOST_CHOICES:
        return ()
    return tuple(
        _Row(row.thing, frozenset(filter(None, (_without(one, shared) for one in row.choices))))
        for row in rows
    )


def _without(choice: str, shared: set[str]) -> str:
    words = [word for word in _WORDS.findall(choice) if word not in shared]
    found = " ".join(words)
    return found if len(found) >= _SHORTEST_CHOICE and found not in _NO_CHOICES else ""
