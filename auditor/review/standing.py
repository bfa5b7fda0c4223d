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


def blind_verdicts(events: Iterable[Any]) -> list[Any]:
    """Return each reviewer's first verdict on one finding that was given blind.

    While somebody's verdict stands they may read what others said, and from then on nothing that
    they say, and no taking back, is blind. A verdict taken back before that does not count.

    Args:
        events: Of one finding, oldest first.
    """
    blind: dict[str, list[Any]] = {}
    sighted: set[str] = set()
    for event in events:
        if event.reviewer not in sighted:
            blind.setdefault(event.reviewer, []).append(event)
        if len(blind) > 1:
            waiting = blind.keys() - sighted
            sighted |= {name for name in waiting if standing_event(blind[name]) is not None}
    given = ([e for e in effective(own) if not e.undoes] for own in blind.values())
    return [own[-1] for own in given if own]


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
