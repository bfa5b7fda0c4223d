"""A day of the week told of an act that is none of the days at hand: Saturday for 15 June 2025.

The act has a day of its own, the text tells neither it nor its day of the week, and nobody spoke of
the one that is told. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.acts.acts import acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.acts.sentences import figured
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.things.named_fields import label_of
from auditor.values.blocks import Field
from auditor.values.dates import day_of

_NAMES = (
    ("monday", "montag", "lunes", "lundi", "segunda-feira", "周一", "星期一", "月曜"),
    ("tuesday", "dienstag", "martes", "mardi", "terça-feira", "周二", "星期二", "火曜"),
    ("wednesday", "mittwoch", "miércoles", "mercredi", "quarta-feira", "周三", "星期三", "水曜"),
    ("thursday", "donnerstag", "jueves", "jeudi", "quinta-feira", "周四", "星期四", "木曜"),
    ("friday", "freitag", "viernes", "vendredi", "sexta-feira", "周五", "星期五", "金曜"),
    ("saturday", "samstag", "sábado", "samedi", "周六", "星期六", "土曜"),
    ("sunday", "sonntag", "domingo", "dimanche", "周日", "星期日", "周天", "日曜"),
)
_DAY_OF = {name: day for day, names in enumerate(_NAMES) for name in names}
_DAY = re.compile("|".join(_DAY_OF))


def tells_weekday(text: str) -> bool:
    """Say whether a text names a day of the week."""
    return _DAY.search(text.lower()) is not None


def judge_other_weekdays(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a day."""
    if not tells_weekday(scene.text):
        return
    own = [
        (act, held, day.weekday())
        for act in acts_of_turn(scene)
        for held in act.held
        if held.value.kind == "date" and (day := day_of(held.value.form))
    ]
    if not own or _tells_a_day(scene):
        return
    told = {_DAY_OF[found] for found in _DAY.findall(scene.text.lower())}
    if not told.isdisjoint(day for _, _, day in own):
        return
    act, held, _ = own[0]
    for clause, meant in clauses_of_acts(scene):
        for found in _DAY.finditer(clause.words.lower()):
            if act in meant and not _was_named(_DAY_OF[found[0]], scene):
                field = Field(label_of(held.place), found[0])
                yield told_otherwise(clause, act, field, act.call.index, scene)
                return


def _tells_a_day(scene: Scene) -> bool:
    """Say whether a text tells a date: which day of the week it is, is then no matter."""
    return any(one.figure.value.kind == "date" for one in figured(scene.text))


def _was_named(day: int, scene: Scene) -> bool:
    """Say whether anybody spoke of a day of the week."""
    evidence, index = scene.evidence, scene.event_index
    return any(evidence.tells(name, index) for name in _NAMES[day])
