"""Calls that a model writes out in its words: `lookup(uri="a")`, `{"name": "lookup", ...}`.

Writing a call down is no fault where it is also made: agents narrate, and some speak a JSON
protocol. It is one where no such call ever ran.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.fabrication.texts.call_syntax import WrittenCall, closing
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, is_placeholder, normal_text

_REACH = 80
_ARGUMENT_NAMES = ("arguments", "parameters", "input", "args", "kwargs", "参数")
# A method of a program's client is called when somebody runs the program.
_OF_OBJECT = re.compile(
    r"(?<!default_)(?:client|api|sdk|service|session|self|this)(?:\.|->|::)$", re.IGNORECASE
)


def written_calls(text: str, names: Iterable[str]) -> list[WrittenCall]:
    """Return the calls of known tools that a text writes out, in order of place."""
    found: list[WrittenCall] = []
    for name in names:
        if len(name) > 2 and name in text:  # noqa: PLR2004 - shorter names are words
            found += _calls_of(text, name)
    found.sort(key=lambda call: call.start)
    return found


def _calls_of(text: str, name: str) -> Iterator[WrittenCall]:
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if _is_name(text, place, end) and not _OF_OBJECT.search(
            text, max(0, place - _REACH), place
        ):
            opening = _arguments_start(text, place, end)
            if opening >= 0:
                closes = _end_of(text, opening)
                arguments = text[opening:closes]
                if _is_filled_in(arguments):
                    start = _start_of_object(text, place, opening)
                    yield WrittenCall(name, arguments, start, closes, _in_sentence(text, place))
                    end = closes
        place = text.find(name, end)


def _is_name(text: str, place: int, end: int) -> bool:
    """Say whether a name stands there by itself, and not in a longer one."""
    around = (text[place - 1 : place], text[end : end + 1])
    return not any(sign.isalnum() or sign == "_" for sign in around)


def _in_sentence(text: str, place: int) -> bool:
    """Say whether words, rather than an assignment or a prompt, stand before a place."""
    line = text[text.rfind("\n", 0, place) + 1 : place].strip(" `\"'{[(,:>$")
    return bool(line) and not line.endswith("=") and '"' not in line


def _arguments_start(text: str, place: int, end: int) -> int:
    """Return where the arguments open: in brackets at once, or under a name for them."""
    if text[end : end + 1] == "(":
        return end
    if text[place - 2 : place] == "$ ":
        return end
    ahead = text[end : end + _REACH]
    if ahead[:1] in ("'", '"', "\n", "`") or ahead[:2] == " \n":
        lowered = ahead.casefold()
        for name in _ARGUMENT_NAMES:
            at = lowered.find(name)
            if at >= 0:
                bracket = ahead.find("{", at)
                if bracket >= 0:
                    return end + bracket
    return -1


def _end_of(text: str, opening: int) -> int:
    """Return the end of the arguments that open here: the matching bracket or the line's end."""
    if text[opening] in "({[":
        return closing(text, opening)
    line = text.find("\n", opening)
    return line if line >= 0 else len(text)


def _start_of_object(text: str, place: int, opening: int) -> int:
    """Return where the object that names the tool begins, or the name itself."""
    if text[opening] != "{":
        return place
    start = text.rfind("{", max(0, place - 4 * _REACH), place)
    return start if start >= 0 else place


def _is_filled_in(arguments: str) -> bool:
    """Say whether real arguments stand there: no signature, no placeholder."""
    inner = arguments.strip("(){}[] \n")
    if not inner or is_placeholder(inner):
        return False
    if not any(sign in inner for sign in ("=", '"', "'", ":")):
        return False
    value = inner.replace(":", "=").partition("=")[2].strip(" \"'")
    return not is_placeholder(value.split(",")[0].strip(" \"'"))


def was_made(written: WrittenCall, event: Message | ToolCall, pairing: Pairing) -> bool:
    """Say whether a call of that tool with those values was made.

    A call that stands as code on its own must be made now or a step later; one that a sentence
    mentions may have been made before.
    """
    values = {
        atom.value
        for atom in atoms_of(normal_text(written.arguments))
        if atom.value.kind in SPECIFIC
    }
    return any(
        call.name == written.name
        and (written.in_sentence or call.turn == event.turn)
        and (0 if written.in_sentence else event.step) <= call.step <= event.step + 1
        and _holds_all(normal_text(call.arguments_raw), values)
        for call in pairing.calls
    )


def _holds_all(normal: str, values: set[Value]) -> bool:
    return all(any(way in normal for way in spellings(value)) for value in values)
