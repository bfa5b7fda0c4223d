"""A result that the model wrote, beside the genuine one that it looks like, field by field."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from auditor.analysis import Analysis
from auditor.evidence.provenance import Traced, trace_fields, values_under_key
from auditor.evidence.records import Record, records_in
from auditor.fabrication.imitation import Imitation
from auditor.finding import Finding, quote
from auditor.trace import Message, ToolResult
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.equal_values import equal
from auditor.values.labels import label_key

SHOWN = frozenset({"TA102", "TA104", "TA105", "TA108"})
"""The rules whose findings hold a claimed result."""

Origin = Literal["result", "elsewhere", "given", "told", "nowhere", "free"]

_ORIGINS: dict[str, Origin] = {
    "paired": "result",
    "moved": "elsewhere",
    "given": "given",
    "told": "told",
    "new": "nowhere",
    "neutral": "free",
}
_MOST_ROWS = 60


class Row(NamedTuple):
    """A field of a claimed result.

    Attributes:
        label: Its name; "" for a value without one.
        written: What the model wrote; "" where only the genuine result has the field.
        genuine: What the genuine result holds under that name; "" where nothing.
        same: The two are equal.
        origin: Where the written value comes from: the `result` beside it or another one under
            the same name, `elsewhere` in a result, `given` by the user or in a call, `told` by
            the system, `nowhere`; `free` words and empty values need no source.
        source: The event it comes from, or None.
        fault: The finding names this value.
    """

    label: str
    written: str
    genuine: str
    same: bool
    origin: Origin
    source: int | None
    fault: bool


class Claimed(NamedTuple):
    """A claimed result and what it imitates.

    Attributes:
        event_index: Where the model wrote it.
        start, end: Where in that event's text, or (0, 0) where that is not known.
        imitates: The event of the genuine result, or None.
        records: The fields of each record in it.
        left_out: How many fields are not shown.
    """

    event_index: int
    start: int
    end: int
    imitates: int | None
    records: list[list[Row]]
    left_out: int = 0


def claimed_of(analysis: Analysis, finding: Finding) -> Claimed | None:
    """Return the claimed result that a finding is about, or None."""
    if finding.code not in SHOWN or finding.event_index is None or not finding.evidence:
        return None
    imitation = _imitation_of(analysis, finding)
    imitates = imitation.imitates if imitation else _imitated(finding)
    faults = _faults(finding, imitation)
    beside = _Beside(analysis, imitates, finding.event_index)
    records: list[list[Row]] = []
    room, left_out = _MOST_ROWS, 0
    for fields in _records(analysis, finding, imitation) or [faults]:
        rows = list(beside.rows(fields, faults))
        left_out += max(0, len(rows) - room)
        records.append(rows[:room])
        room -= len(records[-1])
    span = (imitation.start, imitation.end) if imitation else (0, 0)
    return Claimed(
        finding.event_index, *span, imitates, [rows for rows in records if rows], left_out
    )


def _imitation_of(analysis: Analysis, finding: Finding) -> Imitation | None:
    words, index = finding.evidence[0].quote, finding.event_index or 0
    # What else the trace holds is looked at only where that one text does not show it.
    return next(
        (
            one
            for looked_at in (analysis.only_of(index), analysis)
            for one in looked_at.imitations
            if one.event_index == index and quote(one.quote) == words
        ),
        None,
    )


def _imitated(finding: Finding) -> int | None:
    return next((e.event_index for e in finding.evidence if e.role == "imitates"), None)


def _faults(finding: Finding, imitation: Imitation | None) -> list[Field]:
    """Return the values that the finding names; without the imitation those that it quotes."""
    if imitation is not None:
        return list(imitation.values)
    quoted = (e.quote.rpartition("=") for e in finding.evidence if e.role == "no source")
    return [Field(label, value) for label, _, value in quoted]


def _records(
    analysis: Analysis, finding: Finding, imitation: Imitation | None
) -> list[list[Field]]:
    """Return the fields of each record that was claimed; none where prose claims it."""
    blocks: list[Block]
    event = analysis.trace.events[finding.event_index or 0]
    if imitation is not None and isinstance(event, Message):
        # A row of a table has its labels in the head of the table, outside the stretch.
        start, end = imitation.start, imitation.end
        blocks = [b for b in blocks_of(event.text) if b.start < end and start < b.end]
    else:
        words = imitation.quote if imitation else finding.evidence[0].quote
        blocks = blocks_of(words)
    return [list(block.fields) for block in blocks if block.is_record]


class _Beside:
    """The genuine result that claimed records are laid beside."""

    def __init__(self, analysis: Analysis, imitates: int | None, before: int) -> None:
        self._evidence = analysis.evidence
        self._before = before
        self._genuine = [
            record
            for record in self._evidence.records_before(before)
            if record.event_index == imitates
        ]
        event = None if imitates is None else analysis.trace.events[imitates]
        output = event.output if isinstance(event, ToolResult) else ""
        self._labels = {
            label_key(field.label): field.label for found in records_in(output) for field in found
        }

    def rows(self, fields: list[Field], faults: Iterable[Field]) -> Iterator[Row]:
        """Yield the fields of one claimed record, then what only the genuine one has."""
        record = self._nearest(fields)
        at_fault = {(label_key(f.label), f.value) for f in faults}
        written: set[str] = set()
        for traced in trace_fields(fields, None, self._evidence, self._before):
            written.add(traced.key)
            raws = values_under_key(record, traced.key) if record else []
            same = next((raw for raw in raws if equal(traced.value, raw)), None)
            genuine = same if same is not None else ", ".join(raws)
            fault = (traced.key, traced.field.value) in at_fault
            source = self._source(traced, record)
            yield Row(*traced.field, genuine, same is not None, *source, fault)
        if record is None or len(written.intersection(record.values)) * 2 < len(record.values):
            return
        for key, raws in record.values.items():
            if key not in written:
                label = self._labels.get(key, key)
                yield Row(label, "", ", ".join(raws), False, "free", None, False)

    def _nearest(self, fields: list[Field]) -> Record | None:
        """Return the record of the imitated result that has most of the names."""
        keys = {label_key(field.label) for field in fields}
        return max(self._genuine, key=lambda r: len(keys.intersection(r.values)), default=None)

    def _source(self, traced: Traced, record: Record | None) -> tuple[Origin, int | None]:
        """Return where a value comes from; the result beside it is named before others."""
        if traced.records:
            beside = record is not None and record.event_index in traced.records
            return "result", record.event_index if record and beside else max(traced.records)
        origin = _ORIGINS[traced.origin]
        if origin in ("nowhere", "free"):
            return origin, None
        text = self._evidence.source_of(traced.value, self._before)
        return origin, None if text is None or text.event_index < 0 else text.event_index
