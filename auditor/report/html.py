"""A page that opens offline and can be mailed: sums, charts, and each faulty trace as a timeline.

The traces are read again from their files. Where that cannot be done (standard input, a file that
is gone) the finding stands with its quotes alone.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from auditor.audit_report import AuditReport
from auditor.finding import SEVERITIES, Finding
from auditor.intake.reading import read_again
from auditor.language import Language
from auditor.report import Look, report_format
from auditor.safe_text import one_line
from auditor.setting import setting_of
from auditor.summary_text import (
    audited_line,
    blind_lines,
    findings_line,
    ignored_line,
    place_of,
    records_line,
    severity_counts,
)
from auditor.timeline import (
    STYLE,
    Bar,
    card_html,
    columns,
    number_bars,
    sentence,
    timeline_html,
    told,
    words,
)
from auditor.timeline.drift_charts import drawing_html, drift_drawings
from auditor.timeline.markup import rendered
from auditor.trace import Trace

_MOST_TRACES = 60
_MOST_CARDS = 6
_MOST_LISTED = 1_000
_ROOM = 20_000
_WIDEST = 16
_FABRICATIONS = frozenset({"TA101", "TA102", "TA103", "TA104", "TA105", "TA107", "TA108"})


class _Faulty(NamedTuple):
    """A trace by where it lies, with its findings above info, gravest first."""

    file: str
    trace_id: str
    findings: list[Finding]


@report_format
def write(report: AuditReport, look: Look) -> Iterator[str]:
    """Yield the page."""
    speech = look.language
    table = words(speech)
    title = f"auditor{table['mark.colon']}{table['report.title']}"
    yield rendered("report.html", title=title, language=speech, style=Markup(STYLE))  # noqa: S704 - our own
    yield from _sums(report, speech)
    yield from _drift(report, speech)
    faulty = _faulty(report.findings)
    drawn = sorted(faulty, key=_weight)[:_MOST_TRACES]
    if drawn:
        yield _title(table["report.traces"])
        if len(faulty) > len(drawn):
            yield _lead(table["report.gravest"].format(shown=len(drawn), all=f"{len(faulty):,}"))
        traces = _read(drawn)
        for place, one in enumerate(drawn):
            trace = traces.get((one.file, one.trace_id))
            yield _trace(one, trace, speech, opened=not place)
        yield _list(report.findings, speech)
    yield "</body></html>\n"


def _title(text: str) -> str:
    return Markup("<h2>{}</h2>\n").format(text)


def _lead(text: str) -> str:
    return Markup('<p class="re-lead">{}</p>\n').format(one_line(text))


def _sums(report: AuditReport, speech: Language) -> Iterator[str]:
    table = words(speech)
    counts = severity_counts(report.findings)
    yield Markup("<h1>{}</h1>\n").format(table["report.title"])
    yield _lead(told("sum", findings_line(counts), speech))
    audited = f"{audited_line(report.summary)} {records_line(report.summary)}"
    yield _lead(told("sum", audited, speech))
    if report.summary.ignored:
        yield _lead(told("sum", ignored_line(report.summary), speech))
    for name, number in sorted(report.summary.accepted.items()):
        yield _lead(table["report.accepted"].format(number=f"{number:,}", name=name))
    bars, onsets = _rule_bars(report.findings, speech), _onsets(report.findings)
    if bars:
        yield f'<div class="re-two"><div>{_title(table["report.rules"])}'
        yield number_bars(bars, language=speech)
        yield "</div><div>"
        if onsets:
            yield _title(table["report.onset"])
            yield columns(onsets, title=table["report.onset"])
        yield "</div></div>\n"
    blind = blind_lines(report)
    if blind:
        yield _title(table["report.blind"])
        yield _lead(table["report.blind.says"])
        yield from (_lead(told("sum", line, speech)) for line in blind)


def _drift(report: AuditReport, speech: Language) -> Iterator[str]:
    """Yield the charts over turns and time, where something was made up at all."""
    followed, table = report.followed, words(speech)
    if followed is None or not any(each.fabrications for each in followed.turns.versions):
        return
    yield _title(table["report.drift"])
    yield _lead(table["report.drift.says"])
    for alarm in followed.alarms:
        yield _lead(f"{alarm.code} {sentence(alarm, speech)}")
    for one in drift_drawings(followed.turns, followed.days, speech):
        yield Markup("<h3>{}</h3>\n").format(table[f"picture.{one.name}"])
        yield _lead(table[f"picture.{one.name}.says"])
        yield drawing_html(one, speech)


def _rule_bars(findings: Iterable[Finding], speech: Language) -> list[Bar]:
    table = words(speech)
    counts = Counter((f.code, f.severity, table.get(f.code, f.name)) for f in findings)
    return [
        Bar(f"{code} {name}", number, None, None, severity)
        for (code, severity, name), number in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]


def _onsets(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    first: dict[tuple[str, str], int] = {}
    for finding in findings:
        if (
            finding.code in _FABRICATIONS
            and finding.severity != "info"
            and finding.step is not None
        ):
            key = finding.file, finding.trace_id
            first[key] = min(first.get(key, finding.step), finding.step)
    if not first:
        return []
    width = max(first.values()) // _WIDEST + 1
    counts = Counter(step // width for step in first.values())
    return [
        (str(n * width) if width == 1 else f"{n * width}–{n * width + width - 1}", counts[n])
        for n in range(max(counts) + 1)
    ]


def _faulty(findings: Iterable[Finding]) -> list[_Faulty]:
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity != "info" and finding.trace_id:
            found.setdefault((finding.file, finding.trace_id), []).append(finding)
    return [
        _Faulty(*key, sorted(of_trace, key=lambda f: -SEVERITIES.index(f.severity)))
        for key, of_trace in found.items()
    ]


def _weight(one: _Faulty) -> tuple[int, int]:
    grave = sum(finding.severity == "high" for finding in one.findings)
    return -SEVERITIES.index(one.findings[0].severity), -grave


def _read(drawn: Sequence[_Faulty]) -> dict[tuple[str, str], Trace]:
    """Read the traces to draw from their files, as far as these are still there."""
    lines: dict[str, set[int]] = {}
    for one in drawn:
        known = lines.setdefault(one.file, set())
        known.update(finding.line for finding in one.findings if finding.line is not None)
    wanted = {(one.file, one.trace_id) for one in drawn}
    found: dict[tuple[str, str], Trace] = {}
    for file, numbers in lines.items():
        if not os.path.isfile(file):
            continue
        for item in read_again(file, file, sorted(numbers)):
            if isinstance(item, Trace) and (file, item.trace_id) in wanted:
                found.setdefault((file, item.trace_id), item)
    return found


def _trace(one: _Faulty, trace: Trace | None, speech: Language, *, opened: bool) -> str:
    setting = setting_of()
    drawn = Markup("")
    if trace is not None:
        html = timeline_html(
            trace, one.findings, language=speech, current=one.findings[0], room=_ROOM
        )
        drawn = Markup(html)  # noqa: S704 - rendered by our own templates
    shown = one.findings[:_MOST_CARDS]
    cards = [card_html(finding, trace, setting, language=speech) for finding in shown]
    codes = dict.fromkeys((finding.code, finding.severity) for finding in one.findings)
    return rendered(
        "report_trace.html",
        opened=opened,
        codes=list(codes),
        name=f"{one.trace_id} · {one.file}",
        timeline=drawn,
        cards=[Markup(card) for card in cards],  # noqa: S704 - same
        left_out=len(one.findings) - len(shown),
        w=words(speech),
    )


def _list(findings: Sequence[Finding], speech: Language) -> str:
    counting = [finding for finding in findings if finding.severity != "info"]
    counting.sort(key=lambda finding: -SEVERITIES.index(finding.severity))
    shown = counting[:_MOST_LISTED]
    return rendered(
        "report_list.html",
        findings=shown,
        places=[place_of(finding) for finding in shown],
        said=[sentence(finding, speech) for finding in shown],
        left_out=f"{len(counting) - len(shown):,}" if len(counting) > len(shown) else "",
        w=words(speech),
    )
