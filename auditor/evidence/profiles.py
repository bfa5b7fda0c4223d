"""Profiles: what the results of each tool look like, learnt from genuine ones.

With them an audit knows the layout of a tool that a trace never calls. A file holds names of
fields and no value: `{"version": 1, "tools": {NAME: {"layouts": [...], "fields": [{"path": ...,
"type": ..., "labels": [...]}], "count": ...}}}`. What a result tells in sentences has names where
the answer to another call tells as much with other values: what the two share.
"""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import ConfigError
from auditor.evidence.envelopes import opened
from auditor.evidence.records import Shape
from auditor.pairing import pair
from auditor.trace import ToolCall, ToolResult, Trace
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.labels import is_data, label_key
from auditor.values.literals import parse_value
from auditor.values.prose import LONGEST_PROSE, aligned_clauses
from auditor.values.ties import without_end_link
from auditor.values.values import value_of

VERSION = 1

_MOST_FIELDS = 200
_MOST_PATHS = 2000
_MOST_VALUES = 5000
_MOST_PROSE = 12
_RARE = 0.05


class FieldProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a tool's results.

    Attributes:
        path: Names from the outside in; `[]` for the members of a list, `*` for keys that are data.
        type: `string`, `number`, `boolean`, `null`, or several with `|`.
        labels: The ways in which its own name is written.
    """

    path: str
    type: str
    labels: tuple[str, ...]


class ToolProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the results of a tool look like.

    Attributes:
        layouts: `json`, or those of records set out in text; the commonest first.
        fields: By path.
        count: How many results it was learnt from.
    """

    layouts: tuple[str, ...]
    fields: tuple[FieldProfile, ...]
    count: int


class Profiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as a whole."""

    version: int
    tools: dict[str, ToolProfile]


class _Seen(msgspec.Struct):
    """What was seen of one tool so far.

    Attributes:
        prose: Some results that are sentences, by the arguments of their calls.
    """

    count: int = 0
    layouts: Counter[str] = msgspec.field(default_factory=Counter)
    paths: Counter[str] = msgspec.field(default_factory=Counter)
    types: dict[str, set[str]] = {}
    labels: dict[str, Counter[str]] = {}
    prose: dict[str, str] = {}

    def keep_prose(self, asked: str, output: str) -> None:
        """Keep a result among the few that are read as sentences: whatever the order, the same."""
        self.prose[asked] = min(output, self.prose.get(asked, output))
        if len(self.prose) > _MOST_PROSE:
            del self.prose[max(self.prose)]


class Learner:
    """Learns profiles from traces, one by one, in any order."""

    def __init__(self) -> None:
        self._tools: dict[str, _Seen] = {}

    def add(self, trace: Trace) -> None:
        """Learn from the answered calls of a trace; failed and synthesized results don't count."""
        pairing = pair(trace.events)
        for call in pairing.calls:
            result = pairing.answer.get(call.index)
            if result is not None and call.name and _is_genuine(result):
                _learn(self._tools.setdefault(call.name, _Seen()), call, opened(result.output))

    def profiles(self) -> Profiles:
        """Return what was learnt; fields that only few results have are left out."""
        return Profiles(
            VERSION, {name: _profile(seen) for name, seen in sorted(self._tools.items())}
        )


def _is_genuine(result: ToolResult) -> bool:
    return result.source == "runtime" and not result.is_error and not result.synthesized


class _Leaf(msgspec.Struct, frozen=True):
    path: str
    label: str
    type: str


def _learn(seen: _Seen, call: ToolCall, output: str) -> None:
    seen.count += 1
    leaves = list(_leaves(output, seen.layouts))
    if leaves:
        _note(seen, leaves)
    elif len(output) <= LONGEST_PROSE:
        seen.keep_prose(call.arguments_raw, output)


def _note(seen: _Seen, leaves: Iterable[_Leaf]) -> None:
    """Count the fields of a result."""
    found: dict[str, list[_Leaf]] = {}
    for leaf in leaves:
        found.setdefault(leaf.path, []).append(leaf)
    for path, own in found.items():
        if path not in seen.paths and len(seen.paths) >= _MOST_PATHS:
            continue
        seen.paths[path] += 1
        seen.types.setdefault(path, set()).update(leaf.type for leaf in own)
        seen.labels.setdefault(path, Counter()).update({leaf.label for leaf in own})


def _leaves(output: str, layouts: Counter[str]) -> Iterator[_Leaf]:
    value = parse_value(output)
    if isinstance(value, dict | list):
        layouts["json"] += 1
        yield from _leaves_of_value(value)
        return
    blocks = [block for block in blocks_of(output) if block.is_record]
    layouts.update({str(block.layout) for block in blocks} or {"text"})
    for block in blocks:
        yield from _leaves_of_fields(block.fields)


def _leaves_of_fields(fields: Iterable[Field]) -> Iterator[_Leaf]:
    for field in fields:
        key = label_key(field.label)
        if key and not is_data(field.label):
            yield _Leaf(key, field.label, _type_of_text(field.value))


def _told_in_sentences(prose: dict[str, str]) -> Iterator[list[_Leaf]]:
    """Yield the fields of each result that is sentences, by the words it shares with another."""
    for asked, output in prose.items():
        others = [told for other, told in prose.items() if other != asked]
        blocks = max((aligned_clauses(output, told) for told in others), key=_size, default=[])
        fields = [Field(without_end_link(f.label), f.value) for b in blocks for f in b.fields]
        yield list(_leaves_of_fields(fields))


def _size(blocks: list[Block]) -> int:
    return sum(len(block.fields) for block in blocks)


def _leaves_of_value(value: Any) -> Iterator[_Leaf]:
    stack: list[tuple[str, str, Any]] = [("", "", value)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        path, label, node = stack.pop()
        if isinstance(node, dict):
            for name, child in node.items():
                data = is_data(str(name))
                below = f"{path}.{'*' if data else name}".lstrip(".")
                stack.append((below, "" if data else str(name), child))
        elif isinstance(node, list | tuple):
            stack.extend((f"{path}[]", label, child) for child in node)
        elif label:
            yield _Leaf(path, label, _type_of(node))


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"


def _type_of_text(raw: str) -> str:
    kind = value_of(raw).kind
    return {"number": "number", "flag": "boolean", "empty": "null"}.get(kind, "string")


def _profile(seen: _Seen) -> ToolProfile:
    told = _Seen(len(seen.prose))
    for leaves in _told_in_sentences(seen.prose):
        _note(told, leaves)
    fields = {field.path: field for field in (*_fields(told), *_fields(seen))}
    layouts = sorted(seen.layouts, key=lambda layout: (-seen.layouts[layout], layout))
    return ToolProfile(tuple(layouts), tuple(fields[path] for path in sorted(fields)), seen.count)


def _fields(seen: _Seen) -> Iterator[FieldProfile]:
    """Yield the fields that more than a few results have."""
    enough = max(1.0, seen.count * _RARE)
    kept = [path for path, number in seen.paths.items() if number >= enough]
    kept.sort(key=lambda path: (-seen.paths[path], path))
    for path in kept[:_MOST_FIELDS]:
        types, labels = "|".join(sorted(seen.types[path])), tuple(sorted(seen.labels[path]))
        yield FieldProfile(path, types, labels)


def profiles_text(profiles: Profiles) -> str:
    """Return the file's text: readable, and equal for equal profiles."""
    return msgspec.json.format(msgspec.json.encode(profiles), indent=1).decode() + "\n"


def load_profiles(path: str) -> Profiles:
    """Read a profiles file.

    Raises:
        ConfigError: The file is missing, of another version, or breaks the form.
    """
    try:
        raw = Path(path).read_bytes().removeprefix(BOM_UTF8)
        profiles = msgspec.json.decode(raw, type=Profiles)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}.", "Write one with `auditor learn`.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}.", "Write it anew with `auditor learn`.") from None
    if profiles.version != VERSION:
        raise ConfigError(
            f"{path}: version {profiles.version} is not known, only {VERSION}.",
            "Write it anew with `auditor learn`.",
        )
    return profiles


def shapes_of(profiles: Profiles) -> list[Shape]:
    """Return what the audit compares texts with: the labels of each tool that has several."""
    shapes = [
        Shape(name, frozenset(label_key(one) for f in tool.fields for one in f.labels) - {""}, None)
        for name, tool in profiles.tools.items()
    ]
    return [shape for shape in shapes if len(shape.labels) > 1]
