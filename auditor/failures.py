"""What stands for a failed call in place of its result."""

import re

import msgspec

from auditor.trace import ToolResult

_FAILED = re.compile(
    r"\W{0,3}(?:error|failure|fatal|exception|traceback|denied|timed out|timeout|not[ _]found|"
    r"failed(?!\W{1,3}0\b))\b|\W{0,3}[a-z]+_(?:failed|error|denied)\b|"
    r"\W{0,3}http[ /][\d. ]*[45]\d\d\b|"
    r"\W{0,3}[45]\d\d(?::| (?:bad|unauthor|forbidden|not found|conflict|unproc|too many|"
    r"internal|service|gateway|valid|invalid|client|server|error))",
    re.IGNORECASE,
)
_LONGEST_STATUS = 4000


def failed(result: ToolResult | None) -> bool:
    """Say whether a result reports a failure of the call itself."""
    if result is None:
        return False
    output = result.output
    return result.is_error or bool(_FAILED.match(output)) or _says_so(output)


def _says_so(output: str) -> bool:
    """Say whether a JSON object reports a failure in the fields that are made for that."""
    if output[:1] != "{" or len(output) > _LONGEST_STATUS:
        return False
    try:
        given = msgspec.json.decode(output)
    except msgspec.DecodeError:
        return False
    status = str(given.get("status", "")).casefold()
    return (
        given.get("ok") is False
        or given.get("success") is False
        or bool(given.get("error"))
        or status in ("error", "failed", "failure", "rejected", "denied")
    )
