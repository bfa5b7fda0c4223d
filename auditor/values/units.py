"""Units behind a number, and as the end of a field's name: `381.6 MWh` under `output_mwh`."""

import re
from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.values import normal_text, value_of

# Spellings of one unit, in texts and at the end of names.
_SPELLINGS = (
    "usd us$ $ dollar dollars 美元 ドル", "eur € euro euros 欧元", "gbp £ 英镑",
    "cny rmb ¥ 元 yuan 人民币", "jpy ¥ 円 yen 日元", "krw ₩ 원 won", "rub ₽ руб рублей", "inr ₹ rs",
    "chf fr", "sek kr", "nok kr", "dkk kr", "pln zł", "czk kč", "brl r$ reais", "try ₺ tl",
    "uah ₴ грн", "cad", "aud", "mxn", "sgd", "hkd",
    "% pct percent percentage prozent",
    "ms 毫秒", "s sec secs seconds 秒 сек", "min mins minute minutes minuten 分钟 分 мин 분",
    "h hr hrs hour hours stunden std heures horas 小时 時間 часов 시간",
    "d day days tage jours días dias giorni 天 日 дней 일", "weeks week wochen 周",
    "months month monate mois meses 个月", "years yrs years jahre ans años 年",
    "wh", "kwh 千瓦时 度", "mwh 兆瓦时", "gwh", "w watt", "kw 千瓦", "mw 兆瓦", "gw", "v volt",
    "hz", "mhz", "ghz", "bar", "hpa", "kpa", "mm 毫米", "cm 厘米", "m 米", "km 公里 км", "ft",
    "mi miles", "mg", "g 克", "kg 千克 公斤 кг", "t 吨 т", "lb lbs", "oz", "l liters 升", "ml 毫升",
    "c °c celsius degc ℃ 摄氏度", "f °f fahrenheit degf", "kmh km/h kph", "ms m/s", "mph", "rpm",
    "b bytes", "kb", "mb", "gb", "tb", "kib", "mib", "gib",
)  # fmt: skip
_NUMBER = r"[-+]?\d[\d,. ]*"
_IN_UNIT = re.compile(
    rf"([$€£¥₩₽₹₺₴])? ?({_NUMBER})(?: ?([^\W\d_]+(?:[/$][^\W\d_]+)?|[%€£¥$₩₽₹₺₴℃]|°[cf]))?\.?"
)
# As the end of a name these are something else, or may be.
_OTHERWISE = frozenset(("min", "mi", "rs", "fr", "kr", "tl", "std", "try", "won", "bar"))
_SHORTEST_NAME = 3
_EDGES = " *`_"


class Told(NamedTuple):
    """A number with its unit, both in lower case; "" for none."""

    number: str
    unit: str


@lru_cache(maxsize=2048)
def told_in_unit(raw: str) -> Told | None:
    """Return the number and the unit that a value consists of, or None if it is something else."""
    found = _IN_UNIT.fullmatch(normal_text(raw).strip(_EDGES))
    if found is None or (found[1] and found[3]):
        return None
    return Told(found[2].strip(), found[1] or found[3] or "")


def named_by_unit(field: Field, labels: Container[str]) -> Field:
    """Return a field under the one name that ends in its value's unit, if that alone is known.

    Args:
        field: A field as written.
        labels: The label keys that are known.
    """
    key = label_key(field.label)
    if key in labels or len(key) < (_SHORTEST_NAME if key.isascii() else 1):
        return field
    told = told_in_unit(field.value)
    if told is None:
        return field
    known = [unit for unit in _ends(told.unit) if key + unit in labels]
    if len(known) != 1:
        return field
    is_number = value_of(field.value).kind == "number"
    value = field.value if is_number else told.number
    return field._replace(label=f"{field.label} {known[0]}", value=value)


@lru_cache(maxsize=256)
def _ends(unit: str) -> tuple[str, ...]:
    """Return the ends of names that tell a unit; without one all that tell nothing else."""
    groups = [group.split() for group in _SPELLINGS]
    if unit:
        found = [label_key(end) for group in groups if unit in group for end in group]
    else:
        found = [label_key(end) for group in groups for end in group]
        found = [end for end in found if len(end) > 1 and end not in _OTHERWISE]
    return tuple(dict.fromkeys(filter(None, found)))
