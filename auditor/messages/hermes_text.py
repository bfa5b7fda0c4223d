"""Tool calls and results spelt as tags inside message text: the way of Qwen and Hermes.

`<tool_call>{"name": ..., "arguments": ...}</tool_call>` is written by the model,
`<tool_response>...</tool_response>` by the runtime, into a message of role user or tool. A response
that stands in a model's message was written by the model and stays its text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.messages.parts import arguments_text, object_of, tools_of
from auditor.trace import Tool

_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|(?=<tool_call>)|\Z)", re.DOTALL)
_RESPONSE = re.compile(r"<tool_response>(.*?)(?:</tool_response>|\Z)", re.DOTALL)
_NAME = re.compile(r"""["']name["']\s*:\s*["']([^"'\n]{1,128})["']|<function=([^>\n]{1,128})>""")
_PARAMETER = re.compile(
    r"<parameter=([^>\n]{1,128})>\n?(.*?)\n?(?:</parameter>|(?=<parameter=)|\Z)", re.DOTALL
)


class _Spec(msgspec.Struct):
    """A call as the model writes it; what it passes is kept as the bytes written."""

    name: str = ""
    arguments: msgspec.Raw = msgspec.Raw()
    parameters: msgspec.Raw = msgspec.Raw()


class TextCall(NamedTuple):
    """A tool call found in text."""

    name: str
    arguments_raw: str


TextParameters = Mapping[str, frozenset[str]]
_NONE: TextParameters = {}

_decode_spec = msgspec.json.Decoder(_Spec).decode


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


def text_parameters(tools: tuple[Tool, ...]) -> TextParameters:
    """Return the parameters of each tool that its schema declares as text."""
    texts: dict[str, frozenset[str]] = {}
    for tool in tools:
        schema = msgspec.json.decode(tool.schema) if tool.schema else {}
        properties = object_of(object_of(schema).get("properties"))
        texts[tool.name] = frozenset(
            name for name, given in properties.items() if object_of(given).get("type") == "string"
        )
    return texts


def add_model_text(
    draft: Draft,
    text: str,
    item: int,
    *,
    at: str | None = None,
    texts: TextParameters = _NONE,
) -> None:
    """Add a model's message to the open step: its calls, and the words around them in order.

    Args:
        texts: From `text_parameters`, for the spelling that writes values without quotes.
    """
    position = end = 0
    for match in _CALL.finditer(text):
        _add_words(draft, text[end : match.start()], item, at)
        call = call_in(match[1], texts)
        draft.call(call.name, call.arguments_raw, item, position=position, at=at)
        position, end = position + 1, match.end()
    if end == 0:
        draft.model(text, item, at=at)
    else:
        _add_words(draft, text[end:], item, at)


def _add_words(draft: Draft, text: str, item: int, at: str | None) -> None:
    if text.strip():
        draft.model(text, item, at=at)


def call_in(text: str, texts: TextParameters = _NONE) -> TextCall:
    """Return the call between two tags.

    Broken JSON keeps its whole text as arguments, and the name as far as it can be seen.
    """
    try:
        spec = _decode_spec(text)
    except (msgspec.DecodeError, RecursionError):
        return _tagged_call(text, texts)
    passed = bytes(spec.arguments or spec.parameters)
    if passed[:1] == b'"':
        return TextCall(spec.name, msgspec.json.decode(passed, type=str))
    return TextCall(spec.name, "" if passed == b"null" else passed.decode())


def _tagged_call(text: str, texts: TextParameters) -> TextCall:
    named = _NAME.search(text)
    if named is None:
        return TextCall("", text)
    if named[2] is None:
        return TextCall(named[1], text)
    # Qwen3-Coder's spelling: <function=NAME><parameter=KEY>value</parameter></function>.
    written = texts.get(named[2], frozenset())
    passed = {
        key: value if key in written else _value(value) for key, value in _PARAMETER.findall(text)
    }
    return TextCall(named[2], arguments_text(passed))


def _value(text: str) -> Any:
    """Return a parameter's value: JSON where it is written as such, else the text."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


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
    try:
        return _decode_spec(output).name or None
    except (msgspec.DecodeError, RecursionError):
        return None
