"""What a text tells, right before a call, of what that call is yet to return.

`Train 19822 is 25 minutes late, platform 6. Let me confirm:` and the call behind it: nothing was
looked up so far. The sentence names the thing that the call is for, or says that the call's tool
shows it; then words count, too (`WHOIS shows that this was registered three days ago through
NameSilo`). What the call itself is given, what any source holds and what is planned is not told
ahead. Such a finding is at most suspected.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice, takewhile
from operator import attrgetter

from auditor.evidence.readings import single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example, asks_what_returns
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.source_words import OTHERWISE
from auditor.fabrication.texts.told_fields import denies, is_hedged, is_unreal
from auditor.fabrication.unlooked.uncalled_sources import is_meant, nouns_of, says_source
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import occurs, place_of
from auditor.values.values import FIGURES, Value, normal_text
from auditor.values.wording import Wording

_index_of = attrgetter("index")
_SCORE = 0.5
_LONGEST = 1200
_ENOUGH = 0.4
_FEWEST = 2
_SHORTEST_NAME = 4
_DIGIT = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|zwei|drei|vier|fünf|sechs|"
    r"sieben|acht|neun|zehn|dos|tres|cuatro|cinco|seis|siete|deux|trois|quatre|cinq|sept|huit|"
    r"due|tre|quattro|cinque|sei|sette|otto|dois|três|quatro)\s[^\W\d_]{3,}",
    re.IGNORECASE,
)
# A name in the middle of a sentence, where nouns are written small.
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:[A-Z]\w+)?\b")
_OF_CAPITALS = re.compile(r"\b(?:der|die|das|und|ist|sind|wurde|von|mit)\b")


SAYS_RETURNED = Wording(
    r"\b(?:came back|comes back|returned|returns|(?:scan|look-?up|query|search|check|report|tool|"
    r"result)s? (?:shows?|found|finds?|says?|gave|gives|reports?|completed?|finished)|"
    r"(?:ergab|liefert\w*|meldet\w*|zurückgegeben)|(?:devolvi[óo]|arroj[óo]|dio|muestra|retornou|"
    r"mostra)|(?:a renvoyé|a retourné|indique|a donné))\b|"
    r"查询完成|查询结果|检测完成|扫描完成|结果(?:显示|为|是|：)|返回(?:了|显示|为|：)?|共?命中|"
    r"結果は|返って|검색 결과|조회 결과"
)
"""How words say that something came back; in small letters."""


def may_tell_ahead(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words right before a call may tell what it is to return: a cheap look."""
    if type(event) is not Message or event.channel != "text" or len(text) > _LONGEST:
        return False
    small = text.lower()
    return any(
        _DIGIT.search(text) or any(noun in small for noun in nouns_of(call.name))
        for call in _coming(event, pairing)
    )


def judge_told_ahead(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence that tells such values."""
    text, asked = scene.text, scene.asked
    if not may_tell_ahead(scene.event, text, scene.pairing) or not scene.is_checkable:
        return
    if asks_for_example(asked) or asks_what_returns(asked) or asks_for_fiction(asked):
        return
    coming = _coming(scene.event, scene.pairing)
    given = normal_text("\n".join(call.arguments_raw for call in coming))
    for start, sentence in single_sentences(text):
        if _tells_nothing(sentence):
            continue
        by_tool = next((call for call in coming if says_source(call.name, sentence)), None)
        call = by_tool or next((c for c in coming if _names(c, sentence)), None)
        told = _new_in(sentence, given, scene, with_words=by_tool is not None) if call else []
        if not told and not scene.has_called and SAYS_RETURNED.stands_in(sentence):
            call = call or next(iter(coming), None)
            told = _returned_in(sentence, given, scene)
        if call and told:
            fields = bare_fields(told, sentence)
            place = start, start + len(sentence)
            yield found_in(scene, place, "invented", call.name, _SCORE, fields)


def _coming(event: Message | ToolCall, pairing: Pairing) -> list[ToolCall]:
    """Return the calls that a step makes behind its words, each the first of its tool."""
    calls = pairing.calls
    place = bisect_right(calls, event.index, key=_index_of)
    return [
        call
        for call in calls_behind(event, pairing)
        if call.source == "model" and all(calls[n].name != call.name for n in range(place))
    ]


def calls_behind(event: Message | ToolCall, pairing: Pairing) -> Iterator[ToolCall]:
    """Return the calls that a step makes behind one of its events, in order."""
    place = bisect_right(pairing.calls, event.index, key=_index_of)
    return takewhile(lambda call: call.step == event.step, islice(pairing.calls, place, None))


def _tells_nothing(sentence: str) -> bool:
    """Say whether a sentence asks, plans, supposes, denies or tells in general."""
    return (
        sentence.rstrip().endswith(("?", "？", "…", "..."))
        or is_meant(sentence)
        or is_unreal(sentence)
        or is_hedged(sentence)
        or denies(sentence)
        or OTHERWISE.stands_in(sentence)
    )


def _names(call: ToolCall, sentence: str) -> bool:
    """Say whether a sentence names what a call is for, by a number, a code or an address."""
    return any(
        len(field.value) >= _SHORTEST_NAME
        and (_DIGIT.search(field.value) or "." in field.value)
        and place_of(field.value, sentence) >= 0
        for field in arguments_of(call)
    )


def _new_in(sentence: str, given: str, scene: Scene, *, with_words: bool) -> list[Value]:
    """Return what a sentence tells from nowhere, where that says enough."""
    ground = ground_of(scene)
    weights = {v: weight for v, weight in unsourced_in(sentence, ground) if v.form not in given}
    words = list(_words_in(sentence, scene)) if with_words else []
    enough = round(sum(weights.values()), 2) >= _ENOUGH or len(weights) + len(words) >= _FEWEST
    return [*weights, *words] if enough else []


def _returned_in(sentence: str, given: str, scene: Scene) -> list[Value]:
    """Return the figures that a sentence says came back and that neither call nor user gave."""
    said = f"{given}\n{normal_text(scene.asked)}"
    told = (atom.value for atom in atoms_of(normal_text(sentence)))
    figures = [one for one in told if one.kind in FIGURES and not occurs(said, one.form)]
    return [one for one in figures if len(one.form) == 1 or scene.source_of(one) is None]


def _words_in(sentence: str, scene: Scene) -> Iterator[Value]:
    """Yield the numbers in words and the names of a sentence that nobody said before."""
    patterns = [_NUMBER_WORD] if _OF_CAPITALS.search(sentence) else [_NUMBER_WORD, _PROPER]
    for pattern in patterns:
        for found in pattern.finditer(sentence):
            normal = normal_text(found[0])
            if not scene.evidence.mentions((normal,), scene.event_index):
                yield Value("word", normal)
