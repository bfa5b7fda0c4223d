"""JSON that is decoded exactly or refused: nothing is changed in silence.

Popular readers keep one of two equal keys, round large integers or accept NaN. An agent could show
one role to the product and another to the auditor that way. Here duplicate keys, NaN, numbers
beyond a double, lone surrogates, raw control bytes, invalid UTF-8 and nesting over 128 are faults.

Finding duplicate keys by hooks costs several times the decoding. Instead the quotes of the bytes
are counted against those that the decoded value accounts for: a value that lost a key has fewer.
Only where that count disagrees, or the bytes hold something that could mislead it, the record is
decoded again with the hook, whose word counts.
"""

import json
from typing import Any, NamedTuple

import msgspec
import stringzilla

MAX_DEPTH = 128

_decode = msgspec.json.Decoder().decode


class JsonError(ValueError):
    """Text that is no strict JSON: what is wrong and at which byte, where known."""


class Tally(NamedTuple):
    """What a decoded value consists of: its strings, keys included, and its depth."""

    strings: int
    quotes: int
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
    if not quotes_add_up(raw, tally.strings, tally.quotes):
        refuse_duplicate_keys(raw)
    return value


def tally_of(value: Any) -> Tally:
    """Count the strings of a decoded value, the quotes inside them, and its depth."""
    strings = quotes = depth = 0
    level = [value]
    while level:
        nested = 0
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is str:
                strings += 1
                if '"' in node:
                    quotes += node.count('"')
            elif kind is dict:
                nested = 1
                strings += len(node)
                for key in node:
                    if '"' in key:
                        quotes += key.count('"')
                below += node.values()
            elif kind is list:
                nested = 1
                below += node
        depth += nested
        level = below
    return Tally(strings, quotes, depth)


def quotes_add_up(raw: bytes, strings: int, quotes: int) -> bool:
    r"""Say whether the quotes of `raw` are exactly those of the decoded strings.

    Every string token has two, and each quote inside a string is one more. Only a quote spelt
    \u0022 could make room for a surplus token, so that spelling never counts as adding up.
    """
    if stringzilla.count(raw, b'"') != 2 * strings + quotes:
        return False
    return quotes == 0 or stringzilla.find(raw, b"\\u0022") < 0


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
