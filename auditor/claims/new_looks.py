"""Sentences without a subject that tell of a new look: "Just refreshed it", "Checked it again"."""

import re
from collections.abc import Iterator

from stringzilla import find

_SIGNS = (b"efreshed ", b"again", b"e-", b"eread ", b"epolled ", b"equeried ", b"echecked ")
_ANEW = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=\n))(?:(?:[Jj]ust|[Nn]ow|OK|Okay|Done)[,:]? )?"
    r"(?:(?:[Rr]e-?(?:checked|read|queried|polled)|[Rr]efreshed) "
    r"(?:it|them|that|this|just now|now|again|(?:the|your) (?!(?:\w+ )?(?:draft|text|summary|list|"
    r"wording|copy|cv|resume|plan|letter|page|code|file|docs?|table)\b)[a-z]+)|"
    r"(?:[Cc]hecked|[Qq]ueried|[Ll]ooked) (?:it |them |that |this )?(?:up )?again)\b"
)


def may_tell_anew(raw: bytes) -> bool:
    """Say whether a text may hold such a sentence.

    Args:
        raw: Words of the model in UTF-8.
    """
    return any(find(raw, sign) >= 0 for sign in _SIGNS)


def new_looks(text: str) -> Iterator[int]:
    """Yield a place in each such sentence of a text."""
    if may_tell_anew(text.encode(errors="surrogatepass")):
        for anew in _ANEW.finditer(text):
            yield anew.end() - 1
