"""A clause in the words of its neighbours, which read results, about a thing that none was for.

`A costs 24.90, B costs 31.50 and C costs 27.80`, where A and B were looked up: the clauses that are
true are templates, as whole sentences of earlier turns are in `retold`. The odd one out names what
the user asked about beside the others, and its figure is from nowhere. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.derived import underived
from auditor.evidence.readings import Reading, fitted, parted, readings_of, sentences_of
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.looked_up import things_looked_up
from auditor.fabrication.retold import judge_fitted
from auditor.fabrication.told_fields import is_hedged, is_unreal
from auditor.fabrication.unsourced import ground_of
from auditor.fabrication.untraced import named_in
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text, value_of

_LONGEST = 1500
_LONGEST_OUTPUT = 20_000
_SCORE = 0.6
_LINKS = (
    "and", "or", "as", "well", "plus", "for", "of", "und", "oder", "sowie", "y", "e", "o", "et",
    "ou", "with",
)  # fmt: skip
_BORDER = re.compile(
    r"[;；，]\s*|,\s+(?:and |but |while |whereas |und |y |et |e )?|"
    r"\s+(?:and|but|while|whereas|und|y|et|e)\s+|、(?:而|和|以及)|而|和|以及"
)
_DIGIT = re.compile(r"[0-9]")
# `NO` is Norway.
_CODE = re.compile(r"\b[A-Z]{2,3}\b")
_WORD = re.compile(r"[^\W_]+")
_ENDS = " .!。！"


def judge_parallel(scene: Scene) -> Iterator[Imitation]:
    """Yield each such clause of a text."""
    text = scene.text
    if not (scene.has_called and scene.answers) or len(text) > _LONGEST:
        return
    if not _DIGIT.search(text):
        return
    clauses = list(_clauses(text))
    known = list(_known(clauses, scene)) if len(clauses) > 1 else []
    for place in clauses if known else ():
        found = next(filter(None, (_judged(place, *one, scene) for one in known)), None)
        if found is not None:
            yield found


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """Yield the clauses, with their places, of each sentence that tells something."""
    end = 0
    for start, sentence in sentences_of(text):
        if start < end or is_unreal(_CODE.sub("", sentence)):
            continue
        end = start + len(sentence)
        for place, words in parted(sentence, _BORDER):
            clause = words.rstrip(_ENDS)
            if _DIGIT.search(clause):
                yield start + place, clause


def _known(clauses: list[tuple[int, str]], scene: Scene) -> Iterator[tuple[Reading, ToolCall]]:
    """Yield what clauses read from results of the same turn, as templates that begin alike."""
    said = "\n".join(clause for _, clause in clauses)
    for result, call in scene.latest_results():
        if call.turn != scene.event.turn or result.is_error:
            continue
        for reading in readings_of(said, result.output[:_LONGEST_OUTPUT], call.arguments_raw):
            if reading.slots[0].names:
                # What leads up to the first of several, and what ends one, need not stand again.
                yield reading._replace(fixed=("", *reading.fixed[1:-1], "")), call


def _judged(
    place: tuple[int, str], reading: Reading, call: ToolCall, scene: Scene
) -> Imitation | None:
    said = fitted(reading, place[1])
    if not said or not _is_beside(said[0], reading.slots[0].said, scene.asked):
        return None
    if is_hedged(place[1]) or _was_looked_up(said[0], scene):
        return None
    found = judge_fitted(reading, said, call, place, scene)
    if found is None or found.kind != "invented" or _follows(found.values, scene):
        return None
    return found._replace(score=_SCORE, sure=False)


def _follows(fields: Iterable[Field], scene: Scene) -> bool:
    """Say whether all that is told follows from what results and the user's words hold."""
    values = {value_of(field.value): field.value for field in fields}
    return not underived(values, ground_of(scene._replace(text="")).values_beside(values))


def _was_looked_up(name: str, scene: Scene) -> bool:
    """Say whether words name a thing that a call asked about, with a label before it or not."""
    normal = normal_text(name)
    return any(occurs(normal, thing.name.form) for thing in things_looked_up(scene))


def _is_beside(name: str, known: str, asked: str) -> bool:
    """Say whether a user asks for one thing beside another; an id needs not stand beside it."""
    if named_in(name):
        return True
    words = _WORD.findall(normal_text(asked))
    one, other = (_WORD.findall(normal_text(said))[:1] for said in (name, known))
    if not (one and other) or one[0] not in words or other[0] not in words:
        return False
    first, last = sorted((words.index(one[0]), words.index(other[0])))
    return all(word in _LINKS for word in words[first + 1 : last])
