"""Values that a clause gives under labels such as fields have, before them or behind a number.

`score 81`, `verdict is malicious`, `threat level of the host is low`, `first seen on 2026-11-20`,
`58 reports`, `reported 35 times`, `low risk`, `评分97分`, `举报 58 次`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SCORES = ("score", "riskscore", "threatscore", "reputationscore")
_REPORTS = ("reports", "reportcount", "totalreports")
_KEYS = {
    "评分": _SCORES, "分数": _SCORES, "得分": _SCORES, "信誉分": ("score", "reputationscore"),
    "余额": ("balance",), "判定": ("verdict",),
    "等级": ("level", "verdict", "rating", "risklevel"),
    "举报": (*_REPORTS, "举报次数", "举报数"), "报告": (*_REPORTS, "报告数"),
    "检出": ("detections", "positives"), "命中": ("hits", "detections"),
    "最后出现": ("lastseen",), "最近出现": ("lastseen",), "首次出现": ("firstseen",),
    "最后活动": ("lastseen", "lastactive"), "最近活动": ("lastseen", "lastactive"),
    "reported": _REPORTS, "risk": ("risk", "risklevel", "threatlevel", "severity"),
    "threat": ("threat", "threatlevel", "risklevel"),
}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DAY = r"\d{4}-\d\d-\d\d(?![\dt:]| \d)"
_GRADE = "low|medium|moderate|high|critical|severe"
# The value is only looked at: in `the total is 59.9` it is `total` that has one.
_VALUE = (
    rf"(?:{_DAY}|"
    rf"{_NUMBER}(?![a-z0-9_万亿千百倍年月日号点时成折]|[%/:-]|[.,]\d| ?(?:%|of\b|/|=|is\b))|"
    r"low(?![\w-])|[a-z]{4,}(?![\w-])|[\u4e00-\u9fff]{2})"
)
_LINK = (
    r"(?=[\"'*`]*(?: (?:of|for|in|on) [^\s,;:]*[\d._@-][^\s,;:]*(?= (?:is|was|at)\b| ?[:：=]))?"
    r"(?: (?:is|of|was|at|on)\b| ?[:：=]|[为是到于在])? ?[\"'*`$€£¥]*"
    rf"(?P<value>{_VALUE}))"
)
_TIMES = re.compile(
    r"(?P<label>\b(?:last|first) (?:seen|reported|observed|updated|active|checked))"
    rf"(?: (?:on|at|is|was)\b| ?[:：=])*\s?(?P<value>{_DAY})"
)
_BEHIND = re.compile(
    rf"(?<![a-z0-9_.,:/$€£¥+-])(?P<value>{_NUMBER})"
    r"(?: (?P<label>[a-z]{4,20})(?![\w-])|[次条份个](?P<chinese>举报|报告|检出|命中))"
)
_OFTEN = re.compile(
    rf"\b(?P<label>reported) (?P<value>{_NUMBER}) times|"
    rf"(?P<chinese>举报|命中) ?(?P<number>{_NUMBER}) ?次"
)
_GRADED = re.compile(
    rf"(?<![a-z-])(?P<value>{_GRADE})[ -](?P<label>risk|threat|severity|priority|confidence)\b"
)


class Labelled(NamedTuple):
    """A value under a label, and the words of a clause that say so."""

    label: str
    value: str
    said: str


def keys_of(label: str) -> tuple[str, ...]:
    """Return what keys fields have whose values a label names, the likeliest first."""
    return (label, *_KEYS.get(label, ()))


def is_alias(label: str) -> bool:
    """Say whether a label names only fields of certain keys."""
    return label in _KEYS


def labelled_in(clause: str, keys: frozenset[str] = frozenset()) -> Iterator[Labelled]:
    """Yield the labels and values of a clause.

    Args:
        clause: Normal text with plain numbers.
        keys: Chinese keys of fields that it may name.
    """
    for pattern in (_before(keys), _TIMES, _BEHIND, _OFTEN, _GRADED):
        for found in pattern.finditer(clause):
            told = found.groupdict()
            label = told["label"] or told.get("chinese") or ""
            value = told["value"] or told.get("number") or ""
            end = max(found.end(), found.end("value"))
            yield Labelled(label.replace(" ", ""), value, clause[found.start() : end])


@lru_cache(maxsize=64)
def _before(keys: frozenset[str]) -> re.Pattern[str]:
    chinese = sorted({*keys, *(key for key in _KEYS if not key.isascii())}, key=len, reverse=True)
    names = "|".join(map(re.escape, chinese))
    return re.compile(rf"(?P<label>(?<![a-z0-9_])[a-z]{{1,20}}(?![a-z])|{names}){_LINK}")
