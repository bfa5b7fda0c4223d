"""Whether a deed told as done is just what the user asked for, and only the model tells of it.

By its words, by those of the tool that he asked for, or by the thing that he named; a result that
tells of such a deed is passed on.
"""

import re
from collections.abc import Sequence

from auditor.claims.deeds.asked import asks_for
from auditor.claims.deeds.asked_deeds import GENERAL_PAIRS, PAIR, Asked
from auditor.claims.deeds.calls import words_of_tool
from auditor.claims.deeds.done_told import Done
from auditor.claims.deeds.history import DONE_BEFORE
from auditor.claims.deeds.verbs import BASE_OF, RECORDED_AS, SAID
from auditor.values.values import normal_text

_STEM, LONG_STEM = 4, 5
_WORD = re.compile(r"[a-zà-ÿ]{4,}")
# `gesperrt` for `sperren`, `freigegeben` for `freigeben`
_MARKED = re.compile(r"(?:ab|an|auf|aus|ein|frei|her|hin|um|vor|zu|zurück)?ge([a-zà-ÿ]{4,})$")
_GENERAL_WORDS = (
    "please could would okay then with from this that your have been just need want know what "
    "which also some them they into about there here bitte dann eine einen favor puedes para "
    "sobre system record details status check done"
)
# `订单已签收`
_STATE = re.compile("已经?([\u4e00-\u9fff]{2})$")
_GENERAL = frozenset(_GENERAL_WORDS.split())


def is_asked_alone(
    done: Done, things: tuple[str, ...], asked: Asked, results: Sequence[str]
) -> bool:
    """Say whether something is the deed asked for, and nobody but the model tells of it."""
    if not _is_of_what_was_asked(done, things, asked):
        return False
    if done.verb and re.search(rf"(?<!have )\b{done.verb}\b", asked.words.casefold()):
        return False
    return done.own or not _is_told_by(results, done, asked)


def _is_of_what_was_asked(done: Done, things: tuple[str, ...], asked: Asked) -> bool:
    """Say whether something told as done is the deed that was asked for."""
    if done.own and things:
        return True
    if done.strong and things and any(f"`{name}`" in asked.words for name in asked.tools):
        return True
    stems = _stems(asked)
    if not done.strong:
        return _is_stem(BASE_OF.get(done.verb, done.verb), stems)
    said = done.said.casefold()
    if any(word[:LONG_STEM] in stems for word in _WORD.findall(said)):
        return True
    pairs = {pair for pair in PAIR.findall(done.said) if pair not in GENERAL_PAIRS}
    return not pairs.isdisjoint(PAIR.findall(asked.words))


def _is_stem(verb: str, stems: set[str]) -> bool:
    """Say whether a verb begins as a word does; one of German or Dutch behind what marks it."""
    if verb[:LONG_STEM] in stems:
        return bool(verb)
    bare = _MARKED.match(verb)
    return bare is not None and any(stem.startswith(bare[1][:_STEM]) for stem in stems)


def _stems(asked: Asked) -> set[str]:
    """Return the beginnings of the words that ask for a deed, and of those of its tools."""
    words = set(_WORD.findall(asked.words.casefold()))
    words.update(word for name in asked.tools for word in words_of_tool(name) if len(word) >= _STEM)
    return {word[:LONG_STEM] for word in words - _GENERAL}


def speaking_of(things: tuple[str, ...], results: Sequence[str]) -> list[str]:
    """Return the results that speak of some things; all of them where none is named."""
    return [one for one in results if not things or any(t in normal_text(one) for t in things)]


def _is_told_by(results: Sequence[str], done: Done, asked: Asked) -> bool:
    """Say whether a result tells of such a deed: the model then passes that on."""
    stem = done.verb[: max(_STEM, len(done.verb) - 2)]
    if len(stem) >= _STEM and any(stem in result.casefold() for result in results):
        return True
    if results and DONE_BEFORE.search(done.said):
        return True
    if _is_held_state(results, done, asked):
        return True
    own = SAID.get(done.verb)
    families = [
        family
        for family in RECORDED_AS
        if asks_for(asked.words, family) and (family == own or not done.said.isascii())
    ]
    return any(
        re.search(RECORDED_AS[family], result, re.IGNORECASE)
        for family in families
        for result in results
    )


def _is_held_state(results: Sequence[str], done: Done, asked: Asked) -> bool:
    """Say whether results hold the very word of what is so, of which the user did not speak."""
    said = _STATE.search(done.said)
    return (
        said is not None
        and not any(sign in asked.words for sign in said[1])
        and any(said[1] in result for result in results)
    )
