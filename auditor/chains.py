"""What each decision of a trace rests on: the source of every value, and what is missing.

A decision is an acting call (a tool that the contract does not call `read` or `aux`; without a
contract every tool) or the final answer. A genuine result is a source of what its own call did not
say first. Free wording is the model's own and needs no source; ids, hosts, dates, times and
figures do.
"""

from typing import Literal, NamedTuple

from auditor.analysis import Analysis, answers_of
from auditor.arithmetic import is_worked_out
from auditor.blocks import Field
from auditor.entities import Answered, answered_before, entity_of, values_of
from auditor.evidence import Evidence, Text, arguments_of, occurs
from auditor.imitation import Imitation
from auditor.policy_reading import decisions_of, forbidden_by
from auditor.requirements import unmet_requirements
from auditor.trace import Message, ToolCall
from auditor.values import SPECIFIC, Value, atoms_of, normal_text, spellings, value_of

Origin = Literal[
    "result", "user", "system", "computed", "accepted", "own words", "made up", "missing"
]

UNTRUE = frozenset({"invented", "simulated", "altered", "stale", "ungrounded", "call-as-text"})
_RANKS = ("result", "user", "system")
_AROUND = 50
_MOST_LINKS = 60


class Link(NamedTuple):
    """A value of a decision and where it comes from.

    Attributes:
        label: The argument's name; "" in an answer.
        value: As written.
        origin: `result`, `user`, `system`: who said it; `computed`: a sum, difference or multiple
            of what was said; `accepted`: first said by the model, in a call that was answered;
            `own words`: free wording; `made up`: only in a result that the model wrote itself;
            `missing`: nowhere.
        event_index: The event that says it, or None.
        quote: Its words around the value.
    """

    label: str
    value: str
    origin: Origin
    event_index: int | None
    quote: str


class Chain(NamedTuple):
    """A decision and what it rests on.

    Attributes:
        event_index, turn, step: Where it is.
        tool: The acting tool; "" for the final answer.
        links: Its values.
        evidence: Genuine results about the same entity before it, newest of each tool.
        gaps: What is missing, one sentence each; none where the chain is complete.
        on_made_up: It rests on a result that the model wrote itself.
    """

    event_index: int
    turn: int
    step: int
    tool: str
    links: tuple[Link, ...]
    evidence: tuple[Answered, ...]
    gaps: tuple[str, ...]
    on_made_up: bool

    @property
    def complete(self) -> bool:
        """Say whether nothing is missing."""
        return not self.gaps


class _Sources:
    """Everything a value may come from."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.evidence = Evidence(analysis.trace, analysis.pairing)
        self.untrue = [found for found in analysis.imitations if found.kind in UNTRUE]

    def text_with(self, value: Value, before: int) -> Text | None:
        """Return the best source: a result, else the user, else the system; newest first."""
        ways = spellings(value)
        found: dict[str, Text] = {}
        for place in range(len(self.evidence.texts) - 1, -1, -1):
            text = self.evidence.texts[place]
            if text.event_index >= before or text.author in found or text.author == "argument":
                continue
            if not any(occurs(self.evidence.normal(place), way) for way in ways):
                continue
            if text.author == "result" and _is_echo(text, ways[0]):
                continue
            if text.author == "result":
                return text
            found[text.author] = text
        return next((found[author] for author in _RANKS if author in found), None)

    def accepting(self, value: Value, before: int) -> Answered | None:
        """Return an answered call that already held a value and did not fail."""
        for answered in answered_before(self.analysis.pairing, before):
            if not answered.result.is_error and value.form in values_of(answered.call):
                return answered
        return None

    def imitation_with(self, value: Value, before: int) -> Imitation | None:
        """Return the made-up result before an event that holds a value."""
        for found in self.untrue:
            if found.event_index < before and any(
                occurs(normal_text(found.quote), way) for way in spellings(value)
            ):
                return found
        return None


def _is_echo(text: Text, form: str) -> bool:
    return bool(text.own_words) and occurs(normal_text(text.own_words), form)


def chains_of(analysis: Analysis) -> list[Chain]:
    """Return the chain of every acting call and of the final answer, in order."""
    sources = _Sources(analysis)
    gaps = _contract_gaps(analysis)
    contract = analysis.setting.contract
    chains = [
        _chain_of_call(call, sources, gaps.get(call.index, []))
        for call in analysis.pairing.calls
        if (spec := contract.tools.get(call.name)) is None or spec.effect in (None, "write")
    ]
    answers = answers_of(analysis.pairing)
    if answers and answers[-1].index > max((chain.event_index for chain in chains), default=-1):
        chains.append(_chain_of_answer(answers[-1], sources))
    return chains


def _contract_gaps(analysis: Analysis) -> dict[int, list[str]]:
    """Return what the contract misses, by event of the action."""
    contract, gaps = analysis.setting.contract, dict[int, list[str]]()
    for unmet in unmet_requirements(analysis.pairing, contract):
        gaps.setdefault(unmet.acting.index, []).append(unmet.what)
    for decision in decisions_of(analysis.pairing, contract):
        against = forbidden_by(decision, contract)
        if against is not None:
            said = (
                f"{against.source.call.name} says {against.word}, which calls for another decision"
            )
            gaps.setdefault(decision.call.index, []).append(said)
    return gaps


def _chain_of_call(call: ToolCall, sources: _Sources, gaps: list[str]) -> Chain:
    links = [_link(field, call.index, call.arguments_raw, sources) for field in _fields(call)]
    entity = entity_of(call, sources.analysis.setting.contract)
    evidence = _evidence_about(entity, call, sources)
    described = None if evidence else _described_by(entity, call.index, sources)
    if described is not None:
        about = ", ".join(sorted(entity))
        gaps = [*gaps, f"only the model itself (event {described.event_index}) describes {about}"]
    return _chain(call, call.name, links, evidence, gaps, on_made_up=described is not None)


def _fields(call: ToolCall) -> list[Field]:
    return arguments_of(call)[:_MOST_LINKS]


def _chain_of_answer(answer: Message, sources: _Sources) -> Chain:
    normal = normal_text(answer.text)
    atoms = (normal[atom.start : atom.end] for atom in atoms_of(normal))
    raws = dict.fromkeys(_as_written(answer.text, atom) for atom in atoms)
    policy = sources.analysis.setting.contract.policy
    words = [
        word for word in (policy.decide if policy else ()) if occurs(normal, normal_text(word))
    ]
    links = [
        _link(Field("", raw), answer.index, answer.text, sources)
        for raw in [*words, *raws][:_MOST_LINKS]
    ]
    return _chain(answer, "", links, (), [], on_made_up=False)


def _as_written(text: str, normal: str) -> str:
    place = text.casefold().find(normal)
    return text[place : place + len(normal)] if place >= 0 else normal


def _chain(
    event: ToolCall | Message,
    tool: str,
    links: list[Link],
    evidence: tuple[Answered, ...],
    gaps: list[str],
    *,
    on_made_up: bool,
) -> Chain:
    lacking = [_gap_of(link) for link in links if link.origin in ("missing", "made up")]
    tainted = on_made_up or any(link.origin == "made up" for link in links)
    return Chain(
        event.index, event.turn, event.step, tool, tuple(links), evidence,
        (*gaps, *lacking), tainted,
    )  # fmt: skip


def _gap_of(link: Link) -> str:
    named = f"{link.label}={link.value}" if link.label else link.value
    if link.origin == "made up":
        return f"{named} stands only in what the model wrote itself (event {link.event_index})"
    return f"{named} has no source"


def _link(field: Field, before: int, around: str, sources: _Sources) -> Link:
    """Return where a value comes from; of free wording only its figures and names count."""
    value = value_of(field.value)
    found = _direct(field, value, before, sources)
    if found is not None:
        return found
    if value.kind not in SPECIFIC:
        parts = [_specific(atom.value, before, around, sources) for atom in atoms_of(value.form)]
        worst = next((part for part in parts if part.origin in ("made up", "missing")), None)
        if worst is not None:
            return worst._replace(label=field.label)
        if sources.imitation_with(value, before) and value.kind == "word":
            imitation = sources.imitation_with(value, before)
            return _from_imitation(field, imitation) if imitation else _own(field)
        return _own(field)
    return _specific(value, before, around, sources)._replace(label=field.label, value=field.value)


def _own(field: Field) -> Link:
    return Link(field.label, field.value, "own words", None, "")


def _direct(field: Field, value: Value, before: int, sources: _Sources) -> Link | None:
    if value.kind in ("empty", "flag"):
        return _own(field)
    text = sources.text_with(value, before)
    if text is None:
        return None
    origin: Origin = text.author if text.author != "argument" else "accepted"
    return Link(field.label, field.value, origin, text.event_index, excerpt(text.raw, value))


def _specific(value: Value, before: int, around: str, sources: _Sources) -> Link:
    """Return where an id, host, figure or time comes from."""
    field = Field("", value.form)
    direct = _direct(field, value, before, sources)
    if direct is not None:
        return direct
    imitation = sources.imitation_with(value, before)
    if imitation is not None:
        return _from_imitation(field, imitation)
    accepted = sources.accepting(value, before)
    if accepted is not None:
        quote = excerpt(accepted.call.arguments_raw, value)
        return Link("", value.form, "accepted", accepted.call.index, quote)
    if value.kind == "number":
        if len(value.form) < 2:  # noqa: PLR2004 - a single digit counts things
            return _own(field)
        if is_worked_out(value.form, around, sources.evidence, before):
            return Link("", value.form, "computed", None, "")
    return Link("", value.form, "missing", None, "")


def _from_imitation(field: Field, imitation: Imitation) -> Link:
    quote = excerpt(imitation.quote, value_of(field.value))
    return Link(field.label, field.value, "made up", imitation.event_index, quote)


def _evidence_about(
    entity: frozenset[str], call: ToolCall, sources: _Sources
) -> tuple[Answered, ...]:
    found: dict[str, Answered] = {}
    for answered in answered_before(sources.analysis.pairing, call.index):
        name = answered.call.name
        if name not in found and name != call.name and values_of(answered.call) & entity:
            found[name] = answered
    return tuple(found.values())


def _described_by(entity: frozenset[str], before: int, sources: _Sources) -> Imitation | None:
    for form in entity:
        value = value_of(form)
        if value.kind in ("id", "host"):
            found = sources.imitation_with(value, before)
            if found is not None:
                return found
    return None


def excerpt(raw: str, value: Value) -> str:
    """Return the words around a value in a source, on one line."""
    text = " ".join(raw.split())
    folded = text.casefold()
    place = max((folded.find(way) for way in spellings(value)), default=-1)
    start = max(0, place - _AROUND)
    end = min(len(text), max(place, 0) + len(value.form) + _AROUND)
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
