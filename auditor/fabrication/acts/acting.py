"""Whether a call surely did something, so that what is told of it can be held against it."""

import re

from auditor.claims.deeds.calls import acts, gave_little, reach_of, words_of_tool
from auditor.claims.deeds.refused import was_refused
from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import fields_of
from auditor.values.flags import record_in
from auditor.values.literals import parse_value
from auditor.values.values import value_of

# Verbs that tools are named after, beside those by which deeds are told.
_FURTHER = (
    "accept ack acknowledge adjust admit apply arm attach award begin borrow checkin cherry clean "
    "cleanup complete confirm cp decline decrease demote dim disarm discharge dismiss dispense end "
    "enrol enroll expire export feed fill finish flush grade grant hire hold import increase issue "
    "join kill label launch link lower mint mv new nudge pause pick pin play power prescribe print "
    "promote prune queue raise remind req reroute resize resume ship shut sign silence silencer "
    "skip snooze split start stop sync tag topup turn unassign unblock unfreeze unmute unpin untag "
    "water wipe"
)
_VERBS = frozenset(_FURTHER.split())
# Labels by which a result counts what was done.
_OUTCOME = re.compile(
    r"^(?:sent|updated|deleted|created|moved|added|removed|processed|affected|changed|modified|"
    r"inserted|imported|archived|renamed|applied|notified|reminded|replacements|成功|失败|提交|导入)|"
    r"(?:_|s_)(?:sent|updated|deleted|created|moved|added|removed|changed|modified)$"
)
_FEWEST_GIVEN, _MUCH = 2, 3
MOST_OF_ANSWER = 8
"""A result of more fields is the record of a thing, not the answer to an act."""


def has_acted(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call surely did something: by its tool's name, or as hardly more came back."""
    if not acts(call) or failed(result) or was_refused(call, result):
        return False
    if _lists_rows(call, result):
        return False
    by_name = reach_of(call.name).families or not _VERBS.isdisjoint(words_of_tool(call.name))
    if by_name or reach_of(call.name).command or gave_little(call, result.output):
        return True
    return (
        _gave_back(call, result)
        or _was_given_much(call, result)
        or any(map(_OUTCOME.search, record_in(result.output)))
    )


def _lists_rows(call: ToolCall, result: ToolResult) -> bool:
    """Say whether rows came back for a tool whose name begins with no verb: `training_log`."""
    first = words_of_tool(call.name)[:1]
    if not first or reach_of(first[0]).families or first[0] in _VERBS:
        return False
    value = parse_value(result.output) if result.output[:1] in ("{", "[") else None
    lists = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(one, list) and len(one) > 1 and isinstance(one[0], dict) for one in lists)


def _was_given_much(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call was given several things, and no list came back."""
    record = record_in(result.output)
    rows = any(isinstance(one, list) and len(one) > 1 for one in record.values())
    return len(arguments_of(call)) >= _MUCH and not rows and 0 < len(record) <= MOST_OF_ANSWER


def _gave_back(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call was given several things, and what came back hardly tells more."""
    given = {value_of(one.value) for one in arguments_of(call)}
    returned = {value_of(one.value) for one in fields_of(record_in(result.output))}
    if len(given) < _FEWEST_GIVEN or not returned or given.isdisjoint(returned):
        return False
    return len(returned - given) <= len(given)
