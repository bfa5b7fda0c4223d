"""Cline's and Roo Code's sessions whose tools stand in the text: `<read_file><path>...</path>`.

`api_conversation_history.json`: messages in Anthropic's form, or with plain text. A reply calls one
tool or several in tags of the tool's name, each parameter in a tag of its own; the next message, of
role user, tells what came of it behind `[read_file for 'a.py'] Result:`. What the client adds
(`<environment_details>`) is the runtime's. `<attempt_completion>` and what asks the user something
are the model's words. Sessions with native calls are those of `anthropic-messages`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import json_text, object_of, objects_in, own_id_of, text_of
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "cline"

_HEADER = re.compile(r"\[(\w+)(?: (?:for|to) [^\n]*?)?\] Result:\s*", re.DOTALL)
_CLIENT = ("<environment_details>", "# Current", "You did not use a tool", "[ERROR]")
_FAILED = re.compile(r"The tool execution failed|<error>|Error executing ")
_ENTRY = re.compile(r"<(\w+)>\n?(.*?)\n?</\1>", re.DOTALL)
_WORDS = frozenset({"attempt_completion", "ask_followup_question", "plan_mode_respond"})


class _Block(NamedTuple):
    """A stretch of a reply: words, or what stands in the tag of a tool."""

    text: str
    tool: str = ""


def recognise(value: Any) -> Recognition | None:
    """Recognise a reply with a tool's tag that the next message tells the result of."""
    messages = _messages_of(value)
    for message, following in pairwise(messages):
        made = _texts_of(message) if message.get("role") == "assistant" else []
        for name in _answered_in(following):
            if any(f"<{name}>" in text for text in made):
                return Recognition(0.75, f"`<{name}>` answered by `[{name} ...] Result:`")
    return None


def _messages_of(value: Any) -> list[dict[str, Any]]:
    held = value.get("messages") if isinstance(value, dict) else value
    listed = objects_in(held)
    return listed if isinstance(held, list) and len(listed) == len(held) else []


def _texts_of(message: dict[str, Any]) -> list[str]:
    """Return the texts of a message, none where it holds calls or results of the API."""
    content = message.get("content")
    if isinstance(content, str):
        return [content]
    parts = objects_in(content)
    if any(part.get("type") in ("tool_use", "tool_result") for part in parts):
        return []
    return [text_of([part]) for part in parts]


def _answered_in(message: dict[str, Any]) -> list[str]:
    """Return the tools whose results a message of role user tells."""
    if message.get("role") != "user":
        return []
    return [found[1] for text in _texts_of(message) for found in _HEADER.finditer(text)]


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    messages = _messages_of(value)
    tools = {name for message in messages for name in _answered_in(message)}
    draft = Draft()
    for item, message in enumerate(messages):
        at = time_of(message)
        if message.get("role") == "assistant":
            _add_reply(draft, "\n".join(_texts_of(message)), item, at, tools)
        else:
            _add_user(draft, _texts_of(message), item, at)
    record = object_of(value)
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages" if record else "",
        own_id=own_id_of(record),
        notes=frozenset({"free-text-arguments"}),
        at=time_of(record) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key != "messages"},
    )


def _add_reply(draft: Draft, text: str, item: int, at: str | None, tools: set[str]) -> None:
    draft.step()
    blocks = [block for block in _blocks_of(text, tools) if block.tool or block.text.strip()]
    for block in blocks or [_Block(text)]:
        if not block.tool:
            draft.model(block.text.strip(), item, at=at)
            continue
        passed = {entry[1]: entry[2] for entry in _ENTRY.finditer(block.text)}
        raw = json_text(passed) if passed or not block.text.strip() else json_text(block.text)
        draft.call(block.tool, raw, item, position=draft.calls_in_step, at=at)


def _blocks_of(text: str, tools: set[str]) -> Iterator[_Block]:
    """Yield the words and calls of a reply in order; a tag of another name is words."""
    names = "|".join(sorted(tools - _WORDS)) or "$^"
    end = 0
    for found in re.finditer(rf"<({names})>\n?(.*?)\n?</\1>", text, re.DOTALL):
        yield _Block(text[end : found.start()])
        yield _Block(found[2], found[1])
        end = found.end()
    yield _Block(text[end:])


def _add_user(draft: Draft, texts: list[str], item: int, at: str | None) -> None:
    """Add what came of tools, what the client says, and what is left: the user's words."""
    words: list[str] = []
    added: list[str] = []
    results: list[tuple[str, list[str]]] = []
    for text in texts:
        headers = list(_HEADER.finditer(text))
        ends = [*(header.start() for header in headers[1:]), len(text)]
        if text.startswith(_CLIENT):
            added.append(text)
        elif headers and headers[0].start() == 0:
            spans = zip(headers, ends, strict=True)
            results += [(one[1], [text[one.end() : end]]) for one, end in spans]
        elif results and not text.startswith(("<feedback>", "<user_message>", "<task>")):
            results[-1][1].append(text)
        elif text.strip():
            words.append(text)
    for name, told in results:
        output = "\n".join(part for part in told if part.strip()).strip("\n")
        if name in _WORDS:
            words.append(output)
        else:
            draft.result(output, item, name=name, is_error=bool(_FAILED.match(output)), at=at)
    for text in added:
        draft.words("runtime", "user", text, item, at=at)
    if words or not (results or added):
        draft.user("\n".join(words), item, at=at)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Cline and Roo Code sessions with tools in the text",
        recognise=recognise,
        read=read,
        is_one_conversation=True,
    ),
)
