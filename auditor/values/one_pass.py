r"""Whether any of many words stands in a text, at one pass over it.

Python's `re` tries one alternative after the other at every place, and word lists have dozens to
hundreds. Rust's `regex`, by which pydantic validates strings, looks for all of them at once: ten to
a hundred times as fast. It looks neither ahead nor back, and a border of words (`\b`) makes it slow
where a text is not all ASCII, so that a pattern of Python's is turned into one that is found
wherever the first is, and perhaps elsewhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from pydantic_core import SchemaValidator, core_schema

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\{\d*,?\d*\}|.", re.DOTALL)
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_ESCAPED = re.compile(r"\\.")
_BORDER = r"(?-u:\b)"
_ANY_BORDER = re.compile(r"\\\\|\\b(?!\{)")
_EDGE = rf"(?:{_BORDER}|_)"
_ASCII = r"\x00-\x7F"
# What Python's classes hold of ASCII, for use within others.
_SPACE, _LETTER = r"\t-\r\x1c-\x20", "0-9A-Za-z_"
_HOLDS = {
    r"\w": _LETTER, r"\W": f"[^{_LETTER}]", r"\d": "0-9", r"\D": "[^0-9]",
    r"\s": _SPACE, r"\S": f"[^{_SPACE}]",
}  # fmt: skip
_WIDE = r"\x{80}-\x{10FFFF}"
_ENDS = {"$": r"\n?$", r"\Z": "$"}
# Of the two signs at a border of words one is no ASCII letter.
_UNBOUND = _ENDS | {r"\b": r"(?-u:\b{start-half}|\b{end-half})"}


def in_one_pass(pattern: str) -> Callable[[str | bytes], bool]:
    """Return what says whether a pattern is found in a text, or in its UTF-8.

    Nothing is found in halves of characters, which are not Unicode, nor in what is not UTF-8. A
    border of words is one of ASCII, as any other takes a hundred times as long: write it before and
    behind ASCII letters only.

    Args:
        pattern: A regular expression as Rust's `regex` reads it.

    Raises:
        pydantic_core.SchemaError: The engine can't read it.
    """
    ascii_alone = _ANY_BORDER.sub(lambda sign: _BORDER if sign[0] == r"\b" else sign[0], pattern)
    schema = core_schema.str_schema(pattern=ascii_alone, regex_engine="rust-regex")
    return SchemaValidator(schema).isinstance_python


can_be_searched = in_one_pass("")
"""Say whether something can be found in a text at all: it holds no halves of characters."""


def any_whole(words: Iterable[str]) -> str:
    """Return an alternative for each word, for `in_one_pass`, that no other letters adjoin.

    Where a word begins or ends with a letter that is not ASCII, others may adjoin. Whoever stresses
    a word may do so by `_`.
    """
    sides: dict[tuple[str, str], list[str]] = {}
    for word in sorted(words):
        before, behind = (_EDGE if word[end].isascii() else "" for end in (0, -1))
        sides.setdefault((before, behind), []).append(re.escape(word))
    return "|".join(
        f"{before}(?:{'|'.join(some)}){behind}" for (before, behind), some in sides.items()
    )


def sign_in_ascii(pattern: str) -> Callable[[str | bytes], bool]:
    """Return what says whether a pattern of Python's `re` may be found in a text of ASCII alone.

    It is found there unless the pattern looks ahead or back.
    """
    others = _ENDS | {r"\b": _BORDER, ".": f"[{_ASCII}&&[^\\n]]"}
    return in_one_pass("".join(_in_ascii(token, others) for token in _tokens_beside_looks(pattern)))


def sign_anywhere(pattern: str) -> Callable[[str | bytes], bool]:
    """Return what says whether a pattern of Python's `re` may be found in a text."""
    return in_one_pass("".join(_at_most(token) for token in _tokens_beside_looks(pattern)))


def looks_around(pattern: str) -> bool:
    """Say whether a regular expression looks ahead or back."""
    return any(token in _LOOKS for token in _TOKEN.findall(pattern))


def _in_ascii(token: str, others: dict[str, str]) -> str:
    """Return what matches just the same in ASCII."""
    if token in _HOLDS:
        return f"[{_HOLDS[token]}]"
    if not token.startswith("["):
        return others.get(token, token)
    within = "[" + _ESCAPED.sub(lambda sign: _HOLDS.get(sign[0], sign[0]), token[1:])
    return f"[{_ASCII}&&{within}]" if token.startswith("[^") else within


def _at_most(token: str) -> str:
    """Return what matches in any text whatever a token matches, by a small automaton.

    How often something is repeated is left open, nothing is taken from what a class excludes, and
    letters beyond ASCII are not asked whether they have a capital.
    """
    if token.startswith("{"):
        return "*"
    if token in _HOLDS:
        return f"(?-i:[{_HOLDS[token]}{_WIDE if token.islower() else ''}])"
    if not token.startswith("["):
        return _UNBOUND.get(token, token)
    within = _ESCAPED.sub(lambda sign: _HOLDS.get(sign[0], sign[0]), token[1:-1])
    if token.startswith("[^"):
        return f"(?-i:[{within}])"
    return f"[[{_WIDE}]{within}]" if _ESCAPED.search(token) else token


def _tokens_beside_looks(pattern: str) -> Iterator[str]:
    depth = looked = 0  # how deep in groups, and where a look began
    for sign in _TOKEN.findall(pattern):
        depth += (sign[0] == "(") - (sign == ")")
        if sign in _LOOKS and not looked:
            looked = depth
        if not looked:
            yield sign
        elif depth < looked:
            looked = 0
