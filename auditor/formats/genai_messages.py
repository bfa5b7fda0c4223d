"""OpenTelemetry GenAI messages by themselves, as exporters put them into storage beside the spans.

A list of `{role, parts: [{type, content}]}`; an object with `gen_ai.input.messages` and
`gen_ai.output.messages` is a span and read as one.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.genai import add_message, is_parts_message

NAME = "genai-messages"


def _is_own(value: dict[str, Any]) -> bool:
    # The AI SDK has the words of a part in `text`.
    return any("content" in part or part.get("type") == "tool_call" for part in value["parts"])


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    add_message(draft, message, item)


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "OpenTelemetry GenAI messages",
            "messages of OpenTelemetry's parts",
            is_parts_message,
            _is_own,
            _add,
            lists=("/messages", "/input_messages", "/inputMessages"),
            instructions=("/system_instructions", "/systemInstructions"),
            replies=("/output_messages", "/outputMessages"),
        )
    ),
)
