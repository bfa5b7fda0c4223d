"""The ledger's own form: one JSON object a line, each bound to the line before it by its hash.

`prev_hash` is the sha256 of the bytes of the line before, without its line end; 64 zeros on the
first line. An entry without a tool name is a mark of the ledger itself: `result` says what
happened (`opened`, `closed`, `repaired: ...`). A line that a crash left torn stays where it is;
the mark that follows names its hash and is bound to the last whole line.
"""

import hashlib
from typing import Any

import msgspec

from auditor.ledger_entry import LedgerEntry
from auditor.messages.parts import json_text
from auditor.messages.times import utc
from auditor.trace import Place

FIRST = "0" * 64
REPAIRED = "repaired: "


class Line(msgspec.Struct, frozen=True, omit_defaults=False):
    """An entry as it is written; see `LedgerEntry` for what the fields mean."""

    seq: int
    at: str
    server: str
    session: str
    name: str
    arguments_raw: str
    result_sha256: str
    result: str | None
    is_error: bool
    prev_hash: str
    call_id: str | msgspec.UnsetType = msgspec.UNSET


def hash_of(line: bytes) -> str:
    """Return the hash that the next line carries."""
    return hashlib.sha256(line).hexdigest()


def text_hash(text: str) -> str:
    """Return the sha256 of a text's UTF-8 bytes in hex."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def encode(line: Line) -> bytes:
    """Return the bytes of a line without its line end."""
    return msgspec.json.encode(line)


class MalformedError(ValueError):
    """A ledger entry that breaks the form: which key, and why."""


class Read(msgspec.Struct, frozen=True):
    """An entry and what was found wrong with it.

    Attributes:
        prev_hash: As written; "" where it has none.
        fault: Why its result can't be trusted; "" as a rule.
    """

    entry: LedgerEntry
    prev_hash: str
    fault: str = ""


def is_entry(value: Any) -> bool:
    """Say whether a decoded value is meant as a line of the ledger's own form."""
    return (
        isinstance(value, dict)
        and "name" in value
        and not {"server", "session"}.isdisjoint(value)
        and not {"arguments_raw", "result_sha256", "prev_hash"}.isdisjoint(value)
    )


def read_entry(value: dict[str, Any], place: Place, number: int) -> Read:
    """Return the entry of a decoded line.

    Args:
        number: 0-based, in place of a missing `seq`.

    Raises:
        MalformedError: A key is missing or has the wrong type.
    """
    at = value.get("at")
    when = utc(at)
    if at is not None and at != "" and when is None:
        raise MalformedError(f"`at` is no time: {at!r}")
    result = value.get("result")
    digest = _text(value, "result_sha256", "")
    text = result if isinstance(result, str) or result is None else json_text(result)
    fault = "" if _fits(result, text, digest) else "the result does not fit its result_sha256"
    entry = LedgerEntry(
        _integer(value, "seq", number),
        _text(value, "server", ""),
        _text(value, "session", ""),
        _text(value, "name", None),
        place,
        _arguments(value),
        when,
        _text(value, "call_id", "") or None,
        None if fault else text,
        "" if fault else digest,
        _boolean(value, "is_error"),
    )
    return Read(entry, _text(value, "prev_hash", ""), fault)


def _fits(result: Any, text: str | None, digest: str) -> bool:
    """Say whether the hash is the result's; an object may have been hashed in any usual layout."""
    if not digest or text is None:
        return True
    if isinstance(result, str):
        return text_hash(text) == digest
    import json

    layouts = (text, json.dumps(result), json.dumps(result, sort_keys=True))
    return any(text_hash(layout) == digest for layout in layouts)


def _text(value: dict[str, Any], key: str, default: str | None) -> str:
    found = value.get(key, default)
    if found is None and default is not None:
        return default
    if not isinstance(found, str):
        raise MalformedError(f"`{key}` must be a text" if key in value else f"`{key}` is missing")
    return found


def _integer(value: dict[str, Any], key: str, default: int) -> int:
    found = value.get(key, default)
    if isinstance(found, bool) or not isinstance(found, int):
        raise MalformedError(f"`{key}` must be a whole number")
    return found


def _boolean(value: dict[str, Any], key: str) -> bool:
    found = value.get(key, False)
    if not isinstance(found, bool):
        raise MalformedError(f"`{key}` must be true or false")
    return found


def _arguments(value: dict[str, Any]) -> str | None:
    found = value.get("arguments_raw")
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, dict):
        return json_text(found)
    raise MalformedError("`arguments_raw` must be a text")
