"""Whether what is asked, or told, is about what the session looks things up for.

Beside an order desk's work somebody asks how high a mountain is, or for a plan of the day: no tool
of the session was made for that, and what anybody knows or proposes needs no result. A question is
the tools' own where it names something by a number or speaks of what is the user's own, where it or
its answer has a word of the tools' names, arguments and results, where the answer claims a look or
names what was looked up, where it asks for what is so at a certain time, or only goes on with what
was asked before.
"""

import re
from functools import lru_cache

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.unsourced import PUBLIC, is_known_by_heart
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.looks_due import is_bare
from auditor.fabrication.unlooked.as_found import tells_a_look
from auditor.fabrication.unlooked.new_records import words_of_tools
from auditor.values.occurrences import place_of
from auditor.values.values import Value, normal_text
from auditor.values.wording import Wording

_SHORTEST_NAME, _DIGITS_OF_NAME, _MOST_READ = 3, 2, 2000
_WORD = re.compile(r"[^\W\d_]{6,}")
_LATIN = re.compile(r"[a-z]{3,}")
_WORDS_OF_ALL = (
    "the and for with from are was you can what how who which when where why that this there have "
    "has had not all any some new get give make tell know does did will would could should about "
    "into over than then them they its our your one two last next first true false null name type "
    "value query text"
)
_OF_ALL = frozenset(_WORDS_OF_ALL.split())
_OWN = Wording(
    r"\b(?:my|mine|ours?|mein\w*|unser\w*|mis?|nuestr[ao]s?|mon|ma|mes|notre|nos|meus?|minhas?|"
    r"noss[ao]s?|mi[oae]i?|nostr[oaie])\b|我的|我们的|本人|私の|제 |내 "
)
_GOES_ON = Wording(
    r"^\W*(?:and|ok(?:ay)?|so|then|now|next|what about|how about|und|dann|jetzt|was ist mit|y|e|"
    r"ahora|qué (?:tal|hay)|et|alors|maintenant|ed|ora|en|а|и|теперь)\b|"
    r"^\W*(?:那|还有|再|接下来|下一|じゃあ|では|그럼)|呢\W*$"
)
# What is so, or was, at a certain time is somebody's record.
_OF_A_TIME = Wording(
    r"\b(?:yesterday|today|tonight|this (?:morning|week|month|quarter|year|sprint)|currently|"
    r"so far|last (?:night|week|month|quarter|year|sprint|run|time)|right now|at the moment|"
    r"gestern|heute|derzeit|letzte[nrs]?|diese[nrs]? (?:woche|monat|jahr)|ayer|hoy|"
    r"(?:la semana|el mes|el año) pasad[oa]|hier|aujourd['’]hui|(?:semaine|mois) derni(?:er|ère)|"
    r"ieri|oggi|ontem|hoje|вчера|сегодня|сейчас)\b|昨天|昨日|昨晚|今天|今日|今早|上周|上个?月|本周|本月|"
    r"目前|现在|最近|当前|昨夜|先週|先月|今週|今月|어제|오늘|지난주|현재"
)
_ASKS = Wording(
    r"\b(?:what|who|whom|how|which|when|where|why|wer|was|wie|wann|wo|welche[rsn]?|warum|qué|quién|"
    r"cómo|cuándo|cuánt[oa]s?|cuál|dónde|que|quem|como|quando|quant[oaie]s?|qual|onde|qui|comment|"
    r"combien|quel(?:le)?s?|où|pourquoi|chi|come|dove|perché|что|кто|как|когда|где|сколько|"
    r"any|can you|could you|please)\b|什么|多少|几|怎么|谁|哪|帮我|多[高长大远]|何|いつ|どこ|どう|"
    r"誰|広さ|高さ|長さ|大きさ|무엇|누구|언제|어디|얼마"
)
_SIGNS = re.compile(r"(?=([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3}))")


def is_of_tools(scene: Scene) -> bool:
    """Say whether an answer, or the question to it, is about what tools of the session hold."""
    asked, said = scene.asked, f"{scene.asked}\n{scene.text}"
    if any(map(_is_of_record, named_in(asked))) or _OF_A_TIME.stands_in(asked):
        return True
    if _OWN.stands_in(asked) or _goes_on(asked) or tells_a_look(scene.text):
        return True
    return _has_word_of_tools(said, scene) or _names_looked_up(said, scene) or _says_again(scene)


def _is_of_record(name: Value) -> bool:
    """Say whether a name may be a record's: no norm, no known fault, no `Log4Shell`."""
    if PUBLIC.fullmatch(name.form) or is_known_by_heart(name):
        return False
    digits = sum(map(str.isdigit, name.form))
    return name.kind != "id" or digits > _DIGITS_OF_NAME or "-" in name.form


def _goes_on(asked: str) -> bool:
    """Say whether words go on with what was spoken of: they begin so, or are a mere reply."""
    return _GOES_ON.stands_in(asked) or (is_bare(asked) and not _ASKS.stands_in(asked))


def _has_word_of_tools(said: str, scene: Scene) -> bool:
    return not scene.once(_words_of_all).isdisjoint(_words_in(said))


def _words_of_all(scene: Scene) -> frozenset[str]:
    """Return the words of tools, and of what they were called with: `cpu` of `host_cpu_total`."""
    given = (
        _words_in(call.arguments_raw[:_MOST_READ])
        for call in scene.evidence.executed_before(scene.event_index)
    )
    return frozenset[str]().union(*words_of_tools(scene).values(), *given)


@lru_cache(maxsize=256)
def _words_in(text: str) -> frozenset[str]:
    found = (word.removesuffix("s") for word in _LATIN.findall(text.casefold()))
    return frozenset(found) - _OF_ALL


def _names_looked_up(text: str, scene: Scene) -> bool:
    return any(
        len(field.value) >= _SHORTEST_NAME and place_of(field.value, text) >= 0
        for call in scene.evidence.executed_before(scene.event_index)
        for field in arguments_of(call)
    )


def _says_again(scene: Scene) -> bool:
    """Say whether a question has long words of what users said before."""
    said = normal_text(scene.asked)
    words = {*_WORD.findall(said), *_SIGNS.findall(said)}
    return any(
        word in scene.evidence.normal(place)
        for place, one in enumerate(scene.evidence.texts)
        if one.author == "user" and one.event_index < scene.event_index and one.raw != scene.asked
        for word in words
    )
