"""What came of the records of one source, kept with the source so that it commits with them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from pydantic import BaseModel

from auditor.intake.accounts import Accounts
from auditor.rules import RULES
from auditor.setting import Setting
from auditor.store.rows import Row


class OutcomeCount(msgspec.Struct):
    """In how many traces a rule came to one outcome for one reason."""

    code: str
    outcome: str
    reason: str
    traces: int = 0


class Tally(msgspec.Struct):
    """Totals of one source.

    Attributes:
        accounts: Where every record went.
        findings: How many by code.
        outcomes: Grows at its end only, as traces name entries by number.
    """

    accounts: Accounts = msgspec.field(default_factory=Accounts)
    traces: int = 0
    events: int = 0
    tool_calls: int = 0
    tool_results: int = 0
    problems: int = 0
    findings: Counter[str] = msgspec.field(default_factory=Counter)
    outcomes: list[OutcomeCount] = msgspec.field(default_factory=list)

    def encoded(self) -> str:
        """Return the tally as JSON."""
        return msgspec.json.encode(self).decode()

    def count_duplicate(self) -> None:
        """Count a trace that another record gave before."""
        self.accounts.used -= 1
        self.accounts.duplicate += 1

    def count_trace(
        self,
        trace: Row,
        findings: Sequence[Row],
        blind: Sequence[tuple[str, str]],
        numbers: "OutcomeNumbers",
    ) -> str:
        """Count a trace; return the numbers of the outcomes that say what was not checkable."""
        self.traces += 1
        self.events += trace["events"]
        self.tool_calls += trace["tool_calls"]
        self.tool_results += trace["tool_results"]
        unseen, seen = numbers.of(frozenset(row["code"] for row in findings), tuple(blind))
        for number in (*unseen, *seen):
            self.outcomes[number].traces += 1
        return msgspec.json.encode(unseen).decode()

    def count_findings(self, findings: Sequence[Row], problems: int) -> None:
        """Count findings by code, and records that could not be read."""
        self.findings.update(row["code"] for row in findings)
        self.problems += problems


Numbers = tuple[list[int], list[int]]


class OutcomeNumbers:
    """Which of a tally's outcomes apply to a trace; traces alike are looked up once.

    Args:
        outcomes: The tally's; outcomes that are new are added at its end.
    """

    def __init__(self, outcomes: list[OutcomeCount]) -> None:
        self._outcomes = outcomes
        self._places = {(o.code, o.outcome, o.reason): n for n, o in enumerate(outcomes)}
        self._known: dict[tuple[frozenset[str], tuple[tuple[str, str], ...]], Numbers] = {}

    def of(self, found: frozenset[str], blind: tuple[tuple[str, str], ...]) -> Numbers:
        """Return the numbers of what was not checkable, and of what was found or clean."""
        key = (found, blind)
        if key not in self._known:
            settled = found | {code for code, _ in blind}
            rules = [rule.code for rule in RULES if rule.check is not None]
            clean = [code for code in rules if code not in settled]
            unseen = [self._place(code, "not checkable", why) for code, why in blind]
            seen = [self._place(code, "finding", "") for code in sorted(found)]
            seen += [self._place(code, "clean", "") for code in clean]
            self._known[key] = (sorted(set(unseen)), seen)
        return self._known[key]

    def _place(self, code: str, outcome: str, reason: str) -> int:
        place = self._places.setdefault((code, outcome, reason), len(self._outcomes))
        if place == len(self._outcomes):
            self._outcomes.append(OutcomeCount(code, outcome, reason))
        return place


def decoded(text: str) -> Tally:
    """Return the tally that `Tally.encoded` gave."""
    return msgspec.json.decode(text, type=Tally, dec_hook=lambda kind, value: kind(value))


def setting_key(setting: Setting, version: str) -> str:
    """Return a sha256 over all that decides which findings a trace gets, but its own content."""
    parts = (version, [rule.code for rule in RULES], setting)
    return hashlib.sha256(_canonical(parts).encode()).hexdigest()


def _canonical(value: Any) -> str:
    """Return a text that is equal for equal settings, in this process and in the next."""
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, dict):
        pairs = sorted((_canonical(key), _canonical(item)) for key, item in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, set | frozenset):
        return f"{{{sorted(map(_canonical, value))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_canonical, value))}]"
    if value is None or isinstance(value, str | bytes | int | float):
        return repr(value)
    # An object of another kind says what it is; its address would differ in the next process.
    return type(value).__qualname__
