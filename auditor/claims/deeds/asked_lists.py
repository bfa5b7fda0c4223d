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
from auditor.pairing import Pairing
from auditor.values.values import normal_text

_SEVERAL = 2
_DONE_BY_USER = re.compile(
    r"\b(?:already|I(?:['’]ve| have)? (?:just )?[a-z]+(?:ed|nt)|I did|myself|schon|bereits|selbst|"
    r"déjà|ya|já|già)\b|已经?|我[^，。]{0,8}[了过]|もう|済み",
    re.IGNORECASE,
)
_LISTING = re.compile(r"[\s,，、/&]*(?:and|und|et|y|e|en|和|与|及|以及|と|や)?\s*")
_SOME_OF = re.compile(r"\b(?:of|from|except|besides|von|aus|außer|de|sauf|salvo)\b[^,]{0,30}$")


def told_of_unnamed(said: Said, asked: Asked, pairing: Pairing) -> Claim | None:
    """Return what is told as done to several things asked about where no call names one of them."""
    if said.call is not None:
        return None
    made = [c for c in pairing.calls if c.turn == said.event.turn and c.index < said.event.index]
    acting = [
        call
        for call in made
        if acts(call) and not was_refused(call, pairing.answer.get(call.index))
    ]
    if not acting or len(asked.things) < _SEVERAL:
        return None
    passed = [set(things_in(call.arguments_raw)) & set(asked.things) for call in acting]
    if not all(passed) or any(map(may_stand_for_more, acting)):
        return None
    known = set().union(*passed)
    for call in pairing.calls:
        if call.index < said.event.index:
            answer = pairing.answer.get(call.index)
            known.update(things_in(f"{call.arguments_raw}\n{answer.output if answer else ''}"))
    for _, told in single_sentences(asked.words):
        if _DONE_BY_USER.search(told):
            known.update(things_in(told))
    for start, sentence in single_sentences(said.text):
        normal = normal_text(sentence)
        known_things = dict.fromkeys(asked.things)
        named = [one for one in known_things if one in normal and not one.isdigit()]
        listed = _list_of(normal, named)
        missing = tuple(one for one in left_out(listed, acting) if one not in known)
        if missing and any(True for _ in done_in(sentence)):
            return told_claim(said, start, sentence, missing)
    return None


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
