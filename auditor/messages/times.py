"""Times as formats write them, in one spelling: UTC."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_EPOCH_SECOND = 100_000_000
_LAST_EPOCH_NANOSECOND = 10**19
_EPOCH_DIGITS = (len(str(_FIRST_EPOCH_SECOND)), len(str(_LAST_EPOCH_NANOSECOND)))
_NANOSECOND_DIGITS = 19  # of every time from 2001 to 2286
_UNITS = (
    # Beyond which magnitude a number of seconds since 1970 must be in a smaller unit.
    (10**17, 1_000_000_000),
    (10**14, 1_000_000),
    (10**11, 1_000),
)


def utc(value: Any) -> str | None:
    """Return a time as ISO 8601 in UTC with microseconds, so that times compare as strings.

    Args:
        value: ISO 8601 text, with UTC assumed where it names no zone; or seconds, milliseconds,
            microseconds or nanoseconds since 1970 as number or digits. Numbers before 1973 are
            taken for durations.

    Returns:
        `2026-07-15T05:42:04.818000Z`, or None for what is no time.
    """
    if isinstance(value, str):
        if len(value) == _NANOSECOND_DIGITS and value.isdecimal() and value.isascii():
            return f"{_second_text(int(value[:10]))}.{value[10:16]}Z"
        text = value.strip()
        if not text.isdecimal() or not _EPOCH_DIGITS[0] <= len(text) <= _EPOCH_DIGITS[1]:
            return _utc_of_text(text)
        value = int(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not _FIRST_EPOCH_SECOND <= value < _LAST_EPOCH_NANOSECOND:
        return None
    unit = next((unit for beyond, unit in _UNITS if value >= beyond), 1)
    if isinstance(value, int):
        microseconds = value * 1_000_000 // unit
    else:
        microseconds = round(value * (1_000_000 / unit))
    seconds, fraction = divmod(microseconds, 1_000_000)
    return f"{_second_text(seconds)}.{fraction:06d}Z"


@lru_cache(maxsize=256)
def _second_text(seconds: int) -> str:
    """Return a second since 1970 as text; many spans begin in one."""
    return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


# As APIs, loggers and frameworks call it: LiteLLM, Ollama, the AI SDK, Helicone, Chat Completions.
TIMES = (
    "created_at", "timestamp", "createdAt", "ts", "time", "startTime", "start_time",
    "request_created_at", "created", "@timestamp",
)  # fmt: skip


def time_of(*holders: Any) -> str | None:
    """Return the time that the first of some objects tells of itself, as `utc` gives it."""
    for holder in holders:
        for key in TIMES if isinstance(holder, dict) else ():
            told = utc(holder[key]) if key in holder else None
            if told:
                return told
    return None


def _utc_of_text(text: str) -> str | None:
    if text[:4].isdecimal() and len(text) >= len("2026-07-15T05:42"):
        try:
            moment = datetime.fromisoformat(text.removesuffix(" UTC"))
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return _utc_text(aware.astimezone(UTC))
        except (ValueError, OverflowError):
            return None
    return None


def _utc_text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
