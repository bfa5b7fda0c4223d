"""Figures that only a look could have returned, told before anything was called.

`Last week you had 4,218 orders and 183,902.40 in revenue`: nobody knows the user's own figures of
a certain time by heart. The same holds for what `the query returned`. It takes a trace without any
call so far, declared tools, and a user who gave no figures from which these could follow. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import single_sentences
from auditor.fabrication.examples import asks_what_returns
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.source_words import CITES, OTHERWISE
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.open_question import asks_to_write, tells_nothing_new
from auditor.fabrication.unlooked.attributed import is_given_much, says_a_query, was_nothing_called
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.atoms import figures_in
from auditor.values.names import LONGEST_QUESTION
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 1200
_ENOUGH = 1.0
_FEWEST = 2
_FIGURE = re.compile(r"\d[.,:]?\d")
_OWN = Wording(
    r"\b(?:we|our|ours|my|wir|unser\w*|mein\w*|nuestr[ao]s?|mis?|tenemos|tuvimos|nous|notre|nos|mon|"
    r"mes|noss[ao]s?|temos|tivemos|meus?|minhas?|nostr[oaie]|mi[oae]i?)\b|我们|咱们|我的|本公司|我司"
)
_WHEN = Wording(
    r"\b(?:(?:last|past|this|previous) (?:week|month|quarter|year|night|weekend|(?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day)\b|(?:yesterday|today|right now|so far|to date|q[1-4])\b|"
    r"(?:letzte[nrs]?|vorige[nrs]?|diese[nrs]?) (?:woche|monat|quartal|jahr)|"
    r"(?:gestern|heute|ayer|hoy|hier|ontem|hoje)\b|aujourd|"
    r"(?:semana|mes|año|trimestre) pasad[oa]\b|"
    r"(?:semaine|mois|année|trimestre) derni|(?:semana|mês|ano) passad[oa]\b)|"
    r"上周|上个?月|上季度|去年|昨天|今天|本周|本月|今年|到目前"
)
_ADVICE = Wording(
    r"\b(?:should|could|would|can|need|must|recommend\w*|suggest\w*|ideal\w*|best|plan\w*|budget|"
    r"forecast\w*|predict\w*|estimat\w*|expect\w*|goals?|targets?|convert\w*|calculat\w*|"
    r"date|time|weekday|days?|hours?|holidays?|tage|stunden|días|jours|how (?:do|to)|"
    r"sollte\w*|könnte\w*|deber\w+|podr\w+|devr\w+)\b|"
    r"应该|建议|预测|估计|计划|目标|换算|几号|几点|[天时]数|多少天"
)


def may_be_unqueried(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words with several figures come before the first call: a cheap look."""
    if type(event) is not Message or event.channel != "text" or len(text) > _LONGEST:
        return False
    if pairing.calls and pairing.calls[0].index < event.index:
        return False
    return _FIGURE.search(text) is not None


def judge_unqueried(scene: Scene) -> Iterator[Imitation]:
    """Yield the sentences of a text that tell such figures, as one stretch each."""
    asked = scene.asked
    if not may_be_unqueried(scene.event, scene.text, scene.pairing) or not scene.argument_keys:
        return
    if not scene.answers or not 0 < len(asked) <= LONGEST_QUESTION:
        return
    if not was_nothing_called(scene) or _is_given(scene):
        return
    if asks_what_returns(asked) or asks_to_write(asked):
        return
    if tells_nothing_new(scene.text) or _ADVICE.stands_in(asked):
        return
    is_own = _OWN.stands_in(asked) and _WHEN.stands_in(asked)
    ground = ground_of(scene)
    for start, sentence in single_sentences(scene.text):
        if not (is_own or says_a_query(sentence) or _cites(sentence)) or is_unreal(sentence):
            continue
        told = {} if is_hedged(sentence) else dict(unsourced_in(sentence, ground))
        if len(told) >= _FEWEST and round(sum(told.values()), 2) >= _ENOUGH:
            place = start, start + len(sentence)
            tool = min(scene.argument_keys) if len(scene.argument_keys) == 1 else ""
            values = bare_fields(told, sentence)
            yield found_in(scene, place, "ungrounded", tool, _SCORE, values)


def _cites(sentence: str) -> bool:
    """Say whether a sentence names a source, but none that describes something in general."""
    return CITES.stands_in(sentence) and not OTHERWISE.stands_in(sentence)


def _is_given(scene: Scene) -> bool:
    """Say whether a user gave figures, or a system many: others may follow from them."""
    return is_given_much(scene) or any(
        _FIGURE.search(text.raw) and figures_in(text.raw)
        for text in scene.evidence.texts
        if text.author == "user" and text.event_index < scene.event_index
    )
