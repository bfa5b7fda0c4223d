"""Interactions of Gemini's API, brought into the items of the Responses API.

An interaction holds what came of one call: `outputs`, a list of contents, until May 2026, and
since then `steps`, which may begin with what was given. `input` is words, contents, turns or steps.
Tools on Google's side have their calls and results among the rest. Seen in
googleapis/python-genai, `google/genai/_interactions/types`.
"""

from typing import Any

from auditor.messages.parts import kind_in, object_of, objects_in, text_of

_HOSTED = (
    "code_execution", "url_context", "google_search", "mcp_server_tool", "file_search",
    "google_maps",
)  # fmt: skip
_CALLS = frozenset({"function_call", *(f"{name}_call" for name in _HOSTED)})
_RESULTS = frozenset({"function_result", *(f"{name}_result" for name in _HOSTED)})
_CONTENTS = frozenset({"text", "image", "audio", "video", "document"})
GIVEN = frozenset({"user_input", "function_result"})
"""Kinds of steps that the model did not make."""
_OWN = (_CALLS | _RESULTS | {"thought", "user_input", "model_output"}) - {"function_call"}
LISTS = ("steps", "outputs")
"""Where an interaction keeps what came of it."""


def is_step(value: Any) -> bool:
    """Say whether a value is a step or a content."""
    return kind_in(value) in _OWN | _CONTENTS | {"function_call"}


def are_steps(value: Any) -> bool:
    """Say whether a value is a list of steps, some of a kind that only this API has."""
    return (
        isinstance(value, list)
        and all(map(is_step, value))
        and any(one["type"] in _OWN for one in value)
    )


def items_given(given: Any) -> list[Any]:
    """Return the items of an `input`: words, a content, or a list of contents, turns or steps."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    if isinstance(given, dict):
        given = [given]
    return _items(given if isinstance(given, list) else [], "user")


def items_of(steps: list[Any]) -> list[Any]:
    """Return the items of `steps` or `outputs`."""
    return _items(steps, "assistant")


def _items(steps: list[Any], role: str) -> list[Any]:
    """Return the items of steps by their places; contents in a row are one message."""
    items: list[Any] = []
    row: list[Any] | None = None
    for step in steps:
        if kind_in(step) in _CONTENTS:
            if row is None:
                row = []
                items.append({"role": role, "content": row})
            else:
                items.append([])
            row.append(step)
            continue
        row = None
        items.append(_item(step) if isinstance(step, dict) else step)
    return items


def _item(step: dict[str, Any]) -> Any:
    """Return the item of one step, or the items of a turn."""
    kind = kind_in(step)
    if not kind and "role" in step:
        role = "assistant" if text_of(step["role"]) in ("model", "assistant") else "user"
        content = step.get("content")
        return _items(content if isinstance(content, list) else [_text(content)], role)
    if kind in ("user_input", "model_output"):
        role = "user" if kind == "user_input" else "assistant"
        return {"role": role, "content": step.get("content") or ""}
    if kind == "thought":
        return {"type": "reasoning", "summary": _listed(step.get("summary"))}
    if kind in _CALLS:
        return _call(step, kind)
    return _result(step, kind) if kind in _RESULTS else step


def _text(content: Any) -> dict[str, Any]:
    return {"type": "text", "text": text_of(content)}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _call(step: dict[str, Any], kind: str) -> dict[str, Any]:
    hosted = {} if kind == "function_call" else {"execution": "server"}
    return {
        "type": "function_call",
        "call_id": step.get("id") or step.get("call_id"),
        "name": step.get("name") or kind.removesuffix("_call"),
        "arguments": step.get("arguments"),
        **hosted,
    }


def _result(step: dict[str, Any], kind: str) -> dict[str, Any]:
    result: Any = step.get("result")
    listed = object_of(result).get("items")  # before 2026, of words and images
    if not isinstance(listed, list) or len(result) > 1 or not all(map(_is_content, listed)):
        listed = None
    name = None if kind == "function_result" else kind.removesuffix("_result")
    return {
        "type": "function_call_output",
        "call_id": step.get("call_id"),
        "name": step.get("name") or name,
        "output": result if listed is None else listed,
        "status": "failed" if step.get("is_error") is True else None,
    }


def _is_content(value: Any) -> bool:
    return isinstance(value, str) or kind_in(value) in _CONTENTS


def is_piece(value: Any) -> bool:
    """Say whether a value is an event of a streamed interaction."""
    kind = value.get("event_type") if isinstance(value, dict) else None
    return isinstance(kind, str) and kind.startswith(("interaction.", "step.", "content."))


def begins(piece: dict[str, Any]) -> bool:
    """Say whether an event is the first of an interaction."""
    return piece.get("event_type") in ("interaction.created", "interaction.start")


def ends(piece: dict[str, Any]) -> bool:
    """Say whether an event is the last of an interaction."""
    return piece.get("event_type") in ("interaction.completed", "interaction.complete")


def whole_interaction(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the interaction whose events some pieces are."""
    about: dict[str, Any] = {}
    steps: dict[str, dict[str, Any]] = {}
    for piece in pieces:
        about |= object_of(piece.get("interaction"))
        index = str(piece.get("index", 0))
        begun = object_of(piece.get("step") or piece.get("content"))
        if str(piece.get("event_type")).endswith(".start") and begun:
            steps[index] = dict(begun)
        elif isinstance(piece.get("delta"), dict):
            _write_on(steps.setdefault(index, {}), piece["delta"])
    told = next((about[key] for key in LISTS if about.get(key)), None)
    return {"object": "interaction", **about, "steps": told or list(steps.values())}


def _write_on(step: dict[str, Any], delta: dict[str, Any]) -> None:
    """Add what an event tells to the step that it is of."""
    kind = kind_in(delta)
    words = delta.get("text")
    if kind == "arguments_delta":
        written = delta.get("arguments", delta.get("partial_arguments"))
        before = step.get("arguments")
        step["arguments"] = (before if isinstance(before, str) else "") + text_of(written)
    elif isinstance(words, str) and step.get("type") == "text":
        step["text"] = text_of(step.get("text")) + words
    elif kind == "thought_summary":
        step.setdefault("type", "thought")
        step["summary"] = [*_listed(step.get("summary")), delta.get("content")]
    elif isinstance(words, str):
        step.setdefault("type", "model_output")
        content = objects_in(step.get("content"))
        last = content.pop() if content and content[-1].get("type") == "text" else _text("")
        step["content"] = [*content, {**last, "text": text_of(last.get("text")) + words}]
    elif kind in _CONTENTS:
        step["content"] = [*_listed(step.get("content")), delta]
    elif kind in _CALLS | _RESULTS:
        step |= {key: told for key, told in delta.items() if told is not None}
