"""Deeds that a user asks for, in the languages in which deeds are told."""

import re
from functools import lru_cache

from auditor.claims.deeds.first_persons import asks_abroad, asks_in_east
from auditor.claims.deeds.screen import asks_in_chinese
from auditor.claims.deeds.verbs import BASE, Family

_ASKED_AS: dict[str, Family] = BASE | {
    "arrange": "book", "set up": "book", "on the calendar": "book", "on my calendar": "book",
    "money back": "pay", "set": "change", "implement": "change", "resolve": "change",
    "let them know": "send", "let him know": "send", "let her know": "send",
    "tell them": "send", "tell him": "send", "tell her": "send",
    "back up": "create", "roll back": "change", "open a ticket": "create",
    "open an incident": "create", "raise a ticket": "create", "page": "send",
    "make sure": "run", "verify": "run", "confirm": "run",
}  # fmt: skip
_ASKS = re.compile(rf"\b(?:{'|'.join(sorted(_ASKED_AS, key=len)[::-1])})\b")
# "When does the desk close?" asks for no deed.
_WONDERS = re.compile(
    r"\b(?:when|why|how|where|what time)\b[\w ]{0,12}\b(?:do|does|did|is|are|was|were|has|have)\b"
    r"[^.?!;,\n]*$|"
    r"\b(?:did|has|have|was|were) (?:the|my|your|our|his|her|a|an|that|this|it|he|she|they|you)\b"
    r"[^.?!;,\n]*$"
)
_REACH = 60


# What a user says is asked of for each deed, and in each turn that follows.
@lru_cache(maxsize=512)
def asks_for(text: str, family: Family | None, verb: str = "") -> bool:
    """Say whether a user asks for a deed of a family, or for any.

    Args:
        text: Words of the user.
        family: What kind of effect; None for any.
        verb: How the deed is told, for Japanese and Korean.
    """
    lowered = text.lower()
    for asked in _ASKS.finditer(lowered):
        if _WONDERS.search(lowered, max(0, asked.start() - _REACH), asked.start()):
            continue
        if family in (None, _ASKED_AS[asked[0]]):
            return True
    if asks_in_chinese(text, family) or asks_in_east(text, verb):
        return True
    return asks_abroad(text, family, verb)
