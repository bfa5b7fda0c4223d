"""The first look at a text: whether it may hold something that no earlier result explains.

It costs a few substring searches, and clears most texts: one without structure holds no record, and
a record whose values all stand in one earlier result is a quotation.
"""

import re
from collections.abc import Iterable
from itertools import islice

from auditor.evidence.mixed_rows import leaves_a_row
from auditor.evidence.readings import section_under, single_sentences
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.attributed_quotes import quotes_anew
from auditor.fabrication.call_syntax import bare_calls, marked_calls
from auditor.fabrication.mistyped import MAIL
from auditor.fabrication.near_quotes import quotes_nearly
from auditor.fabrication.positions import positions_of
from auditor.fabrication.quoted_lines import STAMP
from auditor.fabrication.told_fields import tells_fields
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall, ToolResult
from auditor.values.atoms import figures_in, holds_figure
from auditor.values.blocks import Block, blocks_of
from auditor.values.flattened import told_in_sentences
from auditor.values.full_names import full_names_in, is_wide
from auditor.values.prose import LONGEST_PROSE
from auditor.values.values import value_of

_LATEST = 2
_MIXED = 2
_LONGEST_LIST = 20_000
_MOST_OF_TOOL = 4
_LATEST_PROSE = 12
_FEWEST_FIELDS, _MOST_FIGURES = 3, 40
_LINKS = (" is ", "为", "是", ": ", "：", "は", " = ", " ist ", " est ", " es ", " é ", " è ")
_CLAUSE = 6
_CLAUSE_ENDS = re.compile(r"[;.,!](?=\s|$)\s*|[。；，\n]\s*")
_LONGEST_QUOTED = 80
_LABELLED = re.compile(r"([^\W\d_]\w{2,}): ?([^\W\d_]\w*)\b")
_TRIM = " *`\"',.;"
_TRIM_OF_NAME = " *_`#|:：,，-–\"'"
_LONGEST_HEADING = 60
# Under a runtime's own label stands data.
_SHOWN = re.compile(
    r"(?:[Oo]bservation|[Tt]ool (?:[Rr]esult|[Rr]esponse|[Oo]utput)|观察结果?|"
    r"工具(?:返回|结果|输出|响应))[*:： ]{1,5}[\[{]"
)
_DIGIT = re.compile(r"[0-9]")
_WITH_COMMA = re.compile(r"[0-9][0-9.]*,[0-9.,]*[0-9]")


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
            or _confuses_calls(text, index, pairing)
            or bool(positions_of(text))
        )
    if lined or not plain:
        blocks = blocks_of(text)
        if any(b.is_record and not _is_quotation(b, index, pairing) for b in blocks):
            return True
        if _leaves_order([field.value for b in blocks for field in b.fields], index, pairing):
            return True
        if positions_of(text):
            return True
    if lined and _fills_anew(text, index, pairing):
        return True
    return (
        _has_new_digits(text, index, pairing)
        or _has_new_names(text, index, pairing)
        or _has_new_mails(text, index, pairing)
        or _departs_from_sentences(text, index, pairing)
        or _mixes_results(text, index, pairing)
        or _confuses_calls(text, index, pairing)
        or _mixes_rows(text, index, pairing)
        or (lined and _changes_lines(text, index, pairing))
        or quotes_anew(text, _latest_outputs(index, pairing))
        or quotes_nearly(text, _latest_outputs(index, pairing))
        or _departs_in_sentences(text, index, pairing)
    )


def _departs_in_sentences(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether sentences that tell field after field leave the order of the latest results."""
    if max(map(text.count, _LINKS)) < _FEWEST_FIELDS:
        return False
    told = [one.value for one in told_in_sentences(text)]
    return _leaves_order(told, index, pairing)


def _leaves_order(told: list[str], index: int, pairing: Pairing) -> bool:
    """Say whether a late result holds most of some values, but none has them in this order."""
    values = [value.casefold() for value in told if value_of(value).kind != "flag"]
    if len(values) < _FEWEST_FIELDS:
        return False
    outputs = [output.casefold() for output in _latest_outputs(index, pairing, _LATEST_PROSE)]
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


def _changes_lines(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a line that begins with a time stands in none of the latest results."""
    outputs: list[str] | None = None
    for line in text.split("\n"):
        if line[:40].count(":") > 1 and STAMP.match(line):
            outputs = _latest_outputs(index, pairing) if outputs is None else outputs
            if not any(line.strip() in output for output in outputs):
                return True
    return False


def _fills_anew(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a word stands behind a label of the latest results, and in none of these."""
    outputs: list[str] | None = None
    for label, word in _LABELLED.findall(text.casefold()):
        if outputs is None:
            outputs = [output.casefold() for output in _latest_outputs(index, pairing)]
        if any(f'"{label}"' in output for output in outputs) and not any(
            word in output for output in outputs
        ):
            return True
    return False


def _mixes_results(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether no single one of the latest results has all figures of some sentence."""
    figures = figures_in(text)
    outputs = _latest_outputs(index, pairing)
    if len(figures) < _MIXED or len(outputs) < _LATEST or _holds_all(outputs, figures):
        return False
    return any(
        len(own := figures_in(sentence)) >= _MIXED and not _holds_all(outputs, own)
        for _, sentence in single_sentences(text)
    )


def _confuses_calls(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether figures of a text may be of another call of the newest tool than they should."""
    if not _DIGIT.search(text):
        return False
    latest = _latest_of_newest_tool(index, pairing)
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
    return not _holds_all([newest.output + call.arguments_raw], figures) and _holds_all(
        [result.output + call.arguments_raw for result, _ in latest[1:]], figures
    )


def _reads_back(text: str, latest: list[tuple[ToolResult, ToolCall]]) -> bool:
    """Say whether the newest result lacks a figure, though its call was made before, too."""
    newest, call = latest[0]
    again = any(call.arguments_raw == other.arguments_raw for _, other in latest[1:])
    return again and not _holds_all([newest.output], figures_in(text))


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
            not _holds_all([result.output + call.arguments_raw], figures)
            and (
                (len(first) > 1 and first in result.output)
                or any(field.value in sentence for field in arguments_of(call) if field.value)
            )
            for result, call in latest
        ):
            return True
    return False


def _mixes_rows(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether the newest result is a list no object of which has all figures of a sentence."""
    output = next(iter(_latest_outputs(index, pairing, 1)), "")
    if len(output) > _LONGEST_LIST or output.count("{") < _MIXED or not _DIGIT.search(text):
        return False
    rows = output.split("{")
    return any(
        len(figures := figures_in(sentence)) >= _MIXED and not _holds_all(rows, figures)
        for _, sentence in single_sentences(text)
    )


def leaves_rows(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a text leaves a row of a late result, or a late call, for what names no other."""
    if not _DIGIT.search(text):
        return False
    if any(leaves_a_row(text, output) for output in _latest_outputs(index, pairing)):
        return True
    latest = _latest_of_newest_tool(index, pairing)
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
        if not _holds_all([result.output + call.arguments_raw], figures_in(text[place:end])):
            return True
    return False


def _latest_of_newest_tool(index: int, pairing: Pairing) -> list[tuple[ToolResult, ToolCall]]:
    """Return the latest results before an event with their calls, as far as one tool's."""
    found: list[tuple[ToolResult, ToolCall]] = []
    for result in reversed(pairing.results):
        call = pairing.answered.get(result.index)
        if result.index < index and call is not None:
            if len(found) == _MOST_OF_TOOL or (found and found[0][1].name != call.name):
                break
            found.append((result, call))
    return found


def _holds_all(outputs: list[str], figures: list[str]) -> bool:
    return any(all(figure in output for figure in figures) for output in outputs)


def _departs_from_sentences(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a late result that tells fields in sentences holds most clauses of a text."""
    clauses: list[str] | None = None
    for output in _latest_outputs(index, pairing, _LATEST_PROSE):
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
        for output in _latest_outputs(index, pairing)
    ) and not _has_new_digits(text, index, pairing)


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


def _has_new_digits(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether figures stand in a text that the latest results don't hold as written."""
    latest: list[str] | None = None
    for figure in figures_in(text):
        if latest is None:
            latest = _latest_outputs(index, pairing)
        if not any(holds_figure(output, figure) for output in latest):
            return True
    for figure in _WITH_COMMA.findall(_without_rows(text)) if "," in text else ():
        if latest is None:
            latest = _latest_outputs(index, pairing)
        plain = figure.replace(",", "")
        if not any(figure in output or plain in output for output in latest):
            return True
    return False


def _has_new_names(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a full name stands in a text that late results don't hold.

    Among signs of other scripts any; among Latin letters where the text tells several figures of
    the newest result, which has another name, and no part of it stands in the result.
    """
    if not is_wide(text):
        return _changes_a_name(text, index, pairing)
    outputs: list[str] | None = None
    for name in full_names_in(text):
        outputs = _latest_outputs(index, pairing) if outputs is None else outputs
        if not any(name in output for output in outputs):
            return True
    return False


def _has_new_mails(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether an address of mail stands in a text that late results don't hold."""
    mails = MAIL.findall(text) if "@" in text else []
    outputs = _latest_outputs(index, pairing) if mails else []
    return any(not any(mail in output for output in outputs) for mail in mails)


def _changes_a_name(text: str, index: int, pairing: Pairing) -> bool:
    figures = set(islice(figures_in(text), _MOST_FIGURES))
    outputs = _latest_outputs(index, pairing, 1) if len(figures) >= _FEWEST_FIELDS else []
    for output in outputs:
        if sum(holds_figure(output, figure) for figure in figures) < _FEWEST_FIELDS:
            continue
        left = any(name not in text for name in full_names_in(output))
        return left and any(
            not any(part in output for part in name.split()) for name in full_names_in(text)
        )
    return False


def _without_rows(text: str) -> str:
    """Return a text without lines that a comma parts into two, where there are several of them.

    In `price 1,149` below `date 1,2024-05-16` it stands between a label and its value.
    """
    lines = text.split("\n")
    rest = [line for line in lines if line.count(",") != 1 or ", " in line]
    return "\n".join(rest) if len(lines) - len(rest) >= _FEWEST_FIELDS else text


def _latest_outputs(index: int, pairing: Pairing, most: int = _LATEST) -> list[str]:
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
