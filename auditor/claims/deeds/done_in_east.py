"""Chinese, Japanese and Korean sentences that tell something as done: by their end and marks."""

import re
from collections.abc import Iterator

from auditor.claims.deeds.done_told import Done
from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES
from auditor.values.wording import late

_CLAUSE_ZH = re.compile("[，,；;。！!\n]")
_EASTERN = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3040-\u30ff]")
_DONE_ZH = late(r"已经?(?!知)[^\x00-\x7f]|了$|了(?=[^解\s])|(?:完毕|完成|成功|好了)$|完成对")
_MARKED_ZH = re.compile("已|完毕|完成|成功|好了|我|[为帮替给][您你]")
_VERB_AND_MARK = 3
_MIND_ZH = late(
    r"读(?:了|过|完)|复[核查]|刷新(?!缓存|令牌|配置)|搜|审[核阅]|归纳|标注|摘录|看(?:了|过|一)|翻(?:了|译|看)|换算|排序|列(?:了|成)|收到|了解|明白|记下|看到|理解|注意|准备|拟好|起草|整理|知道|查|核[实对验]|确认|列出|读取|分析|检索|"
    r"找到|获取|拿到|发现|[汇总]总|概括|总结|回答|说明|提供|比对|对比|计算|生成|"
    r"(?:说|讲|答|看|读|记|弄|搞|算|写|听|认)(?:反|错|混|漏|岔)"
)
_UNREAL_ZH = late(
    rf"{SUPPOSES}|{PLANS}|{OFFERS}|没|未|不|(?<!申)请(?!求)|会(?!议|员|诊)|无法|失败|[您你他她](?!的)|尚|待|(?<![重概摘纪主简提])要|再|是否|用户|客户|状态"
)
# `已将工单关闭` plans nothing.
_TAKES_ZH = re.compile("(已经?)将")
_OURS_ZH = re.compile(r"我(?!们)|[为帮替给][您你]")
_SERVES_ZH = re.compile(r"[为帮替给][您你]")
_DONE_JA = late(
    r"(?:(?:し|いたし|致し|され|き|り|っ|び|ち|ね|け|せ)(?:まし)?た|済みです|完了です|(?:完了|済ん|手配|登録|予約)[しで]?て?おります)(?=\W*$)"
)
_OURS_JA = late(r"(?:ておきました|でおきました|(?:いた|致)しました|させていただきました)\W*$")
_MIND_JA = late(
    r"未|承知|了解|かしこまり|確認|受け|拝見|見つか|わかり|分かり|失敗|準備|下書き|照会|検索|調べ|取得|助かり|"
    r"ません|たら|れば|場合|[?？]|でしょう|ようでした"
)
_DONE_KO = late(
    r"(?:했|하였|되었|됐|드렸|두었|뒀|놓았|놨|시켰|졌)(?:습니다|어요|고,? )|완료(?:입니다|했|되|됐)"
)
_MIND_KO = late(
    r"확인|조회|검색|찾|알아|이해|접수(?!해 드)|준비|정리|요약|번역|계산|비교|작성|받았|읽|살펴|"
    r"점검|분석|검토|"
    r"않|못|안 |면 |경우|습니까|나요|고객님[은이께]|사용자|[?？]|까지|이미|때문|던 "
)


def is_eastern(sentence: str) -> bool:
    """Say whether a sentence holds Chinese, Japanese or Korean signs."""
    return _EASTERN.search(sentence) is not None


def done_in_east(sentence: str) -> Iterator[Done]:
    """Yield what such a sentence tells as done."""
    if _KANA.search(sentence):
        if _DONE_JA.search(sentence) and not _MIND_JA.search(sentence):
            yield Done("", bool(_OURS_JA.search(sentence)), True, sentence)
        return
    if _HANGUL.search(sentence):
        if _DONE_KO.search(sentence) and not _MIND_KO.search(sentence):
            yield Done("", own=False, strong=True, said=sentence)
        return
    yield from _in_chinese(sentence)


def _in_chinese(sentence: str) -> Iterator[Done]:
    for clause in _CLAUSE_ZH.split(_TAKES_ZH.sub(r"\1把", sentence)):
        if not _DONE_ZH.search(clause.rstrip()) or _MIND_ZH.search(clause):
            continue
        if not _UNREAL_ZH.search(_SERVES_ZH.sub("", clause)):
            # `十年前就注册了`: without more than this mark only the verb tells what was done.
            told = clause if _MARKED_ZH.search(clause) else clause.rstrip()[-_VERB_AND_MARK:]
            yield Done("", bool(_OURS_ZH.search(clause)), True, told)
