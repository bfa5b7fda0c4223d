"""Sentences about a looked-up thing in which one value of its record was changed.

`The balance of ACC-9 is 4,182.55 EUR.` where the record says 4812.55: a sentence may tell a derived
value, or one in other words, so that a difference counts only where it can hardly be either. Two
digits of a long number are exchanged; a figure stands behind the word of its field; a sentence that
tells most of a record has another day, or a figure with another digit, where the record's own is
left out; it writes `status: paid` in such a sentence; or it says that a list is empty which is
not. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.translated import may_be_translated
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.compared import COMPARES
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.texts.told_fields import told_fields
from auditor.fabrication.things.looked_up import Thing, is_told, sentences_about
from auditor.values import money
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.dates import clock_of, days_from_abroad
from auditor.values.labels import field_key, label_key
from auditor.values.literals import parse_value
from auditor.values.plain_numbers import numbers_plain
from auditor.values.spellings import as_written, spellings
from auditor.values.values import SPECIFIC, Value, value_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONG = 4
_MOST_OF_RECORD = 3
_SOME_OF_RECORD = 2
_REACH = 80
_MOST_WORDS = 6
_SHORTEST_LABEL = 4
_WORD = re.compile(r"[^\W\d_]+")
_ARTICLE_WORDS = "the its a an of has have with and el la le las los der die das il o as y und et"
# What stands behind another word may be another field: `minimum balance`.
_ARTICLES = frozenset(_ARTICLE_WORDS.split())
_LINK_WORDS = "stands equals account currently exactly cuenta konto beträgt está"
# Besides short words these may stand between a label and its number.
_LINKS = frozenset(_LINK_WORDS.split())
_LONGEST_LINK = 3
_CURRENCY = re.compile(rf"\b(?:{money.CODES}|sek|pln)\b|{money.SIGN}")
_SIGNS = {
    "$": "usd", "€": "eur", "£": "gbp", "¥": "cny", "dollar": "usd", "dollars": "usd",
    "euro": "eur", "euros": "eur",
}  # fmt: skip
_CONVERTED = re.compile(
    r"°f|\b(?:fahrenheit|lbs?|pounds?|ounces?|oz|miles?|mi|mph|feet|ft|inch(?:es)?|hours?|minutes?|"
    r"seconds?|days?|weeks?|months?|years?|percent|points?)\b|%"
)
_APART = re.compile(r"[,;:()|]")
# What such a sentence tells need not be what the record says.
_OTHERWISE = Wording(
    rf"\b(?:{COMPARES}|approx\w*|now|new|after|before|until|by|updated|changed|"
    r"instead|remaining|left|last|next|reminder|follow\w*|"
    r"minimum|maximum|min|max|monthly|yearly|can|request\w*|previous\w*|earlier|formerly|was|were|"
    r"had|deadline|per|"
    r"nach|vor|bis|neu\w*|jetzt|war|después|antes|hasta|ahora|nuev[oa]s?|desde)\b|"
    r"[<>≥≤~≈±→]|超过|以上|以下|之前|之后|以前|此前|截止|现在|更新|改|约|剩余|平均|合计"
)


def judge_altered_sentences(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that changes a value of the record that it tells."""
    if not scene.tells or asks_for_example(scene.asked) or puts_up(scene.text):
        return
    for start, sentence, name, things in sentences_about(scene, _OTHERWISE):
        own = [thing for thing in things if thing.name == name]
        changed = _changed(sentence, own[0], scene) if len(own) == 1 else []
        if changed:
            place, newest = (start, start + len(sentence)), max(own[0].results)
            tool = own[0].tool
            yield found_in(scene, place, "altered", tool, _SCORE, changed, imitates=newest)


def _changed(sentence: str, thing: Thing, scene: Scene) -> list[Field]:
    """Return what a sentence changes of a thing's record."""
    normal = days_from_abroad(numbers_plain(sentence))
    own = frozenset[Value]().union(*thing.fields.values()) - {thing.name}
    told = {value for value in own if is_told(value, normal)}
    figures = [*_figures(sentence, normal, thing, told, scene), *_days(normal, thing, told, scene)]
    return [
        *(Field("", as_written(value, sentence)) for value in figures),
        *_words(sentence, thing, told, scene),
        *_emptied(sentence, thing, scene),
    ]


def _figures(
    sentence: str, normal: str, thing: Thing, told: set[Value], scene: Scene
) -> Iterator[Value]:
    """Yield the numbers from nowhere that stand for one of the record's that is not told."""
    held = {
        code for values in thing.fields.values() for v in values for code in _currencies(v.form)
    }
    if held and _currencies(normal) - held:
        return
    new = [v for v, _ in unsourced_in(sentence, ground_of(scene)) if v.kind == "number"]
    if not new:
        return
    text = numbers_plain(scene.text)
    untold = {
        own: label
        for label, values in thing.fields.items()
        for own in values
        if own.kind == "number" and not is_told(own, text)
    }
    for value in new:
        slips = [own for own in untold if differs_by(value.form, own.form)]
        exchanged = [own for own in slips if is_exchanged(value.form, own.form)]
        if (
            (exchanged and sum(map(str.isdigit, value.form)) >= _LONG)
            or (len(slips) == len(new) == 1 and len(told) >= _MOST_OF_RECORD)
            or _stands_behind_label(value, normal, thing, set(untold.values()))
        ):
            yield value


def differs_by(one: str, other: str) -> int:
    """Return in how many places two numbers of one form differ, 0 where in more than a slip."""
    if len(one) != len(other) or one.find(".") != other.find("."):
        return 0
    differing = sum(mine != yours for mine, yours in zip(one, other, strict=True))
    return differing if differing == 1 or is_exchanged(one, other) else 0


def is_exchanged(one: str, other: str) -> bool:
    """Say whether two numbers differ in that two of their digits changed places."""
    differing = sum(mine != yours for mine, yours in zip(one, other, strict=False))
    return differing == 2 and sorted(one) == sorted(other)  # noqa: PLR2004 - two digits


def _stands_behind_label(value: Value, normal: str, thing: Thing, labels: set[str]) -> bool:
    """Say whether a number stands behind the name of a field whose own number is not told."""
    place = next((at for way in spellings(value) if (at := normal.find(way)) >= 0), -1)
    before = normal[max(0, place - _REACH) : max(0, place)]
    if thing.name.form not in before:
        return False
    behind = _APART.split(before.replace(thing.name.form, ""))[-1]
    if _CONVERTED.search(normal) or any(character.isdigit() for character in behind):
        return False
    words = _WORD.findall(behind)
    return any(
        all(own.kind == "number" for own in thing.fields[label])
        for first in range(max(0, len(words) - _MOST_WORDS), len(words))
        for last in range(first + 1, len(words) + 1)
        if (label := label_key("".join(words[first:last]))) in labels
        and len(label) >= (_SHORTEST_LABEL if label.isascii() else 2)
        and (first == 0 or words[first - 1] in _ARTICLES)
        and all(len(word) <= _LONGEST_LINK or word in _LINKS for word in words[last:])
    )


def _currencies(words: str) -> set[str]:
    return {_SIGNS.get(found, found) for found in _CURRENCY.findall(words)}


def _days(normal: str, thing: Thing, told: set[Value], scene: Scene) -> Iterator[Value]:
    """Yield the one day of a sentence where it tells most of a record, but another day."""
    own = {value for values in thing.fields.values() for value in values if value.kind == "date"}
    said = [value for value in _dates_in(normal) if not clock_of(value.form)]
    if len(own) != 1 or len(said) != 1 or len(told - own) < _MOST_OF_RECORD:
        return
    mine, theirs = said[0], next(iter(own))
    text = days_from_abroad(numbers_plain(scene.text))
    if scene.source_of(mine) is None and _is_other_day(mine, theirs) and not is_told(theirs, text):
        yield mine


def _is_other_day(said: Value, own: Value) -> bool:
    """Say whether two days differ in their year, their month or their day of the month alone."""
    one, other = said.form.split("-"), own.form[: len("YYYY-MM-DD")].split("-")
    return len(one) == len(other) and sum(map(str.__ne__, one, other)) == 1


def _dates_in(normal: str) -> list[Value]:
    return [atom.value for atom in atoms_of(normal) if atom.value.kind == "date"]


def _words(sentence: str, thing: Thing, told: set[Value], scene: Scene) -> Iterator[Field]:
    """Yield the fields written with their labels in a sentence that tells more of the record."""
    if sum(value.kind in SPECIFIC for value in told) < _SOME_OF_RECORD:
        return
    labels = frozenset(map(field_key, thing.fields)) - {""}
    for one in told_fields(sentence, labels):
        said, own = value_of(one.value), thing.fields.get(label_key(one.label), frozenset())
        if not one.is_line or said.kind != "word" or " " in said.form or len(own) != 1:
            continue
        theirs = next(iter(own))
        if theirs.kind != "word" or theirs in (said, thing.name) or scene.source_of(said):
            continue
        if not may_be_translated(one.value, theirs.form, scene.evidence, scene.event_index):
            yield Field(one.label, one.value)


def _is_filled(held: object) -> bool:
    """Say whether a value is a list or a record of anything; `["none"]` is of nothing."""
    if isinstance(held, list):
        return any(value_of(str(one)).kind != "empty" for one in held)
    return isinstance(held, dict) and bool(held)


def _emptied(sentence: str, thing: Thing, scene: Scene) -> Iterator[Field]:
    """Yield the lists that a sentence calls empty though the newest result about it fills them."""
    newest = scene.pairing.results[-1]
    result = next(r for r in scene.pairing.results if r.index == max(thing.results))
    value = parse_value(result.output)
    if newest.index > result.index and newest.index < scene.event_index:
        return
    if not isinstance(value, dict):
        return
    filled = {label_key(k) for k, held in value.items() if _is_filled(held)}
    for one in told_fields(sentence, filled):
        if one.is_line and value_of(one.value).kind == "empty":
            yield Field(one.label, one.value)
