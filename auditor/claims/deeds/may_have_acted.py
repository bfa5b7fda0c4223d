"""Whether a call may have done something, by its name and by how much came back."""

import re

from auditor.claims.deeds.calls import acts, got_data, reach_of
from auditor.evidence.records import records_in
from auditor.evidence.source_texts import arguments_of
from auditor.pairing import Pairing
from auditor.trace import ToolCall

_ENVELOPE = re.compile(
    r"code|status|state|msg|message|success|ok|error|errors|(?:\w+_)?(?:id|no|number)|\w+Id|ref|"
    r"requestId|time|timestamp|took|url|link|状态|编号",
    re.IGNORECASE,
)
_FEWEST_TOLD = 3


def may_have_acted(call: ToolCall, pairing: Pairing) -> bool:
    """Say whether a call may have done something; what is of unknown name and got data looked."""
    reach, answer = reach_of(call.name), pairing.answer.get(call.index)
    if not acts(call) or answer is None:
        return acts(call)
    is_unknown = not reach.families and not reach.command
    return not (is_unknown and (got_data(call, answer) or _tells_much(call, answer.output)))


def _tells_much(call: ToolCall, output: str) -> bool:
    """Say whether a result tells more than an act is answered with: its envelope apart."""
    given = {field.value for field in arguments_of(call)}
    whole = next(iter(records_in(output)), ())
    told = [
        field
        for field in whole
        if field.value not in given and not _ENVELOPE.fullmatch(field.label)
    ]
    return len(told) >= _FEWEST_TOLD
