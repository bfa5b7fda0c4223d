"""Chats of the Vercel AI SDK: UI messages as apps store them, and model messages.

A list of messages, or an object whose `messages` they are, also as Mastra's memory keeps them. A
tool part of a UI message is a call together with its result; what the model says after it is a step
of its own. A call whose output has not come (`input-available`, `approval-requested`) stays without
a result.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages import aisdk, openai
from auditor.messages.framework_chats import Dialect, format_of

NAME = "ai-sdk"


def _fits(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and openai.has_role(value)
        and ("content" in value or isinstance(value.get("parts"), list))
    )


def _is_own(value: dict[str, Any]) -> bool:
    return aisdk.is_ui_message(aisdk.ui_form(value)) or aisdk.is_parts_message(value)


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    message = aisdk.ui_form(message)
    if aisdk.is_ui_message(message):
        aisdk.add_ui_message(draft, message, item)
    elif isinstance(message.get("content"), list):
        aisdk.add_message(draft, message, item)
    else:
        openai.add_message(draft, message, item)


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Vercel AI SDK UI messages and model messages",
            "messages with the AI SDK's tool parts",
            _fits,
            _is_own,
            _add,
            lists=("/messages", "/responseMessages", "/response/messages"),
            instructions=("/system",),
            models=("/model", "/modelId", "/response/modelId"),
            message_models=("/metadata/model", "/metadata/modelId"),
        )
    ),
)
