"""Conversations of a ChatGPT data export: a `mapping` of messages that hang in a tree.

Read is the branch up to `current_node`; answers that were asked for again are counted and left
out. What the model sends to a tool (`recipient`) is a call of free text without an id, and the next
message of role `tool` its result. Hidden messages of the system are part of the prompt.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import json_text, object_of, own_id_of, text_of, text_or_none
from auditor.messages.times import utc
from auditor.messages.trees import branch_to, last_leaf
from auditor.trace import Place, Trace

NAME = "chatgpt-export"

_THOUGHTS = ("thoughts", "reasoning_recap")
_KEPT = ("title", "gizmo_id", "conversation_template_id")


def recognise(value: Any) -> Recognition | None:
    """Recognise a conversation with its mapping of messages."""
    if not isinstance(value, dict) or not isinstance(value.get("mapping"), dict):
        return None
    nodes = list(value["mapping"].values())[:8]
    if nodes and all(isinstance(node, dict) and "message" in node for node in nodes):
        return Recognition(0.9, "a mapping of messages in a tree")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the branch of a conversation that stands."""
    nodes = {key: node for key, node in value["mapping"].items() if isinstance(node, dict)}
    parents = {key: node.get("parent") for key, node in nodes.items()}
    end = value.get("current_node")
    end = end if isinstance(end, str) and end in parents else last_leaf(parents)
    path = branch_to(end, parents)
    draft = Draft()
    for key in path:
        message = object_of(nodes[key].get("message"))
        if message:
            _add_message(draft, message)
    if not draft.events:
        yield Skipped("a conversation without messages")
        return
    others = sum(1 for key, node in nodes.items() if node.get("message") and key not in set(path))
    yield Trace(
        NAME,
        place,
        draft.events,
        "",
        own_id=text_or_none(value.get("conversation_id")) or own_id_of(value),
        notes=frozenset({"free-text-arguments"}),
        model=text_or_none(value.get("default_model_slug")),
        at=utc(value.get("create_time")) or draft.first_time(),
        extra={key: json_text(value[key]) for key in _KEPT if value.get(key)}
        | ({"messages_of_other_branches": str(others)} if others else {}),
    )


def _add_message(draft: Draft, message: dict[str, Any]) -> None:
    author = object_of(message.get("author"))
    role = text_of(author.get("role"))
    content = object_of(message.get("content"))
    at = utc(message.get("create_time"))
    words = _words(content)
    recipient = message.get("recipient")
    if role == "assistant":
        draft.step()
        if isinstance(recipient, str) and recipient not in ("all", ""):
            draft.call(recipient, json_text({"input": words}), -1, at=at)
        else:
            thinks = content.get("content_type") in _THOUGHTS
            draft.model(words, -1, channel="thinking" if thinks else "text", at=at)
    elif role == "tool":
        draft.result(words, -1, name=text_or_none(author.get("name")), at=at)
    elif role == "user":
        draft.user(words, -1, at=at)
    elif words or role != "system":
        draft.words("runtime" if role == "system" else "unknown", role, words, -1, at=at)


def _words(content: dict[str, Any]) -> str:
    kind = content.get("content_type")
    if isinstance(content.get("parts"), list):
        return "\n".join(
            part if isinstance(part, str) else _named(object_of(part)) for part in content["parts"]
        )
    if kind == "thoughts":
        thoughts = content.get("thoughts")
        return "\n".join(
            text_of(object_of(one).get("content"))
            for one in (thoughts if isinstance(thoughts, list) else [])
        )
    for key in ("text", "result", "content", "user_instructions"):
        if isinstance(content.get(key), str):
            return str(content[key])
    return f"[{kind}]" if kind else ""


def _named(part: dict[str, Any]) -> str:
    return text_of(part["text"]) if "text" in part else f"[{part.get('content_type')}]"


FORMATS.add(
    NAME, Format(name=NAME, title="ChatGPT data exports", recognise=recognise, read=read)
)  # fmt: skip
