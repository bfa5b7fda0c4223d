"""Contents of Google's Gemini API, turned into events.

Shared by every format that carries them (ADK sessions, span attributes). A content is
`{role: user | model, parts: [{text} | {function_call} | {function_response} | ...]}`, in snake or
camel case.
"""

from typing import Any

from auditor.draft import Draft
from auditor.messages.genai import add_words
from auditor.messages.openai import MODEL_ROLES
from auditor.messages.parts import arguments_text, json_text, text_of, text_or_none
from auditor.trace import Channel

_SPEAKERS = MODEL_ROLES | {"user"}
_KINDS = frozenset(
    (
    "text", "function_call", "functionCall", "function_response", "functionResponse",
    "executable_code", "executableCode", "code_execution_result", "codeExecutionResult",
    "inline_data", "inlineData", "file_data", "fileData", "thought",
    )
)  # fmt: skip


def is_content(value: Any) -> bool:
    """Say whether a value is a content: parts that hold text, a call or a response."""
    if not isinstance(value, dict) or "parts" not in value:
        return False
    given = value["parts"]
    if isinstance(given, list) and all(isinstance(part, dict) for part in given):
        return all("type" not in part for part in given) and _holds_known(given)
    # Words alone may be of anything, unless somebody speaks them.
    return (
        text_of(value.get("role")) in _SPEAKERS
        and all(isinstance(part, dict) and "type" not in part for part in _parts_of(value))
        and _holds_known(_parts_of(value))
    )


def _listed(content: dict[str, Any]) -> list[Any]:
    parts = content.get("parts")
    return parts if isinstance(parts, list) else [] if parts is None else [parts]


def _parts_of(content: dict[str, Any]) -> list[Any]:
    """Return the parts of a content; its SDKs take words, and one part alone, for them, too."""
    return [{"text": one} if isinstance(one, str) else one for one in _listed(content)]


def _holds_known(parts: list[dict[str, Any]]) -> bool:
    """Say whether any part is of a known kind; what is said of another may stand in one alone."""
    return not parts or any(not part.keys().isdisjoint(_KINDS) for part in parts)


def add_content(
    draft: Draft,
    content: dict[str, Any],
    item: int,
    *,
    role: str | None = None,
    at: str | None = None,
) -> None:
    """Add one content: words, calls and results in the order of its parts.

    Args:
        role: Who speaks, where the content itself does not say so.
    """
    role = str(content.get("role") or role or "")
    parts = [part for part in _parts_of(content) if part is not None]
    by_model = role in MODEL_ROLES
    if by_model:
        draft.step()
    position = 0
    words: list[str] = []
    for part in parts:
        if not isinstance(part, dict):
            draft.words("unknown", role, text_of(part), item, at=at)
            continue
        call = _either(part, "function_call", "functionCall")
        response = _either(part, "function_response", "functionResponse")
        if call is not None:
            _add_call(draft, call, item, position, at)
            position += 1
        elif response is not None:
            _add_response(draft, response, item, at)
        elif by_model and not _add_code(draft, part, item, at):
            channel: Channel = "thinking" if part.get("thought") is True else "text"
            draft.model(_text(part), item, channel=channel, role=role, at=at)
        elif not by_model:
            words.append(_text(part))
    if words:
        add_words(draft, role, "\n".join(words), item, at)
    if by_model and not parts:
        draft.model("", item, role=role, at=at)


def _either(part: dict[str, Any], *keys: str) -> dict[str, Any] | None:
    return next((part[key] for key in keys if isinstance(part.get(key), dict)), None)


def _text(part: dict[str, Any]) -> str:
    if isinstance(part.get("text"), str):
        return str(part["text"])
    return f"[{next((key for key in part if key != 'thought'), 'empty part')}]"


def _add_call(draft: Draft, call: dict[str, Any], item: int, position: int, at: str | None) -> None:
    draft.call(
        str(call.get("name") or ""),
        arguments_text(call.get("args")),
        item,
        call_id=text_or_none(call.get("id")),
        position=position,
        at=at,
    )


def _add_response(draft: Draft, response: dict[str, Any], item: int, at: str | None) -> None:
    output = response.get("response")
    draft.result(
        "" if output is None else output if isinstance(output, str) else json_text(output),
        item,
        call_id=text_or_none(response.get("id")),
        name=text_or_none(response.get("name")),
        is_error=isinstance(output, dict) and bool(output.get("error")),
        at=at,
    )


def _add_code(draft: Draft, part: dict[str, Any], item: int, at: str | None) -> bool:
    """Add code that Google ran, or what it printed; say whether the part was such."""
    code = _either(part, "executable_code", "executableCode")
    ran = _either(part, "code_execution_result", "codeExecutionResult")
    if code is not None:
        draft.call("code_execution", json_text(code), item, hosted=True, at=at)
    elif ran is not None:
        failed = str(ran.get("outcome") or "OUTCOME_OK") != "OUTCOME_OK"
        draft.result(
            text_of(ran.get("output")), item, name="code_execution", is_error=failed, at=at
        )
    return code is not None or ran is not None
