"""Whether one number may be another in some other unit, whichever that is."""

from decimal import Decimal

from auditor.evidence.arithmetic import number_of
from auditor.values.values import value_of

_FACTORS = tuple(
    Decimal(factor)
    for factor in (
        "10", "100", "1000", "1024", "60", "3600", "24", "7", "12", "3.6", "1.609", "2.205",
        "0.3048",
        "2.54", "25.4", "28.35", "3.785", "1.8", "0.7457", "101.325", "1.852", "6.895", "4.184",
        "16.02", "0.4536",
    )
)  # fmt: skip
_NEAR = Decimal("0.02")
_FREEZING, _DEGREES = Decimal(32), Decimal("1.8")
_MONEY = "$€£¥₹₽₩"


def may_be_converted(said: str, own: str, near: Decimal = _NEAR) -> bool:
    """Say whether a number as written may be another in some other unit.

    Amounts of money may be in any currency.

    Args:
        said, own: Both numbers, as written.
        near: What share of the other they may differ by, as people round.
    """
    if any(sign in said or sign in own for sign in _MONEY):
        return True
    one, other = number_of(value_of(said).form), number_of(value_of(own).form)
    if not one or not other:
        return True
    in_degrees = (other * _DEGREES + _FREEZING, (other - _FREEZING) / _DEGREES)
    amounts = [
        *in_degrees,
        *(other * factor for factor in _FACTORS),
        *(other / factor for factor in _FACTORS),
    ]
    return any(abs(one - amount) <= near * abs(amount) for amount in amounts)
