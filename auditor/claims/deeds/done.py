"""Sentences that tell something as done, whatever the verb: by their tense, in several languages.

Verbs of deeds are without number; those of mere understanding, reading and preparing are few. What
is asked, planned, denied, supposed or has failed is not done.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import Wording, late


class Done(NamedTuple):
    """What a sentence tells as done.

    Attributes:
        verb: The word that tells it, in small letters; "" where it only says that all is done.
        own: The model says that it did it itself.
        strong: No state of a thing is told so: somebody did it.
        said: The words that tell it: a clause of Chinese, else the sentence.
    """

    verb: str
    own: bool
    strong: bool
    said: str


_IRREGULAR = (
    "sent|put|made|set|left|done|taken|given|written|built|paid|bought|begun|cut|shut|reset|run"
)
# Of the mind and of words alone.
_MIND = (
    "noted|understood|received|seen|read|found|looked|checked|reviewed|prepared|drafted|considered|"
    "decided|noticed|realized|tried|attempted|wanted|needed|asked|mentioned|listed|included|"
    "outlined|summari[sz]ed|provided|explained|described|assumed|used|compared|calculated|gathered|"
    "collected|identified|verified|confirmed|analy[sz]ed|examined|searched|retrieved|pulled|located|"
    "determined|learned|heard|thought|hoped|apologi[sz]ed|missed|failed|planned|suggested|queried|"
    "recommended|proposed|estimated|assessed|obtained|fetched|accessed|consulted|discussed|"
    "requested|required|supposed|meant|based|related|called|named|expected|interested|sorted|"
    "updated you|filled|answered|addressed|attached|shared|inspected|investigated|reached"
)
_ADVERBS = (
    r"(?:(?:now|just|already|also|both|all|then|since|successfully|finally|immediately|gone ahead "
    r"and|went ahead and) ){0,3}"
)
_PAST = rf"(?!(?:{_MIND})\b)(?:[a-z]{{2,15}}ed|{_IRREGULAR})"
# `was made`, `is set` are said of anything.
_STATED = rf"(?!(?:{_MIND})\b)(?:[a-z]{{3,15}}ed|sent|paid|bought)"
_ENGLISH = (
    (late(rf"\bI(?:['’]ve| have)? {_ADVERBS}(?P<verb>{_PAST})\b"), True, True),
    (late(rf"\b(?:has|have) {_ADVERBS}been {_ADVERBS}(?P<verb>{_PAST})\b"), False, True),
    (
        late(rf"\b(?:is|are|was|were) {_ADVERBS}(?P<verb>{_STATED})\b(?! (?:by|for|on|at)\b)"),
        False,
        False,
    ),
    (late(r"\b(?:just )?(?P<verb>went) (?:out|through)\b"), False, True),
)
_UNREAL = late(
    r"\b(?:if|once|when|whenever|unless|until|would|could|should|might|may|whether|will|shall|can|"
    r"let me|let us|going to|need|needs|want|please|must|before|after|cannot|not|never|no|nothing|"
    r"none|since|because|although|ensure|make sure|unable|without|you|they|he|she|(?<!\.)example|"
    r"be|being|fail\w*|how|what|that|which|who)\b|"
    r"n['’]t\b|['’]ll\b",
    re.IGNORECASE,
)
_BEHIND = r"(?=\W*$|[.,;!]| (?:und|en)\b)"
_ABROAD = (
    (
        late(rf"\b(?:ich habe|habe ich|ik heb|heb ik)\b[^.!?;\n]{{0,90}}?\b(?P<verb>[^\W\d_]{{3,}}"
             rf"(?:t|en|d)){_BEHIND}", re.IGNORECASE), True, True,
    ),
    (
        late(rf"\b(?:wurden?|ist|sind)\b[^.!?;\n]{{0,90}}?\b(?P<verb>[^\W\d_]{{4,}}"
             rf"(?:t|en|d)){_BEHIND}", re.IGNORECASE), False, False,
    ),
    (
        late(r"(?<!\bque )\b(?:he|hemos) (?:ya )?(?P<verb>[^\W\d_]{2,}(?:ado|ido|cho|to))\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\bj['’]ai (?:bien |déjà )?(?P<verb>[^\W\d_]{2,}(?:é|i|u|is|it|ert)e?s?)\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\bho (?:già |anche )?(?P<verb>[^\W\d_]{2,}(?:ato|ito|uto|sso|tto|rto|sto))\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\b(?:ha(?:n)? sido|qued(?:a|an|ó|aron)|foi|foram|è stat[oa]|sono stat[ie]|"
             r"(?:a|ont) (?:bien )?été) (?P<verb>[^\W\d_]{3,})\b", re.IGNORECASE), False, True,
    ),
)  # fmt: skip
_MIND_ABROAD = late(
    r"verstanden|notiert|vermerkt|gelesen|gesehen|geprüft|überprüft|vorbereitet|entworfen|erhalten|"
    r"gefunden|zusammengefasst|bekommen|nachgesehen|nachgeschaut|abgefragt|abgerufen|aufgelistet|"
    r"versucht|gedacht|verglichen|berechnet|begrepen|gelezen|gezien|gevonden|ontvangen|gemerkt|"
    r"geprobeerd|recibido|entendido|visto|leído|encontrado|preparado|revisado|consultado|comprobado|"
    r"verificado|anotado|intentado|comparado|calculado|reçu|compris|vu|lu|trouvé|préparé|vérifié|"
    r"consulté|noté|essayé|ricevuto|capito|letto|trovato|preparato|controllato|verificato|tentato|"
    r"[eé]t[eé]|habt|heißt|müssen|können|sollen|möchten",
    re.IGNORECASE,
)
_UNREAL_ABROAD = late(
    r"\b(?:nicht|noch|kein\w*|wenn|falls|sobald|ob|sie|du|niet|geen|als|no|si|cuando|antes|sin|usted|"
    r"que|ne|pas|quand|lorsque|sans|vous|non|se|quando|prima|senza|não|caso|sem|você)\b|[?？]",
    re.IGNORECASE,
)
_CLAUSE_ZH = re.compile("[，,；;。！!\n]")
_HAN = re.compile("[\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_DONE_ZH = late(r"已经?(?!知)[^\x00-\x7f]|了$|了(?=[^解\s])|(?:完毕|完成|成功|好了)$|完成对")
_MARKED_ZH = re.compile("已|完毕|完成|成功|好了|我|[为帮替给][您你]")
_VERB_AND_MARK = 3
_MIND_ZH = late(
    r"收到|了解|明白|记下|看到|理解|注意|准备|拟好|起草|整理|知道|查|核[实对验]|确认|列出|读取|分析|检索|"
    r"找到|获取|拿到|发现|总结|回答|说明|提供|比对|对比|计算|生成"
)
_UNREAL_ZH = late(
    rf"{SUPPOSES}|{PLANS}|{OFFERS}|没|未|不|(?<!申)请(?!求)|会(?!议|员|诊)|无法|失败|[您你他她](?!的)|尚|待|(?<!重)(?<!概)要|再|是否|用户|客户"
)
# `已将工单关闭` plans nothing.
_TAKES_ZH = re.compile("(已经?)将")
_OURS_ZH = re.compile(r"我|[为帮替给][您你]")
_SERVES_ZH = re.compile(r"[为帮替给][您你]")
_DONE_JA = late(
    r"(?:(?:し|いたし|致し|され|き|り|っ|び|ち|ね|け|せ)(?:まし)?た|済みです|完了です)(?=\W*$)"
)
_MIND_JA = late(
    r"承知|了解|かしこまり|確認|受け|拝見|見つか|わかり|分かり|失敗|準備|下書き|照会|検索|調べ|取得|助かり|"
    r"ません|たら|れば|場合|[?？]|でしょう|ようでした"
)
_ALL_DONE = Wording(
    r"^\W*(?:all set|all done|done|erledigt|hecho|listo|c['’]est fait|fatto|feito|gedaan|"
    r"completed)\b[^\w:]*(?:$|[—–-] )"
)
_ALL_DONE_EAST = re.compile(r"\W*(?:完成|搞定|办好了|已办妥|完了しました|完了です)[^\w:：]*$")
_MAY_TELL = in_one_pass(
    "I(?:['’]ve| have)? |(?:ha[sv]e?|is|are|was|were) |went |[Hh]abe? |[Ii]ch |[Hh]eb |wurde|"
    "ist |sind |[Hh]e(?:mos)? |['’]ai |[Hh]o |sido |qued|fo[ir]|stat[oaie] |été |"
    "[Dd]one|[Ss]et |rledigt|[Hh]echo|[Ll]isto|fait|atto|eito|daan|omplet|已|了|完|成功|好|た|済|搞"
)


def may_tell_done(text: str) -> bool:
    """Say whether a text may tell something as done."""
    return _MAY_TELL(text)


def tells_all_done(sentence: str) -> bool:
    """Say whether a sentence says of all that was asked for that it is done, or of some of it."""
    small = sentence.lower()
    found = next(_ALL_DONE.found_in(small), None)
    if found is None:
        return _ALL_DONE_EAST.match(sentence) is not None
    rest = sentence[found.end() :]
    return not rest.strip() or next(done_in(rest), None) is not None


def done_in(sentence: str) -> Iterator[Done]:
    """Yield what a sentence tells as done."""
    if sentence.rstrip().endswith(("?", "？")):
        return
    if _KANA.search(sentence):
        if _DONE_JA.search(sentence) and not _MIND_JA.search(sentence):
            yield Done("", False, True, sentence)
        return
    if _HAN.search(sentence):
        yield from _in_chinese(sentence)
        return
    yield from _in_english(sentence)
    for pattern, own, strong in _ABROAD:
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            if _MIND_ABROAD.fullmatch(verb) or _UNREAL_ABROAD.search(sentence, 0, said.end()):
                continue
            yield Done(verb, own, strong, sentence)


def _in_english(sentence: str) -> Iterator[Done]:
    for pattern, own, strong in _ENGLISH:
        for said in pattern.finditer(sentence):
            if not _UNREAL.search(sentence, 0, said.start("verb")):
                yield Done(said["verb"].casefold(), own, strong, sentence)


def _in_chinese(sentence: str) -> Iterator[Done]:
    for clause in _CLAUSE_ZH.split(_TAKES_ZH.sub(r"\1把", sentence)):
        if not _DONE_ZH.search(clause.rstrip()) or _MIND_ZH.search(clause):
            continue
        if not _UNREAL_ZH.search(_SERVES_ZH.sub("", clause)):
            # `十年前就注册了`: without more than this mark only the verb tells what was done.
            told = clause if _MARKED_ZH.search(clause) else clause.rstrip()[-_VERB_AND_MARK:]
            yield Done("", bool(_OURS_ZH.search(clause)), True, told)
