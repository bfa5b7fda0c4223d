"""Values as people and tools write them, brought to one spelling.

`$1,234.50` and `1234.5`, `April 12, 2001` and `2001-04-12`, `3:05 pm` and `15:05`,
`hxxp://evil[.]example` and `http://evil.example` are the same value. Numbers never pass through
floats, which lose digits.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["id", "host", "number", "date", "time", "word", "text", "flag", "empty"]

# A value of these kinds says something that cannot be guessed or be common knowledge.
SPECIFIC: frozenset[Kind] = frozenset({"id", "host", "number", "date", "time"})

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAMES_OF_MONTHS = {
    number: [name for name, value in _MONTHS.items() if value == number] for number in range(1, 13)
}
_CHINESE_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS_OF_A_YEAR = 12
_DAYS = re.compile(r"([a-z]{3,9}\.?) (\d{1,2})-(\d{1,2})(,? \d{4})?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?(am|pm|a\.m\.|p\.m\.)?")
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://)?"
    r"(?:(?:[\w-]+\.)+[a-z]{2,24}(?:[:/?#]\S*)?|\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S*)?)|"
    r"[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
# People tell a moment by the clock of its place and leave fractions and the zone away.
_OFFSET = re.compile(r"(?<=\d)(?:\.\d{1,9})?(?: ?(?:z|utc|gmt)|[+-]\d{2}:?\d{2})?$")
_MOMENT = re.compile(r"(\d[\d/]+\d|[^:]*\d{4}),? (?:at )?(\d{1,2}:\d{2}[\d:.]*(?: ?[ap]\.?m\.?)?)")
_UNITS = re.compile(
    r"(?:\$|€|£|¥|usd|eur|gbp|cny|rmb)? ?([-+]?\d[\d,]*(?:\.\d+)?) ?"
    r"(?:%|percent|dollars?|usd|eur|元|美元|分|个|次|条|天|小时|分钟|points?|"
    r"px|r?em|v[hw]|pt|x|k|ms|kb|mb|gb|"
    r"days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|kg|km|items?|bags?|"
    r"mg|ml|cm|mm|km/h|m/s|mph|°[cf]|hpa|g/dl|mg/l|mmol/l|tb|[kmg]b/s|weeks?|months?|"
    r"(?:[mμµ]?g|[mk]?cal|iu|ml)/(?:kg|g|[dm]?l|h|min|d)|"
    r"years?|nights?|people|users?|files?|rows?|seats?|times?|chf|jpy|"
    r"千克|公斤|克|吨|公里|千米|米|厘米|毫米|度|摄氏度|人|件|名|位|周|秒|毫秒|页|台|升|毫升)?"
    r"(?: ?(?:/|out of|of) ?\d+)?"
)
_FLAGS = {
    "true": "true", "yes": "true", "是": "true", "false": "false", "no": "false", "否": "false",
}  # fmt: skip
_EMPTY = {"", "null", "none", "n/a", "na", "nil", "-", "—", "无", "未知", "unknown", "[]", "{}"}
_EDGES = " \t\r\n\"'`*_.,;!。，；！()[]{}<>（）"
_PLAIN_MARKS = (
    ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("，", ","), ("：", ": "), ("（", "("),
    ("）", ")"), ("\u00a0", " "), ("\u202f", " "), ("–", "-"), ("−", "-"),
)  # fmt: skip
_PLACEHOLDERS = {
    "string", "integer", "number", "boolean", "str", "int", "float", "bool", "date", "value",
    "yyyy-mm-dd", "hh:mm", "your value", "example", "tbd", "todo", "etc", "optional", "required",
}  # fmt: skip
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_LONGEST = 300
_LONGEST_KEPT = 2000
# Digits between two separators of a long number.
_GROUP = 3
_DIGIT = re.compile(r"\d")


class Value(NamedTuple):
    """A value in its one spelling.

    Attributes:
        kind: What it is; `word` for up to four words without digits, `text` for longer ones.
        form: Equal for equal values.
    """

    kind: Kind
    form: str


def is_placeholder(raw: str) -> bool:
    """Say whether a value only marks where one would stand: `<uri>`, `...`, `YYYY-MM-DD`."""
    text = raw.strip(" \t\"'`*.,")
    if not text or set(text) <= set("xX.…*_-?#"):
        return bool(raw.strip())
    if (text[0], text[-1]) in (("<", ">"), ("{", "}"), ("[", "]"), ("$", "$"), ("%", "%")):
        return True
    return text.casefold() in _PLACEHOLDERS


def refang(text: str) -> str:
    """Undo the usual ways of making hosts and URLs harmless to click."""
    if "[" in text or "hxxp" in text:
        text = text.replace("[.]", ".").replace("[:]", ":").replace("[://]", "://")
        text = text.replace("(.)", ".").replace("[dot]", ".").replace("[at]", "@")
        text = text.replace("hxxp", "http")
    return text


def normal_text(text: str) -> str:
    """Return text in lower case, with plain quotes, single spaces and refanged hosts."""
    if "\\" in text:
        text = _unescaped(text)
    if not text.isascii():
        for mark, plain in _PLAIN_MARKS:
            text = text.replace(mark, plain)
    return " ".join(refang(text.casefold()).split())


def _unescaped(text: str) -> str:
    """Undo the escapes of JSON in JSON and of shells: what they stand for ends a word."""
    for escape in ("\\n", "\\r", "\\t"):
        text = text.replace(escape, " ")
    text = text.replace('\\"', '"')
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


@lru_cache(maxsize=4096)
def value_of(raw: str) -> Value:
    """Return the kind and the one spelling of a value as written."""
    text = normal_text(raw).strip(_EDGES)
    if text in _EMPTY:
        return Value("empty", "")
    if text in _FLAGS:
        return Value("flag", _FLAGS[text])
    if len(text) > _LONGEST:
        return Value("text", text)
    if _DIGIT.search(text):
        return _with_digits(text)
    if ("." in text or "@" in text or "://" in text) and _HOST.fullmatch(text):
        return Value("host", _bare_host(text))
    words = text.replace("_", " ").replace("-", " ")
    return Value("word" if _is_short(words) else "text", words)


def _is_short(words: str) -> bool:
    if any("\u4e00" <= character <= "\u9fff" for character in words):
        return len(words) <= 12  # noqa: PLR2004 - about four words of Chinese
    return words.count(" ") < 4  # noqa: PLR2004 - up to four words


def _with_digits(text: str) -> Value:
    day = date_of(text)
    if day:
        return Value("date", day)
    clock = clock_of(text)
    if clock:
        return Value("time", clock)
    plain = _UNITS.fullmatch(text)
    if plain:
        return Value("number", number_form(plain[1]))
    if _HOST.fullmatch(text):
        return Value("host", _bare_host(text))
    if " " not in text:
        return Value("id", text.lstrip("#"))
    return Value("text", text)


def _bare_host(text: str) -> str:
    return text.rstrip("/").removeprefix("https://").removeprefix("http://")


def number_form(digits: str) -> str:
    """Return a decimal number without separators, sign `+` and trailing zeros."""
    try:
        number = Decimal(digits.replace(",", "").lstrip("+"))
    except InvalidOperation:
        return digits
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def date_of(text: str) -> str:
    """Return an ISO date (or `--MM-DD` without a year) if the whole text is a date, else ""."""
    iso = _ISO.match(text)
    if iso:
        rest = text[iso.end() :]
        day = _iso(int(iso[1]), int(iso[2]), int(iso[3]))
        moment = clock_of(_OFFSET.sub("", rest.lstrip("t "))) if rest else ""
        if not rest or moment == "00:00":
            return day
        return f"{day} {moment}" if day and moment else ""
    slashed = _SLASHED_DAY.fullmatch(text)
    if slashed:
        first, second = int(slashed[1]), int(slashed[2])
        month, number = (second, first) if first > _MONTHS_OF_A_YEAR else (first, second)
        return _iso(int(slashed[3]), month, number)
    chinese = _CHINESE_DAY.fullmatch(text)
    if chinese:
        return f"--{int(chinese[1]):02}-{int(chinese[2]):02}"
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first and day_first[2] in _MONTHS:
        return _iso(int(day_first[3]), _MONTHS[day_first[2]], int(day_first[1]))
    month_first = _MONTH_FIRST.fullmatch(text)
    if month_first and month_first[1] in _MONTHS:
        month, number = _MONTHS[month_first[1]], int(month_first[2])
        if month_first[3]:
            return _iso(int(month_first[3]), month, number)
        return f"--{month:02}-{number:02}"
    return _moment(text) if ":" in text else ""


def _moment(text: str) -> str:
    """Return `DATE HH:MM` if the whole text is a day and a clock time after it, else ""."""
    parts = _MOMENT.fullmatch(text)
    if not parts:
        return ""
    day, clock = date_of(parts[1]), clock_of(parts[2])
    return f"{day} {clock}" if day and clock else ""


def days_apart(text: str) -> str:
    """Return a text in which `june 16-30, 2026` names both days."""
    return _DAYS.sub(r"\1 \2\4 - \1 \3\4", text)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def clock_of(text: str) -> str:
    """Return HH:MM(:SS) in 24 hours if the whole text is a clock time, else ""."""
    found = _CLOCK.fullmatch(text.lstrip("上下午凌晨中晚早间 "))
    if not found:
        return ""
    hour, half = int(found[1]), (found[4] or "")[:1]
    if text[:1] in "上下凌早晚":
        half = "p" if text[0] in "下晚" else "a"
    if half == "p" and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half == "a" and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    seconds = f":{found[3]}" if found[3] and found[3] != "00" else ""
    return f"{hour:02}:{found[2]}{seconds}"


_CORE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d[\w.:/-]*", re.ASCII)
_NAMED_DAY = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?"
    r"(?:,? \d{4})?(?!\w)"
    r"|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{4}"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日"
)
_MONTH_MARKS = (
    "月", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
)  # fmt: skip
_DOTTED = re.compile(r"[a-z0-9@_-]\.[a-z]")
_LEFT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.:/@#-+")
_RIGHT = _LEFT | frozenset("?=&%~")


_FIGURE = re.compile(r"\d[\d.:-]*\d")


@lru_cache(maxsize=64)
def figures_in(text: str) -> list[str]:
    """Return the figures of more than one digit as written; asked for twice in a row."""
    return _FIGURE.findall(text)


class Atom(NamedTuple):
    """A specific value found in running text, with its place in the normal text."""

    value: Value
    start: int
    end: int


def atoms_of(normal: str) -> list[Atom]:
    """Return the specific values (ids, hosts, numbers, dates, times) of a normal text.

    Digits and dots lead to the candidates, so that plain words cost next to nothing. One question
    after another asks for those of the same short texts.
    """
    return list(_kept_atoms(normal) if len(normal) <= _LONGEST_KEPT else _atoms(normal))


@lru_cache(maxsize=1024)
def _kept_atoms(normal: str) -> tuple[Atom, ...]:
    return tuple(_atoms(normal))


def _atoms(normal: str) -> list[Atom]:
    found: list[Atom] = []
    done = 0
    for left, end in sorted(_candidates(normal), key=lambda span: (span[0], -span[1])):
        if left < done:
            continue
        start = end - len(normal[left:end].lstrip(".,:/@_"))
        raw = normal[start:end].rstrip(".,:/-#?&=~")
        value = value_of(raw)
        if value.kind in SPECIFIC:
            found.append(Atom(value, start, start + len(raw)))
            done = end
    return found


def _candidates(normal: str) -> Iterator[tuple[int, int]]:
    if any(month in normal for month in _MONTH_MARKS):
        yield from (match.span() for match in _NAMED_DAY.finditer(normal))
    reached = 0
    for match in _CORE.finditer(normal):
        start, end = match.span()
        if start < reached:
            continue
        while start > reached and normal[start - 1] in _LEFT:
            start -= 1
        if ":" in normal[start:end] and normal[end : end + 3] in (" am", " pm", " a.", " p."):
            end += 3
        reached = end
        yield start, end
    reached = 0
    for match in _DOTTED.finditer(normal):
        start, end = match.span()
        if start < reached:
            continue
        while start > 0 and normal[start - 1] in _LEFT:
            start -= 1
        while end < len(normal) and normal[end] in _RIGHT:
            end += 1
        reached = end
        yield start, end


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
    return (form,)


def hints_of(value: Value) -> tuple[str, ...]:
    """Return stretches of which one stands in every normal text that holds a value.

    They are for `in`, before the text is looked at with care.
    """
    if value.kind in ("word", "text") and " " in value.form:
        # Whatever joins the words, the first one stands there.
        return (value.form.split(" ", 1)[0],)
    if value.kind not in ("number", "id"):
        return spellings(value)
    whole = value.form.partition(".")[0] if value.kind == "number" else value.form
    return (whole[-_GROUP:],)


def _number_spellings(form: str) -> tuple[str, ...]:
    whole, dot, rest = form.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdigit() and len(whole) < 40 else whole  # noqa: PLR2004 - no number that a person reads is longer
    tails = [f"{dot}{rest}"] if dot else ["", ".0", ".00"]
    if len(rest) == 1:
        tails.append(f".{rest}0")
    heads = (whole, grouped) if grouped != whole else (whole,)
    return tuple(head + tail for tail in tails for head in heads)


def _date_spellings(form: str) -> tuple[str, ...]:
    day, _, moment = form.partition(" ")
    if moment:
        return (form, f"{day}t{moment}")
    year, month, number = ("", form[2:4], form[5:7]) if day.startswith("--") else day.split("-")
    names = _NAMES_OF_MONTHS[int(month)]
    plain = str(int(number))
    ways = [f"{name} {plain}" for name in names] + [f"{plain} {name}" for name in names]
    ways += [f"{month}-{number}", f"{int(month)}/{plain}", f"{month}/{number}"]
    ways.append(f"{int(month)}月{plain}日")
    if year:
        ways += [f"{year}{month}{number}", f"{number}.{month}.{year}", f"{plain}.{month}.{year}"]
    return (form, *ways)


def _time_spellings(form: str) -> tuple[str, ...]:
    hour, minute = int(form[:2]), form[2:]
    half = "am" if hour < 12 else "pm"  # noqa: PLR2004 - noon
    twelve = hour % 12 or 12
    return (
        form, f"{hour}{minute}", f"{form}:00", f"{twelve}{minute} {half}",
        f"{twelve}{minute}{half}", f"{twelve:02}{minute} {half}", f"{twelve}{minute} {half[0]}.m.",
    )  # fmt: skip
