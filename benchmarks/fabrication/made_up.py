"""Plausible values that occur nowhere in a trace: another id, number, date, name or word."""

import random
import re
import string
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from benchmarks.fabrication.records import Scalar, data_keys, leaves, replaced, typed_key

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HEX = re.compile(r"[0-9a-f]{12,}\Z")
_WORD = re.compile(r"[^\W\d_]+")
_NAMES_TEXT = (
    "Marisol Bjorn Keiko Anselm Priya Tobias Ingrid Ravi Celeste Duncan Farah Gideon Hana Ilya "
    "Joss Katya Leif Mabel Nadir Odette Pavel Quentin Rosalind Sanjay Thea Ulrich Vesna Wendell "
    "Xenia Yusuf Zora Halvorsen Okafor Brandt Castellano Dubois Eriksen Farrell Grunwald Ibarra "
    "Jankowski Kaminski Lindqvist Moreau Novak Ortega Petrov Quigley Rasmussen Salazar Tanaka"
)
_WORDS_TEXT = (
    "amber brisk cobalt dormant ember fallow granite harvest idle jasper kindred lapsed meadow "
    "nimble orchard pending quartz rustic sable tangent upland velvet withheld yonder zenith "
    "archived blocked deferred escalated frozen granted halted invoiced lodged mailed noted "
    "overdue paused queued revoked shipped traced unpaid voided waived malicious suspicious "
    "regional seasonal nightly coastal northern remote express standard premium basic deluxe"
)
_ZH_TEXT = (
    "青松 云海 长风 北辰 恶意 可疑 冻结 延期 封禁 已退回 待审 河湾 "
    "星桥 望海 石门 锦绣 平安 远山 金桂 白鹭"
)
_NAME_WORDS, _WORDS, _ZH_WORDS = (text.split() for text in (_NAMES_TEXT, _WORDS_TEXT, _ZH_TEXT))


class Known(NamedTuple):
    """What a trace says: its words, case-folded, and the numbers in them."""

    text: str
    numbers: frozenset[str]


def known_of(text: str) -> Known:
    """Return the index of a case-folded text."""
    return Known(text, frozenset(_NUMBER.findall(text)))


def made_up(value: Any, avoid: Known, rng: random.Random, keep: Iterable[str] = ()) -> Any:
    """Return a record with every value changed.

    Args:
        value: The decoded record(s).
        avoid: All words of the trace; no new value stands in it. (Flags only flip,
            and nothing is made of null.)
        rng: Seeded.
        keep: Values that stay, such as the entity that was asked for.
    """
    return replaced(value, changes(value, avoid, rng, keep))


def changes(
    value: Any, avoid: Known, rng: random.Random, keep: Iterable[str] = ()
) -> dict[Any, Scalar]:
    """Return old value -> new value for every leaf and every key that is data."""
    kept = set(keep)
    old: list[Scalar] = [leaf.value for leaf in leaves(value)]
    old += list(data_keys(value))
    found: dict[Any, Scalar] = {}
    for one in old:
        if typed_key(one) not in found and not (isinstance(one, str) and one in kept):
            found[typed_key(one)] = another(one, avoid, rng)
    return found


def another(value: Scalar, avoid: Known, rng: random.Random) -> Scalar:
    """Return one plausible other value that is not in `avoid`."""
    if value is None or value == "":
        return value
    if isinstance(value, bool):
        return not value
    make: Callable[[], Scalar]
    if isinstance(value, int | float):
        make = lambda: _number(value, rng)  # noqa: E731 - two makers, one loop
    else:
        make = lambda: _text(value, rng)  # noqa: E731 - same
    for _ in range(40):
        new = make()
        if new != value and not _occurs(new, avoid):
            return new
    return new


def _occurs(new: Scalar, avoid: Known) -> bool:
    shown = str(new).casefold()
    if isinstance(new, str) and not shown.isdigit():
        return shown in avoid.text
    return shown in avoid.numbers


def _number(value: float, rng: random.Random) -> Scalar:
    if isinstance(value, int):
        if abs(value) < 100:
            return rng.randint(2, 99)
        size = len(str(abs(value)))
        return rng.randint(10 ** (size - 1), 10**size - 1)
    digits = len(repr(value).split(".")[-1])
    return round(rng.uniform(0.2, 4) * (abs(value) or 10), min(digits, 4))


def _text(value: str, rng: random.Random) -> str:
    if _HEX.match(value):
        return "".join(rng.choice("0123456789abcdef") for _ in value)
    if _DATE.search(value):
        dated = _DATE.sub(lambda found: _other_date(found[0], rng), value)
        return _CLOCK.sub(lambda _: _clock(rng), dated)
    if "://" in value:
        return _address(value, rng)
    if _CLOCK.fullmatch(value[:5]):
        return _CLOCK.sub(lambda _: _clock(rng), value)
    if any(c.isdigit() for c in value) and " " not in value:
        return _identifier(value, rng)
    words = [_word(found, rng) for found in value.split()]
    return " ".join(words[:40])


def _other_date(iso: str, rng: random.Random) -> str:
    try:
        old = date.fromisoformat(iso)
    except ValueError:
        return iso[:-2] + f"{rng.randint(1, 28):02d}"
    return (old + timedelta(days=rng.choice((-1, 1)) * rng.randint(20, 700))).isoformat()


def _clock(rng: random.Random) -> str:
    return f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"


def _address(value: str, rng: random.Random) -> str:
    """Return a URL on another host, with another path of the same depth."""
    scheme, _, rest = value.partition("://")
    path = rest.split("/")[1:]
    words = [rng.choice(_WORDS) for _ in path]
    return "/".join([f"{scheme}://{rng.choice(_WORDS)}-{rng.choice(_WORDS)}.example", *words[:6]])


def _identifier(value: str, rng: random.Random) -> str:
    """Change the digits and the parts without meaning; keep separators and words like `card`."""

    def part(found: re.Match[str]) -> str:
        token = found[0]
        if token.islower() and len(token) > 3:
            return token
        if token.isupper():
            return "".join(rng.choice(string.ascii_uppercase) for _ in token)
        return "".join(rng.choice(string.ascii_lowercase) for _ in token)

    lettered = value if _DATE.search(value) else _WORD.sub(part, value)
    return re.sub(r"\d", lambda _: rng.choice(string.digits), lettered)


def _word(token: str, rng: random.Random) -> str:
    def one(found: re.Match[str]) -> str:
        word = found[0]
        if not word.isascii():
            return rng.choice(_ZH_WORDS)
        if word.isupper() and len(word) <= 8:
            return "".join(rng.choice(string.ascii_uppercase) for _ in word)
        if word[:1].isupper():
            return rng.choice(_NAME_WORDS)
        return rng.choice(_WORDS)

    return re.sub(r"\d", lambda _: rng.choice(string.digits), _WORD.sub(one, token))
