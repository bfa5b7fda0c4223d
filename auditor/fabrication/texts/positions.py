"""Places inside a model's text where only a runtime may write: result markup and forged roles.

Such marks say where to look and which channel it is. Whether the content is invented is decided
by where its values come from, never by the mark.
"""

import re
from typing import Literal, NamedTuple

from auditor.values.occurrences import has_one

Mark = Literal["markup", "label", "role"]

_TAG = re.compile(
    r"<\|?/?((?:tool|function)[_ -]?(?:response|result|output|error)s?|observations?|ipython|tool)"
    r"\b[^<>\n]{0,80}>"
    r"|\[/?((?:tool|function)[_ -]?(?:response|result|output|error)s?|observations?)\]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|\n|\s{2}|(?<=[.;)\]}'\"`] ))[ \t>*#]{0,6}"
    r"(observation|(?:tool|function)[ _-]?(?:output|result|response)s?|"
    r"(?!(?:the )?(?:expected|sample|example|desired|wanted|possible) )"
    r"(?:[\w-]{2,20} ){0,3}output|观察|观察结果|工具(?:返回|结果|输出|响应)|返回结果|执行结果)"
    r"(?: ?\d{1,3})?[* ]{0,3}[:：]",
    re.IGNORECASE,
)
# What a call is shown to have given: `>>> get_order() returned`, `[get_order] -> {`,
# `[get_order result]`, `### Tool result`, `Tool (get_order):`.
_SHOWN = re.compile(
    r"(?:^|\n)(?:>>> ?\w+\([^()\n]{0,200}\) (?:returned|returns|gave)\b:?|"
    r"\[\w+\] ?(?:-|=)> ?(?=[\[{])|"
    r"\[\w*[a-z]_?\w* (?:result|output|response)\](?=\s*\n)|"
    r"#{1,6} ?tool (?:result|output|response)s?[ \t]*(?=\n)|"
    r"(?:tool|function) ?\(\w*_\w+\):|function \w*_\w+ returned:)",
    re.IGNORECASE,
)
_LABEL_WORDS = (
    "observation",
    "output",
    "result",
    "response",
    "观察",
    "返回",
    "结果",
    "输出",
    "响应",
)
_ROLES = ("user", "human", "system", "tool", "用户", "工具", "系统")
_ROLE = re.compile(
    r"(?:^|\n)(?:#{2,4} ?|<\|(?:im_start\|>)?|\[)?"
    rf"({'|'.join(_ROLES)})(?:\|>|\])?[ \t]{{0,2}}(?:[:：]|(?<=[>\]])|\n)",
    re.IGNORECASE,
)
_STARTS = ("<", "[", ":", "：", "\n")


class Position(NamedTuple):
    """A stretch of text that stands where a runtime would write.

    Attributes:
        mark: How it is marked.
        word: The marking word, in lower case.
        start, end: The marked stretch without the mark.
        opens: Where the mark itself begins.
    """

    mark: Mark
    word: str
    start: int
    end: int
    opens: int


def positions_of(text: str) -> list[Position]:
    """Return the marked stretches of a text, each up to the next mark."""
    if not any(mark in text for mark in _STARTS):
        return []
    marks: list[tuple[int, int, Mark, str]] = []
    if "<" in text or "[" in text:
        marks += [
            (m.start(), m.end(), "markup", (m[1] or m[2]).lower())
            for m in _TAG.finditer(text)
            if "/" not in m[0][:3]
        ]
    small = text.casefold()
    if has_one(small, _LABEL_WORDS):
        marks += [(m.start(), m.end(), "label", m[1].lower()) for m in _LABEL.finditer(text)]
    if ">" in text or "_" in text or has_one(small, _LABEL_WORDS):
        marks += [(m.start(), m.end(), "label", "tool output") for m in _SHOWN.finditer(text)]
    if has_one(small, _ROLES):
        marks += [(m.start(), m.end(), "role", m[1].lower()) for m in _ROLE.finditer(text)]
    marks.sort()
    found = []
    for number, (opens, start, mark, word) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        close = _close(text, start, end) if mark == "markup" else -1
        found.append(Position(mark, word, start, close if close >= 0 else end, opens))
    return found


def _close(text: str, start: int, end: int) -> int:
    places = [text.find(sign, start, end) for sign in ("</", "[/", "<|")]
    return min((place for place in places if place >= 0), default=-1)
