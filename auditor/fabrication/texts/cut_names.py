"""Names that a text cuts short, `c54c95c2…31eb`, written out as the sources have them."""

from typing import NamedTuple

from auditor.evidence.cut_names import cut_names_in
from auditor.evidence.index import Evidence
from auditor.fabrication.imitation import Imitation


class _Cut(NamedTuple):
    """A name, where it stands cut short, and where it stands written out."""

    start: int
    end: int
    opens: int
    closes: int


class WrittenOut(NamedTuple):
    """A text whose cut names are written out, and where they were cut."""

    text: str
    cuts: tuple[_Cut, ...]

    def as_cut(self, found: Imitation, text: str) -> Imitation:
        """Return what was found with its place and its words in the text as it stands.

        Args:
            found: What was found in what is written out.
            text: The text as it stands.
        """
        if not self.cuts:
            return found
        start, end = self._place(found.start, end=False), self._place(found.end, end=True)
        is_own = found.quote == self.text[found.start : found.end]
        return found._replace(
            start=start, end=end, quote=text[start:end] if is_own else found.quote
        )

    def _place(self, place: int, *, end: bool) -> int:
        shift = 0
        for cut in self.cuts:
            if place <= cut.opens:
                break
            if place < cut.closes:
                return cut.end if end else cut.start
            shift = cut.closes - cut.end
        return place - shift


def written_out(text: str, evidence: Evidence, before: int) -> WrittenOut:
    """Return a text with the names that it cuts as the sources before an event have them."""
    parts: list[str] = []
    cuts: list[_Cut] = []
    last = length = 0
    for one in cut_names_in(text, evidence, before):
        parts += [text[last : one.start], one.whole]
        length += one.start - last + len(one.whole)
        cuts.append(_Cut(one.start, one.end, length - len(one.whole), length))
        last = one.end
    return WrittenOut("".join([*parts, text[last:]]), tuple(cuts))
