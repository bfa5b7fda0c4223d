"""Letters and dialogues that the model writes for a user: others say there what they did."""

import re
from collections.abc import Iterable, Sequence

from auditor.trace import Event, Message
from auditor.values.occurrences import holds_figures
from auditor.values.order_words import orders_script
from auditor.values.values import normal_text

_ASKS_FOR_LETTER = re.compile(
    r"\b(?:write|draft|compose|word|rewrite|rephrase|polish|escrev\w+|redi[gj]\w+|redact\w+|"
    r"schreib\w*|verfass\w*|entw[iu]rf\w*|écri\w+|rédig\w+)\b|写|起草|拟",
    re.IGNORECASE,
)
_ASKS_FOR_TEMPLATE = re.compile(
    r"\b(?:template|boilerplate|sample (?:text|reply|answer|mail)|textbaustein|musterbrief|modèle|"
    r"plantilla|modelo de)\b|范文|模板|话术|口吻",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:[^\n.!?。！？]{2,60}[,，]|Dear [^\n]{1,60}:|尊敬的[^\n]{1,40}[:：]|"
    r"[^\n]{0,60}\b(?:draft|e-?mail|letter|message|note|reply|version|carta|rascunho|borrador|"
    r"entwurf|brief|nachricht|lettre|brouillon)\b[^\n]{0,40}:)\**\n\s*\n",
    re.MULTILINE | re.IGNORECASE,
)
_ASKS_TO_LOOK = re.compile(
    r"\b(?:check|verify|look (?:\w+ ){0,2}up|look into|pull up|query|find out|retrieve|fetch)\b|"
    r"查一下|查询(?:一下)?(?!结果)|核实|先查|查查",
    re.IGNORECASE,
)
# `**Agent:** I have refunded it.`
_SPEAKER = re.compile(r"[ \t>*_#-]{0,6}[^\W\d][^:：\n]{0,38}[:：]")
_LATEST = 2


def is_in_letter(text: str, place: int, before: Iterable[Event]) -> bool:
    """Say whether a place lies in a letter, or is spoken in a dialogue, that the user asked for.

    Args:
        text: Words of the model.
        place: A place in them: behind a salutation, or behind what introduces the letter.
        before: The events before the words, from the first on.
    """
    newest = _asked(before)[-_LATEST:]
    if any(map(_ASKS_FOR_TEMPLATE.search, newest)):
        return True
    opening = _OPENING.search(text)
    if opening is None or opening.end() > place:
        return is_spoken(text, place, before)
    asked = _asked(before)
    return bool(asked) and _ASKS_FOR_LETTER.search(asked[-1]) is not None


def is_dictated(text: str, start: int, end: int, before: Iterable[Event]) -> bool:
    """Say whether a sentence of a letter only puts into words what the user gave for it.

    Whoever has a letter written for himself says there what he did; what he asks to be looked up
    for it first is not his.

    Args:
        text: Words of the model.
        start, end: A sentence in them.
        before: The events before the words, from the first on.
    """
    opening = _OPENING.search(text, 0, start)
    asked = _asked(before)[-1:]
    if opening is None or not asked or _ASKS_FOR_LETTER.search(asked[0]) is None:
        return False
    if _ASKS_TO_LOOK.search(asked[0]):
        return False
    return holds_figures(normal_text(asked[0]), normal_text(text[start:end]))


def is_spoken(text: str, place: int, before: Iterable[Event]) -> bool:
    """Say whether somebody speaks at a place, in a dialogue that the user asked for."""
    if _SPEAKER.match(text, text.rfind("\n", 0, place) + 1) is None:
        return False
    return any(map(orders_script, _asked(before)[-_LATEST:]))


def is_of_others(text: str, start: int, end: int, before: Sequence[Event]) -> bool:
    """Say whether another than the model says a sentence, in a dialogue or a letter of a user."""
    return is_spoken(text, start, before) or is_dictated(text, start, end, before)


def _asked(before: Iterable[Event]) -> list[str]:
    return [e.text for e in before if type(e) is Message and e.source == "user"]
