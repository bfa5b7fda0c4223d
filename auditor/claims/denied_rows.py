"""Rows that came back and that the model denies: `No bookings were found` over a list of bookings.

Judged is a sentence that denies just what the newest result lists, under the name of the list or
of the tool: `there are no alerts`, `ninguna cita`, `keine Termine`. Whatever else it names has to
be what the call was given. Whoever says that there is none of a certain kind reads the rows, and is
believed; so is whoever has any empty list or failure in the turn.
"""

import re
from collections.abc import Iterator
from typing import Any

from auditor.claims.claim import Claim
from auditor.claims.claim_history import leaves_calls_out
from auditor.claims.denied_result_words import is_of_a_kind, is_stated, words_named
from auditor.evidence.failures import failed
from auditor.pairing import Pairing, answers_in, results_before
from auditor.trace import Message, ToolCall, Trace
from auditor.values.literals import parse_value
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_SCORE = 0.6
_LONGEST = 1500
_SHORTEST_STEM = 4
_DENIED = (
    r"\b(?:there (?:is|are|was|were) (?:currently )?no|no|zero|"
    r"(?:do|does|did|have|has)(?: not|n['’]t) (?:have |find |see |return )?any|"
    r"(?:could|can)(?: not|n['’]t|not) find any|ning[uú]n[oa]?|"
    r"no hay|aucune?|keine?n?|nenhuma?|nessun[oa]?) (?P<noun>[^\W\d_]+)(?: (?P<next>[^\W\d_]+))?"
)
_DENIAL = late(_DENIED, re.IGNORECASE)
_MAY = sign_anywhere(f"(?i){_DENIED}")
_PARTS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_CLAUSE_END = re.compile(
    r"[;；:：。!！?？\n—]|[.](?=\s|$)|,(?=\s?(?:but|so|and|because|which|though)\b)"
)
# `in the last hour` of a call for `1h`.
_SPANS = ("hour", "day", "week", "month", "minute")
_OF_DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)[a-z]*$"
)
_LEADS = frozenset(
    (
        "file",
        "recorded",
        "listed",
        "shown",
        "last",
        "past",
        "letzten",
        "letzte",
        "última",
        "último",
        "dernière",
        "dernier",
    )
)


def may_deny_rows(text: str) -> bool:
    """Say whether words of the model may deny rows of some name, at one pass over them."""
    return _MAY(text)


def denied_rows(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield what the model says does not exist, where the newest result lists it.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    if not pairing.answer or leaves_calls_out(trace):
        return
    for message in answers_in(pairing):
        if len(message.text) > _LONGEST or not _MAY(message.text):
            continue
        for told in _DENIAL.finditer(message.text):
            call = _denied(told, message, pairing)
            if call is not None:
                start, end = _clause(message.text, told)
                yield Claim(
                    message.index, start, end, "denied-result", call.name, (),
                    "the newest result lists some", call, _SCORE,
                )  # fmt: skip
                break


def _denied(told: re.Match[str], message: Message, pairing: Pairing) -> ToolCall | None:
    """Return the call of a message's turn that returned what a clause denies."""
    text = message.text
    start, end = _clause(text, told)
    for call, names, output in _listed(message, pairing):
        given = f"{call.name.replace('_', ' ')} {call.arguments_raw}".casefold()
        noun = told["noun"]
        if not _is_listed(noun, names) and told["next"] and noun.casefold() in given:
            noun = told["next"]
        place = text.find(noun, told.start())
        rest = f"{text[start : told.start()]} {text[place + len(noun) : end]}"
        if _is_listed(noun, names) and _denies_all(text, start, end, rest, given, output):
            return call
    return None


def _listed(message: Message, pairing: Pairing) -> Iterator[tuple[ToolCall, set[str], str]]:
    """Yield the calls of a message's turn that returned a list, and what these are called.

    None where any list of the turn is empty, or a call failed.
    """
    results = [one for one in results_before(message.index, pairing) if one.turn == message.turn]
    found = []
    for result in results:
        lists = _lists_in(parse_value(result.output))
        if failed(result) or any(not rows for _, rows in lists):
            return
        if len(lists) == 1 and result.index in pairing.answered:
            call = pairing.answered[result.index]
            words = _PARTS.split(lists[0][0] or call.name)
            names = {word.lower() for word in words if len(word) >= _SHORTEST_STEM}
            found.append((call, names, result.output))
    yield from found


def _lists_in(value: Any) -> list[tuple[str, list[Any]]]:
    """Return the lists of a decoded result that may be its rows, with their keys."""
    if type(value) is list:
        return [("", value)] if all(type(row) is dict for row in value) else []
    if type(value) is not dict:
        return []
    return [(key, rows) for key, rows in value.items() if type(rows) is list]


def _is_listed(noun: str, names: set[str]) -> bool:
    """Say whether a noun is what a list is called, in singular or plural."""
    word = noun.lower()
    return any(
        min(len(word), len(name)) >= _SHORTEST_STEM
        and (word.startswith(name.rstrip("s")) or name.startswith(word.rstrip("s")))
        for name in names
    )


def _clause(text: str, told: re.Match[str]) -> tuple[int, int]:
    starts = [stop.end() for stop in _CLAUSE_END.finditer(text, 0, told.start())]
    stop = _CLAUSE_END.search(text, told.end())
    return (starts[-1] if starts else 0), (stop.start() if stop else len(text))


def _denies_all(text: str, start: int, end: int, rest: str, given: str, output: str) -> bool:
    """Say whether a clause denies all rows: it names nothing but what the call was given."""
    if not is_stated(text, start, end) or is_of_a_kind(text, start, end):
        return False
    return all(_is_given(word, given, output) for word in words_named(rest))


def _is_given(word: str, given: str, output: str) -> bool:
    if word in given or (word.endswith("s") and word[:-1] in given) or word in _LEADS:
        return True
    if _OF_DAYS.match(word) or f'"{word}":' in output.casefold():
        return True
    span = next((one for one in _SPANS if word.startswith(one)), "")
    return bool(span) and re.search(rf"\d ?{span[0]}", given) is not None
