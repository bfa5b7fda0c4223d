"""Days and times of day in the ways that people and systems write them."""

import re
from datetime import date

from auditor.values.one_pass import sign_anywhere

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
NAMES_OF_MONTHS = {
    number: [name for name, value in _MONTHS.items() if value == number] for number in range(1, 13)
}
SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""How the names of months begin."""
# German, Spanish, French, Portuguese, Italian, Dutch, Scandinavian, Russian, Polish, Turkish, from
# January on.
_ABROAD = (
    "januar enero janvier janeiro gennaio januari января stycznia ocak",
    "februar febrero février fevereiro febbraio februari февраля lutego şubat",
    "märz marzo mars março maart marts марта marca mart",
    "april abril avril aprile апреля kwietnia nisan",
    "mai mayo maio maggio mei maj мая maja mayıs",
    "juni junio juin junho giugno июня czerwca haziran",
    "juli julio juillet julho luglio июля lipca temmuz",
    "august agosto août augustus augusti августа sierpnia ağustos",
    "september septiembre septembre setembro settembre сентября września eylül",
    "oktober octubre octobre outubro ottobre октября października ekim",
    "november noviembre novembre novembro ноября listopada kasım",
    "dezember diciembre décembre dezembro dicembre december декабря grudnia aralık",
)  # fmt: skip
_NUMBERS_ABROAD = {
    name: number for number, names in enumerate(_ABROAD, 1) for name in names.split()
}
_DAY_ABROAD = re.compile(
    rf"(?<![\d.])(\d{{1,2}})(?:\.|er|º)? (?:de )?({'|'.join(_NUMBERS_ABROAD)})(?![^\W\d_])"
    r"(?: (?:de )?(\d{4})(?!\d))?"
)
_NAMES = "|".join(sorted({*_MONTHS, *_NUMBERS_ABROAD}, key=len, reverse=True))
_WEEKDAYS = tuple(
    tuple(words.split())
    for words in (
        "monday montag lunes lundi lunedì segunda-feira 周一 星期一 月曜",
        "tuesday dienstag martes mardi martedì terça-feira 周二 星期二 火曜",
        "wednesday mittwoch miércoles mercredi mercoledì quarta-feira 周三 星期三 水曜",
        "thursday donnerstag jueves jeudi giovedì quinta-feira 周四 星期四 木曜",
        "friday freitag viernes vendredi venerdì sexta-feira 周五 星期五 金曜",
        "saturday samstag sábado samedi sabato 周六 星期六 土曜",
        "sunday sonntag domingo dimanche domenica 周日 周天 星期日 星期天 日曜",
    )
)
_MONTH_OF_YEAR = re.compile(
    # With a number before it, it is a day's.
    r"(?<![\d.ºª] )(?<!\d de )(?<!\d of )(?<!\d(?:st|nd|rd|th|er) )(?<!\d(?:st|nd|rd|th) of )"
    rf"\b(?P<name>{_NAMES})\.?,? (?:de |of )?(?P<year>(?:19|20)\d\d)\b|"
    r"(?P<year_zh>(?:19|20)\d\d) ?年 ?(?P<zh>1[0-2]|0?[1-9]) ?月(?! ?\d)"
)
MONTH_SIGNS = (
    r"(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|fév|avr|juin|"
    r"juil|ao)[^\W\d]* (?:de |of )?20\d\d|年 ?1?\d ?月"
)
"""Without one of these no month of a year is named; in small letters."""
_MAY_BE_MONTH = sign_anywhere(f"(?i){MONTH_SIGNS}")
# `9時30分`, `9時半`, `22시 14분`, `下午1点`, `18 uhr`; what lasts so many hours is no time.
_HOUR_ABROAD = re.compile(
    r"(?<![\d.:])((?:上午|早上|凌晨|中午|下午|傍晚|晚上|午前|午後|오전|오후) ?)?(\d{1,2})(?:"
    r" ?(?:[時时点點시](?! ?[間间])) ?(?:(\d{1,2}) ?[分분]|(半|반))?|"
    r":(\d{2})(?![:\d])| uhr(?: (\d{2}))?(?!\w))"
)
_LATE = ("下午", "傍晚", "晚上", "午後", "오후")
_EARLY = ("凌晨", "午前", "오전")
_KOREAN_DAY = re.compile(r"(\d{1,2})월 ?(\d{1,2})일")
_CHINESE_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# Whoever parts days by points writes the day first.
_POINTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTHS_OF_A_YEAR = 12
_DAYS = re.compile(r"([a-z]{3,9}\.?) (\d{1,2})-(\d{1,2})(,? \d{4})?")
# `28 feb 2026`, `28-feb-2026`, `28/feb/2026`
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ /-]([a-z]{3,9})\.?,?[ /-](\d{4})")
_SHORT_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})\.?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
# `7h58` in French.
_CLOCK = re.compile(r"(\d{1,2})(?::| ?h ?)(\d{2})(?::(\d{2}))?(?:\.\d+)? ?(am|pm|a\.m\.|p\.m\.)?")
# People tell a moment by the clock of its place and leave fractions and the zone away.
_OFFSET = re.compile(r"(?<=\d)(?:\.\d{1,9})?(?: ?(?:z|utc|gmt)|[+-]\d{2}:?\d{2})?$")
# `04 Mar 09:06`, `3月4日 9:06`
_SHORT_MOMENT = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th|\.)? [a-z]{3,9}\.?|[a-z]{3,9}\.? \d{1,2}|\d{1,2}月\d{1,2}日)"
    # Turkey, Finland and others write `22.10` behind a day.
    r",? ?(?:at )?(\d{1,2}(?::\d{2}[\d:.]*|\.\d{2})(?: ?[ap]\.?m\.?)?)"
)
_MOMENT = re.compile(r"(\d[\d/]+\d|[^:]*\d{4}),? (?:at )?(\d{1,2}:\d{2}[\d:.]*(?: ?[ap]\.?m\.?)?)")


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
    pointed = _POINTED_DAY.fullmatch(text)
    if pointed:
        return _iso(int(pointed[3]), int(pointed[2]), int(pointed[1]))
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first and day_first[2] in _MONTHS:
        return _iso(int(day_first[3]), _MONTHS[day_first[2]], int(day_first[1]))
    month_first = _MONTH_FIRST.fullmatch(text)
    if month_first and month_first[3] and month_first[1] in _MONTHS:
        return _iso(int(month_first[3]), _MONTHS[month_first[1]], int(month_first[2]))
    return _day_without_year(text) or _day_abroad(text) or _moment(text)


def _day_without_year(text: str) -> str:
    """Return `--MM-DD` if the whole text is a day without a year, else ""."""
    chinese = _CHINESE_DAY.fullmatch(text)
    if chinese:
        return f"--{int(chinese[1]):02}-{int(chinese[2]):02}"
    day_first, month_first = _SHORT_DAY.fullmatch(text), _MONTH_FIRST.fullmatch(text)
    if day_first and day_first[2] in _MONTHS:
        return f"--{_MONTHS[day_first[2]]:02}-{int(day_first[1]):02}"
    if month_first and month_first[1] in _MONTHS:
        return f"--{_MONTHS[month_first[1]]:02}-{int(month_first[2]):02}"
    return ""


def _moment(text: str) -> str:
    """Return `DATE HH:MM` if the whole text is a day and a clock time after it, else ""."""
    english = days_from_abroad(text)
    if ":" not in text and english == text:
        return ""
    if _ISO.match(english):
        return date_of(english)
    parts = _MOMENT.fullmatch(english) or _SHORT_MOMENT.fullmatch(english)
    if not parts:
        return ""
    told = parts[2] if ":" in parts[2] else parts[2].replace(".", ":", 1)
    day, clock = date_of(parts[1]), clock_of(told)
    return f"{day} {clock}" if day and clock else ""


def _day_abroad(text: str) -> str:
    """Return the ISO date if the whole text is a day with its year in another language, else ""."""
    day = _DAY_ABROAD.fullmatch(text)
    return _iso(int(day[3]), _NUMBERS_ABROAD[day[2]], int(day[1])) if day and day[3] else ""


def days_from_abroad(text: str) -> str:
    """Return a lower-case text with `27. märz 2026` as an ISO date, and `3 de mayo` as `3 may`."""
    if "월" in text:
        text = _KOREAN_DAY.sub(r"\1月\2日", text.replace("년 ", "年"))
    return _DAY_ABROAD.sub(_in_english, text)


def _in_english(day: re.Match[str]) -> str:
    month = _NUMBERS_ABROAD[day[2]]
    if day[3]:
        return _iso(int(day[3]), month, int(day[1])) or day[0]
    return f"{day[1]} {NAMES_OF_MONTHS[month][0]}"


def clocks_from_abroad(text: str) -> str:
    """Return a lower-case text with `9時30分`, `18 uhr` and `下午 1:30` as times of day."""
    return _HOUR_ABROAD.sub(_on_the_clock, text)


def _on_the_clock(told: re.Match[str]) -> str:
    hour, minute = int(told[2]), told[3] or told[5] or told[6] or ("30" if told[4] else "00")
    if hour > 23 or int(minute) > 59:  # noqa: PLR2004 - no time of day
        return told[0]
    half = (told[1] or "").strip()
    if half in _LATE and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half in _EARLY and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    return f" {hour:02}:{int(minute):02} "


def months_in(text: str) -> list[tuple[str, str]]:
    """Return the months of a year that a text names without a day: how, and as `YYYY-MM`."""
    return [
        (text[found.start() : found.end()], f"{found['year'] or found['year_zh']}-{number:02}")
        for found in _MONTH_OF_YEAR.finditer(text.lower())
        for number in (_number_of_month(found),)
    ]


def may_tell_other_month(text: str, output: str) -> bool:
    """Say whether a text names a month of a year of which a result has no day."""
    return _MAY_BE_MONTH(text) and any(month not in output for _, month in months_in(text))


def _number_of_month(found: re.Match[str]) -> int:
    name = found["name"]
    return int(found["zh"]) if name is None else _MONTHS.get(name) or _NUMBERS_ABROAD[name]


def turned_day(form: str) -> str:
    """Return the day whose month and number are exchanged, "" where there is none."""
    year, _, rest = form.partition("-")
    month, _, number = rest.partition("-")
    is_whole = bool(year) and len(form) == len("YYYY-MM-DD")
    return date_of(f"{year}-{number}-{month}") if is_whole else ""


def days_apart(text: str) -> str:
    """Return a text in which `june 16-30, 2026` names both days."""
    return _DAYS.sub(r"\1 \2\4 - \1 \3\4", text)


def day_of(form: str) -> date | None:
    """Return the day of a date's one spelling, or None where it tells no year."""
    try:
        return date.fromisoformat(form[:10])
    except ValueError:
        return None


def weekdays_in(text: str) -> set[int]:
    """Return the days of the week that a text names, from 0 for Monday on."""
    lowered = text.lower()
    return {
        number for number, words in enumerate(_WEEKDAYS) if any(one in lowered for one in words)
    }


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def clock_of(text: str) -> str:
    """Return HH:MM(:SS) in 24 hours if the whole text is a clock time, else ""."""
    found = _CLOCK.fullmatch(text.lstrip("上下午凌晨中晚早间 "))
    if not found:
        return _clock_abroad(text)
    hour, half = int(found[1]), (found[4] or "")[:1]
    if text[:1] in "上下凌早晚":
        half = "p" if text[0] in "下晚" else "a"
    if half == "p" and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half == "a" and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    seconds = f":{found[3]}" if found[3] and found[3] != "00" else ""
    return f"{hour:02}:{found[2]}{seconds}"


def _clock_abroad(text: str) -> str:
    told = _HOUR_ABROAD.fullmatch(text)
    # `3点` may be three points.
    if not told or (text[-1] in "点點" and not told[1]):
        return ""
    clock = _on_the_clock(told).strip()
    return clock if clock != text else ""
