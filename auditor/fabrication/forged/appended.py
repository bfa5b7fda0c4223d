"""Results that the model appended to the commands which it gave to tools of free text."""

from bisect import bisect_left
from collections.abc import Iterator

from auditor.fabrication.imitation import Imitation
from auditor.fabrication.texts.command_tail import genuine_part, kind_of, tail_of
from auditor.fabrication.texts.written_texts import index_of
from auditor.pairing import Pairing
from auditor.trace import ToolCall
from auditor.values.blocks import Field

_SURE = 0.6


def appended_results(pairing: Pairing, since: int = 0) -> Iterator[Imitation]:
    """Yield what the model appended to the commands of free-text calls, from an event on."""
    calls = pairing.calls[bisect_left(pairing.calls, since, key=index_of) :]
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
