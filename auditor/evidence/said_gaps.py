"""Notices by which a conversation itself says that a part of it is not there.

`[Conversation summary: earlier messages were condensed]`, `history restored from an export, tool
calls are not included`, `以下对话从另一系统导入`: what is told of it has no record to
be held against. That messages may be condensed some day says nothing.
"""

from functools import lru_cache

from auditor.trace import Message, Trace
from auditor.values.wording import Wording

PARTS_ARE_MISSING = "the conversation says that a part of it is not recorded"
"""Why what is told may have a source that nobody sees."""

_LONGEST = 20_000
_PART = (
    r"(?:messages|turns?|conversations?|history|context|steps|exchanges|events|transcript|dialogue)"
)
_GONE = (
    r"(?:condensed|compacted|compressed|summari[sz]ed|removed|trimmed|truncated|dropped|omitted|"
    r"elided|pruned|cut|cleared)"
)
_BROUGHT = r"(?:imported|restored|seeded|migrated|reconstructed|carried over|resumed)"
_NOTICE = Wording(
    # The part is gone.
    rf"\b(?:earlier|previous|prior|older|preceding|past) {_PART}\b(?: (?:above|so far|here))?"
    rf"(?:,? (?:was|were|has been|have been|got|are|is))? {_GONE}\b|"
    rf"\b(?:context|conversation|history|transcript|session) (?:was|has been|got) {_GONE}\b|"
    rf"[\[(<](?:the )?(?:conversation|context|session|history)[ _](?:summary|compacted)\b|"
    r"(?:^|\n)\W*summary of (?:the |our )?(?:earlier|previous|prior) "
    rf"{_PART}\b|<(?:conversation_|context_)?summary>|"
    # The part came from elsewhere.
    rf"\b{_PART}\b[^.\n?]{{0,40}}\b{_BROUGHT} from\b|"
    rf"\b{_BROUGHT} (?:from [^.\n?]{{1,40}} )?{_PART}\b|"
    rf"\bend of (?:the )?{_BROUGHT}\b|"
    # Its calls are missing.
    r"\b(?:without|no|kept no) tool (?:records?|events?|logs?)\b|"
    r"\btool (?:calls?|results?|records?|outputs?)\b[^.\n?]{0,40}\b"
    r"(?:(?:are|were|was|is) not|not) (?:\w+ )?"
    r"(?:included|recorded|exported|kept|preserved|stored)\b|"
    r"(?:此前|之前|先前|早前|早先|前面|前文|历史)的?(?:对话|会话|消息|上下文|记录|轮次|内容)的?"
    r"(?:已被?|已经|被)?(?:摘要|总结|概要|压缩|精简|裁剪|截断|移除|删除|省略)|"
    r"(?:对话|会话|历史|记录|上下文)[^。？\n]{0,12}(?:导入|还原|恢复|迁移)(?!吗|么)|(?:导入|还原)的?历史|"
    r"工具(?:的)?(?:调用|记录|结果|返回)[^。？\n]{0,8}(?:未|没有|没|不)(?:被)?(?:包含|包括|保留|保存|记录|导出)"
)


def says_of_gaps(trace: Trace) -> bool:
    """Say whether anything that the model was told says that a part of a trace is missing."""
    return any(
        type(event) is Message and event.source != "model" and says_parts_are_missing(event.text)
        for event in trace.events
    )


@lru_cache(maxsize=256)
def says_parts_are_missing(text: str) -> bool:
    """Say whether a text that the model was given tells that a part is missing from the record."""
    return len(text) <= _LONGEST and _NOTICE.stands_in(text)
