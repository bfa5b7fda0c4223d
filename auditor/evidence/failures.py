"""What stands for a failed call in place of its result."""

import re
from typing import Any

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
# What runtimes put first when something was raised: its class, by the naming of most languages.
_RAISED = re.compile(
    r"\W{0,3}(?:[A-Za-z_]\w*\.)*"
    r"(?:[A-Z]\w*(?:Error|Exception|Failure|Fault|Timeout|Refused)|(?<=exceptions\.)[A-Z]\w*)"
    r"(?=[:(\n]|\W?$)"
    r"|\W{0,3}E(?:NOENT|ACCES|PERM|EXIST|PIPE|INVAL|NOSPC|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|"
    r"CONN[A-Z]+)\b"
)
_PARTS = (
    "api tool mcp rpc http smtp sql db database server client internal system service runtime "
    "network connection validation input parse parsing syntax request call command execution "
    "operation transaction payment delivery upload auth authentication authorization unexpected"
)
_SAID = re.compile(
    rf"\W{{0,3}}(?:(?:{_PARTS.replace(' ', '|')}) ){{1,3}}(?:error|failed|failure|exception)"
    r"(?:\W?$| with | due |(?: -?\d+)?: ?(?!\W*(?:\d+(?:\W|$)|none\b|null\b|never\b|no\b|n/a))|"
    r": ?[45]\d\d [a-z])"
    r"|\W{0,3}(?:access|permission|connection|request) (?:denied|refused|rejected|timed out)\b"
    r"|\W{0,3}(?:unable to|could not|could ?n['’]t) [a-z]"
    r"|\W{0,3}[45]\d\d[ -][45]\.\d{1,3}\.\d",
    re.IGNORECASE,
)
_LONGEST_STATUS = 4000


def failed(result: ToolResult | None) -> bool:
    """Say whether a result reports a failure of the call itself."""
    if result is None:
        return False
    return result.is_error or _tells_failure(result.output)


def _tells_failure(output: str) -> bool:
    begins_so = any(sign.match(output) for sign in (_FAILED, _RAISED, _SAID))
    given = _object_in(output)
    if given is None:
        return begins_so
    # `{"error": null}` begins like a failure, and is none.
    return _says_so(given) or (begins_so and bool(next(iter(given.values()), None)))


def _object_in(output: str) -> dict[str, Any] | None:
    if output[:1] != "{" or len(output) > _LONGEST_STATUS:
        return None
    try:
        return msgspec.json.decode(output, type=dict[str, Any])
    except msgspec.DecodeError:
        return None


def _says_so(given: dict[str, Any]) -> bool:
    """Say whether a JSON object reports a failure in the fields that are made for that."""
    status = str(given.get("status", "")).casefold()
    return (
        given.get("ok") is False
        or given.get("success") is False
        or bool(given.get("error"))
        or status in ("error", "failed", "failure", "rejected", "denied")
    )
