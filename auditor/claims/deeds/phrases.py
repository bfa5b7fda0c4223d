"""Sentences in which the model says that a deed is done, in zh and en.

Offers, plans, conditions, questions and denials are none, and what a record says of the world is
none either: a deed in the passive counts only where its caller sees that the user asked for it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.deeds.first_persons import own_deeds_of, passive_deeds_of
from auditor.claims.deeds.news import news_told_in
from auditor.claims.deeds.nouns import noun_deeds_of
from auditor.claims.deeds.of_world import IN_WORDS_TOO, is_of_the_world
from auditor.claims.deeds.runs import runs_told_in
from auditor.claims.deeds.screen import may_tell_of_deeds
from auditor.claims.deeds.told_in_east import eastern_deeds_of
from auditor.claims.deeds.verbs import BASE_OF, RECORDED_AS, SAID, SAID_IN_CHINESE, Family
from auditor.evidence.readings import sentences_of
from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.wording import any_of, late

_VERB = any_of(SAID)
# Of these nobody can tell whether they are said of the past or ask for something.
_PAST_VERB = any_of(SAID.keys() - {"reset"})
_ADVERBS = (
    r"(?:(?:now|just|already|also|both|all|since|successfully|finally|then|immediately|"
    r"gone ahead and|went ahead and) ){0,3}"
)
# A quoted line, a template with places to fill, a line of a scripted dialogue.
_OF_ANOTHER = late(
    r"^\s*>|\[[A-Za-z][\w ]{2,30}\](?!\()|\{\{|"
    r"^\W*(?:agent|assistant|support|representative|customer|client|bot|user)\b[^:\n]{0,20}:",
    re.IGNORECASE,
)
# A record's field tells of it by its noun.
_TOLD_AS = {"refunded": "refund", "reimbursed": "reimburs|refund"}
_OWN = late(rf"\b(?:I|[Ww]e)(?:['’]ve| have)? {_ADVERBS}(?P<verb>{_VERB}|run)\b")
_SUBJECTLESS = late(
    r"^\W{0,3}(?:(?:Done|All set|All done|Finished|Confirmed|Success|Great|OK|Okay)\b"
    rf"[:,.! –—-]{{1,3}}\s?)?(?:(?:[Ss]uccessfully|Then|Also|Next,?|[Jj]ust) )?"
    rf"(?P<verb>{_PAST_VERB}|{_PAST_VERB.title()})"
    # `Reserved: 20`, `Paid Bags: 0` are fields of a record.
    r"\b(?! by\b)(?!(?: [A-Z][\w-]*){1,3}:\s)"
    r"(?![*_`\"]*:[\s*_`\"]*(?:\d[\d.,%]*|none|yes|no|true|false|n/a|-)\W*$)"
)
_FURTHER = late(
    rf"(?:, and|,| and) (?:then )?{_ADVERBS}(?P<verb>{_VERB})\b(?! (?:by|is|are|was|were)\b)"
)
# Any act of the model's own may go on with a deed: "I turned it off and locked the door".
_ANY_OWN = late(
    rf"\bI(?:['’]ve| have)? {_ADVERBS}[a-z]{{3,12}}(?:ed|nt|ut|nd|ok|aw)\b"
    r"(?=(?:(?!\b(?:that|which|who|whose|where|what|how|why|as|because|customer|client|was|were|is|"
    r"are|has|had|have)\b)[^.;!?\n]){1,60}$)"
)
_PASSIVE = late(
    rf"\b(?:(?:has|have) (?:\w+ly |now |also |already )?been|is|are|it['’]s) {_ADVERBS}"
    rf"(?:[a-z]{{2,12}}-|[a-z]{{4,12}}ed and )?(?P<verb>{_VERB})\b(?! by\b)"
)
# `I was able to issue the refund` tells of it as `I issued the refund` does.
_PAST_OF = {base: said for said, base in BASE_OF.items()} | {
    "issue": "issued", "process": "processed", "complete": "completed", "make": "made",
    "place": "placed", "arrange": "arranged", "initiate": "initiated", "open": "opened",
    "raise": "raised", "lodge": "lodged", "trigger": "triggered",
}  # fmt: skip
_MANAGED = late(
    r"\bI(?: was|['’]ve been| have been| also)? ?(?:(?:also |now )?able|managed) to "
    rf"(?:successfully )?(?P<base>{any_of(_PAST_OF)})\b"
)
_HEADLINE = late(
    rf"(?:^|[,;:] |\band )(?:the |an? |your )?(?!with )(?:[\w./'-]+ ){{1,4}}?"
    rf"(?<!originally )(?<!initially )(?<!previously )(?P<verb>{_PAST_VERB})"
    r"(?=[,.;!]|$| to | for | and )"
)
# "It was sent to you in an email from the bank" tells of what somebody else sent.
_RECEIVED = late(
    r"\b(?:was|were) (?:sent|emailed|mailed|forwarded|messaged) to you\b"
    r"[^.!?\n]{0,40}?\b(?:from|by (?!me\b|us\b)|in an? e?-?mail|on \d)"
)
_WENT_WELL = late(
    r"\bwent through\b|\b(?:is|are) (?:now )?on (?:the|your|their) calendar\b|"
    r"\btaken care of\b|\ball (?:set|done)\b|\bis (?:now )?confirmed\b(?! (?:by|from)\b)|"
    r"^\W*done\b",
    re.IGNORECASE,
)
_UNREAL = late(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|may|assuming|suppose|"
    r"whether|will|shall|can|let me|let us|going to|need|needs|want|please|must|before|"
    r"cannot|not|never|no|nothing|none|neither|unable|failed|without|you|they|he|she|(?<!\.)example|be|being|get|getting)\b|"
    r"n['’]t\b|['’]ll\b|^\W*to\b",
    re.IGNORECASE,
)
# `You are free, so I have booked it`: what others are or need says nothing of the deed.
_OWN_CLAUSE = late(
    r"(?:[,;]|\band|\bso) (?:(?:so|and|then|therefore|thus) )?(?=(?:I|[Ww]e)(?:['’]ve)? \w)"
)
_SUPPOSES = late(
    r"\b(?:if|once|when|whenever|unless|until|assuming|suppose|whether|before)\b", re.IGNORECASE
)
# `You are booked` tells of a deed as `It is booked` does.
_TO_YOU = late(rf"(?:^|(?<=[.!,:] ))You(?:['’]re| are)(?= {_ADVERBS}(?:{_VERB})\b)")
# `I pushed nothing yet` tells of no deed.
_TO_NOTHING = late(
    r"\w+(?: (?:out|off|up|back|over|down|to|in|on|for|with|through))?(?: (?:absolutely|exactly|"
    r"as yet))? "
    r"(?:nothing|none|neither|nobody|nowhere|zero|no(?! (?:longer|later|less|fewer|more|"
    r"earlier)))\b",
    re.IGNORECASE,
)
_CAN_TELL = late(r"\b(?:I|we) can (?:now )?(?:tell|see|confirm|say|report|assure)\b")
_OPENING = late(r"^\W{0,3}[A-Z][a-z]{2,}ed (?:the|a|an|your|both|all|everything)\b")
_HAN = late("[\u3040-\u9fff]")
_ZH_VERB = "|".join(SAID_IN_CHINESE)
_ZH_OURS = "我|为您|帮您|替您|给您|为你|帮你|给你"
# What is no Chinese takes no room: `为订单 88-120 退款`.
_ZH_OTHERS = "[A-Za-z0-9_ .@#/-]*"
_ZH_GAP = rf"(?:{_ZH_OTHERS}[^\x00-\x7f，。！？；没未不将会要]){{0,8}}?{_ZH_OTHERS}"
_CHINESE = late(
    rf"(?P<own>我|为您|帮您|替您|为你|帮你)?[^，。！？；\n没未不将会要能可]{{0,12}}?"
    rf"(?:已经?(?P<gap>[^，。！？；\n没未不将会要]{{0,8}}?|{_ZH_GAP})"
    rf"(?<!把)(?P<verb>{_ZH_VERB})|"
    rf"(?P<done>{_ZH_VERB})(?:给|到)?(?:了|已?成功|已?完成|已?完毕))"
)
# `已退款金额` and `已取消的订单` name things, `已收到退款申请` tells of another act.
_ZH_NAMES_A_THING = late(
    r"的|(?<=退款|支付|付款|转账|预订|预定|预约|修改|更新|升级|取消|删除|测试|通知|邀请)"
    r"(?:申请|请求|政策|资格|条件|规则|流程|进度|事宜|要求|原因|方式|内容|文案|模板|函)|"
    r"(?<=退款|支付|付款|转账|预订|预定|预约)(?:记录|状态|信息|金额|时间|日期|单)"
)
_ZH_ANOTHER_ACT = late(
    r"(?:收到|看到|了解|查[到询看]|确认|核[实对]|提供|说明|告知|知道|注意|理解|记录|发现|找到|检查|"
    r"阅读|读取|分析|整理|列出|起草|拟|准备|生成|写好|申请)[^并且后]*\Z"
)
# `发了邮件`: a verb of one sign tells of a deed by what it is done to.
_ZH_OF_ONE_SIGN: dict[str, Family] = {
    "发": "send", "订": "book", "删": "remove", "退": "pay", "加": "create"
}  # fmt: skip
_ZH_NEAR = r"[^，。！？；,\n]{0,6}?"
_ZH_WITH_THING = late(
    r"(?:我|为您|帮您|替您|为你|帮你)[^，。！？；,\n没未不将会要能可]{0,12}?"
    r"(?:已经?|刚刚?|(?=[^，。！？；,\n没未不将会要]{0,12}?[发订删退加](?:去|好|上|掉)?了))"
    r"(?P<gap>[^，。！？；,\n没未不将会要]{0,12}?)(?P<verb>"
    rf"发(?=[了去]?{_ZH_NEAR}(?:邮件|短信|消息|通知|邀请|信))|"
    rf"订(?=[了好]?{_ZH_NEAR}(?:票|房|座|位|餐|酒店|会议室))|"
    rf"加(?=[了上到]{_ZH_NEAR}(?:备注|日历|日程|提醒|标签))|"
    rf"删(?=[了掉]{_ZH_NEAR}(?:文件|记录|数据|邮件|账号|日志))|退(?=了?{_ZH_NEAR}(?:款|钱|元)(?!申请|请求|政策|记录|状态|金额|的)))"
)
_ZH_GOES_ON = late(r"我已[^。！？；\n]{1,60}[，,](?:并且?|也|同时|还|且)[^，。！？；\n]{0,3}\Z")
# `您昨天已经调整过`: the user's own deed, where nobody did it for him.
_ZH_BY_USER = r"(?<![为帮替给])[您你](?!的)[^，。；\n为帮替给]{0,6}?已"
_ZH_UNREAL = late(rf"{SUPPOSES}|{PLANS}|{OFFERS}|请|没|未|无法|失败|{_ZH_BY_USER}|不")
_ZH_SUPPOSES = late(rf"{SUPPOSES}|是否|应当|应该|必须|若|请(?!放心|稍)|您已|你已|您说|用户")
_ZH_OF_RECORD = late(r"查[到询]|显示|记录|日志|状态|据")
_ZH_OF_WORDS = late(
    r"表格|段落|文案|草稿|方案|摘要|标题|文本|片段|回答|大纲|提纲|译文|简历|措辞|语气|上[文述]"
)
# What may be done to words alone.
_ZH_WIDE_WORDS = "改到 改成 改为 移到 挪到 加到 加入 撤销 发到 转到 开通"
_ZH_WIDE = frozenset(_ZH_WIDE_WORDS.split())
_ZH_OF_WORLD = late(
    r"周[一二三四五六日天]|星期|\d ?[月日号点]|日历|日程|提醒|地址|密码|订单|预约|会议|账[户号]|"
    r"名单|权限|套餐|状态|上限|配置|服务|购物车|系统|数据库|邮箱|[元¥]|审批|申请|告警|工单"
)
_ZH_TAKES = late(r"(已经?(?:[为帮替给][您你])?)将")
_ZH_BORDER = late(r"[，,；;]")


class Deed(NamedTuple):
    """A deed that a sentence tells of.

    Attributes:
        start, end: The sentence in its text.
        sentence: Its words.
        place: Where the verb stands in them.
        verb: As said, in lower case; "" where the sentence only says that all went well.
        family: What kind of effect it is; None where that is not said.
        own: The model says that it did it itself.
        told_as: How a result would speak of it, a regular expression.
    """

    start: int
    end: int
    sentence: str
    place: int
    verb: str
    family: Family | None
    own: bool
    told_as: str


_Said = tuple[int, str, Family | None, bool, str]


def deeds_of(text: str) -> Iterator[Deed]:
    """Yield the deeds that a text says are done, sentence by sentence."""
    if not may_tell_of_deeds(text):
        return
    done = 0
    for start, sentence in sorted(sentences_of(text), key=_by_place):
        if start < done or sentence.rstrip().endswith(("?", "？", "|")):
            continue
        done = start + len(sentence)
        if not may_tell_of_deeds(sentence):
            continue
        if is_of_another(text, start, sentence):
            continue
        is_english = not _HAN.search(sentence) or "I" in sentence
        found = _english(sentence) if is_english else ()
        own = (*own_deeds_of(sentence), *news_told_in(sentence), *_runs_in(sentence))
        told = (*passive_deeds_of(sentence), *eastern_deeds_of(sentence))
        for said in [*found, *_in_chinese(sentence), *own, *told]:
            yield Deed(start, done, sentence, *said)


def is_of_another(text: str, place: int, sentence: str) -> bool:
    """Say whether a sentence at a place is quoted, of a template, or of a scripted dialogue."""
    if _OF_ANOTHER.search(sentence):
        return True
    return text[text.rfind("\n", 0, place) + 1 : place].lstrip()[:1] == ">"


def _by_place(part: tuple[int, str]) -> tuple[int, int]:
    return part[0], len(part[1])


def _english(sentence: str) -> Iterator[_Said]:
    sentence = _CAN_TELL.sub(_blank, sentence)
    sentence = _MANAGED.sub(
        lambda said: f"I {_PAST_OF[said['base']]}".rjust(len(said[0])), sentence
    )
    sentence = _TO_YOU.sub(lambda found: "is".rjust(len(found[0])), sentence)
    yield from _by_verbs(sentence)
    for told in noun_deeds_of(sentence):
        # A cancellation is of the world, whatever it is of.
        in_world = told.family != "change" or is_of_the_world(
            sentence, told.place, told.verb, told.family
        )
        if in_world and _is_real(sentence, told.place):
            yield told
    well = _WENT_WELL.search(sentence)
    if well and _is_real(sentence, well.start()):
        # A record's state, where a result tells it.
        state = "confirmed" if well[0].casefold() == "is confirmed" else ""
        yield well.start(), state, None, False, state


def _runs_in(sentence: str) -> Iterator[_Said]:
    sentence = _CAN_TELL.sub(_blank, sentence)
    for run in runs_told_in(sentence):
        if not _UNREAL.search(sentence, 0, run.place):
            yield run


def _by_verbs(sentence: str) -> Iterator[_Said]:
    """Yield what verbs tell of, the further ones of an enumeration too."""
    opening = _OPENING.match(sentence)
    last, goes_on = opening.end() if opening else 0, True
    for pattern, own in ((_OWN, True), (_SUBJECTLESS, True), (_PASSIVE, False), (_HEADLINE, False)):
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            family: Family = "run" if verb == "run" else SAID[verb]
            if _counts(sentence, said.start("verb"), verb, family):
                last, goes_on = (last, goes_on) if last else (said.end(), own)
                yield said.start("verb"), verb, family, own, _TOLD_AS.get(verb, verb)
    for said in _FURTHER.finditer(sentence, last or _end_of_any_own(sentence)):
        verb = said["verb"]
        if _counts(sentence, said.start("verb"), verb, SAID[verb]):
            yield said.start("verb"), verb, SAID[verb], goes_on, verb


def _end_of_any_own(sentence: str) -> int:
    """Return where the first act of the model's own ends, whatever it is; the end without one."""
    for said in _FURTHER.finditer(sentence):
        own = _ANY_OWN.search(sentence[: said.start()])
        if own is not None:
            return own.end()
    return len(sentence)


def _counts(sentence: str, place: int, verb: str, family: Family) -> bool:
    if family == "send" and _RECEIVED.search(sentence):
        return False
    return _is_real(sentence, place) and is_of_the_world(sentence, place, verb, family)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _is_real(sentence: str, place: int) -> bool:
    if _TO_NOTHING.match(sentence, place):
        return False
    own = max((found.end() for found in _OWN_CLAUSE.finditer(sentence, 0, place)), default=0)
    return not (_UNREAL.search(sentence, own, place) or _SUPPOSES.search(sentence, 0, own))


def _in_chinese(sentence: str) -> Iterator[_Said]:
    if sentence.isascii():
        return
    # `已将订单取消` plans nothing.
    sentence = _ZH_TAKES.sub(r"\1把", sentence)
    for said in _ZH_WITH_THING.finditer(sentence):
        # What is asked for behind it is another's.
        if not (_ZH_UNREAL.search(sentence, 0, said.end()) or _ZH_ANOTHER_ACT.search(said["gap"])):
            verb = said["verb"]
            yield said.start(), verb, _ZH_OF_ONE_SIGN[verb], True, verb
    for said in _CHINESE.finditer(sentence):
        verb = said["verb"] or said["done"]
        if not _is_real_in_chinese(sentence, said, verb):
            continue
        goes_on = said["verb"] and _ZH_GOES_ON.search(sentence, 0, said.start("verb"))
        ours = said["own"] or re.search(_ZH_OURS, said["gap"] or "")
        if not (ours or goes_on) and _ZH_OF_RECORD.search(sentence, 0, said.end()):
            continue
        family = SAID_IN_CHINESE[verb]
        told_as = f"{verb}|{RECORDED_AS[family]}"
        yield said.start(), verb, family, bool(ours or goes_on), told_as


def _is_real_in_chinese(sentence: str, said: re.Match[str], verb: str) -> bool:
    """Say whether a clause tells of a deed: it plans and denies nothing, and is no condition."""
    place = said.start("verb") if said["verb"] else said.start("done")
    end = place + len(verb)
    border = _ZH_BORDER.search(sentence, end)
    start = max(sentence.rfind(mark, 0, place) for mark in "，,；;") + 1
    if _ZH_UNREAL.search(sentence, start, border.start() if border else len(sentence)):
        return False
    if _ZH_SUPPOSES.search(sentence, 0, start) or _ZH_NAMES_A_THING.match(sentence, end):
        return False
    if verb in _ZH_WIDE and not _ZH_OF_WORLD.search(sentence, start):
        return False
    if SAID_IN_CHINESE[verb] in IN_WORDS_TOO and _ZH_OF_WORDS.search(sentence, start):
        return False
    return not _ZH_ANOTHER_ACT.search(said["gap"] or "")
