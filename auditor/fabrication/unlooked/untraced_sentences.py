"""Sentences that tell a tool's figures of a thing which the user named and no call asked about.

`mail.example: malicious, 83` needs no layout to be a made-up result: the name is of the kind that
a tool was called with before, no call and no result ever spoke of it, the sentence uses a word of
that tool's results, and its figure has no source. Sentences that ask, plan, deny or suppose tell
nothing. Such a finding is at most suspected.
"""

from collections.abc import Iterator

from auditor.evidence.derived import underived
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import sentences_of
from auditor.fabrication.ground.untraced import call_about_such, named_in, was_looked_up
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.compared import is_compared
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.named_beside import Beside, named_beside
from auditor.fabrication.things.open_question import asked_of, names_looked_up
from auditor.values.atoms import atoms_of
from auditor.values.labels import label_key
from auditor.values.occurrences import name_told, place_of
from auditor.values.values import FIGURES, Value, normal_text, value_of

_SCORE = 0.6
_MOST_RECORDS = 40
_SHORTEST_WORD = 3
_SHORTEST_CHINESE = 2
_COMMON = frozenset(
    ("yes", "true", "false", "none", "null", "date", "name", "time", "type", "status", "note")
)


def judge_untraced_sentences(scene: Scene) -> Iterator[Imitation]:
    """Yield each such sentence of a text."""
    if not scene.tells:
        return
    asked = {name.form for name in named_in(scene.asked)}
    meant = _meant(scene) if asked else []
    numbers = [one for one in named_beside(scene) if one.raw.isdecimal()]
    end = 0
    for start, sentence in sentences_of(scene.text) if asked or numbers else ():
        if start < end:
            continue
        found = _judged(sentence, start, asked, meant, scene)
        found = found or _judged_by_number(sentence, start, numbers, scene)
        if found is not None:
            end = found.end
            yield found


def _meant(scene: Scene) -> list[Value]:
    """Return what an answer is about where it names nothing: what the user asks for, still open."""
    if scene.has_called or scene.channel != "text":
        return []
    question = asked_of(scene)
    if question is None or names_looked_up(question, scene):
        return []
    return list(question.names)


def _judged(
    sentence: str, start: int, asked: set[str], meant: list[Value], scene: Scene
) -> Imitation | None:
    named = named_in(sentence)
    if not named and not is_compared(normal_text(sentence)):
        named = meant
    if not any(name.form in asked for name in named) or is_unreal(sentence):
        return None
    if any(was_looked_up(name, scene) for name in named):
        return None
    call = call_about_such(named, scene)
    if call is None or not _speaks_like(call.name, sentence, scene):
        return None
    figures = _figures(sentence, {name.form for name in named}, scene)
    if not figures:
        return None
    place = start, start + len(sentence)
    return found_in(scene, place, "ungrounded", call.name, _SCORE, bare_fields(figures, sentence))


def _judged_by_number(
    sentence: str, start: int, numbers: list[Beside], scene: Scene
) -> Imitation | None:
    """Return what a sentence tells of a number that a user named beside one that was looked up."""
    told = [one for one in numbers if place_of(one.raw, sentence) >= 0]
    if not told or is_unreal(sentence) or is_compared(normal_text(sentence)):
        return None
    tool = told[0].known.tool
    if any(name_told(one.known.raw, sentence) for one in told):
        return None
    figures = _figures(sentence, {one.raw for one in told}, scene)
    if not figures or not _speaks_like(tool, sentence, scene):
        return None
    place = start, start + len(sentence)
    return found_in(scene, place, "ungrounded", tool, _SCORE, bare_fields(figures, sentence))


def _figures(sentence: str, names: set[str], scene: Scene) -> list[Value]:
    """Return the numbers and days of a sentence that no source holds, nor others in it come to."""
    told = [one.value for one in atoms_of(normal_text(sentence)) if one.value.kind in FIGURES]
    new = {value: value.form for value in told if scene.source_of(value) is None}
    return [
        value
        for value in underived(new, [value for value in told if value not in new])
        if not is_small(value) and not any(value.form in name for name in names)
    ]


def _speaks_like(tool: str, sentence: str, scene: Scene) -> bool:
    """Say whether a sentence has a word that results of a tool have, as a label or a value."""
    normal = f" {normal_text(sentence)} "
    said = frozenset(word.strip(".,:;!?()[]*\"'") for word in normal.split())
    for number, record in enumerate(scene.evidence.records_before(scene.event_index)):
        if number == _MOST_RECORDS:
            break
        if record.tool == tool and any(
            _is_said(word, said, normal) for word in _words(record.values)
        ):
            return True
    return False


def _words(values: dict[str, list[str]]) -> Iterator[str]:
    for key, told in values.items():
        yield key
        for raw in told:
            value = value_of(raw)
            if value.kind == "word":
                yield value.form


def _is_said(word: str, said: frozenset[str], normal: str) -> bool:
    if word in _COMMON or label_key(word) in _COMMON:
        return False
    if word.isascii():
        return len(word) > _SHORTEST_WORD and word in said
    return len(word) >= _SHORTEST_CHINESE and word in normal
