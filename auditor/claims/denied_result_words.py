"""Sentences in which the model says that a look found nothing, or failed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.values.english_words import DEPENDING
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_LOOK = (
    r"(?:tools?|look-?ups?|quer(?:y|ies)|search(?:es)?|calls?|requests?|checks?|scans?|api|"
    r"endpoint|function|service|system|database)"
)
_ONE_LOOK = (
    r"(?:tool|look-?ups?|query|queries|search(?:es)?|call|request|api|endpoint|function|service|"
    r"system|database)"
)
_ROWS = (
    r"(?:results?|rows?|records?|entr(?:y|ies)|data|match(?:es)?|hits?|items?|information|details|"
    r"output|response|intel(?:ligence)?)"
)
_HAS = r"(?:(?:has|have|had|seems? to have|appears? to have) )?(?:just |also |unfortunately )?"
_FAILING = (
    rf"(?<!\bof )\b(?:the|that|my|your|this|both|"
    rf"all) (?:[a-z'_`.-]+ ){{0,3}}?(?P<look>{_ONE_LOOK}) {_HAS}"
    r"(?:failed\b(?! (?:log|attempt|pay|order|deliver))|timed out|errored|"
    r"(?:returned|gave|threw|raised|produced|is returning|came back with) (?:an?|the) "
    r"(?:[\w-]+ ){0,2}?(?:error|exception|timeout)\b|"
    r"(?:did not|didn['’]t|does not|doesn['’]t|is not|isn['’]t) (?:respond|work)\w*|"
    r"(?:is|was|seems to be|appears to be) (?:currently |temporarily )?"
    r"(?:down|unreachable|unresponsive|unavailable)\b|went wrong)"
    r"|\bI (?:ran into|encountered|hit|received|got|am getting|['’]m getting|keep getting) an? "
    r"(?:[\w-]+ ){0,2}?(?:error|timeout|exception)\b"
    r"|(?P<look2>查询|检索|调用|搜索|请求|获取|读取|加载|封禁|处置|操作|下发|提交|创建|隔离|归档)(?:操作|请求)?(?:失败|超时|出错|异常|"
    r"报错|不成功|未成功|未生效)"
    r"|(?P<look3>接口|工具|查询服务|查询系统)(?:暂时|目前|当前|似乎|可能|出现了?|返回了?|"
    r"[^，。；！？\n的]){0,6}?"
    r"(?:不可用|无响应|未响应|没有响应|超时|出错|报错|故障|繁忙|错误|无法访问)"
)
_FOUND_NONE = (
    rf"\b(?:{_LOOK}|results?|response|output|log|list|report) {_HAS}"
    r"(?:returned|came back with|found|shows?|showed|gave|gives|yielded|turned up|produced|"
    r"contains?|lists?|reports?) (?:no|zero|nothing|none|an empty)\b"
    rf"|\b(?:{_LOOK}|results?|response|output) (?:came|come|comes|was|were|is|"
    rf"are) (?:back )?empty\b"
    rf"|\bno (?:\w+ ){{0,2}}?{_ROWS} (?:(?:was|were|is|are|has been|have been) )?"
    r"(?:found|returned|available|came back|come up|came up)\b"
    rf"|\bthere(?: is| are| was| were|['’]s) no (?:\w+ ){{0,2}}?{_ROWS}\b"
    rf"|\b(?:{_LOOK}|registry|feeds?) (?:has|have|holds?|keeps?) no (?:\w+ ){{0,2}}?{_ROWS}\b"
    r"|\bnothing (?:was |is |has been )?(?:found|returned|came back|came up|turned up|show(?:s|"
    r"ed)? up)\b"
    r"|\bI (?:could not|couldn['’]t|cannot|can['’]t|was unable to|wasn['’]t able to|"
    r"was not able to|did not|didn['’]t|am unable to|['’]m unable to) (?:seem to )?"
    r"(?:find|locate|retrieve|get|fetch|pull up|obtain)\b"
    r"|\bnothing (?:is )?known (?:about|on|of)\b"
    r"|\b(?:is|was) (?:not|un)(?: ?(?:listed|found|contained|known))? (?:in|to) "
    r"(?:the|our|its|any) "
    r"(?:[\w-]+ ){0,2}?(?:database|feeds?|index|registry|service|list|dataset|records|sandbox|"
    r"engine|platform|tool|provider|vendor)\b"
    r"|[暂并]?无(?:任何|相关)?情报|未被?收录|(?:库|平台|情报源?)[中里内]?(?:暂?无|没有)"
    r"|(?:没有?|未能?|没能|无法|未)(?:成功)?(?:查询?到|找到|检索到|搜索?到|获取到?|查找到|读取到|"
    r"返回)|(?:未能|没能|无法)(?:成功)?查询(?!到)"
    r"|(?:找不到|查不到|查无|搜不到)|(?:返回|结果)(?:的?结果)?(?:均|都)?(?:为空|是空的?)"
    r"|(?:没有|暂无)(?:任何|相关|匹配的?)?(?:记录|结果|数据|查询结果)"
    r"|(?:没有|暂无|并无)[^，。；！？\n]{2,60}?的(?:任何|相关)?(?:记录|数据|信息|条目)"
)
_FOUND_NONE_ABROAD = (
    r"\bno se (?:ha )?encontr(?:ó|aron|ado)(?: ning[uú]n\w*)?\b|\bno (?:he )?encontr(?:é|ado)\b"
    r"|\baucune? (?:résultat|donnée|information|enregistrement)s?\b|\bje n['’]ai rien trouvé\b"
    r"|\b(?:keine?n?|null) (?:Treffer|Ergebnisse?|Daten|Einträge|Datensätze)\b"
    r"|\bnichts gefunden\b|\bnenhum(?:a)? (?:resultado|registro|dado|informação)s?\b"
    r"|\bnão (?:encontrei|foi encontrad[oa])\b|\bnessun (?:risultato|dato|record)\b"
    r"|\bnon ho trovato\b|\bgeen (?:resultaten|gegevens)\b|\bничего не найдено\b|"
    r"\bне удалось найти\b"
    r"|見つかりません(?:でした)?|見つけられません(?:でした)?|(?:結果|データ|記録|"
    r"該当)は?(?:ありません|なし)"
    r"|찾을 수 없(?:습니다|었습니다)|(?:결과|데이터|기록)[가이는은]? ?없(?:습니다|었습니다)|"
    r"조회되지 않"
)
_FAILED = late(_FAILING, re.IGNORECASE)
_EMPTY = late(f"{_FOUND_NONE}|{_FOUND_NONE_ABROAD}", re.IGNORECASE)
_MAY_DENY = sign_anywhere(f"(?i){_FAILING}|{_FOUND_NONE}|{_FOUND_NONE_ABROAD}")
# What stands before a colon, or in another cell of a row, may be what has no data.
_START = late(r"[;；。!！?？\n—]|[.](?=\s|$)|\s(?:but|although|though|pero|mais|aber|mas|ma)\b")
_END = late(
    r"[;；:：。!！?？\n—|]|[.](?=\s|$)|，|,(?=\s?(?:but|so|and|because|which)\b)|"
    r"\s(?:but|because|so|although|though|pero|mais|aber|mas|ma)\b"
)
_SENTENCE_END = late(r"[。!！?？\n]|[.](?=\s|$)")
# Words that make of nothing "nothing of that kind", or speak of another time.
_OF_A_KIND = late(
    r"\b(?:other|another|more|else|further|additional|matching|match|similar|specific|direct|exact|"
    r"any(?:thing)? (?:that|which)|over|above|below|between|where|beyond|less|cheaper|"
    r"besides|yet|new|recent|signs?|evidence|indicat\w+|reason|way|suspicious|malicious|issues?|"
    r"problems?|errors?|conflicts?|only|"
    r"except|apart|otra?s?|más|autres?|plus|weitere\w*|mehr|andere\w*|outr[oa]s?|mais|altr[oi]|"
    r"entre|unter|über|sous|menos|meno|unless|because)\b|"
    r"其他|其它|别的|更多|另外|异常|恶意|可疑|风险|问题|以上|以下|之间|符合|满足|除|"
    r"他の|別の|以外|以上|以下|다른|더|이상|이하",
    re.IGNORECASE,
)
_EARLIER = late(
    r"\b(?:first|earlier|previous(?:ly)?|before|after|initially|until|again)\b|"
    r"之前|此前|刚才|第一次|起初|曾",
    re.IGNORECASE,
)
_UNREAL = late(
    rf"\b(?:if|once|should|would|might|{DEPENDING}|may|could (?!not)|whether|wenn|falls|si)\b|"
    r"如果|若|假如|万一|是否|もし|場合|경우|만약",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[\w.'’@/-]*[^\W_])?")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}")
_FILLING_WORDS = (
    "i we you your yours our my us me it its he she they them this that these those the a an any "
    "all anything no not of in on at to from for with by about into and or as is are was were be "
    "been being has have had do does did can could there here currently moment right now time "
    "present unfortunately sorry afraid regret unable it's i'm seems appears looks like according "
    "result results row rows record records entry entries data match matches hit hits item items "
    "information info details detail output response system database side end tool tools query "
    "search lookup look-up look up call request api found find returned return available came come "
    "back related associated corresponding relevant provided given specified requested listed "
    "through via using used our under number id name account please still actually nothing none "
    "checked looked searched tried but queried for yes hi hello "
    "reference booking surname number system with under whose named called confirmation "
    "un una el la los las de del para en con por su sus que lo siento se ha le les des du dans "
    "pour votre vos je suis désolé der die das den dem für zu in im ist es wurde wurden leider ich "
    "habe ihre ihrer ihren o a os as do da no na para seu sua il lo gli per di nel nella het voor "
    "er zijn в на по для нет"
)
_FILLING = frozenset(_FILLING_WORDS.split())
_FILLING_WIDE = late(
    r"我?[帮为替][您你]|查(?:看|询)?了|明细|至|任何|相关|对应|记录|数据|信息|内容|结果|资料|暂时|"
    r"目前|当前|您的?|我们?|关于|很抱歉|抱歉|"
    r"系统|数据库|接口|工具|"
    r"[\u4e00-\u9fff]{0,4}(?:库|平台|服务|接口|工具)[中里内]?|查询|检索|订单|用户|账户|该|此|这个?|那个?|中|里|内|的|为|返回|均|都|所|并|在|与|对|到|有|"
    r"是|了|这边|方面|具体|详细|"
    r"显示|提供|名为|姓名|编号|户号|单号|卡号|账号|工号|年|月|日|不好意思|非常|经|经过|通过|号|条|"
    r"个|的话|呢|申し訳|ございません|が|は|を|に|の|で|と|も|した|です|ます|から|"
    r"しましたが|しました|ました|該当|する|情報|データ|結果|検索|照会|죄송|합니다|해당|정보|검색|조회|결과|데이터"
)


class Denial(NamedTuple):
    """A clause that says that a look found nothing, or failed.

    Attributes:
        start, end: The clause in its text.
        named: What it names beside that, in small letters.
        failing: What it says failed, in small letters; "" where it says that nothing was found.
    """

    start: int
    end: int
    named: tuple[str, ...]
    failing: str = ""


def may_deny_results(text: str) -> bool:
    """Say whether words of the model may say that a look found nothing, or failed."""
    return _MAY_DENY(text) and any(True for _ in denials_of_results(text))


def denials_of_results(text: str) -> Iterator[Denial]:
    """Yield the clauses of a text that say that a look found nothing, or failed."""
    for told in _FAILED.finditer(text):
        start, end = _clause(text, told)
        what = next((part for part in told.groups() if part), "error").casefold()
        if is_stated(text, start, end):
            yield Denial(start, end, (), what)
    for told in _EMPTY.finditer(text):
        start, end = _clause(text, told)
        if is_stated(text, start, end) and not is_of_a_kind(text, start, end):
            rest = f"{text[start : told.start()]} {text[told.end() : end]}"
            yield Denial(start, end, tuple(words_named(rest)))


def _clause(text: str, told: re.Match[str]) -> tuple[int, int]:
    """Return where the clause of a match begins, with what leads up to it, and where it ends."""
    starts = [stop.end() for stop in _START.finditer(text, 0, told.start())]
    stop = _END.search(text, told.end())
    return (starts[-1] if starts else 0), (stop.start() if stop else len(text))


def is_stated(text: str, start: int, end: int) -> bool:
    """Say whether a clause is stated for good: neither its sentence asks, nor supposes anything."""
    stop = _SENTENCE_END.search(text, end)
    asks = stop is not None and stop[0] in ("?", "？")
    begins = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    is_cell = "|" in text[begins:end]
    return not (asks or is_cell) and not any(
        p.search(text, begins, end) for p in (_UNREAL, _EARLIER)
    )


def is_of_a_kind(text: str, start: int, end: int) -> bool:
    """Say whether a clause speaks of nothing of a certain kind, or at another time."""
    return _OF_A_KIND.search(text, start, end) is not None


def words_named(rest: str) -> Iterator[str]:
    """Yield the words that a clause names beside those of any look."""
    for word in _WORD.findall(_WIDE.sub(" ", rest)):
        if word.casefold() not in _FILLING:
            yield word.casefold()
    for part in _WIDE.findall(rest):
        for left in _FILLING_WIDE.split(part):
            if len(left) > 1:
                yield left
