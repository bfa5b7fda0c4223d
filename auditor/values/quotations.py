"""Where a text quotes, in whatever marks: one table of ways, and the parser that it makes.

A way is what opens a quotation, what may stand in it, and what closes it. Marks of double strokes
quote unless something says otherwise; single ones hold names and apostrophes, too, fences and ticks
code, slanted words what is stressed: these quote where the words around them say so.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Form = Literal["marks", "lines", "tag", "single", "code", "slanted"]


DOUBLE = '"“”„«»「」『』'
"""Marks of double strokes, whether they open or close."""
OPENING, CLOSING = "“„«「『", "”“»」』"
"""Which of these can only open or close; “ does either."""
ANY_OPENING = "“„«»‘‚‹›「『"
"""What may open a quotation beside the marks of ASCII."""


class Quotation(NamedTuple):
    """Words that a text sets apart as another's.

    Attributes:
        start, end: Where the words stand in the text.
        opens, closes: Where they stand with their marks.
        form: The sort of marks.
        words: The words; of quoted lines without the signs before them.
    """

    start: int
    end: int
    opens: int
    closes: int
    form: Form
    words: str


class _Way(NamedTuple):
    """One way of quoting, as parts of a regular expression without groups."""

    form: Form
    opening: str
    body: str
    closing: str


_MOST, _MOST_OF_BLOCK = 400, 2000
_BLOCK = rf"[\s\S]{{8,{_MOST_OF_BLOCK}}}?"
_PAIRS = (("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"))
_OPENED = re.compile(r"[\"“«„»]|: ?(?:já |ya )?$")
# Letters of scripts that part words; the others adjoin a mark.
_LETTER = "0-9A-Za-zÀ-ɏͰ-ӿ"
# No mark within, and no empty line.
_PLAIN = rf"[^{DOUBLE}\n]{{8,{_MOST}}}"


def _between(signs: str) -> str:
    """Return the pattern of words without some signs and without an empty line."""
    return rf"(?:[^{signs}\n]|\n(?!\s*\n)){{8,{_MOST}}}"


_TAGS = ("blockquote", "quote", "quotation", "q", "excerpt", "citation", "cite", "passage")
_LINES = rf"[^\n]{{8,{_MOST_OF_BLOCK}}}(?:\n[ \t]*>[^\n]*)*"

_WAYS = (
    *(
        _Way("code", rf"(?:^|(?<=\n))[ \t]*{fence}[^\n{sign}]*\n", _BLOCK, rf"\n[ \t]*{fence}")
        for fence, sign in (("`{3,9}", "`"), ("~{3,9}", "~"))
    ),
    *(_Way("tag", rf"<{tag}(?: [^<>\n]{{1,80}})?>", _BLOCK, f"</{tag}>") for tag in _TAGS),
    _Way("lines", r"(?:^|(?<=\n))[ \t]*>[ \t]?", _LINES, ""),
    _Way("marks", r"(?<![A-Za-z0-9.,!?%])\"", _PLAIN, r"[\"”]"),
    _Way("marks", "“", _between("“”„"), "”"),
    _Way("marks", "“", _between(DOUBLE), '["“]'),
    _Way("marks", "„", _between("“”„"), "[“”]"),
    _Way("marks", "„", _between(DOUBLE), '"'),
    _Way("marks", "«", _between("«»"), "»"),
    _Way("marks", r"»(?=[^\s,;.!?»«])", _between("«»"), r"(?<=\S)«"),
    _Way("marks", "「", _between("「」"), "」"),
    _Way("marks", "『", _between("『』"), "』"),
    _Way("marks", "(?<!`)``(?!`)", r"[^`\n]{8,400}?", "''"),
    _Way("single", rf"(?<![{_LETTER}_'’.,!?%)\]])'(?=[^\s'])", r"(?:[^'\n]|(?<=\w)'(?=\w)){8,400}",
         rf"(?<=\S)'(?![{_LETTER}_])"),
    _Way("single", "‘(?=[^\\s’])", r"(?:[^‘’\n]|(?<=\w)’(?=\w)){8,400}", rf"’(?![{_LETTER}])"),
    _Way("single", "‚(?=[^\\s‘])", r"[^‘‚\n]{8,400}", "[‘’]"),
    _Way("single", "‹", r"[^‹›\n]{8,400}", "›"),
    _Way("single", r"›(?=\w)", r"[^‹›\n]{8,400}", "‹"),
    _Way("code", "(?<!`)`(?!`)", r"[^`\n]{8,400}", "`(?!`)"),
    *(
        _Way("slanted", rf"(?<![{_LETTER}{sign}])[{sign}](?![\s{sign}{DOUBLE}])",
             rf"[^{sign}\n]{{8,400}}", rf"(?<![\s{sign}])[{sign}](?![{_LETTER}{sign}])")
        for sign in ("*", "_")
    ),
)  # fmt: skip
# Of most places the first letter says that nothing opens there.
_EACH = "|".join(
    f"{way.opening}(?P<way{number}>{way.body}){way.closing}" for number, way in enumerate(_WAYS)
)
_ANY = re.compile(f"(?=[{ANY_OPENING}\">`~'*_< \\t])(?:{_EACH})")
_SIGNS = re.compile(rf"[{ANY_OPENING}\">`~'*_]|<\w")
_LEFT_OUT = re.compile(r"\.{3}|…")
_QUOTED_LINE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)


@lru_cache(maxsize=64)
def quotations_in(text: str) -> tuple[Quotation, ...]:
    """Return what a text sets apart as a quotation, in order; of what lies within one nothing."""
    if not _SIGNS.search(text):
        return ()
    return tuple(map(_quotation, _ANY.finditer(text)))


@lru_cache(maxsize=16)
def without_quoted(text: str) -> str:
    """Return a text with blanks for the words that it quotes: the rest keeps its place."""
    rest, done = "", 0
    for one in quotations_in(text):
        rest += text[done : one.start] + " " * (one.end - one.start)
        done = one.end
    return rest + text[done:]


def is_within_marks(words: str, place: int) -> bool:
    """Say whether a place stands between double marks, the last of which may be yet to come."""
    before = words[:place]
    return before.count('"') % 2 == 1 or any(
        before.rfind(opening) > before.rfind(closing) for opening, closing in _PAIRS
    )


def is_behind_mark(words: str, place: int) -> bool:
    """Say whether a place stands behind any double mark or right behind a colon.

    Of short sentences in languages whose marks open and close either way.
    """
    return _OPENED.search(words, 0, place) is not None


def _quotation(found: re.Match[str]) -> Quotation:
    group = found.lastgroup or ""
    form = _WAYS[int(group.removeprefix("way"))].form
    words = found[group]
    if form == "lines":
        words = _QUOTED_LINE.sub("", words)
    return Quotation(*found.span(group), *found.span(), form, words)


def pieces_of(words: str) -> Iterator[str]:
    """Yield a quotation's lines one by one; then all as one, where a line may go on in the next."""
    lines = [line for line in words.split("\n") if line.strip()]
    yield from lines
    if len(lines) > 1 and not _LEFT_OUT.search(words):
        yield " ".join(lines)
