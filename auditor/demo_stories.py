"""The conversations that ship with the product, audited, for the demo."""

from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from auditor.auditing import Auditor
from auditor.contract import load_contract
from auditor.decisions.chains import Chain
from auditor.finding import Finding
from auditor.intake.reading import read
from auditor.proof import proof_of
from auditor.scenario.generate import GROUPS, read_dialogues
from auditor.setting import Setting, setting_of
from auditor.trace import Trace
from auditor.trace_audit import TraceAudit

HOME = str(files("auditor.scenario") / "transcripts")


class Story(NamedTuple):
    """One audited conversation: what counts of it, and what its author says it shows."""

    trace: Trace
    findings: list[Finding]
    shows: str


class CleanDecision(NamedTuple):
    """A decision with all that it rests on."""

    trace: Trace
    chain: Chain


def read_stories() -> dict[str, list[Story]]:
    """Return the audited conversations of each file; findings that compare runs stand first."""
    shows = {item.trace_id: item.dialogue.shows for item in read_dialogues()}
    auditor = Auditor(_setting())
    stories: dict[str, Story] = {}
    for group in GROUPS:
        for item in read(f"{HOME}/{group}.jsonl"):
            audited = auditor.feed(item)
            if isinstance(audited, TraceAudit):
                name = audited.trace.trace_id
                stories[name] = Story(audited.trace, audited.findings, shows.get(name, ""))
    for finding in reversed(list(auditor.compare_repeats())):
        stories[finding.trace_id].findings.insert(0, finding)
    return _by_file(stories.values())


def _by_file(stories: Iterable[Story]) -> dict[str, list[Story]]:
    grouped: dict[str, list[Story]] = {}
    for story in stories:
        counting = [finding for finding in story.findings if finding.severity != "info"]
        group = story.trace.place.file.rpartition("/")[2].removesuffix(".jsonl")
        grouped.setdefault(group, []).append(story._replace(findings=counting))
    return grouped


def clean_decision(stories: Iterable[Story]) -> CleanDecision | None:
    """Return the first acting call of the shortest conversation that rests on a result."""
    setting = _setting()
    for story in sorted(stories, key=lambda story: len(story.trace.events)):
        for chain in proof_of(story.trace, setting).chains:
            if chain.tool and chain.complete and chain.evidence:
                return CleanDecision(story.trace, chain)
    return None


def _setting() -> Setting:
    return setting_of(load_contract(f"{HOME}/../contract.toml"))
