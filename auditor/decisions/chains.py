"""What each decision of a trace rests on: the source of every value, and what is missing.

A decision is an acting call (a tool that the contract does not call `read` or `aux`; without a
contract every tool) or the final answer.
"""

from typing import NamedTuple

from auditor.analysis import Analysis, answers_of
from auditor.contract import Contract
from auditor.decisions.affirmed import affirms
from auditor.decisions.entities import Answered, answered_before, entity_of, values_of
from auditor.decisions.policy_reading import decisions_of, forbidden_by
from auditor.decisions.requirements import unmet_requirements
from auditor.decisions.sourcing import Deciding, Link, Sources, from_imitation, link_of
from auditor.evidence.source_texts import arguments_of
from auditor.trace import Message, ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.values import NAMES, normal_text, value_of

_MOST_LINKS = 1_000


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


def chains_of(analysis: Analysis) -> list[Chain]:
    """Return the chain of every acting call and of the final answer, in order."""
    sources = Sources(analysis)
    gaps = _contract_gaps(analysis)
    contract = analysis.setting.contract
    chains = [
        chain_of_call(call, sources, gaps.get(call.index, []))
        for call in analysis.pairing.calls
        if acts(call, contract)
    ]
    answer = _final_answer(analysis)
    if answer is not None:
        chains.append(_chain_of_answer(answer, sources))
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


def acts(call: ToolCall, contract: Contract) -> bool:
    """Say whether a call may change the world: all do that no contract calls `read` or `aux`."""
    spec = contract.tools.get(call.name)
    return spec is None or spec.effect in (None, "write")


def chain_of_call(call: ToolCall, sources: Sources, gaps: list[str]) -> Chain:
    """Return what an acting call rests on.

    Args:
        call: The call.
        sources: Everything its values may come from.
        gaps: What the contract misses of it.
    """
    entity = entity_of(call, sources.analysis.setting.contract)
    evidence = _evidence_about(entity, call, sources)
    decision = Deciding(
        call.index, call.arguments_raw, frozenset(result.index for _, result in evidence)
    )
    links, unchecked = _links(_values_in(call), decision, sources)
    gaps = [*gaps, *unchecked]
    described = None if evidence else _described_by(entity, call, sources)
    if described is not None:
        by = f"only the model itself (event {described.event_index})"
        gaps = [*gaps, f"{by} describes {described.value}"]
    return _chain(
        call, call.name, links, evidence, gaps,
        disputed=disputed_results(sources.analysis), on_made_up=described is not None,
    )  # fmt: skip


def _values_in(call: ToolCall) -> list[Field]:
    """Return a call's arguments; what is no JSON object is one text, whose values count, too."""
    found = arguments_of(call)
    return found or ([Field("", call.arguments_raw)] if call.arguments_raw.strip("{} \n\t") else [])


def _links(
    fields: list[Field], decision: Deciding, sources: Sources
) -> tuple[list[Link], list[str]]:
    """Return where values come from, and what is not known for want of a look at all of them."""
    links = [link_of(field, decision, sources) for field in fields[:_MOST_LINKS]]
    rest = len(fields) - len(links)
    return links, [f"{rest:,} more values were not checked"] if rest > 0 else []


def _chain_of_answer(answer: Message, sources: Sources) -> Chain:
    normal = normal_text(answer.text)
    atoms = (normal[atom.start : atom.end] for atom in atoms_of(normal))
    raws = dict.fromkeys(_as_written(answer.text, atom) for atom in atoms)
    decision = Deciding(answer.index, answer.text, frozenset())
    links, unchecked = _links([Field("", raw) for raw in raws], decision, sources)
    links = [*_verdicts(answer, decision, sources), *links]
    disputed = disputed_results(sources.analysis)
    return _chain(answer, "", links, (), unchecked, disputed=disputed, on_made_up=False)


def _verdicts(answer: Message, decision: Deciding, sources: Sources) -> list[Link]:
    """Return where the evidence values of the policy come from that an answer states.

    One that no source holds, where results state others only that call for other decisions, is not
    the model's own wording of theirs.
    """
    policy = sources.analysis.setting.contract.policy
    decide = policy.decide if policy else {}
    known = {word: link_of(Field("", word), decision, sources) for word in decide}
    read = [decide[word] for word, link in known.items() if link.origin == "result"]
    return [
        link._replace(origin="missing")
        if link.origin == "own words" and read and decide[word] not in read
        else link
        for word, link in known.items()
        if affirms(answer.text, word)
    ]


def disputed_results(analysis: Analysis) -> frozenset[int]:
    """Return the results, by event index, that the tool servers' own log does not hold."""
    return analysis.ledger.disputed if analysis.ledger is not None else frozenset()


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
    disputed: frozenset[int],
    on_made_up: bool,
) -> Chain:
    lacking = [_gap_of(link) for link in links if link.origin in ("missing", "made up")]
    resting = {link.event_index for link in links} | {found.result.index for found in evidence}
    lacking += [
        f"the tool servers' log does not hold the result at event {index}"
        for index in sorted(disputed & resting)
    ]
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


def _evidence_about(
    entity: frozenset[str], call: ToolCall, sources: Sources
) -> tuple[Answered, ...]:
    found: dict[str, Answered] = {}
    for answered in answered_before(sources.analysis.pairing, call.index):
        name = answered.call.name
        if name not in found and name != call.name and values_of(answered.call) & entity:
            found[name] = answered
    return tuple(found.values())


def _described_by(entity: frozenset[str], call: ToolCall, sources: Sources) -> Link | None:
    """Return the made-up result that describes an entity, as a link of its name."""
    for form in sorted(entity):
        value = value_of(form)
        if value.kind in NAMES:
            found = sources.imitation_with(value, call.index, but=call.name)
            if found is not None:
                return from_imitation(Field("", form), value, found)
    return None


def resting_chains(analysis: Analysis, after: int) -> list[Chain]:
    """Return the acting calls behind an event that rest on a made-up result, and the answer."""
    sources = Sources(analysis)
    chains = [
        chain_of_call(call, sources, [])
        for call in analysis.pairing.calls
        if call.index > after
        and acts(call, analysis.setting.contract)
        and sources.may_be_made_up((value_of(f.value) for f in arguments_of(call)), call.index)
    ]
    answer = _final_answer(analysis)
    if answer is not None and answer.index > after:
        values = (atom.value for atom in atoms_of(normal_text(answer.text)))
        if sources.may_be_made_up(values, answer.index):
            chains.append(_chain_of_answer(answer, sources))
    return [chain for chain in chains if chain.on_made_up]


def decisions_behind(analysis: Analysis, after: int) -> int:
    """Return how many acting calls and final answers stand behind an event."""
    contract = analysis.setting.contract
    acting = sum(call.index > after and acts(call, contract) for call in analysis.pairing.calls)
    answer = _final_answer(analysis)
    return acting + (answer is not None and answer.index > after)


def _final_answer(analysis: Analysis) -> Message | None:
    """Return the last answer, unless an action follows it."""
    answers = answers_of(analysis.pairing)
    if not answers:
        return None
    contract = analysis.setting.contract
    later = any(c.index > answers[-1].index and acts(c, contract) for c in analysis.pairing.calls)
    return None if later else answers[-1]
