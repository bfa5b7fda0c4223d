"""From audited traces to pairs: formed, verified, balanced, and everything left out counted."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from auditor.exports.openai_export import tool_value
from auditor.finding import Finding
from auditor.pairing import Pairing
from auditor.pairs.approval import NOBODY, Opinion, approved_part
from auditor.pairs.balance import balanced
from auditor.pairs.candidate import Candidate, Failed, Origin, tested
from auditor.pairs.chosen import Chosen, Sources, Unknown, chosen_for
from auditor.pairs.controls import CallElsewhere, Quiet, a_call_of, quiet_turns
from auditor.pairs.conversation import Placed, Unusable, conversation_of, pairing_of, prompt_of
from auditor.pairs.corpus import Case, Corpus
from auditor.pairs.faults import Fault
from auditor.pairs.form import Pair, Split
from auditor.pairs.repair import Prompt, prompts_before
from auditor.pairs.siblings import Point, Siblings, points_of
from auditor.pairs.split import Groups, split_of
from auditor.pairs.verify import Answers
from auditor.setting import Setting
from auditor.trace import Tool


class Wish(NamedTuple):
    """What the caller wants.

    Attributes:
        reviewed: Only pairs whose finding a person approved.
        heldout: Share of the input groups to hold out.
        per_source: Most faulty steps of one trace that give pairs (with a made-up result before
            it a step gives two); of controls half as many.
        max_chars: Longest pair in characters: prompt, tools and the longer answer.
    """

    reviewed: bool = True
    heldout: float = 0.1
    per_source: int = 8
    max_chars: int = 32_000


USUAL = Wish()


class Built(NamedTuple):
    """What came of a corpus.

    Attributes:
        pairs: In order of the traces.
        dropped: How many candidates were left out, by reason.
        heldout_groups: Every input group that is held out, with pairs or without.
    """

    pairs: list[Pair]
    dropped: Counter[str]
    heldout_groups: list[str]


def build_pairs(corpus: Corpus, opinion: Opinion = NOBODY, wish: Wish = USUAL) -> Built:
    """Form the pairs of a corpus.

    Args:
        corpus: Audited traces.
        opinion: What people said of the findings.
        wish: What is wanted.
    """
    groups = Groups(case.trace for case in corpus)
    dropped = Counter(corpus.unreadable)
    elsewhere = next((found for found in map(a_call_of, corpus) if found), None)
    siblings = Siblings(corpus, partial(_as_people_say, opinion=opinion))
    formed: list[Pair] = []
    held_out: set[str] = set()
    for found in corpus:
        case = _as_people_say(found, opinion)
        dropped["a reviewer dismissed the finding"] += len(found.faults) - len(case.faults)
        group = groups.of(case.trace)
        side = split_of(group, wish.heldout)
        if side == "heldout":
            held_out.add(group)
        scene = _scene(case, corpus.setting, group, side)
        if isinstance(scene, Unusable):
            dropped[scene.reason] += max(1, len(case.faults))
            continue
        formed += _of_case(scene, siblings, opinion, wish, elsewhere, dropped)
    dropped[_NOT_AGAIN] += len(opinion.approved.keys() - _fingerprints(corpus))
    pairs = balanced(formed, dropped)
    return Built(pairs, +dropped, sorted(held_out))


def _as_people_say(case: Case, opinion: Opinion) -> Case:
    """Return a trace with the faults that are left: what a person dismissed is none."""
    left = (
        fault._replace(findings=tuple(f for f in fault.findings if not _is_dismissed(f, opinion)))
        for fault in case.faults
    )
    return case._replace(faults=[fault for fault in left if fault.findings])


def _is_dismissed(finding: Finding, opinion: Opinion) -> bool:
    return finding.fingerprint in opinion.dismissed


_NOT_AGAIN = "an approved finding is not found again, or no pair is formed of its rule"


def _fingerprints(corpus: Corpus) -> set[str]:
    faults = (fault for case in corpus for fault in case.faults)
    return {finding.fingerprint for fault in faults for finding in fault.findings}


class _Scene(NamedTuple):
    """A trace with what all its pairs share."""

    case: Case
    pairing: Pairing
    messages: list[Placed]
    points: dict[int, Point]
    tools: dict[str, Tool]
    declared: list[dict[str, Any]]
    setting: Setting
    group: str
    side: Split


def _scene(case: Case, setting: Setting, group: str, side: Split) -> _Scene | Unusable:
    pairing = pairing_of(case.trace)
    messages = conversation_of(case.trace, pairing)
    if isinstance(messages, Unusable):
        return messages
    own = case.trace.tools or tuple(t for t in setting.declared.values() if t.schema)
    if not own:
        return Unusable("no tools are declared; give a contract")
    declared = [_shown(tool) for tool in own]
    tools = {tool.name: tool for tool in own}
    points = points_of(case.trace, pairing)
    return _Scene(case, pairing, messages, points, tools, declared, setting, group, side)


def _shown(tool: Tool) -> dict[str, Any]:
    """Return a tool as a model is shown it; nobody shows it the schema of results."""
    value = tool_value(tool)
    value["function"].pop("output_schema", None)
    return value


def _of_case(
    scene: _Scene,
    siblings: Siblings,
    opinion: Opinion,
    wish: Wish,
    elsewhere: CallElsewhere | None,
    dropped: Counter[str],
) -> Iterator[Pair]:
    used = 0
    for fault in scene.case.faults:
        found = list(_of_fault(fault, scene, siblings, opinion, wish, dropped))
        if found and used == wish.per_source:
            dropped["more faults of one trace than the cap allows"] += len(found)
        elif found:
            used += 1
            yield from found
    quiet = quiet_turns(scene.case, scene.messages, scene.tools, scene.setting, elsewhere)
    for number, turn in enumerate(quiet):
        if 2 * number >= wish.per_source:
            break
        yield from _tested(_control(turn, scene), scene, wish, dropped)


def _of_fault(
    fault: Fault,
    scene: _Scene,
    siblings: Siblings,
    opinion: Opinion,
    wish: Wish,
    dropped: Counter[str],
) -> Iterator[Pair]:
    approved = approved_part(fault.findings, opinion)
    at = next((n for n, one in enumerate(scene.messages) if one.step == fault.step), None)
    unfit = "no reviewer approved the finding" if wish.reviewed and not approved else ""
    unfit = unfit or _unfit(scene.messages, at)
    if unfit or at is None:
        dropped[unfit] += 1
        return
    fault = fault._replace(findings=approved) if approved else fault
    approval = opinion.approved.get(fault.finding.fingerprint)
    corrected = approval.corrected if approval else None
    chosen = chosen_for(
        fault,
        Sources(
            scene.case, scene.pairing, scene.points, siblings, scene.tools, scene.setting,
            corrected, approval is not None,
        ),
    )  # fmt: skip
    if isinstance(chosen, Unknown):
        dropped[chosen.reason] += 1
        return
    made_up = {one.step for one in scene.case.faults if one.fabricates and one.step < fault.step}
    rejected = scene.messages[at]
    for prompt in prompts_before(scene.messages[:at], made_up, rejected.turn):
        candidate = _candidate(fault, prompt, chosen, rejected.message, scene)
        event = approval.event if approval else None
        yield from _tested(candidate._replace(verdict_event=event), scene, wish, dropped)


def _unfit(messages: list[Placed], at: int | None) -> str:
    """Return why the message at a place is no answer that can be rejected, or ""."""
    if at is None:
        return "the faulty step is nothing but thinking"
    if messages[at - 1 if at else 0].message["role"] not in ("user", "tool"):
        return "the faulty message follows no user and no tool"
    return ""


def _candidate(
    fault: Fault, prompt: Prompt, chosen: Chosen, rejected: dict[str, Any], scene: _Scene
) -> Candidate:
    code = fault.finding.code
    answers = Answers(prompt_of(prompt.messages), chosen.message, rejected, scene.declared, code)
    return Candidate(
        answers,
        fault.kind,
        chosen.source,
        fault.finding.fingerprint,
        dirty=prompt.dirty,
        repaired=prompt.repaired,
    )


def _control(turn: Quiet, scene: _Scene) -> Candidate:
    answers = Answers(prompt_of(turn.before), turn.answer, turn.needless, scene.declared, "TA207")
    return Candidate(answers, "control", "recorded", rejected_source="needless")


def _tested(
    candidate: Candidate, scene: _Scene, wish: Wish, dropped: Counter[str]
) -> Iterator[Pair]:
    origin = Origin(scene.group, scene.side, scene.case.trace.trace_id)
    pair = tested(candidate, origin, scene.setting, wish.max_chars)
    if isinstance(pair, Failed):
        dropped[pair.reason] += 1
    else:
        yield pair
