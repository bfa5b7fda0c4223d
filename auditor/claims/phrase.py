"""A sentence that speaks of a tool call in the past: where it begins and ends, and what it says."""

import re
from typing import Literal, NamedTuple

from auditor.claims import chinese_calls as zh
from auditor.claims.look_nouns import LookByNoun
from auditor.values.wording import late

Sort = Literal["query", "glance", "reading", "action", "denial", "report"]


class Phrase(NamedTuple):
    """A sentence that speaks of a tool call in the past.

    Attributes:
        start, end: The sentence in its text.
        sentence: Its words.
        sort: `query` (called, queried, looked up), `glance` (checked, verified: words that need
            no tool), `reading` (reviewed, opened: done to what a user gives, too), `action` (did
            something to the world), `denial` (did not call: of no more), `report`
            (tells what a tool, a record or a check says).
        verb: The verb as written, in lower case.
        fresh: It says that this was done anew.
        tool_noun: It speaks of a tool, a service, a database.
        on_request: It counts only where the user asked for a new look.
        by_noun: How it tells the look, where a noun does.
    """

    start: int
    end: int
    sentence: str
    sort: Sort
    verb: str
    fresh: bool
    tool_noun: bool
    on_request: bool = False
    by_noun: LookByNoun | None = None


_FRESH = late(
    r"\b(?:again|once more|anew|just now|(?:another|a (?:second|third|fresh|new)) "
    r"(?:call|query|lookup|look-up|search|request|check|scan)|"
    r"re-?(?:checked|queried|called|invoked|ran|run|executed|searched|fetched|verified|scanned|"
    r"read|polled)|refreshed|"
    r"repeated (?:the|that|this|my) (?:same )?(?:call|query|look-?up|search|check|request))\b",
    re.IGNORECASE,
)
_NOUN = late(
    r"\b(?:tools?|functions?|apis?|endpoints?|services?|databases?|servers?|lookups?|quer(?:y|ies))\b"
    r"|工具|接口|服务|数据库|函数|系统",
    re.IGNORECASE,
)
STOPS = late(r"[.!?](?=\s|$)|[。！？；\n]")
WINDOW = 300
CODE = late(
    r"[{}]|\w\([^)]*[=:\"']|正在|^(?:now,? |ok,? )?"
    r"(?:calling|checking|querying|looking|running|using|fetching|searching|retrieving)\b",
    re.IGNORECASE,
)


def phrase_said(text: str, start: int, end: int, said: re.Match[str]) -> Phrase:
    """Return a sentence as a phrase of the sort that a match of its verb is of."""
    sorts: tuple[Sort, ...] = ("query", "glance", "action")
    sort = next(sort for sort in sorts if said[sort])
    return phrase_in(text, start, end, sort, said[sort])


def clause_at(sentence: str, place: int) -> str:
    """Return the part between commas that a place lies in."""
    start = max(sentence.rfind(mark, 0, place) for mark in "，,；") + 1
    ends = [at for mark in "，,；" if (at := sentence.find(mark, place)) >= 0]
    return sentence[start : min(ends, default=len(sentence))]


def sentence_around(text: str, place: int) -> tuple[int, int]:
    """Return start and end of the sentence that a place of a text lies in."""
    low, high = max(0, place - WINDOW), min(len(text), place + WINDOW)
    start, end = low, high
    for stop in STOPS.finditer(text, low, high):
        if stop.end() <= place:
            start = stop.end()
        else:
            end = stop.end() if stop[0] != "\n" else stop.start()
            break
    while start < place and text[start].isspace():
        start += 1
    return start, end


def phrase_in(text: str, start: int, end: int, sort: Sort, verb: str) -> Phrase:
    """Return a sentence of a text as a phrase of some sort, told by a verb."""
    sentence = text[start:end]
    fresh = bool(_FRESH.search(sentence) or zh.FRESH.search(sentence))
    return Phrase(start, end, sentence, sort, verb.lower(), fresh, bool(_NOUN.search(sentence)))
