"""What a reader of one transcript format is, and what it may give back."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.trace import Place, ReadProblem, Trace

_KEPT = 64 * 1024


class Recognition(NamedTuple):
    """Why a value is thought to be of a format.

    Attributes:
        confidence: 0 to 1; the surest format reads the file. Use 0.9 where a mark names the
            format, 0.7 where its shape is its own, 0.5 where other formats share it.
        reason: What was seen, as a phrase: "objects with role and content".
    """

    confidence: float
    reason: str


class Skipped(NamedTuple):
    """Records that a reader left out on purpose.

    Attributes:
        reason: Why, as a short phrase that records of the same kind share.
        records: How many lines (session formats), else 1.
    """

    reason: str
    records: int = 1


class Line(NamedTuple):
    """One decoded record of a session file, with its 1-based line number."""

    number: int
    value: Any


Item = Trace | ReadProblem | Skipped


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """How one transcript format is recognised and read. Give the readers that apply.

    Attributes:
        name: As `auditor formats` prints it, in lower case with hyphens.
        title: What users call it.
        recognise: Looks at one decoded value: a whole document, or one line of a JSONL file.
        read: Turns such a value into traces; `Place.pointer` of each says where inside it lies.
        recognise_session: Looks at the first decoded lines of a file of which all lines together
            make up the traces; wins over `recognise` at equal confidence.
        read_session: Turns all lines into traces.
        recognise_text: Looks at the first 64 KiB of a file that is no JSON.
        read_text: Turns such a file into traces.
        recognise_archive: Looks at the member names of a zip archive.
        read_archive: Turns the archive at a path into traces, reading members as streams.
        read_line: Optional short cut for one line as bytes: the trace, or None to decode the
            line in full and ask `read`. It must agree with `read` on every line it takes.
        decode_line: Optional short cut for one line of a session file, given its number: its value
            in a form that only `read_session` knows, or None to decode the line in full.
        yields_to: Marks of surer formats whose records this one's shape fits as well. A line
            that holds one is recognised by itself, whatever the other lines of its file are.
        linked_by: Marks of records that go on from others, wherever in their file these stand: a
            file of which any line holds one is read as a session, whatever its first lines show.
        is_one_conversation: A list that it reads, or all lines of a session, are the messages of
            one conversation; where they name several, each is read by itself.
        is_last: It reads by what things are called what no other reader knows, be it opened or not.
    """

    name: str
    title: str
    recognise: Callable[[Any], Recognition | None] | None = None
    read: Callable[[Any, Place], Iterator[Item]] | None = None
    recognise_session: Callable[[list[Any]], Recognition | None] | None = None
    read_session: Callable[[Iterable[Line], Place], Iterator[Item]] | None = None
    recognise_text: Callable[[str], Recognition | None] | None = None
    read_text: Callable[[str, Place], Iterator[Item]] | None = None
    recognise_archive: Callable[[list[str]], Recognition | None] | None = None
    read_archive: Callable[[str, Place], Iterator[Item]] | None = None
    read_line: Callable[[bytes, Place], Trace | None] | None = None
    decode_line: Callable[[bytes, int], Any] | None = None
    yields_to: tuple[bytes, ...] = ()
    linked_by: tuple[bytes, ...] = ()
    is_one_conversation: bool = False
    is_last: bool = False


def unreadable(raw: bytes, place: Place, reason: str, cure: str) -> ReadProblem:
    """Return the problem of a part of a record that a reader cannot decode: its trace lacks it."""
    digest = hashlib.sha256(raw).hexdigest()
    return ReadProblem(place, "TA901", reason, cure, raw[:_KEPT], digest)
