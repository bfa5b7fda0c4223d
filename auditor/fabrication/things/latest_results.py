"""The latest results before an event, as the first looks at a text ask for them."""

from itertools import islice

from auditor.pairing import Pairing, results_before
from auditor.trace import ToolCall, ToolResult

LATEST = 2
_MOST_OF_TOOL = 4


def latest_of_newest_tool(index: int, pairing: Pairing) -> list[tuple[ToolResult, ToolCall]]:
    """Return the latest results before an event with their calls, as far as one tool's."""
    found: list[tuple[ToolResult, ToolCall]] = []
    for result in results_before(index, pairing):
        call = pairing.answered.get(result.index)
        if call is not None:
            if len(found) == _MOST_OF_TOOL or (found and found[0][1].name != call.name):
                break
            found.append((result, call))
    return found


def holds_all(outputs: list[str], figures: list[str]) -> bool:
    """Say whether one of some outputs holds all of some figures."""
    return any(all(figure in output for figure in figures) for output in outputs)


def latest_outputs(index: int, pairing: Pairing, most: int = LATEST) -> list[str]:
    """Return the outputs of the last results before an event, newest first."""
    return [result.output for result in islice(results_before(index, pairing), most)]
