"""A Python callable that stands in for an endpoint, by its name."""

import importlib
import os
import sys

from auditor.errors import UsageError
from auditor.replaying.responding import Respond


def stand_in(name: str) -> Respond:
    """Return what `MODULE:FUNCTION` names; modules of the working folder count.

    Raises:
        UsageError: There is no such module or function.
    """
    module, _, function = name.partition(":")
    if not (module and function):
        raise UsageError(f"--respond {name}: no MODULE:FUNCTION.", "Example: my_agent:respond.")
    here = os.getcwd()
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(importlib.import_module(module), function, None)
    except ModuleNotFoundError as error:
        raise UsageError(f"--respond {name}: {error}.") from None
    if not callable(found):
        raise UsageError(f"--respond {name}: {module} has no function {function!r}.")
    respond: Respond = found
    return respond
