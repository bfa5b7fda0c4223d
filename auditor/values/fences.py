"""Fenced blocks of a text, and the commands with their output that they show."""

import re
from functools import lru_cache
from typing import NamedTuple

_FENCED = re.compile(r"(?:^|\n)[ \t]*```[^\n`]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)
# `$ df -h`, `ops@db-1:~$ df -h`, `[root@db ~]# df -h`, `PS C:\> dir`, `> run_sql: select 1`,
# `In [7]: df.head()`, `>>> len(rows)`.
_PROMPT = re.compile(
    r"[ \t]*(?:\[?[\w.-]+@[\w.-]+[^\n$#]{0,60}[$#]|[$❯]|PS [A-Z]:[^\n>]{0,80}>|"
    r">(?= [a-z]+_[a-z_]+:)|In ?\[\d+\]:|>>>)[ \t]+(\S[^\n]*)"
)


class Fence(NamedTuple):
    """What stands in a fenced block.

    Attributes:
        start, end: Where in the text it stands, without the fences.
        body: The block itself.
    """

    start: int
    end: int
    body: str


class Shown(NamedTuple):
    """A command behind a prompt, and what is shown as its output.

    Attributes:
        command: As written.
        output: The lines behind it, up to the next prompt.
        start, end: Where both stand in the text.
    """

    command: str
    output: str
    start: int
    end: int


@lru_cache(maxsize=64)
def fences_of(text: str) -> tuple[Fence, ...]:
    """Return the fenced blocks of a text, in order."""
    if "```" not in text:
        return ()
    return tuple(Fence(*found.span(1), found[1]) for found in _FENCED.finditer(text))


def outside_fences(text: str) -> str:
    """Return a text with blanks for its fenced blocks: what is left keeps its place."""
    for fence in fences_of(text):
        text = text[: fence.start] + " " * (fence.end - fence.start) + text[fence.end :]
    return text


def shown_in(fence: Fence) -> list[Shown]:
    """Return the commands of a block that some output follows."""
    found: list[Shown] = []
    command, lines, start, place = "", list[str](), fence.start, fence.start
    for line in (*fence.body.split("\n"), "$ end"):
        prompt = _PROMPT.match(line)
        if prompt:
            output = "\n".join(lines)
            if command and output.strip():
                found.append(Shown(command, output, start, min(place, fence.end)))
            command, lines, start = prompt[1], [], place
        else:
            lines.append(line)
        place += len(line) + 1
    return found
