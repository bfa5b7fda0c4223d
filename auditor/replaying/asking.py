"""Gets one run's replies: earlier ones out of the log, new ones with patience."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from auditor.errors import AuditorError
from auditor.replaying.journal import Attempt, Journal, Memory
from auditor.replaying.plan import Job, now, step_seed
from auditor.replaying.responding import (
    Decoding,
    Message,
    NoReply,
    Reply,
    Respond,
    Tools,
    reply_of,
)
from auditor.replaying.spending import Limits, Pace, Price, Spending, Stopped

_OFTEN = 5
"""So many requests that met nobody, and none that did, show that nobody is there."""


class Version(NamedTuple):
    """What answers, and on which terms.

    Attributes:
        respond: Answers a conversation.
        pace: When it may be asked.
        price: What its tokens cost; None where nobody said.
        model: What transcripts call it where it does not name itself.
    """

    respond: Respond
    pace: Pace
    price: Price | None = None
    model: str = ""


class Heard:
    """Whether versions are there at all, in this session."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present: set[str] = set()
        self._absences: Counter[str] = Counter()

    def note(self, version: str, failure: NoReply | None) -> None:
        """Take note of a request."""
        with self._lock:
            if failure is not None and failure.absent:
                self._absences[version] += 1
            else:
                self._present.add(version)

    def nobody(self, version: str) -> bool:
        """Say whether a version was asked often enough and was never there."""
        return version not in self._present and self._absences[version] >= _OFTEN


class Shared(NamedTuple):
    """What all workers of a replay have in common."""

    decoding: Decoding
    shelf: Journal | Memory
    spending: Spending
    limits: Limits
    stop: threading.Event
    heard: Heard


class Asking:
    """Gets the replies of one run.

    Attributes:
        attempts, failed_attempts: How many requests the run took in this session.
        resumed: An earlier session got replies of the run.
    """

    def __init__(
        self, job: Job, version: Version, shared: Shared, earlier: Sequence[Attempt]
    ) -> None:
        self._job = job
        self._version = version
        self._shared = shared
        self._earlier = earlier
        self._ends = time.monotonic() + shared.limits.deadline
        self.attempts = self.failed_attempts = 0
        self.resumed = any(attempt.reply is not None for attempt in earlier)

    def __call__(self, messages: list[Message], step: int) -> Reply:
        """Return the reply at a step.

        Raises:
            NoReply: There is none, after as many attempts as the limits allow a session.
            Stopped: The replay ends.
        """
        before = [attempt for attempt in self._earlier if attempt.step == step]
        for attempt in before:
            if attempt.reply is not None:
                return attempt.reply
        failed = 0
        while True:
            try:
                return self._attempt(messages, step, len(before) + failed)
            except NoReply as failure:
                self._wait_after(failure, failed)
            failed += 1

    def _attempt(self, messages: list[Message], step: int, number: int) -> Reply:
        self._pause(self._version.pace.turn())
        if self._shared.stop.is_set():
            raise Stopped("another run ended the replay")
        self._shared.spending.check()
        self.attempts += 1
        began = time.monotonic()
        reply, failure = None, None
        try:
            reply = self._respond(messages, step)
        except NoReply as fault:
            failure = fault
            self.failed_attempts += 1
        self._shared.heard.note(self._job.version, failure)
        self._shared.shelf.attempted(
            Attempt(
                self._job.run_id,
                step,
                number,
                now(),
                round(time.monotonic() - began, 3),
                reply,
                "" if failure is None else failure.reason,
            )
        )
        if failure is not None:
            raise failure
        assert reply is not None  # noqa: S101 - there is a reply or a failure
        self._shared.spending.add(reply, self._version.price or Price())
        return reply

    def _respond(self, messages: list[Message], step: int) -> Reply:
        seed = step_seed(self._job.seed, step)
        decoding = msgspec.structs.replace(self._shared.decoding, seed=seed)
        tools: Tools = self._job.given.tools
        try:
            return reply_of(self._version.respond(messages, tools, decoding))
        except (NoReply, AuditorError):
            raise
        except Exception as fault:  # a stand-in may fail in any way; its run says nothing then
            raise NoReply(f"the model's stand-in raised {type(fault).__name__}: {fault}") from fault

    def _wait_after(self, failure: NoReply, failed: int) -> None:
        """Wait for the next attempt; raise the failure where there is to be none.

        Args:
            failure: Why there is no reply.
            failed: How many attempts had failed before.
        """
        limits = self._shared.limits
        if not failure.again:
            raise failure
        if failed >= limits.retries:
            raise self._given_up(failure.reason)
        wait = min(limits.first_wait * 2**failed, limits.longest_wait)
        if failure.wait is not None:
            wait = failure.wait
            if wait >= limits.deadline:
                # Every run would meet the same: they are left for another session.
                raise Stopped(f"{self._job.version} asks to be left alone for {wait:,.0f} s")
            self._version.pace.hold(wait)
        # So that workers that failed together do not come back together.
        wait *= 1 + random.random() / 4  # noqa: S311 - a wait, no secret
        if time.monotonic() + wait > self._ends:
            raise self._given_up(f"{failure.reason}; the run's time is up")
        self._pause(wait)

    def _given_up(self, reason: str) -> Exception:
        """Return what ends a run that got no reply: the replay, where nobody is there at all."""
        if self._shared.heard.nobody(self._job.version):
            return Stopped(f"{self._job.version} answers nothing: {reason}")
        return NoReply(reason)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._shared.stop.wait(seconds)
