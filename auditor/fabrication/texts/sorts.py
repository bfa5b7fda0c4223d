"""Sorts of values that may stand for each other."""

from auditor.values.blocks import Field
from auditor.values.values import Kind, value_of

# Names, words and sentences stand for each other; what is counted or measured does not.
_SORTS: dict[Kind, str] = {
    "number": "number", "flag": "flag", "date": "moment", "time": "moment", "host": "host",
}  # fmt: skip


def sort_of(field: Field) -> str:
    """Return the sort of a field's value."""
    return _SORTS.get(value_of(field.value).kind, "words")
