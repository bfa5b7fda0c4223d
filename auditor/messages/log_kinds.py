"""What a record of an agent's own log is, by the words with which its writer named it.

Teams that write their own logs call one thing by many names: `tool_call`, `TOOL_CALL_START`,
`toolCall`, `calling tool`. The words in the name say which part of a conversation it is.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_KEYS = (
    "type", "event", "event_type", "eventType", "kind", "message_type", "messageType", "msg_type",
    "step_type", "stepType", "record_type", "entry_type", "action_type", "event_name", "eventName",
    "role", "obj", "sender", "from", "speaker", "author",
)  # fmt: skip
_LONGEST = 64
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_TOOL = frozenset({"tool", "function", "action", "command", "toolcall", "skill"})
_DECLARED = frozenset({"definition", "definitions", "available", "registered", "schema", "tools"})
_OUTCOME = frozenset({"result", "results", "output", "outputs", "return", "returned", "error"})
_ENDED = frozenset(
    {"end", "ended", "complete", "completed", "finish", "finished", "done", "success", "succeeded",
     "failed", "failure", "response", "final", "close", "closed"}
)  # fmt: skip
_BEGUN = frozenset(
    {"start", "started", "begin", "call", "calls", "calling", "called", "request", "requested",
     "invoke", "invoked", "invocation", "use", "using", "execute", "executing", "execution", "run",
     "running", "input", "created", "received", "open"}
)  # fmt: skip
_OBSERVED = frozenset({"observation", "observations", "observe", "environment", "env"})
_THOUGHT = frozenset({"thought", "thoughts", "thinking", "reasoning", "reflection", "rationale"})
_RUN = frozenset(
    {"run", "session", "task", "conversation", "episode", "workflow", "chain", "trace", "job"}
)  # fmt: skip
_USER = frozenset(
    {"user", "human", "customer", "question", "query", "prompt", "input", "utterance", "task"}
)  # fmt: skip
_MODEL = frozenset(
    {"assistant", "ai", "llm", "model", "agent", "bot", "gpt", "chatbot", "machine", "answer",
     "final", "reply", "response", "completion", "generation", "api"}
)  # fmt: skip
_SPOKEN = frozenset({"message", "content"})  # AG-UI's, of the agent's words alone
_SYSTEM = frozenset({"system", "developer", "instructions"})
PIECES = frozenset({"delta", "chunk", "token", "tokens", "partial"})
"""Words of a name that say that a record holds a piece of what is said."""


def names_in(*records: dict[str, Any]) -> Iterator[str]:
    """Yield the names that some objects give themselves, those first that name what they are."""
    for record in records:
        for key in _KEYS:
            told = record.get(key)
            if isinstance(told, str) and 0 < len(told) <= _LONGEST:
                yield told


def kind_in(*records: dict[str, Any]) -> str:
    """Return what some objects of one record say that it is; "" where they do not say.

    Returns:
        `user`, `model`, `thought`, `system`, `call`, `result`; `executed` of a tool, be it a call
        or a result; `outcome` of a tool or of all; `begin` and `end` of a run; `other`.
    """
    return next(filter(None, map(kind_of, names_in(*records))), "")


@lru_cache(maxsize=1024)
def words_of(name: str) -> frozenset[str]:
    """Return the words of a name in any of the ways of joining them, in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=1024)
def kind_of(name: str) -> str:
    """Return what a name says that a record is; see `kind_in`."""
    words = words_of(name)
    if words & _TOOL:
        return _kind_of_tool(words)
    for kind, own in (("result", _OBSERVED), ("thought", _THOUGHT), ("system", _SYSTEM)):
        if words & own:
            return kind
    return _kind_of_words(words)


def _kind_of_words(words: frozenset[str]) -> str:
    if words & _RUN and words & (_BEGUN - {"run"}):
        return "begin"
    if words & _RUN and words & (_ENDED | _OUTCOME):
        return "end"
    if words & _USER:
        return "user"
    if words >= _SPOKEN:
        return "model"
    if words & _MODEL:
        asks = words & (_BEGUN - {"input"})
        return "model" if not asks else "begin" if "agent" in words else "other"
    return "outcome" if words and words <= _OUTCOME else ""


def _kind_of_tool(words: frozenset[str]) -> str:
    if words & _DECLARED:
        return "other"
    if words & (_OUTCOME | _ENDED | _OBSERVED):
        return "result"
    return "call" if words & (_BEGUN | {"action", "command", "toolcall"}) else "executed"
