"""Deeds that a Chinese sentence says are done: without a subject they are the model's own."""

import re
from collections.abc import Iterator

from auditor.claims.deeds.of_world import IN_WORDS_TOO
from auditor.claims.deeds.verbs import RECORDED_AS, SAID_IN_CHINESE, Family
from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.wording import late

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
# `退款已提交`, `封禁规则已生效`
_ZH_LEFT: dict[str, Family] = {
    "封禁": "block", "屏蔽": "block", "拉黑": "block", "隔离": "block", "退款": "pay",
    "退订": "remove", "取消": "remove", "注销": "remove", "预约": "book", "预订": "book",
    "改期": "change", "改签": "change", "通知": "send", "修复": "change",
}  # fmt: skip
_ZH_STANDS = late(
    rf"(?P<noun>{'|'.join(_ZH_LEFT)})(?:规则|策略|指令|操作|申请|请求)?(?:已经?|均已|都已)"
    r"(?:全部|成功)?(?P<verb>生效|到位|下发|发起|受理|提交|完成|办理|办妥|发出)"
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
DeedTold = tuple[int, str, Family | None, bool, str]


def chinese_deeds_of(sentence: str) -> Iterator[DeedTold]:
    """Yield place, verb, family, whether it is the model's own, and how a result tells it."""
    if sentence.isascii():
        return
    # `已将订单取消` plans nothing.
    sentence = _ZH_TAKES.sub(r"\1把", sentence)
    for said in _ZH_WITH_THING.finditer(sentence):
        # What is asked for behind it is another's.
        if not (_ZH_UNREAL.search(sentence, 0, said.end()) or _ZH_ANOTHER_ACT.search(said["gap"])):
            verb = said["verb"]
            yield said.start(), verb, _ZH_OF_ONE_SIGN[verb], True, verb
    yield from _left_behind(sentence)
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


def _left_behind(sentence: str) -> Iterator[DeedTold]:
    """Yield the deeds of which a sentence says that what they leave behind stands."""
    for said in _ZH_STANDS.finditer(sentence):
        if not (_ZH_UNREAL.search(sentence, 0, said.end()) or _ZH_OF_RECORD.search(sentence)):
            noun = said["noun"]
            family = _ZH_LEFT[noun]
            yield said.start("verb"), "done", family, False, f"{noun}|{RECORDED_AS[family]}"


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
