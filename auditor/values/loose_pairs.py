"""Pairs of label and value in any layout: what ties one pair of a run ties the others, too.

`- origin reads PRG`, `**Price** – 212`, `Ort: Graz. Beginn: 14:00.`, `価格は212、便は7です`,
`(price 212; seats 4)`. No word list says where a label ends, but the run does: item after item of
lines, clauses or short sentences is a few words, a tie, and a value.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.values.blocks import Block, Field

_FEWEST = 3
_MOST_CONTINUED = 2
_LONGEST_VALUE = 160
_MOST_LABEL_WORDS = 5
_BORDER = re.compile(
    r"\n|[;；，、。]|,(?=\s|[^\x00-\x7f])|(?<=[^\x00-\x7f]),|\.(?=\s+[^\W\da-z_]|\s*$)|"
    # Behind a name without a space a bracket opens a call.
    r"(?<![\w.`])[(（](?=[^\W\d_])|[)）](?=\W|$)|"
    r"\s(?:and|und|y|e|et)(?= (?:then )?(?:for )?(?:the )?[^\W\d_])"
)
_OPENING = re.compile(
    r"(?:[-*•·–>#]+ |\d{1,2}[.)] )?"
    r"(?:(?:and|und|y|e|et|then|for|the|its?|der|die|das|el|la|los|las|le) )*",
    re.IGNORECASE,
)
_LABEL = r"(?P<label>[^\W\d][^\n:：=,;.!?|(){}\"“”]{0,40}?)"
_TIED = re.compile(
    rf"[*_`]*{_LABEL}[*_`]*(?P<tie>\s*[:：=](?!//)\s*|\s+[–—-]\s+|"
    r" (?:reads?|is|are|was|stands at|shows(?: as)?|comes (?:up|out) as|it['’]s|ist|lautet|beträgt|"
    r"es|est|é|è|vale) |为|は|是)[*_`\"“'\s]*(?P<value>\S.*)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<label>[^\W\d_][^\W_]*(?: [^\W\d_]+){0,3}?)(?P<tie> )"
    r"(?P<value>[#$€£]?\d\S*(?: \d\d:\d\S*)?|[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}|"
    r"[a-z0-9]+(?:_[a-z0-9]+)+|\S+@\S+)"
)
_LEADING = re.compile(r"[:：]\s*(?=[^\W\d_])")
_CLOSING = re.compile(r"(?:[\s*_`\"'”,;)）]|(?<!\.\w)\.)+$|(?:です|でした)[。\s]*$")


class _Item(NamedTuple):
    text: str
    start: int
    end: int


class _Pair(NamedTuple):
    field: Field
    tie: str
    start: int
    end: int


@lru_cache(maxsize=16)
def loose_record(text: str) -> Block | None:
    """Return the longest run of such pairs in a text as one record, or None."""
    items = list(_items(text))
    best = max(map(_alike, _runs(items, _TIED)), key=len)
    if len(best) < _FEWEST:
        best = max(_runs(items, _BARE), key=len)
    if len(best) < _FEWEST:
        return None
    return Block("prose", tuple(pair.field for pair in best), best[0].start, best[-1].end)


def _items(text: str) -> Iterator[_Item]:
    start = 0
    for border in [*_BORDER.finditer(text), None]:
        end = border.start() if border else len(text)
        words = text[start:end]
        if words.strip():
            yield _Item(words, start, end)
        start = border.end() if border else end


def _runs(items: list[_Item], form: re.Pattern[str]) -> Iterator[list[_Pair]]:
    """Yield the runs of items of one form; a value may have commas of its own."""
    run: list[_Pair] = []
    continued = 0
    for item in items:
        pair = _pair(item, form)
        if pair is not None:
            run.append(pair)
            continued = 0
        elif run and form is _TIED and continued < _MOST_CONTINUED:
            continued += 1
        else:
            yield run
            run, continued = [], 0
    yield run


def _alike(run: list[_Pair]) -> list[_Pair]:
    """Return a run without a first pair that is tied otherwise than all the others are."""
    rest = {pair.tie for pair in run[1:]}
    return run[1:] if len(run) > _FEWEST and len(rest) == 1 and run[0].tie not in rest else run


def _pair(item: _Item, form: re.Pattern[str]) -> _Pair | None:
    opening = _OPENING.match(item.text.lstrip())
    lead = len(item.text) - len(item.text.lstrip()) + (opening.end() if opening else 0)
    words = _CLOSING.sub("", item.text)
    match = _last_match(words, lead, form)
    if match is None or match["label"].count(" ") >= _MOST_LABEL_WORDS:
        return None
    value = _CLOSING.sub("", match["value"])
    if not value or len(value) > _LONGEST_VALUE:
        return None
    start, end = item.start + match.start(), item.start + match.end()
    label = match["label"].strip(" *_`")
    return _Pair(Field(label, value), match["tie"].strip(), start, end)


def _last_match(words: str, lead: int, form: re.Pattern[str]) -> re.Match[str] | None:
    """Return the pair in the words of an item, behind the colon that leads up to it, if any."""
    for colon in _LEADING.finditer(words, lead):
        match = form.fullmatch(words, colon.end())
        if match is not None:
            return match
    return form.fullmatch(words, lead)
