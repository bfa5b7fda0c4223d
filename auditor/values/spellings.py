"""The ways in which one value may stand in a text."""

import re
import string
from collections.abc import Iterable
from functools import lru_cache

from auditor.values.dates import NAMES_OF_MONTHS
from auditor.values.values import Value

_IN_WORD = frozenset(string.ascii_lowercase + string.digits)
# Digits between two separators of a long number.
_GROUP = 3
# From a price to another.
_RANGE = re.compile(r"[$€£¥]?[1-9]\d{0,5}-[$€£¥]?[1-9]\d{0,5}")
_CURRENCY = str.maketrans("", "", "$€£¥")
_CENTS = 2
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
# `eu_west_2` and `eu-west-2`: words, and a figure behind them.
_JOINED = re.compile(r"[a-z]{2,}(?:[-_][a-z]+)+[-_]?\d{1,2}")
# `three P1s`
_SEVERAL = re.compile(r"[a-z]{1,4}-?\d{1,4}s")
_MARK = re.compile("[-_]")
_ONES = "one two three four five six seven eight nine"
_AND_A_HALF = {
    f"{number}.5": (f"{one} and a half", f"{number} 1/2", f"{number}½")
    for number, one in enumerate(_ONES.split(), 1)
}
_HALVES = {"a": ("am", "a.m."), "p": ("pm", "p.m.")}
_HOUR = re.compile(r"(1[0-2]|[1-9])([ap])m")
# `4.182,55` is how much of the world writes 4,182.55.
_SWAPPED = str.maketrans(",.", ".,")


@lru_cache(maxsize=4096)
def spellings(value: Value) -> tuple[str, ...]:
    """Return the ways a value may stand in a normal text, its form first."""
    form = value.form
    if value.kind == "number":
        return _number_spellings(form)
    if value.kind == "date":
        return _date_spellings(form)
    if value.kind == "time":
        return _time_spellings(form)
    if value.kind == "flag":
        return (form, "yes", "是") if form == "true" else (form, "no", "否")
    if value.kind in ("word", "text") and " " in form:
        return form, form.replace(" ", "_"), form.replace(" ", "-")
    return _id_spellings(form) if value.kind == "id" else (form,)


def as_written(value: Value, text: str) -> str:
    """Return a value as a text spells it, its form where it stands there in no known spelling."""
    ways = sorted(spellings(value), key=len, reverse=True)
    if value.kind == "number":
        ways += [way.translate(_SWAPPED) for way in ways]
    if value.kind == "date" and not value.form.startswith("-"):
        year = value.form[:4]
        ways = [*(f"{way}{mark}{year}" for way in ways for mark in (", ", " ")), *ways]
    return _first_of(ways, text) or value.form


def name_as_written(form: str, text: str) -> str:
    """Return a name in one spelling as a text spells it: whoever searches the log needs that."""
    return _first_of((form,), text) or form


def _first_of(ways: Iterable[str], text: str) -> str:
    # A letter that becomes two when it is made small would move all places behind it.
    small = "".join(c if len(c) == 1 else "\0" for c in map(str.lower, text))
    for way in ways:
        form = way.lower()
        place = small.find(form)
        while place >= 0:
            end = place + len(form)
            if not _IN_WORD.intersection((small[place - 1 : place], small[end : end + 1])):
                return text[place:end]
            place = small.find(form, place + 1)
    return ""


@lru_cache(maxsize=4096)
def hints_of(value: Value) -> tuple[str, ...]:
    """Return stretches of which one stands in every normal text that holds a value.

    They are for `in`, before the text is looked at with care.
    """
    if value.kind in ("word", "text") and " " in value.form:
        # Whatever joins the words, the first one stands there.
        return (value.form.split(" ", 1)[0],)
    if value.kind not in ("number", "id"):
        return spellings(value)
    if _HOUR.fullmatch(value.form):
        return spellings(value)
    whole = value.form.partition(".")[0] if value.kind == "number" else value.form
    if value.kind == "id" and _SEVERAL.fullmatch(whole):
        whole = whole[:-1]
    if value.form in _AND_A_HALF:
        return (whole, *_AND_A_HALF[value.form])
    end = whole[-_GROUP:]
    if value.kind == "id" and _JOINED.fullmatch(value.form):
        end = _MARK.split(end)[-1]
    return (end.lstrip("-"),)


def _id_spellings(form: str) -> tuple[str, ...]:
    hour = _HOUR.fullmatch(form)
    if hour is not None:
        return _hour_spellings(hour)
    if _JOINED.fullmatch(form):
        return form, form.replace("_", "-"), form.replace("-", "_")
    if _SEVERAL.fullmatch(form):
        return form, form[:-1]
    return _range_spellings(form) if _RANGE.fullmatch(form) else (form,)


def _hour_spellings(hour: re.Match[str]) -> tuple[str, ...]:
    number, half = hour.groups()
    of_day = int(number) % 12 + 12 * (half == "p")
    heads = (number, f"{number}:00")
    ways = [f"{head}{gap}{mark}" for head in heads for gap in ("", " ") for mark in _HALVES[half]]
    return (hour[0], *ways, f"{of_day:02d}:00", f"{of_day}:00")


def _range_spellings(form: str) -> tuple[str, ...]:
    plain = form.translate(_CURRENCY)
    low, _, high = plain.partition("-")
    return (form, plain, *(f"{low}{tail} - {high}{tail}" for tail in ("", ".0", ".00")))


def _number_spellings(form: str) -> tuple[str, ...]:
    whole, dot, rest = form.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdigit() and len(whole) < 40 else whole  # noqa: PLR2004 - no number that a person reads is longer
    tails = [f"{dot}{rest}"] if dot else ["", ".0", ".00"]
    if len(rest) == _GROUP and _OF_THOUSANDS.fullmatch(form):
        # So is 4055 written in much of the world, `4.055`.
        return form, f"{form}0", f"{whole}{rest}", f"{whole},{rest}"
    if len(rest) == 1:
        tails.append(f".{rest}0")
    heads = (whole, grouped) if grouped != whole else (whole,)
    ways = tuple(head + tail for tail in tails for head in heads)
    if grouped != whole:
        ways += (f"{grouped.replace(',', ' ')}{dot and ','}{rest}",)
    # Behind a comma two digits at most are decimals: three are thousands.
    if 0 < len(rest) <= _CENTS:
        ways += tuple(way.translate(_SWAPPED) for way in ways)
    return ways + _AND_A_HALF.get(form, ())


def _date_spellings(form: str) -> tuple[str, ...]:
    day, _, moment = form.partition(" ")
    if moment:
        day = day.removeprefix("--")
        return (form, f"{day}t{moment}", f"{day} {moment}")
    year, month, number = ("", form[2:4], form[5:7]) if day.startswith("--") else day.split("-")
    names = NAMES_OF_MONTHS[int(month)]
    plain = str(int(number))
    days = {plain, number}
    ways = [way for name in names for day in days for way in (f"{name} {day}", f"{day} {name}")]
    ways += [f"{month}-{number}", f"{int(month)}/{plain}", f"{month}/{number}"]
    ways.append(f"{int(month)}月{plain}日")
    if year:
        ways += [f"{day}-{name}-{year}" for name in names for day in days]
        short = names[0][:3].lower()
        ways += [f"{day}{short}{year[2:]}" for day in days] + [f"{number}{short}"]
        ways += [f"{number}/{month}/{year}", f"{plain}/{int(month)}/{year}"]
        ways += [f"{year}{month}{number}", f"{number}.{month}.{year}", f"{plain}.{month}.{year}"]
    return (form, *ways)


def _time_spellings(form: str) -> tuple[str, ...]:
    hour, minute = int(form[:2]), form[2:]
    half = "am" if hour < 12 else "pm"  # noqa: PLR2004 - noon
    twelve = hour % 12 or 12
    return (
        form, f"{form}z", f"{hour}h{form[3:]}", f"{hour}{minute}", f"{form}:00",
        f"{twelve}{minute} {half}",
        f"{twelve}{minute}{half}", f"{twelve:02}{minute} {half}", f"{twelve}{minute} {half[0]}.m.",
    )  # fmt: skip
