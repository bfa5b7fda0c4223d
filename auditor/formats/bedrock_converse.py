"""Amazon Bedrock's Converse API: conversations, requests, and Bedrock's own invocation logs.

A list of messages, as Strands agents keep it; a request with `system` and `toolConfig`, also with
its response; the records that model invocation logging writes. A `toolResult` stands in a message
of role user and opens no turn.
"""

from auditor.formats import FORMATS
from auditor.messages.bedrock import add_message, holds_blocks, is_message
from auditor.messages.framework_chats import Dialect, format_of

NAME = "bedrock-converse"

_LOGGED = "/input/inputBodyJson"

FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Amazon Bedrock Converse messages, requests and invocation logs",
            "messages of blocks such as toolUse, toolResult and text",
            is_message,
            holds_blocks,
            add_message,
            lists=("/messages", "/request/messages", f"{_LOGGED}/messages"),
            instructions=("/system", "/request/system", f"{_LOGGED}/system"),
            tools=(
                "/toolConfig/tools",
                "/request/toolConfig/tools",
                f"{_LOGGED}/toolConfig/tools",
            ),
            replies=(
                "/output/message",
                "/response/output/message",
                "/output/outputBodyJson/output/message",
            ),
            models=("/modelId", "/request/modelId"),
            ids=("/requestId",),
        )
    ),
)
