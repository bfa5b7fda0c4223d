"""ShareGPT conversations, as LLaMA-Factory and Hermes' data sets keep them.

`{conversations: [{from, value}], tools, system}`, in a list or one a line. Speakers may be spelt in
any way; calls stand in turns of their own, in the text of the model's turns, as tags or in the
marks of a chat template, or beside it as OpenAI has them.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.hermes_text import tools_in
from auditor.messages.parts import inside, json_text, own_id_of, text_of, text_or_none, tools_of
from auditor.messages.sharegpt import add_turns, is_turn_list
from auditor.trace import Place, Trace

NAME = "sharegpt"

_KNOWN = frozenset({"conversations", "tools", "system", "id"})


def recognise(value: Any) -> Recognition | None:
    """Recognise `conversations` of turns with `from` and `value`."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict) and is_turn_list(first.get("conversations")):
        return Recognition(0.8, "`conversations` with `from` and `value`")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation, or a list of them."""
    if isinstance(value, dict):
        yield _read_conversation(value, place)
        return
    for position, record in enumerate(value):
        if isinstance(record, dict) and is_turn_list(record.get("conversations")):
            yield _read_conversation(record, inside(place, position))
        else:
            yield Skipped("no `conversations` with `from` and `value`")


def _read_conversation(record: dict[str, Any], place: Place) -> Trace:
    draft = Draft()
    turns = record["conversations"]
    system = text_of(record.get("system"))
    if system:
        draft.system(system, -1)
    add_turns(draft, turns)
    prompt = turns[0] if isinstance(turns[0], dict) and turns[0].get("from") == "system" else {}
    return Trace(
        NAME,
        place,
        draft.events,
        "/conversations",
        own_id=own_id_of(record),
        tools=tools_of(record.get("tools")) or tools_in(system or text_of(prompt.get("value"))),
        model=text_or_none(record.get("model")),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="ShareGPT conversations (LLaMA-Factory, Hermes data)",
        recognise=recognise,
        read=read,
    ),
)
