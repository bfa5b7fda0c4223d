"""Reports as JSON values with named members."""

from collections.abc import Mapping
from typing import Any

import msgspec

from auditor.measure import Share
from auditor.trace import ReadProblem


def as_json(value: Any) -> Any:
    """Return structs and named tuples as objects, other sequences as lists.

    A share gets its `value` beside `hits` and `total`. Raw bytes of problems are left out.
    """
    if isinstance(value, Share):
        return {"hits": value.hits, "total": value.total, "value": value.value}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: as_json(member) for name, member in value._asdict().items()}
    if isinstance(value, msgspec.Struct):
        skipped = {"raw"} if isinstance(value, ReadProblem) else set()
        return {
            name: as_json(getattr(value, name))
            for name in value.__struct_fields__
            if name not in skipped
        }
    if isinstance(value, Mapping):
        return {str(key): as_json(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(member) for member in value]
    return value
