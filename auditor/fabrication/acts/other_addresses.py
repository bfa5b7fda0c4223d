"""A person told of an act whose call was given the address of somebody else, which nobody gave.

`booked with Mara Lind` after `"attendees": ["oskar.wehr@corp.example"]`, an address that neither a
user nor a result ever spoke of. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.acts.given_words import Own, found_by
from auditor.fabrication.acts.sentences import ToldAsDone
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values.values import normal_text

_CAPITALS = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_PERSON = re.compile(
    rf"\b(?:to|with|for|an|mit|für|à|avec|pour|para|con|com|a) ({_CAPITALS} {_CAPITALS})"
)
_OF_PERSON = re.compile(r"([a-z]{3,})[._-]([a-z]{3,})@[\w.-]+\.\w{2,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def judge_other_addresses(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a person."""
    yield from found_by(_other_person, scene)


def _other_person(clause: ToldAsDone, own: list[Own], scene: Scene) -> Iterator[tuple[str, Own]]:
    """Yield the name of a person whom a source knows, and an address of nobody's but another's."""
    names = [found[1] for found in _PERSON.finditer(clause.words)]
    for one in own if names else ():
        owner = _OF_PERSON.fullmatch(one.value) if one.is_given else None
        if owner is None or _is_told(one.value, one.act.call.index, scene):
            continue
        held = f"{owner[1]} {owner[2]}".lower()
        for name in names:
            words = [word.lower() for word in _WORD.findall(name)]
            if _is_told(name, one.act.call.index, scene) and not any(one in held for one in words):
                yield name, one


def _is_told(words: str, index: int, scene: Scene) -> bool:
    return scene.evidence.tells(normal_text(words), index)
