"""What a model appends to a command: the output it expects, written into the call itself.

Agents that act by free text (SQL, shell) imitate the dialogue format inside the action string. The
environment runs the whole string, rejects it where the command ends, and often quotes the tail
back. Four signals, none of which needs a word list: marks of a turn or label outside quotes, the
layout that genuine results of the session have, a break before text that is no command, and the
place at which the environment rejected the string. A table with drawn borders in the place of a
whole command that was rejected is a fifth: nobody runs one.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from auditor.trace import ToolCall, ToolResult
from auditor.values.literals import parse_value

_ROLE = re.compile(
    r"\n\s{0,3}#{2,4} ?(?:human|assistant|user|system|tool)\b"
    r"|\n\s{0,3}<\|?(?:user|assistant|human|system|tool|bot|end|im_start|im_end)\b\|?>?"
    r"|<\|[a-z_]{2,16}(?:\|?>|$)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|\n[ \t]{0,4}| {2,})((?:[A-Za-z]+ ){0,4}[A-Z][a-z]+(?: \d{1,3})?) ?:(?=[ \n\t]|$)"
)
_LAYOUTS = re.compile(
    r"\[\([q'\"\d]|\(\('|(?:\A|\n[ \t]{0,3}|[ \t]{2,}|>[ \t])\+-{2,}"
    r"|\n[ \t]{0,3}\|[^|\n]{1,80}\|[^\n]{0,300}\n[ \t]{0,3}\|[ :|-]{3,}"
)
_BORDERED = re.compile(r"[\s:]{0,4}(?:```\w{0,10}\s)?\s{0,4}\+-[+-]{2,400}\+\s{1,4}\|")
_GAP = re.compile(r"[ \t]{2,}|\n[ \t]{0,4}")
_INDENTED = re.compile(r":[ \t]{0,4}\n(?: {2,}|\t)\S")
_LINE_END = re.compile(r"\n")
_DATA = re.compile(
    r"[ \t]{0,4}(?:[-+]?\d[\d.,%]*|<[^<>\n]{1,60}>|empty set)[ \t]{0,4}"
    r"(?:\n|<|$|[ \t]{2,}|[-+]?\d)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'[^'\n]{0,300}'|\"[^\"\n]{0,300}\"|`[^`\n]{0,100}`")
_WORDS = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_OPERATORS = frozenset("=*<>();{}$|&\\`")
_SAMPLE = 6
_QUOTED_AT_LEAST = 40
_FEW_WORDS = 4
_SHORTEST_COMMAND = 4


class Tail(NamedTuple):
    """The appended part of a command.

    Attributes:
        start: Where it begins in the command.
        body: The part that plays a result, without labels; "" if there is none.
        score: 0 to 1, by how many signals agree.
    """

    start: int
    body: str
    score: float


class _Signals(NamedTuple):
    gap: bool
    label: bool
    role: bool
    layout: bool
    data: bool
    prose: bool
    failed: bool = False
    rejected: bool = False
    copied: bool = False


def tail_of(call: ToolCall, result: ToolResult | None, sources: list[str]) -> Tail | None:
    """Return what a free-text command carries behind its end, or None.

    Args:
        call: The call whose arguments are the command.
        result: Its result, which may say where the command was rejected.
        sources: The environment's own words in earlier results (`genuine_part`).
    """
    command = call.arguments_raw
    if len(_INDENTED.findall(command)) > 1:
        # A program of several blocks; its own text says "return" and "output".
        return None
    rejected = rejected_at(command, result)
    failed = result is not None and result.is_error
    start = _start(command, rejected, failed=failed)
    if start is None:
        if _copies(command, sources) is None:
            return None
        start = 0
    tail = command[start:]
    bare, copied = _without_marks(tail), _copies(tail, sources)
    here = rejected is not None and abs(rejected - start) <= len(tail) - len(tail.lstrip()) + 3
    signals = _signals(command, start)._replace(
        failed=failed, rejected=here, copied=copied is not None
    )
    score = _score(signals)
    body = copied or _result_in(tail)
    whole = len(command[:start].strip()) < _SHORTEST_COMMAND
    if whole and (bare[:2] == "[(" or (failed and _is_bordered(tail))):
        return Tail(start, body, 0.6)
    copies = signals.copied and failed
    if whole and not (copies or (signals.layout and signals.label)):
        return None
    return Tail(start, body, score) if score > 0.0 and body else None


def _signals(command: str, start: int) -> _Signals:
    """Return what a command alone says for a tail that begins at a place."""
    tail = command[start:]
    bare = _without_marks(tail)
    wide = "  " in command[max(0, start - 2) : start + 2] and "\n" not in tail[:2]
    return _Signals(
        gap=wide,
        label=_has_label(tail),
        role=bool(_ROLE.search(tail)),
        layout=bool(_LAYOUTS.search("\n" + tail)) or "\t" in tail,
        data=_has_data(tail, bare),
        prose=_is_prose(bare) or (wide and not _continues(command[:start], bare)),
    )


def rejected_at(command: str, result: ToolResult | None) -> int | None:
    """Return where in a command the environment's error message begins to quote it, or None.

    Errors quote names as well; a rejected tail is quoted to its end, or for long.
    """
    if result is None or not result.is_error:
        return None
    output = result.output
    for quote in "'\"`":
        place = output.find(quote)
        while place >= 0:
            found = _quoted_from(command, output, place + 1)
            if found > 0:
                return found
            place = output.find(quote, place + 1)
    return None


def _quoted_from(command: str, output: str, start: int) -> int:
    """Return where in a command a quotation that starts here in the output begins, or -1."""
    piece = output[start : start + _SAMPLE]
    found = command.find(piece) if len(piece) == _SAMPLE else -1
    while found > 0:
        if output.startswith(command[found : found + _QUOTED_AT_LEAST], start):
            return found
        found = command.find(piece, found + 1)
    return -1


def _start(command: str, rejected: int | None, *, failed: bool) -> int | None:
    command = command.partition("<<")[0]
    masked = _QUOTED.sub(lambda match: "q" * len(match[0]), command)
    starts = [max(0, match.start() - 1) for match in _ROLE.finditer("\n" + masked)]
    starts += [match.start() for match in _LABEL.finditer(masked)]
    starts += [match.start() for match in _LAYOUTS.finditer(masked)]
    if failed:
        starts += [g.start() for g in _GAP.finditer(masked) if _DATA.match(masked, g.end())]
    if rejected is not None and _is_break(command, rejected):
        starts.append(rejected)
    return min(starts, default=None)


def _is_break(command: str, place: int) -> bool:
    """Say whether a command is visibly broken off before a place: a new line or a wide gap."""
    around = command[max(0, place - 3) : place + 2]
    return "\n" in around or "  " in around


def _has_label(tail: str) -> bool:
    """Say whether a label stands in a tail, also right behind the mark of a turn."""
    if _LABEL.search(tail):
        return True
    return any(_LABEL.match(tail[mark.end() :].lstrip()) for mark in _ROLE.finditer("\n" + tail))


def _has_data(tail: str, bare: str) -> bool:
    """Say whether plain data opens a tail or stands right behind the mark of a turn."""
    places = [mark.end() for mark in _ROLE.finditer(tail)]
    return bool(_DATA.match(bare)) or any(_DATA.match(tail[end:].lstrip()) for end in places)


def _is_bordered(tail: str) -> bool:
    """Say whether a table with drawn borders opens a tail or what a turn in it says."""
    places = [0, *(mark.end() - 1 for mark in _ROLE.finditer("\n" + tail))]
    return any(_BORDERED.match(tail, place) for place in places)


def _without_marks(tail: str) -> str:
    """Return a tail without the turn marks and labels that it opens with."""
    while True:
        stripped = tail.lstrip(" \n\t#|>")
        match = _ROLE.match("\n" + stripped) or _LABEL.match(stripped)
        if match is None:
            return stripped
        taken = match.end() - (1 if match.re is _ROLE and match[0][:1] == "\n" else 0)
        if taken <= 0:
            return stripped
        tail = stripped[taken:]


def _is_prose(text: str) -> bool:
    """Say whether a stretch reads as a sentence rather than a command."""
    line = text.split("\n", 1)[0][:200]
    words: list[str] = _WORDS.findall(line)
    if len(words) < _FEW_WORDS or any(character in _OPERATORS for character in line[:80]):
        return False
    lower = sum(word.islower() for word in words)
    return lower * 2 > len(words)


def _copies(text: str, sources: list[str]) -> str | None:
    """Return the lines that begin with the beginning of a genuine result, word for word."""
    beginnings = [
        begin
        for source in sources
        if len(begin := _beginning(source)) == _QUOTED_AT_LEAST and begin.count(" ") >= _FEW_WORDS
    ]
    if not beginnings:
        return None
    places = [0, *(m.start() for m in _LINE_END.finditer(text))]
    places += [m.end() - 1 for m in _ROLE.finditer("\n" + text)]
    for place in sorted(places):
        line = text[place:].lstrip(" \n\t:")
        begin = _beginning(line)
        if begin in beginnings or _is_cut_copy(begin, beginnings):
            return line.split("\n\n", 1)[0]
    return None


def _is_cut_copy(begin: str, beginnings: list[str]) -> bool:
    """Say whether a text ends while it still equals a genuine beginning."""
    is_cut = len(begin) < _QUOTED_AT_LEAST and begin.count(" ") > 1
    return is_cut and any(genuine.startswith(begin) for genuine in beginnings)


def _beginning(text: str) -> str:
    return " ".join(text[: 4 * _QUOTED_AT_LEAST].split())[:_QUOTED_AT_LEAST]


def _continues(head: str, tail: str) -> bool:
    """Say whether a tail goes on in the language of the command before it."""
    line = tail.split("\n", 1)[0]
    words = _WORDS.findall(line)
    if not words or any(character in _OPERATORS for character in line[:80]):
        return bool(words)
    return words[0] in set(_WORDS.findall(head)) or (
        words[0].isupper() and len(words[0]) > _FEW_WORDS
    )


def _score(signals: _Signals) -> float:
    content = signals.layout or signals.data or signals.prose or signals.label
    content = content or signals.copied or (signals.gap and signals.rejected)
    plain = signals.layout or signals.gap or signals.data
    broken_off = signals.rejected or (signals.failed and plain) or signals.copied
    if not content or not (signals.label or broken_off):
        return 0.0
    marks = signals.label + signals.role + signals.rejected + signals.gap
    return min(1.0, 0.4 + 0.2 * marks + 0.2 * signals.layout)


def _result_in(tail: str) -> str:
    """Return the stretch that plays the result: a layout if there is one, else the first data."""
    layout = _LAYOUTS.search("\n" + tail)
    body = tail[max(0, layout.start() - 1) :] if layout else _without_marks(tail)
    cut = [m.start() for m in _ROLE.finditer(body) if m.start() > 0]
    cut += [m.start() for m in _LABEL.finditer(body) if m.start() > 0]
    return body[: min(cut, default=len(body))].strip()


def kind_of(body: str, sources: Iterable[str]) -> Literal["invented", "copied", "re-rendered"]:
    """Return whether a body is `invented`, `copied` or `re-rendered` from genuine texts."""
    tokens = _tokens(body)
    kind: Literal["invented", "re-rendered"] = "invented"
    for source in sources:
        if _same_values(body, source):
            return "copied"
        if tokens and tokens <= _tokens(source):
            kind = "re-rendered"
    return kind


def genuine_part(result: ToolResult, call: ToolCall | None) -> str:
    """Return what of a result is the environment's own: nothing behind an echo of the command."""
    rejected = rejected_at(call.arguments_raw, result) if call is not None else None
    if call is None or rejected is None:
        return result.output
    return result.output[: result.output.find(call.arguments_raw[rejected : rejected + _SAMPLE])]


def _same_values(body: str, output: str) -> bool:
    mine, other = parse_value(body), parse_value(output)
    if mine is not None and other is not None:
        return repr(mine) == repr(other)
    plain, genuine = _plain(body), _plain(output)
    if len(plain) < _SHORTEST_COMMAND:
        return plain == genuine
    # The model's text may be cut by a length limit; the last value is then no evidence.
    cut = plain.rfind(",", 0, len(plain) - 1) if mine is None and "," in plain else len(plain)
    return genuine.startswith(plain[: max(cut, _SHORTEST_COMMAND)])


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _tokens(text: str) -> set[str]:
    return {token for token in re.findall(r"[\w.-]+", text.casefold()) if token.strip(".-")}
