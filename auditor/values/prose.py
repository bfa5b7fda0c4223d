"""Records set out in sentences, such as: the order id is W1; the status is pending.

A clause belongs to a record where it begins like a field of one: with a label that results are
known to have, or with the same words as a clause of a genuine result and another end. That needs
no grammar and holds for any language.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.ties import (
    Tie,
    goes_on,
    head_keys,
    knows_one,
    links_in,
    parts_of,
    stands_among,
    tells_at_head,
    tie_of,
    without_link,
)

_END = re.compile(r"[。；，;\n.,!](?:(?<![.,!])|(?=[ \n]|\Z))")
_ARTICLES = ("the ", "its ", "your ", "an ", "a ", "and ", "with ", "- ", "* ")
_WIDE_LINK = re.compile("[为是有在]")
_LONGEST_VALUE = 90
_SHORTEST_HEAD = 2
# Behind the first cell of a row.
_CELL_BORDERS = " \t|,;"
LONGEST_PROSE = 6000
"""Results that are longer are not read as sentences."""


# `#2 url`, `第2项 url`, `2. url`.
_NUMBERED = re.compile(
    r"(?:(?:#|no\.? ?|第)(\d{1,3})[项个条件号]?|(\d{1,3})[.)])[ 的]*(\S.*)", re.IGNORECASE
)
_SEVERAL = 2
_COUNTED = re.compile(r"[一-鿿]{1,2} ?\d+ ?[个张件条份项次笔单枚位名台]")
_OPENS = ("(", "（", "[")
_CLOSES = re.compile(r"[)）\]]")
_OPENING_WORDS = (
    "after before to in on at for from by with when while if once since until as so then now also "
    "please but or this that these those there here it i you we he she they my"
)
# With these any sentence may begin: they are no label of what follows.
_OPENERS = frozenset(_OPENING_WORDS.split())


class Clause(NamedTuple):
    """A part of a sentence and its place in the text."""

    text: str
    start: int
    end: int


class _Headed(NamedTuple):
    """A clause, what stands behind its colon, and the keys of all that a field may begin with."""

    clause: Clause
    behind: Clause | None
    keys: frozenset[str]


@lru_cache(maxsize=256)
def clauses_of(text: str) -> list[Clause]:
    """Return the clauses of a text, cut at punctuation that a value does not contain.

    What has a colon is a labelled line, which is read as such.
    """
    return [clause for clause in _all_clauses(text) if not _has_colon(clause.text)]


@lru_cache(maxsize=256)
def _all_clauses(text: str) -> list[Clause]:
    found: list[Clause] = []
    start = 0
    for end in _END.finditer(text):
        place = end.start()
        if place > start:
            found.append(_clause(text, start, place))
        start = place + 1
    if start < len(text):
        found.append(_clause(text, start, len(text)))
    return [clause for clause in found if clause.text]


def _has_colon(clause: str) -> bool:
    return "：" in clause or ": " in clause or clause.endswith(":") or ":**" in clause


def _clause(text: str, start: int, end: int) -> Clause:
    body = text[start:end].strip(" \t*_`\"'")
    if body.startswith("|") and body.endswith("|"):
        # The row of a table, which is read as such.
        return Clause("", start, end)
    while True:
        lowered = body[:6].casefold()
        if not lowered.startswith(_ARTICLES):
            return Clause(body, start, end)
        body = body[len(next(a for a in _ARTICLES if lowered.startswith(a))) :]


def clauses_behind_colons(text: str) -> list[Clause]:
    """Return the clauses of a text, of those with a colon what stands behind the last one."""
    return [_behind(clause) if _has_colon(clause.text) else clause for clause in _all_clauses(text)]


# Sentences are asked for as records, and whether they are worked out.
@lru_cache(maxsize=64)
def labelled_clauses(text: str, labels: frozenset[str]) -> tuple[Block, ...]:
    """Return the records that clauses beginning with known label keys make up."""
    if not _may_head(text, labels):
        return ()
    clauses = [
        part
        for one in _headed(text)
        if knows_one(one.keys, labels) and (part := _behind_lead(one, labels))
    ]
    known = labels
    links = links_in([clause.text for clause in clauses], known)
    fields: list[Field] = []
    used: list[Clause] = []
    for clause in clauses:
        for start, end in parts_of(clause.text, known, links):
            tie = tie_of(clause.text[start:end], known, links)
            if tie is not None and tie.fits and not (_is_remark(tie.value) or _is_counted(tie)):
                fields.append(Field(tie.label, tie.value))
                used.append(_part(clause, start, end))
    return tuple(_rows(fields, used) or _records(fields, used, fewest=2))


def _is_remark(value: str) -> bool:
    """Say whether a value is the beginning of a bracket, telling of a name and not its value."""
    return value[:1] in _OPENS and not _CLOSES.search(value)


def _is_counted(tie: Tie) -> bool:
    """Say whether a label is only the beginning of a word for counted things: `优惠券3张`."""
    return not tie.label.isascii() and _COUNTED.fullmatch(tie.value) is not None


def _may_head(text: str, labels: frozenset[str]) -> bool:
    """Say whether a field of a text may begin with a known label, of which one must stand in it."""
    closed_up = _closed_up(text)
    return any(label in closed_up for label in labels) and stands_among(labels, _keys_in(text))


# The results of one tool after another have other labels.
_closed_up = lru_cache(maxsize=16)(label_key.__wrapped__)


@lru_cache(maxsize=16)
def _headed(text: str) -> tuple[_Headed, ...]:
    found = []
    for clause in _all_clauses(text):
        if not _asks(clause, text):
            behind = _behind(clause) if _has_colon(clause.text) else None
            keys = head_keys(clause.text)
            found.append(_Headed(clause, behind, keys | head_keys(behind.text) if behind else keys))
    return tuple(found)


@lru_cache(maxsize=16)
def _keys_in(text: str) -> str:
    """Return the keys of all that a field may begin with in a text, each on a line."""
    return "\n".join(["", *{key for one in _headed(text) for key in one.keys}, ""])


def _asks(clause: Clause, text: str) -> bool:
    """Say whether a clause ends a question; a title that is one has a mark behind it."""
    return clause.text.endswith(("?", "？")) and text[clause.end : clause.end + 1] not in tuple(
        ".,;，。；"
    )


def _rows(fields: list[Field], used: list[Clause]) -> list[Block]:
    """Return the rows that numbers in front of all labels tell apart, [] where some have none."""
    numbered = [_NUMBERED.match(field.label) for field in fields]
    labels = [label for label in numbered if label]
    numbers = [label[1] or label[2] for label in labels]
    if len(labels) < len(fields) or len(set(numbers)) < _SEVERAL:
        return []
    blocks: list[Block] = []
    for _, row in groupby(range(len(fields)), key=numbers.__getitem__):
        places = list(row)
        own = tuple(Field(labels[place][3], fields[place].value) for place in places)
        if len(own) > 1:
            blocks.append(Block("prose", own, used[places[0]].start, used[places[-1]].end))
    return blocks


def _behind_lead(one: _Headed, known: frozenset[str]) -> Clause | None:
    """Return a clause without the words before its colon, None for a labelled line."""
    clause, behind = one.clause, one.behind
    if behind is None:
        return clause
    border = clause.text.rfind(behind.text) - 1
    if not behind.text or tells_at_head(clause.text[:border].rstrip(" :："), known):
        # A title may have a colon.
        return clause if behind.text else None
    return behind if tells_at_head(behind.text, known) else None


def _behind(clause: Clause) -> Clause:
    border = max(clause.text.rfind(": ") + 1, clause.text.rfind("：") + 1)
    behind = _clause(clause.text, border, len(clause.text)).text
    return Clause(behind, max(clause.start, clause.end - len(behind)), clause.end)


def _part(clause: Clause, start: int, end: int) -> Clause:
    if (start, end) == (0, len(clause.text)):
        return clause
    opens = max(clause.start, clause.end - len(clause.text))
    return Clause(clause.text[start:end], opens + start, opens + end)


def aligned_clauses(text: str, result: str) -> list[Block]:
    """Return the records of clauses that begin like a result's, labelled by what they share."""
    genuine = _by_beginning(result)
    fields: list[Field] = []
    used: list[Clause] = []
    for clause in clauses_of(text):
        near = genuine.get(_beginning(clause.text), ())
        head = max((common_head(clause.text, other) for other in near), key=len, default="")
        if (
            head
            and head.strip().casefold() not in _OPENERS
            and not goes_on(clause.text[len(head) :])
        ):
            fields.append(Field(head, without_link(clause.text[len(head) :])))
            used.append(clause)
    return _records(fields, used, fewest=3)


@lru_cache(maxsize=64)
def _by_beginning(result: str) -> dict[str, list[str]]:
    """Return the clauses of a result by how they begin: others have no head in common."""
    found: dict[str, list[str]] = {}
    for clause in clauses_of(result):
        found.setdefault(_beginning(clause.text), []).append(clause.text)
    return found


def _beginning(clause: str) -> str:
    return clause[:_SHORTEST_HEAD].casefold()[:_SHORTEST_HEAD]


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
    is_whole = not head.isascii() and _is_whole(head, one) and _is_whole(head, other)
    if not is_whole and (
        head.isascii() or head[-1:].isdigit() or one[length : length + 1].isascii()
    ):
        # No label ends inside a number or a word.
        border = max(head.rfind(" "), _last_wide(head))
        head = head[: border + 1]
    if len(head.strip()) < _SHORTEST_HEAD or len(one) - len(head) > _LONGEST_VALUE:
        return ""
    return head


def _is_whole(head: str, clause: str) -> bool:
    """Say whether a word ends with a head, and no number begins."""
    return head[-1:].isalpha() and not clause[len(head) : len(head) + 1].isalnum()


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
                told = clause.text[len(head) :].lstrip(_CELL_BORDERS)
                # Behind a comma the row goes on.
                told = told or result[clause.end :].partition("\n")[0].strip(_CELL_BORDERS)
                values.setdefault(label_key(head), []).append(without_link(told))
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
