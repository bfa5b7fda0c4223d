"""Figures told as what a declared tool found, though that tool was never called.

`Vulnerability scan (nmap): 3 open ports`, `Kraken balance: 0.41 BTC`, `a análise de solo retornou
pH 5,4`: the sentence names the tool by its words, in an answer, in a mail or in a report that is
saved for the user, in a thought, beside genuine results of other tools. A word that only this
tool's name has may stand for it (`Shodan: 445/tcp open`). What any source holds, what the sentence
plans or supposes, and descriptions of a tool are no such thing. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.claims.deeds.calls import reach_of, words_of_tool
from auditor.claims.deeds.verbs import LOOKS
from auditor.evidence.derived import underived
from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import Text
from auditor.fabrication.examples import asks_for_example, asks_what_returns
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import telling_values, unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.source_words import OTHERWISE
from auditor.values.accents import without_accents
from auditor.values.spellings import as_written
from auditor.values.values import SPECIFIC, Value
from auditor.values.wording import Wording

_SCORE = 0.6
_ENOUGH = 0.4
_SHORTEST = 4
_FEWEST = 2
_EXACT = 5
_LONGEST = 8000
_DIGIT = re.compile(r"\d")
_GENERAL_WORDS = "tool api service data info details by id for run do use make v1 v2 mcp"
_GENERAL = frozenset(_GENERAL_WORDS.split())
# Looks by the name of the program that makes them.
_PROGRAMS = frozenset(("whois", "nslookup", "ping", "traceroute", "nmap", "dig"))
_SMALL = (
    r"(?:\s?的\s?|(?:[\s_-]+(?:de|da|do|di|du|des|der|del|della|la|le|el|of|the|for|von|sur|a))?"
    r"[\s_-]+)"
)
_RETURNS = (
    r"(?:return(?:ed|s)?|show(?:ed|s)?|report(?:ed|s)?|found|says?|said|gave|came back|lists?|"
    r"results?|output|ergab|ergibt|meldet|zeigt|liefert|nennt|devolvió|arrojó|indica|muestra|"
    r"retornou|mostra|indicou|apontou|a retourné|a renvoyé|indique|montre|ha restituito|riporta|"
    r"mostra|risulta)\b|返回|显示|结果|結果|によると|결과"
)
_TELLS = rf"[\w\s]{{0,24}}?(?:\)|\])?\s?(?:[*_`]{{0,2}}[:：]|[*_`]{{0,2}}\s?(?:{_RETURNS}))"
# Right behind several words of a tool's name a figure is one of its own.
_IS = r"\s?(?:(?:of|is|was|at|=|von|de)\s)?\d"
_CLAIMS = (
    rf"(?:\)\s?[:：]|[*_`]{{0,2}}[:：]|[*_`]{{0,2}}[\s的の]?(?:scan\s|check\s)?(?:{_RETURNS}))"
)
# `Balance of the statement North Bank on 30/04: 49,067.36`
_CLAIMS_BEHIND = rf"(?:{_CLAIMS}|\b[^:：\n]{{0,40}}\s?[:：])"
_MEANT = Wording(
    r"\b(?:will|would|could|should|can|may|might|to be|pending|planned|todo|tbd|expected|"
    r"(?<!\.)example|estimat\w*|assum\w*|e\.g|placeholder|typical\w*|default\w*|usual\w*|recommend\w*|if|once|"
    r"please|(?:not|never|without) (?:yet |been )?(?:run|call|check|perform|us|quer)\w*|bitte|"
    r"falls|wenn|sollte|se|si)\b|n['’]t\b|未|没有|如果|请|建议|预计|待"
)


def judge_uncalled_sources(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence that tells figures as those of a tool that was never called."""
    text, asked = scene.text, scene.asked
    if scene.is_partial or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    tools = {
        tool: nouns
        for tool in scene.argument_keys
        if (nouns := _naming_nouns(tool, scene))
        and _is_uncalled(tool, scene)
        and not _is_known(nouns, scene)
    }
    if not tools or asks_for_example(asked) or asks_what_returns(asked):
        return
    for start, sentence in single_sentences(text):
        if not _DIGIT.search(sentence) or is_question(sentence):
            continue
        if is_meant(sentence) or OTHERWISE.stands_in(sentence):
            continue
        tool = next((one for one, nouns in tools.items() if _tells(nouns, sentence)), "")
        told = _new_in(sentence, scene, is_common=len(tools[tool]) == 1) if tool else []
        if told:
            fields = bare_fields(told, text)
            place = start, start + len(sentence)
            yield found_in(scene, place, "invented", tool, _SCORE, fields)


@lru_cache(maxsize=256)
def is_meant(sentence: str) -> bool:
    """Say whether a sentence tells what is to be done, or may be, rather than what was found."""
    return _MEANT.stands_in(sentence)


def says_source(tool: str, sentence: str) -> bool:
    """Say whether a sentence tells something as what a tool returned, by its words."""
    nouns = nouns_of(tool)
    return bool(nouns) and _tells(nouns, sentence)


@lru_cache(maxsize=512)
def nouns_of(tool: str) -> tuple[str, ...]:
    """Return the words of a tool's name that say what it is about."""
    words = (_folded(word) for word in words_of_tool(tool))
    return tuple(word for word in words if word in _PROGRAMS or word not in LOOKS | _GENERAL)


def _naming_nouns(tool: str, scene: Scene) -> tuple[str, ...]:
    """Return the words by which a text may name a tool: all of its name, else its own; or ()."""
    nouns, text = nouns_of(tool), scene.text
    if len("".join(nouns)) < _SHORTEST:
        return ()
    if all(noun in _folded(text) for noun in nouns) and _naming(nouns).search(_folded(text)):
        return nouns
    own = (noun for noun in nouns if len(noun) > _SHORTEST and noun in _folded(text))
    others = [nouns_of(other) for other in scene.argument_keys if other != tool]
    return next(((noun,) for noun in own if not any(noun in other for other in others)), ())


def _folded(text: str) -> str:
    """Return a text in small letters without accents."""
    return without_accents(text.casefold())


@lru_cache(maxsize=512)
def _naming(nouns: tuple[str, ...]) -> re.Pattern[str]:
    if len(nouns) > 1:
        return re.compile(rf"\b{_SMALL.join(map(re.escape, nouns))}(?:{_TELLS}|{_IS})")
    return re.compile(rf"(?:^\W*|\(|\b){re.escape(nouns[0])}{_CLAIMS_BEHIND}")


def _tells(nouns: tuple[str, ...], sentence: str) -> bool:
    return _naming(nouns).search(_folded(sentence)) is not None


def _is_uncalled(tool: str, scene: Scene) -> bool:
    """Say whether nothing up to a text's step can have run a tool, the text's own call left out."""
    noun, pairing = nouns_of(tool)[0], scene.pairing
    for call in pairing.calls:
        if call.step > scene.event.step or call.index == scene.event_index:
            continue
        says = call.name if not reach_of(call.name).command else f"{call.name} {call.arguments_raw}"
        if call.name == tool or noun in _folded(says):
            return False
    return not any(result.index < scene.event_index for result in pairing.orphans)


def _is_known(nouns: tuple[str, ...], scene: Scene) -> bool:
    """Say whether a result tells of what a tool is named after."""
    return any(
        _tells_of(text, nouns)
        for text in scene.evidence.texts
        if text.event_index < scene.event_index and text.author == "result"
    )


def _tells_of(text: Text, nouns: tuple[str, ...]) -> bool:
    folded = _folded(text.raw)
    return all(noun in folded for noun in nouns)


def _new_in(sentence: str, scene: Scene, *, is_common: bool) -> list[Value]:
    """Return the figures of a sentence that come from nowhere, where these say enough.

    Other figures of the text may be made up with it: only those that a source holds explain any.

    Args:
        sentence: The sentence.
        scene: Its text and place.
        is_common: One word that may stand for something else is all that names the tool.
    """
    ground = ground_of(scene._replace(text=sentence))
    weighed = dict(unsourced_in(sentence, ground))
    new = [value for value in telling_values(sentence) if not ground.holds(value)]
    new = [value for value in dict.fromkeys([*weighed, *new]) if value.kind in SPECIFIC]
    written = {value: as_written(value, sentence) for value in new}
    at_hand = [value for value in ground_of(scene).values_beside(new) if ground.holds(value)]
    rest = underived(written, at_hand)
    weight = round(sum(weighed.get(value, 0) for value in rest), 2)
    enough = weight >= _ENOUGH and not is_common
    enough = enough or any(_is_exact(value) for value in rest)
    return list(rest) if enough or len(rest) >= _FEWEST else []


def _is_exact(value: Value) -> bool:
    """Say whether an amount is told to so many digits that only its source can have held it."""
    digits = sum(map(str.isdigit, value.form))
    return value.kind == "number" and "." in value.form and digits >= _EXACT
