"""What stands for what is not told: a part without text, a value of no known form."""

import re
from typing import Any

import msgspec

_WORDLESS = re.compile(
    r"(?:.*[\W_])?(?:image|audio|video|screenshot|file|media|blob|document|resource|container|ur[il])"
    r"(?:url|[\W_].*)?"
    # Calls and results stand beside the words, too, where readers take them from.
    r"|.*(?:tool|function)[\W_]?(?:use|call|calls|invocation|result|response|output)"
)
_LONGEST_UNBROKEN = 1_000


def untold(part: dict[str, Any]) -> str:
    """Return a part's kind in brackets where it holds no words, else all of it as JSON.

    What a type that nobody knows holds may be what a model made up, or a tool's genuine result.
    """
    kind = part.get("type")
    says_more = any(value is not None for key, value in part.items() if key != "type")
    if kind is not None and (not says_more or _WORDLESS.fullmatch(str(kind).lower())):
        return f"[{kind}]"
    return msgspec.json.encode(_without_blobs(part)).decode()


def _without_blobs(value: Any) -> Any:
    """Return a value whose long unbroken strings, as images are written, are only counted."""
    if isinstance(value, dict):
        return {key: _without_blobs(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_blobs(inner) for inner in value]
    if isinstance(value, str) and len(value) > _LONGEST_UNBROKEN and len(value.split(None, 1)) == 1:
        return f"[{len(value):,} characters]"
    return value


def outline_of(value: Any) -> str:
    """Return in a few words what a decoded value of no known format looks like."""
    if isinstance(value, dict):
        if value.get("messages") == []:
            return "a conversation without a message"
        keys = ", ".join(str(key)[:40] for key in list(value)[:8])
        more = ", ..." if len(value) > 8 else ""  # noqa: PLR2004 - as many as fit a line
        return f"an object with the keys {keys}{more}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}, first {outline_of(value[0])}" if value else "an empty list"
    return f"a single {type(value).__name__}"
