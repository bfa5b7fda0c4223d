"""CrewAI's events: one a line or in a list, as listeners on its event bus write them.

`{type, timestamp, ...}`, or `{type, event_data: {...}}` as its traces keep them. A tool's call is
told when it starts and when it ends, without an id, and is paired by name and arguments. What the
model said is in `llm_call_completed`; where no listener kept that, in what an agent or a task came
to. Of the prompts of a task only the first is read, as later ones repeat it. Seen in
crewAIInc/crewAI, `lib/crewai/src/crewai/events/types`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import add_spoken
from auditor.messages.openai import calls_of
from auditor.messages.parts import (
    arguments_text,
    json_text,
    kind_in,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.responses import open_step
from auditor.messages.times import utc
from auditor.trace import Message, Place, Trace

NAME = "crewai"

_TELLING = frozenset(
    {
        "tool_usage_started", "tool_usage_finished", "tool_usage_error", "llm_call_started",
        "llm_call_completed", "llm_call_failed", "agent_execution_started", "task_started",
        "agent_execution_completed", "task_completed", "crew_kickoff_completed",
        "lite_agent_execution_started", "lite_agent_execution_completed",
    }
)  # fmt: skip
_OF_RUNS = frozenset(
    {
        "crew_kickoff_started", "crew_kickoff_failed", "llm_stream_chunk", "agent_execution_error",
        "task_failed", "tool_selection_error", "tool_validate_input_error",
    }
)  # fmt: skip


def _is_event(value: Any) -> bool:
    return kind_in(value) in _TELLING | _OF_RUNS and "timestamp" in value


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise events by their types."""
    own = sum(map(_is_event, values))
    if own and 2 * own > len(values) and any(kind_in(one) in _TELLING for one in values):
        return Recognition(0.85, "events of CrewAI's bus")
    return None


class _Run:
    """A run in the making.

    Attributes:
        waiting: Calls that started, by tool and arguments, each with its id.
        asked: The prompts that were told.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.model: str | None = None
        self.waiting: list[tuple[str, str]] = []
        self.asked: set[str] = set()
        self._calls = 0

    def add(self, kind: str, event: dict[str, Any], item: int, at: str | None) -> bool:
        """Add an event; say whether it tells anything new."""
        before = len(self.draft.events)
        self.model = self.model or text_or_none(event.get("model"))
        if kind in ("agent_execution_started", "task_started"):
            task = object_of(event.get("task"))
            self._ask(event.get("task_prompt") or task.get("description"), item, at)
        elif kind in ("llm_call_started", "lite_agent_execution_started"):
            self._prompt(event.get("messages"), item)
        elif kind == "llm_call_completed":
            self._say(event.get("response"), item, at)
        elif kind == "llm_call_failed":
            self.draft.words("runtime", "error", text_of(event.get("error")), item, at=at)
        elif kind == "tool_usage_started":
            self._call(event, item, at)
        elif kind in ("tool_usage_finished", "tool_usage_error"):
            self._end(event, item, at, failed=kind == "tool_usage_error")
        else:
            self._conclude(event.get("output"), item, at)
        return len(self.draft.events) > before

    def _ask(self, words: Any, item: int, at: str | None) -> None:
        if isinstance(words, str) and words and not self._was_asked(words):
            self.asked.add(words)
            self.draft.user(words, item, at=at)

    def _was_asked(self, words: str) -> bool:
        return any(words in told or told in words for told in self.asked)

    def _prompt(self, messages: Any, item: int) -> None:
        """Add what the model was given first; later prompts hold it again, and what came since."""
        if isinstance(messages, str):
            self._ask(messages, item, None)
        for message in objects_in(messages):
            if message.get("role") not in ("system", "user"):
                return
            words = text_of(message.get("content"))
            if words and not self._was_asked(words):
                self.asked.add(words)
                add = self.draft.system if message["role"] == "system" else self.draft.user
                add(words, item)

    def _say(self, response: Any, item: int, at: str | None) -> None:
        """Add a reply; calls in it are told by the events of their tools."""
        calls = response if isinstance(response, list) else object_of(response).get("tool_calls")
        if calls and list(calls_of({"tool_calls": calls})):
            self.draft.step()
            return
        if isinstance(response, str):
            self.draft.step()
            self.draft.model(response, item, at=at)
        elif response:
            before = len(self.draft.events)
            add_spoken(self.draft, response, "assistant")
            told = self.draft.events[before:]
            if not told:
                self.draft.words("unknown", "", json_text(response), item, at=at)

    def _call(self, event: dict[str, Any], item: int, at: str | None) -> None:
        own_id = str(self._calls)
        self._calls += 1
        self.waiting.append((_key_of(event), own_id))
        position = open_step(self.draft)
        arguments = arguments_text(event.get("tool_args"))
        name = text_of(event.get("tool_name"))
        self.draft.call(name, arguments, item, call_id=own_id, position=position, at=at)

    def _end(self, event: dict[str, Any], item: int, at: str | None, *, failed: bool) -> None:
        key = _key_of(event)
        found = next((one for one in self.waiting if one[0] == key), None)
        if found is None:  # a listener for the end alone
            self._call(event, item, utc(event.get("started_at")) or at)
            found = self.waiting[-1]
        self.waiting.remove(found)
        output = event.get("error") if failed else event.get("output")
        told = output if isinstance(output, str) else json_text(output)
        wrong = failed or bool(event.get("failure"))
        name = text_or_none(event.get("tool_name"))
        self.draft.result(told, item, call_id=found[1], name=name, is_error=wrong, at=at)

    def _conclude(self, output: Any, item: int, at: str | None) -> None:
        """Add what an agent or a task came to, unless the model was heard saying it."""
        held = object_of(output)
        words = output if isinstance(output, str) else text_of(held.get("raw"))
        said = (e.text for e in self.draft.events if type(e) is Message and e.source == "model")
        if words and not any(words in text for text in said):
            open_step(self.draft)
            self.draft.model(words, item, at=at)


def _key_of(event: dict[str, Any]) -> str:
    return json_text([event.get("tool_name"), event.get("tool_args")])


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the runs of a file; each kickoff of a crew begins one."""
    runs: list[tuple[int, _Run]] = []
    for number, value in lines:
        kind = kind_in(value)
        if not _is_event(value):
            yield Skipped(f"event of type {kind[:40]}" if kind else "no event of CrewAI")
            continue
        if not runs or (kind == "crew_kickoff_started" and runs[-1][1].draft.events):
            runs.append((number, _Run()))
        event = object_of(value.get("event_data")) or value
        told = kind in _TELLING and runs[-1][1].add(kind, event, number, utc(value["timestamp"]))
        if not told:
            yield Skipped(f"event of type {kind}")
    for first, run in runs:
        if run.draft.events:
            yield Trace(
                NAME,
                Place(place.file, first),
                run.draft.events,
                None,
                notes=frozenset() if run.asked else frozenset({"condensed"}),
                model=run.model,
                at=run.draft.first_time(),
            )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="CrewAI events",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
