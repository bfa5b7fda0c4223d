"""Deeds that a user asks for, in the languages in which deeds are told."""

import re
from functools import lru_cache

from auditor.claims.deeds.asked_abroad import asks_abroad
from auditor.claims.deeds.screen import asks_in_chinese
from auditor.claims.deeds.told_in_east import asks_in_east
from auditor.claims.deeds.verbs import BASE, Family
from auditor.values.one_pass import can_be_searched, sign_anywhere
from auditor.values.wording import Wording, any_of

_ASKED_AS: dict[str, Family] = BASE | {
    "arrange": "book", "set up": "book", "on the calendar": "book", "on my calendar": "book",
    "money back": "pay", "set": "change", "implement": "change", "resolve": "change",
    "let them know": "send", "let him know": "send", "let her know": "send",
    "tell them": "send", "tell him": "send", "tell her": "send",
    "back up": "create", "roll back": "change", "open a ticket": "create",
    "open a pull request": "create", "open a pr": "create",
    "open an incident": "create", "raise a ticket": "create", "page": "send",
    "share it with": "send", "share this with": "send", "share that with": "send",
    "scale": "change", "raise": "change", "lower": "change", "increase": "change",
    "decrease": "change", "reduce": "change", "bump": "change", "pause": "change",
    "resume": "change", "grant": "change", "turn on": "change", "turn off": "change",
    "turn up": "change", "turn down": "change", "switch on": "change", "switch off": "change",
    "share them with": "send", "make sure": "run", "verify": "run", "confirm": "run",
}  # fmt: skip
ASKS = Wording(rf"\b(?:{any_of(_ASKED_AS)})\b")
"""Verbs by which English asks for a deed."""
_MAY_ASK = sign_anywhere(f"(?i){ASKS.pattern}")
# Eight signs at most, written so that the sign of the pattern keeps to them as well.
_NEAR = "[^，。；]?" * 8
OPEN_ORDER = Wording(
    r"\b(?:(?:deal with|handle|take care of|act on|respond to|sort out|resolve) "
    r"(?:it|this|them|that)|sort (?:it|this|that|them) out|"
    r"do what(?:ever)?(?:['’]s| is| it) (?:needed|necessary|required|takes)|"
    r"take (?:the |any |all )?(?:\w+ )?(?:necessary|needed|appropriate|required|right) "
    r"(?:actions?|steps?|measures?)|kümmer\w* (?:dich|sie sich|euch) (?:bitte )?darum|"
    r"bring\w* (?:das|es|dies\w*) (?:bitte )?in ordnung|regel\w* (?:das|es|dies\w*)|"
    r"tu(?:n)? (?:sie )?(?:was|das) n[oö]tig\w*|bereiten? [^.?!\n]{1,80} vor|"
    r"occupe(?:-t|z-v)ou?s?-?(?:en|oi)|régle[rz]? (?:cela|ça|ce\w*|le|la)|prépar(?:e|ez|er)|"
    r"fai(?:s|re|tes) le nécessaire|encárg\w+|ocúp\w+ de|arr[eé]gl(?:a|e|al[oa]|el[oa])|"
    r"soluci[oó]n(?:a|e|al[oa]|el[oa])|resuélv(?:al?[oa]?|el[oa])|prepar(?:a|es|e)|"
    r"ha(?:z|ga) lo (?:necesario|que haga falta)|"
    r"(?:handle|process|triage|remediate|resolve|deal with|act on|respond to|work) "
    r"(?:(?:the|this|that|these|those|my|our|all|next|new|open) ){0,3}"
    r"(?:cases?|alerts?|incidents?|tickets?|indicators?|events?|iocs?))\b|"
    r"\b(?:and|then) (?:act|decide|respond|react)(?: on (?:it|them)| accordingly| what to do)?"
    r"(?=\W*$|[.,;:!\n])|"
    r"(?:^|[，。；！？\n])(?:(?!建议|先|应)[^，。；！？\n]){0,20}(?:并|然后|后)(?:做|进行)?"
    r"(?:处[置理]|决定|决策|响应)(?!结果|方式|情况|时间|进度)|"
    r"处[置理](?:该|这|此|下列|以下)?[条个起件]?(?:告警|案件|工单|事件|警报)(?!的|结果|方式|情况)|"
    rf"请(?!{_NEAR}(?:先|建议)){_NEAR}处[置理]|处[置理](?:一下|掉|下|它|该)|"
    r"采取[^，。]{0,4}措施|対処して|対応して|処理して|やっておいて|直して|处理好|帮我处理|처리해|조치해"
)
"""By which a user asks for whatever it takes."""
# "When does the desk close?" asks for no deed.
_WONDERS = re.compile(
    r"\b(?:when|why|how|where|what time)\b[\w ]{0,12}\b(?:do|does|did|is|are|was|were|has|have)\b"
    r"[^.?!;,\n]*$|"
    r"\b(?:did|has|have|was|were) (?:the|my|your|our|his|her|a|an|that|this|it|he|she|they|you)\b"
    r"[^.?!;,\n]*$"
)
_REACH = 60


def leaves_open_what(text: str) -> bool:
    """Say whether a user asks for whatever has to be done."""
    return OPEN_ORDER.stands_in(text)


# What a user says is asked of for each deed, and in each turn that follows.
@lru_cache(maxsize=512)
def asks_for(text: str, family: Family | None, verb: str = "") -> bool:
    """Say whether a user asks for a deed of a family, or for any.

    Args:
        text: Words of the user.
        family: What kind of effect; None for any.
        verb: How the deed is told, for Japanese and Korean.
    """
    may_ask = _MAY_ASK(text) or not can_be_searched(text)
    for asked in ASKS.found_in(text) if may_ask else ():
        if _WONDERS.search(asked.string, max(0, asked.start() - _REACH), asked.start()):
            continue
        if family in (None, _ASKED_AS[asked[0]]):
            return True
    if asks_in_chinese(text, family) or asks_in_east(text, verb):
        return True
    return asks_abroad(text, family, verb)
