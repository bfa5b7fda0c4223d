"""How harmful a looked-up thing is, or by what, told otherwise than the result about it says.

`203.0.113.9 is malicious` after `"verdict": "clean"`; `198.51.100.7 为恶意` where that is the other
address; `Both are clean` where one is not; `a phishing site` of what is categorised as `botnet`;
and, beside things that were looked up, the verdict of one that nobody asked about. Words of other
languages are compared by what they say. A model may weigh more than one look: where the user, a
rule with figures, or any result about the thing has such a word, and where the text tells a reason
of its own, nothing is told otherwise. Such a finding is at most suspected.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor.claims.claim_phrases import phrases_of
from auditor.evidence.records import values_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.opposite_verdicts import LONGEST_TEXT, gives_reason, is_verdict
from auditor.fabrication.texts.findings import findings_in
from auditor.fabrication.things.judged_things import (
    is_linked,
    named_by_order,
    outputs_of,
    said_about,
    said_by_user,
    stated_clauses,
    things_meant,
)
from auditor.fabrication.things.looked_up import Thing, are_alike, things_looked_up
from auditor.fabrication.things.open_question import is_spoken_of
from auditor.values.blocks import Field
from auditor.values.occurrences import place_of
from auditor.values.threat_names import families_in, is_among, threats_in
from auditor.values.verdict_levels import (
    Level,
    is_held,
    level_of,
    levels_in,
    may_tell_levels,
    places_of_levels,
)
from auditor.values.verdict_words import ENDS
from auditor.values.wording import late

_SCORE = 0.6
_RATED = late(
    r"\b(?:rated|ranked|classified|verdict|flagged|marked|listed|reported|deemed)\b|判定|评级|"
    r"标记|结论"
)
_CATEGORIES = ("category", "categories", "threat", "threats", "threattype", "tags", "类别", "标签")
_CATEGORY = late(
    r"(?:categor(?:y|ies)|categori[sz]ed|tagged|threat type|类别|分类|归类|标签|威胁类型)"
    r"[^,;]{0,12}$|[(（]$"
)


class _Told(NamedTuple):
    """A word about a looked-up thing that its result does not bear out."""

    thing: Thing
    label: str
    word: str


def tells_level(text: str) -> bool:
    """Say whether words may tell how harmful something is."""
    return len(text) <= LONGEST_TEXT and may_tell_levels(text)


def judge_told_levels(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells the level of a looked-up thing otherwise."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not tells_level(text):
        return
    if gives_reason(text) or not things_looked_up(scene):
        return
    for place, sentence, clause in stated_clauses(text):
        told = next(_otherwise(clause, sentence, scene), None)
        if told is not None:
            field, imitates = Field(told.label, told.word), max(told.thing.results)
            tool = told.thing.tool
            yield found_in(scene, place, "altered", tool, _SCORE, [field], imitates=imitates)
            return
        told = next(_unlooked(clause, sentence, scene), None)
        if told is not None:
            field = Field(told.label, told.word)
            yield found_in(scene, place, "ungrounded", told.thing.tool, _SCORE, [field])
            return


def _rating_of(thing: Thing, scene: Scene) -> tuple[str, Level] | None:
    """Return what a thing's results say of its harm, if all that say it say the same.

    Of several records in one result each is another source's: whoever weighs them rates himself.
    """
    records = (tuple(values_in(output)) for output in outputs_of(thing, scene))
    found = {
        (label, level)
        for several in records
        for read in several
        if len(several) == 1
        for label, raws in read.values.items()
        if is_verdict(label)
        for raw in raws
        if (level := level_of(raw))
    }
    return min(found) if len({level for _, level in found}) == 1 else None


def _otherwise(clause: str, sentence: str, scene: Scene) -> Iterator[_Told]:
    """Yield what a clause tells of a looked-up thing that its result does not bear out."""
    for word, level in places_of_levels(clause):
        head, rest = clause[: word.start()], clause[word.end() :]
        is_alone = len(places_of_levels(sentence.lower())) == 1
        is_told = is_linked(head) or (is_alone and _stands_bare(head, rest))
        if is_told and (word[0].isascii() or ENDS.match(rest)):
            # Whoever speaks of a rating tells the word, others how they see it.
            is_same = _holds if _RATED.search(head) and level == "mild" else is_held
            meant = things_meant(clause, head, sentence, scene)
            yield from _other_level(word[0], level, is_same, meant, scene)
    for word, family in threats_in(clause):
        head = clause[: word.start()]
        if is_linked(head) or _CATEGORY.search(head):
            meant = things_meant(clause, head, sentence, scene)
            yield from _other_threat(word[0], family, meant, scene)


def _stands_bare(head: str, rest: str) -> bool:
    """Say whether a word is a clause of its own, as in `Malicious (7).`."""
    return not head.strip(" *_`-–—•") and not rest.strip(" *_`")[:1].isalpha()


def _other_level(
    word: str,
    level: Level,
    is_same: Callable[[Level, set[Level]], bool],
    meant: list[Thing],
    scene: Scene,
) -> Iterator[_Told]:
    """Yield the things meant whose results say another level, where each says one."""
    ratings = [(thing, _rating_of(thing, scene)) for thing in meant]
    if not all(rating for _, rating in ratings):
        return
    for thing, rating in ratings:
        if rating is None or is_same(level, {rating[1]}):
            continue
        if not any(is_same(level, levels_in(said)) for said in said_about(thing, scene)):
            yield _Told(thing, rating[0], word)


def _holds(level: Level, held: set[Level]) -> bool:
    return level in held


def _other_threat(word: str, family: str, meant: list[Thing], scene: Scene) -> Iterator[_Told]:
    """Yield the things meant whose results name threats, but none of a family."""
    for thing in meant:
        own = {
            one: label
            for label, values in thing.fields.items()
            if label.endswith(_CATEGORIES)
            for value in values
            for one in families_in(value.form)
        }
        said = {one for text in said_about(thing, scene) for one in families_in(text)}
        if own and not is_among(family, own.keys() | said):
            yield _Told(thing, min(own.values()), word)


def _unlooked(clause: str, sentence: str, scene: Scene) -> Iterator[_Told]:
    """Yield what was looked up like the only thing of a clause, of which nobody but users spoke."""
    named = named_in(clause) or named_by_order(clause, scene)
    if len(named) != 1 or place_of(named[0].form, scene.asked) < 0:
        return
    if is_spoken_of(named[0], scene) or any(map(levels_in, said_by_user(scene.asked))):
        return
    if phrases_of(sentence, entities=[named[0].form]):
        return
    word = next(_words_of_look(clause, named[0].form), "")
    for thing in things_looked_up(scene) if word else ():
        if are_alike(thing.name, named[0]):
            rating = _rating_of(thing, scene)
            yield _Told(thing, rating[0] if rating else "", word)


def _words_of_look(clause: str, name: str) -> Iterator[str]:
    """Yield the words by which a clause tells how a thing of a name turned out."""
    for word, level in places_of_levels(clause):
        head = clause[: word.start()]
        if level != "unknown" and (is_linked(head) or _stands_bare(head.replace(name, ""), "")):
            yield word[0]
    for found in findings_in(clause):
        yield found[0]
