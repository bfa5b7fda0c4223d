"""The texts of a model that are judged: its words, and the long strings that it gives to calls.

The content of a file that a call writes is authored, not answered; a report for people counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from auditor.evidence.source_texts import arguments_of, as_meant
from auditor.fabrication.imitation import LONGEST_TEXT
from auditor.fabrication.texts.patches import is_put_in_place
from auditor.fabrication.texts.programs import is_program_given
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall
from auditor.values.blocks import Field
from auditor.values.plain_numbers import with_firm_blanks

index_of = attrgetter("index")
LONG_ARGUMENT = 30
_LONG_ARGUMENTS = 120
_LONGEST_PATH = 300
# What a mail or a note is about, or goes to: it may be named after a file, or be a host.
_OF_NO_FILE = re.compile(
    r"subject|topic|ticket(?:_?(?:id|no|number|key))?|(?:incident|alert|case|issue)_?(?:id|key|no)|"
    r"recipients?|to|cc|bcc|domain|host(?:name)?",
    re.IGNORECASE,
)
_REPORT = re.compile(r"\.(?:md|txt|rst|html?|docx?|pdf|odt|rtf|eml)$", re.IGNORECASE)
# Words of some languages stand without spaces.
_OF_SENTENCE = re.compile("[ ,，。；、！？]")
_FILE_NAME = re.compile(r"[\w.-]+\.[A-Za-z]\w{0,4}")


def written_reports(call: ToolCall) -> Iterator[str]:
    """Yield the long strings that a call saves as a text for people."""
    fields = arguments_of(call)
    if any(_REPORT.search(field.value) for field in fields if names_file(field)):
        for field in fields:
            if LONG_ARGUMENT <= len(field.value) <= LONGEST_TEXT:
                yield field.value


def written_texts(pairing: Pairing, since: int) -> Iterator[tuple[Message | ToolCall, str]]:
    """Yield the model's texts: its words, and long strings among the arguments of its calls."""
    for message in pairing.words:
        yield message, with_firm_blanks(message.text)
    for call in pairing.calls[bisect_left(pairing.calls, since, key=index_of) :]:
        raw = call.arguments_raw
        if call.source == "model" and could_hold_a_record(raw):
            for text in _long_strings(call, pairing):
                yield call, text


def could_hold_a_record(raw: str) -> bool:
    """Say whether arguments are long, or have more structure than an object of short values."""
    if len(raw) < LONG_ARGUMENT:
        return False
    # A sign of Chinese says as much as three letters.
    size = len(raw) if raw.isascii() else len(raw.encode(errors="surrogatepass"))
    if size > _LONG_ARGUMENTS or "\\n" in raw or "|" in raw or raw.find("{", 1) > 0:
        return True
    return _labels_within(raw)


def _labels_within(raw: str) -> bool:
    """Say whether a colon stands within some value, as behind a label: JSON's own follow quotes."""
    return raw.count(": ") > raw.count('": ') or "：" in raw


def hold_no_record(raws: list[str]) -> bool:
    """Say whether none of several texts of argument objects could hold a record."""
    joined = "".join(raws)
    if (
        "\\n" not in joined
        and "|" not in joined
        and joined.count("{") == len(raws)
        and joined.isascii()
        and not _labels_within(joined)
        and max(map(len, raws)) <= _LONG_ARGUMENTS
    ):
        return True
    return not any(map(could_hold_a_record, raws))


def _long_strings(call: ToolCall, pairing: Pairing) -> Iterator[str]:
    """Yield the long strings of an argument object, but for the content of files it writes.

    Of old words and the new ones that an edit puts in their place neither tells a result.
    """
    fields = arguments_of(call)
    if any(map(names_file, fields)):
        return
    for field in fields:
        if "<<" in field.value or not LONG_ARGUMENT <= len(field.value) <= LONGEST_TEXT:
            continue
        before = (result.output for result in pairing.results if result.index < call.index)
        if not (is_program_given(field) or is_put_in_place(field, fields, before)):
            yield as_meant(field.value)


def is_too_long(call: ToolCall) -> bool:
    """Say whether a call of the model holds a string too long to be judged, and no file's."""
    if call.source != "model" or len(call.arguments_raw) <= LONGEST_TEXT:
        return False
    fields = arguments_of(call)
    return not any(map(names_file, fields)) and any(
        len(field.value) > LONGEST_TEXT for field in fields
    )


def names_file(field: Field) -> bool:
    """Say whether an argument names the file that a call writes; a mail about one has a subject."""
    return not _OF_NO_FILE.fullmatch(field.label) and _is_path(field.value)


def _is_path(value: str) -> bool:
    """Say whether a value names a file: beside it, long text is authored, not answered."""
    if len(value) > _LONGEST_PATH or "\n" in value or "://" in value or _OF_SENTENCE.search(value):
        return False
    return "/" in value or "\\" in value or bool(_FILE_NAME.fullmatch(value))
