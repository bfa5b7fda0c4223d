"""Words looked for: in any case, and patterns that are made when they are first needed."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, cast

from auditor.values.one_pass import can_be_searched, looks_around, sign_anywhere, sign_in_ascii

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
_LONGEST_KEPT = 20_000


class Wording:
    """A pattern in lower case, looked for in text of any case.

    Args:
        pattern: A regular expression; the letters that it names are small.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def stands_in(self, text: str) -> bool:
        """Say whether a text holds the words, however they are written."""
        lowered, encodable = _small(text)
        # Asked so often that each call within counts.
        if encodable.isascii():
            if not self._sign_in_ascii(encodable):
                return False
            return self._is_sure or self._python.search(lowered) is not None
        return self._sign_anywhere(encodable) and self._python.search(lowered) is not None

    def stands_in_long(self, text: str) -> bool:
        """Say so of a long text that hardly ever holds them: only then it is made small."""
        return self.may_stand_in(text) and self.stands_in(text)

    def may_stand_in(self, text: str) -> bool:
        """Say whether a text may hold the words, at one pass over it as it is written."""
        return self._sign_in_any_case(text) or not can_be_searched(text)

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the places at which the words stand in the small letters of a text."""
        lowered, encodable = _small(text)
        if self._may_stand_in(encodable):
            yield from self._python.finditer(lowered)

    def _may_stand_in(self, lowered: str | bytes) -> bool:
        return self._sign_in_ascii(lowered) if lowered.isascii() else self._sign_anywhere(lowered)

    @cached_property
    def _sign_in_ascii(self) -> Callable[[str | bytes], bool]:
        return sign_in_ascii(self.pattern)

    @cached_property
    def _sign_anywhere(self) -> Callable[[str | bytes], bool]:
        return sign_anywhere(self.pattern)

    @cached_property
    def _sign_in_any_case(self) -> Callable[[str | bytes], bool]:
        return sign_anywhere(f"(?i){self.pattern}")

    @cached_property
    def _is_sure(self) -> bool:
        return not looks_around(self.pattern)

    @cached_property
    def _python(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


def small_letters(text: str) -> str:
    """Return a text in small letters, made once for all that ask for them one after the other."""
    return _small(text)[0]


def _small(text: str) -> tuple[str, str | bytes]:
    """Return a text in small letters, and the same so that it can be encoded."""
    return _kept_small(text) if len(text) <= _LONGEST_KEPT else _made_small(text)


# Many words are looked for in one text, one list after the other.
@lru_cache(maxsize=128)
def _kept_small(text: str) -> tuple[str, str | bytes]:
    return _made_small(text)


def _made_small(text: str) -> tuple[str, str | bytes]:
    lowered = text.lower()
    if lowered.isascii():
        return lowered, lowered
    # Broken JSON leaves halves of characters, which can't be encoded.
    try:
        lowered.encode()
    except UnicodeEncodeError:
        return lowered, lowered.encode(errors="replace")
    return lowered, lowered


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used.

    Long lists of words take a third of the time that the program needs to start, and most logs need
    few of them.

    Args:
        pattern: A regular expression.
        flags: As for `re.compile`.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))


def any_of(words: Iterable[str]) -> str:
    """Return an alternative of a regular expression for each word, longer ones first."""
    return "|".join(sorted(words, key=len, reverse=True))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        # From now on they are found without coming here.
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)
