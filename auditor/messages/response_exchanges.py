"""Calls of OpenAI's Responses API: what a request gave the model and what the response holds.

An API keeps the state of a conversation itself where a request names the response that it goes on
from (`previous_response_id`) or a conversation (`conversation`): such a request holds only what is
new, and earlier instructions are not carried over. Seen in OpenAI's API reference (create a
response; conversation state).
"""

from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.format import Recognition
from auditor.messages.exchanges import answer_in
from auditor.messages.parts import object_of, objects_in, text_or_none
from auditor.messages.replies import normal_reply
from auditor.messages.responses import add_item, is_item, is_message_item

_BODIES = ("", "request", "response", "body", "request/body", "response/body")
_LISTS = ("input", "output", "items")
_OWN = frozenset({"instructions", "previous_response_id"})
_TYPED_PARTS = ("input_text", "input_image", "input_file", "output_text")


class Exchange(NamedTuple):
    """What one call of the API said: the request's items and the response's.

    Attributes:
        items: JSON pointer of the list that `Event.item` counts in: the request's where it has
            one, else the response's.
        said: Items given to the model; a list of them where one thing of the API holds several.
        replied: Items that it gave back; the same.
        holders: The objects that were found to hold them, request first.
        is_whole: `said` is all of a conversation, what the model said, too.
        unread: What stands in the place of a response, in a form of another API or of none.
    """

    items: str
    said: list[Any]
    replied: list[Any]
    holders: list[dict[str, Any]]
    unread: Any = None
    is_whole: bool = False

    def given(self, key: str) -> Any:
        """Return what the request, or else the response, holds under a key."""
        return next((h[key] for h in self.holders if h.get(key) is not None), None)

    @property
    def all_items(self) -> list[Any]:
        """All items, also those that stand several in one place of a list."""
        placed = self.said + self.replied
        return [one for held in placed for one in (held if isinstance(held, list) else [held])]

    @property
    def response_id(self) -> str | None:
        """The id of the response, by which later requests name it."""
        found = (h for h in self.holders if "output" in h)
        return next((text_or_none(holder.get("id")) for holder in found), None)

    @property
    def conversation(self) -> str | None:
        """The id of the conversation that the API keeps, if the request is of one."""
        named = self.given("conversation")
        return text_or_none(named) or text_or_none(object_of(named).get("id"))


def holders_in(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects that may be a request or a response: the record, and what it wraps."""
    return [holder for _, holder in placed_in(value)]


def placed_in(value: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the record, and what it wraps as a request or reply, with their JSON pointers."""
    found = []
    for path in _BODIES:
        holder: Any = value
        for key in filter(None, path.split("/")):
            holder = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            found.append((f"/{path}" if path else "", holder))
    return found


def exchange_in(value: dict[str, Any]) -> Exchange:
    """Return what a record holds of a request and of the response to it."""
    said: list[Any] = []
    replied: list[Any] = []
    items = None
    placed = placed_in(value)
    for pointer, holder in placed:
        name = "items" if "items" in holder and "input" not in holder else "input"
        given = holder.get(name)
        if isinstance(given, str):
            said = said or [{"role": "user", "content": given}]
        elif isinstance(given, list):
            said = said or given
            items = items or f"{pointer}/{name}"
        output = holder.get("output")
        if isinstance(output, str):
            output = [{"role": "assistant", "content": output}]
        if isinstance(output, list):
            replied = replied or output
    if items is None:
        items = next((f"{pointer}/output" for pointer, h in placed if "output" in h), "")
    whole = items.endswith("items")
    found = Exchange(items, said, replied, [holder for _, holder in placed], is_whole=whole)
    return found if replied or "items" in value else _with_streamed(found, answer_in(value))


def _with_streamed(exchange: Exchange, answer: Any) -> Exchange:
    """Return an exchange with the response that came in pieces, or in another form."""
    normal = normal_reply(answer) or {}
    if "output" not in normal:
        return exchange._replace(unread=answer)
    holders = [*exchange.holders, normal]
    return exchange._replace(replied=normal["output"], holders=holders)


def add_instructions(draft: Draft, exchange: Exchange, item: int) -> None:
    """Add the instructions of a call, which hold for it alone."""
    instructions = exchange.given("instructions")
    if isinstance(instructions, str) and instructions:
        draft.system(instructions, item, role="instructions")
    for one in objects_in(instructions):
        add_item(draft, one, item)


def fits(item: Any) -> bool:
    """Say whether a value may be an item, or a message that stands for one."""
    return is_item(item) or is_message_item(item)


def recognise_exchange(value: dict[str, Any]) -> Recognition | None:
    """Recognise a response by its `object`, a request or items by what they hold."""
    holders = holders_in(value)
    if any(h.get("object") == "response" and isinstance(h.get("output"), list) for h in holders):
        return Recognition(0.9, "a response object of the Responses API")
    named = value.get("url") == "/v1/responses" or any(map(_is_request, holders))
    if any(isinstance(h.get("input"), str) and not h.keys().isdisjoint(_OWN) for h in holders):
        return Recognition(0.7, "a Responses API request of words")
    seen = (_recognise_items(h.get(key), key, named) for h in holders for key in _LISTS)
    return next(filter(None, seen), None)


def _is_request(holder: dict[str, Any]) -> bool:
    """Say whether an object is a request: with instructions, or words for a model and no call."""
    if not holder.keys().isdisjoint(_OWN):
        return True
    given = holder.get("input")
    return isinstance(holder.get("model"), str) and not any(
        isinstance(item, dict) and ("tool_calls" in item or "function_call" in item)
        for item in (given if isinstance(given, list) else ())
    )


def _recognise_items(items: Any, key: str, named: bool) -> Recognition | None:
    if not isinstance(items, list) or not items or not all(map(fits, items)):
        return None
    if any(map(is_item, items)):
        return Recognition(0.8, f"an object whose `{key}` holds Responses API items")
    if named or all(map(_holds_typed_input, items)):
        return Recognition(0.7, f"a Responses API request with `{key}` messages")
    return None


def _holds_typed_input(item: dict[str, Any]) -> bool:
    """Say whether a message's parts are of kinds that no other API has."""
    content = item.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _TYPED_PARTS for part in content
    )
