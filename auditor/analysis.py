"""What all rules need to know of one trace, computed once.

A rule is a thin reader of these; on a clean trace it costs the truth test of an empty list.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

import msgspec

from auditor.answer_form import FormFault, empty_answer, form_faults, looks_well_formed
from auditor.arguments import ArgumentFault, faults_of, usable
from auditor.claims.claim import Claim
from auditor.claims.claims import false_claims
from auditor.claims.deeds.after_failures import deeds_after_failures
from auditor.claims.deeds.all_of_them import all_of_them
from auditor.claims.deeds.as_asked import deeds_as_asked
from auditor.claims.deeds.asked_denials import asked_denials
from auditor.claims.deeds.consents import untold_consents
from auditor.claims.deeds.denials import denied_deeds
from auditor.claims.deeds.did_not_last import did_not_last
from auditor.claims.deeds.failed_alone import failed_alone
from auditor.claims.deeds.of_unused_tools import (
    deeds_of_unused_tools,
    may_tell_of_unused_tools,
)
from auditor.claims.deeds.only_looked import only_looked
from auditor.claims.deeds.responses import responses_from_nowhere
from auditor.claims.deeds.unbacked_deeds import unbacked_deeds
from auditor.claims.denied_results import denied_results
from auditor.claims.denied_rows import denied_rows
from auditor.claims.desk_sources import desk_sources
from auditor.claims.further_sources import further_sources
from auditor.claims.kinds.untouched import untouched_kinds
from auditor.claims.named_tools import named_calls
from auditor.claims.repeated_looks import repeated_looks
from auditor.claims.second_looks import second_looks
from auditor.claims.uncalled_tools import uncalled_tools
from auditor.claims.unlooked_sources import unlooked_sources
from auditor.coverage import Coverage, coverage_of
from auditor.evidence.failures import failed
from auditor.evidence.index import Evidence
from auditor.evidence.provenance import shape_of_schema
from auditor.evidence.records import Shape
from auditor.fabrication.acts.sentences import may_be_account
from auditor.fabrication.fabrication import imitations_of
from auditor.fabrication.first_looks.open_names import OpenNames
from auditor.fabrication.imitation import LONGEST_TEXT, Imitation
from auditor.fabrication.mistold.listed_under import may_list_under
from auditor.fabrication.mistold.own_words import may_tell_own_words
from auditor.fabrication.texts.written_texts import is_too_long
from auditor.fabrication.things.field_signs import may_tell_by_field
from auditor.fabrication.unlooked.after_failure import may_tell_after_failure
from auditor.finding import Grade, NotCheckable
from auditor.ledger_entry import Reconciliation
from auditor.pairing import Pairing, last_result_before, pair
from auditor.plain_words import is_plain
from auditor.setting import USUAL_FORM, FormThresholds, Setting, tools_of_trace
from auditor.trace import Message, Tool, ToolCall, Trace

# As the Agents SDK, Swarm and LangGraph name what passes a conversation to another agent.
_HAND_OFFS = ("transfer_to_", "handoff_to_", "hand_off_to_")


class FaultyCall(NamedTuple):
    """A call whose arguments are wrong, and why."""

    call: ToolCall
    faults: tuple[ArgumentFault, ...]


class MalformedAnswer(NamedTuple):
    """An answer and a fault of its form."""

    message: Message
    fault: FormFault


_TOO_LONG = f"a text of the model is longer than {LONGEST_TEXT:,} characters and was not judged"
# A message is blamed once, by the first that finds something.
_JUDGES_OF_DEEDS = (
    unbacked_deeds, unlooked_sources, second_looks, further_sources, named_calls, uncalled_tools,
    denied_deeds, asked_denials, only_looked, deeds_as_asked, untold_consents, deeds_after_failures,
    untouched_kinds, denied_results, denied_rows, failed_alone, did_not_last,
    responses_from_nowhere, desk_sources, repeated_looks, all_of_them, deeds_of_unused_tools,
)  # fmt: skip


class Analysis(msgspec.Struct):
    """A trace and what was computed of it.

    Attributes:
        tools: Declared tools by name; the contract's win over the transcript's.
        unknown: Calls of tools that are not declared.
        faulty: Calls whose arguments break their schema.
        malformed: Answers with a fault of their form.
        ledger: The trace held against the tool servers' logs, where these were given.
    """

    trace: Trace
    setting: Setting
    pairing: Pairing
    tools: dict[str, Tool]
    coverage: Coverage
    unknown: list[ToolCall]
    faulty: list[FaultyCall]
    malformed: list[MalformedAnswer]
    ledger: Reconciliation | None = None
    _imitations: list[Imitation] | None = None
    _claims: list[Claim] | None = None
    _screened: Pairing | None = None
    _evidence: Evidence | None = None
    _since: int = 0

    @property
    def evidence(self) -> Evidence:
        """What results, users and the system said; looked into on demand."""
        if self._evidence is None:
            self._evidence = Evidence(self.trace, self.pairing)
        return self._evidence

    @property
    def claims(self) -> list[Claim]:
        """What the model falsely says of its own calls and deeds; looked for once."""
        if self._claims is None:
            found = false_claims(self.trace, self._noteworthy, self.tools, self.evidence)
            told = {claim.event_index for claim in found}
            words = [message for message in self.pairing.words if len(message.text) <= LONGEST_TEXT]
            short = self.pairing._replace(words=words)
            for judge in _JUDGES_OF_DEEDS:
                deeds = list(judge(self.trace, short))
                found += [deed for deed in deeds if deed.event_index not in told]
                told |= {deed.event_index for deed in deeds}
            self._claims = sorted(found, key=lambda claim: claim.event_index)
        return self._claims

    @property
    def imitations(self) -> list[Imitation]:
        """What the model wrote in the place or layout of tool results; looked for once."""
        if self._imitations is None:
            learnt = self.setting.shapes
            promised = [_promised(t) for t in self.tools.values() if t.output_schema]
            if promised:
                learnt = learnt + [shape for shape in promised if shape is not None]
            self._imitations = imitations_of(
                self.trace, self._noteworthy, self.tools, learnt, self.evidence, self._since
            )
        return self._imitations

    @property
    def imitations_or_gap(self) -> bool:
        """Whether anything was made up, or could not be judged for want of its sources."""
        return bool(self.imitations or self.evidence.gaps.met or self.has_long_text)

    @property
    def claims_or_gap(self) -> bool:
        """Whether the model falsely claims anything, or a text could not be judged."""
        return bool(self.claims or self.has_long_text)

    @property
    def has_long_text(self) -> bool:
        """Whether a text of the model is too long to be judged."""
        return any(len(message.text) > LONGEST_TEXT for message in self.pairing.words) or any(
            is_too_long(call) for call in self.pairing.calls
        )

    @property
    def unsourced(self) -> NotCheckable | None:
        """Why values that the model told were not held against their sources, if so."""
        why = self.evidence.gaps.met
        if why:
            return NotCheckable(f"values may have a source that is not recorded: {why}")
        return self.unjudged

    @property
    def unjudged(self) -> NotCheckable | None:
        """Why not all that the model says was judged, if so."""
        return NotCheckable(_TOO_LONG) if self.has_long_text else None

    def only_of(self, index: int) -> "Analysis":
        """Return the analysis of a message, or of a call and those after it, in the same trace."""
        words = [message for message in self.pairing.words if message.index == index]
        pairing = self.pairing._replace(words=words, since=index)
        return msgspec.structs.replace(
            self, pairing=pairing, _since=index, _evidence=self.evidence,
            _imitations=None, _claims=None, _screened=None,
        )  # fmt: skip

    @property
    def _noteworthy(self) -> Pairing:
        """The pairing without plain words; screened once, for claims and imitations alike."""
        if self._screened is None:
            names = self.tools.keys() or {call.name for call in self.pairing.calls}
            asked = OpenNames(self.trace, self.pairing, self.tools)
            called = {call.name for call in self.pairing.calls}
            words = [
                message
                for message in self.pairing.words
                if len(message.text) <= LONGEST_TEXT
                and (
                    not _is_plain(message, self.pairing, names)
                    or may_tell_after_failure(message, message.text, self.pairing)
                    or may_list_under(message.text)
                    or may_tell_own_words(message.text, message.index, self.pairing)
                    or may_tell_by_field(message.text, message.index, self.pairing)
                    or may_be_account(message.text, message, self.pairing)
                    or may_tell_of_unused_tools(message.text, called, self.trace.tools)
                    or asked.asked_before(message.index)
                    or asked.asked_at_first(message.index)
                )
            ]
            self._screened = self.pairing._replace(words=words)
        return self._screened

    @property
    def made_up(self) -> bool:
        """Whether anything that a tool should have said may have been made up."""
        return bool(self.imitations or self.pairing.orphans or self.claims)

    @property
    def repeats_a_call(self) -> bool:
        """Whether two calls have the same name and arguments."""
        calls = self.pairing.calls
        return len({(call.name, call.arguments_raw) for call in calls}) < len(calls)

    @property
    def has_gaps(self) -> bool:
        """Whether part of the trace is known to be missing."""
        return bool(self.trace.incomplete or self.trace.notes)

    def grade_of(self, tool: str) -> Grade:
        """Return `proven` where this source is known to record executions of the tool.

        Known means: a genuine execution of it stands in the session (of any tool, where the name
        is not known), the contract declares it, or a ledger covers the session and holds no
        execution that the trace lacks. A trace with holes proves nothing.
        """
        if self.trace.incomplete:
            return "suspected"
        spec = self.setting.contract.tools.get(tool)
        if spec is not None and spec.recorded:
            return "proven"
        if self.ledger is not None and self.ledger.proves_absence(tool):
            return "proven"
        executed = self.pairing.answered.values()
        if any(not tool or call.name == tool for call in executed):
            return "proven"
        return "suspected"


def _is_plain(words: Message, pairing: Pairing, names: Collection[str]) -> bool:
    result = last_result_before(words.index, pairing)
    reported = result is not None and result.turn == words.turn and result.index in pairing.answered
    return is_plain(words.text, result.output if result and reported else None, names)


@lru_cache(maxsize=512)
def _promised(tool: Tool) -> Shape | None:
    """Return the shape of a tool's output schema, read once however often it is declared."""
    return shape_of_schema(tool.name, msgspec.json.decode(tool.output_schema))


def analyse(trace: Trace, setting: Setting) -> Analysis:
    """Compute what the rules share."""
    pairing = pair(trace.events)
    return analyse_part(trace, setting, pairing, pairing)


def analyse_part(trace: Trace, setting: Setting, whole: Pairing, pairing: Pairing) -> Analysis:
    """Compute what the rules share for a part of a trace.

    Args:
        trace: The trace.
        setting: What the audit is told.
        whole: Its calls and results: they say what the trace lets a rule see.
        pairing: Those of the part that is judged, with the pairs of the whole.
    """
    tools = tools_of_trace(trace, setting)
    unknown: list[ToolCall] = []
    faulty: list[FaultyCall] = []
    typed = "free-text-arguments" not in trace.notes
    if tools:
        for call in pairing.calls:
            tool = tools.get(call.name)
            if tool is None:
                if not call.hosted and call.source == "model":
                    unknown.append(call)
            elif typed and usable(tool):
                faults = faults_of(tool, call.arguments_raw)
                if faults:
                    faulty.append(FaultyCall(call, faults))
    elif typed:
        for call in pairing.calls:
            faults = faults_of(_ANY_TOOL, call.arguments_raw)
            if faults:
                faulty.append(FaultyCall(call, faults))
    coverage = coverage_of(
        trace, setting, tools,
        words=bool(whole.words), calls=bool(whole.calls), results=bool(whole.results),
    )  # fmt: skip
    malformed = _malformed(pairing, setting.form)
    own = _of_last_agent(unknown, whole)
    return Analysis(trace, setting, pairing, tools, coverage, own, faulty, malformed)


def _of_last_agent(unknown: list[ToolCall], whole: Pairing) -> list[ToolCall]:
    """Leave out calls before a hand-off that is declared no more, and that.

    The tools declared are then those of the agent that took over.
    """
    handed_off = [
        call.index
        for call in unknown
        if call.name.startswith(_HAND_OFFS)
        and call.index in whole.answer
        and not failed(whole.answer[call.index])
    ]
    return [call for call in unknown if not handed_off or call.index > max(handed_off)]


def answers_of(pairing: Pairing) -> list[Message]:
    """Return what the model said without calling a tool, thinking left out.

    Words beside a call may well be empty. A reply in several parts counts without its empty ones.
    """
    calling = {call.step for call in pairing.calls}
    answers = [
        message
        for message in pairing.words
        if message.channel == "text" and message.step not in calling and not message.synthesized
    ]
    if len({message.step for message in answers}) == len(answers):
        return answers
    speaking = {message.step for message in answers if empty_answer(message.text) is None}
    return [m for m in answers if m.step not in speaking or empty_answer(m.text) is None]


def _malformed(pairing: Pairing, form: FormThresholds) -> list[MalformedAnswer]:
    if form is USUAL_FORM:
        for message in pairing.words:
            if not looks_well_formed(message.text):
                break
        else:
            return []
    return [
        MalformedAnswer(message, fault)
        for message in answers_of(pairing)
        for fault in form_faults(
            message.text,
            min_length=form.min_length,
            min_repeats=form.min_repeats,
            min_span=form.min_span,
        )
    ]


_ANY_TOOL = Tool("")
