"""Which of several looked-up things has more of something, told the other way round.

`Alba has the better rating` after 8.1 and 8.9; `The cheapest flight is LH12` where another costs
less; `A is cheaper than B` where it costs more. Two things, or one among all of its list, are
compared by the fields that the word speaks of, where all have just these as numbers and all of them
say the opposite. What is compared in another measure, among some only, or under a condition is left
alone. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.compared_things import Compared, groups_of, only_named
from auditor.values.blocks import Field
from auditor.values.comparisons import Comparison, comparisons_in, may_compare, names_field
from auditor.values.wording import Wording, late

_SCORE = 0.6
_TWO = 2
_MOST_BETWEEN, _MOST_JOINED = 4, 6
_CLAUSE = re.compile(r"[;；。，]|,(?! ?\d)| (?:but|while|whereas|aber|pero|mais) |而|但")
_THAN = late(r"^[^,;]{0,30}?\b(?:than|als|que)\b|^ ?于")
# Between the word and the thing: `The cheapest flight is LH12`, `最便宜的是LH12`.
_BEHIND = late(
    r"^(?: [\w-]+){0,3}? (?:is|are|was|were|ist|sind|es|est|:)\W*(?:the |[\w-]+ )?$|"
    r"^的?[^，。；]{0,4}?[是为]$"
)
_OTHERWISE = Wording(
    r"\b(?:per|each|pro|por|par|je|on average|overall|in total|including|without|once|after|before|"
    r"if|when|unless|usually|typically|second|third|next|one of|among|nonstop|direct|than (?:usual|"
    r"last|average|before|expected)|yesterday|last|previous\w*|earlier than (?:usual|planned)|"
    r"used to|nicht|not|no|kein\w*|pas|only|other|others)\b|"
    r"每|平均|上[周月次]|之前|第二|第三|不|其[中他]"
)


def judge_wrong_comparisons(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that compares looked-up things the wrong way round."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not may_compare(text):
        return
    groups = groups_of(scene)
    for start, sentence in single_sentences(text) if groups else ():
        if is_question(sentence) or _OTHERWISE.stands_in(sentence):
            continue
        for word, thing in _told_wrong(sentence.lower(), groups):
            place, index = (start, start + len(sentence)), thing.result.index
            yield found_in(
                scene, place, "altered", thing.call.name, _SCORE,
                [Field("", word.word)], imitates=index,
            )  # fmt: skip
            return


def _told_wrong(
    sentence: str, groups: list[list[Compared]]
) -> Iterator[tuple[Comparison, Compared]]:
    """Yield the words that compare the wrong way round, with what they are said of."""
    for _, clause in parted(sentence, _CLAUSE):
        if is_unreal(clause) or is_hedged(clause):
            return
        for word in comparisons_in(clause):
            for things in groups:
                meant = _meant(word, clause, things)
                if meant is not None and _is_contradicted(word, *meant):
                    yield word, meant[0]


def _meant(
    word: Comparison, clause: str, things: list[Compared]
) -> tuple[Compared, list[Compared]] | None:
    """Return the thing that a word is said of, and those that it is compared with."""
    head, rest = clause[: word.start], clause[word.end :]
    than = _THAN.search(rest)
    if "比" in head:
        head, _, other = head.partition("比")
        return _pair(head, other, things)
    if than is not None:
        return _pair(head, rest[than.end() :], things)
    mine = _led_by(head, word, things) or _followed_by(rest, things)
    if mine is None or (len(things) > _TWO and not word.is_superlative):
        return None
    return mine, [one for one in things if one is not mine]


def _pair(head: str, other: str, things: list[Compared]) -> tuple[Compared, list[Compared]] | None:
    one, two = only_named(things, head), only_named(things, other)
    if one is None or two is None or one[0] is two[0]:
        return None
    return one[0], [two[0]]


def _led_by(head: str, word: Comparison, things: list[Compared]) -> Compared | None:
    """Return the thing whose name stands before a word, with few words between."""
    found = only_named(things, head)
    if found is None:
        return None
    between = head[found[1] :].strip()
    if word.word.isascii():
        has_verb = between or word.word.startswith("cost")
        return found[0] if has_verb and len(between.split()) <= _MOST_BETWEEN else None
    return found[0] if len(between) <= _MOST_JOINED else None


def _followed_by(rest: str, things: list[Compared]) -> Compared | None:
    """Return the thing whose name stands behind a word and a link."""
    found = only_named(things, rest)
    if found is None:
        return None
    name = max((name for name in found[0].names if name in rest), key=len)
    return found[0] if _BEHIND.search(rest[: rest.index(name)]) else None


def _is_contradicted(word: Comparison, mine: Compared, others: list[Compared]) -> bool:
    """Say whether all fields that a comparison speaks of say the opposite."""
    labels = [label for label in mine.numbers if names_field(word, label)]
    if not labels or any(label not in one.numbers for one in others for label in labels):
        return False
    return all(
        any(
            (one.numbers[label] > mine.numbers[label]) is word.more
            and one.numbers[label] != mine.numbers[label]
            for one in others
        )
        for label in labels
    )
