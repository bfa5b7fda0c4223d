"""A gate before tools: every message of a running conversation is audited as it comes.

What earlier messages showed is kept, so a message costs what it itself holds, not what the
conversation holds. A call that the model asks for can be refused while its evidence is made up.
"""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

from msgspec.structs import replace

from auditor.analysis import Analysis, analyse_part
from auditor.claims.deeds.said import is_note
from auditor.contract import Contract
from auditor.decisions.chains import Chain, resting_chains
from auditor.decisions.sourcing import UNTRUE
from auditor.draft import Draft
from auditor.errors import UsageError
from auditor.evidence.envelopes import opened_events
from auditor.evidence.index import Evidence as Sources
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Imitation
from auditor.finding import Evidence, Finding, Hit, quote
from auditor.formats import match_value
from auditor.intake.in_memory import (
    ANTHROPIC,
    OPENAI,
    refuse_faulty,
    refuse_foreign,
    refuse_nameless,
    tools_given,
)
from auditor.messages import anthropic, openai
from auditor.pairing import Pairing, nothing_paired, pair_more
from auditor.rules import RULES
from auditor.setting import Setting, setting_given
from auditor.trace import Event, Message, Place, ToolCall, ToolResult, Trace
from auditor.trace_audit import finding_of, judge

_ROOM = 30
# Messages of no other keys and with a plain text need no look at other forms.
_PLAIN = frozenset({"role", "content", "name", "tool_calls", "tool_call_id", "refusal"})


class Gate:
    """Audits one conversation message by message.

    Rules that need the end of a run (an unanswered call, an empty last answer) wait for the audit
    of the whole; everything else is reported at the message that shows it.

    Args:
        tools: The tool definitions that the model was given, in OpenAI's form.
        contract: What the tools promise: a contract, the path of its file, or a whole setting.
        session: Names the conversation in findings.

    Raises:
        UsageError: The contract is none of these, or its file cannot be used; or a tool is no
            definition.
    """

    def __init__(
        self,
        tools: Sequence[Mapping[str, Any]] | None = None,
        contract: Contract | Setting | str | PathLike[str] | None = None,
        *,
        session: str = "live",
    ) -> None:
        self._setting = setting_given(contract)
        refuse_foreign(session, "The session's name")
        self._draft = Draft()
        self._fed = 0
        self._matching = nothing_paired()
        self._untrue: list[Imitation] = []
        self._trace = Trace(
            "openai-chat",
            Place(""),
            self._draft.events,
            own_id=session,
            task_id=session,
            tools=tools_given(tools),
        )
        self._sources = Sources(self._trace, self._matching.found)

    def feed(self, message: Mapping[str, Any]) -> list[Finding]:
        """Add a message and return its findings.

        Feed a reply of the model before its calls are executed, and each result as the tool gave
        it. A call whose values or whose entity stand only in a result that the model wrote itself
        is a finding of its own (TA106, kind `resting`), at whatever distance.

        Args:
            message: A chat message as the OpenAI interface or Anthropic's has it.

        Raises:
            UsageError: The message is of neither form, so that it cannot be judged. The gate is as
                it was before.
        """
        events = self._draft.events
        first = len(events)
        _add(self._draft, message, self._fed)
        self._fed += 1
        new = events[first:] = opened_events(events[first:])
        pair_more(self._matching, new)
        analysis = self._analysis_of(new, first)
        findings = judge(analysis).findings
        findings += self._resting(analysis)
        self._untrue += [found for found in analysis.imitations if found.kind in UNTRUE]
        return findings

    def _analysis_of(self, new: list[Event], first: int) -> Analysis:
        whole = self._matching.found
        part = _part(whole, new)
        analysis = analyse_part(self._trace, self._setting, whole, part)
        if not (part.words or any(_holds_text(call) for call in part.calls)):
            return replace(analysis, _imitations=[], _claims=[])
        # Only the new words are judged, against everything that was said and done.
        self._sources.grow()
        pairing = whole._replace(words=part.words, since=first)
        looking = replace(analysis, pairing=pairing, _evidence=self._sources, _since=first)
        return replace(analysis, _imitations=looking.imitations, _claims=looking.claims)

    def _resting(self, analysis: Analysis) -> list[Finding]:
        """Return a finding for each new acting call that rests on an earlier made-up result."""
        if not self._untrue:
            return []
        calls = analysis.pairing.calls
        if not calls:
            return []
        new = self._matching.found._replace(calls=calls, words=[])
        self._sources.grow()
        seen = replace(analysis, pairing=new, _imitations=self._untrue, _evidence=self._sources)
        onset = self._trace.events[self._untrue[0].event_index].step
        return [
            finding_of(RULES["TA106"], _hit(chain, self._trace, onset), self._trace)
            for chain in resting_chains(seen, calls[0].index - 1)
        ]


def _add(draft: Draft, given: Mapping[str, Any], position: int) -> None:
    """Add a message in the form that it has."""
    if not isinstance(given, Mapping):
        refuse_faulty(given, position)
    message = dict(given)
    refuse_foreign(message, f"Message {position}")
    is_plain = isinstance(message.get("content"), str | None) and _PLAIN.issuperset(message)
    add = openai.add_message if is_plain else _reader_of(message, position)
    if add is openai.add_message:
        refuse_faulty(message, position)
    if not is_plain or "tool_calls" in message:
        tried = Draft()
        add(tried, message, position)
        refuse_nameless(tried.events)
    add(draft, message, position)


def _reader_of(
    message: dict[str, Any], position: int
) -> Callable[[Draft, dict[str, Any], int], None]:
    match = match_value([message])
    form = match.format.name if match else OPENAI
    if form not in (OPENAI, ANTHROPIC):
        raise UsageError(
            f"Message {position} is in the form {form}.",
            "Feed it in OpenAI's form or Anthropic's.",
        )
    return anthropic.add_message if form == ANTHROPIC else openai.add_message


def _holds_text(call: ToolCall) -> bool:
    """Say whether a call's arguments have room for a made-up result, or a note of a deed."""
    fields = arguments_of(call)
    return not fields or any(len(one.value) >= _ROOM or is_note(one) for one in fields)


def _part(whole: Pairing, new: list[Event]) -> Pairing:
    """Return the new events' share of a pairing, with the pairs of the whole."""
    first = new[0].index if new else 0
    return Pairing(
        [event for event in new if type(event) is ToolCall],
        [event for event in new if type(event) is ToolResult],
        [event for event in new if type(event) is Message and event.source == "model"],
        whole.answered,
        whole.answer,
        [orphan for orphan in whole.orphans[-len(new) :] if orphan.index >= first],
        [],
        [reuse for reuse in whole.reused[-len(new) :] if reuse.call.index >= first],
    )


def _hit(chain: Chain, trace: Trace, onset: int) -> Hit:
    call = trace.events[chain.event_index]
    said = f"{chain.tool} {call.arguments_raw}" if isinstance(call, ToolCall) else chain.tool
    evidence = [Evidence(chain.event_index, quote(said), "decision")]
    evidence += [Evidence(chain.event_index, quote(gap), "missing") for gap in chain.gaps]
    return Hit(
        chain.event_index, f"{chain.tool} rests on a made-up result: {'; '.join(chain.gaps)}.",
        chain.tool, tuple(evidence), "suspected", 0.8, "resting", onset_step=onset,
    )  # fmt: skip
