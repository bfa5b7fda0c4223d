"""How a desk says that it responded: blocked, escalated, closed, a ticket opened, somebody told.

However short: `Blocked.`, `it's quarantined now`, `INC-40211 opened`, `已封禁`, `工单已创建`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.deeds.verbs import Family
from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late


class Sort(NamedTuple):
    """A sort of responses.

    Attributes:
        told: How it is told as done in English, a pattern in small letters.
        of_things: What it is then told of: whatever is named or `it`, or but a few things.
        told_in_chinese: By which words in Chinese.
        spoken_of: By what a result would speak of it.
        families: Deeds by which calls may bring it about.
    """

    told: str
    of_things: str
    told_in_chinese: str
    spoken_of: re.Pattern[str]
    families: frozenset[Family]


_THING = (
    r"(?:ips?|address(?:es)?|domains?|urls?|hosts?|hash(?:es)?|alerts?|cases?|tickets?|incidents?|"
    r"events?|accounts?|files?|senders?|machines?|endpoints?|workstations?|laptops?|servers?|"
    r"indicators?|iocs?|mail(?:box)?|e-?mails?|range|subnet|team|lead|owner|user|manager|engineer|"
    r"analyst|desk|on-call|soc|both|all(?: (?:of them|two|three|four|five))?|"
    # `2006 blocked` counts what a firewall did.
    r"(?!\d+ )[\w.-]*\d[\w.:/-]*)"
)
# What another thing blocked or held, it did itself.
_ANY = (
    r"(?:(?:it|this|that|they|these|which)(?:['’]s|['’]ve| (?:is|are|was|were|has|have)) |"
    rf"{_THING}(?: [\w.@:-]+)? (?:(?:is|are|was|were|has|have) )?)"
)
# A shop that is closed is no alert.
_CASES = (
    r"(?:(?:alerts?|cases?|tickets?|incidents?|events?)(?: [\w.#:-]+)? "
    r"(?:(?:is|are|was|were|has|have) )?)"
)
# No count, of which a sign would keep nothing.
_NUMBER = r"(?:[a-z][a-z]+[-#]?[0-9][0-9][0-9]+[\w-]*|#[0-9][0-9]+)"
_OPENED = r"(?:opened|raised|created|filed|logged)"
_TICKET = (
    rf"(?:(?:a|an|the) (?:\w+ )?(?:ticket|case|incident)|(?:ticket |case |incident )?{_NUMBER})"
)
SORTS = (
    Sort(
        (
            r"(?:block|deny|black)-?listed|blocked|banned|quarantined|isolated|sinkholed|"
            r"disabled|revoked|suspended|"
            r"added to (?:the |our |your )?(?:\w+ )?(?:block|deny|black|watch|drop)[ -]?list"
        ),
        _ANY,
        (
            r"封禁|拉黑|屏蔽|拦截|阻断|隔离|下架|封堵|封停|禁用|停用|冻结|吊销|加入[^，。；]{0,10}(?:名单|黑洞|策略|列表|清单)|"
            r"下发[^，。；]{0,6}(?:策略|规则|指令|封禁)"
        ),
        re.compile(
            r"block|deny|denied|\bban|quarantin|isolat|contain|sinkhol|drop|disab|revok|suspend|封|禁用|停用|冻结|拉黑|屏蔽|拦截|阻断|隔离|"
            r"黑名单|处置",
            re.IGNORECASE,
        ),
        frozenset(("block", "change", "remove", "create")),
    ),
    Sort(
        r"escalated",
        _ANY,
        r"升级|上报|上调|提级",
        re.compile(r"escalat|tier|升级|上报|上调", re.IGNORECASE),
        frozenset(("block", "change", "send", "create")),
    ),
    Sort(
        (
            r"(?<!: )(?:archived|closed)"
            r"(?! (?:on|at|from|for|until|by|every|mon|tue|wed|thu|fri|sat|sun))"
        ),
        _CASES,
        r"归档|关闭",
        re.compile(r"archiv|clos|resolv|归档|关闭|结案", re.IGNORECASE),
        frozenset(("remove", "change", "block")),
    ),
    Sort(
        rf"{_OPENED} {_TICKET}|(?:ticket |case |incident )?{_NUMBER} (?:(?:is|was|has been) )?"
        rf"(?:now )?{_OPENED}",
        _ANY,
        r"建单|派单|创建|指派",
        re.compile(
            r"ticket|incident|case_?(?:id|no)|created|opened|工单|创建|建单|指派", re.IGNORECASE
        ),
        frozenset(("create", "send")),
    ),
    Sort(
        r"paged|notified|informed|emailed|mailed",
        _ANY,
        r"通知|通报|发送|发出|发给|发到|发至|推送|抄送|告知|提交[^，。；]{0,4}(?:通报|报告|报送|举报)",
        re.compile(
            r"notif|paged|inform|mail|sent|deliver|recipient|通知|通报|提交|发送|推送|已告知",
            re.IGNORECASE,
        ),
        frozenset(("send", "create")),
    ),
)
NEWS = SORTS[-1]
"""Somebody was told."""
NUMBER_GIVEN = re.compile(
    r"\b(?i:ticket|case|incident|reference|ref|no|number)\.? ?(?:is |:|#)? ?"
    r"([A-Z]{1,8}[-#]?\d[\w-]*\d|\d{4,})|"
    r"(?:编号|单号|工单|案号|流水号)(?:为|是|：|:)? ?([A-Za-z]{0,8}[-#]?\d[\w-]*\d)",
)
"""The number that a ticket or a message is given: in its first or its second group."""
_ADVERBS = r"(?:(?:now|also|already|both|all|just|been|then|immediately|automatically) ){0,3}"
_HEAD = "^"
_STARTS = rf"(?:{_HEAD}\W*|[.;:,!–—-] |\band |\bso )"
_BLOCK_STANDS = r"\bblock (?:is |rule is )?(?:now )?(?:in place|live|active)\b"
_DONE = r"(?:已经?|均已?|现已|都已?)"


def _in_english(sort: Sort) -> str:
    # `Blocked.`, `, escalated to tier 2`, `the alert has been closed`
    alone = rf"{_STARTS}{_ADVERBS}(?:{sort.told})\b(?! (?:by|on|at|in)\b)"
    said_of = rf"\b{sort.of_things}{_ADVERBS}(?:{sort.told})\b(?! by\b)"
    return "|".join([alone, said_of, *([_BLOCK_STANDS] if sort is SORTS[0] else [])])


def _in_chinese(sort: Sort) -> str:
    said = f"(?:{sort.told_in_chinese})"
    return (
        rf"{_DONE}(?:[将把对向给由][^，。；！？\n]{{1,24}}?|全部|成功|完成|[^，。；！？\n的]{{0,6}}?)"
        rf"{said}(?!的|[申请求]|于\d|在\d|率|次数|状态)|"
        rf"{said}(?:操作|策略|规则|动作)?(?:均|都|已经?|全部)*(?:完成|生效|完毕|到位)|"
        rf"[并且已]把[^，。；！？\n]{{1,14}}?{said}(?:到|为|成|给)?了"
    )


_ENGLISH = {sort: late(_in_english(sort), re.IGNORECASE) for sort in SORTS}
_CHINESE = {sort: late(_in_chinese(sort)) for sort in SORTS}
_UNREAL = re.compile(
    r"\b(?:should|would|could|can|may|might|must|will|shall|if|once|when|unless|until|before|to be|"
    r"not|no|never|nothing|n['’]t|recommend\w*|suggest\w*|propos\w*|consider|plan\w*|want|wants|"
    r"waiting|pending|ready|needs?|yet|without|let me|please|previously|earlier|ago|yesterday|"
    r"policy|usually|typically|default|example|whether|would-be|either|or)\b|n['’]t\b",
    re.IGNORECASE,
)
_DEPENDS = re.compile(
    r"[^.,;!?]{0,24}\b(?:if|once|when|unless|until|pending|by (?!me\b|us\b)|yesterday|ago|"
    r"in \d{4})\b|"
    r"[^，。；]{0,8}(?:后|之后|时|的话)",
    re.IGNORECASE,
)
_UNREAL_IN_CHINESE = re.compile(
    rf"{SUPPOSES}|{PLANS}|{OFFERS}|请|没|未|无法|失败|不|待|拟|此前|之前|曾|历史|被|按照?惯例|通常|"
    r"显示|记录|情报|据|提示|\d ?[月日号]"
)
_CLAUSE = re.compile(r"[;；。！!？?\n]|[.](?=\s)|(?<=[^\d]),|，")
# In a whole text clauses begin behind such signs.
_HEADS = r"(?:^|[\x00;；。！!？?\n.,，])"
_SIGNS = [
    f"{_in_english(sort).replace(_STARTS, _STARTS.replace(_HEAD, _HEADS))}|{_in_chinese(sort)}"
    for sort in SORTS
]
PATTERN = "|".join([*(f"{sort.told}|{sort.told_in_chinese}" for sort in SORTS), _BLOCK_STANDS])
"""Without a word of these no response is told; in small letters."""
may_respond = sign_anywhere(f"(?i){'|'.join(_SIGNS)}")
"""Say whether a text may tell of a response."""


class Response(NamedTuple):
    """A response told as done: where it stands in its sentence, its words and their sort."""

    place: int
    words: str
    sort: Sort


def tells_response(text: str) -> bool:
    """Say whether a text tells of a response, sentence or not."""
    return may_respond(text) and any(responses_in(text))


def tells_more_than(text: str, output: str) -> bool:
    """Say whether a text may tell of a response that a result does not speak of, or numbers one."""
    return may_respond(text) and (
        NUMBER_GIVEN.search(text) is not None
        or any(not told.sort.spoken_of.search(output) for told in responses_in(text))
    )


def responses_in(sentence: str) -> Iterator[Response]:
    """Yield the responses that the clauses of a sentence tell as done."""
    start = 0
    for border in [*_CLAUSE.finditer(sentence), None]:
        clause = sentence[start : border.start() if border else len(sentence)]
        if may_respond(clause):
            yield from _responses_of(clause, start)
        start = border.end() if border else start


def _responses_of(clause: str, start: int) -> Iterator[Response]:
    # `已将` plans nothing.
    clause = clause.replace("已将", "已把")
    for sort in SORTS:
        found = _told_in(clause, sort)
        if found is not None:
            yield Response(start + found.start(), found[0], sort)


def _told_in(clause: str, sort: Sort) -> re.Match[str] | None:
    found, unreal = None if clause.isascii() else _CHINESE[sort].search(clause), _UNREAL_IN_CHINESE
    if found is None:
        found, unreal = _ENGLISH[sort].search(clause), _UNREAL
    if found is None or unreal.search(clause, 0, found.end()):
        return None
    return None if _DEPENDS.match(clause, found.end()) else found
