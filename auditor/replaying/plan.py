"""What a replay will do: which runs, in which order, with which seeds."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from auditor.replaying.inputs import Input
from auditor.replaying.responding import Decoding

Mode = Literal["frozen", "teacher-forced", "live"]
_SEEDS = 2**31
_STEP = 1_000_003


class Plan(msgspec.Struct, frozen=True):
    """What makes two calls of `replay` the same one, so that the second goes on with the first.

    How many runs each input gets is no part of it: more can be added later.

    Attributes:
        mode: How results come about.
        versions: What answers, by name: in words that change when it does, without keys.
        decoding: As asked for.
        seed: From which all others are drawn.
        inputs: SHA-256 over the conversations and tools.
        max_steps: The most replies to one message of a user.
        began: When the replay was begun, UTC.
        servers: The tools that may really be called, by server.
    """

    mode: Mode
    versions: dict[str, str]
    decoding: Decoding
    seed: int
    inputs: str
    max_steps: int
    began: str
    servers: dict[str, tuple[str, ...]] = {}


class Job(NamedTuple):
    """One run to make."""

    run_id: str
    version: str
    given: Input
    run_index: int
    seed: int


def digest_of(inputs: Sequence[Input]) -> str:
    """Return a SHA-256 that is equal for equal conversations, tools and names in equal order."""
    digest = hashlib.sha256()
    for given in inputs:
        digest.update(msgspec.json.encode((given.key, given.messages, given.tools, given.step)))
    return digest.hexdigest()


def jobs_of(plan: Plan, inputs: Sequence[Input], runs: int) -> Iterator[Job]:
    """Yield every run: all inputs once before any of them again, versions in random order.

    So that a change of the server's load or weights meets all versions and inputs alike.
    """
    order = random.Random(plan.seed)  # noqa: S311 - an order, no secret
    names = list(plan.versions)
    for run_index in range(runs):
        for given in inputs:
            order.shuffle(names)
            for version in names:
                yield Job(
                    _run_id(plan, version, given.key, run_index),
                    version,
                    given,
                    run_index,
                    seed_of(plan.seed, given.key, run_index),
                )


def seed_of(seed: int, key: str, run_index: int) -> int:
    """Return a run's seed, below 2**31: another for each run of an input."""
    first = hashlib.sha256(f"{seed} {key}".encode()).digest()
    return (int.from_bytes(first[:4]) + run_index) % _SEEDS


def step_seed(seed: int, step: int) -> int:
    """Return the seed of a step of a run, so that no two steps draw alike."""
    return (seed + _STEP * step) % _SEEDS


def _run_id(plan: Plan, version: str, key: str, run_index: int) -> str:
    named = msgspec.json.encode((plan.began, plan.mode, plan.seed, version, key, run_index))
    return hashlib.sha256(named).hexdigest()[:16]


def now() -> str:
    """Return the time in UTC as transcripts have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
