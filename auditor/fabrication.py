"""Every stretch of a trace in which the model plays the tool.

Most texts are cleared at the price of a few substring searches: a text without structure holds no
record, and a record whose values all stand in one earlier result is a quotation.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

import msgspec

from auditor.atoms import figures_in
from auditor.blocks import Block, Field, blocks_of
from auditor.command_tail import genuine_part, kind_of, tail_of
from auditor.evidence import Evidence
from auditor.imitation import Imitation, scene_of
from auditor.judging import judge_text
from auditor.labels import label_key
from auditor.names import LONGEST_QUESTION, names_asked
from auditor.never_called import judge_never_called
from auditor.pairing import Pairing
from auditor.positions import positions_of
from auditor.records import Shape
from auditor.source_texts import arguments_of
from auditor.told_fields import tells_fields
from auditor.trace import Message, Tool, ToolCall, Trace

_index_of = attrgetter("index")
_LONG_ARGUMENT = 30
_LONG_ARGUMENTS = 160
_LATEST = 2
_LATEST_PROSE = 12
_LONGEST_PROSE = 6000
_CLAUSE = 6
_CLAUSE_ENDS = re.compile(r"[;.,!](?=\s|$)\s*|[。；，\n]\s*")
_LONGEST_QUOTED = 80
_TRIM = " *`\"',.;"
_LONGEST_PATH = 300
_SURE = 0.6
_DIGIT = re.compile(r"[0-9]")
_FILE_NAME = re.compile(r"[\w.-]+\.[A-Za-z]\w{0,4}")


def imitations_of(
    trace: Trace,
    pairing: Pairing,
    tools: dict[str, Tool],
    learnt: list[Shape],
    evidence: Evidence | None = None,
    since: int = 0,
) -> list[Imitation]:
    """Return what the model wrote in the place or layout of tool results, in order.

    Args:
        trace: The trace.
        pairing: Its calls and results, and the words to judge.
        tools: The declared tools by name.
        learnt: Layouts of results known from elsewhere.
        evidence: The trace's sources, where somebody has them already.
        since: Event index of the first text to judge.
    """
    found: list[Imitation] = []
    evidence = evidence or Evidence(trace, pairing)
    keys: dict[str, frozenset[str]] | None = None
    names = tools.keys() or {call.name for call in pairing.calls}
    open_names = OpenNames(trace, pairing, tools)
    for event, text in _texts(pairing, since):
        whole = (
            _needs_a_look(text, event.index, pairing, learnt)
            or _names_a_call(text, names)
            or open_names.asked_before(event.index)
            or _follows_no_call(event, text, pairing)
        )
        if not whole and not open_names.asked_at_first(event.index):
            continue
        if keys is None:
            keys = argument_keys_of(evidence, tools)
        scene = scene_of(evidence, pairing, event, text, learnt, keys)
        if type(event) is Message and _is_between(event, pairing):
            scene = scene._replace(position="before its result")
        # Before the first result there is nothing to imitate.
        found += judge_text(scene) if whole else judge_never_called(scene)
    found += appended_results(pairing, since)
    found.sort(key=lambda imitation: (imitation.event_index, imitation.start))
    return found


def appended_results(pairing: Pairing, since: int = 0) -> Iterator[Imitation]:
    """Yield what the model appended to the commands of free-text calls, from an event on."""
    calls = pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]
    commands = [call for call in calls if _is_command(call)]
    if not commands:
        return
    own_words = {
        result.index: genuine_part(result, pairing.answered.get(result.index))
        for result in pairing.results
        if result.source == "runtime"
    }
    for call in commands:
        sources = [words for index, words in own_words.items() if index < call.index]
        tail = tail_of(call, pairing.answer.get(call.index), sources)
        if tail is None:
            continue
        kind = kind_of(tail.body, sources)
        sure = bool(pairing.answer) and tail.score >= _SURE
        yield Imitation(
            call.index, tail.start, len(call.arguments_raw), call.arguments_raw[tail.start :],
            kind, call.name, tail.score, sure, (Field("", tail.body),), None, "argument",
        )  # fmt: skip


def _is_command(call: ToolCall) -> bool:
    """Say whether a call's argument is one free text rather than an object."""
    raw = call.arguments_raw
    if raw[:1] == "{":
        return False
    return call.source == "model" and not raw.lstrip().startswith(("{", "["))


def _texts(pairing: Pairing, since: int) -> Iterator[tuple[Message | ToolCall, str]]:
    """Yield the model's texts: its words, and long strings among the arguments of its calls."""
    for message in pairing.words:
        yield message, message.text
    for call in pairing.calls[bisect_left(pairing.calls, since, key=_index_of) :]:
        raw = call.arguments_raw
        if call.source == "model" and could_hold_a_record(raw):
            for text in _long_strings(call):
                yield call, text


def could_hold_a_record(raw: str) -> bool:
    """Say whether arguments are long, or have more structure than an object of short values."""
    if len(raw) < _LONG_ARGUMENT:
        return False
    return len(raw) > _LONG_ARGUMENTS or "\\n" in raw or "|" in raw or raw.find("{", 1) > 0


def hold_no_record(raws: list[str]) -> bool:
    """Say whether none of several texts of argument objects could hold a record."""
    joined = "".join(raws)
    if (
        "\\n" not in joined
        and "|" not in joined
        and joined.count("{") == len(raws)
        and max(map(len, raws)) <= _LONG_ARGUMENTS
    ):
        return True
    return not any(map(could_hold_a_record, raws))


def _long_strings(call: ToolCall) -> Iterator[str]:
    """Yield the long strings of an argument object, but for the content of files it writes."""
    fields = arguments_of(call)
    if any(_is_path(field.value) for field in fields):
        return
    for field in fields:
        if "<<" in field.value:
            continue
        if len(field.value) >= _LONG_ARGUMENT:
            yield field.value


def _is_path(value: str) -> bool:
    """Say whether a value names a file: beside it, long text is authored, not answered."""
    if len(value) > _LONGEST_PATH or "\n" in value or "://" in value or " " in value:
        return False
    return "/" in value or "\\" in value or bool(_FILE_NAME.fullmatch(value))


def _needs_a_look(text: str, index: int, pairing: Pairing, learnt: list[Shape]) -> bool:
    """Say whether a text may hold something that no single earlier result explains."""
    if not learnt and not (pairing.results and pairing.results[0].index < index):
        return "<" in text and bool(positions_of(text))
    lined = ":" in text or "：" in text
    plain = not ("{" in text or "|" in text or "<" in text or "\t" in text)
    if lined and plain and _quotes_line_by_line(text, index, pairing):
        # A true quotation is a fault only where a runtime would write.
        return bool(positions_of(text))
    if lined or not plain:
        blocks = blocks_of(text)
        if any(b.is_record and not _is_quotation(b, index, pairing) for b in blocks):
            return True
        if positions_of(text):
            return True
    return _has_new_digits(text, index, pairing) or _departs_from_sentences(text, index, pairing)


def _departs_from_sentences(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a late result that tells fields in sentences holds most clauses of a text."""
    clauses: list[str] | None = None
    for output in latest_outputs(index, pairing, _LATEST_PROSE):
        if output[:1] in ("{", "[") or len(output) > _LONGEST_PROSE:
            continue
        if clauses is None:
            clauses = [clause for clause in _CLAUSE_ENDS.split(text) if len(clause) >= _CLAUSE]
        held = sum(clause in output for clause in clauses)
        if len(clauses) <= 2 * held < 2 * len(clauses) and tells_fields(output):
            return True
    return False


def _quotes_line_by_line(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether one of the latest results holds what stands behind the colon of every line."""
    values = [
        value
        for line in text.replace("：", ": ").split("\n")
        if (value := line.rpartition(": ")[2].strip(_TRIM)) and ": " in line
    ]
    if any(len(value) > _LONGEST_QUOTED for value in values):
        return False
    return any(
        all(_stands_in(output, value) for value in values)
        for output in latest_outputs(index, pairing)
    ) and not _has_new_digits(text, index, pairing)


def _follows_no_call(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words with figures answer a user though nothing was called since the results."""
    if type(event) is not Message or not _DIGIT.search(text):
        return False
    newest = next((r for r in reversed(pairing.results) if r.index < event.index), None)
    return newest is not None and newest.turn < event.turn


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


def _names_a_call(text: str, names: Iterable[str]) -> bool:
    """Say whether a text names a tool in a way that may be a call."""
    return ("(" in text or "{" in text or "$ " in text) and any(name in text for name in names)


def _has_new_digits(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether figures stand in a text that the latest results don't hold as written."""
    latest: list[str] | None = None
    for figure in figures_in(text):
        if latest is None:
            latest = latest_outputs(index, pairing)
        for output in latest:
            if figure in output:
                break
        else:
            return True
    return False


def latest_outputs(index: int, pairing: Pairing, most: int = _LATEST) -> list[str]:
    """Return the outputs of the last results before an event, newest first."""
    latest: list[str] = []
    for result in reversed(pairing.results):
        if result.index < index:
            latest.append(result.output)
            if len(latest) == most:
                break
    return latest


def _is_quotation(block: Block, index: int, pairing: Pairing) -> bool:
    """Say whether one earlier result holds every value as written, digits unbroken."""
    values = sorted({field.value for field in block.fields}, key=len, reverse=True)
    # The longest value stands in the fewest results.
    longest = values[0] if values else ""
    outputs = [r.output for r in pairing.results if r.index < index and longest in r.output]
    return any(all(_stands_in(output, value) for value in values) for output in outputs)


def _stands_in(output: str, value: str) -> bool:
    """Say whether a value stands in an output as a whole."""
    if not value:
        return True
    place = output.find(value)
    while place >= 0:
        end = place + len(value)
        inside = place and output[place - 1].isalnum() and value[0].isalnum()
        if not (inside or (output[end : end + 1].isalnum() and value[-1].isalnum())):
            return True
        place = output.find(value, place + 1)
    return False


def _is_between(message: Message, pairing: Pairing) -> bool:
    """Say whether words follow a call of their own step whose result is yet to come."""
    return any(
        call.step == message.step
        and call.index < message.index
        and call.index in pairing.answer
        and pairing.answer[call.index].index > message.index
        for call in pairing.calls
    )


def argument_keys_of(evidence: Evidence, tools: dict[str, Tool]) -> dict[str, frozenset[str]]:
    """Return the label keys of the arguments of each known tool, declared or as called."""
    keys = {name: _declared_keys(tool.schema) for name, tool in tools.items() if tool.schema}
    for name, own in evidence.argument_keys().items():
        keys[name] = keys.get(name, frozenset()) | own
    return keys


@lru_cache(maxsize=512)
def _declared_keys(schema: str) -> frozenset[str]:
    properties = msgspec.json.decode(schema).get("properties") or {}
    return frozenset(map(label_key, properties))
