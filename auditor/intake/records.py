"""One record in, its traces and problems out, and an account of it."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from stringzilla import find
from stringzilla import hash as bytes_hash

from auditor import sources, strict_json
from auditor.formats import Format, Item, Skipped
from auditor.intake.accounts import Accounts
from auditor.intake.cutting import values_in
from auditor.intake.decoding import decoded, read_as_words
from auditor.intake.detecting import SAMPLE
from auditor.intake.encodings import cure_of_line
from auditor.intake.log_lines import LINE_OF_A_LOG, is_words
from auditor.intake.record_values import is_known, read_known, read_value
from auditor.intake.unread import problem
from auditor.sources import RawRecord
from auditor.trace import Place, ReadProblem, Trace


def read_record(
    record: RawRecord, name: str, primary: Format | None, accounts: Accounts
) -> Sequence[Trace | ReadProblem]:
    """Return what one line of a file of records holds, and account for it.

    Args:
        name: The file's name, as places give it.
        primary: The format of most lines of the file; None where no line was recognised.
    """
    accounts.records += 1
    raw = record.raw
    place = Place(name, record.line, record.offset, record.length)
    if (
        primary is not None
        and primary.read_line is not None
        and record.length <= sources.MAX_RECORD
    ):
        trace = primary.read_line(raw, place)
        if trace is not None:
            trace.content_key = bytes_hash(raw)
            accounts.used += 1
            accounts.formats[trace.format] += 1
            return (trace,)
    if primary is not None and any(find(raw, mark) >= 0 for mark in primary.yields_to):
        # Looked at anew: a line may be of a surer format than its file.
        primary = None
    if not raw.strip():
        accounts.blank += 1
        return ()
    return _read_in_full(record, place, primary, accounts)


def _read_in_full(
    record: RawRecord, place: Place, primary: Format | None, accounts: Accounts
) -> list[Trace | ReadProblem]:
    outcome, skipped = "ignored", "holds no trace"
    items: list[Trace | ReadProblem] = []
    for item in _items_of_record(record, place, primary):
        if isinstance(item, Skipped):
            if outcome == "ignored":
                outcome, skipped = "skipped", item.reason
            continue
        if isinstance(item, Trace):
            # A record may hold several traces.
            item.content_key = hash((record.raw, item.place.pointer, len(items)))
            accounts.formats[item.format] += 1
            outcome = "used"
        elif outcome != "used":
            outcome = "problem"
        items.append(item)
    _settle(accounts, outcome, skipped)
    return items


def _settle(accounts: Accounts, outcome: str, skipped: str) -> None:
    """Count a record once: as used, else as a problem, else as ignored for the first reason."""
    if outcome == "used":
        accounts.used += 1
    elif outcome == "problem":
        accounts.problem += 1
    else:
        accounts.ignored[skipped] += 1


def _items_of_record(record: RawRecord, place: Place, primary: Format | None) -> Iterator[Item]:
    if record.length > sources.MAX_RECORD:
        yield problem(
            place,
            f"the record has {record.length:,} bytes; the limit is {sources.MAX_RECORD:,}",
            record.raw,
            "Split the record or write one trace per line.",
        )
        return
    try:
        value, fault, is_printed = decoded(record.raw)
    except strict_json.JsonError as error:
        several = _several_in(record, place)
        for one, there in several:
            yield from _items_of_record(one, there, primary)
        if not several:
            yield problem(place, str(error), record.raw, cure_of_line(str(error)))
        return
    if fault:
        if not is_known(value, place):
            yield problem(place, fault, record.raw, cure_of_line(fault))
            return
        if not is_printed:
            yield read_as_words(place, fault, record.raw)
    if primary is not None and primary.read and primary.recognise and primary.recognise(value):
        yield from read_known(primary, value, place)
        return
    if primary is not None and is_words(value):
        yield Skipped(LINE_OF_A_LOG)
        return
    yield from read_value(value, place, record.raw)


def _several_in(record: RawRecord, place: Place) -> list[tuple[RawRecord, Place]]:
    """Return the values that stand in one line, if one of them is a transcript."""
    cuts = values_in(record.raw)
    first = [cut.record for cut in islice(cuts, 10 * SAMPLE)]
    if len(first) == 1 or not any(_holds_known(cut.raw, place) for cut in first):
        return []
    return [
        (cut, Place(place.file, place.line, place.offset + cut.offset, cut.length))
        for cut in chain(first, (cut.record for cut in cuts))
    ]


def _holds_known(raw: bytes, place: Place) -> bool:
    try:
        return is_known(decoded(raw).value, place)
    except strict_json.JsonError:
        return False
