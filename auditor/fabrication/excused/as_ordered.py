"""A genuine record changed as the user ordered: translated, anonymised, worked on, proposed anew.

An order covers what it is about. Whoever wants words translated or renamed wants no other figures,
and whoever wants some changed by an amount wants them by that. A record told after an order to
change it may pretend that some tool did so, where one was declared that nobody called.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values import order_words as words
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.values import FIGURES, IN_WORDS, Value, normal_text, value_of
from auditor.values.wording import Wording

_EQUAL = Decimal("0.006")
_SHORTEST_LABEL = 3
_WORD = re.compile(r"[^\W\d_]+")
_MORE = Wording(
    r"\b(?:more|additional|further|extra|another|new|weitere\w*|neue\w*|más|nuev\w+|autres?|nouve\w+)\b|"
    r"更多|另外|新的?|再|追加|추가"
)


def is_as_ordered(found: Imitation, scene: Scene) -> bool:
    """Say whether a stretch is a genuine record with the changes that the user ordered."""
    if found.kind != "altered" or found.imitates is None or found.position:
        return False
    asked, changed = scene.asked, {value_of(field.value).kind for field in found.values}
    if words.OTHER_WORDS.stands_in(asked) and changed <= IN_WORDS:
        return True
    if words.OTHER_NAMES.stands_in(asked) and not changed & FIGURES:
        return True
    if words.PROPOSES_ANEW.stands_in(asked):
        return True
    if words.SUPPOSES.stands_in(asked) and _follows_from(found, scene, found.values):
        return True
    if not words.CHANGES.search(asked):
        return False
    rest = [field for field in found.values if not _is_day_to_move(field, normal_text(asked))]
    return _could_nothing_act(scene) and (not rest or _follows_from(found, scene, rest))


def is_proposal_ordered(scene: Scene) -> bool:
    """Say whether anybody before a text, be it in a mail that was read, wants more of a kind."""
    return any(
        words.PROPOSES.stands_in(text.raw) and _MORE.stands_in(text.raw)
        for text in scene.evidence.texts
        if text.event_index < scene.event_index and text.author != "argument"
    )


def _could_nothing_act(scene: Scene) -> bool:
    """Say whether every tool that is known was called: none of them is pretended to have acted."""
    called = {call.name for call in scene.evidence.executed_before(scene.event_index)}
    return scene.argument_keys.keys() <= called


def _is_day_to_move(field: Field, asked: str) -> bool:
    """Say whether a field is a day, and the user names it behind a word of changing."""
    change = words.CHANGES.search(asked)
    if change is None or value_of(field.value).kind != "date":
        return False
    behind = asked[change.end() :]
    parts = _WORD.findall(normal_text(field.label))
    return any(len(part) >= _SHORTEST_LABEL and part in behind for part in parts)


def _follows_from(found: Imitation, scene: Scene, changed: Iterable[Field]) -> bool:
    """Say whether each changed value is a genuine one and an amount of the user's, together."""
    amounts = _numbers_in(normal_text(scene.asked))
    records = [
        record.values
        for record in scene.evidence.records_before(scene.event_index)
        if record.event_index == found.imitates
    ]
    return bool(amounts) and all(
        _follows(
            field, [raw for one in records for raw in one.get(label_key(field.label), ())], amounts
        )
        for field in changed
    )


def _follows(field: Field, genuine: list[str], amounts: list[Decimal]) -> bool:
    """Say whether a value is a genuine one with an amount or a percentage added or taken off."""
    number = _number_of(value_of(field.value))
    if number is None:
        return False
    for old in filter(None, map(_number_of, map(value_of, genuine))):
        results = [one for a in amounts for one in (old + a, old - a, old * a)]
        results += [old * (1 + sign * a / 100) for a in amounts for sign in (1, -1)]
        results += [old / a for a in amounts if a]
        if any(abs(number - one) < _EQUAL for one in results):
            return True
    return False


def _numbers_in(normal: str) -> list[Decimal]:
    numbers = (_number_of(atom.value) for atom in atoms_of(normal))
    return [number for number in numbers if number is not None]


def _number_of(value: Value) -> Decimal | None:
    return number_of(value.form) if value.kind == "number" else None
