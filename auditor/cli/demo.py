"""`auditor demo`: what an audit of the transcripts that ship with the product finds."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from auditor.finding import Finding
    from auditor.report import Look
    from auditor.terminal import Paint
    from auditor.trace import Trace

_TITLES = {
    "made-up-results": "Results that no tool gave",
    "repeated-runs": "Runs of one input that decide differently",
    "decisions": "Decisions against their own evidence",
    "clean": "Clean conversations, some of which look guilty",
}


class Story(NamedTuple):
    """One audited conversation: what counts of it, and what its author says it shows."""

    trace: "Trace"
    findings: "list[Finding]"
    shows: str


@click.command()
def command() -> int:
    """Audit the transcripts that ship with the product and show what was found."""
    from auditor.cli._output import colours_wanted, columns, print_pieces
    from auditor.report import Look

    print_pieces(_told(Look(colours_wanted(), columns())))
    return 0


def _told(look: "Look") -> Iterator[str]:
    from auditor.sources import display_name
    from auditor.terminal import Paint, prose

    paint = Paint(look.colour)
    stories = _stories()
    home = display_name(_home())
    number = sum(map(len, stories.values()))
    yield from prose(
        f"{number} conversations ship with auditor, in {home}: agents look up whether an address "
        "is malicious and then block, archive or escalate it. People, hosts and results are "
        "invented; some conversations are faulty on purpose.",
        "",
        look.width,
    )
    for group, members in stories.items():
        yield f"\n{paint('bold', _TITLES.get(group, group))}  {paint('dim', f'{group}.jsonl')}\n"
        yield from _group(members, look)
    yield from _next_steps(home, stories, paint)


def _home() -> str:
    from importlib.resources import files

    return str(files("auditor.scenario") / "transcripts")


def _stories() -> dict[str, list[Story]]:
    """Return the audited conversations of each file."""
    from auditor.analysis import setting_of
    from auditor.auditing import Auditor, TraceAudit
    from auditor.contract import load_contract
    from auditor.reading import read
    from auditor.scenario.generate import GROUPS, read_dialogues

    shows = {item.trace_id: item.dialogue.shows for item in read_dialogues()}
    home = _home()
    auditor = Auditor(setting_of(load_contract(f"{home}/../contract.toml")))
    stories: dict[str, Story] = {}
    for group in GROUPS:
        for item in read(f"{home}/{group}.jsonl"):
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


def _group(stories: list[Story], look: "Look") -> Iterator[str]:
    from auditor.summary_text import counted

    faulty = [story for story in stories if story.findings]
    if not faulty:
        yield f"  {counted(len(stories), 'conversation')}: no finding.\n"
        return
    # The longest spread tells most.
    example = max(faulty, key=lambda story: (len(_same_fault(story)), len(story.findings)))
    yield from _example(example, look)
    others = [story for story in faulty if story is not example]
    if others:
        yield "  Also found:\n"
        for story in others:
            yield from _line(story)
    clean = len(stories) - len(faulty)
    if clean:
        yield f"  {counted(clean, 'other conversation')}: no finding.\n"


def _example(story: Story, look: "Look") -> Iterator[str]:
    from auditor.report.full import finding_lines
    from auditor.terminal import Paint, prose

    trace, found = story.trace, story.findings
    yield from prose(f"{trace.trace_id}, line {trace.place.line}: {story.shows}", "  ", look.width)
    yield from finding_lines(found[0], look, Paint(look.colour))
    later = _same_fault(story) - {found[0].step}
    if later:
        yield f"    It began at step {found[0].step} and came again at {_listed(later)}.\n"
    codes = sorted({f"{f.code} {f.name}" for f in found if f.code != found[0].code})
    if codes:
        yield f"    In the same conversation: {', '.join(codes)}.\n"


def _same_fault(story: Story) -> set[int | None]:
    """Return the steps that have the same fault as the first finding."""
    first = story.findings[0].code
    return {finding.step for finding in story.findings if finding.code == first}


def _listed(steps: Iterable[int | None]) -> str:
    known = sorted({step for step in steps if step is not None})
    return f"{'step' if len(known) == 1 else 'steps'} {', '.join(map(str, known))}"


def _line(story: Story) -> Iterator[str]:
    trace, found = story.trace, story.findings
    codes = " ".join(sorted({finding.code for finding in found}))
    steps = _listed(finding.step for finding in found)
    yield f"    line {trace.place.line:<2}  {trace.trace_id:<22}  {codes} at {steps}\n"


def _next_steps(home: str, stories: dict[str, list[Story]], paint: "Paint") -> Iterator[str]:
    first = next(f for members in stories.values() for s in members for f in s.findings)
    contract = f"{home.removesuffix('/transcripts')}/contract.toml"
    yield f"\n{paint('bold', 'Next')}\n"
    yield f"  auditor audit {home} --contract {contract}\n"
    yield f"  auditor explain {first.code}\n"
    yield "  auditor audit YOUR-TRANSCRIPTS\n"
