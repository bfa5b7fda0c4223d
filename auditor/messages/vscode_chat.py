"""Chats of VS Code: what a request asked, called and was answered, and the log that stores them.

What the model was really given and gave stands in the result's `metadata`: rounds with their calls,
and what each call came to. Beside it the response is what the editor shows. Sessions are stored as
a log of changes: the whole (0), a value set (1), a list gone on with (2), a value removed (3). Seen
in microsoft/vscode, `objectMutationLog.ts` and `chatModel.ts`, and in vscode-copilot-chat
(`toolCallRounds`, `toolCallResults`).
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.messages.parts import (
    arguments_text,
    at_pointer,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Note

_TOOL = ("toolInvocationSerialized", "toolInvocation")
_WHOLE, _SET, _PUSH, _DELETE = range(4)
_DEEPEST = 32


def is_change(value: Any) -> bool:
    """Say whether a value is an entry of the log of changes."""
    kind = object_of(value).get("kind")
    if type(kind) is not int:
        return False
    return "v" in value if kind == _WHOLE else kind <= _DELETE and isinstance(value.get("k"), list)


def changed(state: Any, change: dict[str, Any]) -> Any:
    """Return the state after a change; a path that leads nowhere changes nothing."""
    kind, path = change["kind"], change.get("k", [])
    if kind == _WHOLE or (kind == _SET and not path):
        return change.get("v")
    holder = state
    for key in path[:-1]:
        holder = _held(holder, key)
    last = path[-1] if path else None
    if kind == _PUSH:
        _push(_held(holder, last) if path else state, holder, last, change)
    elif isinstance(holder, dict) and kind == _DELETE:
        holder.pop(last, None)
    elif isinstance(holder, dict) and isinstance(last, str):
        holder[last] = change.get("v")
    elif isinstance(holder, list) and type(last) is int and 0 <= last <= len(holder):
        holder[last : last + 1] = [change.get("v")]
    return state


def _held(holder: Any, key: Any) -> Any:
    if isinstance(holder, dict) and isinstance(key, str):
        return holder.get(key)
    inside = isinstance(holder, list) and type(key) is int and 0 <= key < len(holder)
    return holder[key] if inside else None


def _push(listed: Any, holder: Any, key: Any, change: dict[str, Any]) -> None:
    """Cut a list off where the change says so, and go on with what it holds."""
    new = change.get("v") if isinstance(change.get("v"), list) else []
    if isinstance(listed, list):
        cut = change.get("i")
        if type(cut) is int and cut >= 0:
            del listed[cut:]
        listed += new or []
    elif isinstance(holder, dict) and isinstance(key, str):
        holder[key] = list(new or [])


def add_request(draft: Draft, request: dict[str, Any], item: int) -> set[Note]:
    """Add one request with all that answers it; return what is known to be missing."""
    at = utc(request.get("timestamp"))
    message = request.get("message")
    draft.user(text_of(object_of(message).get("text", message)), item, at=at)
    for shown in objects_in(object_of(request.get("variableData")).get("variables")):
        draft.words("user", "user", f"[{text_or_none(shown.get('kind')) or 'file'}]", item, at=at)
    about = object_of(at_pointer(request, "/result/metadata"))
    rounds = objects_in(about.get("toolCallRounds"))
    results = object_of(about.get("toolCallResults"))
    answer = objects_in(request.get("response"))
    calls = [call for one in rounds for call in objects_in(one.get("toolCalls"))]
    for one in rounds:
        _add_round(draft, one, results, item, at)
    if calls or not any(part.get("kind") in _TOOL for part in answer):
        _add_rest(draft, rounds, answer, item, at)
        called = {text_of(call.get("id")) for call in calls}
        return {"results-not-recorded"} if called - results.keys() else set()
    _add_shown(draft, answer, item, at)
    return {"results-not-recorded"}


def _add_round(
    draft: Draft, one: dict[str, Any], results: dict[str, Any], item: int, at: str | None
) -> None:
    draft.step()
    thought = text_of(object_of(one.get("thinking")).get("text"))
    if thought:
        draft.model(thought, item, channel="thinking", at=at)
    words, calls = text_of(one.get("response")), objects_in(one.get("toolCalls"))
    if words:
        draft.model(words, item, at=at)
    for position, call in enumerate(calls):
        name, given = text_of(call.get("name")), arguments_text(call.get("arguments"))
        own = text_or_none(call.get("id"))
        draft.call(name, given, item, call_id=own, position=position, at=at)
    for call in calls:
        own = text_of(call.get("id"))
        if own in results:
            output = "".join(_texts_in(object_of(results[own]).get("content"), 0))
            draft.result(output, item, call_id=own, name=text_of(call.get("name")), at=at)


def _texts_in(content: Any, depth: int) -> Iterator[str]:
    """Yield the words of a result: values of parts, and the texts of a rendered prompt's nodes."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for one in content:
            yield from _texts_in(one, depth)
    elif isinstance(content, dict) and depth < _DEEPEST:
        for key in ("value", "node", "text", "children"):
            if key in content:
                yield from _texts_in(content[key], depth + 1)


def _add_rest(
    draft: Draft,
    rounds: list[dict[str, Any]],
    shown: list[dict[str, Any]],
    item: int,
    at: str | None,
) -> None:
    """Add the last words that the editor shows, where no round holds them."""
    tools = [place for place, part in enumerate(shown) if part.get("kind") in _TOOL]
    words = _words_in(shown[tools[-1] + 1 if tools else 0 :])
    told = "".join(text_of(one.get("response")) for one in rounds)
    if words.strip() and words.strip() not in told:
        draft.step()
        draft.model(words, item, at=at)


def _words_in(parts: list[dict[str, Any]]) -> str:
    held = (part.get("value") for part in parts if part.get("kind") in (None, "markdownContent"))
    return "".join(one for one in held if isinstance(one, str))


def _add_shown(draft: Draft, shown: list[dict[str, Any]], item: int, at: str | None) -> None:
    """Add what the editor shows of a response of which nothing else is kept."""
    draft.step()
    for part in shown:
        if part.get("kind") in _TOOL:
            details = object_of(part.get("resultDetails"))
            name, own = text_of(part.get("toolId")), text_or_none(part.get("toolCallId"))
            given = details.get("input")
            position = draft.calls_in_step
            draft.call(name, arguments_text(given), item, call_id=own, position=position, at=at)
            output = details.get("output")
            if isinstance(output, list) and output:
                told = "".join(_texts_in(output, 0)) or json_text(output)
                failed = details.get("isError") is True
                draft.result(told, item, call_id=own, name=name, is_error=failed, at=at)
        elif words := _words_in([part]):
            draft.model(words, item, at=at)
