"""What a run decided: its acting calls, or a value read from its last message."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

from auditor.contract import Contract, DecisionContract
from auditor.decisions.affirmed import affirms, plain_words
from auditor.messages.parts import json_text
from auditor.runs.chain import Step
from auditor.values.literals import literals_in, parse_value

_READING = re.compile(
    r"(?:get|list|search|look_?up|query|fetch|read|find|check|describe|show|view|grep|glob|ls|cat|"
    r"calculate|think|retrieve|browse|open|inspect|count|scan|analy[sz]e)(?![a-z])|"
    # Search engines and hosted tools are named by what they look in.
    r"(?:web|internet|file|tool|knowledge|kb|docs?|news|google|bing|brave|duckduckgo|tavily|serper|"
    r"exa|wikipedia|arxiv|vector|semantic)[_-]?(?:base[_-]?)?(?:search|lookup|fetch)$",
    re.IGNORECASE,
)
_LONGEST_LINE = 10_000


class Choice(NamedTuple):
    """One decision: what was done about which entity.

    Attributes:
        entity: What it is about, for people; "" for the run as a whole.
        action: The acting tool, or the value read from the message.
        event: The event that shows it.
        key: What tells it from the same action about something else: the key arguments.
    """

    entity: str
    action: str
    event: int
    key: str = ""


class Decision(NamedTuple):
    """Everything a run decided.

    Attributes:
        choices: In order.
        declared: Read as the contract says, or from tools that it declares to write. Otherwise
            the acting tools were told by their names, and what is said of them is a guess.
        missing: It is to be read from the last message, and that states none: what the run decided
            is not known.
        hand_off: It is to pass the case on to a person, and read from the last message.
    """

    choices: tuple[Choice, ...]
    declared: bool
    missing: bool = False
    hand_off: bool = False

    @property
    def label(self) -> tuple[tuple[str, str], ...]:
        """Equal for equal decisions; the order of decisions does not matter."""
        return tuple(sorted((choice.key, choice.action) for choice in self.choices))


class LastWords(NamedTuple):
    """The last message of a run and its place in the events."""

    text: str
    event: int


def decision_of(chain: Sequence[Step], last: LastWords | None, contract: Contract) -> Decision:
    """Return the decision of a run.

    Where the contract names no extractor, acting calls are the decision: those of tools declared
    `write`; else those of undeclared tools whose names don't sound like reading.
    """
    how = contract.decision
    if how.tool:
        named = {*how.tool, *how.hand_off}
        return Decision(_choices(step for step in chain if step.name in named), declared=True)
    if reads_words(how):
        value = None if last is None else value_in(last.text, how)
        if value is None or last is None:
            return Decision((), declared=True, missing=True)
        choice = Choice("", value, last.event)
        return Decision((choice,), declared=True, hand_off=value in how.hand_off)
    if any(step.effect == "write" for step in chain) or _declares_writes(contract):
        return Decision(_choices(step for step in chain if step.effect == "write"), declared=True)
    return Decision(
        _choices(step for step in chain if likely_acts(step)),
        declared=False,
    )


def reads_words(how: DecisionContract) -> bool:
    """Say whether a decision is read from the last message instead of from calls."""
    return not how.tool and bool(how.json_path or how.regex or how.labels)


def _declares_writes(contract: Contract) -> bool:
    return any(tool.effect == "write" for tool in contract.tools.values())


def _choices(steps: Iterator[Step]) -> tuple[Choice, ...]:
    return tuple(Choice(step.entity, step.name, step.index, step.key) for step in steps)


@lru_cache(1024)
def sounds_like_reading(name: str) -> bool:
    """Say whether a tool's name begins or ends with a word of looking; a guess where undeclared."""
    return _READING.match(name.rsplit(".", 1)[-1].rsplit("__", 1)[-1]) is not None


def likely_acts(step: Step) -> bool:
    """Say whether a call acts: declared so, or undeclared and not named like reading."""
    return step.effect == "write" or (step.effect is None and not sounds_like_reading(step.name))


def value_in(text: str, how: DecisionContract) -> str | None:
    """Return the decision that a message states, by the first extractor that finds one.

    What is said in other letters (`Block`, `BLOCK`, wide ones) or marks is the same decision; it
    is written as the contract does, where that names it.
    """
    for said in (
        _at_path(text, how.json_path) if how.json_path else None,
        _by_regex(text, how.regex) if how.regex else None,
    ):
        spelled = said and _spelled(said, how)
        if spelled:
            return spelled
    return _by_labels(text, how.labels) if how.labels else None


def _spelled(said: str, how: DecisionContract) -> str:
    plain = " ".join(plain_words(said).split()).rstrip(".。!！")
    named = (*how.labels, *how.hand_off, *(name for pair in how.opposites for name in pair))
    return next((name for name in named if plain_words(name) == plain), plain)


def _at_path(text: str, path: str) -> str | None:
    """Return the value at a dotted path of the last JSON object of a message that has one."""
    parts = path.removeprefix("$").replace("[", ".").replace("]", "").strip(".").split(".")
    for held in reversed(_values_in(text)):
        value = reduce(_member, parts, held)
        if value is not None and not isinstance(value, dict | list):
            # 1 and 1.0 are one decision.
            whole = isinstance(value, float) and value.is_integer()
            return value if isinstance(value, str) else json_text(int(value) if whole else value)
    return None


def _values_in(text: str) -> list[Any]:
    """Return the JSON values of a text in order, the items of a list before it."""
    whole = parse_value(text)
    found = [whole] if whole is not None else [each.value for each in literals_in(text)]
    lists = [each for each in found if isinstance(each, list)]
    return [*(item for each in lists for item in each), *found]


def _member(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return None


def _by_regex(text: str, pattern: str) -> str | None:
    found = None
    for line in text.splitlines():
        match = re.search(pattern, line[:_LONGEST_LINE])
        if match:
            found = (match[1] if match.re.groups else match[0]) or found
    return None if found is None else found.strip()


def _by_labels(text: str, labels: dict[str, tuple[str, ...]]) -> str | None:
    """Return the one label whose words a message states; None for none or several."""
    said = {
        label
        for label, words in labels.items()
        if any(affirms(text, word) for word in (*words, label))
    }
    return said.pop() if len(said) == 1 else None
