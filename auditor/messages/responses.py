"""Items of OpenAI's Responses API, turned into events.

Shared by every format that carries such items (API logs, Codex rollouts, span attributes). The
kinds are those of `ResponseInputItem` and `ResponseOutputItem` of openai 3.54: a flat list in which
a result names its call by `call_id`, and tools on the provider's side hold their result inside.
"""

from collections.abc import Callable
from typing import Any

from auditor.draft import Draft
from auditor.messages.openai import MODEL_ROLES, SYSTEM_ROLES
from auditor.messages.parts import arguments_text, json_text, text_of, text_or_none, words_of
from auditor.messages.times import utc
from auditor.trace import Message, Note, ToolCall

_Item = dict[str, Any]
_Add = Callable[[Draft, _Item, int, str | None], None]

_FREE_TEXT = ("input", "code")

# Kinds that carry no event of their own.
_SILENT = frozenset(
    {
        "item_reference", "compaction", "compaction_trigger", "configuration_update",
        "mcp_list_tools", "additional_tools",
    }
)  # fmt: skip

_BUILT_IN = {
    "local_shell": "local_shell", "shell": "shell", "apply_patch": "apply_patch",
    "computer": "computer", "computer_use_preview": "computer", "tool_search": "tool_search",
}  # fmt: skip

# Outputs that may come without a call's id; the next call of that name is theirs.
_NAMES_OF_OUTPUTS = {"tool_search_output": "tool_search", "program_output": "program"}

_FOREIGN = ("tool_use", "tool_result", "thinking", "redacted_thinking", "server_tool_use")

NOTES: dict[str, Note] = {"compaction": "compacted", "item_reference": "condensed"}


def is_item(value: Any) -> bool:
    """Say whether a value is an item that no other format's message could be."""
    return (
        isinstance(value, dict)
        and value.get("type") is not None
        and kind_of(value) in KINDS
        and (value["type"] != "message" or "content" in value)
        and not _is_foreign(value)
    )


def _is_foreign(value: _Item) -> bool:
    """Say whether a `message` holds blocks of Anthropic's, which names its replies so, too."""
    content = value.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _FOREIGN for part in content
    )


def kind_of(item: _Item) -> str:
    """Return the kind of an item; a message may leave its own out."""
    kind = item.get("type")
    if kind is None and "role" in item:
        return "message"
    return kind if isinstance(kind, str) else ""


def is_message_item(value: Any) -> bool:
    """Say whether a value is a message item, or a message that stands for one."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("role"), str)
        and "content" in value
        and value.get("type") in (None, "message")
        and not _is_foreign(value)
    )


def add_items(draft: Draft, items: list[Any], *, beside: bool = False, first: int = 0) -> None:
    """Add every item of a list; `Event.item` is its place plus `first`, or -1 for one `beside`.

    Where one thing of another API was brought into several items, a list of them has its place.
    """
    for index, held in enumerate(items, first):
        place = -1 if beside else index
        for item in held if isinstance(held, list) else [held]:
            if isinstance(item, dict):
                add_item(draft, item, place)
            elif item is not None:
                draft.words("unknown", "", text_of(item), place)


def add_item(draft: Draft, item: _Item, place: int, at: str | None = None) -> None:
    """Add one item: words, a call, a result, or a hosted call with its result."""
    kind = kind_of(item)
    at = at or utc(item.get("created_at"))
    adder = _ADDERS.get(kind)
    if adder is not None:
        adder(draft, item, place, at)
    elif kind not in _SILENT:
        draft.words("unknown", kind, json_text(item), place, at=at)


def tools_in(items: list[Any]) -> list[Any]:
    """Return the tool declarations that stand among the items."""
    declared: list[Any] = []
    for item in items:
        if isinstance(item, dict) and kind_of(item) in _DECLARING:
            tools = item.get("tools")
            declared += tools if isinstance(tools, list) else []
    return declared


def declared_by(tools: Any) -> list[Any]:
    """Return declarations one by one: built-in tools under the name of their calls.

    Built-in tools are declared by type alone, and namespaces hold the tools that calls name.
    """
    found: list[Any] = []
    for tool in tools if isinstance(tools, list) else []:
        kind = tool.get("type") if isinstance(tool, dict) else None
        if kind == "namespace":
            found += declared_by(tool.get("tools"))
        elif isinstance(kind, str) and kind in _BUILT_IN:
            found.append({"name": _BUILT_IN[kind]})
        else:
            found.append(tool)
    return found


def notes_of(items: list[Any]) -> frozenset[Note]:
    """Return what the items say was left out: compaction, references to items elsewhere."""
    kinds = {kind_of(item) for item in items if isinstance(item, dict)}
    return frozenset(note for kind, note in NOTES.items() if kind in kinds)


def open_step(draft: Draft) -> int:
    """Open a model action unless one is open; return how many calls it has so far.

    Items are flat: what the model emits without a result or user in between is one action.
    """
    if not draft.events or not _of_model(draft):
        draft.step()
    return draft.calls_in_step


def _of_model(draft: Draft) -> bool:
    last = draft.events[-1]
    return type(last) in (Message, ToolCall) and last.source == "model"


def _message(draft: Draft, item: _Item, place: int, at: str | None) -> None:
    role = str(item.get("role") or "")
    content = item.get("content")
    if role in MODEL_ROLES:
        open_step(draft)
        said = False
        for channel, text in words_of(content):
            draft.model(text, place, channel=channel, at=at)
            said = True
        if not said:
            draft.model("", place, at=at)
    elif role in SYSTEM_ROLES:
        draft.system(text_of(content), place, role=role, at=at)
    elif role == "user":
        draft.user(text_of(content), place, at=at)
    else:
        draft.words("unknown", role, text_of(content), place, at=at)


def _reasoning(draft: Draft, item: _Item, place: int, at: str | None) -> None:
    for key in ("summary", "content"):
        parts = item.get(key)
        for part in parts if isinstance(parts, list) else []:
            text = part.get("text") if isinstance(part, dict) else part
            if isinstance(text, str) and text:
                open_step(draft)
                draft.model(text, place, channel="thinking", at=at)


def _call_id(item: _Item) -> str | None:
    return text_or_none(item.get("call_id")) or text_or_none(item.get("id"))


def _called(name_key: str | None, arguments_key: str, name: str = "") -> _Add:
    """Return the adder of calls of one kind, answered by an item of its own."""

    def add(draft: Draft, item: _Item, place: int, at: str | None) -> None:
        position = open_step(draft)
        draft.call(
            str(item.get(name_key) or name) if name_key else name,
            _arguments(item, arguments_key),
            place,
            call_id=_call_id(item),
            position=position,
            hosted=item.get("execution") == "server" or name == "program",
            at=at,
        )

    return add


def _arguments(item: _Item, key: str) -> str:
    """Free text (custom tools, programs) becomes an object, as arguments are JSON elsewhere."""
    given = item.get(key)
    if key in _FREE_TEXT and isinstance(given, str):
        return json_text({key: given})
    return arguments_text(given)


def _computer(draft: Draft, item: _Item, place: int, at: str | None) -> None:
    action = item.get("action") if item.get("action") is not None else item.get("actions")
    position = open_step(draft)
    draft.call(
        "computer", arguments_text(action), place, call_id=_call_id(item), position=position, at=at
    )


def _hosted(name: str, arguments: tuple[str, ...], result: str) -> _Add:
    """Return the adder of calls that the provider runs, with the result inside, if any."""

    def add(draft: Draft, item: _Item, place: int, at: str | None) -> None:
        given = {key: item[key] for key in arguments if item.get(key) is not None}
        raw = given.get("arguments", given.get("action", given))
        call_id = text_or_none(item.get("id"))
        called = str(item.get("name") or name)
        draft.call(
            called,
            arguments_text(raw),
            place,
            call_id=call_id,
            position=open_step(draft),
            hosted=True,
            at=at,
        )
        error = item.get("error")
        output = error or item.get(result)
        failed = bool(error) or item.get("status") == "failed"
        if output is not None or failed:
            draft.result(
                _output(output), place, call_id=call_id, name=called, is_error=failed, at=at
            )

    return add


def _answer(draft: Draft, item: _Item, place: int, at: str | None) -> None:
    output = item.get("output", item.get("result", item.get("tools")))
    kind = kind_of(item)
    # Only a local shell's output has the id of its call as its own.
    own_id = kind == "local_shell_call_output"
    draft.result(
        _output(output),
        place,
        call_id=_call_id(item) if own_id else text_or_none(item.get("call_id")),
        name=text_or_none(item.get("name")) or _NAMES_OF_OUTPUTS.get(kind),
        is_error=item.get("status") == "failed" or bool(item.get("error")),
        at=at,
    )


def _output(output: Any) -> str:
    """Return a result as text; parts of text are joined, other structures are JSON."""
    if isinstance(output, str):
        return output
    if output is None:
        return ""
    parts = output if isinstance(output, list) else [output]
    if parts and all(_is_text_part(part) for part in parts):
        return text_of(parts)
    return json_text(output)


def _is_text_part(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") in (
        "input_text", "output_text", "text", "input_image", "input_file", "computer_screenshot",
    )  # fmt: skip


def _approval(draft: Draft, item: _Item, place: int, at: str | None) -> None:
    asked = item.get("type") == "mcp_approval_request"
    draft.words(
        "runtime" if asked else "user", str(item.get("type")), json_text(item), place, at=at
    )


_ADDERS: dict[str, _Add] = {
    "message": _message,
    "reasoning": _reasoning,
    "function_call": _called("name", "arguments"),
    "custom_tool_call": _called("name", "input"),
    "local_shell_call": _called(None, "action", "local_shell"),
    "shell_call": _called(None, "action", "shell"),
    "apply_patch_call": _called(None, "operation", "apply_patch"),
    "tool_search_call": _called(None, "arguments", "tool_search"),
    "program": _called(None, "code", "program"),
    "computer_call": _computer,
    "web_search_call": _hosted("web_search", ("action",), "results"),
    "file_search_call": _hosted("file_search", ("queries",), "results"),
    "code_interpreter_call": _hosted("code_interpreter", ("code",), "outputs"),
    "image_generation_call": _hosted("image_generation", ("revised_prompt",), "result"),
    "mcp_call": _hosted("mcp", ("arguments",), "output"),
    "mcp_approval_request": _approval,
    "mcp_approval_response": _approval,
    **dict.fromkeys(
        (
            "function_call_output", "custom_tool_call_output", "local_shell_call_output",
            "shell_call_output", "apply_patch_call_output", "computer_call_output",
            "tool_search_output", "program_output",
        ),
        _answer,
    ),
}  # fmt: skip

_DECLARING = frozenset({"mcp_list_tools", "additional_tools", "tool_search_output"})
KINDS = frozenset(_ADDERS) | _SILENT
