"""Records of Gemini CLI's sessions, turned into events, and what a session's lines come to.

A line is the head `{sessionId, projectHash, ...}`, a message that replaces the one of the same id,
`{"$set": {...}}` or `{"$rewindTo": id}`. What `$set` gives as `messages` is the history that the
model sees from then on: shortened, or as it was found at the start. What was said stays said.
Seen in google-gemini/gemini-cli, `packages/core/src/services/chatRecordingService.ts` and
`chatRecordingTypes.ts`.
"""

from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Channel

SPEAKERS = ("user", "gemini")
_FAILED = ("error", "cancelled")
_SUMMARY = "summary of what was compacted"
_SETTING = "<session_context>"


class Numbered(NamedTuple):
    """A message record, and the line or the place in a list where it stands."""

    item: int
    record: dict[str, Any]


class _Sign(NamedTuple):
    """By what a message is known again under another id."""

    speaker: str
    words: str
    call_ids: tuple[str, ...]


class History:
    """The messages of a session as its lines leave them.

    Attributes:
        head: What the session says of itself.
        records: Its messages by id, in order.
        rewound: Stretches that the user took back.
        is_compacted: Earlier messages were replaced by a summary.
    """

    def __init__(self) -> None:
        self.head: dict[str, Any] = {}
        self.records: dict[str, Numbered] = {}
        self.rewound: list[list[Numbered]] = []
        self.is_compacted = False

    def take(self, value: Any, number: int) -> bool:
        """Take a line; say whether it is one of a session's."""
        record = object_of(value)
        if isinstance(record.get("$rewindTo"), str):
            self._rewind(record["$rewindTo"])
        elif isinstance(record.get("id"), str):
            self.records[record["id"]] = Numbered(number, record)
        elif isinstance(record.get("$set"), dict):
            self._describe(record["$set"], number)
        elif isinstance(record.get("sessionId"), str):
            self._describe(record, number)
        else:
            return False
        return True

    def _describe(self, told: dict[str, Any], number: int) -> None:
        given = objects_in(told.get("messages"))
        self.head |= {key: value for key, value in told.items() if key != "messages"}
        self._show([one for one in given if isinstance(one.get("id"), str)], number)

    def _rewind(self, target: str) -> None:
        """Take back a message and what follows; all, where nobody knows it, as the client does."""
        ids = list(self.records)
        back = ids[ids.index(target) :] if target in self.records else ids
        if back:
            self.rewound.append([self.records.pop(one) for one in back])

    def _show(self, given: list[dict[str, Any]], number: int) -> None:
        """Take the history that the client shows the model now."""
        known = {
            _sign(told.record): one
            for one, told in self.records.items()
            if told.record.get("type") in SPEAKERS
        }
        fresh = [one for one in given if one["id"] not in self.records and _sign(one) not in known]
        kept = {one["id"] for one in given} | {known.get(_sign(one)) for one in given}
        is_short = any(sign.words and one not in kept for sign, one in known.items())
        summary = next((one for one in fresh if is_short and _is_said_by_user(one)), None)
        if summary is not None:
            self.is_compacted = True
            self.records[summary["id"]] = Numbered(number, {**summary, "type": _SUMMARY})
            return
        self._join(given, {one["id"] for one in fresh}, number)

    def _join(self, given: list[dict[str, Any]], fresh: set[str], number: int) -> None:
        before: str | None = None
        for one in given:
            told = self.records.get(one["id"])
            if told is not None and _results_in(one) > _results_in(told.record):
                self.records[one["id"]] = Numbered(number, one)
            elif told is None and one["id"] in fresh:
                self._insert(before, one["id"], Numbered(number, one))
            before = one["id"] if one["id"] in self.records else before

    def _insert(self, before: str | None, own: str, told: Numbered) -> None:
        ids = list(self.records)
        place = ids.index(before) + 1 if before is not None else 0
        after = [(one, self.records.pop(one)) for one in ids[place:]]
        self.records[own] = told
        self.records.update(after)


def _sign(record: dict[str, Any]) -> _Sign:
    parts = _parts_of(record.get("content"))
    inner = [
        object_of(object_of(part).get(key))
        for part in parts
        for key in ("functionCall", "functionResponse")
    ]
    ids = {text_of(one.get("id")) for one in (*objects_in(record.get("toolCalls")), *inner)}
    return _Sign(text_of(record.get("type")), _words(parts), tuple(sorted(ids - {""})))


def _is_said_by_user(record: dict[str, Any]) -> bool:
    return record.get("type") == "user" and bool(_words(_parts_of(record.get("content"))))


def _results_in(record: dict[str, Any]) -> int:
    return sum(call.get("result") is not None for call in objects_in(record.get("toolCalls")))


class Telling:
    """Puts the events of a session's messages together.

    Attributes:
        draft: The events.
        model: The model that answered, where a message says so.
    """

    def __init__(self) -> None:
        self.draft = Draft()
        self.model: str | None = None
        self._answered: set[str] = set()

    def add(self, record: dict[str, Any], item: int) -> None:
        """Add a message; what the client tells the user (info, error, warning) is left out."""
        at, parts = utc(record.get("timestamp")), _parts_of(record.get("content"))
        kind = record.get("type")
        if kind == "gemini":
            self.model = self.model or text_or_none(record.get("model"))
            self._add_reply(record, parts, item, at)
        elif kind == "user":
            self._add_asked(parts, item, at)
        elif kind == _SUMMARY:
            self.draft.words("runtime", "user", _words(parts), item, synthesized=_SUMMARY, at=at)

    def _add_asked(self, parts: list[Any], item: int, at: str | None) -> None:
        answers = _inside(parts, "functionResponse")
        for answer in answers:
            if text_of(answer.get("id")) not in self._answered:
                self._add_answer(answer, item, at)
        words = _words(parts)
        if words.startswith(_SETTING):
            self.draft.system(words, item, role="user", at=at)
        elif words or not answers:
            self.draft.user(words, item, at=at)

    def _add_reply(
        self, record: dict[str, Any], parts: list[Any], item: int, at: str | None
    ) -> None:
        draft = self.draft
        draft.step()
        thoughts = objects_in(record.get("thoughts"))
        for thought in thoughts:
            words = [text_of(thought[key]) for key in ("subject", "description") if key in thought]
            draft.model("\n".join(words), item, channel="thinking", at=at)
        if not thoughts:
            self._add_words(_words(parts, thought=True), "thinking", item, at)
        made = objects_in(record.get("toolCalls"))
        calls = made or _inside(parts, "functionCall")
        self._add_words(_words(parts), "text", item, at)
        if not calls and not _words(parts):
            draft.model("", item, at=at)
        for position, call in enumerate(calls):
            draft.call(
                text_of(call.get("name")), arguments_text(call.get("args")), item,
                call_id=text_or_none(call.get("id")), position=position, at=at,
            )  # fmt: skip
        for call in made:
            self._add_result(call, item)

    def _add_words(self, words: str, channel: Channel, item: int, at: str | None) -> None:
        if words:
            self.draft.model(words, item, channel=channel, at=at)

    def _add_result(self, call: dict[str, Any], item: int) -> None:
        at, result = utc(call.get("timestamp")), call.get("result")
        failed = call.get("status") in _FAILED
        answers = _inside(_parts_of(result), "functionResponse")
        # Where calls were made together, each may keep the answers to all.
        own = [answer for answer in answers if answer.get("id") == call.get("id")] or answers
        if own and not failed:
            for answer in own:
                self._add_answer(answer, item, at)
        elif result is not None or failed:
            given = result if result is not None else call.get("resultDisplay")
            self._answered.add(text_of(call.get("id")))
            self.draft.result(
                text_of(given), item, call_id=text_or_none(call.get("id")),
                name=text_or_none(call.get("name")), is_error=failed, at=at,
            )  # fmt: skip

    def _add_answer(self, answer: dict[str, Any], item: int, at: str | None) -> None:
        call_id, output = text_or_none(answer.get("id")), answer.get("response")
        if call_id:
            self._answered.add(call_id)
        self.draft.result(
            "" if output is None else output if isinstance(output, str) else json_text(output),
            item,
            call_id=call_id,
            name=text_or_none(answer.get("name")),
            is_error=bool(object_of(output).get("error")),
            at=at,
        )


def _parts_of(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content] if content else []


def _inside(parts: list[Any], key: str) -> list[dict[str, Any]]:
    return [
        part[key] for part in parts if isinstance(part, dict) and isinstance(part.get(key), dict)
    ]


def _words(parts: list[Any], *, thought: bool = False) -> str:
    told = [
        _word(part) for part in parts if bool(object_of(part).get("thought")) is thought and part
    ]
    return "\n".join(word for word in told if word)


def _word(part: Any) -> str:
    if not isinstance(part, dict):
        return text_of(part)
    if "functionResponse" in part or "functionCall" in part:
        return ""
    if isinstance(part.get("text"), str):
        return text_of(part["text"])
    return f"[{next((key for key in part if key != 'thought'), 'empty part')}]"
