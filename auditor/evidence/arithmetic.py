"""Whether an amount is worked out from amounts that were seen: sums, differences, multiples."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice

from auditor.evidence.index import Evidence
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
_MOST_TIMES = 12
_MOST_CLOCKS = 12
_MINUTES_OF_A_DAY = 24 * 60
_LONGEST_KEPT = 2000


def is_amount(field: Field) -> bool:
    """Say whether a field is money or a count, which people and models work out."""
    raw = field.value.casefold()
    if any(mark in raw for mark in _MARKS):
        return True
    key = label_key(field.label)
    return any(word in key for word in _LABELS)


def is_worked_out(form: str, text: str, evidence: Evidence, before: int) -> bool:
    """Say whether a number follows from numbers of the text itself or of recent sources."""
    target = number_of(form)
    if target is None:
        return False
    seen = {n for n in _numbers(normal_text(text)) if n != target}
    for place in _recent_places(evidence, before):
        if len(seen) > _MOST_NUMBERS:
            break
        seen.update(_numbers(evidence.normal(place)))
    return follows_from(target, seen) or is_time_between(form, text)


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


def _recent_places(evidence: Evidence, before: int) -> Iterable[int]:
    places = (
        place
        for place in range(evidence.place_of(before) - 1, -1, -1)
        if evidence.texts[place].author in ("result", "user")
    )
    return islice(places, _RECENT)


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


def follows_from(target: Decimal, seen: set[Decimal]) -> bool:
    """Say whether a number is the sum or difference of two, the sum of three, or a multiple."""
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
