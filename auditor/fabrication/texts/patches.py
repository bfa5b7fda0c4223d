"""Patches: what a file or a note is to hold, beside what it holds.

The new lines are their author's choice, however much they look like the text as it was read; the
others are there to be found again. In the manner of `diff`, of `*** Begin Patch`, of blocks to
search for with those to put in their place, and of calls that are given the old words and the new.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.claims.deeds.calls import SAYS
from auditor.values.blocks import Field

_BEGUN = re.compile(
    r"^[ \t]*\*\*\* Begin Patch[ \t]*$.*?(?:^[ \t]*\*\*\* End Patch[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_REPLACED = re.compile(
    r"^[ \t]*<{5,9} ?(?:SEARCH|ORIGINAL)\b[^\n]*$.*?(?:^[ \t]*>{5,9}[^\n]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
# The heads of a file or a hunk, and all lines behind them that begin as a hunk's do.
_HUNKS = re.compile(
    r"^(?:--- [^\n]+\n\+\+\+ [^\n]+\n|@@(?: [^\n]*)?\n)"
    r"(?:(?:[-+ \\@]|diff --git |index )[^\n]*(?:\n|\Z)|\n(?=[+@ ]|-[^ ]))*",
    re.MULTILINE,
)
_NEW_LINE = re.compile(r"^[ \t]*\+(?!\+\+ )", re.MULTILINE)
# What stands under the command that shows it is told as its output.
_SHOWN = re.compile(r"^(?:\$|>>>|ps) [^\n]*\b(?:diff|show|log)\b", re.MULTILINE | re.IGNORECASE)
LANGUAGES = frozenset({"diff", "patch"})
"""What is written at the fence of a patch."""
_WORD = re.compile(r"\w+")
_SHORTEST = 30


def patches_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where patches stand that say themselves that they are some."""
    if "*** Begin Patch" in text:
        yield from (found.span() for found in _BEGUN.finditer(text))
    if "<<<<<" in text:
        yield from (found.span() for found in _REPLACED.finditer(text))
    if ("\n+++ " in text or "@@" in text) and not _SHOWN.search(text):
        yield from (found.span() for found in _HUNKS.finditer(text) if has_new_lines(found[0]))


def has_new_lines(body: str) -> bool:
    """Say whether lines of a patch add something."""
    return bool(_NEW_LINE.search(body))


def is_put_in_place(new: Field, fields: list[Field], outputs: Iterable[str]) -> bool:
    """Say whether a call gives words to be put in the place of others, which were read before.

    Args:
        new: One of the call's arguments.
        fields: All of them.
        outputs: The results before the call.
    """
    old = [f.value for f in fields if f is not new and len(f.value) >= _SHORTEST]
    if not old or new.label.casefold() in SAYS:
        return False
    words = set(_WORD.findall(new.value))
    near = [text for text in old if _shares_most(words, text) and text != new.value]
    return bool(near) and any(_holds_lines(output, text) for output in outputs for text in near)


def _shares_most(words: set[str], text: str) -> bool:
    own = set(_WORD.findall(text))
    return 2 * len(own & words) >= len(own) > 0


def _holds_lines(output: str, text: str) -> bool:
    """Say whether a result holds every line of a text, be they numbered or set in there."""
    return all(line.strip() in output for line in text.splitlines())
