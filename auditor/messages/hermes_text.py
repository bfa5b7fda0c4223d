"""Tool calls and results spelt as tags inside message text: the way of Qwen and Hermes.

`<tool_call>{"name": ..., "arguments": ...}</tool_call>` is written by the model,
`<tool_response>...</tool_response>` by the runtime, into a message of role user or tool. A response
that stands in a model's message was written by the model and stays its text.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.messages.call_spellings import NO_TEXTS, TextParameters, name_in
from auditor.messages.call_text import HERMES, Dialect, spelt_in
from auditor.messages.parts import tools_of
from auditor.trace import Tool

_RESPONSE = re.compile(r"<tool_response>(.*?)(?:</tool_response>|\Z)", re.DOTALL)


_ANSWER = re.compile(
    r"\s*(?:<((?:function|tool)_(?:result|output)s?)>(?P<marked>(?:(?!</\1>).)*)</\1>"
    r"|```tool_outputs?\n(?P<fenced>(?:(?!```).)*)```)\s*",
    re.DOTALL,
)


def answer_in(text: str) -> str | None:
    """Return the result that a message of role user is, of Anthropic's XML or Gemma's fences."""
    found = _ANSWER.fullmatch(text)
    return (found["marked"] or found["fenced"] or "").strip("\n") if found else None


def declares_tools(system: str) -> bool:
    """Say whether a system prompt tells the model to call tools by tags."""
    return "<tool_call>" in system or "<tools>" in system


def holds_response(text: str) -> bool:
    """Say whether a text holds the tag of a tool's response."""
    return "<tool_response>" in text


def tools_in(system: str) -> tuple[Tool, ...]:
    """Return the tools that a system prompt lists between `<tools>` tags."""
    declared: list[Any] = []
    for after in system.split("<tools>")[1:]:
        listed, closed, _ = after.partition("</tools>")
        if not closed:
            continue
        listed = listed.strip()
        for text in (listed, *listed.split("\n")):
            try:
                value = msgspec.json.decode(text)
            except (msgspec.DecodeError, RecursionError):
                continue
            declared += value if isinstance(value, list) else [value]
            if text is listed:
                break
    return tools_of(declared)


def add_model_text(
    draft: Draft,
    text: str,
    item: int,
    *,
    at: str | None = None,
    texts: TextParameters = NO_TEXTS,
    dialects: tuple[Dialect, ...] = (HERMES,),
) -> None:
    """Add a model's message to the open step: its calls, and the words around them in order.

    Args:
        texts: From `text_parameters`, for the spellings that write values without quotes.
        dialects: How its calls are marked.
    """
    spelt = spelt_in(text, dialects, texts)
    position = 0
    for part in spelt.parts:
        if isinstance(part, str):
            draft.model(part, item, at=at)
        else:
            draft.call(
                part.name, part.arguments_raw, item,
                call_id=part.call_id, position=position, at=at,
            )  # fmt: skip
            position += 1


def responses_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield `("result", ...)` and `("words", ...)` in order: what the tags hold, what lies around.

    Words of nothing but white space are left out.
    """
    end = 0
    for match in _RESPONSE.finditer(text):
        if text[end : match.start()].strip():
            yield "words", text[end : match.start()]
        yield "result", match[1].removeprefix("\n").removesuffix("\n")
        end = match.end()
    if text[end:].strip():
        yield "words", text[end:]


def response_name(output: str) -> str | None:
    """Return the tool that a response names, as Hermes' `{"name": ..., "content": ...}` does."""
    return name_in(output)
