"""Parts that a log tells, put together as one conversation; what it tells twice is told once."""

from typing import NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.draft import Draft
from auditor.messages.log_calls import Part
from auditor.trace import Channel, Message, Note, Source, ToolCall, ToolResult


class _Waiting(NamedTuple):
    """A call that has no result yet, and where in the events it stands."""

    part: Part
    event: int


class LogDraft:
    """A conversation in the making.

    A log may tell a call when the model asks for it and when it runs, and words when they are said
    and when the run ends. Parts under two labels that tell the same are one; under one label they
    were said or done twice.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self._waiting: list[_Waiting] = []
        self._answered: list[Part] = []
        self._told_of: dict[str, tuple[str, str]] = {}
        self._before = ""
        self._said: Part | None = None
        self._results = 0

    def add(self, parts: list[Part], item: int, at: str | None) -> None:
        """Add what one record tells."""
        for part in parts:
            if part.what == "call":
                self._add_call(part, item, at)
            elif part.what == "result":
                self._add_result(part, item, at)
            elif part.what == "beside":
                source: Source = "runtime" if part.label else "unknown"
                self.draft.words(source, part.label, part.text, item, at=at)
            else:
                self._add_words(part, item, at)

    def notes(self) -> frozenset[Note]:
        """Return what the log leaves out."""
        raw = [event.arguments_raw for event in self.draft.events if isinstance(event, ToolCall)]
        notes: set[Note] = {"calls-not-recorded"} if self._results and not raw else set()
        typed = all(not one.strip() or one.lstrip().startswith("{") for one in raw)
        return frozenset(notes if typed else notes | {"free-text-arguments"})

    def _add_words(self, part: Part, item: int, at: str | None) -> None:
        if self._goes_on(part):
            last = self.draft.events[-1]
            assert isinstance(last, Message)  # noqa: S101 - what goes on are words
            text = part.text if part.text.startswith(last.text) else last.text + part.text
            self.draft.events[-1] = msgspec.structs.replace(last, text=text)
            self._said = part._replace(text=text)
            return
        before = self._said
        if (
            before
            and (before.what, before.text) == (part.what, part.text)
            and before.label != part.label
        ):
            return
        self._said = part
        if part.what == "user":
            self.draft.user(part.text, item, at=at)
        elif part.what == "system":
            self.draft.system(part.text, item, at=at)
        else:
            self._open(part)
            channel: Channel = "thinking" if part.what == "thought" else "text"
            self.draft.model(part.text, item, channel=channel, at=at)
        self._before = part.what

    def _goes_on(self, part: Part) -> bool:
        before = self._said
        is_last = bool(self.draft.events) and isinstance(self.draft.events[-1], Message)
        if before is None or not is_last or (before.what, before.label) != (part.what, part.label):
            return False
        return (part.is_piece and before.is_piece) or (
            part.own_id is not None and part.own_id == before.own_id
        )

    def _open(self, part: Part) -> None:
        """Open a step, unless the part belongs to what the model just said or did."""
        before = self._before
        goes_on = before == "thought" or (part.what == "call" and before in ("model", "call"))
        if not goes_on or (before == "thought" and part.what == "thought"):
            self.draft.step()

    def _add_call(self, part: Part, item: int, at: str | None) -> None:
        if part.is_piece:
            self._lengthen(part)
            return
        if self._is_told(part) or self._told_of.get(part.own_id or "") == (part.label, part.text):
            return
        self._open(part)
        self._waiting.append(_Waiting(part, len(self.draft.events)))
        position = self.draft.calls_in_step
        self.draft.call(part.name, part.text, item, call_id=part.call_id, position=position, at=at)
        if part.own_id:
            self._told_of[part.own_id] = (part.label, part.text)
        self._before = "call"
        self._said = None if self._said and self._said.what != "user" else self._said

    def _lengthen(self, part: Part) -> None:
        """Add a piece of what is passed to the call that it belongs to."""
        for place, (call, event) in enumerate(self._waiting):
            if part.call_id in (None, call.call_id):
                whole = call._replace(text=call.text + part.text)
                self._waiting[place] = _Waiting(whole, event)
                told = msgspec.structs.replace(self.draft.events[event], arguments_raw=whole.text)
                self.draft.events[event] = told
                return

    def _is_told(self, part: Part) -> bool:
        """Say whether a call that waits is this one, under another label or in another state."""
        for place, (call, index) in enumerate(self._waiting):
            same_id = _id_of(part) is not None and _id_of(part) == _id_of(call)
            apart = part.call_id and call.call_id and not same_id
            if call.name != part.name or apart:
                continue
            if same_id and part.text and not call.text:
                self._waiting[place] = _Waiting(part, index)
                told = msgspec.structs.replace(self.draft.events[index], arguments_raw=part.text)
                self.draft.events[index] = told
            if same_id or (call.label != part.label and _passes_the_same(call, part.text)):
                return True
        return False

    def _add_result(self, part: Part, item: int, at: str | None) -> None:
        waiting = self._waiting_for(part)
        if waiting is None and part.passed is not None:
            self._add_call(part._replace(what="call", text=part.passed), item, at)
            waiting = self._waiting.pop()
        elif waiting is None and self._was_told(part, item, at):
            return
        self._results += 1
        self._answered.append(part)
        call_id, name = part.call_id, part.name
        if waiting is not None:
            name = name or waiting.part.name
            call_id = self._shared_id(part, waiting)
        self.draft.result(
            part.text, item, call_id=call_id, name=name or None, is_error=part.is_error, at=at
        )
        self._before = "result"
        self._said = None

    def _shared_id(self, part: Part, waiting: _Waiting) -> str | None:
        """Return the id by which a call and its result are known, and give it to the call."""
        own = waiting.part.call_id or (part.call_id or part.own_id)
        if own and own == _id_of(waiting.part):
            told = msgspec.structs.replace(self.draft.events[waiting.event], call_id=own)
            self.draft.events[waiting.event] = told
            return own
        return None

    def _waiting_for(self, part: Part) -> _Waiting | None:
        """Take the waiting call that a result answers: by id, then by name, then in order."""
        for place in range(len(self._waiting) - 1, -1, -1):
            own = _id_of(self._waiting[place].part)
            if own is not None and own in (part.call_id, part.own_id):
                return self._waiting.pop(place)
        for place, (call, _) in enumerate(self._waiting):
            named = not part.name or not call.name or part.name == call.name
            apart = part.call_id and call.call_id
            if named and not apart and (part.passed is None or _passes_the_same(call, part.passed)):
                return self._waiting.pop(place)
        return None

    def _was_told(self, part: Part, item: int, at: str | None) -> bool:
        """Say whether the result before this one is the same under another label.

        Or it is one of the same id that was empty so far, as of a tool that still ran.
        """
        last = self._answered[-1] if self._answered else None
        if last is None or not self.draft.events:
            return False
        event = self.draft.events[-1]
        again = part.own_id is not None and part.own_id == last.own_id and not last.text
        if again and isinstance(event, ToolResult):
            told = msgspec.structs.replace(
                event, output=part.text, item=item, is_error=part.is_error, at=at
            )
            self.draft.events[-1] = told
            self._answered[-1] = part
        return again or (last.text == part.text and last.label != part.label)


def _id_of(part: Part) -> str | None:
    return part.call_id or part.own_id


def _passes_the_same(call: Part, passed: str) -> bool:
    return canonical_arguments(call.text) == canonical_arguments(passed)
