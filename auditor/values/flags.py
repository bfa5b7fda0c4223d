"""Fields of a record that say that something is so or not, and whether words may tell them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.values.blocks import blocks_of
from auditor.values.literals import parse_value
from auditor.values.one_pass import in_one_pass

_LONGEST, _LONGEST_RESULT = 1500, 6000
_SHORTEST, _MOST_WORDS = 4, 4
_PARTS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_IDLE = frozenset(("is", "has", "can", "are", "be", "was", "allows", "does"))
_LONGEST_STATE = 20
_SAYS_ON = "yes on enabled active installed set 是 启用 已启用 开启 已开启 已安装 正常 有"
_SAYS_OFF = (
    "no off disabled inactive missing 否 未启用 停用 已停用 禁用 关闭 已关闭 未开启 未安装 无"
)
_ON, _OFF = frozenset(_SAYS_ON.split()), frozenset(_SAYS_OFF.split())
# What something is, or is not.
_STATE = re.compile(
    r"isolated|contained|quarantined|online|offline|connected|disconnected|patched|unpatched|"
    r"encrypted|unencrypted|signed|unsigned|locked|unlocked|compromised|infected|verified|"
    r"unverified|managed|unmanaged|expired|revoked|compliant|已?隔离|未隔离|在线|离线|已加密|未加密|"
    r"已锁定|未锁定|已签名|未签名|已打补丁|未打补丁|已修复|未修复"
)
_PREFIX = re.compile("^[已未]")
_IN_CHINESE = (
    ("isolat", "隔离"), ("contain", "隔离"), ("quarantin", "隔离"), ("online", "在线"),
    ("offline", "离线"), ("patch", "补丁"), ("encrypt", "加密"), ("lock", "锁定"), ("sign", "签名"),
    ("compromis", "失陷"), ("infect", "感染"), ("expire", "过期"), ("mfa", "多因素"),
    ("antivirus", "杀毒"), ("av", "杀毒"), ("firewall", "防火墙"), ("block", "封禁"),
)  # fmt: skip
OPPOSITE_IN_CHINESE = {"在线": "离线|掉线|下线", "离线": "在线|上线", "锁定": "解锁"}
"""How a state is told as its opposite, patterns."""
_SIGNS = (*(said for _, said in _IN_CHINESE), *OPPOSITE_IN_CHINESE.values(), "启用", "开启", "关闭")
_MAY_BE_IN_CHINESE = in_one_pass("|".join(dict.fromkeys(_SIGNS)))
_MAY_HOLD = in_one_pass(
    r"(?i)[:=：]\s*\"?(?:true|false|yes|no|on|off|enabled|disabled|active|inactive|installed|"
    r"missing|set|"
    rf"{_STATE.pattern}|是|否|启用|已启用|开启|已开启|已安装|正常|未启用|停用|禁用|关闭|未开启|未安装)"
)
may_link = in_one_pass(
    r"(?i)\b(?:is|are|has been|have been|isn['’]t|aren['’]t|includes?|has|have|offers?|"
    r"comes? with|provides?|supports?|allows?|features?|won['’]t|does|don['’]t|doesn['’]t|do not|"
    r"ist|sind|es|son|est|sont)\b"
)
"""Say whether a text may say of something what it is."""


class Flag(NamedTuple):
    """A field that is true or false, on or off, or in one of two states.

    Attributes:
        words: Those of its name, or the state, in small letters, but for `is` and the like.
        key: Its name.
        holds: What it says.
    """

    words: tuple[str, ...]
    key: str
    holds: bool


def record_in(output: str) -> dict[str, Any]:
    """Return the record that a result is, or holds beside counts only; {} where it is none.

    Lines of labels and values are one, too, where no label comes twice.
    """
    record = parse_value(output)
    if record is None:
        return _record_in_lines(output)
    while (inner := _only_inner(record)) is not None:
        record = inner
    return record if type(record) is dict else {}


@lru_cache(maxsize=64)
def _record_in_lines(output: str) -> dict[str, Any]:
    if len(output) > _LONGEST_RESULT:
        return {}
    records = [block for block in blocks_of(output) if block.is_record]
    if len(records) != 1:
        return {}
    told = {field.label: field.value for field in records[0].fields}
    return told if len(told) == len(records[0].fields) else {}


def _only_inner(record: object) -> object | None:
    """Return the only record inside another, or the only row of its only list; None for neither."""
    if type(record) is list:
        return record[0] if len(record) == 1 and type(record[0]) is dict else None
    if type(record) is not dict:
        return None
    inner = [value for value in record.values() if type(value) in (dict, list)]
    counts = all(type(value) in (int, dict, list) for value in record.values())
    return inner[0] if len(inner) == 1 and counts else None


@lru_cache(maxsize=64)
def flags_of(output: str) -> tuple[Flag, ...]:
    """Return the flags of a record, not of those inside it."""
    if not _MAY_HOLD(output) or len(output) > _LONGEST_RESULT:
        return ()
    found = (flag for key, value in record_in(output).items() for flag in _flags_by(key, value))
    return tuple(
        one
        for one in found
        if len(one.words) <= _MOST_WORDS
        and (len("".join(one.words)) > _SHORTEST or not "".join(one.words).isascii())
    )


def _flags_by(key: str, value: object) -> Iterator[Flag]:
    """Yield what a field says: its own name as a flag, or the state that it has as one."""
    if type(value) is bool:
        yield Flag(_words_of(key), key, value)
    if type(value) is not str or len(value) > _LONGEST_STATE:
        return
    said = value.strip().lower()
    if said in _ON or said in _OFF:
        yield Flag(_words_of(key), key, said in _ON)
    if _STATE.fullmatch(said):
        # `未隔离` says that something is not `隔离`.
        yield Flag((_PREFIX.sub("", said),), key, holds=said[0] != "未")


def _words_of(key: str) -> tuple[str, ...]:
    parts = (part.lower() for part in _PARTS.split(key))
    return tuple(part for part in parts if part and part not in _IDLE)


def are_told(words: tuple[str, ...], lowered: str) -> bool:
    """Say whether words in small letters hold all of some others, or their stems."""
    return all(stem_of(word) in lowered for word in words)


def stem_of(word: str) -> str:
    """Return a word without its last letter, where enough is left of it."""
    return word[:-1] if len(word) > _SHORTEST else word


def may_tell_flags(text: str) -> bool:
    """Say whether words may tell that something is so or not."""
    return len(text) <= _LONGEST and (may_link(text) or _MAY_BE_IN_CHINESE(text))


def may_be_told_otherwise(text: str, output: str) -> bool:
    """Say whether a text may tell a field that a result says is so, or not so.

    Args:
        text: Words of the model.
        output: The latest result before them.
    """
    if not _MAY_HOLD(output) or not may_tell_flags(text):
        return False
    lowered = text.lower()
    return any(
        are_told(one.words, lowered) or any(_is_in(word, lowered) for word in in_chinese(one))
        for one in flags_of(output)
    )


def _is_in(word: str, lowered: str) -> bool:
    """Say whether a text has a word for a flag, or its opposite."""
    opposite = OPPOSITE_IN_CHINESE.get(word)
    return word in lowered or (opposite is not None and re.search(opposite, lowered) is not None)


def in_chinese(flag: Flag) -> tuple[str, ...]:
    """Return by which Chinese words a flag may be told."""
    own = tuple(word for word in flag.words if not word.isascii())
    return own or tuple(
        said for word in flag.words for stem, said in _IN_CHINESE if word.startswith(stem)
    )
