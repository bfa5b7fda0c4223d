"""A short answer to a look-up that tells another value in the place of the one that came back.

`It arrives on December 5` after `"delivery_date": "2025-12-03"`, `A seat costs 241.50` after
`"price": 214.5`: what the calls of the turn returned has a value of that sort, the answer leaves it
out and tells another, which no source holds and nothing at hand comes to. Of numbers the answer
must name the field, by a word of its label, its unit or as money. Who changes, converts, plans,
supposes, compares or reckons tells no field. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of
from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.evidence.rounding import is_rounding_of, is_scaled
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.of_record import follows_from_record
from auditor.fabrication.ground.result_rows import speaks_of_means
from auditor.fabrication.ground.told_times import desk_names_a_zone, names_a_zone
from auditor.fabrication.ground.two_records import is_of_two_records
from auditor.fabrication.ground.unsourced import asks_for_currency, asks_for_unit, is_known_by_heart
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE, tells_otherwise
from auditor.fabrication.mistold.altered_sentences import differs_by
from auditor.fabrication.mistold.at_hand import (
    adds_up,
    is_between_times,
    is_days_from_another,
    is_hours_from_another,
    is_spelt_otherwise,
    is_whole_hours_from,
    tells_zone_of_result,
)
from auditor.fabrication.texts.compared import COMPARES
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import Figure, figures_in_normal, marks_of
from auditor.fabrication.things.named_fields import in_digits, label_of, names_field
from auditor.fabrication.things.new_figures import new_figures
from auditor.fabrication.things.newest_look import LONGEST_ANSWER, is_short_answer, readings_of_turn
from auditor.fabrication.things.readings_of_things import Place, Reading
from auditor.fabrication.things.told_clauses import is_held, spelt
from auditor.fabrication.things.told_sentences import CONDITION, shows_arithmetic
from auditor.fabrication.things.what_was_asked import asks_about_another, those_asked_about
from auditor.values.atoms import holds_figure
from auditor.values.dates import months_in
from auditor.values.signature import signature
from auditor.values.values import FIGURES, Value

_SCORE = 0.6
_SHORT, _LONGEST_RESULT = 120, 3000
_MOST_FREE = 3
_NEAR_SIZE = 20
_SHORTEST_ID = 3
_KINDS = FIGURES | {"id"}
_ITEM = re.compile(r"\s*(?:[-*•|]|\d{1,2}[.)]) ?")
_VERSIONED = re.compile(r"[a-z]+\.? \d{1,2}[.%]\d?")
_NAMES = re.compile(r"\S*[.\d]\S+")
_LABEL_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d:\d\d")
_TO_COME = re.compile(
    r"到期|过期|失效|有效期|\b(?:expir\w+|due|valid until|ends?|renews?|läuft ab|vence|caduca)\b",
    re.IGNORECASE,
)
_WILL = re.compile(r"将[于在]?|\b(?:will|is going to)\b", re.IGNORECASE)
# `the account …7944`
_MASKED = re.compile(r"(?:…|\.{3}|[*•x]{2,}) ?\Z")
_PORT = re.compile(r"(\d)/(tcp|udp)\b")
_NUMBERED = re.compile(r"([a-z]{2,})\d{2,}")
# `last modified on` is a field's name.
_STAMPED = re.compile(
    r"\b(?:utc|gmt)\b|\b(?:last|first) (?:chang|updat|modif|adjust|mov|rotat)\w*|"
    r"\b(?:chang|updat|modifi|rotat)ed (?:on|at)\b|"
    r"(?:最[后近])?(?:修改|更新|变更|調整)(?:于|时间|日期|日)"
)
_CLAUSE = re.compile(r"[;；，。]|,(?! ?\d)| (?:and|but|while|und|y|et|e) ")
_COMPARED = re.compile(
    rf"\b(?:{COMPARES}|limit|max\w*|min(?:imum)?|mean|median|per|each|à peu près|environ|ungefähr|"
    rf"etwa|unos|unas|circa)\b|[<>≥≤~≈±]|超过|以上|以下"
)
_BEFORE, _BEHIND = re.compile(r"(?:\S+\s+){0,3}\S*$"), re.compile(r"\S*(?:\s+\S+){0,2}")
_ALONE = re.compile(
    r"(?<![A-Za-z0-9_.,:/-])-?\d(?![A-Za-z0-9_:/%-]|[.,]\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)\b|[两三四五六七八九十]"
)


class _Free(NamedTuple):
    """A value of a result that an answer leaves out."""

    own: Reading
    place: Place
    value: Value


def judge_in_its_place(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a short answer that tells such a value."""
    text = scene.text
    if not _may_tell(scene):
        return
    own = those_asked_about(readings_of_turn(scene), scene)
    if (
        not own
        or asks_about_another(own, scene)
        or any(len(one.result.output) > _LONGEST_RESULT for one in own)
    ):
        return
    normal = spelt(text)
    free = [
        _Free(one, place, value)
        for one in own
        for place, value in one.fields.items()
        if value.kind in _KINDS and value not in one.asked and not _is_told(value, normal)
    ]
    for start, sentence in single_sentences(text):
        if _ITEM.match(sentence) or is_question(sentence) or _reckons(sentence):
            continue
        for _, clause in parted(sentence, _CLAUSE):
            for value, instead in _wrong_in(clause, free, scene):
                if follows_from_record(value, instead.own.fields, spelt(clause), scene):
                    continue
                place = start, start + len(sentence)
                yield found_in(
                    scene, place, "altered", instead.own.call.name, _SCORE,
                    bare_fields([value], sentence, label_of(instead.place)),
                    imitates=instead.own.result.index,
                )  # fmt: skip
                return


def _reckons(sentence: str) -> bool:
    return CONDITION.stands_in(sentence) or shows_arithmetic(sentence) or speaks_of_means(sentence)


def _is_told(value: Value, normal: str) -> bool:
    """Say whether a text tells a value, a figure of one digit by itself."""
    if len(value.form) > 1:
        return is_held(value, normal)
    return any(figure.value == value for figure in figures_in_normal(in_digits(normal)))


def may_tell_in_place(text: str) -> bool:
    """Say whether a short text tells a figure of one digit or a month: no first look sees these."""
    return len(text) <= LONGEST_ANSWER and (
        _ALONE.search(text) is not None or bool(months_in(text))
    )


def _may_tell(scene: Scene) -> bool:
    text, asked = scene.text, scene.asked
    return (
        is_short_answer(scene)
        and (scene.has_called or len(text) <= _SHORT)
        and _tells_one_of_a_kind(scene)
        and not ASKS_TO_CHANGE.stands_in(_NAMES.sub(" ", asked))
        and not asks_for_currency(asked)
        and not asks_for_unit(asked)
    )


def _tells_one_of_a_kind(scene: Scene) -> bool:
    """Say whether new figures are one of a kind: who tells several works something out."""
    kinds = [one.kind for one in new_figures(scene) if len(one.form) > 1]
    return len(kinds) == len(set(kinds))


def _wrong_in(clause: str, free: list[_Free], scene: Scene) -> Iterator[tuple[Value, _Free]]:
    """Yield the figures of a clause that stand in the place of others, with these."""
    yield from _other_months(clause, free, scene)
    # What is yet to come is a field's all the same: `将于 2025-11-03 到期`.
    if _TO_COME.search(clause):
        clause = _WILL.sub(" ", clause)
    if is_unreal(clause) or is_hedged(clause):
        return
    normal = _PORT.sub(r"\1 \2", in_digits(spelt(clause)))
    if not _DIGIT.search(normal):
        return
    for figure in (*figures_in_normal(normal), *_ids_in(normal)):
        alike = [one for one in free if _is_alike(figure, normal, one)]
        if not 0 < len(alike) <= _MOST_FREE:
            continue
        if _MASKED.search(normal, 0, figure.start) or _is_loose(
            figure, normal, alike[0].own.labels
        ):
            continue
        if _is_from_nowhere(figure.value, alike, scene):
            yield figure.value, alike[0]


def _other_months(clause: str, free: list[_Free], scene: Scene) -> Iterator[tuple[Value, _Free]]:
    """Yield the months of a year that a clause tells where only days of others came back."""
    days = [one for one in free if one.value.kind == "date"]
    if not 0 < len(days) <= _MOST_FREE or _COMPARED.search(clause.lower()):
        return
    known = [spelt(scene.asked), *(spelt(one.own.result.output) for one in days)]
    for told, month in months_in(clause):
        # `May` is no verb here.
        rest = clause.replace(told, "")
        ways = (month, month.replace("-", ""))
        is_known = any(way in words for words in known for way in ways)
        if not (is_unreal(rest) or is_hedged(rest) or is_known):
            yield Value("word", told), days[0]


def _is_loose(figure: Figure, normal: str, labels: str) -> bool:
    """Say whether words around a figure compare or bound it, or tell it otherwise than it is."""
    head, rest = normal[: figure.start], normal[figure.start :]
    near = f"{_BEFORE.search(head)[0]} # {_BEHIND.match(rest)[0]}"  # type: ignore[index]
    words, near = (
        _LABEL_WORD.sub(lambda one: "" if one[0] in labels else one[0], _STAMPED.sub(" ", part))
        for part in (normal, near)
    )
    return bool(_COMPARED.search(near)) or " than " in normal or tells_otherwise(words)


def _ids_in(normal: str) -> Iterator[Figure]:
    """Yield the ids of a clause but for those of two signs: `C2` names a sort of things."""
    return (
        one
        for one in marks_of(normal)
        if one.value.kind == "id" and len(one.value.form) >= _SHORTEST_ID
    )


def _is_alike(figure: Figure, normal: str, free: _Free) -> bool:
    """Say whether a figure is told as a field's, but is another."""
    said, own = figure.value, free.value
    if said.kind != own.kind or _VERSIONED.match(normal, figure.start):
        return False
    if said.kind == "id":
        return _is_of_one_sort(said, own) and (
            is_known_by_heart(own) or not is_known_by_heart(said)
        )
    if said.kind != "number":
        return True
    one, other = number_of(said.form), number_of(own.form)
    if not one or not other:
        return False
    if max(abs(one), abs(other)) > _NEAR_SIZE * min(abs(one), abs(other)):
        return False
    return names_field(figure, normal, free.place)


def _is_of_one_sort(said: Value, own: Value) -> bool:
    """Say whether two ids look alike: `as9009` and `as212238` do."""
    if signature(said) == signature(own):
        return True
    one, other = _NUMBERED.fullmatch(said.form), _NUMBERED.fullmatch(own.form)
    return one is not None and other is not None and one[1] == other[1]


def _is_from_nowhere(value: Value, alike: list[_Free], scene: Scene) -> bool:
    """Say whether nothing holds a value, and nothing at hand comes to it."""
    ground = ground_of(scene)
    if ground.holds(value):
        return False
    if value.kind == "id":
        return True
    if value not in new_figures(scene) or value in ground.spans:
        return False
    if any(_holds(one.own, value) for one in alike):
        return False
    if value.kind == "time":
        is_in_other_zone = names_a_zone(scene) and not tells_zone_of_result(value, scene)
        is_in_other_zone = is_in_other_zone or (
            desk_names_a_zone(scene) and is_whole_hours_from(value, [one.value for one in alike])
        )
        return not (
            is_in_other_zone
            or is_hours_from_another(value, scene)
            or any(is_between_times(value, one.own.fields.values()) for one in alike)
        )
    if value.kind == "date":
        # Elsewhere it may be the day after.
        if names_a_zone(scene) and _CLOCK.search(scene.text):
            return False
        outputs = [one.own.result.output for one in alike]
        return not (is_spelt_otherwise(value, outputs) or is_days_from_another(value, scene))
    return _is_new_number(value, alike, scene)


def _holds(own: Reading, value: Value) -> bool:
    """Say whether a result has a figure; one of one digit as a value of its own."""
    if value in own.fields.values():
        return True
    return len(value.form) > 1 and holds_figure(own.result.output, value.form)


def _is_new_number(value: Value, alike: list[_Free], scene: Scene) -> bool:
    """Say whether a number is none of some fields', rounded or scaled, nor made of any at hand."""
    own = [number for one in alike if (number := number_of(one.value.form)) is not None]
    if is_rounding_of(value.form, own) or is_scaled(value.form, own) or adds_up(value, scene):
        return False
    if is_of_two_records(value, scene):
        return False
    # A slip is no chance result of others.
    if any(differs_by(value.form, one.value.form) for one in alike):
        return True
    ground = ground_of(scene)
    return value not in ground.summed([value]) and bool(ground.from_nowhere([value]))
