"""Transcripts that something went wrong with, and what reading them must keep."""

import json
import random
from pathlib import Path
from typing import Any

from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import ReadProblem, Trace

_STRANGE: list[Any] = [
    None,
    True,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\u0000",
    [],
    {},
    ["x"],
    [None],
    {"a": 1},
]


def _damaged_value(value: Any, chance: random.Random) -> Any:
    """Return the value with one node, chosen by chance, replaced, removed or repeated."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(_STRANGE)
    key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
    copy = dict(value) if isinstance(value, dict) else list(value)
    if chance.random() < 0.1:
        del copy[key]
    elif isinstance(copy, list) and chance.random() < 0.1:
        copy.insert(key, copy[chance.randrange(len(copy))])
    else:
        copy[key] = _damaged_value(value[key], chance)
    return copy


def _damaged_bytes(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    end = min(len(raw), start + chance.choice((0, 1, 1, 2, 40, len(raw))))
    filling = chance.choice((b"", b'"', b"{", b"]", b"\n", b"\x00", b"\xff", b"null", raw[:50]))
    return raw[:start] + filling + raw[end:]


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a transcript that something went wrong with, as JSON or as bytes."""
    try:
        lines = [json.loads(line) for line in raw.split(b"\n") if line.strip()]
    except ValueError:
        try:
            lines = [json.loads(raw)]
        except ValueError:
            return _damaged_bytes(raw, chance)
    if chance.random() < 0.2:
        return _damaged_bytes(raw, chance)
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(len(lines))
        lines[at] = _damaged_value(lines[at], chance)
    return "\n".join(map(json.dumps, lines)).encode()


def reading_of_damage(path: Path, seed: int, folder: Path) -> None:
    """Read a damaged copy: nothing is raised, and every record goes somewhere."""
    copy = folder / path.name
    chance = random.Random(seed)  # noqa: S311 - damage that can be had again
    copy.write_bytes(damaged(path.read_bytes(), chance))
    accounts = Accounts()
    for found in read(str(copy), accounts=accounts):
        assert isinstance(found, Trace | ReadProblem)
    assert accounts.balanced(), accounts
