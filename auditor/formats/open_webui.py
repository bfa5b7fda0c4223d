"""Open WebUI chat exports: `chat.history.messages`, a tree of messages by id.

Read is the branch up to `currentId`. A tool that ran stands in the reply's text as a `<details
type="tool_calls">` element with arguments and result in its attributes; reasoning as one of type
`reasoning`. What follows an element with a result is a step of its own.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import at_pointer, json_text, object_of, text_of, text_or_none
from auditor.messages.times import utc
from auditor.messages.trees import branch_to, last_leaf
from auditor.trace import Place, Trace

NAME = "open-webui"

_DETAILS = re.compile(
    r'<details\s+type="(tool_calls|reasoning)"([^>]*)>(.*?)</details>\n?', re.DOTALL
)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_HISTORY = "/chat/history/messages"


def recognise(value: Any) -> Recognition | None:
    """Recognise a chat by its history of messages by id."""
    messages = at_pointer(value, _HISTORY)
    if isinstance(messages, dict) and all("role" in object_of(one) for one in messages.values()):
        return Recognition(0.9, "chat.history.messages by id")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the branch of a chat that stands."""
    chat = value["chat"]
    messages = object_of(at_pointer(value, _HISTORY))
    parents = {key: one.get("parentId") for key, one in messages.items()}
    end = chat["history"].get("currentId")
    end = end if isinstance(end, str) and end in parents else last_leaf(parents)
    path = branch_to(end, parents)
    draft = Draft()
    for key in path:
        _add_message(draft, messages[key])
    if not draft.events:
        yield Skipped("a chat without messages")
        return
    others = len(messages) - len(path)
    named = (text_or_none(messages[key].get("model")) for key in path)
    yield Trace(
        NAME,
        place,
        draft.events,
        "",
        own_id=text_or_none(value.get("id")) or text_or_none(chat.get("id")),
        model=next((model for model in named if model), None),
        at=utc(value.get("created_at")) or draft.first_time(),
        extra={key: json_text(chat[key]) for key in ("title", "params", "tags") if chat.get(key)}
        | ({"messages_of_other_branches": str(others)} if others else {}),
    )


def _add_message(draft: Draft, message: dict[str, Any]) -> None:
    at = utc(message.get("timestamp"))
    content = text_of(message.get("content"))
    if message.get("role") == "assistant":
        _add_reply(draft, content, at)
    elif message.get("role") == "user":
        draft.user(content, -1, at=at)
    else:
        draft.words("runtime", text_of(message.get("role")), content, -1, at=at)


def _add_reply(draft: Draft, content: str, at: str | None) -> None:
    draft.step()
    end = 0
    answered = said = False
    for found in [*_DETAILS.finditer(content), None]:
        words = content[end : found.start() if found else None]
        if answered and (words.strip() or (found and found[1] == "reasoning")):
            draft.step()
            answered = False
        if words.strip() or not (found or said):
            draft.model(words.strip("\n"), -1, at=at)
        said = True
        if found is None:
            return
        end = found.end()
        if found[1] == "reasoning":
            thought = html.unescape(_SUMMARY.sub("", found[3]).strip())
            draft.model(_QUOTED.sub("", thought), -1, channel="thinking", at=at)
        else:
            answered = _add_tool(draft, dict(_ATTRIBUTE.findall(found[2])), at) or answered


def _add_tool(draft: Draft, attributes: dict[str, str], at: str | None) -> bool:
    """Add a call and its result; say whether it has one."""
    name, call_id = html.unescape(attributes.get("name", "")), attributes.get("id") or None
    arguments = _text(attributes.get("arguments", ""))
    draft.call(name, arguments, -1, call_id=call_id, position=draft.calls_in_step, at=at)
    if attributes.get("done") != "true":
        return False
    draft.result(_text(attributes.get("result", "")), -1, call_id=call_id, name=name, at=at)
    return True


def _text(attribute: str) -> str:
    """Return the text of an attribute: escaped, and often JSON of a string on top."""
    text = html.unescape(attribute)
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text
    return value if isinstance(value, str) else text


FORMATS.add(
    NAME, Format(name=NAME, title="Open WebUI chat exports", recognise=recognise, read=read)
)  # fmt: skip
