"""Which events of a long trace are shown in full: what matters first, until the room is used up."""

from collections.abc import Iterable

from auditor.trace import Event, Message, ToolCall, Trace

LONGEST = 6_000
"""So many characters of one event are shown, unless the whole trace is asked for."""

_AROUND = 2
_OVERHEAD = 450


def text_of(event: Event) -> str:
    """Return what an event says."""
    if type(event) is Message:
        return event.text
    if type(event) is ToolCall:
        return event.arguments_raw
    return event.output  # type: ignore[union-attr]  # the third of three


def chosen(trace: Trace, matter: Iterable[int], focus: int | None, room: int | None) -> set[int]:
    """Return the indexes of the events to show.

    Args:
        trace: The trace.
        matter: Events that findings are about or cite.
        focus: The event that the reader came for.
        room: Characters that there is room for, markup included; None for all events.
    """
    size = len(trace.events)
    if room is None:
        return set(range(size))
    found: set[int] = set()
    for index in _by_weight(size, sorted(set(matter)), focus):
        if index in found or not 0 <= index < size:
            continue
        need = min(LONGEST, len(text_of(trace.events[index]))) + _OVERHEAD
        if need <= room:
            found.add(index)
            room -= need
        elif index == focus:
            found.add(index)
    return found


def _by_weight(size: int, matter: list[int], focus: int | None) -> Iterable[int]:
    middle = focus if focus is not None else (matter[0] if matter else 0)
    yield middle
    for distance in range(1, _AROUND + 1):
        yield from (middle - distance, middle + distance)
    matter.sort(key=lambda index: abs(index - middle))
    yield from matter
    for index in matter:
        yield from (index - 1, index + 1)
    for distance in range(_AROUND + 1, size):
        yield from (middle - distance, middle + distance)
