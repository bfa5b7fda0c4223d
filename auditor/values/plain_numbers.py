"""Days, ranges and numbers of a text as this code base writes them."""

import re
from functools import lru_cache

from auditor.values.dates import SHORT_MONTHS
from auditor.values.values import normal_text

_MONTH = "|".join(SHORT_MONTHS)
_RANGE = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:\.\d+)?)(?: ?(?:-|/|of|to) ?)(\d{1,3}(?:\.\d+)?)(?![\w-])"
)
_DAY_FIRST = re.compile(rf"(?<![\d:.,/-])(\d{{1,2}})\.? ((?:{_MONTH})[a-z]*)\b(?!,? \d{{4}})")
_EUROPEAN = re.compile(
    r"(?:(?<![\w.,])(?<!\w[-:/])|(?<=eur)|(?<=usd)|(?<=chf))"
    r"(\d{1,3}(?:\.\d{3})*|\d{4,}(?=,\d\d ?(?:[€$£¥]|[^\W\d_])))"
    r",(\d{1,2})(?![\d.,]*\d)"
)
# What begins with a digit is found sooner than what looks back first.
_DIGIT = re.compile(r"\d")
_DOTTED, _COMMA = re.compile(r"\d\.\d"), re.compile(r"\d,\d")
_BEFORE_MONTH = re.compile(rf"\d\.? (?:{_MONTH})")
_BETWEEN = re.compile(r"\d ?(?:-|/|of|to) ?\d")
# `10am-11:30am`, `10:00 a.m.-6:00 p.m.`
_CLOCKS = re.compile(r"(?:(?<=\d[ap]m)|(?<= [ap]\.m\.))-(?=\d)")
_DURATION = re.compile(r"(\d)(?=(?:s|ms|h)\b)")
_INDIAN = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d\d)+,\d{3}(?![\w,])")
_DOTTED_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
# `d-901:08:30:10`
_ID_AND_CLOCK = re.compile(r"(?<![\w:.-])([a-z][\w-]*\d):(?=\d\d:\d\d(?::\d\d)?(?![a-z0-9:]))")


@lru_cache(maxsize=256)
def numbers_plain(words: str) -> str:
    """Return a normal text with days, ranges and numbers as this code base writes them."""
    normal = normal_text(words)
    if not _DIGIT.search(normal):
        return normal
    if _DOTTED.search(normal):
        normal = _DOTTED_DAY.sub(r"\3-\2-\1", normal)
    if _BEFORE_MONTH.search(normal):
        normal = _DAY_FIRST.sub(r"\2 \1,", normal)
    if _COMMA.search(normal):
        normal = _EUROPEAN.sub(_with_point, normal)
        normal = _INDIAN.sub(lambda found: found[0].replace(",", ""), normal)
    normal = _ID_AND_CLOCK.sub(r"\1: ", normal) if ":" in normal else normal
    if _BETWEEN.search(normal):
        normal = _RANGE.sub(r"\1 \2", normal)
    if "m-" in normal or "m.-" in normal:
        normal = _CLOCKS.sub(" ", normal)
    return _DURATION.sub(r"\1 ", normal)


def _with_point(found: re.Match[str]) -> str:
    return f"{found[1].replace('.', '')}.{found[2]}"
