"""Names of fields, brought to one spelling."""

from functools import lru_cache

from auditor.values import SPECIFIC, value_of


@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """Return a label without case, spaces and punctuation: `Order ID` and `order_id` are one."""
    return "".join(character for character in label.casefold() if character.isalnum())


@lru_cache(maxsize=4096)
def is_data(label: str) -> bool:
    """Say whether a key is data rather than a name: an id, a date, a host."""
    return any(c.isdigit() for c in label) and value_of(label).kind in SPECIFIC
