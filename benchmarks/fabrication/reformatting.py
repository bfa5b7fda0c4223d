"""Genuine values as people write them: the same fact in other characters."""

import random
import re
from datetime import date, datetime

from benchmarks.fabrication.layouts import shown
from benchmarks.fabrication.records import Scalar

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?(.*))?\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::\d{2})?\Z")


_MONEY = ("price", "amount", "total", "balance", "fee", "cost", "salary")


def reformatted(name: str, value: Scalar, chinese: bool, rng: random.Random) -> str:
    """Return another writing of a field's value: long dates, 12-hour times, money, yes and no."""
    if isinstance(value, str):
        return _text(value, chinese, rng)
    if isinstance(value, int | float) and not isinstance(value, bool):
        money = any(word in name for word in _MONEY)
        return _money(value, chinese, rng) if money else _number(value)
    words = {True: ("Yes", "是"), False: ("No", "否"), None: ("none", "无")}
    return words[value][chinese]


def _text(value: str, chinese: bool, rng: random.Random) -> str:
    dated = _ISO.match(value)
    if dated:
        return _date(dated, value, chinese, rng)
    clock = _CLOCK.match(value)
    if clock:
        return _time(int(clock[1]), int(clock[2]), chinese)
    if "_" in value and value.islower() and not any(c.isdigit() for c in value):
        return value.replace("_", " ").title()
    if "@" in value or "://" in value:
        return value.replace(".", "[.]").replace("http", "hxxp")
    return shown(value)


def _number(value: float) -> str:
    return f"{value:,}" if abs(value) >= 1000 else shown(value)


def _money(value: float, chinese: bool, rng: random.Random) -> str:
    grouped = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    if chinese:
        return rng.choice((f"{grouped} 元", f"${grouped}", grouped))
    return rng.choice((f"${grouped}", f"{grouped} USD", f"USD {float(value):,.2f}", grouped))


def _date(found: re.Match[str], value: str, chinese: bool, rng: random.Random) -> str:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return value
    if chinese:
        told = f"{day.year}年{day.month}月{day.day}日"
    else:
        told = rng.choice(
            (
                f"{day:%B} {day.day}, {day.year}",
                f"{day.day} {day:%B} {day.year}",
                f"{day:%b} {day.day}, {day.year}",
                f"{day:%m/%d/%Y}",
            )
        )
    if found[4] is None:
        return told
    return f"{told} {_time(int(found[4]), int(found[5]), chinese)}"


def _time(hour: int, minute: int, chinese: bool) -> str:
    if chinese:
        return f"{'上午' if hour < 12 else '下午'}{hour % 12 or 12}:{minute:02d}"
    at = datetime(2024, 1, 1, hour, minute)  # noqa: DTZ001 - only the clock matters
    return f"{at:%I:%M %p}".lstrip("0")
