"""An older reading of a thing told as the present one, though it was read again since.

`The queue now stands at 4,310` where the newest call for it returned 12870 and only the one before
4310. Both calls asked the same. A clause counts only where it says that this is so now, or names
the figure's field, where the text tells the newest figure nowhere, and the clause speaks of no
change. Such a finding is at most suspected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from auditor.canonical import canonical_arguments
from auditor.evidence.failures import failed
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.looked_up import Fields, fields_in
from auditor.trace import ToolCall, ToolResult
from auditor.values.labels import label_key
from auditor.values.occurrences import holds
from auditor.values.plain_numbers import numbers_plain
from auditor.values.spellings import spellings
from auditor.values.values import FIGURES, NAMES, Value
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 3000
_SHORTEST_LABEL = 4
_FEWEST_DIGITS = 3
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[;；，、。]|,(?!\d)| [–—-] ")
_NOW = Wording(
    r"\b(?:now|current(?:ly)?|at present|present(?:ly)?|still|jetzt|aktuell\w*|derzeit\w*|"
    r"momentan|immer noch|actuel\w*|maintenant|encore|toujours|ahora|actual\w*|todavía|sigue|agora|"
    r"atual\w*|ainda|adesso|attual\w*|ancora|nu|momenteel|сейчас|текущ\w*|теперь|teraz|obecn\w*|"
    r"şu an|τώρα|τρέχ\w+)\b|现在|当前|目前|仍|現在|현재|지금|الآن|حالي"
)
ONCE = Wording(
    r"\b(?:was|were|had|been|before|previous\w*|earlier|old|from|than|below|above|under|over|since|"
    r"until|instead|first|last|initial\w*|former\w*|ago|original\w*|increase\w*|decrease\w*|change\w*|"
    r"drop\w*|rose|fell|up|down|more|less|fewer|another|vorher|zuvor|war|waren|früher\w*|statt|alt\w*|"
    r"als|über|unter|mehr|weniger|avant|était|précédent\w*|auparavant|ancien\w*|plus|moins|antes|"
    r"anterior\w*|era|estaba|más|menos|mais|prima|precedent\w*|più|meno|раньше|был\w*|больше|меньше)\b|"
    r"之前|此前|原|从|由|比|上次|以前|前|增|减|多|少|だった|から|이전|전에|→|->"
)
"""Words of what was so once, or of what changed."""


class _Reading(NamedTuple):
    """A result, the call it answers, and what it holds."""

    call: ToolCall
    result: ToolResult
    fields: Fields


def judge_outdated(scene: Scene) -> Iterator[Imitation]:
    """Yield each clause of a text that tells what was read before as what is so now."""
    if not scene.tells or len(scene.text) > _LONGEST or not _DIGIT.search(scene.text):
        return
    replaced = [pair for newest, older in _read_twice(scene) for pair in _changed(newest, older)]
    normal = numbers_plain(scene.text) if replaced else ""
    left = [one for one in replaced if not any(_is_told(new, normal) for new in one[2])]
    for start, clause in _clauses(scene.text) if left else ():
        for label, old, _, newest in left:
            if _tells(clause, label, old) and not _stands_elsewhere(old, newest, scene):
                place = start, start + len(clause)
                told = bare_fields([old], clause)
                index = newest.result.index
                yield found_in(
                    scene, place, "outdated", newest.call.name, _SCORE, told, imitates=index
                )
                break


def _read_twice(scene: Scene) -> Iterator[tuple[_Reading, _Reading]]:
    """Yield the newest result of a call of the text's turn, with the one before of the same."""
    newest: dict[tuple[str, str], _Reading] = {}
    called = Counter(call.name for _, call in scene.latest_results())
    for result, call in scene.latest_results():
        if called[call.name] == 1:
            continue
        key = call.name, canonical_arguments(call.arguments_raw)
        if key[1] == "{}" or failed(result):
            continue
        reading = _Reading(call, result, fields_in(result.output))
        if key not in newest:
            newest[key] = reading
        elif newest[key].call.turn == scene.event.turn and _is_same(newest[key], reading):
            yield newest[key], reading


def _is_same(one: _Reading, other: _Reading) -> bool:
    """Say whether two readings are of one thing: what has a name in them has the same."""
    return one.fields.keys() == other.fields.keys() and all(
        {v for v in one.fields[label] if v.kind in NAMES}
        == {v for v in other.fields[label] if v.kind in NAMES}
        for label in one.fields
    )


def _changed(
    newest: _Reading, older: _Reading
) -> Iterator[tuple[str, Value, frozenset[Value], _Reading]]:
    """Yield the label, the old figure and the new ones of each single figure that changed."""
    for label, old in older.fields.items():
        new = newest.fields[label]
        value = next(iter(old)) if len(old) == len(new) == 1 else None
        if value and value not in new and value.kind in FIGURES and not is_small(value):
            yield label, value, new, newest


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    for start, sentence in single_sentences(text):
        if is_question(sentence):
            continue
        for place, clause in parted(sentence, _CLAUSE):
            if _DIGIT.search(clause):
                yield start + place, clause


def _tells(clause: str, label: str, value: Value) -> bool:
    """Say whether a clause tells a figure as the present one of a field."""
    normal = numbers_plain(clause)
    if not _is_told(value, normal) or ONCE.stands_in(clause) or is_unreal(clause):
        return False
    if _NOW.stands_in(clause) and len(value.form) >= _FEWEST_DIGITS:
        return True
    words = map(label_key, _WORD.findall(normal))
    return any(len(w) >= _SHORTEST_LABEL and label.startswith(w) for w in words)


def _is_told(value: Value, normal: str) -> bool:
    return holds(normal, value, spellings(value))


def _stands_elsewhere(value: Value, newest: _Reading, scene: Scene) -> bool:
    """Say whether a text holds a value that is no older result of the same call."""
    evidence = scene.evidence
    asked = canonical_arguments(newest.call.arguments_raw)
    for place in evidence.places_holding(value, scene.event_index):
        index = evidence.texts[place].event_index
        call = scene.pairing.answered.get(index)
        if call is None or index == newest.result.index or call.name != newest.call.name:
            return True
        if canonical_arguments(call.arguments_raw) != asked:
            return True
    return False
