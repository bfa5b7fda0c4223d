"""OpenAI's harmony text, which gpt-oss writes and is given, turned into events.

`<|start|>{header}<|message|>{content}<|end|>`: the header tells role, channel (`analysis`,
`commentary`, `final`) and, of a call, its recipient; what a tool returned comes from the tool's own
name, to the assistant. Seen in openai/harmony, `docs/format.md`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from auditor.draft import Draft
from auditor.messages.openai import SYSTEM_ROLES
from auditor.messages.parts import json_text
from auditor.messages.responses import open_step
from auditor.trace import Channel, Tool

MARK = "<|message|>"
_MESSAGE = re.compile(
    r"(?:<\|start\|>|\A(?=<\|channel\|>))((?:(?!<\|message\|>|<\|start\|>).){0,400})<\|message\|>"
    r"(.*?)(<\|(?:end|call|return)\|>|(?=<\|start\|>)|\Z)",
    re.DOTALL,
)
_ROLE = re.compile(r"[^\s<]+")
_RECIPIENT = re.compile(r"\bto=([^\s<]+)")
_ANALYSIS = re.compile(r"<\|channel\|>\s*analysis\b")
_DECLARED = re.compile(r"((?:^//[^\n]*\n){0,20})^type (\w{1,128}) = \(", re.MULTILINE)


class Header(NamedTuple):
    """What stands before a message.

    Attributes:
        role: Who speaks: `system`, `developer`, `user`, `assistant`, or a tool by its name.
        recipient: The tool that a message of the assistant is for, or "".
        is_thought: It is in the channel of the chain of thought.
    """

    role: str
    recipient: str
    is_thought: bool


def is_completion(text: str) -> bool:
    """Say whether a text is what gpt-oss writes: it begins with a channel or its own header."""
    return text.startswith(("<|channel|>", "<|start|>assistant")) and MARK in text


def is_prompt(text: str) -> bool:
    """Say whether a text is a rendered conversation."""
    return text.lstrip().startswith("<|start|>") and MARK in text


def tools_in(text: str) -> tuple[Tool, ...]:
    """Return the functions that the developer's message declares; their types are not read."""
    _, declared, after = text.partition("namespace functions {")
    listed = after.partition("} // namespace functions")[0] if declared else ""
    return tuple(
        Tool(name, "", "", " ".join(line.lstrip("/ ") for line in told.splitlines()))
        for told, name in _DECLARED.findall(listed)
    )


def _header(text: str) -> Header:
    role = _ROLE.match(text)
    recipient = _RECIPIENT.search(text)
    return Header(
        role[0] if role else "assistant",
        recipient[1] if recipient else "",
        _ANALYSIS.search(text) is not None,
    )


def add_text(
    draft: Draft,
    text: str,
    item_at: Callable[[int], int],
    *,
    border: int | None = None,
    at: str | None = None,
) -> bool:
    """Add a rendered conversation, or its end.

    Args:
        item_at: The item of what begins at a place in the text.
        border: Where the model's own writing begins; None where nobody knows.

    Returns:
        That what others said was recorded as the model's: a rollout, if the message before was
        closed. Else who speaks there, speaks in the model's words.
    """
    own = len(text) if border is None else border
    end = 0
    is_closed = is_rollout = False
    for found in _MESSAGE.finditer(text):
        _add_beside(draft, text[end : found.start()], item_at(end), is_own=end >= own)
        header, item = _header(found[1]), item_at(found.start())
        by_other = found.start() >= own and header.role != "assistant"
        if by_other and not is_closed:
            open_step(draft)
            draft.model(found[0], item, at=at)
        elif found[2] or found.end() < len(text):
            _add(draft, header, found[2], item, at)
            is_rollout = is_rollout or by_other
        end, is_closed = found.end(), bool(found[3])
    _add_beside(draft, text[end:], item_at(end), is_own=end >= own)
    return is_rollout


def _add_beside(draft: Draft, text: str, item: int, *, is_own: bool) -> None:
    """Add what stands between messages, but for the header that asks the model to go on."""
    if not text.strip() or text.lstrip().startswith("<|start|>assistant"):
        return
    if is_own:
        open_step(draft)
        draft.model(text, item)
    else:
        draft.words("runtime", "", text, item)


def _add(draft: Draft, header: Header, content: str, item: int, at: str | None) -> None:
    if header.role == "assistant":
        position = open_step(draft)
        if header.recipient not in ("", "user", "all"):
            name = header.recipient.removeprefix("functions.")
            draft.call(name, _arguments(content), item, position=position, at=at)
        else:
            channel: Channel = "thinking" if header.is_thought else "text"
            draft.model(content, item, channel=channel, at=at)
    elif header.role == "user":
        draft.user(content, item, at=at)
    elif header.role in SYSTEM_ROLES:
        draft.system(content, item, role=header.role, at=at)
    else:
        draft.result(content, item, name=header.role.removeprefix("functions."), at=at)


def _arguments(content: str) -> str:
    """Return a call's arguments; code, as it is sent to python, becomes an object."""
    return content if content.lstrip()[:1] == "{" else json_text({"code": content})
