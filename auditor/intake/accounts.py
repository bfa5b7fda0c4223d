"""Where every record of an input went."""

from collections import Counter

import msgspec


class Accounts(msgspec.Struct):
    """Where every record of the input went: records = used + ignored + duplicate + problem + blank.

    Traces are counted apart: one trace may be many lines, and one document many traces. Each
    trace, problem or skipped part that a document yields counts as one record of it.
    """

    records: int = 0
    used: int = 0
    duplicate: int = 0
    problem: int = 0
    blank: int = 0
    ignored: Counter[str] = msgspec.field(default_factory=Counter)
    formats: Counter[str] = msgspec.field(default_factory=Counter)

    def balanced(self) -> bool:
        """Say whether every record went somewhere."""
        parts = self.used + self.duplicate + self.problem + self.blank
        return self.records == parts + sum(self.ignored.values())
