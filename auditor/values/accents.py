"""Words without the marks above and below their letters."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)
def without_accents(words: str) -> str:
    """Return words without accents: `detecções` is `deteccoes`."""
    if words.isascii():
        return words
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
