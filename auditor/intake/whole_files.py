"""Files that are read as a whole: documents, texts and archives."""

from collections.abc import Iterator

from auditor import sources, strict_json
from auditor.format import Item, Skipped
from auditor.formats import Match
from auditor.intake.accounts import Accounts
from auditor.intake.cut_files import key_of, read_cut, read_session
from auditor.intake.decoding import decoded, read_as_words
from auditor.intake.detecting import Detection, detect_several
from auditor.intake.encodings import cure_of_file
from auditor.intake.record_values import is_known, read_value
from auditor.intake.tables import outline_of_no_json
from auditor.intake.unread import known_formats, problem
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
        fault = f"invalid UTF-8 at byte {error.start}"
        yield problem(place, fault, raw, cure_of_file(raw, fault))
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
        yield detect_several(path) or _undecoded(raw, place, str(error))
        return
    if fault:
        if not is_known(value, place):
            yield problem(place, fault, raw, cure_of_file(raw, fault))
            return
        if not is_printed:
            yield read_as_words(place, fault, raw)
    yield from read_value(value, place, raw)


def _undecoded(raw: bytes, place: Place, fault: str) -> ReadProblem:
    """Return the problem of a file that is no JSON, be it one at all."""
    outline = outline_of_no_json(raw)
    if outline is None:
        return problem(place, fault, raw, cure_of_file(raw, fault))
    return problem(place, f"unknown format: {outline}", raw, known_formats(), "TA902")
