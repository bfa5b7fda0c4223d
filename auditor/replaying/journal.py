"""What a replay leaves on the disk: every attempt, and every run that is over.

A replay's folder holds `VERSION.jsonl`, the runs as transcripts, and `attempts.journal`, which
begins with the plan and has a line for each request that was answered or failed. A line is on the
disk before anything follows from it. A run is over when its line stands in the transcripts; one
that was begun goes on from the replies in the journal. So a replay that is killed loses no run and
makes none twice, and pays again for one request per worker at most.
"""

import os
import threading
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec

from auditor.errors import UsageError
from auditor.file_lock import try_lock
from auditor.messages.parts import json_text
from auditor.replaying.plan import Plan
from auditor.replaying.responding import Reply

LOG = "attempts.journal"
_PIECE = 64 * 1024
_SAME = ("mode", "versions", "decoding", "seed", "inputs", "max_steps", "servers")


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request and what came of it.

    Attributes:
        run_id, step: For which run, and which of its steps.
        number: Which attempt for this step, 0-based.
        at: When it was over, UTC.
        seconds: How long it took.
        reply: The reply; None where there was none.
        failure: Why there was none.
    """

    run_id: str
    step: int
    number: int
    at: str
    seconds: float
    reply: Reply | None = None
    failure: str = ""


class Done(NamedTuple):
    """What earlier sessions of a replay did.

    Attributes:
        over: What each run that is over says of itself, by run id.
        attempts: All attempts of all runs.
    """

    over: dict[str, dict[str, Any]]
    attempts: list[Attempt]


class Memory:
    """A replay that leaves nothing on the disk.

    Attributes:
        records: The transcripts of the runs that are over.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.done = Done({}, [])
        self.records: list[dict[str, Any]] = []

    def attempted(self, attempt: Attempt) -> None:
        """Take note of nothing: there is no second session that could go on from it."""

    def over(self, version: str, record: dict[str, Any]) -> None:
        """Keep the transcript of a run."""
        del version
        self.records.append(record)

    def close(self) -> None:
        """Do nothing."""


class Journal:
    """The folder of a replay, opened for going on.

    Args:
        folder: Made where it is missing.
        plan: What this session is to do.
        again: Runs that failed in earlier sessions are open again.

    Raises:
        UsageError: The folder holds another replay, cannot be written, or is in use.
    """

    def __init__(self, folder: str, plan: Plan, *, again: bool = False) -> None:
        self._lock = threading.Lock()
        self._transcripts: dict[str, int] = {}
        self.folder = folder
        try:
            os.makedirs(folder, exist_ok=True)
            self._log = _opened(os.path.join(folder, LOG))
            _claim(self._log, folder)
            _drop_unfinished(self._log)
            over: dict[str, dict[str, Any]] = {}
            for version in plan.versions:
                file = self._transcripts[version] = _transcript(self.path_of(version), again)
                over |= {record["id"]: record["replay"] for record in _lines(file)}
            self.plan, attempts = self._begun(plan, over)
        except OSError as error:
            raise UsageError(
                f"{folder} cannot be written: {error.strerror}.", "Name a folder for --out."
            ) from None
        self.done = Done(over, attempts)

    def path_of(self, version: str) -> str:
        """Return the file of a version's runs."""
        return os.path.join(self.folder, f"{version}.jsonl")

    def attempted(self, attempt: Attempt) -> None:
        """Write an attempt down."""
        self._append(self._log, msgspec.json.encode(attempt))

    def over(self, version: str, record: dict[str, Any]) -> None:
        """Write the transcript of a run down; with it the run is over."""
        self._append(self._transcripts[version], json_text(record).encode())

    def close(self) -> None:
        """Let another session go on."""
        for file in (self._log, *self._transcripts.values()):
            os.close(file)

    def _begun(self, plan: Plan, over: Collection[str]) -> tuple[Plan, list[Attempt]]:
        lines = list(_lines(self._log))
        if over and not lines:
            raise UsageError(
                f"{self.folder} holds runs without their log.", "Give another folder with --out."
            )
        if not lines:
            self._append(self._log, msgspec.json.encode(plan))
            return plan, []
        try:
            before = msgspec.convert(lines[0], Plan)
            attempts = msgspec.convert(lines[1:], list[Attempt])
        except msgspec.ValidationError as error:
            raise UsageError(
                f"{os.path.join(self.folder, LOG)} is no log of a replay: {error}.",
                "Give another folder with --out.",
            ) from None
        if not (attempts or over):
            # Nothing was answered yet, perhaps for a mistake that this plan mends.
            os.ftruncate(self._log, 0)
            self._append(self._log, msgspec.json.encode(plan))
            return plan, []
        other = [name for name in _SAME if getattr(before, name) != getattr(plan, name)]
        if other:
            raise UsageError(
                f"{self.folder} holds another replay; it differs in {', '.join(other)}.",
                "Give another folder with --out, or the same arguments to go on.",
            )
        return before, attempts

    def _append(self, file: int, line: bytes) -> None:
        data = line + b"\n"
        with self._lock:
            try:
                while data:
                    data = data[os.write(file, data) :]
                os.fsync(file)
            except OSError as error:
                raise UsageError(
                    f"{self.folder} cannot be written: {error.strerror}.",
                    "Make room and call it again: it goes on where it stood.",
                ) from None


def _opened(path: str) -> int:
    binary = getattr(os, "O_BINARY", 0)  # Windows
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | binary, 0o600)


def _transcript(path: str, again: bool) -> int:
    """Open the file of a version's runs; where failed ones are to be made again, without those."""
    file = _opened(path)
    _drop_unfinished(file)
    if not again:
        return file
    os.close(file)
    new = f"{path}.new"
    with open(path, "rb") as before, open(new, "wb") as stream:
        stream.writelines(line for line in before if not _has_failed(line))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(new, path)
    return _opened(path)


def _has_failed(line: bytes) -> bool:
    state: str = msgspec.json.decode(line)["replay"]["state"]
    return state == "failed"


def _drop_unfinished(file: int) -> None:
    """Cut off the line that a killed session left without its end."""
    end = os.fstat(file).st_size
    while end:
        start = max(0, end - _PIECE)
        os.lseek(file, start, os.SEEK_SET)
        place = os.read(file, end - start).rfind(b"\n")
        if place >= 0:
            end = start + place + 1
            break
        end = start
    os.ftruncate(file, end)


def _lines(file: int) -> Iterator[Any]:
    with open(file, "rb", closefd=False) as stream:
        stream.seek(0)
        for line in stream:
            yield msgspec.json.decode(line)


def _claim(file: int, folder: str) -> None:
    """Make sure that no other session writes here, where the system offers locks."""
    if not try_lock(file):
        raise UsageError(
            f"Another replay writes {folder}.", "Wait for it, or give another folder with --out."
        )
