"""What a file is, and why: the answer that `auditor formats PATH` gives."""

from typing import NamedTuple

from auditor import discovery, sources, strict_json
from auditor.archives import member_names
from auditor.formats import Match, match_value
from auditor.intake.decoding import decoded
from auditor.intake.detecting import detect, detect_several
from auditor.intake.encodings import cure_of_file
from auditor.intake.listed import listed_records, session_in, session_within
from auditor.intake.packed import match_packed
from auditor.intake.pages import page_in
from auditor.intake.record_values import match_whole
from auditor.intake.tables import outline_of_no_json
from auditor.messages.untold import outline_of
from auditor.trace import Place


class Identity(NamedTuple):
    """What a file was found to be.

    Attributes:
        format: Name of the format, or "" where none fits.
        shape: How it is read: `lines`, `values`, `log`, `session`, `document`, `text` or `archive`.
        reason: What was seen.
    """

    format: str
    shape: str
    reason: str


def identify(path: str) -> Identity:
    """Say what a file is by its content.

    Raises:
        UnreadableFile: The file cannot be opened.
        OSError, EOFError: It breaks off before its first record.
    """
    detection = detect(path)
    if detection.match is not None:
        return _known(detection.shape, detection.match)
    if detection.shape == "document":
        return _document(path)
    if detection.shape == "archive":
        members = list(filter(discovery.looks_like_transcript, member_names(path)))
        return Identity(
            "zip" if members else "",
            "archive",
            f"{len(members):,} members named like transcripts, each of a form of its own",
        )
    with sources.open_bytes(path) as stream:
        stream.read(sources.HEAD)  # which says so where the file breaks off before any
    return Identity("", detection.shape, "no line is a transcript")


def _known(shape: str, match: Match) -> Identity:
    return Identity(match.format.name, shape, match.recognition.reason)


def _document(path: str) -> Identity:
    raw = sources.document_of(path)
    if raw is None:
        return Identity("", "document", f"larger than {sources.MAX_DOCUMENT:,} bytes")
    try:
        value = decoded(raw).value
    except strict_json.JsonError as fault:
        several = detect_several(path)
        if several is not None and several.match is not None:
            return _known(several.shape, several.match)
        outline = outline_of_no_json(raw)
        cure = cure_of_file(raw, str(fault))
        return Identity("", "document", outline or f"no strict JSON: {fault}. {cure}")
    match = match_whole(value, Place(path))
    if match is not None:
        return _known("document", match)
    for record, _ in listed_records(value, Place(path)) or ():
        match = match_value(record) or match_packed(record)
        if match is not None:
            reason = f"records in a list: {match.recognition.reason}"
            return Identity(match.format.name, "document", reason)
    held = session_within(value)
    session = session_in(value) or page_in(value) or match_packed(value)
    session = session or (held.session if held else None)
    if session is not None:
        return _known("document", session)
    return Identity("", "document", outline_of(value))
