"""Letters that the model writes for a user: what they say is said by the user, of own deeds."""

import re
from collections.abc import Iterable

from auditor.trace import Event, Message

_ASKS_FOR_LETTER = re.compile(
    r"\b(?:write|draft|compose|word|rewrite|rephrase|polish|escrev\w+|redi[gj]\w+|redact\w+|"
    r"schreib\w*|verfass\w*|entw[iu]rf\w*|écri\w+|rédig\w+)\b|写|起草|拟",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:[^\n.!?。！？]{2,60}[,，]|Dear [^\n]{1,60}:|尊敬的[^\n]{1,40}[:：]|"
    r"[^\n]{0,60}\b(?:draft|e-?mail|letter|message|note|reply|version|carta|rascunho|borrador|"
    r"entwurf|brief|nachricht|lettre|brouillon)\b[^\n]{0,40}:)\**\n\s*\n",
    re.MULTILINE | re.IGNORECASE,
)


def is_in_letter(text: str, place: int, before: Iterable[Event]) -> bool:
    """Say whether a place lies in a letter that the user asked for.

    Args:
        text: Words of the model.
        place: A place in them: behind a salutation, or behind what introduces the letter.
        before: The events before the words, from the first on.
    """
    opening = _OPENING.search(text)
    if opening is None or opening.end() > place:
        return False
    asked = [event for event in before if type(event) is Message and event.source == "user"]
    return bool(asked) and _ASKS_FOR_LETTER.search(asked[-1].text) is not None
