"""What a model wrote in the place or the layout of tool results, and what it is judged against.

Every judge of a text takes its scene and says which stretch of it stands for a result and is none.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from auditor.evidence.index import Evidence
from auditor.evidence.provenance import is_end_of, shapes_before
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import Text, arguments_of, names_of_arguments
from auditor.fabrication.examples import asks_for_example, asks_to_confirm
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall, ToolResult
from auditor.values.blocks import LEAD, Block, Field
from auditor.values.labels import label_key
from auditor.values.occurrences import occurs
from auditor.values.spellings import as_written
from auditor.values.values import Value, normal_text, value_of
from auditor.values.wording import late

Kind = Literal[
    "invented",
    "copied",
    "re-rendered",
    "altered",
    "stale",
    "outdated",
    "call-as-text",
    "ungrounded",
    "impersonated",
]


Answer = TypeVar("Answer")
_index_of = attrgetter("index")
_PARAMETERS = late(
    r"\b(?:(?:required|missing|needed|necessary|following|all|all the) (?:[\w-]+ ){0,2}"
    r"(?:parameters?|arguments?|inputs?)\b|(?:I|we)(?:['’]ll| will| still)? need)"
    r"[^.!?]{0,60}[:：]\W*$"
    r"|(?:所需|必填|必需|需要|缺少)的?参数[^。]{0,30}[:：]\W*$",
    re.IGNORECASE,
)
LONGEST_TEXT = 100_000
"""A text of the model that is longer, in characters, is judged by no rule that asks for sources."""
_MOST_RESULTS = 30
_LONGEST_RESULT = 20_000


class Imitation(NamedTuple):
    """A stretch of the model's words that stands for a tool result and is none.

    Attributes:
        event_index: The event that holds it.
        start, end: Where in the text that was judged: the event's words, or one argument.
        quote: The stretch itself.
        kind: What is wrong with it.
        tool: The tool whose result it plays, or "".
        score: 0 to 1.
        sure: The layout is a known tool's, so that the finding may be proven.
        values: The fields without a source, or the changed ones.
        imitates: Event index of the genuine result that it imitates, or None.
        position: The mark of the place it stands in, or "".
    """

    event_index: int
    start: int
    end: int
    quote: str
    kind: Kind
    tool: str
    score: float
    sure: bool
    values: tuple[Field, ...]
    imitates: int | None
    position: str


class Scene(NamedTuple):
    """What a block is judged against.

    Attributes:
        event_index: The event that holds the block: only what came before counts.
        text: The whole text around the block.
        argument_keys: Label keys of the arguments of known tools: proposals use these.
        position: The mark of the place, or "".
        channel: `text`, `thinking` or `argument`.
        event: The event that holds the text.
        pairing: The trace's calls and results.
        asked: The user's newest words before the text.
        has_called: The model called something in the turn of the text, before it.
        leads_up_to_call: The step of the text makes a call behind it.
        is_partial: The model saw more than is recorded: values may have a source elsewhere.
        lead: The words that lead up to the block.
        reports: A genuine result stands right before the text.
        worked: The values that its tables work out themselves; they are left out of the text.
    """

    evidence: Evidence
    event_index: int
    text: str
    shapes: list[Shape]
    argument_keys: dict[str, frozenset[str]]
    position: str
    reports: bool
    channel: str
    event: Message | ToolCall
    pairing: Pairing
    asked: str
    has_called: bool
    leads_up_to_call: bool
    is_partial: bool
    lead: str = ""
    worked: frozenset[Value] = frozenset()

    @property
    def is_checkable(self) -> bool:
        """Whether results can be held against the text: none of it is code, nothing is missing."""
        return not (self.is_partial or self.has_code)

    @property
    def tells(self) -> bool:
        """Whether the model says something in the text that can be held against results."""
        return self.channel != "argument" and self.is_checkable

    @property
    def answers(self) -> bool:
        """Whether it tells a user something, with no call to come, and was asked for no example."""
        return (
            self.channel == "text"
            and not self.leads_up_to_call
            and self.is_checkable
            and not asks_for_example(self.asked)
        )

    def once(self, question: Callable[["Scene"], Answer]) -> Answer:
        """Return the answer to a question about what lies before the text, asked once for all.

        Args:
            question: It asks neither of the text nor of records, which sentences may add to.
        """
        answers = self.evidence.answers_before(self.event_index)
        if question not in answers:
            answers[question] = question(self)
        found: Answer = answers[question]
        return found

    def once_of_text(self, question: Callable[["Scene"], Answer]) -> Answer:
        """Return the answer to a question about the text and what lies before, asked once for all.

        Args:
            question: It asks nothing of the place in the text, nor of shapes.
        """
        answers = self.evidence.answers_before(self.event_index)
        key = question, self.text, self.worked
        if key not in answers:
            answers[key] = question(self)
        found: Answer = answers[key]
        return found

    def latest_results(self) -> Iterator[tuple[ToolResult, ToolCall]]:
        """Yield the runtime's latest results before the text and their calls, newest first."""
        return iter(self.once(_latest_results))

    def latest_of_any_length(self) -> Iterator[tuple[ToolResult, ToolCall]]:
        """Yield them with those that are too long for most judges."""
        return iter(self.once(_latest_of_any_length))

    @property
    def has_code(self) -> bool:
        """Whether the text holds a block of code, or of anything that is shown as such."""
        return "```" in self.text

    def source_of(self, value: Value) -> Text | None:
        """Return the newest source before the text that holds a value; results win."""
        return self.evidence.source_of(value, self.event_index)

    @property
    def newest_tool(self) -> str:
        """The tool that was called last before the text, or ""."""
        call = next(self.evidence.executed_before(self.event_index), None)
        return call.name if call else ""


def _latest_results(scene: Scene) -> list[tuple[ToolResult, ToolCall]]:
    results = scene.latest_of_any_length()
    return [(result, call) for result, call in results if len(result.output) <= _LONGEST_RESULT]


def _latest_of_any_length(scene: Scene) -> list[tuple[ToolResult, ToolCall]]:
    pairing, before = scene.pairing, scene.event_index
    found: list[tuple[ToolResult, ToolCall]] = []
    seen = 0
    for result in reversed(pairing.results):
        call = pairing.answered.get(result.index)
        if result.index >= before or result.source != "runtime" or call is None:
            continue
        seen += 1
        if seen > _MOST_RESULTS:
            break
        found.append((result, call))
    return found


def scene_of(
    evidence: Evidence,
    pairing: Pairing,
    event: Message | ToolCall,
    text: str,
    learnt: list[Shape],
    argument_keys: dict[str, frozenset[str]],
) -> Scene:
    """Return what a text of an event is judged against."""
    index, calls = event.index, pairing.calls
    place = bisect_left(calls, index, key=_index_of)
    return Scene(
        evidence,
        index,
        text,
        shapes_before(evidence, index, learnt),
        argument_keys,
        position="",
        reports=evidence.is_after_result(index),
        channel=event.channel if type(event) is Message else "argument",
        event=event,
        pairing=pairing,
        asked=evidence.asked_before(index),
        has_called=any(call.turn == event.turn for call in calls[:place]),
        leads_up_to_call=any(
            call.step == event.step for call in calls[place:] if call.index > index
        ),
        is_partial=evidence.is_partial(index),
    )


def found_in(
    scene: Scene,
    place: tuple[int, int],
    kind: Kind,
    tool: str,
    score: float,
    values: Iterable[Field],
    *,
    imitates: int | None = None,
    sure: bool = False,
) -> Imitation:
    """Return the imitation that a stretch of a scene's text is.

    Args:
        scene: The text and its place.
        place: Where the stretch starts and ends in the text.
        kind, tool, score, values, imitates, sure: As in `Imitation`.
    """
    start, end = place
    return Imitation(
        scene.event_index, start, end, scene.text[start:end], kind, tool, score, sure,
        tuple(values), imitates, scene.position,
    )  # fmt: skip


def bare_fields(values: Iterable[Value], text: str, label: str = "") -> list[Field]:
    """Return values that a text tells under no label as fields, in its spelling and order.

    Args:
        values: The values; they may be a set, whose order differs from run to run.
        text: What tells them.
        label: The thing of which they are told, where they are another's.
    """
    told = [as_written(value, text) for value in values]
    return [Field(label, one) for one in sorted(told, key=lambda one: (text.find(one), one))]


def is_put_up(keys: Iterable[str], scene: Scene) -> bool:
    """Say whether a text asks for a yes, and some keys are of what a tool is to be called with.

    A flat record writes as `flights 1 date` what the call gives as `date`.
    """
    return asks_to_confirm(scene.text) and any(
        key in own or any(is_end_of(name, key) for name in own)
        for own in scene.argument_keys.values()
        for key in keys
    )


def is_proposal(block: Block, scene: Scene) -> bool:
    """Say whether the labels are the arguments of a tool: values put up for confirmation.

    That tool may be named beside them: `tool: get_order`.
    """
    fields = [field for field in block.fields if field.value not in scene.argument_keys]
    keys = {label_key(field.label) for field in fields} - {""}
    if any(keys <= arguments for arguments in scene.argument_keys.values() if arguments):
        return True
    if names_parameters(scene.text[: block.start]):
        return True
    if scene.leads_up_to_call and _is_meant_for_tool(keys, scene.text[: block.start], scene):
        return True
    return scene.leads_up_to_call and any(
        keys <= {label_key(name) for name in names_of_arguments(call)}
        for call in scene.pairing.calls
        if call.turn == scene.event.turn and call.index > scene.event_index
    )


def is_given_to_call(one: Imitation, scene: Scene) -> bool:
    """Say whether all that a record has from nowhere is, by name, given to a call of its step.

    `making the end time "13:00"` tells of a call that is about to be made with that `end_time`.
    """
    if one.kind != "invented" or one.position or not one.values or not scene.leads_up_to_call:
        return False
    given = [
        argument
        for call in scene.pairing.calls
        if call.index > scene.event_index and call.step == scene.event.step
        for argument in arguments_of(call)
    ]
    return all(any(_passes(argument, told) for argument in given) for told in one.values)


def _passes(argument: Field, told: Field) -> bool:
    """Say whether an argument is a value told under the end of a label."""
    is_named = is_end_of(label_key(argument.label), label_key(told.label))
    return is_named and occurs(normal_text(argument.value), value_of(told.value).form)


def names_parameters(lead: str) -> bool:
    """Say whether the line before a record announces what a call is to be given.

    `Required parameters for send_money:` tells what is known of them, and what still lacks.
    """
    return _PARAMETERS.search(lead.rstrip().rpartition("\n")[2]) is not None


def _is_meant_for_tool(keys: set[str], lead: str, scene: Scene) -> bool:
    """Say whether most labels are the arguments of the tool that is named right before them."""
    near = lead[-LEAD:]
    return any(
        2 * len(keys & arguments) > len(keys) and re.search(rf"\b{re.escape(name)}\b", near)
        for name, arguments in scene.argument_keys.items()
    )


def stands_in_result(words: str, scene: Scene) -> bool:
    """Say whether one result before a text holds some words as they stand."""
    evidence = scene.evidence
    places = evidence.places_with((normal_text(words),), scene.event_index)
    return any(evidence.texts[place].author == "result" for place in places)
