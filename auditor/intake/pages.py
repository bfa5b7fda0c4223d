"""Pages of a list as OpenAI's API gives them: `{object: "list", data: [...]}`, in either order.

A page lists the newest first unless it was asked otherwise, and says nowhere which it is. Calls
stand before their results; else, where the page is all there is, who speaks first and last tells
it: a user begins. Where neither does, the page is not read, for a conversation told backwards shows
what never happened.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.format import Format, Item
from auditor.formats import Match, match_value
from auditor.intake.unread import problem
from auditor.messages.dialects import spoken
from auditor.messages.parts import inside, json_text
from auditor.trace import Event, Note, Place, ToolCall, ToolResult, Trace


def page_in(value: Any) -> Match | None:
    """Return the format of the messages or items of one conversation that a page lists."""
    if not isinstance(value, dict) or value.get("object") != "list":
        return None
    match = match_value(value.get("data"))
    return match if match and match.format.read and match.format.is_one_conversation else None


def read_page(format_: Format, value: dict[str, Any], place: Place) -> Iterator[Item]:
    """Yield what a page holds, first to last, with the places that it has in the page."""
    listed = value["data"]
    said = [spoken([one], "user").events for one in listed]
    backwards = _is_backwards_by_calls(said)
    if backwards is None and not value.get("has_more"):
        backwards = _is_backwards_by_speakers(said)
    there = inside(place, "data")
    if backwards is None:
        yield problem(
            there,
            "the page does not show whether it lists the first or the last first",
            json_text(value).encode(),
            "Fetch it with `order=asc`, with the calls and results, or save the items as a list.",
            code="TA902",
        )
        return
    places = list(range(len(listed)))[:: -1 if backwards else 1]
    left: Note = "truncated-head" if backwards else "truncated-tail"
    assert format_.read is not None  # noqa: S101 - `page_in` looked
    for item in format_.read([listed[position] for position in places], there):
        if isinstance(item, Trace):
            item.events[:] = [_placed(event, places) for event in item.events]
            item.notes |= {left} if value.get("has_more") else set()
        yield item


def _placed(event: Event, places: list[int]) -> Event:
    return event if event.item < 0 else msgspec.structs.replace(event, item=places[event.item])


def _is_backwards_by_calls(said: list[tuple[Event, ...]]) -> bool | None:
    """Say whether the last comes first; None where no call stands apart from its result."""
    called: dict[str, int] = {}
    answered: dict[str, int] = {}
    for place, events in enumerate(said):
        for event in events:
            if isinstance(event, ToolCall | ToolResult) and event.call_id:
                (called if isinstance(event, ToolCall) else answered)[event.call_id] = place
    apart = [answered[one] - called[one] for one in called if one in answered]
    return sum(apart) < 0 if any(apart) else None


def _is_backwards_by_speakers(said: list[tuple[Event, ...]]) -> bool | None:
    """Say whether the last comes first in a whole conversation; None where a user stands at both.

    Instructions may stand beside.
    """
    speakers = [events[0].source for events in said if events and events[0].source != "runtime"]
    at_ends = [speaker == "user" for speaker in (speakers[0], speakers[-1])] if speakers else []
    if len(speakers) <= 1:
        return False
    return None if at_ends[0] == at_ends[1] else at_ends[1]
