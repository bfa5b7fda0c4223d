"""The traces of the tasks that a command was asked for."""

from collections.abc import Iterable, Iterator, Sequence

from auditor.errors import UsageError
from auditor.trace import ReadProblem, Trace

_SHOWN = 10


def of_tasks(
    items: Iterable[Trace | ReadProblem], tasks: Sequence[str]
) -> Iterator[Trace | ReadProblem]:
    """Yield the traces of some tasks, of all where none is named, and what could not be read.

    Raises:
        UsageError: No trace is of one of the tasks; told once all were seen.
    """
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Trace):
            seen.add(item.task_key)
            if tasks and item.task_key not in tasks:
                continue
        yield item
    for task in tasks:
        if task not in seen:
            raise UsageError(f"There is no task {task!r}.", known(seen))


def known(names: Iterable[str]) -> str:
    """Return the sentence that names what there is, or how much more of it."""
    whole = sorted(set(names))
    if not whole:
        return "There is none at all."
    more = f" and {len(whole) - _SHOWN:,} more" if len(whole) > _SHOWN else ""
    return f"Known: {', '.join(whole[:_SHOWN])}{more}."
