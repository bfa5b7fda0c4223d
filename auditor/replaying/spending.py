"""How much a replay may cost, and how fast and how patiently it asks."""

import threading
import time
from typing import NamedTuple

import msgspec

from auditor.replaying.responding import Reply

_MILLION = 1e6


class Limits(msgspec.Struct, frozen=True):
    """Where a replay stops asking.

    Attributes:
        tokens: Prompt and completion tokens of all sessions together.
        cost: In the currency of the versions' prices.
        retries: Further attempts at one reply, where it may help.
        deadline: Seconds that one run may take, waiting included.
        again: Make runs that failed in earlier sessions once more, from the replies that they got.
        first_wait, longest_wait: Seconds before the second attempt, doubled for each further one,
            and the most; the server's own word goes first.
    """

    tokens: int | None = None
    cost: float | None = None
    retries: int = 4
    deadline: float = 900.0
    first_wait: float = 0.5
    longest_wait: float = 60.0
    again: bool = False


class Price(NamedTuple):
    """What a million tokens cost."""

    prompt: float = 0.0
    completion: float = 0.0


class Stopped(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The replay ends here; runs that are not over stay open for the next session."""


class Spending:
    """What was spent so far, by all workers.

    The limits are looked at before each request, so what is under way may go beyond them.

    Attributes:
        prompt_tokens, completion_tokens: As the servers counted.
        uncounted: Replies whose cost nobody counted.
        cost: In the currency of the prices.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self.prompt_tokens = self.completion_tokens = self.uncounted = 0
        self.cost = 0.0

    def add(self, reply: Reply, price: Price) -> None:
        """Count a reply."""
        prompt, completion = reply.prompt_tokens or 0, reply.completion_tokens or 0
        with self._lock:
            self.prompt_tokens += prompt
            self.completion_tokens += completion
            self.uncounted += reply.prompt_tokens is None
            self.cost += (prompt * price.prompt + completion * price.completion) / _MILLION

    def check(self) -> None:
        """Raise `Stopped` where a limit is reached, or cannot be kept for want of figures."""
        limits = self._limits
        limited = limits.tokens is not None or limits.cost is not None
        if limited and self.uncounted:
            raise Stopped("the budget: replies come without a count of their tokens")
        if limits.tokens is not None:
            used = self.prompt_tokens + self.completion_tokens
            if used >= limits.tokens:
                raise Stopped(f"the budget: {used:,} of {limits.tokens:,} tokens are used")
        if limits.cost is not None and self.cost >= limits.cost:
            raise Stopped(f"the budget: {self.cost:.2f} of {limits.cost:.2f} is spent")


class Pace:
    """When a version may be asked next, by all workers together.

    Args:
        per_minute: The most requests a minute; None for no limit.
    """

    def __init__(self, per_minute: float | None = None) -> None:
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def turn(self) -> float:
        """Take the next turn and return the seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + self._gap
            return mine - now

    def hold(self, seconds: float) -> None:
        """Let nobody ask for a while, as the server wants."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)
