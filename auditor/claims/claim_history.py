"""What a trace holds for and against the model's words about its own calls."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from auditor.claims.new_looks import asks_anew
from auditor.evidence.index import Evidence
from auditor.evidence.source_texts import said_in
from auditor.pairing import Pairing
from auditor.trace import Event, Message, ToolCall, ToolResult, Trace
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text
from auditor.values.wording import late

_AGAIN = re.compile(
    r"\b(?:again|once more|re-?(?:check|run|query|verify|try|look)|refresh(?:ed)?|another look|"
    r"second time|one more time|latest|up to date|updated|afresh|"
    r"fresh (?:call|look|look-?up|query|check|search|request)|"
    r"repeat (?:the|that|this|your) (?:call|look-?up|query|check|search))\b|重新|"
    r"再(?:次|查|看|核|确|试|来|跑|调)|再[^，。！？\n]{1,30}[一两]遍|"
    r"复[查核]|刷新|最新|更新",
    re.IGNORECASE,
)
_LOOK = re.compile(
    r"check|look|quer|\brun|verif|search|\btry|\bcall|refresh|pull|fetch|scan|prob|test|"
    r"查|核|看|确认|调用|检|试|跑|刷新|更新",
    re.IGNORECASE,
)

_ASKS = late(
    r"[?？]|\b(?:did|have|had|was|were|didn['’]t|haven['’]t) you\b|吗|谁|没有[。！]?\Z|ましたか|"
    r"습니까|나요|했어|했니",
    re.IGNORECASE,
)

# Longer words may hold what there is to read of a thing.
_QUESTION = 300
_GAPS = frozenset({"calls-not-recorded", "compacted", "condensed", "hosted-search"})


class History:
    """The calls of a trace, looked into on demand."""

    def __init__(self, trace: Trace, pairing: Pairing, names: list[str]) -> None:
        self.trace = trace
        self.pairing = pairing
        self.names = names
        self._normal: dict[int, str] = {}

    def normal(self, index: int) -> str:
        """Return the normal text of an event."""
        text = self._normal.get(index)
        if text is None:
            text = self._normal[index] = normal_text(_text_of(self.trace.events[index]))
        return text

    def calls_until(self, message: Message) -> list[ToolCall]:
        """Return the calls made before or with a message, and right behind it."""
        following = message.index + 1
        return [
            call
            for call in self.pairing.calls
            if call.index < message.index or call.step == message.step or call.index == following
        ]

    def concerns(self, call: ToolCall, about: str) -> bool:
        """Say whether a call or its result speaks of an entity."""
        answer = self.pairing.answer.get(call.index)
        return occurs(self.normal(call.index), about) or (
            answer is not None and occurs(self.normal(answer.index), about)
        )

    def says(self, about: str, verb: str, before: int) -> bool:
        """Say whether a result used a verb of an entity before an event."""
        return any(
            type(event) is ToolResult
            and verb in self.normal(event.index)
            and occurs(self.normal(event.index), about)
            for event in reversed(self.trace.events[:before])
        )

    def mentions(self, word: str, before: int) -> bool:
        """Say whether a call, its name or a result before an event holds a word."""
        return any(
            word in self.normal(event.index) or (type(event) is ToolCall and word in event.name)
            for event in reversed(self.trace.events[:before])
            if type(event) in (ToolCall, ToolResult)
        )

    def asked_again(self, message: Message) -> bool:
        """Say whether the user, speaking last before a message, asked for a new look."""
        said = self.last_said(message)
        return bool(_AGAIN.search(said) and _LOOK.search(said))

    def asked_anew(self, message: Message) -> bool:
        """Say the same of a user of another language than English and Chinese."""
        return asks_anew(self.last_said(message))

    def last_said(self, message: Message) -> str:
        """Return the user's newest words before a message, or ""."""
        return last_said(self.trace.events[: message.index])

    def turn_answered_before(self, message: Message) -> int:
        """Return the last turn before a message's own in which the model said something, or -1."""
        for event in reversed(self.trace.events[: message.index]):
            if type(event) is Message and event.source == "model" and event.turn < message.turn:
                return event.turn
        return -1

    def asked_for(self, about: str, before: int) -> bool:
        """Say whether the user spoke of an entity before an event."""
        return any(
            type(event) is Message
            and event.source == "user"
            and occurs(self.normal(event.index), about)
            for event in reversed(self.trace.events[:before])
        )

    def was_given(self, about: str, before: int) -> bool:
        """Say whether somebody else said more of an entity before an event than a question does."""
        return any(
            type(event) is Message
            and event.source != "model"
            and len(event.text) > _QUESTION
            and occurs(self.normal(event.index), about)
            for event in reversed(self.trace.events[:before])
        )

    def was_told(self, sentence: str, about: tuple[str, ...], before: int) -> bool:
        """Say whether a line of somebody else's words holds some entities and all of its figures.

        Args:
            sentence: What the model reports; without any other figure it tells nothing of the line.
            about: The entities.
            before: Index of the event before which the words stand.
        """
        told = [atom.value.form for atom in atoms_of(normal_text(sentence))]
        if not about or set(told) <= set(about):
            return False
        return any(
            type(event) is Message
            and event.source != "model"
            and all(one in event.text for one in about)
            and any(
                all(occurs(normal_text(line), form) for form in (*about, *told))
                for line in event.text.split("\n")
            )
            for event in self.trace.events[:before]
        )


def last_said(events: Sequence[Event]) -> str:
    """Return the user's newest words among some events, or ""."""
    for event in reversed(events):
        if type(event) is Message and event.source == "user":
            return event.text
    return ""


def question_before(message: Message, trace: Trace) -> str:
    """Return the user's newest words before a message where they ask what was done, or ""."""
    asked = last_said(trace.events[: message.index])
    return asked if _ASKS.search(asked) else ""


def _text_of(event: Event) -> str:
    return event.arguments_raw if type(event) is ToolCall else said_in(event)


def leaves_calls_out(trace: Trace) -> bool:
    """Say whether calls may have been made that a trace does not show."""
    return trace.incomplete or not _GAPS.isdisjoint(trace.notes)


def shows_all_calls(trace: Trace, pairing: Pairing) -> bool:
    """Say whether a trace is of a model with tools, and shows all calls that were made."""
    return bool(pairing.calls or trace.tools) and not leaves_calls_out(trace)


def left_open(evidence: Evidence, pairing: Pairing) -> list[str]:
    """Return what the user named and no call up to that turn's end speaks of.

    Only names that some of the words to be judged hold are looked at.
    """
    words = "\n".join([message.text for message in pairing.words])
    named = dict.fromkeys(one for one in evidence.named_by_users() if one[0] in words)
    if not named:
        return []
    calls = _Spoken([(call.turn, call.arguments_raw) for call in pairing.calls])
    results = _Spoken([(result.turn, result.output) for result in pairing.results])
    found = [
        token
        for token, turn in named
        if not (calls.names(token, turn) or results.names(token, turn))
    ]
    return list(dict.fromkeys(found))


class _Spoken:
    """Texts in the order of their turns, searched at once."""

    def __init__(self, said: list[tuple[int, str]]) -> None:
        self._said = said
        self._text = "\n".join([text for _, text in said])

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(text) + 1 for _, text in self._said))

    def names(self, token: str, turn: int) -> bool:
        """Say whether a text up to the end of a turn holds a token, which has no line break."""
        place = self._text.find(token)
        return place >= 0 and self._said[bisect_right(self._ends, place)][0] <= turn
