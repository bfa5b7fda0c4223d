"""Whether words of the model report what a tool has just said, and nothing else.

Most answers do. They need no grammar: a few substring searches clear them.
"""

import re
from collections.abc import Iterable

from auditor.claims.own_acts import may_act
from auditor.pairing import Pairing, last_result_before
from auditor.trace import Message
from auditor.values.atoms import figures_in

_AROUND = ".,:;!?()[]{}*`'\""
_DOTTED = re.compile(r"\.[a-z]")


def is_borne_out(message: Message, pairing: Pairing, tools: Iterable[str]) -> bool:
    """Say whether words report a result of their own turn and name nothing that it does not.

    Whatever they say of the call is then true; most answers are such, and cost no more than this.
    """
    result = last_result_before(message.index, pairing)
    call = None if result is None else pairing.answered.get(result.index)
    if result is None or call is None or result.turn != message.turn:
        return False
    if "_" in message.text and any(name in message.text for name in tools):
        return False
    return not _names_something_else(message.text, result.output + call.arguments_raw)


def _names_something_else(text: str, known: str) -> bool:
    """Say whether a text denies, acts, or names a figure, host or tool that is not known."""
    if may_act(text):
        return True
    if any(figure not in known for figure in figures_in(text)):
        return True
    return any(not _is_known(text, dot.start(), known) for dot in _DOTTED.finditer(text))


def _is_known(text: str, place: int, known: str) -> bool:
    """Say whether the dotted name around a place is known; most names stand between spaces."""
    start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
    word = text[start : end if end >= 0 else len(text)]
    return word.strip(_AROUND) in known or _word_around(text, place) in known


def _word_around(text: str, place: int) -> str:
    """Return the dotted name around a place."""
    start, end = place, place + 1
    while start and (text[start - 1].isalnum() or text[start - 1] in "-_"):
        start -= 1
    while text[end : end + 1].isalnum() or text[end : end + 1] in ("-", "_"):
        end += 1
    return text[start:end]
