"""What a reviewer's events come to: the verdict that stands."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

Pair = tuple[str, str]


class Undoable(Protocol):
    """An event, as far as taking back is concerned."""

    @property
    def event_id(self) -> str:
        """Its id."""

    @property
    def undoes(self) -> str:
        """The id of the event that it takes back, or ""."""


E = TypeVar("E", bound=Undoable)


def effective(events: Sequence[E]) -> list[E]:
    """Return the events that were not taken back, newest first.

    An event that takes another back makes that one count for nothing, and may itself be taken
    back.

    Args:
        events: Oldest first.
    """
    taken_back: set[str] = set()
    kept = []
    for event in reversed(events):
        if event.event_id not in taken_back:
            kept.append(event)
            if event.undoes:
                taken_back.add(event.undoes)
    return kept


def standing_event(events: Sequence[E]) -> E | None:
    """Return the event whose verdict stands: the last of one reviewer's; None if none does."""
    return next((event for event in effective(events) if not event.undoes), None)


def first_verdict(events: Sequence[E]) -> E | None:
    """Return one reviewer's first verdict that was not taken back.

    It was given without sight of other people's, so agreement is measured on it.
    """
    given = [event for event in effective(events) if not event.undoes]
    return given[-1] if given else None


def by_reviewer(events: Iterable[Any]) -> dict[Pair, list[Any]]:
    """Return events by (finding, reviewer), in their order."""
    grouped: dict[Pair, list[Any]] = {}
    for event in events:
        grouped.setdefault((event.fingerprint, event.reviewer), []).append(event)
    return grouped


def standing_of(events: Iterable[Any]) -> dict[Pair, Any]:
    """Return the events that stand by (finding, reviewer)."""
    standing = {pair: standing_event(own) for pair, own in by_reviewer(events).items()}
    return {pair: event for pair, event in standing.items() if event is not None}
