"""Records told as what a declared tool returned, though that tool was never called.

`get_account returned: {...}` in a conversation without any call of get_account: no tool can have
said so, whatever labels and layout the record has. Where the words name no tool but speak of a
query, or of what some system reports, it takes a trace without any call. The name of a tool that
stands over a record as its heading says the same. Documentation, examples, conditions, arguments
of a call to come, and values that somebody gave are none. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.calls import words_of_tool
from auditor.claims.deeds.verbs import LOOKS
from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import is_question
from auditor.fabrication.examples import asks_for_example, asks_what_returns, is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.open_question import asks_to_write, is_of_something_else
from auditor.trace import Message
from auditor.values.atoms import figures_in
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.labels import label_key
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, is_placeholder, normal_text, value_of
from auditor.values.wording import Wording

_LEAD = 200
_REACH = 40
_FEW_SIGNS = 40
_NAMED_SCORE = 0.6
_SCORE = 0.5
_FEWEST_NEW = 2
_MOST_FIGURES_GIVEN = 8
_SHORTEST_NAME = 3
_FENCE = re.compile(r"`{3,}[\w-]*\s*$")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？；;\n]")
_ENDS = re.compile(r"(?:[:：=]|[-=]>|→|です|ました)\s*$")
_BORDERS = "|-+= \t\n"
_PLAIN_WORD = re.compile(r"[a-z]+")
_RESULT = re.compile(
    r"\b(?:return(?:ed|s|ing)|gave|giv(?:es|ing)|(?:came|comes|got|sent|sends) back|report(?:ed|s)|"
    r"show(?:ed|s)|sa(?:id|ys)|respond(?:ed|s)|answer(?:ed|s)?|results?|outputs?|responses?|reply|replies|replied|"
    r"ergebnis\w*|ausgabe|antwort\w*|liefert\w*|ergab|ergibt|meldet\w*|"
    r"resultados?|respuesta|salida|devolvió|devuelve|resposta|saída|retornou|retorna|devolveu|"
    r"résultats?|réponse|sortie|(?:a|avait) donné|renvoy\w+|retourn\w+|risultat[oi]|risposta|"
    r"restitui\w+|zurückgegeben|había devuelto)\b|"
    r"返回|结果|输出|显示|响应|結果|出力|応答|返し|결과|반환|응답",
    re.IGNORECASE,
)
_HAS_RESULT = Wording(_RESULT.pattern)
# Present forms and bare nouns may head a description of what a tool gives in general.
_PAST = Wording(
    r"\b(?:returned|gave|(?:came|got|sent) back|reported|showed|said|responded|answered|replied|"
    r"ergab|lieferte|meldete|devolvió|retornou|devolveu|a renvoyé|a retourné|"
    r"ha restituito)\b|返回了"
)
_QUERIED = (
    r"(?:quer(?:y|ies)|look-?up|tool|function|api|database|db|warehouse|service|backend|"
    r"server|system|endpoint)"
)
_OF_A_QUERY = Wording(
    rf"\b(?:(?:results?|output|response) (?:of|from) (?:the|my|this|your|that) (?:\w+ )?{_QUERIED}|"
    rf"{_QUERIED} (?:results?|output|response|returned|reported|responded|came back|gave|giving)|"
    rf"(?:the|my|this) {_QUERIED} (?:for|of|on) [^.!?\n]{{1,80}} (?:returned|gave|came back)|"
    r"abfrageergebnis|ergebnis der abfrage|resultado de la consulta|resultado da consulta|"
    r"résultat de la requête|risultato della query|"
    r"(?:abfrage|werkzeug|tool|funktion) [^.!?\n]{0,80}(?:ergab|lieferte|zurückgegeben)|"
    r"(?:consulta|herramienta|ferramenta|función|função) (?:d[eoa] )?[^.!?\n]{0,80}"
    r"(?:devolvió|devuelto|retornou|devolveu)|"
    r"(?:requête|outil|recherche|fonction) [^.!?\n]{0,80}(?:a donné|renvoyé|retourné)|"
    r"(?:strumento|ricerca|query) [^.!?\n]{0,80}restituito)\b|"
    r"查询(?:返回|结果)|(?:工具|接口|数据库|系统)(?:返回|输出|响应)|"
    r"照会結果|検索結果|(?:ツール|システム)[^。\n]{0,20}(?:返し|返っ|応答|出力)"
)
_OF_FORM = Wording(
    r"\b(?:formats?|schemas?|structures?|fields?|document\w*|docs?|pars(?:er?|ing)|shapes?|specs?|"
    r"tests?|unit ?tests?|stubs?|fixtures?|demos?|simulat\w*|pretend|role-?play|story|explain|"
    r"how (?:do|does|would|should|can)|felder|formato|campos|champs|ejemplo|exemple|exemplo|"
    r"beispiel\w*)\b|格式|字段|结构|文档|示例|例子|模拟|假装|演示|测试|如何|怎么|フォーマット|例"
)
_UNMEANT = Wording(
    r"\b(?:simulat\w*|demo\w*|pretend\w*|typical\w*|usual\w*|normally|generally|sample|always|"
    r"something like|such as|shapes?|forms?|formats?|structures?|objects?|e\.g|yesterday|"
    r"previous\w*|in general|documentation|docs|says that|beispiel\w*|ejemplo|exemple|exemplo)\b|"
    r"模拟|通常|一般|例|昨天|文档"
)


def may_attribute(text: str) -> bool:
    """Say whether a text may tell a record as what a tool returned: a cheap look."""
    if not (":" in text or "：" in text) or not ("\n" in text or "{" in text):
        return False
    return _HAS_RESULT.stands_in(text)


def judge_attributed(scene: Scene) -> Iterator[Imitation]:
    """Yield the record, or the rows, that a text says a tool returned which was never called."""
    event, asked = scene.event, scene.asked
    if type(event) is not Message or event.synthesized or scene.is_partial or not asked:
        return
    if asks_for_example(asked) or asks_what_returns(asked) or asks_to_write(asked):
        return
    if _OF_FORM.stands_in(asked):
        return
    tool: str | None = None
    lead, last = "", 0
    for block in (one for one in blocks_of(scene.text) if one.is_record):
        if _is_new_lead(scene.text[last : block.start]):
            lead = _lead(scene.text[: block.start], block)
            tool = _teller(lead, block, scene)
        last = block.end
        if tool is None or is_proposal(block, scene) or is_no_record(block, lead, asked):
            continue
        told = _unsourced(block, scene)
        if len(told) >= _FEWEST_NEW and any(value_of(f.value).kind in SPECIFIC for f in told):
            score = _NAMED_SCORE if tool and tool in lead else _SCORE
            yield found_in(scene, (block.start, block.end), "invented", tool, score, told)


def _is_new_lead(gap: str) -> bool:
    """Say whether words, rather than the borders of rows, stand between two records."""
    return any(character.isalpha() for character in gap)


def _lead(before: str, block: Block) -> str:
    """Return the sentence that leads up to a record, the names of its columns left aside."""
    before = before[-_LEAD:].rstrip(_BORDERS)
    above, _, head = before.rpartition("\n")
    if all(field.label in head for field in block.fields):
        before = above
    before = _FENCE.sub("", before.rstrip(_BORDERS)).rstrip().rstrip("*_`").rstrip()
    before = before.rstrip("。")
    ends = [found.end() for found in _SENTENCE_END.finditer(before)]
    return before[ends[-1] if ends else 0 :].strip()


def _teller(lead: str, block: Block, scene: Scene) -> str | None:
    """Return the tool that a sentence says told a record, where it cannot have; else None.

    It is "" where nobody can say which tool is meant.
    """
    if is_unreal(lead) or _UNMEANT.stands_in(lead):
        return None
    if is_of_something_else(scene._replace(text=lead)):
        return None
    headed = next((name for name in scene.argument_keys if _heads(name, lead)), "")
    if headed and _is_no_call(headed, block, scene):
        return headed
    if not _RESULT.search(lead):
        return None
    named = next((name for name in scene.argument_keys if _is_named(name, lead)), "")
    if named:
        real = _is_right_before(lead) and _is_meant(lead, block, scene)
        return named if real and is_uncalled(named, scene) else None
    return _untold(lead, block, scene)


def _heads(name: str, lead: str) -> bool:
    """Say whether few words lead up to something, and among them a name that only a tool has."""
    if "_" not in name.strip("_") or len(name) < _SHORTEST_NAME:
        return False
    first, *rest = words_of_tool(name)
    title = name.replace("_", " ").title() if rest and first in LOOKS else name
    found = next((one for one in (name, title) if _stands_in(one, lead)), None)
    if found is None:
        return False
    around = lead.replace(found, "", 1).strip(_BORDERS + "#*_`")
    return len(around) <= _FEW_SIGNS and (not around or _ENDS.search(lead) is not None)


def _stands_in(name: str, words: str) -> bool:
    """Say whether words hold a name as a whole; a sign of Chinese may stand right behind it."""
    whole = rf"(?<!\w){re.escape(name)}(?![a-zA-Z0-9_-])"
    return name in words and re.search(whole, words) is not None


def _is_no_call(tool: str, block: Block, scene: Scene) -> bool:
    """Say whether a record under a tool's name is not what it is called with, nor ever was."""
    keys = {label_key(field.label) for field in block.fields}
    return not keys & scene.argument_keys[tool] and is_uncalled(tool, scene)


def _is_meant(lead: str, block: Block, scene: Scene) -> bool:
    """Say whether a record answers the user, or words tell of the past in answer to a question."""
    if _is_about_asked(block, scene):
        return True
    asks = is_question(scene.asked) or bool(named_in(scene.asked))
    return asks and _PAST.stands_in(lead)


def _is_right_before(lead: str) -> bool:
    """Say whether the words of a result stand near the end of a sentence: what follows is it."""
    *_, last = _RESULT.finditer(lead)
    return len(lead) - last.end() <= _REACH


def _untold(lead: str, block: Block, scene: Scene) -> str | None:
    """Return what may be meant where words name no tool, and nothing at all was called."""
    if scene.channel == "argument" or not _ENDS.search(lead) or not scene.argument_keys:
        return None
    if not was_nothing_called(scene) or is_given_much(scene):
        return None
    takes = _takes(block, scene)
    if takes:
        return takes
    if not _OF_A_QUERY.stands_in(lead):
        return None
    return min(scene.argument_keys) if len(scene.argument_keys) == 1 else ""


def _is_named(name: str, lead: str) -> bool:
    """Say whether a sentence names a tool as a whole; a plain word only in code marks."""
    if len(name) < _SHORTEST_NAME or name not in lead:
        return False
    if _PLAIN_WORD.fullmatch(name):
        return f"`{name}`" in lead
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", lead) is not None


def is_uncalled(name: str, scene: Scene) -> bool:
    """Say whether nothing of a trace until a text's step can have run a tool."""
    key, pairing = label_key(name), scene.pairing
    calls = [c for c in pairing.calls if c.step <= scene.event.step]
    if any(key in label_key(f"{call.name} {call.arguments_raw}") for call in calls):
        return False
    return not any(
        result.index < scene.event_index and (not result.name or key in label_key(result.name))
        for result in pairing.orphans
    )


def was_nothing_called(scene: Scene) -> bool:
    """Say whether nothing was called and nothing came back until a text's step."""
    pairing = scene.pairing
    if any(result.index < scene.event_index for result in pairing.results):
        return False
    return not any(call.step <= scene.event.step for call in pairing.calls)


def says_a_query(sentence: str) -> bool:
    """Say whether a sentence tells what a query, a tool or a system returned."""
    return _OF_A_QUERY.stands_in(sentence) and not _UNMEANT.stands_in(sentence)


def is_given_much(scene: Scene) -> bool:
    """Say whether users or systems gave data from which more can be read off."""
    return any(
        len(figures_in(text.raw)) > _MOST_FIGURES_GIVEN
        for text in scene.evidence.texts
        if text.event_index < scene.event_index
    )


def _takes(block: Block, scene: Scene) -> str:
    """Return the tool whose arguments a record repeats with the values that the user named."""
    keys = {label_key(field.label) for field in block.fields if _is_asked(field, scene)} - {""}
    return next((tool for tool, own in scene.argument_keys.items() if keys & own), "")


def _is_about_asked(block: Block, scene: Scene) -> bool:
    return any(_is_asked(field, scene) for field in block.fields)


def _is_asked(field: Field, scene: Scene) -> bool:
    """Say whether the user's newest words hold a value of a record."""
    value = value_of(field.value)
    if value.kind in ("empty", "flag") or is_small(value):
        return False
    said = f" {normal_text(scene.asked)} "
    return any(way in said for way in spellings(value)) and len(value.form) >= _SHORTEST_NAME


def _unsourced(block: Block, scene: Scene) -> list[Field]:
    """Return the fields of a record whose values no source holds."""
    return [
        field
        for field in block.fields
        if not is_placeholder(field.value) and _is_new(value_of(field.value), scene)
    ]


def _is_new(value: Value, scene: Scene) -> bool:
    if value.kind in ("empty", "flag", "text") or is_small(value):
        return False
    if scene.source_of(value) is not None:
        return False
    evidence, before = scene.evidence, scene.event_index
    return not (value.kind == "number" and is_worked_out(value.form, scene.text, evidence, before))
