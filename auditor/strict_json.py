"""JSON that is decoded exactly or refused: nothing is changed in silence.

Popular readers keep one of two equal keys, round large integers or accept NaN. An agent could show
one role to the product and another to the auditor that way. Here duplicate keys, NaN, numbers
beyond a double, lone surrogates, raw control bytes, invalid UTF-8 and nesting over 128 are faults.

Finding duplicate keys by hooks costs several times the decoding. Instead the strings of the bytes
are counted against those of the decoded value: a value that lost a key has fewer. Only where the
counts disagree the record is decoded again with the hook, whose word counts.
"""

import json
from typing import Any, NamedTuple

import msgspec
import stringzilla

MAX_DEPTH = 128

_decode = msgspec.json.Decoder().decode
_ONE_FOR_A_QUOTE = bytes(int(byte == ord('"')) for byte in range(256))
# Summing up a copy is the fastest count, but memory must not double on a large document.
_WORTH_A_COPY = 1 << 20


class JsonError(ValueError):
    """Text that is no strict JSON: what is wrong and at which byte, where known."""


class Tally(NamedTuple):
    """What a decoded value consists of: its strings, keys included, and its depth."""

    strings: int
    depth: int


def decode(raw: bytes) -> Any:
    """Decode one JSON value strictly.

    Raises:
        JsonError: The bytes are no JSON, or JSON that readers would understand differently.
    """
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise JsonError(f"invalid UTF-8 at byte {error.start}") from None
    try:
        value = _decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise JsonError(_reason(raw, error)) from None
    tally = tally_of(value)
    if tally.depth > MAX_DEPTH:
        raise JsonError(f"nesting deeper than {MAX_DEPTH}")
    if strings_in(raw) != tally.strings:
        refuse_duplicate_keys(raw)
    return value


def tally_of(value: Any) -> Tally:
    """Count the strings of a decoded value, and its depth."""
    strings = depth = 0
    level = [value]
    while level:
        nested = 0
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is str:
                strings += 1
            elif kind is dict:
                nested = 1
                strings += len(node)
                below += node.values()
            elif kind is list:
                nested = 1
                below += node
        depth += nested
        level = below
    return Tally(strings, depth)


def strings_in(raw: bytes) -> int:
    r"""Return how many strings, keys included, stand in bytes that are known to be JSON.

    Each has two quotes that no backslash escapes. Once pairs of backslashes before a quote are
    gone, every backslash before a quote escapes it; a quote spelt \u0022 is no quote of the bytes.
    """
    if stringzilla.find(raw, b'\\\\"') >= 0:
        raw = raw.replace(b"\\\\", b"")
    quotes: int
    if len(raw) < _WORTH_A_COPY:
        quotes = stringzilla.bytesum(stringzilla.translate(raw, _ONE_FOR_A_QUOTE))
    else:
        quotes = raw.count(b'"')
    escaped: int = stringzilla.count(raw, b'\\"')
    return (quotes - escaped) // 2


def refuse_duplicate_keys(raw: bytes) -> None:
    """Decode with a hook on every object.

    Raises:
        JsonError: Two keys of one object are equal after unescaping.
    """
    try:
        json.loads(raw, object_pairs_hook=_no_duplicates)
    except RecursionError:
        raise JsonError(f"nesting deeper than {MAX_DEPTH}") from None
    except JsonError:
        raise
    except ValueError as error:
        raise JsonError(str(error)) from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonError(f"duplicate key {json.dumps(key, ensure_ascii=False)}")
            seen.add(key)
    return found


def _reason(raw: bytes, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"nesting deeper than {MAX_DEPTH}"
    if b"\x00" in raw:
        return f"raw NUL byte at byte {raw.index(0)}"
    surrogate = raw.lower().find(b"\\ud")
    if surrogate >= 0 and ("surrogate" in str(error) or "truncated" in str(error)):
        return f"lone surrogate near byte {surrogate}"
    return str(error).replace("JSON is malformed: ", "").replace("Input data", "the input")
