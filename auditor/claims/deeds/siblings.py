"""Deeds told of a thing that no call names, where calls did the same to others of its sort.

"B-902 has been refunded as well", or "both are refunded" of A-771 and B-902, takes a call for B-902
where the one that refunds was given A-771. Only codes, addresses and hosts count, and only those of
the spelling of what the calls were given: by them alone a call is known to be for another thing.
"""

import re
from collections.abc import Iterator, Sequence

from auditor.claims.deeds.lists import (
    is_range_label,
    names,
    sort_of,
    spelt,
    things_in_text,
    things_told,
)
from auditor.claims.deeds.other_ids import records_in
from auditor.claims.deeds.phrases import Deed
from auditor.claims.wide_calls import may_stand_for_more
from auditor.evidence.source_texts import arguments_of, fields_of_arguments
from auditor.trace import ToolCall, ToolResult
from auditor.values.kept_answers import kept
from auditor.values.literals import parse_value
from auditor.values.wording import late

_BORDER = re.compile(r"[,;:] | and |[，；、]")
_TWO, _SHORTEST = 2, 4
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\s,;|<>()]+")
_NAME = r"[A-ZÀ-Þ][^\W\d_]{1,20}"
_PERSONS = re.compile(
    rf"{_NAME}(?:(?:, (?:and )?| and | & | und | et | y | e |、|，| ?[和与及跟] ?){_NAME})+"
)
_NOT_DONE_TO = late(
    r"\b(?:of|about|from|with|between|on|by|via|von|über|mit|de|sur|avec|con|sobre) $"
)
_BOTH = late(
    r"\b(?:both|the two|beide[ns]?|(?:les|tous|toutes) deux|ambos|ambas|entrambi|entrambe)\b|"
    r"两[个笔台项份张封条]|二者|両方|둘 다",
    re.IGNORECASE,
)
_ALL = late(
    r"\b(?:all (?:of them|of these|of those|\d+|three|four|five|six)|each of (?:them|these|those)|"
    r"alle (?:\d+|drei|vier|fünf)|(?:tous|toutes) les (?:\d+|trois|quatre|cinq)|"
    r"(?:los|las) (?:tres|cuatro|cinco))\b|全部|[三四五六3-9][个笔台项份张封条]",
    re.IGNORECASE,
)


def left_siblings(deed: Deed, asked: str, doers: Sequence[ToolCall]) -> Iterator[str]:
    """Yield the things that a deed is told of, of the sort that calls name, and that none names.

    Args:
        deed: The deed.
        asked: The user's newest words.
        doers: The calls that are made for such deeds; where one names nothing, nothing is plain.
    """
    given = [_given(call.arguments_raw) for call in doers]
    if not given or not all(given) or any(map(may_stand_for_more, doers)):
        return
    if any(is_range_label(one.label) for call in doers for one in arguments_of(call)):
        return
    done = frozenset().union(*given)
    sorts = {sort_of(one) for one in done}
    for thing in (*things_told(deed), *_counted(deed, asked, sorts)):
        if sort_of(thing) in sorts and not any(names(one, thing) for one in done):
            yield thing


def left_persons(deed: Deed, asked: str, doers: Sequence[ToolCall]) -> Iterator[str]:
    """Yield those of a row of persons to whom a deed is said to be done, and whom no call names.

    The user named each, and calls name one of the row at least.
    """
    known = set(_WORD.findall(asked))
    given = "\n".join(call.arguments_raw for call in doers)
    for row in _PERSONS.finditer(deed.sentence):
        if _NOT_DONE_TO.search(deed.sentence, 0, row.start()):
            continue
        persons = [one for one in _WORD.findall(row[0]) if one[:1].isupper()]
        left = [one for one in persons if not names(given, one.casefold())]
        if len(left) < len(persons) and known.issuperset(persons):
            yield from (one.casefold() for one in left)


def is_linked(thing: str, results: Sequence[ToolResult], calls: Sequence[ToolCall]) -> bool:
    """Say whether a record, or a line, that names a thing holds what calls were given for it."""
    given = "\n".join(call.arguments_raw for call in calls)
    for result in results:
        for record in _records_of(result.output):
            if any(names(value, thing) for value in record) and any(
                len(value) >= _SHORTEST and value in given for value in record
            ):
                return True
    return False


def _records_of(output: str) -> Iterator[list[str]]:
    value = parse_value(output) if output[:1] in ("{", "[") else None
    if value is None:
        yield from (_PART.findall(line) for line in output.splitlines())
    else:
        yield from ([one.value for one in record] for record in records_in(value))


@kept
def _given(raw: str) -> frozenset[str]:
    """Return the codes, addresses and hosts that arguments hold as values of their own."""
    given: set[str] = set()
    for field in fields_of_arguments(raw):
        things = things_in_text(field.value)
        if things and not things_in_text(field.value.replace(things[0], "")):
            given.add(spelt(things[0]))
        elif len(things) > 1:
            given.update(map(spelt, things))
    return frozenset(given)


def _counted(deed: Deed, asked: str, sorts: set[str]) -> list[str]:
    """Return the things asked about where a deed is told of both of them, or of all."""
    of_sort = [one for one in map(spelt, things_in_text(asked)) if sort_of(one) in sorts]
    things = list(dict.fromkeys(of_sort))
    clause = _clause(deed)
    if len(things) == _TWO and _BOTH.search(clause):
        return things
    return things if len(things) > _TWO and _ALL.search(clause) else []


def _clause(deed: Deed) -> str:
    """Return the part of a sentence that tells the deed."""
    start, end = 0, len(deed.sentence)
    for border in _BORDER.finditer(deed.sentence):
        if border.end() <= deed.place:
            start = border.end()
        elif border.start() > deed.place:
            end = border.start()
            break
    return deed.sentence[start:end]
