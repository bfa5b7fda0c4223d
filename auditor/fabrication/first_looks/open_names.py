"""What the user named last, while no call and no result has spoken of it."""

from collections.abc import Collection

from auditor.pairing import Pairing
from auditor.trace import Message, Trace
from auditor.values.names import LONGEST_QUESTION, names_asked


class OpenNames:
    """What the user named last and no call or result has spoken of; looked into on demand."""

    def __init__(self, trace: Trace, pairing: Pairing, tools: Collection[str]) -> None:
        self._trace = trace
        self._pairing = pairing
        self._has_tools = bool(tools)
        self._asked: tuple[int, tuple[str, ...]] = (-1, ())
        self._spoken: str | None = None

    def asked_before(self, index: int) -> bool:
        """Say whether the newest user words before an event name something still open."""
        return self._has_result(index) and self._is_any_open(index)

    def asked_at_first(self, index: int) -> bool:
        """Say whether they do so before the first result, where a tool could be called."""
        return self._has_tools and not self._has_result(index) and self._is_any_open(index)

    def _has_result(self, index: int) -> bool:
        results = self._pairing.results
        return bool(results) and results[0].index < index

    def _is_any_open(self, index: int) -> bool:
        return any(self._is_open(name, index) for name in self._names_before(index))

    def _names_before(self, index: int) -> tuple[str, ...]:
        asked = index - 1
        events = self._trace.events
        while asked >= 0 and events[asked].source != "user":
            asked -= 1
        if asked != self._asked[0]:
            event = events[asked] if asked >= 0 else None
            text = event.text if type(event) is Message else ""
            names = names_asked(text) if len(text) <= LONGEST_QUESTION else ()
            self._asked = asked, names
        return self._asked[1]

    def _is_open(self, name: str, index: int) -> bool:
        if self._spoken is None:
            self._spoken = "\n".join([call.arguments_raw for call in self._pairing.calls])
        if name in self._spoken:
            return False
        results = self._pairing.results
        return not any(name in result.output for result in results if result.index < index)
