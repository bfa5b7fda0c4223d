"""Whether a normal text holds a value: in any of its spellings, and as a whole."""

import re
from functools import lru_cache

from auditor.values.values import Value, refang

_YEAR_BEFORE = re.compile(r"(\d{4})[-/.年]$")
_YEAR_AFTER = re.compile(r"(?:st|nd|rd|th)?(?:,? |/|\.)(\d{4})(?!\d)")
# Seconds, but for none at all, tell another moment than the minute.
_MORE_OF_MOMENT = re.compile(
    r"(?!(?::00)?(?:\.\d{1,9})?(?: ?(?:z|utc|gmt)|[+-]\d\d:?\d\d)?(?![a-z0-9:]))"
)
_WITH_DIGIT = re.compile(r"[a-z_.@/-]*\d[a-z0-9_.@/-]*")
_NAMING = re.compile(r"[a-z]|\d[-:]")
# What thousands may follow: `12`, `1,234`; no `212.50` and no address.
_WHOLE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d{3}){0,2}\Z")
_ORDINALS = ("st", "nd", "rd", "th")
_NUMBERED = re.compile(r"([a-z]{1,4}[-#]?)?(\d{3,})")

_CUT = re.compile(r"(\w{6,})(?:…|\.\.\.)")
_LONG_NAME = 16
_AROUND_SENTENCE = " \t\n.。!！,，;；:：*`\"'"
_SHORTEST_ECHO = 6
_LONGEST_KEPT = 4000


def has_one(normal: str, hints: tuple[str, ...]) -> bool:
    """Say whether one of some stretches stands in a normal text."""
    for hint in hints:  # noqa: SIM110 - a generator costs more than most searches
        if hint in normal:
            return True
    return False


def holds_figures(normal: str, words: str) -> bool:
    """Say whether a text holds, as written, each figure, id and the like of some words.

    Args:
        normal: A normal text.
        words: Normal words; other words than figures and ids count for nothing.
    """
    return all(occurs(normal, one.rstrip(".-/")) for one in _WITH_DIGIT.findall(words))


def occurs(normal: str, form: str) -> bool:
    """Say whether a form stands in a text as a whole, not inside a longer word or number."""
    if not form:
        return True
    place = normal.find(form)
    while place >= 0:
        end = place + len(form)
        before, after = normal[place - 1 : place], normal[end : end + 2]
        if not _joins(before, form[0]) and (
            not (_joins(after[:1], form[-1]) or _goes_on(form, after))
            or (after in _ORDINALS and _is_day(form) and not normal[end + 2 : end + 3].isalnum())
        ):
            return True
        place = normal.find(form, place + 1)
    return False


def holds(normal: str, value: Value, ways: tuple[str, ...]) -> bool:
    """Say whether a normal text holds a value in one of its spellings, whole."""
    if value.kind != "date" or value.form.startswith("-"):
        for way in ways:
            if way in normal and occurs(normal, way):
                return True
        if _holds_number(normal, value):
            return True
        return (
            value.kind in ("word", "text") and " " in value.form and _holds_words(normal, ways[0])
        )
    if " " in value.form:
        return any(way in normal and _holds_moment(normal, way) for way in ways)
    year = value.form[:4]
    return any(
        way in normal and occurs(normal, way) and (year in way or _is_of(normal, way, year))
        for way in ways
    )


def _holds_moment(normal: str, way: str) -> bool:
    """Say whether a day and its time stand in a text, whatever fraction and zone follow."""
    place = normal.find(way)
    while place >= 0:
        if not _joins(normal[place - 1 : place], way[0]) and not _MORE_OF_MOMENT.match(
            normal, place + len(way)
        ):
            return True
        place = normal.find(way, place + 1)
    return False


def place_of(raw: str, words: str, start: int = 0) -> int:
    """Return where some words hold a name as a whole, from a place on, else -1.

    Chinese and its neighbours need nothing between words. What is empty names nothing.
    """
    name = raw.lower()
    small, name = _lowered(words), name if len(name) == len(raw) else _lowered(raw)
    if not name or name not in small:
        return -1
    place = small.find(name, start)
    while place >= 0:
        if not (_joins_before(small, place) or _has_more(small, place + len(name))):
            return place
        place = small.find(name, place + 1)
    return -1


def name_told(raw: str, words: str) -> str:
    """Return how words tell a name: whole, defanged, too, or cut short: `9be77a10…`; else ""."""
    if place_of(raw, refang(words)) >= 0:
        return raw
    if len(raw) < _LONG_NAME or not ("…" in words or "..." in words):
        return ""
    cuts = (cut[1] for cut in _CUT.finditer(words))
    return next((cut for cut in cuts if raw.lower().startswith(cut.lower())), "")


def _lowered(words: str) -> str:
    """Return words in small letters, each at its place; a Turkish capital `İ` would become two."""
    return _kept_lowered(words) if len(words) <= _LONGEST_KEPT else _made_lowered(words)


# Many names are looked for in one text.
@lru_cache(maxsize=256)
def _kept_lowered(words: str) -> str:
    return _made_lowered(words)


def _made_lowered(words: str) -> str:
    small = words.lower()
    if len(small) == len(words):
        return small
    return "".join(one.lower() if len(one.lower()) == 1 else "i" for one in words)


def _joins_before(small: str, place: int) -> bool:
    """Say whether a word or a number begins before a place."""
    before = small[max(place - 2, 0) : place]
    if not (before and small[place].isascii()):
        return False
    return _is_sign(before[-1]) or (before[-1] in ".," and before[0].isdigit())


def _has_more(small: str, end: int) -> bool:
    """Say whether a word or a number goes on at a place."""
    behind = small[end : end + 2]
    if not (behind and small[end - 1].isascii()):
        return False
    return _is_sign(behind[0]) or (behind[0] in ".," and behind[1:].isdigit())


def _is_sign(one: str) -> bool:
    return one.isascii() and one.isalnum()


def _holds_words(normal: str, form: str) -> bool:
    """Say whether words stand in a text, whatever joins them."""
    return form.split(" ", 1)[0] in normal and occurs(_apart(normal), form)


@lru_cache(maxsize=256)
def _apart(normal: str) -> str:
    return normal.replace("-", " ").replace("_", " ")


def _holds_number(normal: str, value: Value) -> bool:
    """Say whether a text holds a number with letters before (`AS64500`) or zeros behind."""
    if value.kind not in ("number", "id"):
        return False
    if value.kind == "number" and _is_padded(normal, value.form):
        return True
    numbered = _NUMBERED.fullmatch(value.form)
    if numbered is None or numbered[2] not in normal:
        return False
    if numbered[1]:
        return occurs(normal, numbered[2])
    return re.search(rf"(?<![a-z0-9])[a-z]{{1,4}}[-#]?{numbered[2]}(?!\w)", normal) is not None


def _is_padded(normal: str, form: str) -> bool:
    """Say whether a text writes a number with a fixed count of decimals: `0.2700`, `12.0000`."""
    # Three zeros behind a whole number may be thousands.
    padded = f"{form}0" if "." in form else f"{form}.0000"
    return padded in normal and bool(
        re.search(rf"(?<![\w.,]){re.escape(padded)}0*(?!\w|[.,]\d)", normal)
    )


def _is_of(normal: str, way: str, year: str) -> bool:
    """Say whether a day without a year stands somewhere without another year beside it."""
    place = normal.find(way)
    while place >= 0:
        end = place + len(way)
        beside = _YEAR_BEFORE.search(normal, max(0, place - 5), place)
        beside = beside or _YEAR_AFTER.match(normal, end)
        if beside is None or beside[1] == year:
            return True
        place = normal.find(way, place + 1)
    return False


def _joins(outer: str, edge: str) -> bool:
    """Say whether two neighbouring characters belong to one word; Chinese needs no spaces."""
    if outer == "t" and edge.isdigit():
        # The time behind an ISO date.
        return False
    return outer.isascii() and edge.isascii() and outer.isalnum() and edge.isalnum()


def _is_day(form: str) -> bool:
    """Say whether a form ends in the day of a month: `january 1`, as in `January 1st`."""
    month, _, day = form.rpartition(" ")
    return month.isalpha() and day.isdigit()


def _goes_on(form: str, after: str) -> bool:
    """Say whether a number goes on behind its end: `12` in `12.5` and in `12,000`.

    Behind the comma after a name, a day or a number with a point stands the next cell of a row.
    """
    if not form[-1].isdigit() or not after[1:].isdigit():
        return False
    if after[:1] == ",":
        return not _NAMING.search(form) and _WHOLE.search(form) is not None
    return after[:1] == "."


def is_echo(words: str, said: str) -> bool:
    """Say whether words only repeat, as they stand, what somebody said before.

    Args:
        words: A sentence.
        said: What was said; a yes or a name alone is nobody's sentence.
    """
    bare = words.strip(_AROUND_SENTENCE)
    return len(bare) >= _SHORTEST_ECHO and bare in said
