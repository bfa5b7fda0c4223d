"""Findings that people know and accept: the baseline and the suppressions.

The baseline is a list of fingerprints that a machine writes, so that only new findings count. A
suppression is a person's decision about one finding, a rule or some traces, with a reason.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from auditor.errors import ConfigError, reason_in
from auditor.finding import Finding
from auditor.safe_text import one_line

Why = Literal["", "baseline", "suppressed"]


class Suppression(BaseModel):
    """`[[suppress]]`: what is accepted, why, by whom, and until when.

    Attributes:
        fingerprint: One finding.
        rule: A rule's code.
        trace: A pattern (`*`, `?`) of trace ids.
        file: A pattern of file names.
        expires: The last day on which it holds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    fingerprint: str = ""
    rule: str = ""
    trace: str = ""
    file: str = ""
    by: str = ""
    expires: date | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.fingerprint or self.rule or self.trace or self.file):
            raise ValueError("needs a fingerprint, rule, trace or file")
        if not self.reason.strip():
            raise ValueError("needs a reason")
        return self

    def covers(self, finding: Finding) -> bool:
        """Say whether all that is given fits a finding."""
        return (
            self.fingerprint in {"", finding.fingerprint}
            and self.rule in {"", finding.code}
            and _fits(self.trace, finding.trace_id)
            and _fits(self.file, finding.file)
        )

    def scope(self) -> str:
        """Return what it covers, in the words of its file."""
        return " ".join(filter(None, (self.fingerprint, self.rule, self.trace, self.file)))


def _fits(pattern: str, name: str) -> bool:
    """Say whether a pattern names something; in the name itself `[` is no sign of a pattern."""
    return not pattern or pattern == name or fnmatchcase(name, pattern)


class _SuppressionFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    suppress: list[Suppression] = []


class _BaselineFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    fingerprints: list[str]


class Accepted:
    """Says of each finding whether it is known, and counts.

    Args:
        fingerprints: The baseline.
        suppressions: People's decisions; expired ones no longer hold.
        today: The day on which they must still hold.
    """

    def __init__(
        self,
        fingerprints: Iterable[str] = (),
        suppressions: Iterable[Suppression] = (),
        today: date | None = None,
    ) -> None:
        day = today or datetime.now(UTC).date()
        self._baseline = frozenset(fingerprints)
        given = list(suppressions)
        self.expired = [s for s in given if s.expires is not None and s.expires < day]
        self._holding = [s for s in given if s not in self.expired]
        self._used: set[int] = set()
        self.counts: Counter[str] = Counter()

    def why(self, finding: Finding) -> Why:
        """Return why a finding is accepted, or "" where it is not."""
        why = self._why(finding)
        if why:
            self.counts[why] += 1
        return why

    def _why(self, finding: Finding) -> Why:
        for place, suppression in enumerate(self._holding):
            if suppression.covers(finding):
                self._used.add(place)
                return "suppressed"
        return "baseline" if finding.fingerprint in self._baseline else ""

    def unused(self) -> list[Suppression]:
        """Return the suppressions that matched nothing."""
        return [one for place, one in enumerate(self._holding) if place not in self._used]


def load_baseline(path: str, *, required: bool) -> list[str]:
    """Return the fingerprints of a baseline file.

    Raises:
        ConfigError: The file is wrong, or missing though it was asked for.
    """
    text = _text(path, required=required)
    try:
        return [] if text is None else _BaselineFile.model_validate_json(text).fingerprints
    except ValidationError as error:
        raise ConfigError(_reason(path, error), "Write it anew with `auditor baseline`.") from None


def load_suppressions(path: str, *, required: bool) -> list[Suppression]:
    """Return the suppressions of a file.

    Raises:
        ConfigError: The file is wrong, or missing though it was asked for.
    """
    try:
        return suppressions_in(_text(path, required=required) or "")
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is no TOML: {error}.") from None
    except ValidationError as error:
        raise ConfigError(_reason(path, error)) from None


def suppressions_in(text: str) -> list[Suppression]:
    """Return the suppressions of a file's text.

    Raises:
        TOMLDecodeError, ValidationError: It is no such file.
    """
    table: dict[str, Any] = tomllib.loads(text)
    return _SuppressionFile.model_validate(table).suppress


def _text(path: str, *, required: bool) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if required:
            raise ConfigError(f"{path} does not exist.") from None
        return None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is no UTF-8.", "Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}.", "Name a file of accepted findings."
        ) from None


def _reason(path: str, error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    said = reason_in(first)
    return f"{path}: `{key}`: {said}." if key else f"{path}: {said}."


def baseline_text(fingerprints: Iterable[str]) -> str:
    """Return a baseline file, one fingerprint a line, so that changes are easy to read."""
    lines = ",\n".join(f"  {json.dumps(mark)}" for mark in sorted(set(fingerprints)))
    return f'{{"version": 1, "fingerprints": [\n{lines}\n]}}\n'


def suppression_text(suppression: Suppression) -> str:
    """Return the table that is appended to a suppressions file."""
    given = suppression.model_dump(exclude_defaults=True)
    # What people say is made harmless; a pattern must fit a name as it is.
    said = {key: one_line(given[key]) for key in ("reason", "by") if key in given}
    lines = [f"{key} = {_toml(value)}" for key, value in (given | said).items()]
    return "\n".join(["[[suppress]]", *lines]) + "\n"


def _toml(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")
