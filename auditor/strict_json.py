"""JSON that is decoded exactly or refused: nothing is changed in silence.

Popular readers keep one of two equal keys, round large integers or accept NaN. An agent could show
one role to the product and another to the auditor that way. Here duplicate keys, NaN, numbers
beyond a double, lone surrogates, raw control bytes, invalid UTF-8 and nesting over 128 are faults.

Finding duplicate keys by hooks costs several times the decoding. Instead the strings of the bytes
are counted against those of the decoded value: a value that lost a key has fewer. Only where the
counts disagree the record is decoded again with the hook, whose word counts.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
import stringzilla

MAX_DEPTH = 128

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
# More is not written a second time.
_SHORT = 1 << 16
# A string is taken whole, be it without an end.
_STRING_OR_NO_NUMBER = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|(-?(?:NaN|Infinity))\b', re.DOTALL)
_ONE_FOR_A_QUOTE = bytes(int(byte == ord('"')) for byte in range(256))
# Summing up a copy is the fastest count, but memory must not double on a large document.
_COPIED = 1 << 18
_JOINED = 1 << 20
_BYTES_A_TEXT = 64


class JsonError(ValueError):
    """Text that is no strict JSON: what is wrong and at which byte, where known."""


class Tally(NamedTuple):
    """What a decoded value consists of.

    Attributes:
        strings: How many strings, keys included.
        depth: How deep objects and lists are nested.
        texts: The strings that are no keys.
    """

    strings: int
    depth: int
    texts: list[str]


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
    if len(raw) <= _SHORT and b"\\" not in raw and _is_whole(raw, value):
        return value
    tally = tally_of(value)
    if tally.depth > MAX_DEPTH:
        raise JsonError(f"nesting deeper than {MAX_DEPTH}")
    if not holds_all(raw, tally.strings, tally.texts):
        refuse_duplicate_keys(raw)
    return value


def with_words(raw: bytes) -> bytes | None:
    """Return bytes with NaN, Infinity and -Infinity as strings; None where they stand nowhere.

    Python's `json.dumps` writes these by default, though JSON has no such numbers.
    """
    if b"NaN" not in raw and b"Infinity" not in raw:
        return None
    worded = _STRING_OR_NO_NUMBER.sub(
        lambda token: b'"%s"' % token[1] if token[1] else token[0], raw
    )
    return None if worded == raw else worded


def _is_whole(raw: bytes, value: Any) -> bool:
    """Say whether a value of bytes without escapes surely lost no key and is not too deep.

    Written again, it has all quotes of the bytes: where nothing is escaped, none is in a string.
    """
    return raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH and raw.count(b'"') == _encode(
        value
    ).count(b'"')


def tally_of(value: Any) -> Tally:
    """Count what a decoded value consists of."""
    keys = depth = 0
    texts: list[str] = []
    level = [value]
    while level:
        nested = 0
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is str:
                texts.append(node)
            elif kind is dict:
                nested = 1
                keys += len(node)
                below += node.values()
            elif kind is list:
                nested = 1
                below += node
        depth += nested
        level = below
    return Tally(keys + len(texts), depth, texts)


def holds_all(raw: bytes, strings: int, texts: Iterable[str]) -> bool:
    r"""Say whether a decoded value has all the strings of its bytes.

    Args:
        raw: Bytes that are known to be JSON.
        strings: How many strings the value has, keys included.
        texts: Those that are no keys, or at least the longest of them.

    Every quote of the bytes is one of the two around a string, or stands in a string. Texts that
    hold JSON are full of the latter; counted where they are decoded, they need no search for their
    backslashes. Quotes in keys are not counted, and those spelt " can't be: then, and where
    many short texts would have to be looked at, the bytes are searched.
    """
    return (
        len(raw) > _BYTES_A_TEXT * strings
        and stringzilla.find(raw, b"u0022") < 0
        and _quotes_in(raw) == 2 * strings + _quotes_inside(texts, len(raw))
    ) or strings_in(raw) == strings


def _quotes_inside(texts: Iterable[str], size: int) -> int:
    """Return how many quotes stand in the texts of so many bytes."""
    if size <= _JOINED:
        return _quotes_in("".join(texts).encode())
    return sum(_quotes_in(text.encode()) for text in texts if '"' in text)


def _quotes_in(raw: bytes) -> int:
    if len(raw) <= _COPIED:
        quotes: int = stringzilla.bytesum(stringzilla.translate(raw, _ONE_FOR_A_QUOTE))
        return quotes
    return sum(_quotes_in(raw[start : start + _COPIED]) for start in range(0, len(raw), _COPIED))


def strings_in(raw: bytes) -> int:
    r"""Return how many strings, keys included, stand in bytes that are known to be JSON.

    Each has two quotes that no backslash escapes. Once pairs of backslashes before a quote are
    gone, every backslash before a quote escapes it; a quote spelt \u0022 is no quote of the bytes.
    """
    if stringzilla.find(raw, b'\\\\"') >= 0:
        raw = raw.replace(b"\\\\", b"")
    escaped: int = stringzilla.count(raw, b'\\"')
    return (_quotes_in(raw) - escaped) // 2


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
