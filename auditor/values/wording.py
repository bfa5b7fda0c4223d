"""Words looked for in any case.

A search that ignores case tries one alternative after the other at every word, as long lists have
dozens; in lowered words the first letter says which can't be it, three to six times as fast.
"""

import re


class Wording:
    """A pattern in lower case, looked for in text of any case.

    Args:
        pattern: A regular expression; the letters that it names are small.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._search = re.compile(pattern).search

    def stands_in(self, text: str) -> bool:
        """Say whether a text holds the words, however they are written."""
        return self._search(text.lower()) is not None
