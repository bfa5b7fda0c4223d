"""Whether only a look could answer what the user asks for.

A user who names a record, or speaks of something of his own, and asks for it to be looked up or
dealt with, wants what some tool holds. Whoever asks what a thing is, what is usual, how something
is done or worked out, or wants something written, may be answered without any call.
"""

import re

from auditor.claims.deeds.asked import asks_for
from auditor.claims.deeds.calls import reach_of
from auditor.fabrication.examples import (
    KNOWN_TO_ALL,
    KNOWN_TO_ALL_ZH,
    asks_for_example,
    asks_what_returns,
)
from auditor.fabrication.ground.unsourced import PUBLIC
from auditor.fabrication.ground.untraced import named_in, was_looked_up
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.values.wording import Wording

_LONGEST = 2000
_NEWEST = 3
_SHORTEST_THING = 4
_FEW_WORDS = 4
_WORD = re.compile(r"[\w#.@-]+")
_PLAIN = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_LOOKS = Wording(
    r"\b(?:look (?:\w+ ){0,2}up|look into|check|pull (?:\w+ )?up|find|figure out|track|verify|"
    r"review|retrieve|fetch|search for|confirm|status|details|(?:get|show) me|get (?:my|our|the)|"
    r"see (?:if|whether)|(?:what|when|where|which|how (?:much|many|long))"
    r"(?:['’]s| is| are| was| were| does| do)? (?:my|our)|"
    r"prüf\w*|schau\w*|sieh|such\w*|find\w*|nachseh\w*|stand|zeig\w*|comprueb\w*|consult\w*|"
    r"busca\w*|revis\w*|vérifi\w*|cherch\w*|regard\w*|verific\w*|controll\w*)\b|"
    r"查|看看|看一下|核实|核对|确认|找|状态|情况|进度|조회|확인|調べ|確認"
)
_ASKS_FOR = Wording(
    r"\b(?:pull (?:\w+ ){0,2}up|look at|(?:give|tell|show) me|why is|how(?:['’]s| is| are)|"
    r"(?:what|which)(?:['’]s| is| are)? (?:about|the|on)|"
    r"where(?:['’]s| is| are|\b.{1,60}\bstands?)|how (?:much|many|heavy|old|long|far|full)|"
    r"qual|quanto|cuánto|combien|wie (?:viel|hoch|schwer)|"
    r"(?:data|details?|info\w*|record|daten|angaben|auskunft|datos|ficha|données|dati|dados) "
    r"(?:on|of|for|about|zu\w*|über|von|del?|sobre|sur|su\w*|d[oa]s?)|"
    r"need|now|next|brauche|jetzt|nächst\w*|necesito|ahora|siguiente|qué (?:hay|pasa|tal))\b|"
    r"多少|几|怎么样|什么情况|为什么|呢|资料|信息|详情|下一个|は？|いくら|詳細|情報|どうなって|お願い"
)
_LISTS = Wording(
    r"\b(?:list|show|give|get|pull|display|which|what|liste\w*|zeige?\w*|gib|muestra\w*|lista\w*|"
    r"dame|affiche\w*|donne\w*|mostr\w*|elenca) [^.?!\n]{0,40}\b(?:last|latest|newest|recent|open|"
    r"current|active|today['’]s|letzte[nrs]?|neueste[nrs]?|aktuelle[nrs]?|offene[nrs]?|últim[oa]s|"
    r"recientes|abiert[oa]s|derni[eè]re?s|récent\w*|ultim[eoi]|recenti|recentes)\b|"
    r"(?:列出|给我看|看看|显示|查看|拉)[^。？！\n]{0,8}(?:最近|最新|当前|未关闭|今天)|(?:直近|最新|最近)の"
)
_OWN = Wording(
    r"\b(?:my|mine|ours?|mein\w*|unser\w*|mis?|nuestr[ao]s?|mon|ma|mes|notre|nos|meus?|minhas?|"
    r"noss[ao]s?|mi[oae]i?|nostr[oaie]|(?:i|we)(?:['’](?:m|ve|re)| am| are| have| had| sent|"
    r" received| missed| lost| bought| booked| ordered| paid| placed))\b|"
    r"我的|我们的|我有|本人|私の|제 |내 "
)
_WRITES = Wording(
    r"\b(?:write|draft|compose|generate|template|an? (?:\w+ )?plan (?:for|to|of)|"
    r"verfass\w*|schreib\w*|entwirf|entwurf|generier\w*|erzeug\w*|rédige\w*|redact\w*)\b|写|起草|拟|生成"
)
# Whoever looks for any of a kind may take what people know.
_ANY = Wording(
    r"\b(?:find|look(?:ing)? for|search for|get|show|suche?n?|finde?n?|zeige?|busca\w*|cherche\w*|"
    r"trouve\w*|cerca\w*) (?:(?:me|us|mir|uns|mi|nos|-?moi) )?(?:an?|some|any|good|the best|"
    r"ein\w*|gute\w*|un[ae]?s?|des|buen\w*)\b|(?:找|推荐|来)(?:一?[个款些家台部本])"
)
# What is so in general no tool is asked for.
_ASKS_IN_GENERAL = Wording(
    r"\b(?:in general|generally|commonly|rule of thumb|best practices?|counts? as|"
    r"(?:good|sensible|reasonable|recommended|normal) (?:thresholds?|values?|limits?|ranges?)|"
    r"(?:what|which) [^.?!\n]{0,50}\bmeans?|explain (?:what|how|why)|explain the (?:term|concept)|"
    r"(?:by the way|btw),? (?:which|what|how)\b"
    r"(?![^.?!\n]*\b(?:my|our|the|this|that|it|your|i|we)\b)|"
    r"difference between|was bedeute[nt]|was heißt|que signifie|qué significa|o que significa|"
    r"cosa significa|"
    r"allgemein|in der regel|faustregel|normalwerte?|en general|por lo general|en général|"
    r"em geral|in genere|в целом|как правило)\b|一般(?:来说|多少|是|要|怎么|建议|に)|通常|"
    r"顺便(?:问|请教|一问)(?![^。？！?!\n]*(?:我的?|[这那]|该|订单|单号))|正常(?:值|范围)|什么意思|意味|의미|일반적"
)
_ENCODED = re.compile(r"[\w+/=.-]{60,}")
_OF_COMMON_KNOWLEDGE = Wording(
    r"\b(?:how (?:do|does|can|would|should|to)\b(?! i (?:know|prepare))|"
    rf"{KNOWN_TO_ALL}|what should\b|"
    r"would you (?:change|recommend|suggest|do)\b|(?:recommend|suggest|decod|encod|encrypt|conver|"
    r"calculat|comput)\w*|specs?\b|specifications?\b|datasheet|ideas?\b|test ?cases? for\b|"
    rf"in general)|{KNOWN_TO_ALL_ZH}|推荐|建议|解码|换算|计算"
)


def is_look_due(scene: Scene) -> bool:
    """Say whether the user's words ask for what only a call can tell.

    Where the model has called something in the turn of the text, it took them so itself.
    """
    newest = scene.asked
    if not newest or len(newest) > _LONGEST or wants_no_record(newest):
        return False
    asked = _asked_so_far(scene)
    own = _OWN.stands_in(asked) and not _ANY.stands_in(newest)
    named = names_record(scene)
    if scene.has_called:
        return own or named
    looks = _LOOKS.stands_in(asked)
    if _WRITES.stands_in(newest):
        return looks and own
    if looks or asks_for(asked, None):
        return own or named or _names_thing(asked, scene) or _names_arguments(scene)
    return (named and (own or is_bare(newest))) or _names_arguments(scene)


def asks_to_look(scene: Scene) -> bool:
    """Say whether a short question names a record and asks for what is held of it."""
    return wants_look(scene.asked) and names_record(scene)


def wants_look(asked: str) -> bool:
    """Say whether short words ask for what is held of something, and for nothing to be written."""
    if not 0 < len(asked) <= _LONGEST or wants_no_record(asked):
        return False
    if _WRITES.stands_in(asked) or asks_in_general(asked):
        return False
    return _LOOKS.stands_in(asked) or _ASKS_FOR.stands_in(asked) or is_bare(asked)


def asks_for_list(asked: str) -> bool:
    """Say whether short words ask for the newest, or all, records of some kind."""
    if not 0 < len(asked) <= _LONGEST or wants_no_record(asked):
        return False
    return not asks_in_general(asked) and _LISTS.stands_in(asked)


def names_record(scene: Scene) -> bool:
    """Say whether the user's newest words name something by an id that no call spoke of."""
    return any(
        not PUBLIC.fullmatch(name.form) and not was_looked_up(name, scene)
        for name in named_in(scene.asked)
    )


def asks_in_general(asked: str) -> bool:
    """Say whether somebody asks for what is so in general: thresholds, ranges, what words mean."""
    return _ASKS_IN_GENERAL.stands_in(asked)


def wants_no_record(asked: str) -> bool:
    """Say whether a user asks for what is known, worked out, decoded or made up: for no record."""
    return (
        _OF_COMMON_KNOWLEDGE.stands_in(asked)
        or _ENCODED.search(asked) is not None
        or asks_for_fiction(asked)
        or asks_what_returns(asked)
        or asks_for_example(asked)
    )


def _asked_so_far(scene: Scene) -> str:
    """Return the user's newest words; until a first call they go on with those before."""
    if next(scene.evidence.executed_before(scene.event_index), None) is not None:
        return scene.asked
    said = [
        text.raw
        for text in scene.evidence.texts
        if text.author == "user" and text.event_index < scene.event_index
    ]
    return "\n".join(said[-_NEWEST:])


def is_bare(asked: str) -> bool:
    """Say whether words say little but a name: `and what about W-771?`."""
    return sum(not _DIGIT.search(word) for word in _WORD.findall(asked)) <= _FEW_WORDS


def _names_thing(asked: str, scene: Scene) -> bool:
    """Say whether a user speaks of what some tool is for."""
    said = asked.casefold()
    return any(
        thing.removesuffix("s") in said
        for tool in scene.argument_keys
        for thing in reach_of(tool).things
        if len(thing) >= _SHORTEST_THING
    )


def _names_arguments(scene: Scene) -> bool:
    """Say whether a user names several arguments of a tool: `origin DEN, destination IAH`."""
    words = frozenset(_PLAIN.findall(scene.asked.casefold()))
    return any(len(words & keys) > 1 for keys in scene.argument_keys.values())
