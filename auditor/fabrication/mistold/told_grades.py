"""How grave something is told otherwise than its record grades it: high risk after `"risk": "low"`.

The words name what is graded, its risk, severity, priority or level, in English or Chinese. Where
the text or any result about the thing has the told grade, nothing is told otherwise. Such a finding
is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import partial

from auditor.evidence.readings import parted
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.mistold.opposite_verdicts import gives_reason
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.newest_look import first_otherwise
from auditor.fabrication.things.readings_of_things import Reading
from auditor.values.blocks import Field
from auditor.values.flags import record_in
from auditor.values.grades import grade_of, named_grades

_SCORE = 0.6
_LONGEST_TEXT, _LONGEST_RESULT = 1200, 4000
_LABEL = re.compile(
    r"(?:.*_)?(?:risk|severity|priority|criticality|threat_?level|level|grade)(?:_level)?|"
    r".*(?:风险|等级|级别|严重程度|优先级|危险程度)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;；。，]|,(?! ?\d)| (?:and|but|while) ")


def may_tell_grade(text: str) -> bool:
    """Say whether a text may grade something, by name."""
    return len(text) <= _LONGEST_TEXT and bool(named_grades(text))


def judge_told_grades(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that grades a looked-up thing otherwise."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not may_tell_grade(text):
        return
    if gives_reason(text):
        return
    yield from first_otherwise(scene, partial(_otherwise, scene=scene), _SCORE)


def _otherwise(sentence: str, own: Reading, scene: Scene) -> Iterator[Field]:
    """Yield the grades of a sentence that its record has not, where that has just one."""
    held = _graded(own.result.output)
    if len({grade for _, grade in held}) != 1:
        return
    label, grade = held[0]
    for _, clause in parted(sentence, _CLAUSE):
        if is_unreal(clause) or is_hedged(clause):
            continue
        for word in named_grades(clause):
            told = grade_of(word.lower())
            if told is not None and told != grade and not _is_told_elsewhere(word, scene):
                yield Field(label, word)


def _graded(output: str) -> list[tuple[str, str]]:
    """Return the labels and grades of a record."""
    if len(output) > _LONGEST_RESULT:
        return []
    return [
        (key, grade)
        for key, value in record_in(output).items()
        if type(value) is str
        and _LABEL.fullmatch(key)
        and (grade := grade_of(value.strip().lower().removesuffix("危").removesuffix("风险")))
    ]


def _is_told_elsewhere(word: str, scene: Scene) -> bool:
    """Say whether a user, a system or a result has such a word."""
    return scene.evidence.mentions((word.lower(),), scene.event_index)
