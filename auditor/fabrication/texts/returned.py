"""Words that say of what follows them that a tool returned it, or that a look found it."""

import re

from auditor.fabrication.examples import asks_to_confirm
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.values.wording import Wording

_LEAD = 200
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？；;\n]")
_FENCE = re.compile(r"`{3,}[\w-]*\s*$")
_AROUND = " \t\n*_#`>-"
_THING = (
    r"(?:results?|outputs?|response|reply|data|payload|rows?|records?|return value|outcome|log|"
    r"body|"
    r"overview|main points|key (?:facts|points|fields)|findings|details)"
)
_RETURNED = Wording(
    rf"\b(?:returned|responded|replied|answered|came back|gave (?:me|us|back|this)|got back|"
    rf"sent back|"
    r"(?:got|received) (?:this|these|the following)|"
    rf"raw {_THING}|{_THING} (?:block |set )?(?:of|from|i (?:got|received)|for you|below)|"
    rf"(?:tool|function|query|look-?up|call|api|search)(?:['’]s)? {_THING}|{_THING} ?[:=]|"
    r"(?:look-?up|query|search|call|check) (?:shows|showed|is done|finished|completed)|"
    r"ergab|lieferte|zurückgegeben|devolvió|retornou|a (?:renvoyé|retourné)|ha restituito|"
    r"ergebnis (?:von|der)|resultado de|résultat de)\b|"
    r"\bresult\]|返回了?|(?:查询|工具|调用|接口|检索)[^。，；\n]{0,8}(?:结果|输出|数据)|的?(?:输出|原始数据|返回值|结果)"
    r"(?:如下|是|为|内容|[:：])|给出了|得到了|取到|結果は|出力は|結果です|返しました"
)
_ASKED = Wording(
    r"\b(?:would|could|can|please|confirm\w*|shall|should|want|need|going to|example|e\.g|"
    r"format|schema|shape|returns)\b|请|需要|将|如果|例如|示例|格式"
)

_LOOKED = Wording(
    r"\b(?:i(?:['’]ve| have)(?: now| just| already)? (?:checked|looked|verified|pulled|retrieved|"
    r"got|run|queried|fetched)|(?:just|i) looked (?:this|it|that|them) up|checked it|came back|"
    r"look-?up (?:is|was) (?:done|complete)|(?:is|was) on record|here is what we have on|"
    r"i found this|returned|can now show you|result of)\b|"
    r"已(?:经)?(?:核对|核实|查[到询完]|查看|确认)|查(?:询)?(?:完成|到的|结果)|我查到|返回"
)


def may_say_returned(text: str) -> bool:
    """Say whether a text may say so anywhere."""
    return _RETURNED.stands_in(text)


def says_returned(before: str) -> bool:
    """Say whether the sentence at the end of some words says that a tool returned what follows."""
    lead = last_sentence(before)
    if not lead or not _RETURNED.stands_in(lead):
        return False
    return not (_ASKED.stands_in(lead) or is_unreal(lead) or is_hedged(lead))


def puts_up(text: str) -> bool:
    """Say whether a text puts something up for a yes.

    What it says at its beginning to come out of a look is told, whatever it asks at its end.
    """
    return asks_to_confirm(text) and not _says_looked(text[:_LEAD].partition("\n\n")[0])


def _says_looked(lead: str) -> bool:
    return _LOOKED.stands_in(lead) and not _ASKED.stands_in(lead)


def last_sentence(before: str) -> str:
    """Return the sentence at the end of some words, which leads up to what follows them."""
    words = _FENCE.sub("", before[-_LEAD:].rstrip()).rstrip(_AROUND)
    ends = [end.end() for end in _SENTENCE_END.finditer(words.rstrip("。"))]
    return words[ends[-1] if ends else 0 :].strip(_AROUND)
