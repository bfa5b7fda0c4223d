"""The first look at a text: whether it may hold something that no earlier result explains.

It costs a few substring searches, and clears most texts: one without structure holds no record, and
a record whose values all stand in one earlier result is a quotation.
"""

import re
from collections.abc import Iterable

from auditor.evidence.records import Shape
from auditor.fabrication.first_looks.confused_rows import confuses_calls, mixes_results, mixes_rows
from auditor.fabrication.first_looks.new_to_results import (
    FEWEST_FIELDS,
    changes_lines,
    fills_anew,
    has_new_digits,
    has_new_mails,
    has_new_names,
)
from auditor.fabrication.quotes.attributed_quotes import quotes_anew
from auditor.fabrication.quotes.near_quotes import quotes_nearly
from auditor.fabrication.texts.call_syntax import bare_calls, marked_calls
from auditor.fabrication.texts.positions import positions_of
from auditor.fabrication.texts.told_fields import tells_fields
from auditor.fabrication.things.latest_results import latest_outputs
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.blocks import Block, blocks_of
from auditor.values.flattened import told_in_sentences
from auditor.values.prose import LONGEST_PROSE
from auditor.values.values import value_of

_LATEST_PROSE = 12
_LATEST_QUOTED = 20
_LINKS = (" is ", "为", "是", ": ", "：", "は", " = ", " ist ", " est ", " es ", " é ", " è ")
_CLAUSE = 6
_CLAUSE_ENDS = re.compile(r"[;.,!](?=\s|$)\s*|[。；，\n]\s*")
_LONGEST_QUOTED = 80
_TRIM = " *`\"',.;"
# Under a runtime's own label stands data.
_SHOWN = re.compile(
    r"(?:[Oo]bservation|[Tt]ool (?:[Rr]esult|[Rr]esponse|[Oo]utput)|观察结果?|"
    r"工具(?:返回|结果|输出|响应))[*:： ]{1,5}[\[{]"
)
_DIGIT = re.compile(r"[0-9]")


def is_unexplained(text: str, index: int, pairing: Pairing, learnt: list[Shape]) -> bool:
    """Say whether a text may hold something that no single earlier result explains."""
    if not learnt and not (pairing.results and pairing.results[0].index < index):
        shown = "```" not in text and _SHOWN.search(text) is not None
        return ("<" in text or shown) and bool(positions_of(text))
    lined = ":" in text or "：" in text
    plain = not ("{" in text or "|" in text or "<" in text or "\t" in text)
    if lined and plain and _quotes_line_by_line(text, index, pairing):
        # A true quotation is a fault only where a runtime would write.
        return (
            _departs_in_sentences(text, index, pairing)
            or confuses_calls(text, index, pairing)
            or bool(positions_of(text))
            or quotes_nearly(text, latest_outputs(index, pairing, _LATEST_QUOTED))
        )
    if lined or not plain:
        blocks = blocks_of(text)
        if any(b.is_record and not _is_quotation(b, index, pairing) for b in blocks):
            return True
        if _leaves_order([field.value for b in blocks for field in b.fields], index, pairing):
            return True
        if positions_of(text):
            return True
    if lined and fills_anew(text, index, pairing):
        return True
    return (
        has_new_digits(text, index, pairing)
        or has_new_names(text, index, pairing)
        or has_new_mails(text, index, pairing)
        or _departs_from_sentences(text, index, pairing)
        or mixes_results(text, index, pairing)
        or confuses_calls(text, index, pairing)
        or mixes_rows(text, index, pairing)
        or (lined and changes_lines(text, index, pairing))
        or quotes_anew(text, latest_outputs(index, pairing))
        or quotes_nearly(text, latest_outputs(index, pairing, _LATEST_QUOTED))
        or _departs_in_sentences(text, index, pairing)
    )


def _departs_in_sentences(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether sentences that tell field after field leave the order of the latest results."""
    if max(map(text.count, _LINKS)) < FEWEST_FIELDS:
        return False
    told = [one.value for one in told_in_sentences(text)]
    return _leaves_order(told, index, pairing)


def _leaves_order(told: list[str], index: int, pairing: Pairing) -> bool:
    """Say whether a late result holds most of some values, but none has them in this order."""
    values = [value.casefold() for value in told if value_of(value).kind != "flag"]
    if len(values) < FEWEST_FIELDS:
        return False
    outputs = [output.casefold() for output in latest_outputs(index, pairing, _LATEST_PROSE)]
    near = [o for o in outputs if 2 * sum(value in o for value in values) >= len(values)]
    return bool(near) and not any(_goes_through(output, values) for output in near)


def _goes_through(output: str, values: list[str]) -> bool:
    place = 0
    for value in values:
        place = output.find(value, place)
        if place < 0:
            return False
        place += len(value)
    return True


def _departs_from_sentences(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a late result that tells fields in sentences holds most clauses of a text."""
    clauses: list[str] | None = None
    for output in latest_outputs(index, pairing, _LATEST_PROSE):
        if output[:1] in ("{", "[") or len(output) > LONGEST_PROSE:
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
    if not values or any(len(value) > _LONGEST_QUOTED for value in values):
        return False
    return any(
        all(_stands_in(output, value) for value in values)
        for output in latest_outputs(index, pairing)
    ) and not has_new_digits(text, index, pairing)


def follows_no_call(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words with figures come in a turn of which there is no result before them."""
    if not _DIGIT.search(text):
        return False
    newest = next((r for r in reversed(pairing.results) if r.index < event.index), None)
    return newest is not None and newest.turn < event.turn


def names_a_call(text: str, names: Iterable[str]) -> bool:
    """Say whether a text names a tool in a way that may be a call."""
    if ("(" in text or "{" in text or "$ " in text) and any(name in text for name in names):
        return True
    return bool(marked_calls(text) or bare_calls(text))


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
