"""Records set out in sentences, such as: the order id is W1; the status is pending.

A clause belongs to a record where it begins like a field of one: with a label that results are
known to have, or with the same words as a clause of a genuine result and another end. That needs
no grammar and holds for any language.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.values.blocks import Block, Field
from auditor.values.labels import MOST_WORDS, label_key
from auditor.values.values import SPECIFIC, value_of

_ENDS = "。；，;\n"
_ARTICLES = ("the ", "its ", "your ", "an ", "a ", "and ", "with ", "- ", "* ")
_LINKS = ("is ", "are ", "was ", "were ", "of ", "= ", "as ", ": ", "为", "是", "：", "有", "在")
_WIDE_LINK = re.compile("[为是有在]")
_LONGEST_VALUE = 90
LONGEST_PROSE = 6000
"""Results that are longer are not read as sentences."""
_SUFFIX = 4
_SIGNS = "+-−"
_LONGEST_CHINESE_LABEL = 14


class Clause(NamedTuple):
    """A part of a sentence and its place in the text."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=256)
def clauses_of(text: str) -> list[Clause]:
    """Return the clauses of a text, cut at punctuation that a value does not contain."""
    found: list[Clause] = []
    start = 0
    for place, character in enumerate(text):
        if character in _ENDS or (
            character in ".,!" and text[place + 1 : place + 2] in (" ", "\n", "")
        ):
            if place > start:
                found.append(_clause(text, start, place))
            start = place + 1
    if start < len(text):
        found.append(_clause(text, start, len(text)))
    # What has a colon is a labelled line, which is read as such.
    return [clause for clause in found if clause.text and not _has_colon(clause.text)]


def _has_colon(clause: str) -> bool:
    return "：" in clause or ": " in clause or clause.endswith(":") or ":**" in clause


def _clause(text: str, start: int, end: int) -> Clause:
    body = text[start:end].strip(" \t*_`\"'")
    while True:
        lowered = body[:6].casefold()
        article = next((a for a in _ARTICLES if lowered.startswith(a)), None)
        if article is None:
            return Clause(body, start, end)
        body = body[len(article) :]


def labelled_clauses(text: str, labels: Iterable[str]) -> list[Block]:
    """Return the records that clauses beginning with known label keys make up."""
    known = frozenset(labels)
    fields: list[Field] = []
    used: list[Clause] = []
    for clause in clauses_of(text):
        field = _begins_with(clause.text, known)
        if field is not None:
            fields.append(field)
            used.append(clause)
    return _records(fields, used, fewest=2)


def _begins_with(clause: str, known: frozenset[str]) -> Field | None:
    best: Field | None = None
    for label, rest in _heads(clause):
        if _is_known(label_key(label), known):
            value = _without_link(rest)
            linked = value != rest.strip()
            if value and len(value) <= _LONGEST_VALUE and (linked or _is_specific(value)):
                best = Field(label, value)
    return best


def _is_known(key: str, known: frozenset[str]) -> bool:
    return key in known or key.endswith(_suffixes(known))


@lru_cache(maxsize=64)
def _suffixes(known: frozenset[str]) -> tuple[str, ...]:
    """Return the labels that a longer label may end in; asked for once a clause."""
    return tuple(label for label in known if len(label) >= _SUFFIX)


def _is_specific(value: str) -> bool:
    """Without a link word only a figure, an id or a host is surely the label's value."""
    return value_of(value).kind in SPECIFIC or not value.isascii()


def _heads(clause: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a clause into a head and the rest, shortest head first."""
    place = 0
    for _ in range(MOST_WORDS):
        place = clause.find(" ", place + 1)
        if place < 0:
            break
        yield clause[:place], clause[place + 1 :]
    if not clause.isascii():
        for place in range(1, min(len(clause), _LONGEST_CHINESE_LABEL)):
            # A sign belongs to its number.
            if clause[place - 1] not in _SIGNS:
                yield clause[:place], clause[place:]


def _without_link(rest: str) -> str:
    rest = rest.strip()
    for link in _LINKS:
        if rest.casefold().startswith(link):
            return rest[len(link) :].strip(" \t*_`\"'")
    return rest


def aligned_clauses(text: str, result: str) -> list[Block]:
    """Return the records of clauses that begin like a result's, labelled by what they share."""
    genuine = [clause.text for clause in clauses_of(result)]
    fields: list[Field] = []
    used: list[Clause] = []
    for clause in clauses_of(text):
        head = max((common_head(clause.text, other) for other in genuine), key=len, default="")
        if head:
            fields.append(Field(head, _without_link(clause.text[len(head) :])))
            used.append(clause)
    return _records(fields, used, fewest=3)


def common_head(one: str, other: str) -> str:
    """Return the words (Chinese: characters) that two clauses begin with, if values follow."""
    if one == other:
        return _own_head(one)
    length = 0
    for a, b in zip(one.casefold(), other.casefold(), strict=False):
        if a != b:
            break
        length += 1
    head = one[:length]
    if head.isascii() or head[-1:].isdigit() or one[length : length + 1].isascii():
        # No label ends inside a number or a word.
        border = max(head.rfind(" "), _last_wide(head))
        head = head[: border + 1]
    if len(head.strip()) < 2 or len(one) - len(head) > _LONGEST_VALUE:  # noqa: PLR2004 - the shortest label
        return ""
    return head


def _last_wide(head: str) -> int:
    return max((place for place, c in enumerate(head) if not c.isascii()), default=-1)


def _own_head(clause: str) -> str:
    """Return the head of a clause that equals a genuine one: up to its link or its last word."""
    if not clause.isascii():
        link = _WIDE_LINK.search(clause, 1)
        if link is not None:
            return clause[: link.end()]
    border = clause.rfind(" ")
    return clause[: border + 1] if border > 0 else ""


def values_under(heads: Iterable[str], result: str) -> dict[str, list[str]]:
    """Return what follows each head in a genuine result, by label key."""
    values: dict[str, list[str]] = {}
    clauses = clauses_of(result)
    for head in heads:
        for clause in clauses:
            if clause.text.casefold().startswith(head.casefold()):
                value = _without_link(clause.text[len(head) :])
                values.setdefault(label_key(head), []).append(value)
    return values


def _records(fields: list[Field], used: list[Clause], fewest: int) -> list[Block]:
    """Return one block per record: a repeated label opens the next one."""
    blocks: list[Block] = []
    first = 0
    seen: set[str] = set()
    for place, field in enumerate([*fields, Field("", "")]):
        key = label_key(field.label)
        if key in seen or place == len(fields):
            if len(seen) >= fewest:
                span = used[first].start, used[place - 1].end
                blocks.append(Block("prose", tuple(fields[first:place]), *span))
            first, seen = place, set()
        seen.add(key)
    return blocks
