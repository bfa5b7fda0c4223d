"""Hostile text made visible and harmless, for terminals, tables and machine formats.

Transcripts hold what a model or an attacker wrote: escape sequences that repaint a terminal,
marks that reorder what is read, characters that nobody sees. Every character of these kinds is
shown by its number, `<U+202E>`, so that a report shows what is there and obeys none of it.
"""

import json
import re
from typing import Any

import msgspec

# C0 except tab and line feed, DEL and C1; soft hyphen; joiners and bidirectional marks; line and
# paragraph separators; fillers and selectors that show nothing; lone surrogates; noncharacters
# that end planes; marks of shorthand, music and hieroglyphs; tags. The selectors for text and emoji
# style (FE0E, FE0F) are everyday.
_HIDDEN = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_SURROGATES = "\ud800-\udfff"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_HIDDEN}{_SURROGATES}]")
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f{_HIDDEN}]")
_LONE = re.compile(f"[{_SURROGATES}]")
_SPACES = re.compile(r"\s+")
_SCHEME = re.compile(r"\b(?:(h)tt(ps?)|(f)t(ps?))(?=://)", re.IGNORECASE)


def has_utf8(text: str) -> bool:
    """Say whether a text can be written as UTF-8: it holds no lone surrogates."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def safe_text(text: str) -> str:
    r"""Return a text in which every character but `\n` and `\t` can be seen."""
    return text if text.isprintable() else _UNSAFE.sub(_shown, text)


def restored(text: str, original: str) -> str:
    """Return a text that was edited as `safe_text` showed it, with what was hidden in it again.

    Numbers that stood in the original as they are, and those of no character of it, stay.
    """
    hidden = {_shown(match): match[0] for match in _UNSAFE.finditer(original)}
    for number, character in hidden.items():
        if number not in original and not _LONE.match(character):
            text = text.replace(number, character)
    return text


def defanged(text: str) -> str:
    """Return a text whose web addresses no program takes for links: `hxxp://`, `fxp://`."""
    return text if "://" not in text else _SCHEME.sub(_crossed, text)


def _crossed(match: re.Match[str]) -> str:
    web, rest, ftp, tail = match.groups()
    return f"{web}xx{rest}" if web else f"{ftp}x{tail}"


def one_line(text: str) -> str:
    """Return a safe text without line breaks and tabs."""
    return safe_text(_SPACES.sub(" ", text)).strip()


def _shown(match: re.Match[str]) -> str:
    return f"<U+{ord(match[0]):04X}>"


def safe_json(value: Any) -> str:
    r"""Return one line of JSON; what a reader could not see is written as `\uXXXX`.

    JSON readers get the characters back as they were. Lone surrogates, which no strict reader
    takes, are shown as in `safe_text`.
    """
    try:
        text = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        built = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
        text = _LONE.sub(_shown, built)
    return escaped_json(text)


def escaped_json(text: str) -> str:
    r"""Return JSON text of the same value in which hidden characters are written as `\uXXXX`."""
    return text if text.isprintable() else _UNSAFE_IN_JSON.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
