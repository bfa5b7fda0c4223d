"""A first look: whether figures of a text may be of another result, call or row than it says."""

import re

from auditor.evidence.mixed_rows import leaves_a_row
from auditor.evidence.readings import section_under, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.things.latest_results import (
    LATEST,
    holds_all,
    latest_of_newest_tool,
    latest_outputs,
)
from auditor.pairing import Pairing
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import figures_in

_DIGIT = re.compile(r"[0-9]")
_MIXED = 2
_LONGEST_LIST = 20_000
_TRIM_OF_NAME = " *_`#|:：,，-–\"'"
_LONGEST_HEADING = 60


def mixes_results(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether no single one of the latest results has all figures of some sentence."""
    figures = figures_in(text)
    outputs = latest_outputs(index, pairing)
    if len(figures) < _MIXED or len(outputs) < LATEST or holds_all(outputs, figures):
        return False
    return any(
        len(own := figures_in(sentence)) >= _MIXED and not holds_all(outputs, own)
        for _, sentence in single_sentences(text)
    )


def confuses_calls(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether figures of a text may be of another call of the newest tool than they should."""
    if not _DIGIT.search(text):
        return False
    latest = latest_of_newest_tool(index, pairing)
    return len(latest) > 1 and (
        _reads_back(text, latest) or _tells_older(text, latest) or _crosses(text, latest)
    )


def _tells_older(text: str, latest: list[tuple[ToolResult, ToolCall]]) -> bool:
    """Say whether a text names what was called last, and has all its figures of a call before."""
    if len(latest) <= 1:
        return False
    newest, call = latest[0]
    if not any(len(one.value) > 1 and one.value in text for one in arguments_of(call)):
        return False
    figures = figures_in(text)
    return not holds_all([newest.output + call.arguments_raw], figures) and holds_all(
        [result.output + call.arguments_raw for result, _ in latest[1:]], figures
    )


def _reads_back(text: str, latest: list[tuple[ToolResult, ToolCall]]) -> bool:
    """Say whether the newest result lacks a figure, though its call was made before, too."""
    newest, call = latest[0]
    again = any(call.arguments_raw == other.arguments_raw for _, other in latest[1:])
    return again and not holds_all([newest.output], figures_in(text))


def _crosses(text: str, latest: list[tuple[ToolResult, ToolCall]]) -> bool:
    """Say whether a sentence or section is about one call, and has figures that it didn't return.

    It is about a call by one of its arguments, or by its own first word in the result.
    """
    for start, sentence in single_sentences(text):
        first = sentence.split(maxsplit=1)[0].strip(_TRIM_OF_NAME)
        # A heading leads to the figures under it.
        is_heading = len(sentence) <= _LONGEST_HEADING and not _DIGIT.search(sentence)
        words = section_under(text, start + len(sentence)) if is_heading else sentence
        figures = figures_in(words)
        if figures and any(
            not holds_all([result.output + call.arguments_raw], figures)
            and (
                (len(first) > 1 and first in result.output)
                or any(field.value in sentence for field in arguments_of(call) if field.value)
            )
            for result, call in latest
        ):
            return True
    return False


def mixes_rows(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether the newest result is a list no object of which has all figures of a sentence."""
    output = next(iter(latest_outputs(index, pairing, 1)), "")
    if len(output) > _LONGEST_LIST or output.count("{") < _MIXED or not _DIGIT.search(text):
        return False
    rows = output.split("{")
    return any(
        len(figures := figures_in(sentence)) >= _MIXED and not holds_all(rows, figures)
        for _, sentence in single_sentences(text)
    )


def leaves_rows(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a text leaves a row of a late result, or a late call, for what names no other."""
    if not _DIGIT.search(text):
        return False
    if any(leaves_a_row(text, output) for output in latest_outputs(index, pairing)):
        return True
    latest = latest_of_newest_tool(index, pairing)
    return len(latest) > 1 and _leaves_a_call(text, latest)


def _leaves_a_call(text: str, latest: list[tuple[ToolResult, ToolCall]]) -> bool:
    """Say whether what follows the name of a call, up to another's, has figures that it lacks."""
    named = sorted(
        (place, number)
        for number, (_, call) in enumerate(latest)
        for field in arguments_of(call)
        if len(field.value) > 1 and (place := text.find(field.value)) >= 0
    )
    ends = [place for place, _ in named[1:]] + [len(text)]
    for (place, number), end in zip(named, ends, strict=False):
        result, call = latest[number]
        if not holds_all([result.output + call.arguments_raw], figures_in(text[place:end])):
            return True
    return False
