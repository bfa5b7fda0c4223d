"""`auditor demo`: what an audit of the transcripts that ship with the product finds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from auditor.auditing import TraceAudit
    from auditor.finding import Finding
    from auditor.report import Look
    from auditor.terminal import Paint

_TITLES = {
    "made-up-results": "Results that no tool gave",
    "repeated-runs": "Runs of one input that decide differently",
    "decisions": "Decisions against their own evidence",
    "clean": "Clean conversations, some of which look guilty",
}


class Story(NamedTuple):
    """One audited conversation, and what its author says it shows."""

    audited: "TraceAudit"
    shows: str

    @property
    def findings(self) -> "list[Finding]":
        """What counts, info left out."""
        return [finding for finding in self.audited.findings if finding.severity != "info"]


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
    stories: dict[str, list[Story]] = {}
    for group in GROUPS:
        for item in read(f"{home}/{group}.jsonl"):
            audited = auditor.feed(item)
            if isinstance(audited, TraceAudit):
                story = Story(audited, shows.get(audited.trace.trace_id, ""))
                stories.setdefault(group, []).append(story)
    return stories


def _group(stories: list[Story], look: "Look") -> Iterator[str]:
    from auditor.summary_text import counted

    faulty = [story for story in stories if story.findings]
    if not faulty:
        yield f"  {counted(len(stories), 'conversation')}: no finding.\n"
        return
    # The longest spread tells most.
    example = max(faulty, key=lambda story: len({f.step for f in story.findings}))
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

    trace, found = story.audited.trace, story.findings
    yield from prose(f"{trace.trace_id}, line {trace.place.line}: {story.shows}", "  ", look.width)
    yield from finding_lines(found[0], look, Paint(look.colour))
    later = sorted({f.step for f in found if f.step is not None and f.step != found[0].step})
    if later:
        yield f"    It began at step {found[0].step} and came again at {_listed(later)}.\n"


def _listed(steps: list[int]) -> str:
    return f"{'step' if len(steps) == 1 else 'steps'} {', '.join(map(str, steps))}"


def _line(story: Story) -> Iterator[str]:
    trace, found = story.audited.trace, story.findings
    codes = " ".join(sorted({finding.code for finding in found}))
    steps = _listed(sorted({finding.step for finding in found if finding.step is not None}))
    yield f"    line {trace.place.line:<2}  {trace.trace_id:<22}  {codes} at {steps}\n"


def _next_steps(home: str, stories: dict[str, list[Story]], paint: "Paint") -> Iterator[str]:
    first = next(f for members in stories.values() for s in members for f in s.findings)
    contract = f"{home.removesuffix('/transcripts')}/contract.toml"
    yield f"\n{paint('bold', 'Next')}\n"
    yield f"  auditor audit {home} --contract {contract}\n"
    yield f"  auditor explain {first.code}\n"
    yield "  auditor audit YOUR-TRANSCRIPTS\n"
