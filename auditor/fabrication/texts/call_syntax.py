"""The marks under which runtimes read calls from what a model writes.

Each chat template has its own: `<tool_call>`, `<invoke name=...>`, `to=functions.x`, `Action:` and
`Action Input:`, `[TOOL_CALLS]`, special tokens. Whoever writes these means to call, whatever the
tool is named; without them only JSON that names a tool beside its arguments, and a function with
named arguments on a line of its own, look like a call.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.values.wording import late

_NAME = r"([A-Za-z_](?:[\w./-]{0,100}\w)?)"
_COMPOUND = r"([A-Za-z]\w*(?:[_.]|(?-i:(?<=[a-z])(?=[A-Z])))\w[\w.]*)"
_TAG = (
    r"<(?!/)[|｜]?(?:[\w.-]{1,16}:)?(?:[a-z]{1,10}[_▁ ])?(?:tool|function)s?[_▁ -]?(?:calls?|use)"
    r"(?:[_▁](?:section|begin|start)){0,2}[|｜]?>"
    r"|<\|(?:plugin|action_start|start_action|python_tag)\|>"
)
_KEYS = r"(?:name|tool|tool_name|function|function_name|recipient_name|action)"
_PASSED = r"(?:arguments|parameters|args|kwargs|tool_input|action_input|input)"
_MARKED = late(
    rf"<(?:[\w.-]{{1,16}}:|[|｜]\w{{1,12}}[|｜])?invoke name=[\"']{_NAME}[\"']"
    rf"|<function(?:=[\"']?| name=[\"']){_NAME}[\"']?\s?>"
    rf"|<(?:tool|function)?[_-]?call [^<>\n]{{0,40}}?\b(?:name|tool|function)=[\"']{_NAME}[\"']"
    rf"|\bto=functions\.{_NAME}"
    rf"|✿FUNCTION✿[:：]\s*{_NAME}"
    rf"|^[ \t*#>]*(?:action|tool|function|动作|行动|工具|函数|调用)"
    rf"(?:[ _]name|[ _]call)?"
    rf"(?: ?\d{{1,2}})?\**[:：]\**[ \t]*`?(?!none\b|null\b|n/a\b|fin(?:ish|al)){_NAME}`?"
    rf"[ \t]*\n\s*"
    rf"[*#>]*(?:(?:action|tool) input|(?:动作|行动)输入|"
    rf"(?:input|arguments?|args|param(?:eter)?s|参数|输入)"
    rf"(?=\**[:：]\**(?:\s*[{{`]|\s*\n[ \t]+\w+: )))"
    rf"(?: ?\d{{1,2}})?\**[:：]"
    rf"|^>>>{_NAME}\n\{{"
    rf"|(?:{_TAG}|\[TOOL_CALLS?\]|^`{{3,}}tool_(?:code|call)s?\n)"
    rf"(?:\s*(?:function<[|｜]tool▁sep[|｜]>|\[|functions\.|print\(|default_api\.){{0,3}}"
    rf"(?!function<){_NAME}"
    rf"(?::\d+)?\s*(?:[({{]|<(?:arg|param|[|｜])|\[ARGS\]|\[CALL_ID\]|`{{3}})"
    rf"|[^<>]{{0,80}}?[\"']{_KEYS}[\"']\s*:\s*[\"']{_NAME}[\"']"
    rf"|[^<>]{{0,20}}<(?:tool_|function_)?name>\s*{_NAME}\s*</"
    rf"|\s*call:{_NAME}\s*\{{)",
    re.IGNORECASE | re.MULTILINE,
)
_BARE = late(
    rf"[\"']{_KEYS}[\"']\s*:\s*[\"']{_COMPOUND}[\"']\s*,\s*[\"']{_PASSED}[\"']\s*:\s*[{{\"]"
    r"|^(?:(?:tool|function|api) ?calls?[:：]|(?:call(?:ing)?|run|execute|invoke|调用)[:：]?|→|\$)?"
    rf"[ \t`>*\[-]*{_COMPOUND}\(\s*\w+\s*=\s*(?:[\"'\d\[{{-]|True\b|False\b|None\b)",
    re.MULTILINE | re.IGNORECASE,
)
_RARE = (
    "to=functions.", "✿FUNCTION✿", "[TOOL_CALL", "```tool_", ">>>", "ool:", "rgs:", "rguments:",
    "arameters:", "参数", "输入",
)  # fmt: skip
_OF_TAGS = (
    "invoke ", "call ", "unction", "UNCTION", "ool", "OOL", "action", "ACTION", "plugin", "python_",
)  # fmt: skip
_OF_KEYS = ("nput", "rgument", "rgs", "aram")
_ARGUMENTS = re.compile(r"[{(]|<(?:param|arg)")
CLOSED = re.compile(r"</[^<>\n]{0,20}(?:invoke|function|tool_?call|tool_use|action)[^<>\n]{0,20}>")
_CLOSERS = re.compile(
    r"(?:[\s`\]})>,;]|</[^<>\n]{1,60}>|<[|｜]?[/\w▁.:-]{1,40}[|｜]?>|\[/?[A-Z_]{4,20}\]|"
    r"[\"'](?:id|type)[\"']\s*:\s*[\"'][^\"'\n]{0,60}[\"'])*"
)
_AHEAD = 160
_LONGEST = 6000
_PAIRS = {"(": ")", "{": "}", "[": "]"}


class WrittenCall(NamedTuple):
    """A call in a text.

    Attributes:
        name: The tool.
        arguments: What stands where its arguments would.
        start, end: Where it stands.
        in_sentence: Words stand before it on its line.
        mark: What stands before the name and says that it is a call, or "".
        is_known: A tool of that name was declared or called.
    """

    name: str
    arguments: str
    start: int
    end: int
    in_sentence: bool
    mark: str = ""
    is_known: bool = True


def marked_calls(text: str) -> list[WrittenCall]:
    """Return the calls that a text writes out under the mark of a runtime, in order."""
    if "<" in text and any(word in text for word in _OF_TAGS):
        return list(_found(_MARKED, text))
    may_hold = any(sign in text for sign in _RARE) or ("ction" in text and "nput" in text)
    return list(_found(_MARKED, text)) if may_hold else []


def bare_calls(text: str) -> list[WrittenCall]:
    """Return what looks like a call without any mark, in order."""
    is_json = "{" in text and any(key in text for key in _OF_KEYS)
    if not is_json and not ("(" in text and "=" in text):
        return []
    return [call._replace(mark="") for call in _found(_BARE, text)]


def closes_after(text: str, place: int) -> int:
    """Return the end of brackets, tags and fences that only close what stands before a place."""
    closers = _CLOSERS.match(text, place)
    return closers.end() if closers else place


def _found(pattern: re.Pattern[str], text: str) -> Iterator[WrittenCall]:
    end = 0
    for mark in pattern.finditer(text):
        number = mark.lastindex
        if number is None or mark.start() < end:
            continue
        start = _start(text, mark.start(), is_key=mark[0][:1] in "\"'")
        opening, end = _arguments(text, mark.end(number))
        name = mark[number].rpartition("functions.")[2].removesuffix(".call")
        before = text[start : mark.start(number)].strip(" \t\n\"'`")
        yield WrittenCall(name, text[opening:end], start, end, False, before, is_known=False)


def _start(text: str, place: int, *, is_key: bool) -> int:
    """Return where the object that holds a key begins, or the place itself."""
    opening = text.rfind("{", max(0, place - _AHEAD), place) if is_key else -1
    return opening if opening >= 0 else place


def _arguments(text: str, place: int) -> tuple[int, int]:
    """Return where the arguments of a call begin and end, whose name ends at a place."""
    opens = _ARGUMENTS.search(text, place, place + _AHEAD)
    if opens is None:
        line = text.find("\n\n", place)
        return place, line if line >= 0 else len(text)
    if opens[0] in _PAIRS:
        return opens.start(), closing(text, opens.start())
    closed = CLOSED.search(text, opens.start())
    return opens.start(), closed.start() if closed else len(text)


def closing(text: str, opening: int) -> int:
    """Return the end of what a bracket opens, strings left aside; without any, the text's end."""
    depth, quote, place = 0, "", opening
    stop = min(len(text), opening + _LONGEST)
    while place < stop:
        sign = text[place]
        if quote:
            if sign == "\\":
                place += 1
            elif sign == quote:
                quote = ""
        elif sign == '"':
            quote = sign
        elif sign in "({[":
            depth += 1
        elif sign in ")}]":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return stop
