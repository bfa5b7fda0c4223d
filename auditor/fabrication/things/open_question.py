"""What the user's newest words ask for, where nothing was ever looked up of it.

Words that ask for what was said before, put a thing off, or want no look ask for nothing of that
kind; and an answer that speaks of what was said before, has no result to tell, puts something up,
or names a thing that was looked up tells nothing of it.
"""

import re
from typing import NamedTuple

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example, asks_to_name
from auditor.fabrication.ground.unsourced import PUBLIC
from auditor.fabrication.ground.untraced import NAMING_NUMBER, form_of, named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.returned import puts_up
from auditor.trace import ToolCall
from auditor.values.names import LONGEST_QUESTION
from auditor.values.occurrences import holds, occurs, place_of
from auditor.values.spellings import spellings
from auditor.values.values import NAMES, Value, normal_text, value_of
from auditor.values.wording import Wording

_SHORTEST_STEM = 3
# `LN-7731`, `search-84b7d5-t4jrc`; `iPhone15-128` is a model, `H2SO4` a formula.
_RECORD_NUMBER = re.compile(r"\d{4}|-[a-z0-9]*\d[a-z]+\d")
_NUMBERED = ("id", "number", "no", "code", "号", "编号")
# `ACC-310` is an account.
_PREFIX = re.compile(r"[a-z]{3,}(?=[-_#]?\d)")
_OF_HOSTS = (
    "uri", "url", "domain", "host", "hostname", "ip", "ipaddress", "fqdn", "indicator",
    "observable", "website",
)  # fmt: skip
_FILE = re.compile(
    r"[^/:]*\.(?:md|txt|pdf|csv|tsv|json|ya?ml|toml|html?|docx?|xlsx?|pptx?|png|jpe?g|log|py|sql|"
    r"eml|msg|exe|dll)"
)
# The user asks for what was said before or for nothing to be looked up now, or tells of himself.
_ASKS_BACK = Wording(
    r"\b(?:earlier|previous\w*|(?:(?<!same )as|like|said|from) before|above|so far|last time|"
    r"(?:the|that) (?:last|first|second|former|other)|(?:what|which|how) (?:was|were|did) "
    r"(?:i|it|that|this|these|those|they|we|you|your|my|our|the (?:result|answer|reply|lookup))|"
    r"repeat|recap|remind|"
    r"compar\w*|versus|vs|than|later|afterwards|tomorrow|(?:tell|show|give|say)\b[^.?!]{0,40}\bagain|"
    r"from memory|without (?:a |any )?(?:call|look|check|tool)\w*|"
    r"i work (?:for|at|with)|i(?:['’]m| am) (?:at|from|with|calling)|by the way|"
    r"(?:my|our) (?:own |new )?(?:ref(?:erence)?|ticket|case|e-?mail|account|name|badge)|"
    r"(?:do not|don['’]t|no need to|needn['’]t) (?:call|look|check|query)|"
    r"vorhin|vorher\w*|zuvor|noch ?mal|noch einmal|danach|später|vergleich\w*|"
    r"anterior\w*|otra vez|de nuevo|después|compara\w*|précédent\w*|encore une fois|plus tard|"
    r"compare[rz])\b|"
    r"刚才|之前|此前|上一|上次|上面|先前|前面|前一|第一个|再说一遍|重复|对比|相比|比较|"
    r"稍后|待会|明天|回头|以后|凭印象|顺便|(?:不要|不用|无需|别)(?:调用|查)"
)
_SPEAKS_BACK = Wording(
    r"\b(?:earlier|previous\w*|(?:as|than|like) before|above|so far|(?:the|that) (?:last|first|"
    r"second|former|other)|last time|same|repeat\w*|again|recap\w*|compar\w*|than|"
    r"vorhin|vorher\w*|zuvor|noch ?mal|noch einmal|gleich\w*|anterior\w*|otra vez|de nuevo|"
    r"mism[oa]s?|précédent\w*|encore une fois|même)\b|"
    r"刚才|之前|此前|上一|上次|上面|上述|先前|前面|前一|第一个|重复|对比|相比|同样|相同|一样"
)
_DENIES = Wording(
    r"(?:\b(?:not|never|cannot|unable to|without)|n['’]t)\W+(?:\w+ ){0,3}?"
    r"(?:look|check|call|quer|know|hav|found|find|retriev|access|verif|result|record|data)|"
    r"\bno (?:\w+ )?(?:results?|records?|data|look-?ups?|information) (?:for|on|of|about|yet)\b|"
    r"\b(?:can|could|may|able to|allowed to) only\b|"
    r"\b(?:hab(?:e|en) (?:ich|wir) (?:\w+ ){0,2}(?:nichts|keine?n?)|keine?n? (?:\w+ )?(?:daten|"
    r"eintr|ergebnis|angaben|informationen)|nichts (?:gefunden|vor)|n['’]ai (?:rien|pas|aucun)|"
    r"aucune? (?:résultat|donnée|enregistrement|information)|no (?:tengo|tenemos|encuentro|consta)|"
    r"no encontré|(?:sin|ningún|ninguna?) (?:datos|resultados?|registros?)|"
    r"não (?:tenho|temos|encontrei)|non (?:ho|abbiamo|trovo)|nessun\w* (?:dato|risultato|record)|"
    r"nie (?:mam|znalazł)|нет (?:данных|запис|сведени)|не (?:наш[её]л|нашла|найден))|"
    r"(?:没有?|尚?未|无法|不能|还没)[^，。；\n]{0,6}(?:查|结果|记录|数据|核|调用)|只能|"
    r"(?:記録|データ|結果)(?:は|が)(?:あり|見つかり)ません|(?:기록|데이터|결과)(?:이|가|은|는)? ?없"
)
_ASKS_WHICH = Wording(
    r"\b(?:(?:is|was|are|were) (?:that|this|it|these|those)\b[^.!\n]{0,60}\?|"
    r"(?:do|did) you (?:mean|perhaps)|instead|rather|other than|your own|meinst du|meinten sie|"
    r"voulez-vous dire|quiere decir|intendi|имели в виду)|"
    r"是不是|是指|您指|您要的|对吗|(?:这个|这条|这一条|它)[^。！\n]{0,8}吗|而不是|ですか|맞나요"
)
# The user asks for something in a form of its own.
_WRITES = Wording(
    r"\b(?:write|draft|create|prepare|generate|compose|fill|format|template|plan|vorlage|plantilla|"
    r"modèle|gabarit|modello)\b|"
    r"写|起草|创建|新建|生成|填|拟"
)


# What is to be done with a thing that was looked up may have a name, too: a voucher, a new item.
ASKS_TO_ACT = Wording(
    r"(?<![a-z])(?:appl(?:y|ied|ies)|chang|switch|swap|exchang|replac|modif|updat|cancel|return|refund|"
    r"re-?book|book\b|add\b|remov|mov(?:e|ing)\b|transfer|pay\b|charg|redeem|merge|assign|link|"
    r"(?:ä|ae)nder|tausch|stornier|umbuch|buch(?:e|en)\b|hinzu|ersetz|einl(?:ö|oe)s|"
    r"chang[eé]|échang|annul|rembours|ajout|remplac|cambi|devolv|devuelv|reembols|añad|agreg|"
    r"troc|cancell|rimbors|aggiung|замени|отмени|добавь|верни)|"
    r"改|换|退|取消|支付|添加|使用|绑定|合并|変更|交換|キャンセル|返品|변경|교환|취소|환불"
)


class Asked(NamedTuple):
    """What the user asks for last, which nothing ever spoke of.

    Attributes:
        names: Its names.
        tools: What is called for things of such names.
    """

    names: frozenset[Value]
    tools: frozenset[str]

    def is_alike(self, value: Value) -> bool:
        """Say whether a value names a thing of the same sort."""
        return any(_form(name) == _form(value) for name in self.names)


def asked_of(scene: Scene) -> Asked | None:
    """Return what the user's newest words ask for, or None where some of it was spoken of.

    It is of a kind that a tool was called for before.
    """
    return None if tells_nothing_new(scene.text) else asked_whatever_is_told(scene)


def asked_whatever_is_told(scene: Scene) -> Asked | None:
    """Return the same, also where the answer has words of what was said before."""
    named = _named(scene)
    tools: set[str] = set()
    alike: set[Value] = set()
    for call in scene.evidence.executed_before(scene.event_index) if named else ():
        about = _about(call)
        such = {name for name in named if about is not None and _form(name) == _form(about)}
        if such:
            alike |= such
            tools.add(call.name)
    return _unless_spoken_of(alike, tools, scene)


def asked_of_declared(scene: Scene) -> Asked | None:
    """Return the same of a kind that only a declared tool's arguments speak of.

    No call was made for such a thing: of some ids the user's words say what they are.
    """
    named = [] if tells_nothing_new(scene.text) else _named(scene)
    said = normal_text(scene.asked) if named else ""
    tools: set[str] = set()
    alike: set[Value] = set()
    for tool, keys in scene.argument_keys.items() if named else ():
        such = {name for name in named if any(_takes(key, name, said, tool) for key in keys)}
        if such:
            alike |= such
            tools.add(tool)
    return _unless_spoken_of(alike, tools, scene)


def asked_to_look_up(scene: Scene) -> Asked | None:
    """Return the same of what only a tool that takes one thing, or its number, can be called with.

    The user's words need not say what it is: `What about ZX88125593?`.
    """
    named = [] if tells_nothing_new(scene.text) else _named(scene)
    such = {name for name in named if _is_record_number(name)}
    tools = {
        tool
        for tool, keys in (scene.argument_keys.items() if such else ())
        if len(keys) == 1 or any(key.endswith(_NUMBERED) for key in keys)
    }
    return _unless_spoken_of(such, tools, scene) if tools else None


def _is_record_number(name: Value) -> bool:
    """Say whether a name is written as those of records are, not as models or norms."""
    if name.kind != "id" or PUBLIC.fullmatch(name.form) or "/" in name.form:
        return False
    return _RECORD_NUMBER.search(name.form) is not None


def _takes(key: str, name: Value, said: str, tool: str) -> bool:
    """Say whether an argument of a tool takes things of a name's kind."""
    if name.kind == "host":
        return "@" not in name.form and key.endswith(_OF_HOSTS)
    prefix = _PREFIX.match(name.form)
    if name.kind == "id" and prefix and key.startswith(prefix[0]):
        return True
    if name.kind != "id":
        return False
    stem = key.removesuffix("id").removesuffix("number").removesuffix("code")
    # What the `id` of `get_account` names, the tool's name says.
    stem = stem or _WORD_OF_NAME.split(tool.lower())[-1].removesuffix("s")
    if stem != key and len(stem) >= _SHORTEST_STEM and stem in said:
        return True
    # `account 7714-22`, whatever the argument is called besides.
    if len(stem) <= _SHORTEST_STEM or stem not in said or name.form not in said:
        return False
    by = r"\W{1,3}(?:(?:no|nr|number|id)\W{1,3})?"
    called = rf"{re.escape(stem)}{by}{re.escape(name.form)}(?!\w)"
    return re.search(called, said) is not None


_WORD_OF_NAME = re.compile(r"[^a-z]+")


def _named(scene: Scene) -> list[Value]:
    """Return what the user's newest words name, where an answer can be about it."""
    said = scene.asked
    if len(said) > LONGEST_QUESTION or scene.is_partial:
        return []
    named = [name for name in named_in(said) if not _FILE.fullmatch(name.form)]
    return named if named and not _asks_for_else(scene) else []


def _asks_for_else(scene: Scene) -> bool:
    return _ASKS_BACK.stands_in(scene.asked) or asks_for_example(scene.asked)


def _unless_spoken_of(alike: set[Value], tools: set[str], scene: Scene) -> Asked | None:
    if not alike or any(is_spoken_of(name, scene) for name in alike):
        return None
    return Asked(frozenset(alike), frozenset(tools))


def _about(call: ToolCall) -> Value | None:
    """Return the thing that a call is for: its first id or host, others say how or with what."""
    values = [value_of(field.value) for field in arguments_of(call)]
    named = [value for value in values if value.kind in NAMES]
    numbered = [v for v in values if v.kind == "number" and len(v.form) >= NAMING_NUMBER]
    return next(iter([*named, *numbered]), None)


def _form(name: Value) -> str:
    """Return the outer form of a name; nobody looks up an address of mail like a host."""
    return form_of(name) + "@" * ("@" in name.form)


def is_spoken_of(name: Value, scene: Scene) -> bool:
    """Say whether anybody but the user and the model spoke of a thing.

    What was said of a host may be meant to hold for its URLs, and the other way round.
    """
    form = re.split(r"[/?#]", name.form, maxsplit=1)[0] if name.kind == "host" else name.form
    evidence, before = scene.evidence, scene.event_index
    if any(
        text.event_index < before and text.author != "user" and form in evidence.normal(place)
        for place, text in enumerate(evidence.texts)
    ):
        return True
    return any(
        form in normal_text(call.arguments_raw)
        for call in scene.pairing.calls
        if call.turn <= scene.event.turn and call.index != scene.event_index
    )


def is_asked_anew(name: str, scene: Scene) -> bool:
    """Say whether a user's newest words name a thing of which nothing but users ever spoke.

    They neither ask for something to be done, as with a new name, nor call for a result.
    """
    if scene.has_called or place_of(name, scene.asked) < 0:
        return False
    if ASKS_TO_ACT.stands_in(scene.asked) or asks_to_name(scene.asked):
        return False
    evidence, form = scene.evidence, normal_text(name)
    return not any(
        evidence.texts[place].author != "user" and occurs(evidence.normal(place), form)
        for place in evidence.places_with((form,), scene.event_index)
    )


def is_of_something_else(scene: Scene) -> bool:
    """Say whether the words of a question or of its answer show that it is about something else."""
    return tells_nothing_new(scene.text) or _asks_for_else(scene)


def tells_nothing_new(text: str) -> bool:
    """Say whether an answer speaks of what was said before, has nothing to tell, or asks back."""
    return _SPEAKS_BACK.stands_in(text) or _DENIES.stands_in(text) or puts_up(text)


def denies(words: str) -> bool:
    """Say whether words say that there is no result to tell, or none that may be told."""
    return _DENIES.stands_in(words)


def asks_back(asked: str) -> bool:
    """Say whether a user's words ask for what was said before, or for no look."""
    return _ASKS_BACK.stands_in(asked)


def tells_of_others(words: str) -> bool:
    """Say whether words around a record may say that it is of another thing than was asked for."""
    return _SPEAKS_BACK.stands_in(words) or _DENIES.stands_in(words) or _ASKS_WHICH.stands_in(words)


def names_looked_up(asked: Asked, scene: Scene) -> bool:
    """Say whether an answer names a thing that was looked up."""
    named = set(named_in(scene.text)) - asked.names
    return bool(named) and any(
        value_of(field.value) in named
        for call in scene.evidence.executed_before(scene.event_index)
        for field in arguments_of(call)
    )


def says_a_user(value: Value, asked: Asked, scene: Scene) -> bool:
    """Say whether a user told a value with or after the name of the thing."""
    evidence, named = scene.evidence, False
    for place, text in enumerate(evidence.texts):
        if text.author != "user" or text.event_index >= scene.event_index:
            continue
        normal = evidence.normal(place)
        named = named or any(name.form in normal for name in asked.names)
        if named and holds(normal, value, spellings(value)):
            return True
    return False


def asks_to_write(asked: str) -> bool:
    """Say whether a user's words ask for something in a form of its own."""
    return _WRITES.stands_in(asked)
