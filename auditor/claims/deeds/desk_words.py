"""How a desk says that it responded: blocked, isolated, escalated, archived, a ticket opened.

However short: `Blocked.`, `it's quarantined now`, `INC-40211 opened`, `已封禁`, `工单已创建`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_STATES = (
    r"(?:block|deny|black)-?listed|blocked|banned|quarantined|isolated|contained|sinkholed|"
    r"escalated|archived"
)
_THING = (
    r"(?:ip|ips|address(?:es)?|domains?|urls?|hosts?|hash(?:es)?|alerts?|cases?|tickets?|incidents?|"
    r"accounts?|files?|senders?|machines?|endpoints?|workstations?|laptops?|servers?|indicators?|"
    r"iocs?|mail(?:box)?|e-?mails?|range|subnet|both|all(?: (?:of them|two|three|four|five))?)"
)
_ADVERBS = r"(?:(?:now|also|already|both|all|just|been|then|immediately|automatically) ){0,3}"
_OPENS = r"(?:opened|raised|created|filed|logged)"
_NUMBER = r"(?:[a-z]{2,8}[-#]?\d{3,}[\w-]*|#\d{2,})"
_ENGLISH = late(
    # `Blocked.`, `, escalated to tier 2`, `and archived as benign`
    rf"(?:^\W*|[.;:,!–—-] |\band |\bso ){_ADVERBS}(?:{_STATES})\b(?! by\b)|"
    rf"\b(?:it|this|that|they|these|which|{_THING}|[\w.-]*\d[\w.:/-]*)(?:['’]s|['’]ve|) ?"
    rf"(?:is|are|was|were|has|have|) ?{_ADVERBS}(?:{_STATES})\b(?! by\b)|"
    rf"\b(?:alert|case|incident|ticket|event)s? (?:is |was |has been |)(?:now )?closed\b|"
    r"\badded to (?:the |our |your )?(?:\w+ )?(?:block|deny|black|watch|drop)[ -]?list\b|"
    rf"(?:^\W*|[.;:,!–—-] |\band |\bso )"
    rf"(?:{_OPENS} (?:(?:a|an|the) (?:ticket|case|incident)|(?:ticket |case |incident )?{_NUMBER})|"
    rf"(?:ticket |case |incident )?{_NUMBER} (?:is |was |has been |)(?:now )?{_OPENS})\b|"
    r"\bblock (?:is |rule is )?(?:now )?(?:in place|live|active)\b",
    re.IGNORECASE,
)
_DONE_IN_CHINESE = (
    "封禁|拉黑|屏蔽|拦截|阻断|隔离|下架|封堵|封停|升级|上报|归档|关闭|建单|派单|创建|指派|处置|"
    "加入[^，。；]{0,10}(?:名单|黑洞|策略|列表|清单)|下发[^，。；]{0,6}(?:策略|规则|指令|封禁)"
)
_CHINESE = late(
    rf"(?:已经?|均已?|现已|都已?)(?:[将把对][^，。；！？\n]{{1,24}}?|全部|成功|完成|[^，。；！？\n的]{{0,6}}?)"
    rf"(?:{_DONE_IN_CHINESE})(?!的|[申请求]|于\d|在\d|率|次数|状态)|"
    r"(?:封禁|拉黑|隔离|拦截|阻断|归档|处置|处理|封堵)(?:操作|策略|规则|动作)?(?:均|都|已经?|全部)*(?:完成|生效|完毕|到位)"
)
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
    r"显示|记录|情报|据|提示"
)
_CLAUSE = re.compile(r"[;；。！!？?\n]|[.](?=\s)|(?<=[^\d]),|，")
_SPOKEN = sign_anywhere(
    r"(?i)block|deny|denied|banned|quarantin|isolat|contain|sinkhol|escalat|archiv|closed|ticket|"
    r"case_|incident|封|拉黑|屏蔽|拦截|阻断|隔离|黑名单|升级|上报|归档|关闭|工单|处置|已处理"
)
_STATE_SIGNS = (
    r"(?:block|deny|black|watch|drop)[ -]?list|blocked|banned|quarantined|isolated|contained|"
    r"sinkholed|escalated|archived|block is|block rule"
)
_TICKET_SIGNS = r"ticket|incident|case|alert|inc-?\d|[a-z]-\d{3}|#\d"
_SIGNS_IN_CHINESE = (
    "封禁|拉黑|屏蔽|拦截|阻断|隔离|下架|封堵|封停|升级|上报|归档|关闭|建单|派单|创建|指派|处置|名单|"
    "黑洞|下发|处理"
)
PATTERN = f"{_STATE_SIGNS}|{_TICKET_SIGNS}|{_SIGNS_IN_CHINESE}"
"""Without a word of these no response is told; in small letters."""
_MAY_BE_STATE = sign_anywhere(f"(?i){_STATE_SIGNS}")
_MAY_BE_TICKET = sign_anywhere(f"(?i){_TICKET_SIGNS}")
_MAY_BE_OPENED = sign_anywhere(f"(?i){_OPENS}|closed")
_MAY_BE_IN_CHINESE = sign_anywhere(_SIGNS_IN_CHINESE)
_MAY_BE_DONE = sign_anywhere("已|完成|完毕|到位|生效")


class Response(NamedTuple):
    """A response told as done: where it stands in its sentence, and its words."""

    place: int
    words: str


def may_respond(text: str) -> bool:
    """Say whether a text may tell of a response."""
    if _MAY_BE_STATE(text) or (_MAY_BE_OPENED(text) and _MAY_BE_TICKET(text)):
        return True
    return not text.isascii() and _MAY_BE_DONE(text) and _MAY_BE_IN_CHINESE(text)


def tells_response(text: str) -> bool:
    """Say whether a text tells of a response, sentence or not."""
    return may_respond(text) and any(responses_in(text))


def speaks_of_responses(text: str) -> bool:
    """Say whether a result, a user or a system speaks of such things at all."""
    return _SPOKEN(text)


def responses_in(sentence: str) -> Iterator[Response]:
    """Yield the responses that the clauses of a sentence tell as done."""
    start = 0
    for border in [*_CLAUSE.finditer(sentence), None]:
        clause = sentence[start : border.start() if border else len(sentence)]
        found = _told_in(clause)
        if found is not None:
            yield Response(start + found.start(), found[0])
        start = border.end() if border else start


def _told_in(clause: str) -> re.Match[str] | None:
    clause = clause.replace("已将", "已把")
    if clause.isascii() or not _CHINESE.search(clause):
        found, unreal = _ENGLISH.search(clause), _UNREAL
    else:
        found, unreal = _CHINESE.search(clause), _UNREAL_IN_CHINESE
    if found is None or unreal.search(clause, 0, found.end()):
        return None
    return None if _DEPENDS.match(clause, found.end()) else found
