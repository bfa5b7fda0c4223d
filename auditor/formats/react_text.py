"""ReAct text: `Thought`, `Action` and `Observation` lines, numbered or not.

One conversation, or a file of many: each `Question:` opens one, headers such as `BEGIN TRIAL 2` and
`BEGIN CORRECT AGENTS` say which trial it belongs to and how it went. `Search[Paris]` is a call of
`Search` with the argument text `Paris`; `Action:` with `Action Input:` works, too. The runtime put
its observations into the same text as the model its actions, with no border between: hence the note
`single-text`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import json_text
from auditor.messages.react_markers import MARKER, action_call
from auditor.trace import Place, ToolCall, Trace

NAME = "react-text"

_HEADER = re.compile(r"[#=-]{8,}\s*$|-*\s*BEGIN (?:TRIAL (\d{1,6})|(\w+) AGENTS)\b|Trial summary:")
_PROMPT_END = "Begin!"
_REWARDS = {"CORRECT": 1.0, "INCORRECT": 0.0, "HALTED": 0.0}


class Header(NamedTuple):
    """What the section headers above a conversation say."""

    trial: int | None = None
    outcome: str = ""


class Part(msgspec.Struct):
    """A marked stretch of the text: from its marker to the next.

    Attributes:
        kind: The marker's word; `""` for text before any marker.
        number: The marker's number, or None.
        line: 1-based line of the marker.
        text: Without marker and without the line end.
    """

    kind: str
    number: int | None
    line: int
    text: str
    header: Header


def recognise_text(head: str) -> Recognition | None:
    """Recognise lines that begin with Action and with Thought or Observation."""
    kinds = {match[1] for match in map(MARKER.match, head.split("\n")) if match}
    if "Action" in kinds and kinds & {"Thought", "Observation"}:
        return Recognition(0.7, "lines that begin with Thought, Action, Observation")
    return None


def read_text(text: str, place: Place) -> Iterator[Item]:
    """Read the conversations of a text."""
    seen: Counter[str] = Counter()
    for parts in _conversations(_join_quoted(list(_parts(text)))):
        trace = _trace_of(parts, place)
        if not trace.events:
            yield Skipped("text without Thought, Action or Observation")
            continue
        if parts[0].header.trial is not None:
            # A trial may ask a question twice, so that its number alone could not tell the runs.
            trace.run_index = seen[trace.task_key]
            seen[trace.task_key] += 1
        yield trace


def _parts(text: str) -> Iterator[Part]:
    prompt, begin, _ = text.partition(f"\n{_PROMPT_END}\n")
    first_line = prompt.count("\n") + 2 if begin else 0
    header = Header()
    part = Part("", None, 1, "", header)
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        heading = _HEADER.match(line) if number > first_line else None
        marker = MARKER.match(line) if number > first_line else None
        if heading is None and marker is None:
            lines.append(line)
            continue
        yield _closed(part, lines)
        if heading is not None:
            header = _next_header(header, heading)
            part, lines = Part("", None, number, "", header), []
        elif marker is not None:
            count = int(marker[2]) if marker[2] else None
            part, lines = Part(marker[1], count, number, "", header), [marker[3]]
    yield _closed(part, lines)


def _closed(part: Part, lines: list[str]) -> Part:
    part.text = "\n".join(lines).rstrip("\r\n")
    return part


def _next_header(header: Header, heading: re.Match[str]) -> Header:
    if heading[1]:
        return Header(int(heading[1]))
    return Header(header.trial, heading[2]) if heading[2] else header


def _join_quoted(parts: list[Part]) -> list[Part]:
    """Give a `Question:` line that an observation quotes back to it.

    A question opens a conversation, so that the numbers after it begin again at 1.
    """
    kept: list[Part] = []
    following: int | None = None
    for part in reversed(parts):
        if part.kind == "Question" and following is not None and following > 1:
            kept.append(Part("quoted", None, part.line, f"Question: {part.text}", part.header))
            continue
        following = part.number if part.kind in ("Thought", "Action") else following
        kept.append(part)
    groups: list[list[Part]] = []
    for part in reversed(kept):
        if part.kind == "quoted" and groups:
            groups[-1].append(part)
        else:
            groups.append([part])
    for group in groups:
        group[0].text = "\n".join(part.text for part in group)
    return [group[0] for group in groups]


def _conversations(parts: list[Part]) -> Iterator[list[Part]]:
    conversation: list[Part] = []
    for part in parts:
        if part.kind == "" and not part.text.strip():
            continue
        if part.kind == "Question" and any(p.kind for p in conversation):
            yield conversation
            conversation = []
        conversation.append(part)
    if conversation:
        yield conversation


def _trace_of(parts: list[Part], place: Place) -> Trace:
    draft = Draft()
    if any(part.kind for part in parts):
        for position, part in enumerate(parts):
            _add_part(draft, part, parts[position - 1] if position else None)
    header = parts[0].header
    extra = {"trial": str(header.trial)} if header.trial is not None else {}
    if header.outcome:
        extra["outcome"] = json_text(header.outcome)
    for part in parts:
        if part.kind == "Correct answer":
            extra["correct_answer"] = json_text(part.text)
    return Trace(
        NAME,
        msgspec.structs.replace(place, line=parts[0].line),
        draft.events,
        None,
        notes=frozenset({"single-text", "free-text-arguments"}),
        reward=_REWARDS.get(header.outcome),
        extra=extra,
    )


def _add_part(draft: Draft, part: Part, before: Part | None) -> None:
    after_thought = before is not None and before.kind == "Thought"
    if part.kind == "Question":
        draft.user(part.text, part.line)
    elif part.kind == "":
        draft.system(part.text, part.line, role="prompt")
    elif part.kind == "Thought":
        draft.step()
        draft.model(part.text, part.line, channel="thinking")
    elif part.kind == "Action":
        if not after_thought:
            draft.step()
        draft.call(*action_call(part.text), part.line)
    elif part.kind == "Action Input":
        _add_input(draft, part)
    elif part.kind == "Final Answer":
        if not after_thought:
            draft.step()
        draft.model(part.text, part.line)
    elif part.kind == "Observation":
        draft.result(part.text, part.line)


def _add_input(draft: Draft, part: Part) -> None:
    """Give the input to the action before it, whose whole text is the tool's name then."""
    last = draft.events[-1] if draft.events else None
    if isinstance(last, ToolCall):
        draft.events.pop()
        draft.call((last.name or last.arguments_raw).strip(), part.text, last.item)
    else:
        draft.call("", part.text, part.line)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="ReAct text (Thought, Action, Observation)",
        recognise_text=recognise_text,
        read_text=read_text,
    ),
)
