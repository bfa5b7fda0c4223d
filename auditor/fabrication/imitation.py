"""What a model wrote in the place or the layout of tool results, and what it is judged against.

Every judge of a text takes its scene and says which stretch of it stands for a result and is none.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from auditor.evidence.index import Evidence
from auditor.evidence.provenance import shapes_before
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import Text
from auditor.fabrication.examples import asks_for_example
from auditor.pairing import Pairing, results_before
from auditor.trace import Message, ToolCall, ToolResult
from auditor.values.blocks import Field
from auditor.values.spellings import as_written
from auditor.values.values import Value, normal_text

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
        imitates: Event index of the genuine result that it imitates, or of the call that it tells
            otherwise, or None.
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
    answered = (
        (result, call)
        for result in results_before(scene.event_index, scene.pairing)
        if result.source == "runtime" and (call := scene.pairing.answered.get(result.index))
    )
    return list(islice(answered, _MOST_RESULTS))


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


def stands_in_result(words: str, scene: Scene) -> bool:
    """Say whether one result before a text holds some words as they stand."""
    evidence = scene.evidence
    places = evidence.places_with((normal_text(words),), scene.event_index)
    return any(evidence.texts[place].author == "result" for place in places)
