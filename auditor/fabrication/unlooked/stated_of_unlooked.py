"""What is stated of a thing that the user asks about, and no call was ever given: in words alone.

`And 159.89.12.4?` - `It belongs to DigitalOcean in New York.`: whose a thing is, where it lies,
what it was used for is what a look returns. A name, a threat or a year behind such words that no
source holds counts. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.judged_things import said_by_user
from auditor.fabrication.things.looked_up import are_alike
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.occurrences import place_of
from auditor.values.threat_names import threats_in
from auditor.values.values import Value, normal_text, value_of
from auditor.values.verdict_levels import levels_in

_SCORE = 0.5
_LONGEST, _LONGEST_ASKED = 600, 300
_FACTS = re.compile(
    r"\b(?:belongs to|(?:is|was) (?:owned|operated|run|hosted|registered|signed|announced|used|"
    r"controlled) (?:by|for|with|at|in)|is known (?:for|as)|(?:has been|have been|is|was) "
    r"(?:associated|linked|seen|observed|reported|involved|used|listed|registered|active)|"
    r"est (?:signalée?|connue?|hébergée?|située?|listée?)|appartient à|pertenece a|figura|está|"
    r"gehört|liegt in|steht in|ist (?:bekannt|gelistet|gemeldet)|"
    r"resolves to|is (?:located|hosted|based)|is a (?:known |legitimate |malicious )?\w+)\b|"
    r"属于|归属|隶属|曾?被?用于|曾?关联|与[^，。]{1,12}有关|注册于|托管|解析到|签名|白名单|黑名单|是[^，。]{2,16}的",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?<![.!?:\n] )(?<!^)\b[A-Z][A-Za-z]+(?:[A-Z]\w*)?\b|\b(?:19|20)\d\d\b")
_WIDE = re.compile(
    r"(?:19|20)\d\d ?年|[\u4e00-\u9fff]{2,6}(?:公司|集团|运营商|机房|子公司|团伙|组织)"
)
_FIGURE = re.compile(r"(?<![\w.:-])\d{1,4}(?![\w.:-]|\.\d)")
_WELL_KNOWN = re.compile(
    r"^(?:8\.8\.[48]\.[48]|1\.[01]\.[01]\.1|9\.9\.9\.9|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)"
)
_GENERAL = re.compile(
    r"\b(?:in general|generally|typically|usually|by (?:its|the) name|the name|looks like|i (?:have"
    r"|did)n['’]t|not looked|you (?:said|told)|want me)\b|一般|通常|从名字|看起来|没有查|未查|您说",
    re.IGNORECASE,
)


def judge_stated_of_unlooked(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence that states such a thing."""
    text, asked = scene.text, scene.asked
    if scene.channel != "text" or not scene.answers or len(text) > _LONGEST:
        return
    if len(asked) > _LONGEST_ASKED or asks_for_example(asked) or asks_for_fiction(asked):
        return
    about = scene.once_of_text(_unlooked)
    if about is None:
        return
    name, like = about
    for start, sentence in single_sentences(text):
        if is_question(sentence) or is_unreal(sentence) or is_hedged(sentence):
            continue
        if _GENERAL.search(sentence) or not _is_of(name, sentence):
            continue
        told = _news_in(sentence, name, scene)
        if told:
            place = start, start + len(sentence)
            yield found_in(scene, place, "ungrounded", like.name, _SCORE, [Field("", told)])
            return


def _unlooked(scene: Scene) -> tuple[Value, ToolCall] | None:
    """Return the only thing asked about that no call was given, and a call for its like."""
    names = list(dict.fromkeys(named_in(scene.asked)))
    if len(names) != 1 or _WELL_KNOWN.match(names[0].form):
        return None
    if any(map(levels_in, said_by_user(scene.asked))):
        return None
    name = names[0]
    calls = [call for call in scene.pairing.calls if call.index < scene.event_index]
    given = [(value_of(one.value), call) for call in calls for one in arguments_of(call)]
    if any(value == name or name.form in normal_text(call.arguments_raw) for value, call in given):
        return None
    like = next((call for value, call in given if are_alike(value, name)), None)
    return (name, like) if like is not None else None


def _is_of(name: Value, sentence: str) -> bool:
    """Say whether a sentence speaks of a thing: by its name, or as `it`; of no other."""
    named = named_in(sentence)
    return not named or (name in named and len(named) == 1)


def _news_in(sentence: str, name: Value, scene: Scene) -> str:
    """Return what a sentence states and no source holds, or ""."""
    fact = _FACTS.search(sentence)
    if fact is None:
        return ""
    rest = sentence[fact.start() :]
    words = [found[0] for pattern in (_PROPER, _WIDE) for found in pattern.finditer(rest)]
    words += [word[0] for word, _ in threats_in(rest.lower())]
    words += _FIGURE.findall(rest.replace(name.form, " "))
    for word in words:
        # What a name says of itself is no news: `google.com belongs to Google`.
        is_own = place_of(word.lower(), name.form) >= 0 or word.lower() in name.form
        if not is_own and not scene.evidence.mentions((normal_text(word),), scene.event_index):
            return word
    return ""
