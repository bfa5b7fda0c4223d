"""Conversations in one piece of text, as chat templates render them for a model.

`{text}`, or `{prompt}` with what the model wrote after it (`completion`, `response`, `output` and
the like, or `choices`), or a text file. Templates: ChatML, Llama 3, Kimi, GLM, Phi, Gemma, MiniMax,
DeepSeek and Mistral, whose calls stand in the text as in `hermes`; and OpenAI's harmony with its
channels, of gpt-oss. Where results stand in what was recorded as the model's writing, after a turn
that was closed, it is a rollout's, with the note `single-text`. In a text file a system's turn
after others opens the next conversation.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages import harmony
from auditor.messages.openai import SYSTEM_ROLES
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    objects_in,
    own_id_of,
    score_or_none,
    text_or_none,
    tools_of,
)
from auditor.messages.rendered import Turn, Turns, template_of, turns_of
from auditor.messages.text_chats import add_messages, tools_among
from auditor.messages.times import time_of
from auditor.trace import Place, Tool, Trace

NAME = "prompt-text"

_WRITTEN = (
    "completion", "response", "output", "generated_text", "generation", "model_output", "text",
)  # fmt: skip
_OF_OTHERS = frozenset({"chosen", "rejected", "label", "messages", "conversations"})
_KNOWN = frozenset(
    {
        "prompt",
        *_WRITTEN,
        "choices",
        "tools",
        "model",
        "dataset",
        "task_id",
        "run_index",
        "reward",
        "id",
        "trace_id",
        "run_id",
        "session_id",
        "conversation_id",
    }
)


class _Whole(NamedTuple):
    """A conversation in one piece, and where in it the model's own writing begins, if known."""

    text: str
    border: int | None


def recognise(value: Any) -> Recognition | None:
    """Recognise text with the turns of a chat template."""
    if not isinstance(value, dict) or not value.keys().isdisjoint(_OF_OTHERS):
        return None
    whole = _whole_of(value)
    if whole is None:
        return None
    sign = _sign_of(whole.text[: whole.border])
    return Recognition(0.8, f"text with turns marked by {sign}") if sign else None


def _whole_of(record: dict[str, Any]) -> _Whole | None:
    prompt = record.get("prompt")
    if not isinstance(prompt, str):
        text = record.get("text")
        return _Whole(text, None) if isinstance(text, str) else None
    choices = objects_in(record.get("choices"))
    given = [record.get(key) for key in _WRITTEN] + [one.get("text") for one in choices[:1]]
    written = next((one for one in given if isinstance(one, str)), None)
    return _Whole(prompt + (written or ""), None if written is None else len(prompt))


def _sign_of(text: str) -> str:
    if harmony.is_prompt(text):
        return harmony.MARK
    template = template_of(text)
    return template.sign if template else ""


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    whole = _whole_of(value)
    if whole is None:
        return
    draft = Draft()
    told = _add(draft, whole, tools_of(value.get("tools")))
    yield Trace(
        NAME,
        place,
        draft.events,
        own_id=own_id_of(value),
        dataset=text_or_none(value.get("dataset")) or "",
        task_id=text_or_none(value.get("task_id")),
        run_index=integer_or_none(value.get("run_index")),
        tools=told.tools,
        notes=frozenset({"single-text"} if told.is_rollout else ()),
        reward=score_or_none(value.get("reward")),
        model=text_or_none(value.get("model")),
        at=time_of(value),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


class _Told(NamedTuple):
    """What a conversation declares, and whether what others said was recorded as the model's."""

    tools: tuple[Tool, ...]
    is_rollout: bool


def _add(draft: Draft, whole: _Whole, tools: tuple[Tool, ...]) -> _Told:
    if harmony.is_prompt(whole.text):
        is_rollout = harmony.add_text(draft, whole.text, lambda _: -1, border=whole.border)
        return _Told(tools or harmony.tools_in(whole.text), is_rollout)
    template = template_of(whole.text)
    found = turns_of(whole.text, template, whole.border) if template else Turns([])
    messages = [turn.message for turn in found.turns]
    tools = tools or tools_among(messages)
    add_messages(draft, [(-1, message) for message in messages], tools)
    return _Told(tools, found.is_rollout)


def recognise_text(head: str) -> Recognition | None:
    """Recognise a text that begins with a turn."""
    sign = _sign_of(head)
    return Recognition(0.8, f"text with turns marked by {sign}") if sign else None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the conversations of a text."""
    if harmony.is_prompt(text):
        for number, part in _parted(text):
            draft = Draft()
            harmony.add_text(draft, part, partial(_line, part, first=number))
            yield _trace_of(draft, place, number, harmony.tools_in(part))
        return
    template = template_of(text)
    for turns in _conversations(turns_of(text, template).turns if template else []):
        numbered = [(_line(text, turn.start), turn.message) for turn in turns]
        tools = tools_among(message for _, message in numbered)
        draft = Draft()
        add_messages(draft, numbered, tools)
        yield _trace_of(draft, place, numbered[0][0], tools)


def _parted(text: str) -> Iterator[tuple[int, str]]:
    """Yield the conversations of a harmony text, each with its first line."""
    opening = "<|start|>system"
    begin = 0
    while begin < len(text):
        end = text.find(opening, begin + 1)
        end = end if end >= 0 else len(text)
        if text[begin:end].strip():
            yield _line(text, begin), text[begin:end]
        begin = end


def _conversations(turns: list[Turn]) -> Iterator[list[Turn]]:
    told: list[Turn] = []
    for turn in turns:
        opens = turn.message["role"] in SYSTEM_ROLES
        if opens and told and told[-1].message["role"] not in SYSTEM_ROLES:
            yield told
            told = []
        told.append(turn)
    if told:
        yield told


def _line(text: str, place: int, *, first: int = 1) -> int:
    return text.count("\n", 0, place) + first


def _trace_of(draft: Draft, place: Place, line: int, tools: tuple[Tool, ...]) -> Trace:
    return Trace(NAME, Place(place.file, line), draft.events, None, tools=tools)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Rendered prompts (ChatML, Llama 3, DeepSeek, Mistral, OpenAI's harmony, ...)",
        recognise=recognise,
        read=read,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
