"""Conversations of Glaive's data for function calling: `{system, chat}`, each a text.

In `chat` speakers stand in capitals at the margin (`USER:`, `ASSISTANT:`, `FUNCTION RESPONSE:`), a
call as `<functioncall> {...} <|endoftext|>`, its arguments often JSON between single quotes. Seen
in the data sets glaiveai/glaive-function-calling, versions 1 (`sample`) and 2.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.call_spellings import call_in
from auditor.messages.parts import json_text, own_id_of, tools_of
from auditor.trace import Place, Tool, Trace

NAME = "glaive"

_TURN = re.compile(r"^(SYSTEM|USER|ASSISTANT|FUNCTION RESPONSE):[ \t]?", re.MULTILINE)
_END = re.compile(r"\s*<\|endoftext\|>\s*")
_CALL = "<functioncall>"
_BETWEEN = re.compile(r"\}\s*\n\s*\{")
_DECLARED = re.compile(r"\{.*\}", re.DOTALL)
_KNOWN = frozenset({"chat", "sample", "system", "id"})


def recognise(value: Any) -> Recognition | None:
    """Recognise a chat in one text whose speakers stand in capitals."""
    text = _text_of(value)
    speakers = {found[1] for found in _TURN.finditer(text[:4096])}
    if {"USER", "ASSISTANT"} <= speakers:
        return Recognition(0.7, "a text with USER: and ASSISTANT: at the margin")
    return None


def _text_of(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return next((value[key] for key in ("chat", "sample") if isinstance(value.get(key), str)), "")


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    draft = Draft()
    system, text = value.get("system"), _text_of(value)
    if isinstance(system, str) and system.strip():
        draft.system(system.removeprefix("SYSTEM: "), -1)
    turns = [*_TURN.finditer(text)]
    for turn, end in zip(turns, [*(one.start() for one in turns[1:]), len(text)], strict=True):
        _add(draft, turn[1], _END.sub("", text[turn.end() : end]).strip())
    declared = system if isinstance(system, str) else text[: turns[1].start()]
    yield Trace(
        NAME,
        place,
        draft.events,
        own_id=own_id_of(value),
        tools=_tools_in(declared),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


def _add(draft: Draft, speaker: str, text: str) -> None:
    if speaker == "USER":
        draft.user(text, -1)
    elif speaker == "SYSTEM":
        draft.system(text, -1)
    elif speaker == "FUNCTION RESPONSE":
        draft.result(text, -1)
    else:
        draft.step()
        words, marked, spelt = text.partition(_CALL)
        if words.strip() or not marked:
            draft.model(words.strip(), -1)
        if marked:
            call = call_in(spelt.strip())
            draft.call(call.name, call.arguments_raw, -1)


def _tools_in(system: str) -> tuple[Tool, ...]:
    """Return the tools that the system's words declare, as JSON objects one after another."""
    found = _DECLARED.search(system)
    listed = _BETWEEN.sub("},{", found[0]) if found else ""
    try:
        return tools_of(msgspec.json.decode(f"[{listed}]"))
    except (msgspec.DecodeError, RecursionError):
        return ()


FORMATS.add(
    NAME,
    Format(name=NAME, title="Glaive function calling data", recognise=recognise, read=read),
)
