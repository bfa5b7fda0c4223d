"""Transcripts as `auditor drift` looks at them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from auditor.analysis import Analysis, analyse
from auditor.discovery import Held
from auditor.drift.chart import ChartKey, ChartRule
from auditor.drift.course import course_of
from auditor.drift.followed import Followed
from auditor.drift.over_time import NOTHING, Happened, Series, continued
from auditor.drift.over_turns import Passed, turns_report
from auditor.drift.portrait import Portrait, portrait_of
from auditor.drift.rate_drift import Named, rate_finding
from auditor.finding import Finding
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read_as
from auditor.ledger import reconcile
from auditor.seen import KeyCounter
from auditor.setting import Setting
from auditor.trace import ReadProblem, Trace


class Span(NamedTuple):
    """From when until when traces count, in the form of their times; "" for no border."""

    since: str = ""
    until: str = ""

    @property
    def bounded(self) -> bool:
        """Say whether there is any border."""
        return bool(self.since or self.until)

    def holds(self, at: str | None) -> bool:
        """Say whether a time lies within; without borders everything does."""
        if not self.bounded:
            return True
        return (
            bool(at) and self.since <= (at or "") and not (self.until and (at or "") >= self.until)
        )

    def touches(self, day: str) -> bool:
        """Say whether any of a day lies within; "undated" is no day."""
        return (
            day[:1].isdigit()
            and self.since[:10] <= day
            and not (self.until and f"{day}T" >= self.until)
        )


class Aside(msgspec.Struct):
    """What was not looked at.

    Attributes:
        problems: Records that could not be read.
        copies: Records that equal an earlier one to the letter.
        unnamed: Those of them that may be runs of their own: nothing would tell these apart.
        undated: Traces without a time, where times choose.
    """

    problems: list[ReadProblem] = []
    copies: int = 0
    unnamed: int = 0
    undated: int = 0


class Watched(NamedTuple):
    """Transcripts over turns and over time.

    Attributes:
        passed: Courses for the report over turns.
        series, findings: Charts, daily series, and the alarms.
        aside: What was not looked at.
    """

    passed: list[Passed]
    series: Series
    findings: list[Finding]
    aside: Aside


class Parted(NamedTuple):
    """Two sets of runs to compare."""

    before: list[Portrait]
    after: list[Portrait]


Items = Iterable[Trace | ReadProblem]


def watched(
    items: Items, setting: Setting, rule: ChartRule, span: Span, *, by_file: bool
) -> Watched:
    """Follow what traces did over turns and over time.

    Args:
        items: Traces and records that could not be read.
        setting: What the audit is told.
        rule: When charts raise the alarm.
        span: Which traces count.
        by_file: Versions are files; else what the traces record, and files where they don't.
    """
    passed: list[Passed] = []
    happened: list[Happened] = []
    named: list[Named] = []
    aside = Aside()
    for analysis in analysed(items, setting, span, aside, by_file=by_file):
        trace = analysis.trace
        course = course_of(analysis)
        key = version_of(trace, by_file=by_file)
        passed.append(Passed(trace.trace_id, key.version, course))
        happened.append(
            Happened(len(named), trace.at or "", key.model, key.prompt_version, course.uses)
        )
        named.append(_named(trace))
    series, alarms = continued(NOTHING, happened, rule)
    findings = [rate_finding(alarm, named[alarm.at], named[alarm.since]) for alarm in alarms]
    return Watched(passed, series, findings, aside)


def followed(files: Iterable[Held], setting: Setting) -> Followed:
    """Read files once more and return what charts of drift are drawn from."""
    items = (item for file in files for item in read_as(file.path, file.name, Accounts()))
    seen = watched(items, setting, ChartRule(), Span(), by_file=False)
    return Followed(turns_report(seen.passed), seen.series.days, seen.findings)


def portraits(items: Items, setting: Setting, span: Span, aside: Aside) -> list[Portrait]:
    """Return traces in the form that versions are compared in; what is left out is added."""
    return [portrait_of(analysis) for analysis in analysed(items, setting, span, aside)]


def parted_by_day(found: Sequence[Portrait], day: str, aside: Aside) -> Parted:
    """Return the traces before a time, and those from it on; undated ones are left out."""
    aside.undated += sum(each.at is None for each in found)
    before = [each for each in found if each.at is not None and each.at < day]
    return Parted(before, [each for each in found if each.at is not None and each.at >= day])


def parted_by_version(found: Sequence[Portrait], before: str, after: str) -> Parted:
    """Return the traces of two versions: by model, prompt version, or both with a space between."""
    return Parted(
        [each for each in found if before in each.names],
        [each for each in found if after in each.names],
    )


def version_of(trace: Trace, *, by_file: bool) -> ChartKey:
    """Return what a trace is a version of: as recorded, or its file."""
    key = ChartKey(trace.model or "", trace.prompt_version or "", "")
    if by_file or not (key.model or key.prompt_version):
        return ChartKey(trace.place.file, "", "")
    return key


def analysed(
    items: Items, setting: Setting, span: Span, aside: Aside, *, by_file: bool = False
) -> Iterator[Analysis]:
    """Yield the traces within the span, but for copies; what is left out is counted."""
    seen = KeyCounter()
    for item in items:
        if isinstance(item, ReadProblem):
            aside.problems.append(item)
        elif item.content_key and seen.add(
            hash((item.content_key, version_of(item, by_file=by_file)))
        ):
            aside.copies += 1
            aside.unnamed += item.own_id is None and item.run_index is None and not item.at
        elif span.bounded and not item.at:
            aside.undated += 1
        elif span.holds(item.at):
            analysis = analyse(item, setting)
            if setting.ledger is not None:
                analysis.ledger = reconcile(item, analysis.pairing, setting.ledger)
            yield analysis


def _named(trace: Trace) -> Named:
    place = trace.place
    return Named(
        trace.trace_id, trace.task_key, trace.run_index, place.file, place.line, place.pointer,
        trace.at,
    )  # fmt: skip
