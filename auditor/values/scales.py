"""Units that say by how much a number is told shorter: `1.4M`, `1,260万円`, `2.1 crore`, `61 %`."""

from decimal import Decimal

from auditor.values.wording import late

_POWERS = {
    -2: "% percent prozent",
    3: "k thousand tsd tusen tuhat bin ribu nghìn tys mil mila mille тыс тысяч тис тисяч 千 천 พัน "
    "ألف हज़ार s sec seconds kg km kb kib kw kwh kbit",
    4: "万 萬 만",
    5: "lakh lakhs lac लाख",
    6: "m mm mn mio mln million millions millionen millones milhões millón milioni milyon miljoen "
    "miljoner miljoonaa milj mkr juta triệu млн миллионов 百万 백만 ล้าน مليون mb mib mw mwh mbit",
    7: "cr crore crores करोड़ 千万 천만",
    8: "亿 億 억",
    9: "b bn billion billions mrd md mld milliards milliarden miliardi milyar miliar miljard "
    "miljarder tỷ млрд 十亿 مليار gb gib gw gwh gbit",
    12: "tn trillion trillions 兆 万亿 조 tb tib tw twh",
}
# The same letters may mean more; times and bytes are told in steps of their own.
_OTHERS = {
    "kb": (2**10,), "kib": (2**10,), "mb": (2**20,), "mib": (2**20,), "gb": (2**30,),
    "gib": (2**30,), "tb": (2**40,), "tib": (2**40,), "t": (10**3, 10**6, 10**12),
    "m": (60, 1000), "min": (60,), "mins": (60,), "minutes": (60,), "minuten": (60,), "分钟": (60,),
    "h": (60, 3600), "hr": (60, 3600), "hrs": (60, 3600), "hours": (60, 3600), "std": (60, 3600),
    "stunden": (60, 3600), "小时": (60, 3600), "d": (24, 1440, 86400), "days": (24, 1440, 86400),
    "天": (24, 1440, 86400),
}  # fmt: skip
_SCALES: dict[str, tuple[Decimal, ...]] = {
    word: (Decimal(10) ** power,) for power, words in _POWERS.items() for word in words.split()
}
for _word, _others in _OTHERS.items():
    _SCALES[_word] = (*_SCALES.get(_word, ()), *map(Decimal, _others))
_UNIT = late(rf"({'|'.join(sorted(_SCALES, key=len)[::-1])})(?![a-zà-ÿа-я])")


def scales_of(unit: str) -> tuple[Decimal, ...]:
    """Return by what a unit, in lower case, may say that its number is to be multiplied."""
    found = _UNIT.match(unit)
    return _SCALES[found[1]] if found else ()
