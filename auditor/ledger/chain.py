"""The hash chain of a ledger: followed while reading, verified on its own."""

from collections.abc import Callable
from typing import NamedTuple

from auditor import sources, strict_json
from auditor.ledger import form
from auditor.trace import Place


class Break(NamedTuple):
    """A place where a ledger was changed, and how that shows."""

    line: int
    reason: str


class Verified(NamedTuple):
    """What a ledger's chain proves.

    Attributes:
        entries: Lines that hold, marks included.
        head: Hash of the last whole line. Kept elsewhere, it also proves that no line was cut off
            the end, which a chain alone can't.
        breaks: Where it does not hold.
    """

    entries: int
    head: str
    breaks: list[Break]


class Chain:
    """Follows the lines of one file."""

    def __init__(self) -> None:
        self.head = form.FIRST
        self._seq: dict[tuple[str, ...], int] = {}
        self._torn: list[tuple[str, Callable[[], None]]] = []

    def torn(self, raw: bytes, report: Callable[[], None]) -> None:
        """Remember a line that is no JSON; `report` is called unless a repair mark follows."""
        self.end()
        self._torn.append((form.hash_of(raw), report))

    def end(self) -> None:
        """Report what no repair mark accounted for."""
        for _, report in self._torn:
            report()
        self._torn.clear()

    def follow(self, found: form.Read, raw: bytes) -> str:
        """Take the next entry and return what is wrong with its place in the chain, or ""."""
        entry = found.entry
        if self._torn and not entry.name and self._torn[0][0] in (entry.result or ""):
            self._torn.clear()
        self.end()
        expected, self.head = self.head, form.hash_of(raw)
        gap = self._gap(entry.seq, (entry.server, entry.session))
        if found.prev_hash and found.prev_hash != expected:
            return "the hash chain is broken before this line: lines were changed, moved or removed"
        return gap

    def _gap(self, seq: int, session: tuple[str, ...]) -> str:
        """Return why a number does not follow, counted over the file or over the session."""
        before = [self._seq[key] for key in ((), session) if key in self._seq]
        self._seq[()] = self._seq[session] = seq
        if not before or any(seq == number + 1 for number in before) or seq in (0, 1):
            return ""
        return f"the entry number {seq} does not follow {before[0]}: entries are missing or moved"


def verify_chain(path: str, head: str = "") -> Verified:
    """Check that no line of a ledger was changed, removed, inserted or moved.

    Args:
        path: A ledger in our own form.
        head: The last line's hash as noted elsewhere; given, a cut-off end is found too.

    Raises:
        UsageError: The file cannot be opened.
    """
    chain = Chain()
    breaks: list[Break] = []
    entries = 0
    for record in sources.records_of(path):
        line = record.line
        try:
            value = strict_json.decode(record.raw)
            if not form.is_entry(value) or not value.get("prev_hash"):
                raise form.MalformedError("no ledger entry with a prev_hash")
            found = form.read_entry(value, Place(path, line), entries)
        except (strict_json.JsonError, form.MalformedError) as fault:
            broken = Break(line, str(fault))
            chain.torn(record.raw, lambda broken=broken: breaks.append(broken))  # type: ignore[misc]
            continue
        faults = [text for text in (found.fault, chain.follow(found, record.raw)) if text]
        breaks.extend(Break(line, fault) for fault in faults)
        entries += not faults
    chain.end()
    if head and head != chain.head:
        breaks.append(Break(0, "the last line is not the one that was noted: the end was cut off"))
    return Verified(entries, chain.head, breaks)
