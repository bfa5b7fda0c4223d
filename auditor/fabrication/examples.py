"""Records that say of themselves that they are none: templates, examples, what is to be written."""

from collections.abc import Sequence
from functools import lru_cache

from auditor.values.blocks import LEAD, Block, Field
from auditor.values.wording import Wording

_BLANKS = {"string", "integer", "number", "boolean", "str", "int", "float", "bool", "yyyy-mm-dd"}
_FEWEST_BLANKS = 2
_SHARE_OF_BLANKS = 3
_MOST_WORDS = 3
_LONGEST_NAME = 60
_DATA = r"(?:record|response|output|result|data|payload|json|entry|row|reply|report)s?"
PROPOSES = (
    r"suggest(?:ed|ions?)?\b|propos(?:e|ed|als?|ta|ition)?\b|(?:\w*vorschl[aä]g\w*|vorgeschlagen\w*|"
    r"propuest\w*|sugerencia|sugestão|suggerimento|предлож\w*|предлага\w*|propozycj\w*|voorstel)\b|"
    r"建议|提案|提议|제안"
)
"""What says that something is put forward."""
_TOLD = Wording(
    r"\b(?:(?<![.-])examples?\b(?!\.\w)|e\.g\.|z\. ?b\.|p\. ?ej\.|por (?:ejemplo|exemplo)|"
    r"par ex(?:emple|\.)|(?:ad|per) esempio|zum beispiel|bijv\.|например|np\.|for instance|"
    r"template|placeholder|hypothetical|illustrat|mock|dummy|fictional|"
    rf"(?:would|might|could) (?:look|be)|sample {_DATA}|"
    rf"(?:{PROPOSES})[^.。\n]{{0,60}}[:：]\s*(?:```\w*\s*)?$|"
    r"(?:target|goal|desired|intended) (?:values?|figures?|levels?|state|settings?)|"
    r"looks? like this(?! (?:is|was)\b)|schema\b|"
    r"(?:draft|proposal|suggestion|proposed|tighter|stricter|leaner|revised|rewritten|entwurf|"
    r"vorschlag|borrador|propuesta|brouillon|proposition)(?: [\w-]+){0,3}[:：]\s*(?:```\w*\s*)?$|"
    r"in the (?:form|format)\b|format (?:is|of)\b)|"
    r"\b(?:parameters?|arguments?)\b[^.\n]{0,40}:\s*(?:```\w*\s*)?$|"
    r"(?:我将|我会|我要|将要|准备|打算|拟)[^。！？\n]{0,16}(?:参数|调用)[^。！？\n]{0,40}[:：]"
    r"\s*(?:```\w*\s*)?$|"
    r"示例|样例|例子|例如|比如|模板|假设|虚构|目标值|格式(?:如下|为|是)|占位"
)
# What somebody is told to write somewhere is not what stands there.
_TO_WRITE = Wording(
    r"(?:^|[.!?\n]\s*|\b(?:then|and|you can|you could|you should|i(?:['’]d| would)) )"
    r"(?:please |now |simply |just )?"
    r"(?:change|replace|edit|update|modify|add|insert|append|put|paste|set|use) "
    r"(?:it|this|that|the|your|a|an|these|those|lines?|to|in|into|`)(?!\w)[^.!?\n]{0,80}[:：]\s*"
    r"(?:`{3,}[\w-]*\s*)?(?:<[^<>]{1,80}>\s*){0,6}$"
    r"|(?:ändere|ersetze|ergänze|füge|setze|cambia|reemplaza|añade|agrega|remplace[rz]?|ajoute[rz]?|"
    r"modifie[rz]?|altere|substitua|adicione|sostituisci|aggiungi|modifica) [^.!?\n]{2,80}[:：]\s*"
    r"(?:`{3,}[\w-]*\s*)?(?:<[^<>]{1,80}>\s*){0,6}$"
    r"|(?:改为|改成|替换为|替换成|添加|加上|加入|写成)[^。！？\n]{0,20}[:：]\s*"
    r"(?:`{3,}[\w-]*\s*)?(?:<[^<>]{1,80}>\s*){0,6}$"
)
_ASKED = Wording(
    r"\b(?:(?:give|show|write|make|create|generate|provide|draft|need|want|produce|invent)\b"
    rf"(?:(?!\b(?:not|no|never|instead)\b|n['’]t\b)[^.?!\n]){{0,60}}?"
    rf"(?:(?<![.\w-])examples?\b(?!\.\w)|\bsample {_DATA}|\bmock|\bdummy|"
    r"\bfictional|\bplaceholder|\btemplate|\bmade[- ]up|\bsynthetic|\bfake\b)|make up\b|"
    r"(?:plan|suggest|propose|draft|invent|write|generate)\b[^.?!\n]{0,60}?\btest (?:data|orders?|"
    r"users?|accounts?|customers?|transactions?|invoices?|payloads?)\b|"
    r"guess (?:the|its|a|at|what|how)\b|(?:your|best|rough) guess\b)|猜|"
    r"(?:给|写|编|造|生成|举|来)[^。？！\n]{0,12}(?:示例|样例|例子|模板|假数据|模拟数据|虚构|测试数据)"
)
_OF_A_TOOL = Wording(
    r"\bwhat (?:does|do|would|will|can|should) [^.?!\n]{0,60}?\b(?:return|give back|output|respond|"
    r"look like|produce)\b|\b(?:mock|stub)s?\b|返回什么|返回哪些"
)
_OTHER_WORDS = Wording(
    r"\b(?:translat|locali[sz]e|rephrase|reword|paraphrase|rewrite|proofread|"
    r"(?:ü|ue)bersetz|formulier|tradu[zciîi]|reformul)|翻[译譯訳]|改写|润色|번역"
)
_NAMES = Wording(
    r"\b(?:call (?:it|this|that|them)|titled?|heading|headed|caption|labell?ed|renam\w*|"
    r"anonymi\w*|pseudonym\w*|nenne|betitel\w*|(?:ü|ue)berschrift\w*|intitul\w*|appelle[rz]?-|"
    r"titulad[oa]|ll[aá]mal[oa])\b|改名|重命名|命名为|标题|题为|名前を変"
)
_SWAPS = Wording(
    r"\b(?:swap\w*|switch\w*|interchang\w*|(?:ver)?tausch\w*|échang\w*|intercambi\w*|what if|"
    r"as if|pretend)\b|对调|互换|交换|调换|入れ替え"
)
_CONFIRM = Wording(
    r"\b(?:confirm\b|shall i\b|should i\b|(?<!how )would you like\b|do you want\b|"
    r"(?:is|does|look) (?:that|this|it|all)(?! (?:answer|help|cover|clear|solve))[^.?!]{0,30}\?|"
    r"(?:ok(?:ay)?|right|correct|agreed) ?\?|"
    r"(?:apply|proceed|go ahead|do it|run it|merge|deploy|approve|commit|send it|book it)"
    r"(?: (?:it|this|that|now))?\?|"
    r"(?:passt|stimmt) das\b|einverstanden|soll ich\b|¿(?:confirm|procedo|correcto|de acuerdo)|"
    r"je (?:confirme|procède)|d['’]accord ?\?|posso prosseguir|confirma\b)|"
    r"请确认|确认一下|是否|可以吗|对吗|需要我"
)

_IN_GENERAL = Wording(
    r"\b(?:in general|generally|typical(?:ly)?|rule of thumb|"
    r"(?:industry|market|sector|trade)(?:['’]s)? "
    r"(?:average|mean|median|benchmarks?|norm|standard|figures?)|branchen\w*|üblich\w*|"
    r"im allgemeinen|en général|en general|em geral|in genere|moyenne du secteur|"
    r"media del sector)\b|行业(?:平均|均值|水平|基准|一般)|业内(?:平均|一般)|業界平均|"
    r"업계 평균|в среднем по"
)

KNOWN_TO_ALL = (
    r"what (?:does|do) \b[^.?!]{0,60}\bmean\b|explain\b|difference between\b|defaults?\b|usual|"
    r"typical"
)
"""How somebody asks for what people know; for patterns that begin where a word does."""

KNOWN_TO_ALL_ZH = "怎么(?!样|了|回事)|如何(?!\\W|$)|什么意思|解释|区别|默认|通常|一般"
"""The same in Chinese."""


def asks_to_confirm(text: str) -> bool:
    """Say whether a text puts something up for the user's yes."""
    return _CONFIRM.stands_in(text)


def is_template(fields: Sequence[Field]) -> bool:
    """Say whether a record leaves its values open: `<uri>`, `...`, `clean | malicious`."""
    blanks = sum(_is_blank(field.value) or calls_example(field.value) for field in fields)
    return blanks >= _FEWEST_BLANKS and blanks * _SHARE_OF_BLANKS >= len(fields)


def _is_blank(value: str) -> bool:
    text = value.strip(" \"'`*")
    bracketed = len(text) > 1 and (text[0], text[-1]) in (("<", ">"), ("{", "}"))
    return bracketed or _is_choice(text) or "..." in text or text.casefold() in _BLANKS


def _is_choice(text: str) -> bool:
    """Say whether a value is a choice among words: `clean | malicious`; titles have bars, too."""
    parts = text.split(" | ")
    if len(parts) == 1:
        return False
    words = max(len(part.split()) for part in parts)
    return words == 1 or (words <= _MOST_WORDS and text == text.casefold())


def is_no_record(block: Block, lead: str, asked: str) -> bool:
    """Say whether a block is a template, an example told or asked for as one, or of all in general.

    Args:
        block: What the model set out.
        lead: The words before it.
        asked: The user's newest words.
    """
    if is_template(block.fields) or is_told_as_example(lead[-LEAD:]) or _is_of_all(block):
        return True
    return asks_for_example(asked)


def _is_of_all(block: Block) -> bool:
    """Say whether a row of a table tells what is so in general: `SaaS in general | 4.75 %`."""
    return block.layout == "table" and any(
        len(field.value) <= _LONGEST_NAME and _IN_GENERAL.stands_in(field.value)
        for field in block.fields
    )


@lru_cache(maxsize=256)
def is_told_as_example(lead: str) -> bool:
    """Say whether the words that lead up to something call it an example, or what to write."""
    return calls_example(lead) or _TO_WRITE.stands_in(lead)


def calls_example(words: str) -> bool:
    """Say whether words call something an example; the end of a host calls nothing so."""
    lowered = words.lower()
    if ".example" in lowered or "-example" in lowered:
        lowered = lowered.replace(".example", ".examplo").replace("-example", "-examplo")
    return _TOLD.stands_in(lowered)


@lru_cache(maxsize=64)
def asks_what_returns(asked: str) -> bool:
    """Say whether a user's words ask what something returns in general."""
    return _OF_A_TOOL.stands_in(asked)


@lru_cache(maxsize=64)
def asks_for_other_words(asked: str) -> bool:
    """Say whether a user's words ask for something in another language or in other words."""
    return _OTHER_WORDS.stands_in(asked)


@lru_cache(maxsize=64)
def asks_to_name(asked: str) -> bool:
    """Say whether a user's words say what something is to be called, or headed."""
    return _NAMES.stands_in(asked)


@lru_cache(maxsize=64)
def asks_to_swap(asked: str) -> bool:
    """Say whether a user's words ask to see values in other places than their own."""
    return _SWAPS.stands_in(asked)


@lru_cache(maxsize=64)
def asks_for_example(asked: str) -> bool:
    """Say whether a user's words ask for something made up."""
    return _ASKED.stands_in(asked)
