"""Whether a transcript's result is the one that the log holds.

Between a tool server and a transcript stands a client. It unwraps MCP's content list, formats
JSON anew, adds a label or a tag, or cuts what is long. None of that changes what the tool said.
Everything else is a difference.
"""

import ast
import hashlib
import re
import warnings
from typing import Any, Literal

import msgspec

from auditor.canonical import canonical_value
from auditor.evidence.failures import failed
from auditor.ledger.unwrapping import decoded, part_text, told, views
from auditor.ledger_entry import LedgerEntry
from auditor.trace import ToolResult

Likeness = Literal["same", "cut", "unknown", "differs"]

_LITERAL_LIMIT = 1 << 20
_PLAIN_CUT = 1000  # clients that cut without saying so keep at least this many characters
_CUT_KEEPS = 20
_WRAPPER_LIMIT = 400
_FEW = 200
_CUT_MARK = re.compile(
    r"(?is).{0,80}?(\.\.\.|…|truncat|omitted|elided|clipped|characters|tokens|截断|省略).{0,160}"
)
# A client that keeps nothing of a result says so, in brackets or in place of much.
_GONE = (
    r"(?:truncat|omitted|elided|clipped|cleared|removed|exceeds|too (?:large|long)|截断|省略|清除)"
)
_HELD = r"(?:results?|contents?|outputs?|responses?|messages?|history|内容|结果|输出)"
_ASIDE = r"[^\[\]()<>\n]{0,80}"
_NOTHING_KEPT = re.compile(
    rf"(?is)[\[(<](?:{_GONE}\w*|{_ASIDE}{_HELD}{_ASIDE}{_GONE}{_ASIDE}|{_GONE}{_ASIDE}{_HELD}{_ASIDE})[\])>]"
)
_TOO_MUCH = re.compile(rf"(?is).{{0,200}}{_GONE}.{{0,400}}")
_MUCH = 10_000
# What a client says of a call that it waits for no longer.
_BROKEN_OFF = re.compile(
    r"""(?xi) \W* (?:
        (?: (?:the|this|a|mcp|tool|server|client|user|call|use|request|operation|execution
            |connection|stream|session|was|were|is|has|been|got|for|by) [\ ]+ )+
        (?: cancell?ed | interrupted | aborted | timed\ out | closed | lost ) \b
      | no\ (?: result | response | answer ) \b
    ) .{0,80}"""
)
_GIVEN_UP = re.compile(r"(?i)time[d ]{0,2} ?out|cancell?ed|interrupted|aborted|closed|lost")
_EMPTY = {"", "null", "None", "(no output)", "(empty)", "no output", "[]", "{}"}
_WRAPPER = re.compile(
    r"""(?xi)
    (?: \s
      | </?[\w:.-]+(?:\s[^<>]{0,80})?>            # a tag
      | ```\w*                                    # a fence
      | (?:exit|return)\ code:?\s*-?\d+ | wall\ time:?\s*[\d.]+\s*\w*
      | [^\W\d][\w\ ()'"./-]{0,80}:               # a label
    )*"""
)


def compare(output: str, entry: LedgerEntry) -> Likeness:
    """Say how a transcript's result relates to the logged one.

    Returns:
        `same`; `cut` where the client kept only a part; `unknown` where the log holds no result;
        else `differs`.
    """
    if entry.result is None:
        if not entry.result_sha256:
            return "unknown"
        same = hashlib.sha256(output.encode(errors="replace")).hexdigest() == entry.result_sha256
        return "same" if same else "unknown"
    if entry.is_error and _repeats_failure(output, entry.result):
        return "same"
    return compare_texts(output, entry.result)


def compare_texts(output: str, logged: str) -> Likeness:
    """Say how a transcript's result relates to a logged one, both given as text."""
    if output == logged:
        return "same"
    said, held = told(output), views(logged)
    spelt = {canonical(view) for view in held}
    if not spelt.isdisjoint(canonical(view) for view in said):
        return "same"
    if output.strip() in _EMPTY and any(view.strip() in _EMPTY for view in held):
        return "same"
    if any(_wraps(output, view) for view in held) or _shows_every_text(output, logged):
        return "same"
    if _keeps_nothing(output, logged) or any(_is_cut(output, view) for view in held):
        return "cut"
    return "differs"


def _shows_every_text(output: str, logged: str) -> bool:
    """Say whether a content list with images or the like shows all its words in order.

    What is attached as a resource is no word of the tool's own; many clients leave it out.
    """
    value = decoded(logged)
    parts = value.get("content") if isinstance(value, dict) else None
    if not isinstance(parts, list) or all(part_text(part) is not None for part in parts):
        return False
    start = 0
    words = [part.get("text") for part in parts if isinstance(part, dict)]
    for text in (word for word in words if isinstance(word, str) and word):
        found = output.find(text, start)
        if found < 0:
            return False
        start = found + len(text)
    return start > 0 or not any(map(part_text, parts))


def _keeps_nothing(output: str, logged: str) -> bool:
    """Say whether a client put a mark in a result's place: it claims nothing."""
    mark = output.strip()
    return _NOTHING_KEPT.fullmatch(mark) is not None or (
        len(logged) >= _MUCH and _TOO_MUCH.fullmatch(mark) is not None
    )


def canonical(text: str) -> str:
    """Return one spelling for equal JSON or Python values, and for prose but for white space."""
    stripped = text.strip()
    value = decoded(stripped)
    if value is None and stripped[:1] in ("{", "[", "("):
        value = _literal(stripped)
    if value is None:
        return " ".join(stripped.split())
    if isinstance(value, str):
        return " ".join(value.split())
    return canonical_value(value)


def tells_failure(answer: ToolResult) -> bool:
    """Say whether a transcript's result is no answer but a failure, by its flag or its words."""
    return failed(answer) or _BROKEN_OFF.fullmatch(answer.output.strip()) is not None


def tells_giving_up(answer: ToolResult) -> bool:
    """Say whether a client waited no longer, as far as its words can tell it from an answer."""
    return answer.is_error or (
        len(answer.output) <= _WRAPPER_LIMIT
        and tells_failure(answer)
        and _GIVEN_UP.search(answer.output) is not None
    )


def _repeats_failure(output: str, logged: str) -> bool:
    """Say whether the output is a failure's own words in a few of the client's."""
    room = len(output) - _FEW
    return any(
        room <= len(view) and view in output for view in map(str.strip, views(logged)) if view
    )


def _literal(text: str) -> Any:
    """Return a value that a client printed as Python, or None."""
    if len(text) > _LITERAL_LIMIT:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes in foreign text are no concern of ours
            value = ast.literal_eval(text)
        return msgspec.json.decode(msgspec.json.encode(value))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError, OverflowError):
        return None


def _wraps(output: str, view: str) -> bool:
    """Say whether the output is the view between labels, tags or fences."""
    core = view.strip()
    start = output.find(core) if core else -1
    if start < 0:
        return False
    before, after = output[:start], output[start + len(core) :]
    if len(before) + len(after) > _WRAPPER_LIMIT:
        return False
    return _WRAPPER.fullmatch(before) is not None and _WRAPPER.fullmatch(after) is not None


def _is_cut(output: str, view: str) -> bool:
    """Say whether the output is the view with a part left out, at its end or in the middle."""
    said, held = " ".join(output.split()), " ".join(view.split())
    head = _shared_head(said, held)
    if head == len(said):
        return head >= _PLAIN_CUT
    tail = _shared_head(said[head:][::-1], held[head:][::-1])
    kept = head + tail
    if kept < min(_CUT_KEEPS, len(held) // 2) or kept >= len(held):
        return False
    return _CUT_MARK.fullmatch(said[head : len(said) - tail]) is not None


def _shared_head(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
