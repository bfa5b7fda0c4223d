"""Files that are read as a whole: documents, texts and archives."""

import re
from collections.abc import Iterator

from auditor import sources, strict_json
from auditor.format import Item, Skipped
from auditor.formats import Match
from auditor.intake.accounts import Accounts
from auditor.intake.cut_files import key_of, read_cut, read_session
from auditor.intake.decoding import decoded, read_as_words
from auditor.intake.detecting import Detection, detect_several
from auditor.intake.record_values import is_known, read_value
from auditor.intake.unread import problem
from auditor.trace import Place, ReadProblem, Trace


def read_whole(
    path: str, name: str, detection: Detection, accounts: Accounts
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces and problems of a document, a text or an archive."""
    for item in _whole_file(path, name, detection):
        if isinstance(item, Detection):
            read = read_session if item.shape == "session" else read_cut
            yield from read(path, name, item, accounts)
            return
        accounts.records += 1
        if isinstance(item, Skipped):
            accounts.records += item.records - 1
            accounts.ignored[item.reason] += item.records
            continue
        if isinstance(item, Trace):
            accounts.used += 1
            accounts.formats[item.format] += 1
            item.content_key = key_of(item)
        else:
            accounts.problem += 1
        yield item


def _whole_file(path: str, name: str, detection: Detection) -> Iterator[Item | Detection]:
    """Yield what a file holds, or what it is instead of one document."""
    place = Place(name)
    if detection.shape == "archive":
        assert detection.match is not None  # noqa: S101 - others are read member by member
        assert detection.match.format.read_archive is not None  # noqa: S101 - same
        yield from detection.match.format.read_archive(path, place)
        return
    raw = sources.document_of(path)
    if raw is None:
        yield problem(
            place,
            f"the document is larger than {sources.MAX_DOCUMENT:,} bytes",
            b"",
            "Convert it to JSONL, one trace per line.",
        )
        return
    if detection.shape == "text" and detection.match is not None:
        yield from _read_text(raw, place, detection.match)
        return
    yield from _read_document(raw, place, path)


def _read_text(raw: bytes, place: Place, match: Match) -> Iterator[Item]:
    assert match.format.read_text is not None  # noqa: S101 - a text match has a text reader
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        yield problem(place, f"invalid UTF-8 at byte {error.start}", raw, "Save the file as UTF-8.")
        return
    yield from match.format.read_text(text, place)


def _read_document(raw: bytes, place: Place, path: str) -> Iterator[Item | Detection]:
    place = Place(place.file, None, 0, len(raw))
    if not raw.strip():
        yield problem(place, "the file is empty", raw, "Remove it or write it again.")
        return
    try:
        value, fault, is_printed = decoded(raw)
    except strict_json.JsonError as error:
        several = detect_several(path)
        yield several or problem(place, str(error), raw, _cure_for(raw))
        return
    if fault:
        if not is_known(value, place):
            yield problem(place, fault, raw, _cure_for(raw))
            return
        if not is_printed:
            yield read_as_words(place, fault, raw)
    yield from read_value(value, place, raw)


_OF_JSON = re.compile(rb"[{}\[\]:]")


def _cure_for(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "The file is UTF-16; save it as UTF-8."
    header = raw.lstrip()[:1024].split(b"\n")[0]
    if b"," in header and not _OF_JSON.search(header):
        return "This looks like a table (CSV): write its rows as JSONL, one object per line."
    return "Repair the JSON, or see `auditor formats` for what is read."
