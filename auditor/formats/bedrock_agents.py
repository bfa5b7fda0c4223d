"""Agents of Amazon Bedrock: the trace events that `InvokeAgent` streams.

One event a line, in a list, or in an object that keeps it under `traces`, `events` or `completion`;
`{trace: {sessionId, trace: {orchestrationTrace}}}` or what is inside. Each session is a trace, and
each collaborator in it one of its own. A function, a path of an API, a knowledge base, code and a
collaborator that is asked are calls; a rationale is what the model thought. The user's words stand
in the model's first prompt, where that was traced; else the note `condensed` tells it. Seen in the
API reference of Amazon Bedrock's agent runtime.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.bedrock_traces import calls_in, outcome_in, prompt_in
from auditor.messages.parts import json_text, object_of, own_id_of, text_of, text_or_none
from auditor.messages.times import utc
from auditor.trace import Note, Place, ToolCall, ToolResult, Trace

NAME = "bedrock-agents"

_KINDS = frozenset(
    {
        "orchestrationTrace", "preProcessingTrace", "postProcessingTrace", "failureTrace",
        "guardrailTrace", "routingClassifierTrace", "customOrchestrationTrace",
    }
)  # fmt: skip
_HOLDERS = ("traces", "trace", "events", "completion")
_ASKED = ("inputText", "input", "question", "prompt")
_LOOKED_AT = 8


def _parts_of(event: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an event tells, by kind, and the record around it; {} of any other value."""
    about = object_of(event)
    for _ in range(3):
        if not _KINDS.isdisjoint(about):
            return about, object_of(event)
        inner = object_of(about.get("trace"))
        if not inner:
            break
        event, about = (about if "sessionId" in about else event), inner
    return {}, {}


def _is_chunk(value: Any) -> bool:
    return isinstance(value, dict) and "bytes" in object_of(value.get("chunk"))


def _held_in(value: Any) -> tuple[str, list[Any]]:
    if isinstance(value, list):
        return "", value
    record = object_of(value)
    for key in _HOLDERS:
        held = record.get(key)
        if isinstance(held, list) and held and any(_parts_of(one)[0] for one in held[:_LOOKED_AT]):
            return f"/{key}", held
    return "", []


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of events, or an object that keeps one."""
    _, events = _held_in(value)
    own = sum(bool(_parts_of(event)[0]) or _is_chunk(event) for event in events[:_LOOKED_AT])
    traced = any(_parts_of(event)[0] for event in events[:_LOOKED_AT])
    if traced and 2 * own > len(events[:_LOOKED_AT]):
        return Recognition(0.9, "trace events of an agent of Bedrock")
    return None


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one event on each line."""
    return recognise(values)


class _Run:
    """A session of one agent in the making."""

    def __init__(self, session: str, chain: str) -> None:
        self.session, self.chain = session, chain
        self.draft = Draft()
        self.prompted = self.asked_before = False
        self.asked = self.final = ""
        self._acting = False

    def add(self, kind: str, told: dict[str, Any], item: int, at: str | None) -> bool:
        """Add a part of an event; say whether it tells anything new."""
        before = len(self.draft.events)
        if kind == "failureTrace":
            self._fail(text_of(told.get("failureReason")), item, at)
        elif kind in ("orchestrationTrace", "customOrchestrationTrace"):
            self._prompt(object_of(told.get("modelInvocationInput")), item, at)
            rationale = text_of(object_of(told.get("rationale")).get("text"))
            if rationale:
                self._open_anew()
                self.draft.model(rationale, item, channel="thinking", at=at)
            for name, passed in calls_in(object_of(told.get("invocationInput"))):
                self._open()
                position = self.draft.calls_in_step
                self.draft.call(name, passed, item, position=position, at=at)
            self._observe(object_of(told.get("observation")), item, at)
        return len(self.draft.events) > before

    def _fail(self, reason: str, item: int, at: str | None) -> None:
        """Add what broke the run off: a call that was just made, or the run itself."""
        if self.draft.events and isinstance(self.draft.events[-1], ToolCall):
            self.draft.result(reason, item, is_error=True, at=at)
        else:
            self.draft.words("runtime", "error", reason, item, at=at)

    def _open(self) -> None:
        """Open a step, unless the model only thought or called so far since its prompt."""
        if not self._acting:
            self.draft.step()
            self._acting = True

    def _open_anew(self) -> None:
        """Open a step where a result came since: words that follow it are a new reply."""
        if self.draft.events and isinstance(self.draft.events[-1], ToolResult):
            self._acting = False
        self._open()

    def _prompt(self, given: dict[str, Any], item: int, at: str | None) -> None:
        if not given:
            return
        self._acting = False
        prompt = prompt_in(given)
        if not self.prompted and prompt.system:
            self.draft.system(prompt.system, item)
        if prompt.asked and prompt.asked != self.asked:
            self.asked = prompt.asked
            self.asked_before = self.asked_before or not (self.prompted or prompt.is_first)
            self.draft.user(prompt.asked, item, at=at)
        self.prompted = True

    def _observe(self, observed: dict[str, Any], item: int, at: str | None) -> None:
        outcome = outcome_in(observed)
        if outcome is not None:
            self.draft.result(outcome.text, item, is_error=outcome.is_error, at=at)
        again = text_of(object_of(observed.get("repromptResponse")).get("text"))
        if again:
            self.draft.words("runtime", "reprompt", again, item, at=at)
        final = text_of(object_of(observed.get("finalResponse")).get("text"))
        if final:
            self.say(final, item, at)

    def say(self, words: str, item: int, at: str | None) -> None:
        """Add what the agent answers."""
        self._open_anew()
        self.draft.model(words, item, at=at)
        self.final, self._acting, self.asked = words, False, ""

    def told(self, place: Place, items: str | None) -> Trace:
        """Return the trace."""
        aside: set[Note] = {"sidechain"} if self.chain else set()
        asked = any(event.source == "user" for event in self.draft.events)
        whole = asked and not self.asked_before
        return Trace(
            NAME,
            place,
            self.draft.events,
            items,
            own_id=(f"{self.session}/{self.chain}" if self.chain else self.session) or None,
            notes=frozenset(aside if whole else aside | {"condensed"}),
            parent_id=self.session if self.chain else None,
            at=self.draft.first_time(),
        )


def _read(lines: Iterable[Line], place: Place, items: str | None, asked: str) -> Iterator[Item]:
    runs: dict[tuple[str, str], _Run] = {}
    for number, value in lines:
        parts, about = _parts_of(value)
        if _is_chunk(value):
            yield from _add_chunk(value, list(runs.values()), number)
            continue
        session = text_of(about.get("sessionId"))
        callers = about.get("callerChain")
        deep = isinstance(callers, list) and len(callers) > 1
        chain = text_or_none(about.get("collaboratorName")) or (json_text(callers) if deep else "")
        run = runs.setdefault((session, chain), _Run(session, chain))
        if asked and not chain and not run.draft.events:
            run.draft.user(asked, -1)
            run.asked = asked
        told = [
            run.add(key, object_of(parts[key]), number, utc(about.get("eventTime")))
            for key in parts
        ]
        if not any(told):
            yield Skipped("a trace event that repeats others" if parts else "no trace event")
    for run in runs.values():
        if run.draft.events:
            yield run.told(place, items)


def _add_chunk(value: dict[str, Any], runs: list[_Run], number: int) -> Iterator[Item]:
    """Add what the agent streams as its answer, unless its trace told it."""
    words = value["chunk"]["bytes"]
    run = next((one for one in runs if not one.chain), None)
    if run is None or not isinstance(words, str) or run.final:
        yield Skipped("a chunk of the answer that the trace tells")
    else:
        run.say(words, number, None)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read a list of events, or an object that keeps one."""
    items, events = _held_in(value)
    record = object_of(value)
    asked = next((record[key] for key in _ASKED if isinstance(record.get(key), str)), "")
    lines = [Line(position, event) for position, event in enumerate(events)]
    for item in _read(lines, place, items, asked):
        if isinstance(item, Trace) and not item.own_id:
            item.own_id = own_id_of(record)
        yield item


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file with an event on each line."""
    yield from _read(lines, place, None, "")


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Agents of Amazon Bedrock: trace events",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
