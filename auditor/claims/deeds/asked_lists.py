"""Deeds told as done to several things that the user asked about, where no call names one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from auditor.claims.claim import Claim
from auditor.claims.deeds.asked_deeds import Asked, things_in
from auditor.claims.deeds.calls import acts
from auditor.claims.deeds.done import done_in
from auditor.claims.deeds.lists import left_out
from auditor.claims.deeds.refused import was_refused
from auditor.claims.deeds.said import Said, told_claim
from auditor.claims.wide_calls import may_stand_for_more
from auditor.evidence.readings import single_sentences
from auditor.pairing import Pairing, calls_of_turn
from auditor.values.values import normal_text

_SEVERAL = 2
_DONE_BY_USER = re.compile(
    r"\b(?:already|I(?:['’]ve| have)? (?:just )?[a-z]+(?:ed|nt)|I did|myself|schon|bereits|selbst|"
    r"déjà|ya|já|già)\b|已经?|我[^，。]{0,8}[了过]|もう|済み",
    re.IGNORECASE,
)
_LISTING = re.compile(r"[\s,，、/&]*(?:and|und|et|y|e|en|和|与|及|以及|と|や)?\s*")
_NUMBER_WORDS = (
    "both 2 beide 2 beiden 2 deux 2 dos 2 ambos 2 ambas 2 due 2 dois 2 duas 2 twee 2 two 2 zwei "
    "2 三 3 "
    "three 3 drei 3 trois 3 tres 3 tre 3 três 3 drie 3 four 4 vier 4 quatre 4 cuatro 4 quattro 4 "
    "quatro 4 five 5 fünf 5 cinq 5 cinco 5 cinque 5 vijf 5 两 2 四 4 五 5 세 3 네 4 다섯 5 두 2"
)
_NUMBERS = dict(zip(_NUMBER_WORDS.split()[::2], map(int, _NUMBER_WORDS.split()[1::2]), strict=True))
_COUNT = "|".join([*_NUMBERS, "[2-9]"])
_ALL_OF = re.compile(
    rf"\b(?:all|alle|tous les|toutes les|los|las|tutt[ie] e|tutt[ie] gli|todos os|todas as|les) "
    rf"(?:of the )?({_COUNT})\b|\b(both|beiden?|ambos|ambas)\b|"
    rf"({_COUNT})[台个个项条名件]?[^，。\d]{{0,4}}(?:都|均|全部)|({_COUNT})(?:台|件|つ|名|本)?(?:とも|すべて|全て)|"
    rf"({_COUNT}) ?(?:대|개|명|건)?[^.,]{{0,6}}(?:모두|전부|다 )",
    re.IGNORECASE,
)
_SOME_OF = re.compile(r"\b(?:of|from|except|besides|von|aus|außer|de|sauf|salvo)\b[^,]{0,30}$")


def told_of_unnamed(said: Said, asked: Asked, pairing: Pairing) -> Claim | None:
    """Return what is told as done to several things asked about where no call names one of them."""
    if said.call is not None:
        return None
    acting = [
        call
        for call in calls_of_turn(said.event, pairing)
        if acts(call) and not was_refused(call, pairing.answer.get(call.index))
    ][::-1]
    if not acting or len(asked.things) < _SEVERAL:
        return None
    passed = [set(things_in(call.arguments_raw)) & set(asked.things) for call in acting]
    if not all(passed) or any(map(may_stand_for_more, acting)):
        return None
    known = set().union(*passed)
    for call in pairing.calls:
        answer = pairing.answer.get(call.index)
        if call.index < said.event.index and not was_refused(call, answer):
            known.update(things_in(f"{call.arguments_raw}\n{answer.output if answer else ''}"))
    for _, told in single_sentences(asked.words):
        if _DONE_BY_USER.search(told):
            known.update(things_in(told))
    for start, sentence in single_sentences(said.text):
        normal = normal_text(sentence)
        known_things = dict.fromkeys(asked.things)
        named = [one for one in known_things if one in normal and not one.isdigit()]
        listed = _list_of(normal, named) or _all_of(sentence, asked, len(acting))
        missing = tuple(one for one in left_out(listed, acting) if one not in known)
        if missing and any(True for _ in done_in(sentence)):
            return told_claim(said, start, sentence, missing)
    return None


def _all_of(sentence: str, asked: Asked, made: int) -> list[str]:
    """Return all things that a user named where a sentence tells of just as many, and of all.

    Args:
        sentence: The sentence.
        asked: What the user asked for.
        made: How many calls acted: as many as are told leave none out.
    """
    told = _ALL_OF.search(sentence)
    things = [one for one in dict.fromkeys(asked.things) if not one.isdigit()]
    if told is None:
        return []
    number = next(filter(None, told.groups()), "both").casefold()
    count = _NUMBERS.get(number, int(number) if number.isdigit() else 0)
    return things if made < count == len(things) else []


def _list_of(sentence: str, named: Sequence[str]) -> list[str]:
    """Return those of some things that stand in the first list of several, and not some of it."""
    places = sorted((sentence.find(one), one) for one in named)
    listed = places[:1]
    for (place, one), (then, other) in pairwise(places):
        if _LISTING.fullmatch(sentence[place + len(one) : then]):
            listed.append((then, other))
        elif len(listed) >= _SEVERAL:
            break
        else:
            listed = [(then, other)]
    if len(listed) < _SEVERAL or _SOME_OF.search(sentence[: listed[0][0]]):
        return []
    return [one for _, one in listed]
