"""Which field of a result a number in a sentence is told as: by its label, its unit, as money."""

import re
from itertools import pairwise

from auditor.fabrication.texts.told_figures import Figure
from auditor.fabrication.things.readings_of_things import CLOCK, DAY, Place
from auditor.values.accents import without_accents
from auditor.values.places import ITEM

_WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]{3,}|[\u4e00-\u9fff]{2,}")
_WIDE = re.compile("[\u4e00-\u9fff]")
_SHORTEST_STEM = 4
_NO_NAME = (ITEM, DAY, CLOCK)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|cny|chf)) ?-?$")
_MONEY_BEHIND = re.compile(
    r"[\d.,]+ ?(?:[$€£¥₹]|(?:usd|eur|gbp|cny|chf|euros?|dollars?|pounds?|yuan)\b|元|块)"
)
_MONEY_TOLD = re.compile(
    r"\b(?:cost|price|fare|total|paid|pay|charge|balance|amount|came to|comes to|bill|fee)"
)
_MONEY = re.compile(
    r"price|total|amount|balance|cost|fare|fee|paid|due|refund|rent|salary|premium|charge|spent|"
    r"payment|deposit|revenue|donat|toll|price|tax(?!i)"
)
# What is left, or one of several, is no count of all.
_OF_SOME = re.compile(
    r"\b(?:left|remaining|more|other|another|of|each|per|additional|extra)\b|剩|另|每"
)
_COUNTS = {
    word: str(number)
    for words in (
        "two three four five six seven eight nine ten eleven twelve",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "deux trois quatre cinq six sept huit neuf dix onze douze",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for number, word in enumerate(words.split(), 2)
}
_COUNT = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(_COUNTS, key=len, reverse=True))})(?= \w)")
# By which labels end that tell their unit: `weight_kg`, `oven_c`, `fg_pct`.
_ENDS = {
    "%": (
        "pct", "percent", "percentage", "rate", "ratio", "share", "humidity", "progress", "usage",
    ),
    "°c": ("c", "celsius", "temp", "temperature"),
    "°": ("c", "f", "temp", "temperature"),
    "degrees": ("c", "f", "temp", "temperature"),
    "grad": ("c", "celsius"), "度": ("c", "celsius"), "minutes": ("min", "mins", "minutes"),
    "minuten": ("min", "mins"), "hours": ("h", "hrs", "hours"), "stunden": ("h", "hrs", "hours"),
    "seconds": ("s", "sec", "secs", "seconds"), "km": ("km", "kmh", "kph"),
    "days": ("days",), "nights": ("nights",),
}  # fmt: skip


# What fields are called in one language and told as in another.
_STEMS = (
    "评分:scor 得分:scor 分数:scor 举报:report 命中:hit 匹配:match 影响:match 检出:detect "
    "引擎:engin 主机:host 终端:host 设备:devic 用户:user 账号:account 告警:alert 失败:fail "
    "成功:succ 尝试:attempt 连接:conn 会话:sess 邮件:mail 文件:file 端口:port 登录:log "
    "域名:domain 样本:sampl 漏洞:vuln 请求:req 字节:byte 流量:byte 天:day 小时:hour 分钟:min "
    "收件:recip 点击:click 下载:download"
)
_STEMS_OF = dict(pair.split(":") for pair in _STEMS.split())


def in_digits(normal: str) -> str:
    """Return normal words with what they count in words told in digits: `five tickets`."""
    return _COUNT.sub(lambda found: _COUNTS[found[0]], normal)


def names_field(figure: Figure, normal: str, place: Place) -> bool:
    """Say whether words around a number name the field of another: its label, unit, or money."""
    label = label_of(place)
    if len(figure.value.form) == 1:
        # Of so few anybody speaks: what is counted must be the field.
        unit = figure.unit
        named = _is_part(unit, label) or any(
            stem in label and word in unit for word, stem in _STEMS_OF.items()
        )
        return named and not _OF_SOME.search(normal)
    head = normal[: figure.start]
    is_money = _MONEY.search(label) is not None
    if is_money and (
        _MONEY_BEFORE.search(head)
        or _MONEY_BEHIND.match(normal, figure.start)
        or _MONEY_TOLD.search(head)
    ):
        return True
    if _is_in_unit_of(figure.unit, label):
        return True
    if any(stem in label and word in normal for word, stem in _STEMS_OF.items()):
        return True
    return any(_is_part(word, label) for word in _WORD.findall(normal))


def label_of(place: Place) -> str:
    """Return the joined names of a field and those around it."""
    return " ".join(part for part in place if type(part) is str and part not in _NO_NAME)


def _is_part(word: str, label: str) -> bool:
    """Say whether a word, its stem, or two signs of a word without letters stand in a label."""
    if _WIDE.search(word):
        return any("".join(pair) in label for pair in pairwise(word))
    plain = without_accents(word)
    if len(plain) < _SHORTEST_STEM:
        return False
    return plain[: max(_SHORTEST_STEM, len(plain) - 1)] in without_accents(label)


def _is_in_unit_of(unit: str, label: str) -> bool:
    """Say whether a label ends in the unit of a figure."""
    if not unit or unit == label:
        return False
    return label.endswith(_ENDS.get(unit, (unit,) if unit.isalpha() and len(unit) > 1 else ()))
