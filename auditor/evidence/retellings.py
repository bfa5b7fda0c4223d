"""Whether a value says what a result's does in other words, shorter, or rounded.

Whoever tells one word of a tool in his own words may tell any of them so: then other words in a
place are no change.
"""

import re
from collections.abc import Iterable, Sequence

from auditor.evidence.arithmetic import numbers_in
from auditor.evidence.rounding import is_in_other_unit, is_rounding_of
from auditor.values.dates import SHORT_MONTHS, weekdays_in
from auditor.values.equal_values import equal
from auditor.values.labels import label_key
from auditor.values.values import IN_WORDS, Value, normal_text, value_of

_SHORTEST_PART = 3
_LONGEST_CODE, _SHORTEST_CODE = 4, 4
_STEM = 4
_SHORT_CODE = re.compile(r"[A-Z]{2,5}\d{0,3}")
_LAST_DIGITS, _LONG_NUMBER = re.compile(r"\d{4}"), re.compile(r"\d{7,}")
_BOUND = re.compile(r"(?:每?满|共计?|总计|合计|仅|达|已达)(?=[¥￥]?\d)")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,2}-?\d")
_COUNT_WORDS = (
    "no none zero one two three four five six seven eight nine ten eleven twelve "
    "零 一 二 两 三 四 五 六 七 八 九 十"
)
_COUNTS = frozenset(_COUNT_WORDS.split())
_ABOUT = re.compile(
    r"(?:about|around|roughly|approx(?:\.|imately)?|some|nearly|almost|circa|ca\.?|etwa|rund|"
    r"ungefähr|environ|unos|unas|aproximadamente|cerca de|~|≈|大?约|近) ?(?=[$€£¥]?\d)"
)
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?) ?%")
_MARKS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]{4,}")
# What a result calls the user, and what an answer to him does.
ME = frozenset({"me", "self", "myself", "own", "ich", "moi", "yo", "eu", "我", "本人"})
YOU = re.compile(
    r"(?:to |from )?(?:you|yourself|your(?: own)? (?:account|self)|sie|du|vous|usted|você|您|你)",
    re.IGNORECASE,
)
# Whether day or month comes first, only who writes it knows.
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_BETWEEN_NAMES = re.compile(r", (?:and )?|,| and | & ")
# A title says nothing of a name: `Dott. Rossi`, `Hon. Vance`.
_TITLE = re.compile(r"\b[A-Z][a-z]{1,4}\.\w*")
_DENIAL = re.compile(
    r"(?<![^\W_])(?:not|no|none|never|non|without|un\w+)(?![^\W_])|[不没未非无]", re.IGNORECASE
)


def says(said: str, own: str) -> bool:
    """Say whether what is told may be a result's value in other words, a part of it, or rounded.

    Args:
        said: The value that a text tells.
        own: The result's.
    """
    one, other = value_of(said), value_of(own)
    if one.form == other.form or equal(one, own) or equal(other, said) or turns(said, other):
        return True
    if "flag" in (one.kind, other.kind) or "empty" in (one.kind, other.kind):
        return one.kind != other.kind
    mine, yours = label_key(said), label_key(own)
    if mine == yours or is_in_other_unit(said, (own,)) or _is_percent_of(said, own):
        return True
    if one.kind == other.kind == "number":
        return is_rounding_of(one.form, numbers_in(normal_text(own)))
    if is_in_words(said) and other.kind == "number":
        return said.strip().casefold() in _COUNTS or _is_month_of(said, other)
    if one.kind in IN_WORDS and _is_code(own) and not _is_code(said):
        return said[:1].isupper() or not said.isascii()
    if _denies(said) != _denies(own):
        return False
    return _is_part(mine, yours) or _is_part(yours, mine) or _are_words_of(said, own)


def is_told_roughly(said: str, owns: Iterable[str]) -> bool:
    """Say whether a value is a result's number, rounded as it says itself: `about 1,250`."""
    about = _ABOUT.match(normal_text(said))
    number = value_of(said[about.end() :]) if about else None
    return (
        number is not None
        and number.kind == "number"
        and any(is_rounding_of(number.form, numbers_in(normal_text(own))) for own in owns)
    )


def is_decoded(said: str, own: str) -> bool:
    """Say whether words stand where a result has a short code in capitals: `full-time` for FT."""
    return _SHORT_CODE.fullmatch(own) is not None and is_in_words(said) and said != said.upper()


def is_end_of(said: str, own: str) -> bool:
    """Say whether four digits are the last of a long number: so accounts and cards are told."""
    return _LAST_DIGITS.fullmatch(said) is not None and bool(
        _LONG_NUMBER.fullmatch(own) and own.endswith(said)
    )


def is_bound_at(said: str, own: str) -> bool:
    """Say whether a figure is told as a bound or a sum: `满300元` of 300."""
    bound = _BOUND.match(said)
    told = value_of(said[bound.end() :]) if bound else None
    return told is not None and told.kind == "number" and told == value_of(own)


def is_weekday_of(said: str, own: str) -> bool:
    """Say whether a day of the week stands where a result has a day: it names no other."""
    return is_in_words(said) and value_of(own).kind == "date" and bool(weekdays_in(said))


def _is_percent_of(said: str, own: str) -> bool:
    """Say whether a percentage is a result's share of one: `50%` of its 0.5."""
    percent, share = _PERCENT.fullmatch(said.strip()), numbers_in(normal_text(own))
    if percent is None or len(share) != 1 or abs(share[0]) > 1:
        return False
    return is_rounding_of(percent[1], [100 * share[0]])


def _is_month_of(said: str, own: Value) -> bool:
    """Say whether a month's name stands for its number."""
    name = said.strip().casefold()[:3]
    return name in SHORT_MONTHS and own.form == str(SHORT_MONTHS.index(name) + 1)


def tells_of_user(said: str, owns: Sequence[str]) -> bool:
    """Say whether some names are a result's, with the user called so or named by his mail address.

    Args:
        said: The names that a text tells.
        owns: What the result has in their place.
    """
    if YOU.fullmatch(said) and any(own.strip().casefold() in ME for own in owns):
        return True
    mails = [label_key(own) for own in owns if "@" in own]
    names = [name.strip() for name in _BETWEEN_NAMES.split(said)] if mails else []
    keys = [label_key(name) for name in names if not YOU.fullmatch(name)]
    return bool(keys) and all(key and any(key in mail for mail in mails) for key in keys)


def turns(said: str, own: Value) -> bool:
    """Say whether a day is a result's with day and month the other way round."""
    day = _SLASHED.fullmatch(said.strip()) if own.kind == "date" else None
    return day is not None and value_of(f"{day[3]}-{day[2]}-{day[1]}").form == own.form


def is_in_words(said: str) -> bool:
    """Say whether a value is told in words, without any figure."""
    return value_of(said).kind in IN_WORDS and not any(map(str.isdigit, said))


def is_reworded(said: str, own: str) -> bool:
    """Say whether words are a result's told otherwise than as it writes them."""
    if not is_in_words(said) or value_of(own).kind not in IN_WORDS:
        return False
    if _MARKS.sub("", said) == _MARKS.sub("", own):
        return False
    if own.isupper() and len(own) >= _SHORTEST_CODE and said[:_SHORTEST_PART].upper() == own[:3]:
        # `ruhend` for RUHT.
        return True
    if _denies(said) != _denies(own):
        return False
    return says(said, own) or _shares_a_stem(said, own)


def rewords(told: Iterable[tuple[str, Iterable[str]]]) -> bool:
    """Say whether somebody tells some of a result's words in his own.

    Args:
        told: Each value that he tells, and those that the result has in its place.
    """
    return any(
        all(said.strip() != own.strip() for own in owns)
        and any(is_reworded(said.strip(), own.strip()) for own in owns)
        for said, owns in ((said, tuple(owns)) for said, owns in told)
    )


def _denies(words: str) -> bool:
    return _DENIAL.search(words) is not None


def _shares_a_stem(said: str, own: str) -> bool:
    stems = {word[:_STEM] for word in _words_in(_TITLE.sub("", own))}
    return any(word[:_STEM] in stems for word in _words_in(_TITLE.sub("", said)))


def _are_words_of(said: str, own: str) -> bool:
    """Say whether one has only words of the other, in whatever order, and no figure of its own."""
    if not (is_in_words(said) and is_in_words(own)):
        return False
    mine, yours = _words_in(said), _words_in(own)
    return bool(mine and yours) and (mine <= yours or yours <= mine)


def _words_in(raw: str) -> set[str]:
    return set(_WORD.findall(normal_text(raw).replace("_", " ")))


def _is_part(mine: str, yours: str) -> bool:
    return len(mine) >= _SHORTEST_PART and mine in yours


def _is_code(raw: str) -> bool:
    """Say whether it may stand for the name of a place or a currency: `JFK`, `eu-west-1`."""
    if _REGION.fullmatch(raw):
        return True
    return raw.isupper() and raw.isalpha() and len(raw) <= _LONGEST_CODE
