"""Turns in ShareGPT's form, `{from, value}`, turned into events.

Shared by the formats that carry such turns (fine-tuning and preference data). A call stands in a
turn of its own (`function_call`, its value a JSON text), its result in the next (`observation`);
Hermes' data has both as tags inside `gpt` and `tool` turns instead.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, TypeGuard

import msgspec

from auditor.draft import Draft
from auditor.messages.call_spellings import TextCall, call_in
from auditor.messages.call_text import Dialect, dialects_in
from auditor.messages.hermes_text import (
    add_model_text,
    declares_tools,
    holds_response,
    response_name,
    responses_in,
)
from auditor.messages.openai import calls_of
from auditor.messages.parts import text_of, text_or_none

_MODEL = frozenset({"gpt", "assistant", "model", "chatgpt", "bing", "bard", "bot", "ai", "agent"})
_USER = frozenset({"human", "user"})
_CALL = frozenset({"function_call", "tool_call", "function_calls", "tool_calls"})
_RESULT = frozenset({
    "observation", "tool", "function_response", "tool_response", "function", "ipython",
    "tool_result", "function_result", "tool_output", "function_output",
})  # fmt: skip

_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


def is_turn(value: Any) -> bool:
    """Say whether a value is a turn: an object with `from` and `value`."""
    return isinstance(value, dict) and isinstance(value.get("from"), str) and "value" in value


def is_turn_list(value: Any) -> TypeGuard[list[Any]]:
    """Say whether a value is a non-empty list whose first members are turns."""
    return isinstance(value, list) and bool(value) and all(map(is_turn, value[:4]))


def add_turns(draft: Draft, turns: list[Any]) -> None:
    """Add every turn of a list; `Event.item` is its place in the list."""
    tagged = _is_tagged(turns)
    for (item, turn), following in zip(enumerate(turns), [*turns[1:], None], strict=True):
        own = () if tagged else _answered(turn, following)
        if own:
            draft.step()
            add_model_text(draft, text_of(turn["value"]), item, dialects=own)
        elif isinstance(turn, dict):
            add_turn(draft, turn, item, tagged=tagged)
        else:
            draft.words("unknown", "", text_of(turn), item)


def _speaker_of(turn: dict[str, Any]) -> str:
    """Return who speaks, in small letters and with underlines: some write `Function-Call`."""
    return text_of(turn.get("from")).strip().lower().replace("-", "_")


def _answered(turn: Any, following: Any) -> tuple[Dialect, ...]:
    """Return how the calls are written of a model's turn that a result follows, if it holds any."""
    if not (isinstance(turn, dict) and isinstance(following, dict)):
        return ()
    made = _speaker_of(turn) in _MODEL and _speaker_of(following) in _RESULT
    return dialects_in(text_of(turn.get("value"))) if made else ()


def _is_tagged(turns: list[Any]) -> bool:
    """Say whether calls stand as tags in the model's turns: declared so, and not otherwise."""
    speakers = {_speaker_of(turn) for turn in turns if isinstance(turn, dict)}
    return not speakers & _CALL and any(
        _speaker_of(turn) not in ("gpt", "assistant")
        and (declares_tools(text) or holds_response(text))
        for turn in turns
        if isinstance(turn, dict)
        for text in [text_of(turn.get("value"))]
    )


def add_turn(draft: Draft, turn: dict[str, Any], item: int, *, tagged: bool = False) -> None:
    """Add one turn."""
    speaker, role, text = _speaker_of(turn), text_of(turn.get("from")), text_of(turn.get("value"))
    if speaker in _MODEL:
        _add_reply(draft, turn, item, tagged=tagged)
    elif speaker in _CALL:
        draft.step()
        for position, call in enumerate(calls_in(text)):
            draft.call(call.name, call.arguments_raw, item, position=position)
    elif speaker in _RESULT and turn.get("tool_call_id"):
        name = text_or_none(turn.get("name"))
        draft.result(text, item, call_id=text_or_none(turn["tool_call_id"]), name=name)
    elif speaker in _RESULT or (tagged and holds_response(text)):
        _add_results(draft, role, text, item)
    elif speaker in _USER:
        draft.user(text, item, role=role)
    elif speaker == "system":
        draft.system(text, item)
    else:
        draft.words("unknown", role, text, item)


def _add_reply(draft: Draft, turn: dict[str, Any], item: int, *, tagged: bool) -> None:
    """Add what the model says, and the calls that some keep beside it as OpenAI does."""
    draft.step()
    text, calls = text_of(turn.get("value")), list(calls_of(turn))
    if tagged:
        add_model_text(draft, text, item)
    elif text or not calls:
        draft.model(text, item, role=text_of(turn.get("from")))
    for position, call in enumerate(calls):
        draft.call(call.name, call.arguments_raw, item, call_id=call.call_id, position=position)


def calls_in(text: str) -> Iterator[TextCall]:
    """Yield the calls of a call turn: one JSON object, or a list of them."""
    try:
        several = _decode_list(text)
    except (msgspec.DecodeError, RecursionError):
        yield call_in(text)
        return
    for call in several:
        yield call_in(bytes(call).decode())


def _each_of(text: str, calls: int) -> list[str]:
    """Return the results of a turn: of several calls one each, where it lists as many."""
    if calls > 1 and text.lstrip()[:1] == "[":
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            several = _decode_list(text)
            if len(several) == calls and all(bytes(one)[:1] == b"{" for one in several):
                return [bytes(one).decode() for one in several]
    return [text]


def _add_results(draft: Draft, speaker: str, text: str, item: int) -> None:
    if not holds_response(text):
        for one in _each_of(text, draft.calls_in_step):
            draft.result(one, item)
        return
    for kind, part in responses_in(text):
        if kind == "result":
            draft.result(part, item, name=response_name(part))
        elif speaker.lower() in _USER:
            draft.user(part, item, role=speaker)
        else:
            draft.words("runtime", speaker, part, item)
