"""The tool that a sentence names, or means by its words."""

import re

from auditor.claims.claim_history import History
from auditor.claims.deeds.verbs import LOOKS
from auditor.claims.own_acts import words_of_name
from auditor.claims.phrase import Phrase
from auditor.trace import Message

_PLAIN_WORD = re.compile(r"[a-z]+\Z")
_SHORTEST_NOUN = 5
_LONG_WORD = 6
_RUNNING_WORDS = "bash shell terminal command exec execute python code sql run task"
_RUNS_ANYTHING = frozenset(_RUNNING_WORDS.split())
_GENERAL = frozenset(
    {"tool", "api", "service", "data", "info", "details", "status", "all", "by", "id"}
)


def tool_in(sentence: str, names: list[str]) -> str:
    """Return the tool that a sentence names; a plain word is a name only in code marks.

    `find_page` is none where `find_page_by_title` stands.
    """
    for name in names:
        if name not in sentence or not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            continue
        if not _PLAIN_WORD.match(name) or f"`{name}`" in sentence:
            return name
    return ""


def tool_meant(phrase: Phrase, message: Message, history: History) -> str:
    """Return the tool whose words are the object of a look of the model's own, or "".

    "I checked the blacklist" speaks of the tool `blacklist`, where that was never called and no
    call and no result speaks of such a thing.
    """
    if phrase.sort not in ("query", "glance") or not phrase.verb:
        return ""
    made = {call.name for call in history.pairing.calls}
    if any(not _RUNS_ANYTHING.isdisjoint(words_of_name(name)) for name in made):
        return ""
    for name in history.names:
        words = [word for word in words_of_name(name) if word not in LOOKS | _GENERAL]
        if name in made or len("".join(words)) < _SHORTEST_NOUN:
            continue
        if _is_object(words, phrase, message, history):
            return name
    return ""


def _is_object(words: list[str], phrase: Phrase, message: Message, history: History) -> bool:
    """Say whether a look was at what some words name, of which no call and no result speaks.

    `The participant emails` are those of participants, whom a result may tell of.
    """
    noun = r"[ _-]".join(map(re.escape, words))
    verb = re.escape(phrase.verb)
    told = re.search(
        rf"{verb} (?P<of>(?:[a-z'’]+ ){{0,3}}?){noun}s?(?: tool| api| service)?\b",
        phrase.sentence,
        re.IGNORECASE,
    )
    if told is None:
        return False
    known = [word.removesuffix("s") for word in words]
    known += [word for word in told["of"].split()[-1:] if len(word) > _LONG_WORD]
    return not any(history.mentions(word, message.index) for word in known)
