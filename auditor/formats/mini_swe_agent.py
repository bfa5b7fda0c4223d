"""mini-swe-agent trajectories: a chat whose commands stand in fenced blocks of the replies.

A reply with exactly one block is an action, and the user message after it is what the shell said.
Every user message but the first is the harness's. Newer versions call tools natively; their
messages keep OpenAI's form.
"""

import re
from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.openai import add_message, is_message_list
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none
from auditor.trace import Place, Trace

NAME = "mini-swe-agent"

_TOOL = "bash"
_BLOCK = re.compile(r"```(?:mswea_bash_command|bash)[ \t]*\n(.*?)\n?```", re.DOTALL)
_OWN_BLOCK = "```mswea_bash_command"
_RETURNED = re.compile(r"\s*<returncode>(-?\d+)</returncode>")


def recognise(value: Any) -> Recognition | None:
    """Recognise the format's name, or its commands and return codes."""
    if isinstance(value, dict) and text_of(value.get("trajectory_format")).startswith(NAME):
        return Recognition(0.95, "`trajectory_format` names mini-swe-agent")
    messages = value.get("messages") if isinstance(value, dict) else value
    if not is_message_list(messages):
        return None
    for message in objects_in(messages):
        text = message.get("content")
        if isinstance(text, str) and (_OWN_BLOCK in text or _RETURNED.match(text)):
            return Recognition(0.75, "chat messages with bash blocks and <returncode>")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one run."""
    record = value if isinstance(value, dict) else {"messages": value}
    messages = record.get("messages")
    draft = Draft()
    native = _add_messages(draft, messages if isinstance(messages, list) else [])
    info = object_of(record.get("info"))
    config = object_of(object_of(info.get("config")).get("model"))
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages" if record is value else "",
        dataset=NAME,
        task_id=text_or_none(record.get("instance_id")),
        notes=frozenset(() if native else {"free-text-arguments"}),
        model=text_or_none(config.get("model_name")),
        extra={"info": json_text(info)} if info else {},
    )


def _add_messages(draft: Draft, messages: list[Any]) -> bool:
    """Add the messages; say whether their calls are native."""
    native = any("tool_calls" in m or m.get("role") == "tool" for m in objects_in(messages))
    acted = asked = False
    for item, message in enumerate(messages):
        role, text = text_of(object_of(message).get("role")), object_of(message).get("content")
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
        elif native or not isinstance(text, str) or role not in ("assistant", "user"):
            add_message(draft, message, item)
        elif role == "assistant":
            acted = _add_reply(draft, text, item)
        elif acted:
            returned = _RETURNED.match(text)
            draft.result(text, item, is_error=returned is not None and returned[1] != "0")
            acted = False
        elif asked:
            draft.words("runtime", role, text, item)
        else:
            draft.user(text, item)
            asked = True
    return native


def _add_reply(draft: Draft, text: str, item: int) -> bool:
    """Add a reply; say whether it is an action."""
    draft.step()
    blocks = list(_BLOCK.finditer(text))
    if len(blocks) != 1:
        draft.model(text, item)
        return False
    before, after = text[: blocks[0].start()], text[blocks[0].end() :]
    if before.strip():
        draft.model(before, item)
    draft.call(_TOOL, blocks[0][1], item)
    if after.strip():
        draft.model(after, item)
    return True


FORMATS.add(
    NAME,
    Format(name=NAME, title="mini-swe-agent trajectories", recognise=recognise, read=read),
)
