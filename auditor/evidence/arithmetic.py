"""Whether an amount is worked out from amounts that were seen: sums, differences, multiples."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice

from auditor.evidence.index import Evidence
from auditor.evidence.means import is_mean
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.values import normal_text

_MARKS = ("$", "€", "£", "¥", "usd", "eur", "gbp", "cny", "元")
_LABELS = (
    "total", "amount", "price", "cost", "fee", "refund", "balance", "difference", "sum", "count",
    "subtotal", "charge", "payment", "remaining", "合计", "总", "金额", "价", "费", "数量", "余额",
)  # fmt: skip
_RECENT = 6
_MOST_NUMBERS = 120
_ENOUGH_FOR_ANY = 1000
_MOST_TIMES = 12
_MOST_CLOCKS = 12
_MINUTES_OF_A_DAY = 24 * 60
_LONGEST_KEPT = 2000
_PLACES = 12
# Sums of three of these are exact in decimals, too.
_LONGEST_WHOLE = 10**27


def is_amount(field: Field) -> bool:
    """Say whether a field is money or a count, which people and models work out."""
    raw = field.value.casefold()
    if any(mark in raw for mark in _MARKS):
        return True
    key = label_key(field.label)
    return any(word in key for word in _LABELS)


def is_worked_out(form: str, text: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number follows from numbers of the text itself or of recent sources.

    From very many numbers any other follows, by chance.
    """
    target = number_of(form)
    if target is None:
        return False
    told = numbers_told(text)
    if len(told) > _ENOUGH_FOR_ANY:
        return True
    seen = told - {target}
    for recent in _recent_numbers(evidence, before):
        if len(seen) > _MOST_NUMBERS:
            break
        seen |= recent
    if follows_from(target, seen) or is_time_between(form, text):
        return True
    return is_mean(target, told, evidence, before)


@lru_cache(maxsize=16)
def numbers_told(text: str) -> frozenset[Decimal]:
    """Return the numbers of a text but for zeros; one value after another is asked about."""
    return frozenset(_numbers(normal_text(text)))


def is_time_between(form: str, text: str) -> bool:
    """Say whether a number is the minutes between two clock times that the text itself tells."""
    times = {
        60 * int(hour) + int(minute)
        for atom in atoms_of(normal_text(text))
        if atom.value.kind == "time"
        for hour, minute in [atom.value.form.split(":")[:2]]
    }
    if len(times) > _MOST_CLOCKS:
        return False
    return any(str((one - other) % _MINUTES_OF_A_DAY) == form for one in times for other in times)


def _recent_numbers(evidence: Evidence, before: int) -> list[frozenset[Decimal]]:
    """Return the numbers of each of the newest results and words of users before an event."""
    answers = evidence.answers_before(before)
    if _recent_numbers not in answers:
        places = (
            place
            for place in range(evidence.place_of(before) - 1, -1, -1)
            if evidence.texts[place].author in ("result", "user")
        )
        answers[_recent_numbers] = [
            frozenset(_numbers(evidence.normal(place))) for place in islice(places, _RECENT)
        ]
    found: list[frozenset[Decimal]] = answers[_recent_numbers]
    return found


def _numbers(normal: str) -> list[Decimal]:
    return [number for number in numbers_in(normal) if number != 0]


def numbers_in(normal: str) -> tuple[Decimal, ...]:
    """Return the numbers of a normal text, which one question after another comes back to."""
    return _kept_numbers(normal) if len(normal) <= _LONGEST_KEPT else tuple(_each_number(normal))


@lru_cache(maxsize=512)
def _kept_numbers(normal: str) -> tuple[Decimal, ...]:
    return tuple(_each_number(normal))


def _each_number(normal: str) -> Iterator[Decimal]:
    for atom in atoms_of(normal):
        number = number_of(atom.value.form) if atom.value.kind == "number" else None
        if number is not None:
            yield number


def number_of(form: str) -> Decimal | None:
    """Return a number's form as a number, or None."""
    try:
        return Decimal(form)
    except InvalidOperation:
        return None


def follows_from(target: Decimal, seen: Collection[Decimal]) -> bool:
    """Say whether a number is the sum or difference of two, the sum of three, or a multiple."""
    whole = _as_whole([target, *seen])
    if whole is None:
        return _follows_exactly(target, frozenset(seen))
    goal, numbers = whole[0], sorted(whole[1:])
    known = frozenset(numbers)
    if not known.isdisjoint(map(goal.__sub__, numbers)):
        return True
    if not known.isdisjoint(map(goal.__add__, numbers)):
        return True
    if any(goal % times == 0 and goal // times in known for times in range(2, _MOST_TIMES)):
        return True
    few = numbers[:_MOST_NUMBERS]
    return any(
        not known.isdisjoint(map((goal - one).__sub__, few[place:]))
        for place, one in enumerate(few)
    )


def _as_whole(numbers: Iterable[Decimal]) -> list[int] | None:
    """Return numbers in units so small that all are whole; None where one is too long for that."""
    whole: list[int] = []
    for number in numbers:
        scaled = number.scaleb(_PLACES)
        one = int(scaled)
        if one != scaled or abs(one) >= _LONGEST_WHOLE:
            return None
        whole.append(one)
    return whole


def _follows_exactly(target: Decimal, seen: frozenset[Decimal]) -> bool:
    if any(target - one in seen or one - target in seen for one in seen):
        return True
    if any(one * times == target for one in seen for times in range(2, _MOST_TIMES)):
        return True
    numbers = sorted(seen)[:_MOST_NUMBERS]
    return any(
        target - one - other in seen
        for place, one in enumerate(numbers)
        for other in numbers[place:]
    )
