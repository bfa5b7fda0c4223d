"""The spellings of one call, as models write them between the marks of a chat template.

Seen in vllm-project/vllm, `vllm/entrypoints/openai/tool_parsers/` (Hermes, Qwen3-Coder, Kimi K2,
DeepSeek V3 and V3.1, Mistral, Llama 3, GLM 4), and ggml-org/llama.cpp, `models/templates/`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from auditor.messages.parts import arguments_text, object_of, text_or_none
from auditor.messages.pythonic_calls import pythonic_calls
from auditor.trace import Tool


class TextCall(NamedTuple):
    """A tool call found in text."""

    name: str
    arguments_raw: str
    call_id: str | None = None


TextParameters = Mapping[str, frozenset[str]]
NO_TEXTS: TextParameters = {}


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


class _Spec(msgspec.Struct):
    """A call as the model writes it; what it passes is kept as the bytes written."""

    name: str = ""
    tool_name: str = ""
    id: Any = None
    arguments: msgspec.Raw = msgspec.Raw()
    parameters: msgspec.Raw = msgspec.Raw()

    @property
    def named(self) -> str:
        return self.name or self.tool_name

    @property
    def passed(self) -> bytes:
        return bytes(self.arguments or self.parameters)


_decode_spec = msgspec.json.Decoder(_Spec).decode
_scan = json.JSONDecoder().raw_decode
_BETWEEN = re.compile(r"[\s,;\[\]]*")
# `get_order{...}`, as Mistral writes from v11 on, and GLM 4 with a new line between.
_AHEAD = re.compile(r"(?:[A-Za-z_][\w.-]{0,127}(?:\[CALL_ID\]\w+|\n)?(?:\[ARGS\])?)?(?=\{)")


def _spec(text: str) -> _Spec | None:
    try:
        return _decode_spec(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def is_spelt(text: str) -> bool:
    """Say whether a text names a tool and what to pass to it, and nothing else."""
    spec = _spec(text)
    if spec is None:
        return text[:1] != "{" and text[-1:] == "}"
    return bool(spec.named) and bool(spec.passed)


def name_in(text: str) -> str | None:
    """Return the tool that a JSON object names, if the text is one."""
    spec = _spec(text)
    return (spec.named or None) if spec else None


class Run(NamedTuple):
    """Calls that follow each other in a text, as written, and the text after them."""

    pieces: list[str]
    rest: str


NO_RUN = Run([], "")


def run_in(text: str) -> Run:
    """Return the JSON calls with which a text begins: alone, in a list, or one after the other."""
    pieces: list[str] = []
    place = end = _after(_BETWEEN, text, 0)
    while opens := _AHEAD.match(text, place):
        try:
            end = _scan(text, opens.end())[1]
        except (ValueError, RecursionError):
            break
        pieces.append(text[place:end])
        place = end = _after(_BETWEEN, text, end)
    return Run(pieces, text[end:]) if pieces else NO_RUN


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def call_in(text: str, texts: TextParameters = NO_TEXTS) -> TextCall:
    """Return the one call that a text spells.

    Broken JSON keeps its whole text as arguments, and the name as far as it can be seen.
    """
    spec = _spec(text)
    if spec is not None:
        passed, call_id = spec.passed, text_or_none(spec.id)
        if passed[:1] == b'"':
            return TextCall(spec.named, msgspec.json.decode(passed, type=str), call_id)
        return TextCall(spec.named, "" if passed == b"null" else passed.decode(), call_id)
    for pattern, read in _SPELLINGS:
        found = pattern.match(text)
        if found:
            return read(found, texts)
    pythonic = pythonic_calls(text)
    if len(pythonic) == 1:
        return TextCall(*pythonic[0])
    named = _NAME.search(text)
    if named is None or named[2] is None:
        return TextCall(named[1] if named else "", text)
    # Qwen3-Coder's spelling: <function=NAME><parameter=KEY>value</parameter></function>.
    return _of_pairs(named[2], _PARAMETER.findall(text), texts)


_NAME = re.compile(r"""["']name["']\s*:\s*["']([^"'\n]{1,128})["']|<function=([^>\n]{1,128})>""")
_PARAMETER = re.compile(
    r"<parameter=([^>\n]{1,128})>\n?(.*?)\n?(?:</parameter>|(?=<parameter=)|\Z)", re.DOTALL
)
_PAIR = re.compile(
    r"<arg_key>([^<]{1,128})</arg_key>\s*<arg_value>(.*?)(?:</arg_value>|(?=<arg_key>)|\Z)",
    re.DOTALL,
)


def _with_id(found: re.Match[str], _: TextParameters) -> TextCall:
    name = found[1].partition(":")[0].removeprefix("functions.")
    return TextCall(name, found[2].strip(), found[1])


def _named(found: re.Match[str], _: TextParameters) -> TextCall:
    return TextCall(found["name"], found["passed"].strip(), found.groupdict().get("id"))


def _with_keys(found: re.Match[str], texts: TextParameters) -> TextCall:
    pairs = [(key.strip(), value.strip()) for key, value in _PAIR.findall(found[2])]
    return _of_pairs(found[1], pairs, texts)


def _of_pairs(name: str, pairs: list[tuple[str, str]], texts: TextParameters) -> TextCall:
    written = texts.get(name, frozenset())
    passed = {key: value if key in written else _value(value) for key, value in pairs}
    return TextCall(name, arguments_text(passed))


def _value(text: str) -> Any:
    """Return a parameter's value: JSON where it is written as such, else the text."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


def _of_method(found: re.Match[str], _: TextParameters) -> TextCall:
    passed = {key: _value(value) for key, value in _KEYWORD.findall(found[2])}
    return TextCall(found[1], arguments_text(passed))


def _with_parameters(found: re.Match[str], texts: TextParameters) -> TextCall:
    """Read the parameters of Anthropic's, MiniMax's and DeepSeek's XML."""
    written = texts.get(found[1], frozenset())
    passed = {
        key: value if key in written or is_text == "true" else _value(value.strip("\n"))
        for key, is_text, value in _XML_PARAMETER.findall(found[2])
    }
    return TextCall(found[1], arguments_text(passed))


def _in_tag(found: re.Match[str], texts: TextParameters) -> TextCall:
    pairs = _PARAMETER.findall(found[2])
    return _of_pairs(found[1], pairs, texts) if pairs else TextCall(found[1], found[2].strip())


_XML_PARAMETER = re.compile(
    r'<(?:\w+:|｜DSML｜)?parameter name="([^"\n]{1,128})"(?: string="(true|false)")?>(.*?)'
    r"(?:</(?:\w+:|｜DSML｜)?parameter>|\Z)",
    re.DOTALL,
)
_KEYWORD = re.compile(r"(\w{1,64})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^,]+)")
_Read = Callable[[re.Match[str], TextParameters], TextCall]
_SPELLINGS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    # Glaive: an object whose arguments are JSON between single quotes, which makes it none itself.
    (
        re.compile(
            r"""\s*\{\s*"name"\s*:\s*"(?P<name>[^"\n]{1,128})"\s*,\s*"arguments"\s*:\s*"""
            r"""'(?P<passed>.*)'\s*\}\s*\Z""",
            re.DOTALL,
        ),
        _named,
    ),
    # Kimi: functions.get_order:0<|tool_call_argument_begin|>{...}
    (re.compile(r"\s*([^\s<]{1,160})\s*<\|tool_call_argument_begin\|>(.*)", re.DOTALL), _with_id),
    # DeepSeek V3: function<｜tool▁sep｜>get_order, then a fence of JSON.
    (
        re.compile(
            r"\s*\w+<｜tool▁sep｜>(?P<name>[^\s<]{1,128})\s*```(?:json)?\n(?P<passed>.*?)\n?```",
            re.DOTALL,
        ),
        _named,
    ),
    # DeepSeek V3.1: get_order<｜tool▁sep｜>{...}
    (re.compile(r"\s*(?P<name>[^\s<]{1,128})<｜tool▁sep｜>(?P<passed>.*)", re.DOTALL), _named),
    # Mistral from v11: get_order{...}, get_order[ARGS]{...}, get_order[CALL_ID]id[ARGS]{...}; GLM 4
    (
        re.compile(
            r"\s*(?P<name>[A-Za-z_][\w.-]{0,127})(?:\[CALL_ID\](?P<id>\w+)|\n)?(?:\[ARGS\])?"
            r"(?P<passed>\{.*)",
            re.DOTALL,
        ),
        _named,
    ),
    # GLM: get_order, a new line, then pairs of arg_key and arg_value, if any.
    (re.compile(r"([A-Za-z_][\w.-]{0,127})\n\s*((?:<arg_key>.*)?)\s*\Z", re.DOTALL), _with_keys),
    # Anthropic's XML, of MiniMax and DeepSeek V3.2, too: "get_order">, then its parameters.
    (re.compile(r'\s*"([^"\n]{1,128})"\s*>(.*)', re.DOTALL), _with_parameters),
    # Llama 3.1 and Functionary: get_order>{...}
    (re.compile(r"\s*([A-Za-z_][\w.-]{0,127})>(.*)", re.DOTALL), _in_tag),
    # Llama's own tools: brave_search.call(query="...")
    (re.compile(r"\s*([a-z]\w{0,63})\.call\((.*)\)\s*\Z", re.DOTALL), _of_method),
)
