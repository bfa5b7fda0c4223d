"""Google's Gemini API: contents of parts, alone, in requests, and with the candidates that came.

A list of contents; a request with `contents` and its `systemInstruction` and `tools`; a request
beside its response, as batches and loggers write it. A content with a `functionResponse` is the
runtime's, whatever its role.
"""

from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.gemini import add_content, is_content
from auditor.messages.parts import at_pointer, objects_in
from auditor.trace import Note

NAME = "gemini"

_SEARCHES = frozenset(
    {
        "google_search", "googleSearch", "google_search_retrieval", "googleSearchRetrieval",
        "url_context", "urlContext", "google_maps", "googleMaps", "enterprise_web_search",
        "enterpriseWebSearch", "file_search", "fileSearch",
    }
)  # fmt: skip
_HOLDERS = ("", "/request", "/config", "/request/config")


def _fits(value: Any) -> bool:
    return is_content(value)


def _is_own(value: dict[str, Any]) -> bool:
    # A list of parts without types is Gemini's alone; an empty one says nothing.
    return bool(value.get("parts"))


def _add(draft: Draft, content: dict[str, Any], item: int) -> None:
    # Who is asked may leave the role out.
    add_content(draft, content, item, role="model" if item < 0 else "user")


def _notes(record: dict[str, Any]) -> frozenset[Note]:
    """Google's search runs inside the model: neither calls nor what it found are told."""
    declared = [at_pointer(record, f"{holder}/tools") for holder in _HOLDERS]
    searches = any(
        not tool.keys().isdisjoint(_SEARCHES) for tools in declared for tool in objects_in(tools)
    )
    return frozenset({"hosted-search"} if searches else ())


FORMATS.add(
    NAME,
    format_of(
        Dialect(
            NAME,
            "Gemini contents, requests and responses",
            "contents of Gemini's parts",
            _fits,
            _is_own,
            _add,
            lists=(
                "/contents",
                "/request/contents",
                "/history",
                "/messages",
                "/automaticFunctionCallingHistory",
                "/automatic_function_calling_history",
            ),
            instructions=tuple(
                f"{holder}/{key}"
                for holder in _HOLDERS
                for key in ("systemInstruction", "system_instruction")
            ),
            tools=tuple(f"{holder}/tools" for holder in _HOLDERS),
            replies=("/response/candidates", "/candidates"),
            models=("/model", "/request/model", "/response/modelVersion", "/modelVersion"),
            ids=("/key", "/response/responseId", "/responseId"),
            notes=_notes,
        )
    ),
)
