"""Preference data: what DPO and KTO train on, to audit it before it trains anything.

Pairs of LLaMA-Factory (`{conversations, chosen, rejected}`) and TRL (`{prompt, chosen, rejected}`)
give two traces, the prompt with either answer. They are no repeated runs, so that their datasets
differ. In the files of `auditor pairs` the lists are JSON texts. KTO's
`{messages | prompt + completion, label}` gives one; its label is the reward.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.openai import add_messages, is_message_list
from auditor.messages.parts import inside, json_text, text_of, tools_of
from auditor.messages.sharegpt import add_turn, add_turns, is_turn, is_turn_list
from auditor.trace import Place, Trace

NAME = "preference"

_SIDES = ("chosen", "rejected")
_DIGEST = 12


def recognise(value: Any) -> Recognition | None:
    """Recognise `chosen` beside `rejected`, or messages beside a `label`."""
    first = value[0] if isinstance(value, list) and value else value
    if _is_pair(first):
        return Recognition(0.9, "`chosen` and `rejected` answers")
    if _is_labelled(first):
        return Recognition(0.85, "messages with a `label` of true or false")
    return None


def _is_pair(value: Any) -> bool:
    if not isinstance(value, dict) or not all(side in value for side in _SIDES):
        return False
    return all(map(_is_answer, (value[side] for side in _SIDES)))


def _is_answer(value: Any) -> bool:
    return isinstance(value, str) or is_turn(value) or is_message_list(value)


def _is_labelled(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("label"), bool):
        return False
    return is_message_list(value.get("messages")) or "completion" in value


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one record, or a list of them."""
    if isinstance(value, dict):
        yield from _read_record(value, place)
        return
    for position, record in enumerate(value):
        if _is_pair(record) or _is_labelled(record):
            yield from _read_record(record, inside(place, position))
        else:
            yield Skipped("no preference")


def _read_record(record: dict[str, Any], place: Place) -> Iterator[Trace]:
    record = {key: _from_text(value) for key, value in record.items()}
    if not _is_pair(record):
        draft = Draft()
        messages = record.get("messages")
        if isinstance(messages, list):
            add_messages(draft, messages)
        else:
            _add_prompt(draft, record)
            _add_answer(draft, record.get("completion"))
        items = "/messages" if isinstance(messages, list) else "/prompt"
        yield Trace(
            NAME,
            place,
            draft.events,
            items,
            tools=tools_of(record.get("tools")),
            reward=float(record["label"]),
        )
        return
    prompt = json_text(record.get("conversations", record.get("prompt")))
    for side in _SIDES:
        draft = Draft()
        _add_prompt(draft, record)
        _add_answer(draft, record[side])
        yield Trace(
            NAME,
            place,
            draft.events,
            "/conversations" if "conversations" in record else "/prompt",
            dataset=f"{NAME}-{side}",
            task_id=hashlib.sha256(prompt.encode()).hexdigest()[:_DIGEST],
            tools=tools_of(record.get("tools")),
            extra={"side": json_text(side)},
        )


class _FromText(list[Any]):
    """Messages that stood in the record as a JSON text, so that no pointer leads into them."""


def _from_text(value: Any) -> Any:
    """Return the messages of a JSON text; anything else as it is."""
    if not isinstance(value, str) or not value.startswith("[{"):
        return value
    try:
        messages = msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return value
    return _FromText(messages) if is_message_list(messages) else value


def _add_prompt(draft: Draft, record: dict[str, Any]) -> None:
    turns, prompt = record.get("conversations"), record.get("prompt")
    if is_turn_list(turns):
        add_turns(draft, turns)
    elif isinstance(prompt, _FromText):
        _add_answer(draft, prompt)
    elif isinstance(prompt, list):
        add_messages(draft, prompt)
    elif prompt is not None:
        draft.user(text_of(prompt), -1)


def _add_answer(draft: Draft, answer: Any) -> None:
    if isinstance(answer, list):
        for message in answer:
            # Beside the list that items count in.
            add_messages(draft, [message], -1)
    elif is_turn(answer):
        add_turn(draft, answer, -1)
    else:
        draft.step()
        draft.model(text_of(answer), -1)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Preference data (DPO, KTO; LLaMA-Factory, TRL)",
        recognise=recognise,
        read=read,
    ),
)
