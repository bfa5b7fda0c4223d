"""Overview: what was audited, how often something was made up, and what could not be seen."""

from html import escape

import streamlit as st

from auditor.measure import Interval
from auditor.timeline import Bar, Point, columns, number_bars, over_time, share_bars, told
from dashboard.components.data import chart, data_under
from dashboard.components.heading import heading, hint, section
from dashboard.figures import (
    Rates,
    audited,
    coverage,
    findings_by_rule,
    onsets,
    rate,
    rates_by,
    rates_over_time,
    tools_at_fault,
)
from dashboard.session import language, name_of_store, say, words_in_session

_RATE = ("figure.group", "figure.made_up", "figure.traces", "figure.low", "figure.high")


def figures() -> None:
    """Draw the sums."""
    held, found = audited(), rate()
    numbers = [
        (f"{held.traces:,}", say("figure.traces")),
        (f"{held.events:,}", say("figure.events")),
        (f"{held.tool_calls:,}", say("figure.calls")),
        (f"{held.tool_results:,}", say("figure.results")),
        (f"{found.hits:,}", say("figure.made_up")),
        (
            f"{100 * found.share:.1f} %",
            say("figure.share", low=f"{100 * found.low:.1f}", high=f"{100 * found.high:.1f}"),
        ),
        (f"{held.problems:,}", say("figure.problems")),
    ]
    boxes = "".join(f"<div><b>{escape(n)}</b>{escape(what)}</div>" for n, what in numbers)
    st.html(f'<div class="db-figures">{boxes}</div>')


def rates(name: str, groups: Rates) -> None:
    """Draw shares of groups with intervals."""
    section(f"overview.{name}")
    if not groups.shown:
        hint(f"overview.{name}.none")
        return
    rest = {"further": groups.further, "unnamed": groups.unnamed}
    others = [one._replace(label=say(f"figure.{key}")) for key, one in rest.items() if one.total]
    found = groups.shown + others
    bars = [Bar(r.label, r.share, Interval(r.low, r.high, 0.95), r.total) for r in found]
    st.html(share_bars(bars, language=language()))
    data_under(name, _RATE, [(r.label, r.hits, r.total, r.low, r.high) for r in found])


def rules() -> None:
    """Draw how many findings each rule has."""
    section("overview.rules")
    table = words_in_session()
    found = findings_by_rule()
    if not found:
        hint("overview.rules.none")
        return
    bars = [Bar(f"{c} {table.get(f'rule.{c}', '')}", n, None, None, s) for c, s, n in found]
    st.html(number_bars(bars, language=language()))
    data_under("findings", ("column.finding", "column.severity", "figure.findings"), found)


def time() -> None:
    """Draw the share over time."""
    section("overview.time")
    groups = rates_over_time()
    found = groups.shown
    if not found:
        hint("overview.time.none")
        return
    points = [Point(r.label, r.share, r.low, r.high, r.total) for r in found]
    chart(over_time(points, title=say("overview.time")), say("overview.time"))
    absent, before = groups.unnamed, groups.further
    if absent.total or before.total:
        hits, total = absent.hits + before.hits, absent.total + before.total
        hint("overview.time.absent", total=f"{total:,}", hits=f"{hits:,}")
    data_under("over-time", _RATE, [(r.label, r.hits, r.total, r.low, r.high) for r in found])


def blind() -> None:
    """Draw how much each rule could see."""
    section("overview.coverage")
    table = words_in_session()
    rows = []
    bars = []
    for one in coverage():
        total = one.finding + one.clean + one.not_checkable
        if total:
            name = f"{one.code} {table.get(f'rule.{one.code}', '')}"
            bars.append(Bar(name, one.not_checkable / total, None, total))
            reason = max(one.reasons, key=lambda text: one.reasons[text], default="")
            why = told("blind", reason, language())
            rows.append((one.code, one.finding, one.clean, one.not_checkable, why))
    unseen = [bar for bar in bars if bar.value]
    if unseen:
        st.html(share_bars(unseen, language=language()))
    else:
        hint("overview.coverage.none")
    names = ("column.finding", "figure.findings", "figure.clean", "figure.blind", "figure.reason")
    data_under("coverage", names, rows)


heading("overview")
if audited().traces:
    figures()
    left, right = st.columns(2, gap="large")
    with left:
        rules()
        time()
        section("overview.onset")
        bins = onsets()
        if bins:
            chart(columns(bins, title=say("overview.onset")), say("overview.onset"))
            data_under("onset", ("column.step", "figure.traces"), bins)
        else:
            hint("overview.onset.none")
    with right:
        rates("model", rates_by("model"))
        rates("prompt", rates_by("prompt_version"))
        section("overview.tools")
        tools = tools_at_fault()
        if tools:
            st.html(number_bars([Bar(tool, n) for tool, n in tools], language=language()))
            data_under("tools", ("column.tool", "figure.findings"), tools)
        else:
            hint("overview.tools.none")
        blind()
else:
    hint("queue.nothing", store=name_of_store())
