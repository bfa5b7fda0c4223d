"""The pairs file: one preference pair a line; a manifest beside it says where each came from.

A line is a JSON object. `prompt`, `chosen`, `rejected` and `tools` are JSON *texts* inside it, so
that no column store can add null arguments to a training target. Messages have OpenAI's chat form;
arguments of calls are JSON texts, too. `chosen` and `rejected` are lists with one message of the
assistant. The manifest of `FILE` is `FILE.manifest.json`.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from auditor.errors import UsageError

Kind = Literal["fabrication", "arguments", "missing-call", "divergence", "decision", "control"]
ChosenSource = Literal["reviewer", "expectation", "sibling", "contract", "recorded"]
RejectedSource = Literal["recorded", "needless"]
Split = Literal["train", "heldout"]
Messages = list[dict[str, Any]]

VERSION = 1
MANIFEST = ".manifest.json"


class Pair(msgspec.Struct, frozen=True):
    """One line of a pairs file.

    Attributes:
        prompt: The conversation up to the message at fault, as JSON text.
        chosen: One assistant message that should stand there, in a list, as JSON text.
        rejected: The assistant message that stood there, in a list, as JSON text.
        tools: The tools in OpenAI's form, as JSON text.
        kind: What is learnt: `fabrication`, `arguments`, `missing-call`, `divergence`,
            `decision`, or `control` (no call is due).
        code: The rule that the rejected message trips and the chosen one does not.
        chosen_source: Who says that the chosen message is right, see `docs/pairs.md`.
        group: Hash of the input in canonical form; a group lies on one side of the split.
        split: `train` or `heldout`.
        trace_id: The trace that the rejected message (of a control, the chosen one) comes from.
        fingerprint: Of the finding, "" for a control.
        verdict_event: Number of the verdict that approved it, None where nobody did.
        dirty: A fabricated message stands in the prompt as it was recorded.
        repaired: A fabricated message of the prompt was replaced or left out.
        rejected_source: `recorded`, or `needless` for a call that was put together for a control.
    """

    prompt: str
    chosen: str
    rejected: str
    tools: str
    kind: Kind
    code: str
    chosen_source: ChosenSource
    group: str
    split: Split = "train"
    trace_id: str = ""
    fingerprint: str = ""
    verdict_event: int | None = None
    dirty: bool = False
    repaired: bool = False
    rejected_source: RejectedSource = "recorded"

    @property
    def key(self) -> str:
        """Equal for pairs that teach the same: 16 hex digits over prompt, answers and tools."""
        return digest(self.prompt, self.chosen, self.rejected, self.tools)


class Layout(msgspec.Struct, frozen=True):
    """The labels that results of a tool have, as profiles gave them to the audit."""

    tool: str
    labels: list[str]


class Manifest(msgspec.Struct, frozen=True):
    """Where the pairs of a file come from, and what was left out.

    Attributes:
        auditor: Version of this package.
        rules: sha256 over the code, name and page of every rule.
        reviewed: Every pair but controls was approved by a person.
        pairs: How many, by split.
        kinds: How many, by kind.
        chosen_sources: How many, by the source of the chosen message.
        controls: Share of controls in all pairs.
        dirty: Share of pairs with a fabricated message in their prompt.
        dropped: How many candidates were left out, by reason.
        per_source_cap: Most faulty steps of one trace that gave pairs.
        max_chars: Longest pair in characters, tools and the longer answer included.
        traces: sha256 over the content of each trace that gave a pair, by its id.
        findings: The finding behind each pair: code, fingerprint, verdict event, by pair key.
        heldout_groups: Hashes of the input groups that must not be trained on.
        contract, form, layouts: What the rules were told: the contract as JSON, the thresholds of
            the form rules, the layouts of results that profiles gave.
        sha256: Of the pairs file.
        notes: What a reader must know: a share that was not reached, ...
    """

    auditor: str
    rules: str
    reviewed: bool
    pairs: dict[str, int]
    kinds: dict[str, int]
    chosen_sources: dict[str, int]
    controls: float
    dirty: float
    dropped: dict[str, int]
    per_source_cap: int
    max_chars: int
    traces: dict[str, str]
    findings: dict[str, dict[str, Any]]
    heldout_groups: list[str]
    contract: dict[str, Any]
    form: dict[str, int] = {}
    layouts: list[Layout] = []
    sha256: str = ""
    notes: list[str] = []
    version: int = VERSION


class Line(NamedTuple):
    """A line of a file: its number, 1-based, and its bytes."""

    number: int
    raw: bytes


def digest(*parts: str) -> str:
    """Return 16 hex digits over texts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def json_of(value: Any) -> str:
    """Return the JSON text of messages or tools: keys in their order, other scripts readable."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def messages_in(text: str) -> Messages:
    """Return the messages of a JSON text of a pair.

    Raises:
        msgspec.DecodeError: It is no JSON text of a list of objects.
    """
    return msgspec.json.decode(text, type=list[dict[str, Any]])


def lines_of(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the lines of a pairs file."""
    for pair in pairs:
        yield json.dumps(msgspec.to_builtins(pair), ensure_ascii=False) + "\n"


def read_lines(path: str) -> Iterator[Line]:
    """Yield the lines of a file that hold something.

    Raises:
        UsageError: The file cannot be read.
    """
    try:
        with open(path, "rb") as file:
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield Line(number, raw)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Give an existing pairs file (JSONL)."
        ) from None


def sha256_of(path: str) -> str:
    """Return the hex digest of a file, blank lines included."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_pairs(path: str) -> list[Pair]:
    """Return the pairs of a file.

    Raises:
        UsageError: The file cannot be read, or a line is no pair; file and line are named.
    """
    pairs = []
    for number, raw in read_lines(path):
        try:
            pairs.append(msgspec.json.decode(raw, type=Pair))
        except msgspec.DecodeError as error:
            raise UsageError(
                f"{path}:{number} is no pair: {error}.",
                "`auditor pairs check FILE` says what is wrong with each line.",
            ) from None
    return pairs


def manifest_path(path: str) -> str:
    """Return the path of the manifest of a pairs file."""
    return path + MANIFEST


def read_manifest(path: str) -> Manifest | None:
    """Return the manifest of a pairs file, or None where there is none.

    Raises:
        UsageError: It cannot be read or has another form.
    """
    place = manifest_path(path)
    if not os.path.exists(place):
        return None
    try:
        with open(place, "rb") as file:
            return msgspec.json.decode(file.read(), type=Manifest)
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{place} is no manifest of pairs: {error}.", "Write the pairs anew: `auditor pairs`."
        ) from None
