"""Earlier made-up results in a prompt: left out with their turn, or left as they were."""

from collections.abc import Collection
from typing import NamedTuple

from auditor.pairs.conversation import Placed


class Prompt(NamedTuple):
    """The messages before a faulty one.

    Attributes:
        messages: Of the prompt.
        dirty: A made-up result stands in them.
        repaired: Turns with one were left out.
    """

    messages: list[Placed]
    dirty: bool = False
    repaired: bool = False


def prompts_before(messages: list[Placed], made_up: Collection[int], turn: int) -> list[Prompt]:
    """Return the prompts that a faulty message may be shown after, the cleanest first.

    Without an earlier made-up result that is the history as it was. Otherwise it is the history
    without the turns that hold one, and the history as it was, marked dirty. Where the open turn
    itself holds one, there is only the latter: it cannot be left out.

    Args:
        messages: Those before the faulty one.
        made_up: Steps in them at which something was made up.
        turn: The open turn.
    """
    faulty = {one.turn for one in messages if one.step in made_up and one.step is not None}
    if not faulty:
        return [Prompt(messages)]
    dirty = Prompt(messages, dirty=True)
    if turn in faulty:
        return [dirty]
    kept = [one for one in messages if one.turn not in faulty or one.message["role"] == "system"]
    return [Prompt(kept, repaired=True), dirty]
