"""Clauses in which the model denies a call of its own."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims import chinese_calls as zh
from auditor.claims.words_abroad import denials_abroad, may_speak_abroad
from auditor.values.wording import late

_ADVERBS = r"(?: (?:actually|really|even|ever|in fact|indeed|just|also|honestly|truly|yet)){0,3}"
_VERBS = (
    r"call|query|look up|looked up|invoke|run|execute|use|search|queried|called|invoked|ran|"
    r"executed|used|searched|made|make|perform|performed|fetch|fetched|retrieve|retrieved|"
    r"look into|looked into|consult|consulted|check(?:ed)?(?! with\b)|access|accessed|"
    r"look(?:ed)?(?= [^.;\n]{1,80}? up\b)"
)
_NOT = (
    r"(?: did not| didn['’]t| have not| haven['’]t| had not| never| have never|"
    r"['’]ve never|['’]ve not)"
)
DENIED = late(
    rf"\b(?:I|[Ww]e)(?: (?:(?!\bI\b|\bsaid\b)[^.;!?\n]){{1,80}}? (?:and|nor))?{_NOT}{_ADVERBS} "
    rf"(?:{_VERBS})\b"
)
_SORT = r"(?:(?:tool|api|function|actual|real|live|database|system|external) )?"
_LOOKS = r"(?:calls?|quer(?:y|ies)|look-?ups?|search(?:es)?|tools?|functions?)"
_MADE = (
    r"(?:actually |really |ever )?(?:made|called|run|used|performed|executed|queried|invoked|"
    r"looked up|carried out)\b"
)
_ABOUT = r"(?:to|of|on|for|about|into|with|against) (?:[^.;!?\n]|[.](?=\w))"
_NONE = late(
    rf"\bI(?:['’]ve| have)?{_ADVERBS} (?:made|ran|run|did|done|issued|sent|performed|used|called) "
    rf"no {_SORT}{_LOOKS}\b"
    rf"|\bI{_NOT}{_ADVERBS} "
    rf"(?:call(?:ed)?|run|ran|look(?:ed)?|query|queried|search(?:ed)?|fetch(?:ed)?|check(?:ed)?) "
    rf"(?:for )?(?:it|that|this|them|those|anything)(?: up)?"
    rf"(?= so far\b| yet\b| in\b| at\b|[.,;!\n]|$)"
    rf"|\b[Nn]othing (?P<object>{_ABOUT}{{1,100}}? )?(?:was|has been) (?:actually |really )?"
    rf"(?:queried|called|looked up|fetched|retrieved)\b"
    rf"|\b[Nn]o {_SORT}{_LOOKS} (?P<object2>{_ABOUT}{{1,100}}? )?"
    rf"(?:(?:was|were|has been|have been) {_MADE}|(?:took place|happened|went out)\b)"
    rf"|\b[Tt]here (?:was|were|has been|have been) (?:actually |in fact )?no {_SORT}{_LOOKS}\b"
    rf"|\b(?:(?:[Tt]he|[Tt]hose|[Tt]hese) (?:details|figures|data|numbers|values|results?)|"
    rf"[Tt]hat|[Tt]his|[Ii]t|[Tt]hey|[Nn]one of (?:it|that|this)) "
    rf"(?:(?:did not|didn['’]t|do not|does not) (?:actually |really )?come|"
    rf"(?:was|were|is|are)(?: not|n['’]t) (?:actually |really )?(?:taken |drawn )?) ?from "
    rf"(?:any|a|the) {_SORT}(?:{_LOOKS}|systems?|databases?|api)\b"
    rf"|\b(?:[Tt]hat|[Tt]his|[Tt]he|[Ss]uch a) {_SORT}(?:call|query|lookup|look-up|search) "
    rf"(?:was|has) (?:not|never)(?: been)? {_MADE}"
)
_POINTS_BACK = late(r"\b(?:it|that|this|them|those)(?: up)?\Z")
_SAID_BEFORE = late(r"[^.!?\n;,]{3}[;,—-] ?(?:but |and |though )?\Z")
_WITHOUT = late(
    r"\b(?:answered|wrote|said|told|gave|made|produced|came up)\b[^.;\n]{0,40}\bwithout "
    r"(?:actually |really |ever )?(?:calling|querying|using|running|making|looking up|consulting)\b"
)
_PASSIVE = late(
    rf"\b(?:(?:was|were|has been)(?: not| never)|(?:was|were)n['’]t|"
    rf"has(?: not| never|n['’]t) been) {_MADE}"
)
# Whoever has no tool at all can have called none.
_UNABLE = late(
    rf"\bI (?:do not|don['’]t) (?:actually |currently |really )?have (?:any )?access to "
    rf"(?:any |a )?{_SORT}(?:(?:look-?up|query|search) )?(?:tools?|functions?|apis?)\b"
    rf"|\bI have no (?:access to )?(?:any )?{_SORT}(?:(?:look-?up|query|search) )?tools?\b"
    r"|我(?:并)?(?:无法|不能|没法|没有?权限)(?:访问|使用|调用)(?:任何)?(?:查询|外部)?(?:工具|接口|数据库)"
)
# `No, I didn't.`, in answer to a question for a call.
_ELLIPTIC = late(
    r"(?:(?:sorry|no|to be honest)[,.!:]? )*"
    r"I (?:did not|didn['’]t|have not|haven['’]t)(?=[.,;!\n]|\s*\Z)"
    r"|(?:(?:抱歉|不好意思|对不起)[，,。])?没有?(?=[，,。；！]|\Z)",
    re.IGNORECASE,
)
_SIGNS = ("not", "n't", "n’t", "never ", " no ", "No ", "othing ", "without ")
_REACH = 100
_CLAUSE_END = re.compile(
    r"[;:；：，。!！?？\n—]|[.](?=\s|$)|[,、](?!\s?#?[\w.-]*\d)|"
    r"\s(?:but|because|so(?! far)|and(?= (?:I|the|that|this|those)\b))\b|而是|因为|所以"
)
# Said of all that was done until now; of a new request, where nobody asks what was done.
_SO_FAR = late(
    r"\b(?:yet|so far|thus far|until now|up to now|to date|today)\b|到目前为止|至今|迄今"
)
_LIMITS = late(
    r"\b(?:else|other|another|further|more|additional|besides|except|apart|than|until|before|after|"
    r"since|yet|this (?:time|turn)|again|anew|fresh|new|unless|if|when|twice|separately|first|"
    r"directly|manually|myself|personally|successfully|correctly|properly|only|just|today)\b|"
    r"其他|其它|别的|另外|再|重新|还没|尚未|之前|除了|以外|之外|单独|额外|直接|这次|本轮|今天|新的",
    re.IGNORECASE,
)
# What limits a denial says nothing where it is part of a name: `New Asiaway`.
_NAME = re.compile(r"\b[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)+")
_ANY = late(
    rf"(?:(?:out|for|to) )?(?:any|a|a single|that|this|the|those)\s+{_SORT}"
    rf"(?:{_LOOKS}|apis?|systems?|databases?|anything)\b|anything\b|"
    r"(?:过)?任何(?:的)?(?:查询|检索)?(?:工具|接口|函数|系统|调用|查询|数据库)?|过?(?:工具|接口|函数|系统|数据库)(?:$|调用|查询)|"
    r"^过?(?:查询|调用|检索)?$"
)
_WHOLE = late(
    r"\b(?:in|during|throughout) (?:this|our|the (?:whole|entire)) (?:conversation|chat|session)\b|"
    r"\bat all\b|\bso far\b|(?:本次|这次|整个|整段|此次)?(?:对话|会话|聊天)(?:中|里|期间)?|从头到尾"
)
# Its words are said of a look, or of a tool: who did not call a person, or use a card, denies none.
_OF_LOOKS = late(
    r"\b(?:quer|look|search|consult|fetch|retriev|access|check)\w*|"
    r"\b(?:a|any|no|the|that|this|api|tool|function) (?:calls?|requests?)\b|"
    r"\b(?:tools?|functions?|apis?|databases?)\b|调用|调接口|查|检索|搜索|工具|接口",
    re.IGNORECASE,
)
_FILLING_WORDS = (
    "the any of to in on at for from with it its that this those these them one single call calls "
    "tool tools function functions api lookup query search request record records data details "
    "order orders reservation booking user account customer product item information answer "
    "reply figures figure numbers values result results conversation chat session here get obtain "
    "and or a an as by my your our about system systems database all really actually ever anything "
    "up into earlier previous last me about regarding concerning"
)
FILLING = frozenset(_FILLING_WORDS.split())
"""Words of a denial that say nothing of what the call was of."""

FILLING_ZH = re.compile(
    r"真的|真正|实际上?|任何|工具|接口|函数|查询|调用|检索|系统|数据库?|信息|内容|结果|订单|预订|航班|用户|"
    r"账户|来|获取|得到|这些?|那些?|该|上述|以上|刚才|本次|这次|此次|整个|对话|会话|中|里|的|了|过|它|其|"
    r"东西|回答|这边|到目前为止|至今|迄今|为此|对此|并|也|去|有|是|我|其实|抱歉|实话|老实说?|被|通过"
)
WORD = re.compile(r"[A-Za-z0-9](?:[\w'’-]*[A-Za-z0-9_])?", re.ASCII)
HAN = re.compile("[\u4e00-\u9fff]{2,}")


class Denial(NamedTuple):
    """A clause by which the model denies a call.

    Attributes:
        start, end: The clause in its text.
        said: What it says that the call was of, or for.
        is_of_any: It denies a call of any tool.
        is_of_whole: It speaks of the whole conversation.
        is_elliptic: It leaves to the question what is denied.
        is_unable: It only says that there is no tool to call.
        is_so_far: It says so of the time until now.
        is_of_looks: Its words say that the call was a look, or of a tool.
    """

    start: int
    end: int
    said: str
    is_of_any: bool
    is_of_whole: bool
    is_elliptic: bool = False
    is_unable: bool = False
    is_so_far: bool = False
    is_of_looks: bool = True


def denials_in(text: str) -> Iterator[Denial]:
    """Yield the clauses of a text that deny a call."""
    if any(sign in text for sign in _SIGNS):
        yield from _in_english(text)
    if "没" in text or "未" in text:
        yield from _in_chinese(text)
    if may_speak_abroad(text):
        for start, end, said in denials_abroad(text):
            yield Denial(start, end, said, False, False)
    elliptic, unable = _ELLIPTIC.match(text), _UNABLE.search(text)
    if elliptic:
        yield Denial(0, elliptic.end(), "", True, False, is_elliptic=True)
    if unable:
        for denial in _denial(text, unable.start(), unable.end(), is_none=True):
            yield denial._replace(is_unable=True)


def _in_english(text: str) -> Iterator[Denial]:
    for pattern in (DENIED, _WITHOUT):
        for denied in pattern.finditer(text):
            yield from _denial(text, denied.start(), denied.end())
    for denied in _NONE.finditer(text):
        about = denied["object"] or denied["object2"] or ""
        # `It may have no index; I have not checked that`, where the words before say what.
        is_of_before = _POINTS_BACK.search(denied[0]) and _SAID_BEFORE.search(
            text[: denied.start()]
        )
        for denial in _denial(text, denied.start(), denied.end(), about, is_none=True):
            yield denial._replace(is_elliptic=bool(is_of_before))
    for denied in _PASSIVE.finditer(text):
        before = _before(text, denied.start())
        yield from _denial(text, denied.start() - len(before), denied.end(), before)


def _before(text: str, place: int) -> str:
    """Return what stands before a place in its clause."""
    return _CLAUSE_END.split(text[max(0, place - _REACH) : place])[-1]


def _in_chinese(text: str) -> Iterator[Denial]:
    for denied in zh.DENIED.finditer(text):
        before = _before(text, denied.start())
        # What fills a cell of a table speaks of what heads its row or column.
        is_cell = before.endswith("| ") and text[denied.end() :].lstrip(" ")[:1] == "|"
        if not is_cell and not zh.OF_OTHERS.search(before):
            about = f"{before} {denied['object'] or ''}"
            yield from _denial(text, denied.start() - len(before), denied.end(), about)


def _denial(
    text: str, start: int, said: int, before: str = "", *, is_none: bool = False
) -> Iterator[Denial]:
    """Yield the denial of a clause, if it denies a call for good.

    Args:
        text: The text.
        start: Where the clause begins.
        said: Where in it the verb ends.
        before: What of it stands before the verb and tells of the call.
        is_none: What stands there denies a call of any tool, if nothing limits it.
    """
    stop = _CLAUSE_END.search(text, said)
    end = stop.start() if stop else len(text)
    so_far = _SO_FAR.search(text, start, end)
    clause, rest = _SO_FAR.sub(" ", text[start:end]), _SO_FAR.sub(" ", text[said:end])
    if _LIMITS.search(_NAME.sub(" ", clause)) or text[end : end + 1] in ("?", "？"):
        return
    whole = _WHOLE.search(text, start, end)
    rest, before = (_WHOLE.sub(" ", part).strip() for part in (rest, before))
    found = _ANY.match(rest)
    left = rest[found.end() :] if found else rest
    is_of_any = (is_none or found is not None) and not _names_more(f"{before} {left}")
    is_of_whole = whole is not None or so_far is not None
    yield Denial(
        start, end, f"{before} {rest}", is_of_any, is_of_whole,
        is_so_far=so_far is not None, is_of_looks=_OF_LOOKS.search(clause) is not None,
    )  # fmt: skip


def _names_more(rest: str) -> bool:
    """Say whether words name more than any call is about."""
    words = {word.casefold() for word in WORD.findall(rest)}
    return not words <= FILLING or bool(HAN.search(FILLING_ZH.sub("", rest)))
