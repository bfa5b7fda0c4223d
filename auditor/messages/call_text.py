"""Calls as chat templates have models write them: marks around what a call says.

Where a server does not parse them, they stay in the message's text. The table of dialects gives the
marks; any spelling (`call_spellings`) may stand between any of them. Seen in vllm-project/vllm,
`vllm/entrypoints/openai/tool_parsers/`, and ggml-org/llama.cpp, `models/templates/`: of Hermes and
Qwen, Kimi K2, DeepSeek, Mistral, Llama 3, Granite and Phi 4.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.messages.call_spellings import (
    NO_RUN,
    NO_TEXTS,
    TextCall,
    TextParameters,
    call_in,
    is_spelt,
    run_in,
)
from auditor.messages.parts import json_text
from auditor.messages.pythonic_calls import pythonic_calls


class Dialect(NamedTuple):
    """The marks that a chat template puts around calls.

    Attributes:
        opening: What stands before each call, or before all of them; "" where a call is known by
            being the whole message.
        pattern: A call with its marks; group 1 is what stands between them.
        beside: Marks around all calls and after a turn, which say nothing.
        runs_code: The tool that runs what stands there where it spells no call.
    """

    opening: str
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None = None
    runs_code: str = ""


def _marked(opening: str, closing: str, beside: str | None = None, runs_code: str = "") -> Dialect:
    begin, end = re.escape(opening), re.escape(closing)
    return Dialect(
        opening,
        re.compile(rf"{begin}(.*?)(?:{end}|(?={begin})|\Z)", re.DOTALL),
        re.compile(beside) if beside else None,
        runs_code,
    )


def _invoked(prefix: str) -> Dialect:
    """Return the marks of Anthropic's XML, in which MiniMax and DeepSeek write calls, too."""
    pattern = rf"<{prefix}invoke name=(\"[^\"\n]+\">.*?)</{prefix}invoke>"
    around = re.compile(r"</?(?:\w+:|｜DSML｜)?(?:function_calls|tool_call)>")
    return Dialect(f"<{prefix}invoke name=", re.compile(pattern, re.DOTALL), around)


HERMES = _marked("<tool_call>", "</tool_call>")
TOOL_CODE = _marked("```tool_code\n", "```", None, "tool_code")
DIALECTS = (
    HERMES,
    _marked(
        "<|tool_call_begin|>",
        "<|tool_call_end|>",
        r"<\|tool_calls_section_(?:begin|end)\|>|<\|im_end\|>",
    ),
    _marked(
        "<｜tool▁call▁begin｜>",
        "<｜tool▁call▁end｜>",
        "<｜tool▁calls▁(?:begin|end)｜>|<｜end▁of▁sentence｜>",
    ),
    _marked("[TOOL_CALLS]", "</s>", "</s>"),
    _marked("<|python_tag|>", "<|eom_id|>", r"<\|eo[mt]_id\|>", "code_interpreter"),
    _marked("<|tool_call|>", "<|/tool_call|>"),
    *(_invoked(prefix) for prefix in ("", "antml:", "｜DSML｜")),
    _marked("<function=", "</function>"),
    _marked("<functioncall>", "<|endoftext|>", r"<\|endoftext\|>"),
    TOOL_CODE,
)
BARE = Dialect(
    "",
    re.compile(
        r"\s{0,20}((?:[A-Za-z_][\w.-]{0,127}\n)?[\[{].*[\]}])\s{0,20}(?:<\|eo[mt]_id\|>|</s>)?\s*\Z",
        re.DOTALL,
    ),
)
"""Of Llama 3 and GLM 4, and of Mistral where the server leaves special tokens out."""
PYTHONIC = Dialect("", re.compile(r"(.+)", re.DOTALL))
"""Of Llama 3.2 and 4."""


def dialects_in(text: str) -> tuple[Dialect, ...]:
    """Return the dialects in which a model's text calls a tool, if any."""
    marked = tuple(
        dialect
        for dialect in DIALECTS
        if dialect.opening in text and any(call.name for call in spelt_in(text, (dialect,)).calls)
    )
    if not marked and pythonic_calls(text):
        return (PYTHONIC,)
    whole = None if marked else BARE.pattern.fullmatch(text)
    run = run_in(whole[1]) if whole else NO_RUN
    return (BARE,) if run.pieces and not run.rest and all(map(is_spelt, run.pieces)) else marked


class Spelt(NamedTuple):
    """A model's text taken apart: `parts` are its words and calls in order."""

    parts: list[str | TextCall]

    @property
    def calls(self) -> list[TextCall]:
        """The calls alone."""
        return [part for part in self.parts if isinstance(part, TextCall)]


def spelt_in(text: str, dialects: tuple[Dialect, ...], texts: TextParameters = NO_TEXTS) -> Spelt:
    """Return the words and calls of a model's text.

    Args:
        dialects: How calls may be marked; those of the first that marks any are calls.
        texts: From `text_parameters`, for the spellings that write values without quotes.
    """
    for dialect in dialects:
        if dialect.opening in text and dialect.pattern.match(text, text.find(dialect.opening)):
            return Spelt(list(_parts_of(text, dialect, texts)))
    for dialect in dialects:
        text = _without_marks(text, dialect)
    return Spelt([text])


def _parts_of(text: str, dialect: Dialect, texts: TextParameters) -> Iterator[str | TextCall]:
    end = 0
    for found in dialect.pattern.finditer(text):
        yield from _words(text[end : found.start()], dialect)
        run = run_in(found[1])
        several = pythonic_calls(found[1]) if dialect in (PYTHONIC, TOOL_CODE) else []
        yield from (TextCall(*one) for one in several)
        for piece in () if several else run.pieces or [found[1]]:
            call = call_in(piece, texts)
            if not call.name and dialect.runs_code:
                call = TextCall(dialect.runs_code, json_text({"code": piece.strip()}))
            yield call
        yield from _words(run.rest, dialect)
        end = found.end()
    yield from _words(text[end:], dialect)


def _words(text: str, dialect: Dialect) -> Iterator[str]:
    words = _without_marks(text, dialect)
    if words.strip():
        yield words


def _without_marks(text: str, dialect: Dialect) -> str:
    return dialect.beside.sub("", text) if dialect.beside else text
