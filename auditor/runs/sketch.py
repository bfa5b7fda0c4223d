"""What of a run decides whether the runs of its task need to be compared, in a few numbers.

Runs that were given different inputs are no repeats, and runs whose calls, results and decisions
are equal byte for byte have nothing against each other. To see that much takes neither canonical
arguments nor a second reading: a sketch is made while the run is at hand. Runs whose sketches
differ are read again and compared in full.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.contract import Contract
from auditor.messages.chat_lines import PlainChat, Reply, SystemWords, UserWords
from auditor.pairing import Pairing, pair
from auditor.runs.decision import reads_words
from auditor.runs.inputs import input_of
from auditor.runs.normalisers import as_written
from auditor.runs.origin import origin_of
from auditor.runs.run import broken_reason, last_words
from auditor.trace import Trace


class Sketch(NamedTuple):
    """A run in a few numbers.

    Attributes:
        given: Of each part of `RunInput.named` a number that is equal for equal parts.
        did: Equal for runs with the same calls, results and, where the contract reads the decision
            from words, last words.
        broken: The run says nothing of the model.
    """

    given: tuple[int, ...]
    did: int
    broken: bool


def sketch_of(trace: Trace, contract: Contract, pairing: Pairing | None = None) -> Sketch:
    """Return the sketch of a run.

    Args:
        trace: The run.
        contract: What the tools promise.
        pairing: Its calls and results, where they were paired already.
    """
    chat = trace.unopened
    plain = type(chat) is PlainChat and chat.outline.in_order
    if plain and not (trace.incomplete or trace.notes or trace.extra):
        return _of_chat(chat, trace, contract)
    pairing = pair(trace.events) if pairing is None else pairing
    made = [call for call in pairing.calls if call.source == "model" and not call.synthesized]
    answers = [pairing.answer.get(call.index) for call in made]
    chain = _Chain(
        [(call.name, call.arguments_raw) for call in made],
        [number for call in made for number in (call.turn, call.step)],
        [None if answer is None else answer.output for answer in answers],
        [number for number, answer in enumerate(answers) if answer and answer.is_error],
    )
    last = last_words(pairing.words) if reads_words(contract.decision) else None
    broken = "" if origin_of(trace).left_tape else broken_reason(trace, pairing)
    return Sketch(
        tuple(map(hash, input_of(trace).named.values())),
        _number_of(chain, last.text if last else ""),
        broken=bool(broken),
    )


class _Chain(NamedTuple):
    """The model's own calls.

    Attributes:
        calls: Name and arguments of each.
        places: Turn and step of each, one after the other.
        outputs: Its result, None where there is none.
        failed: The numbers of the calls whose results are marked as errors.
    """

    calls: list[tuple[str, str]]
    places: list[int]
    outputs: Sequence[str | None]
    failed: list[int]


def _number_of(chain: _Chain, words: str) -> int:
    calls, places, outputs, failed = chain
    return hash((tuple(calls), tuple(places), tuple(outputs), tuple(failed), words))


def _of_chat(chat: PlainChat, trace: Trace, contract: Contract) -> Sketch:
    """Return the sketch of a chat in which each call has an id of its own and one result."""
    outline = chat.outline
    words = _last_words_of(chat) if reads_words(contract.decision) else ""
    given = (
        hash(_system_words(chat)),
        tuple([hash(as_written(text)) for text in outline.asked]),
        hash(trace.tools),
        trace.model,
        trace.place.file if trace.model is None else "",
        trace.prompt_version,
        "",
    )
    chain = _Chain(outline.calls, outline.places, outline.outputs, [])
    return Sketch(tuple(map(hash, given)), _number_of(chain, words), broken=False)


def _system_words(chat: PlainChat) -> str:
    words: list[str] = []
    for message in chat.messages:
        if type(message) is UserWords:
            break
        if type(message) is SystemWords:
            words.append(message.content.strip())
    return "\n".join(words)


def _last_words_of(chat: PlainChat) -> str:
    for message in reversed(chat.messages):
        words = message.content if type(message) is Reply else None
        if words and words.strip():
            return words
    return ""


def may_differ(sketches: Iterable[Sketch]) -> bool:
    """Say whether comparing the runs of a task in full may find anything."""
    did: dict[tuple[int, ...], int] = {}
    sound = (sketch for sketch in sketches if not sketch.broken)
    return any(did.setdefault(sketch.given, sketch.did) != sketch.did for sketch in sound)
