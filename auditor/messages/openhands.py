"""Events of OpenHands, of its first generation and of its SDK, turned into events of a trace.

First: `{id, source, action, args}` and `{id, source, observation, content, extras, cause}`, each
with the `tool_call_metadata` of the call it belongs to. SDK: `{kind: MessageEvent | ActionEvent |
ObservationEvent | ..., source, ...}`. What the agent says as it finishes is its answer, and what it
notes with its tool for thoughts is a thought; neither is a call.
Seen in All-Hands-AI/OpenHands, `openhands/events/serialization/event.py`, and
OpenHands/software-agent-sdk, `openhands-sdk/openhands/sdk/event/`.
"""

from collections.abc import Callable
from typing import Any, Literal

from auditor.draft import Draft
from auditor.messages.openhands_calls import Call, message_in, of_action
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import utc
from auditor.trace import Tool

_SOURCES = ("agent", "user", "environment")
_SUMMARY = "summary of what was compacted"
_SILENT = frozenset(
    {
        "null", "change_agent_state", "agent_state_changed", "recall", "pause", "resume", "stop",
        "condense", "condensation_request", "init", "start",
    }
)  # fmt: skip
_WORDS = ("think", "finish")
_ANSWERS = ("message", "final_thought", "thought")


def is_event(value: Any) -> bool:
    """Say whether a value is an event of either generation."""
    if not isinstance(value, dict) or value.get("source") not in _SOURCES:
        return False
    kind = value.get("kind")
    if isinstance(kind, str):
        return kind in _ADDERS or kind.endswith("Event")
    return any(isinstance(value.get(key), str) for key in ("action", "observation")) and (
        "id" in value or "timestamp" in value
    )


class Telling:
    """Puts the events of a conversation together.

    Attributes:
        draft: The events.
        tools: What the system prompt declares.
        is_compacted: Earlier events were replaced by a summary.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.tools: tuple[Tool, ...] = ()
        self.is_compacted = False
        self._response: str | None = None
        self._calls: dict[str, str] = {}
        self._no_calls: set[str] = set()

    def add(self, event: dict[str, Any], item: int) -> None:
        """Add an event; what only tells the state of the agent is left out."""
        at = utc(event.get("timestamp"))
        kind = event.get("kind")
        if isinstance(kind, str):
            add = _ADDERS.get(kind)
            if add is not None:
                add(self, event, item, at)
        elif isinstance(event.get("observation"), str):
            self._observe(event, item, at)
        else:
            self._act(event, item, at)

    def _act(self, event: dict[str, Any], item: int, at: str | None) -> None:
        kind, args = text_of(event.get("action")), object_of(event.get("args"))
        by_agent = event.get("source") == "agent"
        if kind == "message":
            self._say(text_of(args.get("content") or event.get("message")), by_agent, item, at)
        elif kind == "system":
            self.draft.system(text_of(args.get("content")), item, at=at)
            self.tools = self.tools or tools_of(args.get("tools"))
        elif kind == "condensation":
            self._compact(args.get("summary"), item, at)
        elif kind in _SILENT:
            return
        elif by_agent:
            self._agents_act(event, kind, args, item, at)
        elif event.get("source") == "user":
            self._call(self._known(event, kind, args), item, at, source="user")

    def _say(self, words: str, by_agent: bool, item: int, at: str | None) -> None:
        if by_agent:
            self.draft.step()
            self.draft.model(words, item, at=at)
        else:
            self.draft.user(words, item, at=at)

    def _compact(self, summary: Any, item: int, at: str | None) -> None:
        self.is_compacted = True
        if summary:
            self.draft.words("runtime", "user", text_of(summary), item, synthesized=_SUMMARY, at=at)

    def _agents_act(
        self, event: dict[str, Any], kind: str, args: dict[str, Any], item: int, at: str | None
    ) -> None:
        reply = object_of(object_of(event.get("tool_call_metadata")).get("model_response"))
        if self._open(text_or_none(reply.get("id"))):
            self._think(message_in(reply).get("reasoning_content"), item, at)
        call = self._known(event, kind, args)
        if kind not in _WORDS:
            self._words(args.get("thought"), item, at)
            self._call(call, item, at)
        else:
            self._tell(kind, args, call.call_id, item, at)

    def _known(self, event: dict[str, Any], kind: str, args: dict[str, Any]) -> Call:
        """Return the call of an action, known from now on to the observation that it causes."""
        call = of_action(event, kind, args)
        own = text_or_none(event.get("id"))
        if own and call.call_id:
            self._calls[own] = call.call_id
        return call

    def _open(self, response: str | None) -> bool:
        """Open a step unless the last one is of the same reply; say whether one was opened."""
        if response is not None and response == self._response:
            return False
        self._response = response
        self.draft.step()
        return True

    def _think(self, thought: Any, item: int, at: str | None) -> None:
        if thought:
            self.draft.model(text_of(thought), item, channel="thinking", at=at)

    def _words(self, words: Any, item: int, at: str | None) -> None:
        if text_of(words):
            self.draft.model(text_of(words), item, at=at)

    def _call(
        self, call: Call, item: int, at: str | None, *, source: Literal["model", "user"] = "model"
    ) -> None:
        self.draft.call(
            call.name, arguments_text(call.given), item, call_id=call.call_id,
            position=self.draft.calls_in_step if source == "model" else 0, source=source, at=at,
        )  # fmt: skip

    def _tell(
        self, kind: str, said: dict[str, Any], call_id: str | None, item: int, at: str | None
    ) -> None:
        """Add a thought or the answer at the finish."""
        if call_id:
            self._no_calls.add(call_id)
        words = next((text_of(said[key]) for key in _ANSWERS if said.get(key)), "")
        if kind == "think":
            self._think(words, item, at)
        else:
            self.draft.model(words, item, at=at)

    def _observe(self, event: dict[str, Any], item: int, at: str | None) -> None:
        kind, content = text_of(event.get("observation")), text_of(event.get("content"))
        cause = text_or_none(event.get("cause"))
        meta = object_of(event.get("tool_call_metadata"))
        call_id = self._calls.get(cause or "") or text_or_none(meta.get("tool_call_id"))
        if kind == "recall":
            self._recall(event, content, item, at)
        elif kind in _SILENT or call_id in self._no_calls:
            return
        elif kind == "error" and call_id is None:
            self.draft.words("runtime", "error", content, item, at=at)
        else:
            self.draft.result(
                content,
                item,
                call_id=call_id,
                name=text_or_none(meta.get("function_name")),
                is_error=kind in ("error", "user_rejected") or event.get("success") is False,
                at=at,
            )

    def _recall(self, event: dict[str, Any], content: str, item: int, at: str | None) -> None:
        """Add what the framework remembered and told the model."""
        told = {k: v for k, v in object_of(event.get("extras")).items() if v}
        self.draft.words("runtime", "recall", f"{content}\n{json_text(told)}".strip(), item, at=at)

    def add_prompt(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add the system's prompt of the SDK."""
        prompts = [object_of(event.get(key)) for key in ("system_prompt", "dynamic_context")]
        told = "\n".join(text_of(prompt.get("text")) for prompt in prompts if prompt.get("text"))
        self.draft.system(told, item, at=at)
        self.tools = self.tools or tools_of(event.get("tools"))

    def add_message(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add a message of the SDK, with what was added to it for the model."""
        message = object_of(event.get("llm_message"))
        content = text_of(message.get("content"))
        by_agent = event.get("source") == "agent" or message.get("role") == "assistant"
        if by_agent:
            self._open(text_or_none(event.get("llm_response_id")))
            self._think(message.get("reasoning_content"), item, at)
            self.draft.model(content, item, at=at)
        elif event.get("source") == "user":
            self.draft.user(content, item, at=at)
        else:
            self.draft.words("runtime", text_of(message.get("role")), content, item, at=at)
        self._extend(event, item, at)

    def _extend(self, event: dict[str, Any], item: int, at: str | None) -> None:
        more = text_of(objects_in(event.get("extended_content")))
        if more:
            self.draft.words("runtime", "extension", more, item, at=at)

    def add_action(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add a call of the SDK."""
        made = object_of(event.get("tool_call"))
        if self._open(text_or_none(event.get("llm_response_id"))):
            self._think(event.get("reasoning_content"), item, at)
            for block in objects_in(event.get("thinking_blocks")):
                if not event.get("reasoning_content"):
                    self._think(block.get("thinking"), item, at)
        self._words(objects_in(event.get("thought")), item, at)
        name = text_of(event.get("tool_name") or made.get("name"))
        action = object_of(event.get("action"))
        given = made.get("arguments")
        if given is None:
            given = {key: value for key, value in action.items() if key != "kind"}
        call_id = text_or_none(event.get("tool_call_id")) or text_or_none(made.get("id"))
        if name in _WORDS and action:
            self._tell(name, action, call_id, item, at)
        else:
            self._call(Call(name, given, call_id), item, at)

    def add_observation(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add what a tool of the SDK returned, or why it did not."""
        call_id = text_or_none(event.get("tool_call_id"))
        if call_id in self._no_calls:
            return
        observed = object_of(event.get("observation"))
        failure = event.get("error") or event.get("rejection_reason")
        told = observed.get("content", observed.get("output"))
        self.draft.result(
            text_of(failure) or text_of(told),
            item,
            call_id=call_id,
            name=text_or_none(event.get("tool_name")),
            is_error=bool(failure) or bool(observed.get("is_error")),
            at=at,
        )
        self._extend(event, item, at)

    def add_condensation(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add what stands for forgotten events of the SDK."""
        self._compact(event.get("summary"), item, at)

    def add_failure(self, event: dict[str, Any], item: int, at: str | None) -> None:
        """Add an error of the SDK that is no call's."""
        told = text_of(event.get("detail") or event.get("error") or event.get("code"))
        self.draft.words("runtime", "error", told, item, at=at)


_ADDERS: dict[str, Callable[[Telling, dict[str, Any], int, str | None], None]] = {
    "SystemPromptEvent": Telling.add_prompt,
    "MessageEvent": Telling.add_message,
    "ActionEvent": Telling.add_action,
    "ObservationEvent": Telling.add_observation,
    "UserRejectObservation": Telling.add_observation,
    "AgentErrorEvent": Telling.add_observation,
    "Condensation": Telling.add_condensation,
    "CondensationSummaryEvent": Telling.add_condensation,
    "ConversationErrorEvent": Telling.add_failure,
}
