"""The texts of a trace in which a value can have its source, and the arguments of its calls."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from auditor.pairing import Pairing
from auditor.trace import Event, Message, ToolCall, ToolResult, Trace
from auditor.values.blocks import Field, fields_of
from auditor.values.kept_answers import kept
from auditor.values.literals import parse_value
from auditor.values.values import normal_text

Author = Literal["result", "user", "system", "argument"]
_LONGEST_ARGUMENT = 200


class Text(NamedTuple):
    """A text that can be a source.

    Attributes:
        own_words: The arguments of the call that a result answers: an echo of these is no source.
    """

    event_index: int
    author: Author
    raw: str
    own_words: str


def texts_of(events: list[Event], pairing: Pairing) -> Iterator[Text]:
    """Yield what users, the system, results and the arguments of answered calls say, in order."""
    for event in events:
        if type(event) is Message and event.source != "model":
            author: Author = "user" if event.source == "user" else "system"
            yield Text(event.index, author, event.text, "")
        elif type(event) is ToolCall and event.index in pairing.answer:
            yield from _arguments(event)
        elif type(event) is ToolResult and event.source == "runtime":
            call = pairing.answered.get(event.index)
            yield Text(event.index, "result", event.output, call.arguments_raw if call else "")


def _arguments(call: ToolCall) -> Iterator[Text]:
    for field in arguments_of(call):
        if len(field.value) <= _LONGEST_ARGUMENT:
            yield Text(call.index, "argument", field.value, "")


def arguments_of(call: ToolCall | None) -> list[Field]:
    """Return the scalar arguments of a call; [] if they are no JSON object."""
    return [] if call is None else list(fields_of_arguments(call.arguments_raw))


@kept
def fields_of_arguments(raw: str) -> tuple[Field, ...]:
    """Return the scalar arguments that a call's raw arguments hold; () if they are no object."""
    arguments = parse_value(raw)
    return tuple(fields_of(arguments)) if isinstance(arguments, dict) else ()


def as_meant(argument: str) -> str:
    """Return an argument with the apostrophes that a model escaped, as JSON never does."""
    return argument.replace("\\'", "'")


def names_of_arguments(call: ToolCall) -> list[str]:
    """Return the names of a call's arguments, of those without a value, too."""
    arguments = parse_value(call.arguments_raw)
    return list(arguments) if isinstance(arguments, dict) else []


def said_in(event: Event) -> str:
    """Return the words of a message or the output of a result; "" of a call."""
    if type(event) is ToolResult:
        return event.output
    return event.text if type(event) is Message else ""


def texts_of_tools(trace: Trace) -> list[Text]:
    """Return what the declarations of tools say: it stands before every event."""
    return [Text(-1, "system", tool.description, "") for tool in trace.tools if tool.description]


def first_open(events: list[Event], start: int, pairing: Pairing) -> int:
    """Return the index of the first event whose texts may be others once a result comes."""
    for event in events[start:]:
        if type(event) is ToolCall and event.index not in pairing.answer:
            return event.index
    return len(events)


def normal_source(text: Text) -> str:
    """Return the normal form of a source."""
    return _normal_instructions(text.raw) if text.author == "system" else normal_text(text.raw)


@lru_cache(maxsize=128)
def _normal_instructions(raw: str) -> str:
    """Return the normal form of what one trace after another was given."""
    return normal_text(raw)
