"""What a text names: ids and hosts, found at the price of a scan for digits and inner dots."""

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from stringzilla import find, find_first_of, translate

# So written, the search leaps to the first digit.
_DIGIT = re.compile(r"[0-9][0-9]*")
_INNER_DOT = re.compile(r"\.[A-Za-z]")
_DIGITS = string.digits.encode()
_NAMING = _DIGITS + b"."
_LETTERS = string.ascii_letters.encode()
# A sentence begins behind the dot, the space before which is missing: `all tasks.Then send it`.
_GLUED = re.compile(r"(?<=[a-z])\.(?=(?!Com |Net |Org )[A-Z][a-z]+ [a-z])")
_ONLY_DOTS = bytes(
    ord("a") if byte in _LETTERS else byte if byte == ord(".") else ord(" ") for byte in range(256)
)
_AROUND = ".,:;!?()[]{}*`'\""
_OF_NAMES = string.ascii_letters + string.digits + "_@#.-"
_LONGEST_NAME = 60
LONGEST_QUESTION = 2000
"""Words of a user that are longer than this name too much to ask for one thing."""
_LONGEST_KEPT = 2000
SHORT_ID = 3
"""An id of no more signs names nothing."""


def names_in(text: str) -> Iterator[str]:
    """Yield the ids and hosts of a text: digits and inner dots lead to them."""
    places = [mark.start() for mark in _DIGIT.finditer(text)]
    places += [mark.start() for mark in _INNER_DOT.finditer(text)]
    done = 0
    for place in sorted(places):
        if place < done:
            continue
        start, end = place, place + 1
        before = text[max(done, start - _LONGEST_NAME) : start]
        behind = text[end : end + _LONGEST_NAME]
        start -= len(before) - len(before.rstrip(_OF_NAMES))
        end += len(behind) - len(behind.lstrip(_OF_NAMES))
        done = end
        token = text[start:end].strip("#@._-")
        if len(token) > SHORT_ID and not token.isdecimal():
            yield token


def parted(text: str) -> str:
    """Return a text with a space between two sentences where that is missing: they are no host."""
    return _GLUED.sub(". ", text)


def names_asked(text: str) -> tuple[str, ...]:
    """Return the ids and hosts of a user's words, which several questions come back to."""
    return _kept_names(text) if len(text) <= _LONGEST_KEPT else tuple(names_in(parted(text)))


@lru_cache(maxsize=256)
def _kept_names(text: str) -> tuple[str, ...]:
    return tuple(names_in(parted(text)))


def naming_part(raw: bytes) -> list[str]:
    """Return the words from the first that holds a digit or an inner dot on; [] for plain prose.

    Args:
        raw: A text in UTF-8.
    """
    digit: int = find_first_of(raw, _DIGITS)
    dot: int = find(translate(raw, _ONLY_DOTS), b".a")
    if digit < 0 and dot < 0:
        return []
    first = digit if dot < 0 or 0 <= digit < dot else dot
    return raw[raw.rfind(b" ", 0, first) + 1 :].decode(errors="replace").split()


def without_sentence_ends(raw: bytes) -> bytes:
    """Return a text of the same length whose sentences end without a dot, for `naming_words`."""
    return raw.replace(b". ", b"  ")


def naming_words(raw: bytes) -> list[str]:
    """Return the words that hold a digit or a dot; a dot at the very end of the text is no word's.

    Words are what spaces part.

    Args:
        raw: A text in UTF-8.
    """
    found: list[str] = []
    size = len(raw)
    last = size - 1 if raw[-1:] == b"." else size
    place = find_first_of(raw, _NAMING, 0, last)
    while place >= 0:
        end = raw.find(b" ", place)
        if end < 0:
            end = size
        word = raw[raw.rfind(b" ", 0, place) + 1 : end]
        found.append(word.decode(errors="replace"))
        place = find_first_of(raw, _NAMING, end, last) if end < last else -1
    return found


def names_stand_in(raw: bytes, spoken: str) -> bool:
    """Say whether every name of a text stands in what was spoken.

    Args:
        raw: A text in UTF-8.
        spoken: The words to look in.
    """
    return all(
        word.strip(_AROUND) in spoken or all(name in spoken for name in names_in(word))
        for word in naming_words(without_sentence_ends(raw))
    )
