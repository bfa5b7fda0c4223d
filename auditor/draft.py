"""Puts a trace together event by event, counting turns and steps for every format reader."""

from auditor.trace import Channel, Event, Message, Source, ToolCall, ToolResult


def is_reminder(events: list[Event], text: str) -> bool:
    """Say whether a user's words are his last ones, right behind a result that nobody answered.

    Some runtimes put the request again behind each result, as a defence against orders in it.

    Args:
        events: What came before.
        text: The words.
    """
    if not events or type(events[-1]) is not ToolResult:
        return False
    said = (e.text for e in reversed(events) if type(e) is Message and e.source == "user")
    return next(said, None) == text


class Draft:
    """The events of one trace in the making.

    A reader calls the methods in the order of the transcript. `step()` opens a model action;
    words and calls of one reply belong to one step.

    Args:
        step: The last step before, where the events go on from others.

    Attributes:
        calls_in_step: How many calls the open step holds.
        inside: Which events are results that stood inside their call, by its id; a message that
            tells the result stands for it.
    """

    def __init__(self, step: int = -1) -> None:
        self.events: list[Event] = []
        self._turn = 0
        self._step = step
        self._users = 0
        self.calls_in_step = 0
        self.inside: dict[str, int] = {}

    def branch(self) -> "Draft":
        """Return a draft that goes on from the events so far by itself."""
        other = Draft()
        other.__dict__.update(self.__dict__)
        other.events = list(self.events)
        other.inside = dict(self.inside)
        return other

    def first_time(self) -> str | None:
        """Return the time of the first event that has one."""
        return next((event.at for event in self.events if event.at), None)

    def user(
        self,
        text: str,
        item: int,
        *,
        role: str = "user",
        at: str | None = None,
        synthesized: str | None = None,
    ) -> None:
        """Add the user's words; they open a turn, unless a runtime only says them once more."""
        if self._users and not is_reminder(self.events, text):
            self._turn += 1
        self._users += 1
        self.words("user", role, text, item, at=at, synthesized=synthesized)

    def system(
        self,
        text: str,
        item: int,
        *,
        role: str = "system",
        at: str | None = None,
        synthesized: str | None = None,
    ) -> None:
        """Add instructions that the harness, not the user, gave."""
        self.words("runtime", role, text, item, at=at, synthesized=synthesized)

    def step(self) -> None:
        """Open the next model action."""
        self._step += 1
        self.calls_in_step = 0

    def model(
        self,
        text: str,
        item: int,
        *,
        channel: Channel = "text",
        role: str = "assistant",
        at: str | None = None,
        synthesized: str | None = None,
    ) -> None:
        """Add the model's words to the open step; empty words are kept, as emptiness is a fault."""
        self.words("model", role, text, item, channel=channel, at=at, synthesized=synthesized)

    def words(
        self,
        source: Source,
        role: str,
        text: str,
        item: int,
        *,
        channel: Channel = "text",
        at: str | None = None,
        synthesized: str | None = None,
    ) -> None:
        """Add words of any author without opening a turn or step."""
        self.events.append(
            Message(
                len(self.events), self._turn, self._step, item, source, role, text, channel,
                synthesized, at,
            )
        )  # fmt: skip

    def call(
        self,
        name: str,
        arguments_raw: str,
        item: int,
        *,
        call_id: str | None = None,
        position: int = 0,
        source: Source = "model",
        hosted: bool = False,
        synthesized: str | None = None,
        at: str | None = None,
    ) -> None:
        """Add a tool call to the open step."""
        self.calls_in_step += source == "model"
        self.events.append(
            ToolCall(
                len(self.events), self._turn, self._step, item, name, arguments_raw, call_id,
                position, source, hosted, synthesized, at,
            )
        )  # fmt: skip

    def result(
        self,
        output: str,
        item: int,
        *,
        call_id: str | None = None,
        name: str | None = None,
        is_error: bool = False,
        source: Source = "runtime",
        synthesized: str | None = None,
        at: str | None = None,
    ) -> None:
        """Add a tool result."""
        self.events.append(
            ToolResult(
                len(self.events), self._turn, self._step, item, output, call_id, name, is_error,
                source, synthesized, at,
            )
        )  # fmt: skip
