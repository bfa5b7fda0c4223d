"""Inspect logs: `.json` documents and `.eval` archives of samples, each sample in some epochs.

An archive is read sample by sample and never extracted. Strings that Inspect moved into a sample's
`attachments` are put back. A tool message whose call the log does not hold was left without it by
the solver or the exporter, since only the runtime writes such messages: noted `condensed`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.archives import UnsafeArchiveError, member_bytes, open_archive
from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped, unreadable
from auditor.messages.parts import (
    arguments_text,
    inside,
    integer_or_none,
    json_text,
    object_of,
    objects_in,
    score_or_none,
    text_of,
    text_or_none,
    tools_of,
    words_of,
)
from auditor.messages.times import utc
from auditor.trace import Note, Place, ReadProblem, Tool, ToolCall, ToolResult, Trace

NAME = "inspect-log"

_REFERENCES = ("attachment://", "tc://")
_SAMPLES = "samples/"
_HEADERS = ("header.json", "_journal/start.json")
_GRADES = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
_KEPT = ("target", "scores", "error", "limit", "metadata", "model_usage")
_CURE = "Write the log again with Inspect (`inspect log convert`)."


def recognise(value: Any) -> Recognition | None:
    """Recognise a log by `eval` and `plan`."""
    if isinstance(value, dict) and isinstance(value.get("eval"), dict) and "plan" in value:
        return Recognition(0.9, "a log with `eval`, `plan` and `samples`")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read all samples of a log document."""
    samples = value.get("samples")
    if not isinstance(samples, list) or not samples:
        yield Skipped("a log without samples")
        return
    for position, sample in enumerate(samples):
        yield _read_sample(sample, inside(place, "samples", position), value["eval"])


def recognise_archive(members: list[str]) -> Recognition | None:
    """Recognise the members that Inspect writes."""
    if any(header in members for header in _HEADERS):
        return Recognition(0.9, "an archive with `header.json` and samples")
    return None


def read_archive(path: str, place: Place) -> Iterator[Item]:
    """Read all samples of an archive, one at a time."""
    try:
        with open_archive(path) as archive:
            names = archive.namelist()
            header = _Decoded({}, None)
            for name in _HEADERS:
                if name in names and not header.value:
                    header = _decode(member_bytes(archive, name), inside(place, name))
            if header.problem:
                yield header.problem
            about = object_of(object_of(header.value).get("eval"))
            samples = [name for name in names if name.startswith(_SAMPLES)]
            for name in samples:
                sample = _decode(member_bytes(archive, name), inside(place, name))
                yield sample.problem or _read_sample(sample.value, inside(place, name), about)
            if not samples:
                yield Skipped("a log without samples")
    except UnsafeArchiveError as refusal:
        yield ReadProblem(place, "TA901", f"the archive is refused: {refusal}", _CURE)


class _Decoded(NamedTuple):
    value: Any
    problem: ReadProblem | None


def _decode(raw: bytes, place: Place) -> _Decoded:
    try:
        return _Decoded(strict_json.decode(raw), None)
    except strict_json.JsonError as fault:
        return _Decoded(None, unreadable(raw, place, str(fault), _CURE))


def _read_sample(sample: Any, place: Place, about: dict[str, Any]) -> Item:
    if not isinstance(sample, dict) or not objects_in(sample.get("messages")):
        return Skipped("a sample without messages")
    attachments = object_of(sample.get("attachments"))
    draft = Draft()
    for item, message in enumerate(sample["messages"]):
        _add_message(draft, _resolved(message, attachments), item)
    events = objects_in(sample.get("events"))
    return Trace(
        NAME,
        place,
        draft.events,
        "/messages",
        own_id=text_or_none(sample.get("uuid")),
        dataset=text_or_none(about.get("task")) or "",
        task_id=text_or_none(sample.get("id")),
        run_index=integer_or_none(sample.get("epoch")),
        tools=_tools_of(events, attachments),
        notes=_notes_of(sample, draft),
        reward=_reward_of(sample),
        model=text_or_none(about.get("model")),
        at=next(filter(None, (utc(event.get("timestamp")) for event in events)), None),
        extra={key: json_text(sample[key]) for key in _KEPT if sample.get(key) is not None},
    )


def _resolved(value: Any, attachments: dict[str, Any]) -> Any:
    """Return the value with references to attachments replaced by what was moved there."""
    if not attachments:
        return value
    if isinstance(value, str):
        for scheme in _REFERENCES:
            if value.startswith(scheme):
                return attachments.get(value.removeprefix(scheme), value)
        return value
    if isinstance(value, list):
        return [_resolved(one, attachments) for one in value]
    if isinstance(value, dict):
        return {key: _resolved(one, attachments) for key, one in value.items()}
    return value


def _add_message(draft: Draft, message: Any, item: int) -> None:
    role = text_of(object_of(message).get("role"))
    content = message.get("content") if isinstance(message, dict) else message
    if role == "assistant":
        _add_model(draft, message, item)
    elif role == "tool":
        error = object_of(message.get("error"))
        draft.result(
            text_of(content) or text_of(error.get("message")),
            item,
            call_id=text_or_none(message.get("tool_call_id")),
            name=text_or_none(message.get("function")),
            is_error=bool(error),
        )
    elif role == "user":
        draft.user(text_of(content), item)
    elif role == "system":
        draft.system(text_of(content), item)
    else:
        draft.words("unknown", role, text_of(content), item)


def _add_model(draft: Draft, message: dict[str, Any], item: int) -> None:
    # Assistant messages that came with the input are examples or seeded history.
    synthesized = "part of the input" if message.get("source") == "input" else None
    draft.step()
    calls = objects_in(message.get("tool_calls"))
    content = message.get("content")
    position = 0
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, dict) and part.get("type") == "tool_use":
            _add_hosted(draft, part, item, position)
            position += 1
            continue
        for channel, text in words_of([part] if part is not None else [""]):
            if text or not calls:
                draft.model(text, item, channel=channel, synthesized=synthesized)
    if content == [] and not calls:
        draft.model("", item, synthesized=synthesized)
    for place, call in enumerate(calls, position):
        draft.call(
            text_of(call.get("function")),
            arguments_text(call.get("arguments")),
            item,
            call_id=text_or_none(call.get("id")),
            position=place,
            synthesized=synthesized,
        )


def _add_hosted(draft: Draft, part: dict[str, Any], item: int, position: int) -> None:
    """Add a call that ran at the model provider, with the result that stands inside it."""
    name, call_id = text_of(part.get("name")), text_or_none(part.get("id"))
    arguments = arguments_text(part.get("arguments"))
    draft.call(name, arguments, item, call_id=call_id, position=position, hosted=True)
    error = part.get("error")
    draft.result(
        text_of(part.get("result")) or text_of(error),
        item,
        call_id=call_id,
        name=name,
        is_error=bool(error),
    )


def _tools_of(events: list[dict[str, Any]], attachments: dict[str, Any]) -> tuple[Tool, ...]:
    for event in events:
        if event.get("event") == "model" and event.get("tools"):
            return tools_of(_resolved(event["tools"], attachments))
    return ()


def _notes_of(sample: dict[str, Any], draft: Draft) -> frozenset[Note]:
    notes: set[Note] = set()
    called = {event.call_id for event in draft.events if isinstance(event, ToolCall)}
    answered = {event.call_id for event in draft.events if isinstance(event, ToolResult)}
    if answered - called:
        notes.add("condensed")
    if sample.get("error") or sample.get("limit"):
        notes.add("truncated-tail")
    if any(event.get("event") == "compaction" for event in objects_in(sample.get("events"))):
        notes.add("compacted")
    return frozenset(notes)


def _reward_of(sample: dict[str, Any]) -> float | None:
    """Return the first score: a number, or Inspect's letters for correct, partial, incorrect."""
    for score in object_of(sample.get("scores")).values():
        value = object_of(score).get("value")
        number = _GRADES.get(value) if isinstance(value, str) else score_or_none(value)
        if number is not None:
            return number
    return None


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Inspect logs (.json and .eval)",
        recognise=recognise,
        read=read,
        recognise_archive=recognise_archive,
        read_archive=read_archive,
    ),
)
