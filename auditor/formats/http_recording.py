"""Recorded HTTP of models' APIs: HAR files, cassettes, flows that a proxy dumped.

`{log: {entries}}`; `interactions` or `http_interactions` of VCR, in JSON or YAML, or `requests`
beside their `responses`; a list of `{request: {method, url, body}, response}`, or one a line;
nock's recordings. Bodies are JSON, JSON in a string, streams, Bedrock's framed ones, too, or any of
these in base64. Calls that repeat the history of a conversation are one trace with it; requests to
anything but a language model are counted as ignored. YAML needs the extra `yaml`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor import strict_json
from auditor.discovery import RECORDING_HEAD
from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import holds_messages, spoken
from auditor.messages.http_bodies import Recorded, body_of, is_recorded, recorded
from auditor.messages.parts import inside, json_text, object_of, text_or_none
from auditor.messages.replies import normal_reply, unread_reply, with_each_of
from auditor.messages.yaml_texts import value_of_yaml
from auditor.spans.recorded_calls import Call, conversations_of
from auditor.spans.span_traces import Run, traces_of
from auditor.spans.spans import Span
from auditor.trace import Place, ReadProblem

NAME = "http-recording"

_LISTS = ("/log/entries", "/interactions", "/http_interactions", "/recordings", "/flows", "")
_CHATS = ("messages", "contents")
_WORDS = ("input", "prompt")
_COUNTED = frozenset({"input_tokens", "totalTokens", "total_tokens", "promptTokensDetails"})
_NO_MODEL = Skipped("a request to no language model")
_FAILED = Skipped("a request that failed")
_LOOKED_AT = 8
_CASSETTE = re.compile(
    rf"{RECORDING_HEAD}"
    r"(?:(?:http_)?interactions:[ \t]*\n[ \t]*- (?:request|response|ignored|recorded_at|id):|"
    r"requests:[ \t]*\n[ \t]*- (?:body|headers|method|uri|url):)"
)
_KEPT_RAW = 64 * 1024


class _Asked(NamedTuple):
    """A request to a language model, and whether it gives messages that only such a model takes."""

    body: dict[str, Any]
    is_chat: bool


def recognise(value: Any) -> Recognition | None:
    """Recognise a recording by its lists of requests with their responses."""
    items = _list_in(value)
    if items is None:
        return None
    if items == "/log/entries":
        return Recognition(0.95, "HTTP exchanges of an archive (HAR)")
    return Recognition(0.92, f"recorded HTTP exchanges{items and f' at {items}'}")


def _list_in(value: Any) -> str | None:
    for items in _LISTS:
        held = value
        for key in items.split("/")[1:]:
            held = object_of(held).get(key)
        if isinstance(held, list) and held and all(map(is_recorded, held[:4])):
            return items if items == "/log/entries" or any(map(_asks, held[:_LOOKED_AT])) else None
    return None


def _asks(value: Any) -> bool:
    """Say whether a value is an exchange with a language model."""
    try:
        return is_recorded(value) and _asked(body_of(recorded(value).asked)) is not None
    except strict_json.JsonError:
        return False


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the conversations of one recording."""
    items = _list_in(value) or ""
    keys = items.split("/")[1:]
    for key in keys:
        value = value[key]
    numbered = [Line(number, one) for number, one in enumerate(value)]
    yield from _conversations(numbered, place, inside(place, *keys), items)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one exchange on each line."""
    if values and all(map(is_recorded, values)) and any(map(_asks, values)):
        return Recognition(0.92, "one recorded HTTP exchange on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file with an exchange on each line."""
    yield from _conversations(lines, place, None, None)


def recognise_text(head: str) -> Recognition | None:
    """Recognise a cassette in YAML by how it begins."""
    if _CASSETTE.match(head.replace("\r\n", "\n")):
        return Recognition(0.92, "a cassette of recorded HTTP exchanges in YAML")
    return None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the conversations of a cassette in YAML."""
    try:
        value = object_of(value_of_yaml(text))
    except strict_json.JsonError as fault:
        raw = text.encode()
        cure = "Repair it, or record as JSON; `pip install 'agent-trace-auditor[yaml]'` reads YAML."
        digest = hashlib.sha256(raw).hexdigest()
        yield ReadProblem(place, "TA901", str(fault), cure, raw[:_KEPT_RAW], digest)
        return
    asked, answered = value.get("requests"), value.get("responses")
    if isinstance(asked, list) and isinstance(answered, list):
        both = zip(asked, answered, strict=False)
        value = {"interactions": [{"request": one, "response": other} for one, other in both]}
    yield from read(value, place) if _list_in(value) else [_NO_MODEL]


def _conversations(
    numbered: Iterable[Line], place: Place, home: Place | None, items: str | None
) -> Iterator[Item]:
    calls: list[Call] = []
    others: list[Span] = []
    for number, entry in numbered:
        there = Place(place.file, number) if home is None else inside(home, number)
        for found in _calls_in(entry, number, there):
            if isinstance(found, Call):
                calls.append(found)
            elif isinstance(found, Span):
                others.append(found)
            else:
                yield found
    if not all(call.span.start for call in calls):
        calls = [_untimed(call) for call in calls]
    calls.sort(key=lambda call: call.span.start or "")
    for spans in [*conversations_of(calls), *([other] for other in others)]:
        yield from traces_of(spans, Run(NAME, place, items, None))


def _untimed(call: Call) -> Call:
    return call._replace(span=msgspec.structs.replace(call.span, start=None))


def _calls_in(
    entry: Any, number: int, place: Place
) -> Iterator[Call | Span | Skipped | ReadProblem]:
    """Yield the call of an exchange, further answers to it, and what of it is not read."""
    if not is_recorded(entry):
        yield _NO_MODEL
        return
    exchange = recorded(entry)
    try:
        asked = _asked(body_of(exchange.asked))
    except strict_json.JsonError as fault:
        yield _unread_body(entry, str(fault), place)
        return
    if asked is None or exchange.failed:
        yield _NO_MODEL if asked is None else _FAILED
        return
    try:
        answer = body_of(exchange.answered)
    except strict_json.JsonError as fault:
        yield _unread_body(entry, str(fault), place)
        answer = None
    yield from _answered(exchange, asked, answer, number, place)


def _unread_body(entry: dict[str, Any], fault: str, place: Place) -> ReadProblem:
    raw = json_text(entry).encode()
    return ReadProblem(
        place,
        "TA901",
        f"the body of an HTTP message is not read: {fault}",
        "Record bodies as JSON or text; gzip in base64 is read, too.",
        raw[:_KEPT_RAW],
        hashlib.sha256(raw).hexdigest(),
    )


def _asked(body: Any) -> _Asked | None:
    """Return what a request gives a language model; None where it asks none."""
    body = object_of(body)
    inner = object_of(body.get("request"))
    if "contents" in inner:  # Gemini's, as Google's code assistants wrap it
        body = {**body, **inner}
    is_chat = any(isinstance(body.get(key), list) and holds_messages(body[key]) for key in _CHATS)
    is_words = any(
        isinstance(body.get(key), str) or holds_messages(body.get(key)) for key in _WORDS
    )
    return _Asked(body, is_chat) if is_chat or is_words else None


def _answered(
    exchange: Recorded, asked: _Asked, answer: Any, number: int, place: Place
) -> Iterator[Call | Span | Skipped | ReadProblem]:
    normal = normal_reply(answer, in_body=True)
    if _says_nothing(answer, normal, asked):
        yield _NO_MODEL
        return
    given = spoken(asked.body, "user")
    answers = with_each_of(Draft(), normal) if normal else []
    replied = [tuple(answer.draft.events) for answer in answers] or [()]
    model = asked.body.get("model") or object_of(answer).get("model")
    spans = [
        Span(f"#{number}/{which}", None, "chat", number, exchange.at, given.events, one, None,
             text_or_none(model), given.tools)
        for which, one in enumerate(replied)
    ]  # fmt: skip
    kept = text_or_none(asked.body.get("conversation")) or text_or_none(
        object_of(asked.body.get("conversation")).get("id")
    )
    own = text_or_none((normal or {}).get("id"))
    before = text_or_none(asked.body.get("previous_response_id")) or kept
    yield Call(spans[0], tuple(filter(None, (own, kept))), before)
    yield from spans[1:]
    if normal is None:
        yield unread_reply(answer, inside(place, "response"))


def _says_nothing(answer: Any, normal: dict[str, Any] | None, asked: _Asked) -> bool:
    """Say whether an answer is no model's: words embedded, judged or counted."""
    if normal is not None:
        return not normal and not asked.is_chat
    return not asked.is_chat or not _COUNTED.isdisjoint(object_of(answer))


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Recorded HTTP of models' APIs: HAR, cassettes, flows of proxies",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
