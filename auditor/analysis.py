"""What all rules need to know of one trace, computed once.

A rule is a thin reader of these; on a clean trace it costs the truth test of an empty list.
"""

from collections.abc import Collection
from enum import IntFlag
from functools import lru_cache
from typing import NamedTuple

import msgspec

from auditor.answer_form import FormFault, form_faults, looks_well_formed
from auditor.arguments import ArgumentFault, faults_of, usable
from auditor.claims import Claim, false_claims
from auditor.contract import Contract, declared_tools, forbids_acting
from auditor.deeds import unbacked_deeds
from auditor.evidence import Evidence
from auditor.expectations import Expectations
from auditor.fabrication import OpenNames, imitations_of
from auditor.finding import Grade
from auditor.imitation import Imitation
from auditor.ledger_entry import Ledger, Reconciliation
from auditor.pairing import Pairing, last_result_before, pair
from auditor.plain_words import is_plain
from auditor.provenance import shape_of_schema
from auditor.records import Shape
from auditor.trace import Message, Tool, ToolCall, Trace


class Coverage(IntFlag):
    """What a trace, its format and the settings let a rule see."""

    CALLS = 1
    RESULTS = 2
    WORDS = 4
    SCHEMAS = 8
    REQUIREMENTS = 16
    POLICY = 32
    ANSWER_SCHEMA = 64
    LEDGER = 128
    TIMES = 256
    EXPECTATIONS = 512
    ARGUMENTS = 1024


MISSING: dict[Coverage, str] = {
    Coverage.CALLS: "the transcript records no tool calls",
    Coverage.RESULTS: "the transcript records no tool results",
    Coverage.WORDS: "the transcript holds no words of the model",
    Coverage.SCHEMAS: "no tool schemas: give a contract or declare the tools in the transcript",
    Coverage.REQUIREMENTS: "no [[require]] in the contract, and no expectations given",
    Coverage.POLICY: "no [policy] and no opposites of [decision] in the contract",
    Coverage.ANSWER_SCHEMA: "no answer_schema in the contract",
    Coverage.LEDGER: "no ledger given",
    Coverage.TIMES: "the transcript gives no times",
    Coverage.ARGUMENTS: "the calls of this format hold free text, no JSON",
    Coverage.EXPECTATIONS: "no expectations given, and no [policy] value that forbids acting",
}


class FormThresholds(msgspec.Struct, frozen=True):
    """When an answer counts as badly formed (TA401, TA402).

    Attributes:
        min_length: Shortest answer in characters that is not too short.
        min_repeats: How often the tail must repeat.
        min_span: How many characters all its repetitions must span.
    """

    min_length: int = 2
    min_repeats: int = 3
    min_span: int = 40


_USUAL_FORM = FormThresholds()


class Setting(msgspec.Struct, frozen=True):
    """What an audit is told beside the transcripts.

    Attributes:
        contract: The people's contract; empty where none is given.
        declared: Its tools in the form transcripts declare theirs.
        form: Thresholds of the form rules.
        shapes: Layouts of tool results known from elsewhere: profiles and output schemas.
        ledger: The tool servers' own logs, where given.
        expectations: The calls that each task calls for, by task key.
    """

    contract: Contract = Contract()
    declared: dict[str, Tool] = {}
    form: FormThresholds = _USUAL_FORM
    shapes: list[Shape] = []
    ledger: Ledger | None = None
    expectations: Expectations = {}


def setting_of(contract: Contract | None = None) -> Setting:
    """Return the setting of a contract."""
    contract = contract or Contract()
    return Setting(contract, declared_tools(contract))


class FaultyCall(NamedTuple):
    """A call whose arguments are wrong, and why."""

    call: ToolCall
    faults: tuple[ArgumentFault, ...]


class MalformedAnswer(NamedTuple):
    """An answer and a fault of its form."""

    message: Message
    fault: FormFault


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
            found = false_claims(self.trace, self._noteworthy, self.tools)
            told = {claim.event_index for claim in found}
            deeds = unbacked_deeds(self.trace, self.pairing)
            found += [deed for deed in deeds if deed.event_index not in told]
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
    def _noteworthy(self) -> Pairing:
        """The pairing without plain words; screened once, for claims and imitations alike."""
        if self._screened is None:
            names = self.tools.keys() or {call.name for call in self.pairing.calls}
            asked = OpenNames(self.trace, self.pairing, self.tools)
            words = [
                message
                for message in self.pairing.words
                if not _is_plain(message, self.pairing, names)
                or asked.asked_before(message.index)
                or asked.asked_at_first(message.index)
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


class _Known(NamedTuple):
    """The tools of a trace that declares these, under a contract that declares those."""

    own: tuple[Tool, ...]
    declared: dict[str, Tool]
    tools: dict[str, Tool]


_tools_by_id: dict[int, _Known] = {}


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
    return Analysis(trace, setting, pairing, tools, coverage, unknown, faulty, malformed)


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
    speaking = {message.step for message in answers if message.text.strip()}
    return [m for m in answers if m.text.strip() or m.step not in speaking]


def _malformed(pairing: Pairing, form: FormThresholds) -> list[MalformedAnswer]:
    if form is _USUAL_FORM:
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


def tools_of_trace(trace: Trace, setting: Setting) -> dict[str, Tool]:
    """Return the declared tools by name; the contract's win over the transcript's."""
    if not trace.tools:
        return setting.declared
    known = _tools_by_id.get(id(trace.tools))
    if known is not None and known.own is trace.tools and known.declared is setting.declared:
        return known.tools
    tools = {tool.name: tool for tool in trace.tools} | setting.declared
    if len(_tools_by_id) > 256:  # noqa: PLR2004 - a bound on memory, not a rule
        _tools_by_id.clear()
    _tools_by_id[id(trace.tools)] = _Known(trace.tools, setting.declared, tools)
    return tools


def coverage_of(
    trace: Trace, setting: Setting, tools: dict[str, Tool],
    *, words: bool, calls: bool, results: bool,
) -> Coverage:  # fmt: skip
    """Return what a trace lets rules see; worked out once for traces that are alike in it.

    Args:
        trace: The trace; only what was read beside its events counts.
        setting: What the audit is told.
        tools: The declared tools.
        words: The model says anything.
        calls: It holds calls.
        results: It holds results.
    """
    seen = (id(setting), bool(tools), words, calls, results, trace.at is not None, trace.notes)
    known = _coverages.get(seen)
    if known is None or known[0] is not setting:
        if len(_coverages) > 256:  # noqa: PLR2004 - a bound on memory, not a rule
            _coverages.clear()
        found = _work_out_coverage(trace, setting, tools, words=words, calls=calls, results=results)
        known = _coverages[seen] = (setting, found)
    return known[1]


_coverages: dict[tuple[object, ...], tuple[Setting, Coverage]] = {}


def _work_out_coverage(
    trace: Trace, setting: Setting, tools: dict[str, Tool],
    *, words: bool, calls: bool, results: bool,
) -> Coverage:  # fmt: skip
    found = setting_coverage(setting)
    if tools:
        found |= Coverage.SCHEMAS
    if words or calls:
        found |= Coverage.WORDS
    if trace.at is not None:
        found |= Coverage.TIMES
    notes = trace.notes
    if "free-text-arguments" not in notes:
        found |= Coverage.ARGUMENTS
    if calls or not (results or "calls-not-recorded" in notes):
        found |= Coverage.CALLS
    if results or not (calls or "results-not-recorded" in notes):
        found |= Coverage.RESULTS
    return found


def setting_coverage(setting: Setting) -> Coverage:
    """Return what the settings alone cover."""
    contract = setting.contract
    found = Coverage(0)
    if contract.require or setting.expectations:
        found |= Coverage.REQUIREMENTS
    if contract.policy is not None or contract.decision.opposites:
        found |= Coverage.POLICY
    if setting.expectations or forbids_acting(contract):
        found |= Coverage.EXPECTATIONS
    if contract.answer_schema is not None:
        found |= Coverage.ANSWER_SCHEMA
    if setting.ledger is not None:
        found |= Coverage.LEDGER
    return found
