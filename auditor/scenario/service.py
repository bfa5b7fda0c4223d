"""The reputation service as something that runs: it waits, fails on demand, and remembers deeds."""

import json
from collections import Counter
from typing import Literal, NamedTuple, get_args

from auditor.scenario.reputation import draw, draw_one
from auditor.scenario.tools import Answer, Desk, JsonObject, answer, read_contract, refuse

FaultKind = Literal["unavailable", "rate_limited", "timeout", "cut", "protocol", "hang"]
FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)

_HANG_SECONDS = 3600.0
_DETAILS = {
    "unavailable": "The service cannot answer now.",
    "rate_limited": "Too many requests, try again later.",
    "timeout": "No feed answered in time.",
}


class Trouble(NamedTuple):
    """How badly the service is to behave; by default it behaves well.

    Attributes:
        rate: Share of calls that fail, 0 to 1.
        kinds: What can happen to a failing call: an error result (`unavailable`, `rate_limited`,
            `timeout`), a result cut in half (`cut`), a protocol error (`protocol`), or no answer
            for an hour (`hang`).
        seed: Chooses which calls fail, and how.
        latency: Seconds before every answer.
    """

    rate: float = 0.0
    kinds: tuple[FaultKind, ...] = ("unavailable", "rate_limited", "timeout", "cut")
    seed: int = 0
    latency: float = 0.0


class Deed(NamedTuple):
    """An acting call that was carried out, and what it answered."""

    name: str
    arguments: JsonObject
    text: str


class Reply(NamedTuple):
    """What to give back, and when.

    Attributes:
        answer: The tool's answer; for a protocol error its message.
        wait: Seconds to wait first.
        is_protocol_error: The call itself failed, so there is no tool result.
    """

    answer: Answer
    wait: float = 0.0
    is_protocol_error: bool = False


class Service:
    """The running service: what it was asked so far and what it did.

    Whether a call fails depends on the call and on how often it was made, never on what happened
    in between: parallel clients see the same faults in any order, and a retry may succeed.

    Attributes:
        deeds: Every acting call that was carried out, in order.
    """

    def __init__(self, desk: Desk, trouble: Trouble = Trouble()) -> None:  # noqa: B008 - immutable
        self.deeds: list[Deed] = []
        self._desk = desk
        self._trouble = trouble
        self._asked: Counter[str] = Counter()

    def call(self, name: str, arguments: JsonObject) -> Reply:
        """Carry out one call; a failing acting call does nothing, except that `cut` comes after."""
        fault = self._fault(name, arguments)
        wait = _HANG_SECONDS if fault == "hang" else self._trouble.latency
        if fault == "protocol":
            return Reply(Answer("The connection to the service was lost.", True), wait, True)
        if fault in _DETAILS:
            return Reply(refuse(fault, _DETAILS[fault], self._desk), wait)
        given = answer(name, arguments, self._desk)
        if not given.is_error and read_contract()["tools"][name]["effect"] == "write":
            self.deeds.append(Deed(name, arguments, given.text))
        if fault == "cut":
            given = given._replace(text=given.text[: len(given.text) // 2])
        return Reply(given, wait)

    def _fault(self, name: str, arguments: JsonObject) -> FaultKind | Literal[""]:
        call = f"{name} {json.dumps(arguments, sort_keys=True)}"
        self._asked[call] += 1
        place = (self._trouble.seed, call, self._asked[call])
        if draw("fails", *place) / 2**64 >= self._trouble.rate:
            return ""
        return draw_one(self._trouble.kinds, "how", *place)
