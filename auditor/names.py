"""What a text names: ids and hosts, found at the price of a scan for digits and inner dots."""

import re
import string
from collections.abc import Iterator

_DIGIT = re.compile(r"[0-9]+")
_INNER_DOT = re.compile(r"\.[A-Za-z]")
_OF_NAMES = frozenset(string.ascii_letters + string.digits + "_@#.-")
_LONGEST_NAME = 60
_SHORT_ID = 3


def names_in(text: str) -> Iterator[str]:
    """Yield the ids and hosts of a text: digits and inner dots lead to them."""
    places = [mark.start() for mark in _DIGIT.finditer(text)]
    places += [mark.start() for mark in _INNER_DOT.finditer(text)]
    done = 0
    for place in sorted(places):
        if place < done:
            continue
        start, end = place, place + 1
        lowest = max(done, start - _LONGEST_NAME)
        while start > lowest and text[start - 1] in _OF_NAMES:
            start -= 1
        highest = min(len(text), end + _LONGEST_NAME)
        while end < highest and text[end] in _OF_NAMES:
            end += 1
        done = end
        token = text[start:end].strip("#@._-")
        if len(token) > _SHORT_ID and not token.isdecimal():
            yield token
