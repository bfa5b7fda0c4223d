"""What one question says of each of many texts, kept while it is asked again and again.

Words that tell of a deed are held against all calls so far: a long conversation asks the same of
each of its calls at every message.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Answer = TypeVar("_Answer")
_SHORT, _MANY, _FEW = 2000, 4096, 512


def kept(question: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """Return a question whose newest answers are kept: those about short texts by the thousand."""
    of_short = lru_cache(maxsize=_MANY)(question)
    of_long = lru_cache(maxsize=_FEW)(question)

    @wraps(question)
    def ask(text: str) -> _Answer:
        return of_short(text) if len(text) <= _SHORT else of_long(text)

    return ask
