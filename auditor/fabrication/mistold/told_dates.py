"""A day told as a field's whose record has another there: `first seen on 3 October` of the last.

The words say which day it is: first or last seen, created, issued, due. The day that the record has
under such a label is not told in the clause. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from auditor.evidence.readings import parted
from auditor.fabrication.imitation import Imitation, Scene, bare_fields
from auditor.fabrication.texts.told_fields import is_hedged
from auditor.fabrication.things.newest_look import first_otherwise
from auditor.fabrication.things.readings_of_things import Reading
from auditor.fabrication.things.told_clauses import other_day, spelt
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.flags import record_in
from auditor.values.values import Value, value_of

_SCORE = 0.6
_LONGEST_TEXT, _LONGEST_RESULT = 1200, 4000
_REACH = 30
_CLAUSE = re.compile(r"[;；。，]|,(?! ?\d)| (?:and|but|while) ")
_SUPPOSED = re.compile(
    r"\b(?:if|would|could|should|might|until when|before|after|since|not|n['’]t|never|ago|than)\b|"
    r"如果|若|建议|之前|之后|以来|未|没",
    re.IGNORECASE,
)


class _Sort(NamedTuple):
    """How a sort of days is told, and under which labels records have it."""

    told: re.Pattern[str]
    label: re.Pattern[str]


_SORTS = tuple(
    _Sort(re.compile(told, re.IGNORECASE), re.compile(label, re.IGNORECASE))
    for told, label in (
        (
            (
                r"first (?:seen|sight\w+|observed|reported|appear\w+)|"
                r"首次(?:出现|发现|上报|活跃)?|最早"
            ),
            r"first|首次|最早",
        ),
        (
            (
                r"(?:last|most recently) (?:seen|active|log\w*|sign\w*|check\w*|reported|"
                r"observed)|最近(?:一次)?(?:活跃|出现|登录|上线|在线)|"
                r"最后(?:一次)?(?:活跃|出现|登录|在线)|末次"
            ),
            r"last|latest|最近|最后|末次",
        ),
        (
            (
                r"created (?:on|at)|registered (?:on|in|since)|"
                r"注册(?:于|时间|日期)|创建(?:于|时间)"
            ),
            r"creat|regist(?!rar)|注册|创建",
        ),
        (
            r"expires?(?: on)?|expired(?: on)?|ran out|runs out|valid until|到期|过期|失效",
            r"expir|not_?after|valid_?(?:to|until)|到期|过期|失效",
        ),
    )
)


def may_tell_dates(text: str) -> bool:
    """Say whether a text may tell such a day."""
    return len(text) <= _LONGEST_TEXT and any(sort.told.search(text) for sort in _SORTS)


def judge_told_dates(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells such a day otherwise than its record."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not may_tell_dates(text):
        return
    yield from first_otherwise(scene, _otherwise, _SCORE)


def _otherwise(sentence: str, own: Reading) -> Iterator[Field]:
    """Yield the days of a sentence that its record has not under their label, with this."""
    if len(own.result.output) > _LONGEST_RESULT:
        return
    record = record_in(own.result.output)
    for _, clause in parted(sentence, _CLAUSE):
        if _SUPPOSED.search(clause) or is_hedged(clause):
            continue
        days = [_day_of(one.value) for one in atoms_of(spelt(clause)) if _day_of(one.value)]
        if len(days) == 1:
            yield from (
                field
                for label, held in _under(record, clause)
                if not _is_same(days[0], held)
                for field in bare_fields([Value("date", days[0])], sentence, label)
            )


def _under(record: dict[str, object], clause: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the day of the only field of each sort that a clause tells."""
    for sort in _SORTS:
        told = sort.told.search(clause)
        if told is None or not _is_near(told, clause):
            continue
        labelled = ((key, value_of(str(record[key]))) for key in record if sort.label.search(key))
        held = [(key, _day_of(value)) for key, value in labelled if _day_of(value)]
        if len(held) == 1:
            yield held[0]


def _day_of(value: Value) -> str:
    return value.form.partition(" ")[0] if value.kind == "date" else ""


def _is_near(told: re.Match[str], clause: str) -> bool:
    """Say whether a figure stands near the words that say which day it is."""
    around = clause[max(0, told.start() - _REACH) : told.end() + _REACH]
    return any(map(str.isdigit, around))


def _is_same(told: str, held: str) -> bool:
    """Say whether two days may be one, with a year left out or day and month exchanged.

    So may two next to each other, by another zone.
    """
    if _is_next(told, held):
        return True
    other = other_day(Value("date", held))
    return (told[-5:] == held[-5:] and (told.startswith("--") or told[:4] == held[:4])) or (
        other is not None and other.form[-5:] == told[-5:]
    )


def _is_next(told: str, held: str) -> bool:
    try:
        first, second = date.fromisoformat(told), date.fromisoformat(held)
    except ValueError:
        return False
    return abs(first - second) <= timedelta(days=1)
