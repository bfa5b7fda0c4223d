"""Words looked for: in any case, and patterns that are made when they are first needed.

A search that ignores case tries one alternative after the other at every word, as long lists have
dozens; in lowered words the first letter says which can't be it, three to six times as fast.
"""

import re
from collections.abc import Iterable
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class Wording:
    """A pattern in lower case, looked for in text of any case.

    Args:
        pattern: A regular expression; the letters that it names are small.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = late(pattern)

    @property
    def pattern(self) -> str:
        """The regular expression as it was given."""
        return self._pattern.pattern

    def stands_in(self, text: str) -> bool:
        """Say whether a text holds the words, however they are written."""
        return self._pattern.search(text.lower()) is not None


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
