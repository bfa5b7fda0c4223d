"""Pydantic AI message histories, as `all_messages_json()` writes them.

A list of requests and responses; an object that keeps it under `messages`, `message_history` or
`all_messages`. The instructions, which every request repeats, are given once. A retry prompt that
names a tool is what that tool's call came to, as an error.
"""

from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.pydantic_ai import add_message, is_message

NAME = "pydantic-ai"

FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Pydantic AI message histories",
            "requests and responses whose parts have a part_kind",
            is_message,
            is_message,
            add_message,
            lists=("/messages", "/message_history", "/all_messages"),
            models=("/model", "/model_name"),
            message_models=("/model_name",),
        )
    ),
)
