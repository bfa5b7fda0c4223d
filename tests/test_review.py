"""Verdicts are kept, all of them, and nobody's is overwritten in silence."""

import math

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.review import (
    Near,
    Queue,
    Vote,
    agreement,
    head,
    next_item,
    opinions,
    page,
    position,
    precision,
    press_id,
    progress,
    record,
    record_all,
    undo,
    verify_chain,
)
from auditor.review.measures import ac1_of
from auditor.store import Wanted, info, open_store
from auditor.store.tables import FINDING
from tests.review_cases import fill


@pytest.fixture(scope="module")
def filled(databases):
    """A database with twelve findings to judge."""
    url = databases.new()
    with open_store(url) as opened:
        fill(opened, 12)
    return url


@pytest.fixture
def store(databases, filled):
    url = databases.copy(filled)
    with open_store(url) as opened:
        yield opened
    databases.emptied(url)


def judge(store, number, reviewer, verdict, **more):
    fingerprint = f"f{number:05}"
    more = {"expected": opinions(store, fingerprint, reviewer).version} | more
    return record(store, Vote(fingerprint, reviewer, verdict, **more))


def events(store):
    return info(store).rows["verdict_event"]


def test_a_verdict_is_stored_with_who_what_why_and_when(store):
    given_ = judge(store, 1, "alice", "confirmed", note="no call", corrected="I don't know.")
    seen = opinions(store, "f00001", "alice")
    assert seen.own == given_.event
    assert (seen.own.note, seen.own.corrected) == ("no call", "I don't know.")
    assert seen.own.at.endswith("+00:00")
    assert seen.version == 1


def test_the_same_event_id_is_stored_once(store):
    vote = Vote("f00001", "alice", "confirmed", event_id="e1")
    first, second = record(store, vote), record(store, vote)
    assert first.event == second.event
    assert (first.repeated, second.repeated) == (False, True)
    assert events(store) == 1


def test_an_event_id_means_one_thing(store):
    record(store, Vote("f00001", "alice", "confirmed", event_id="e1"))
    with pytest.raises(UsageError, match="another content"):
        record(store, Vote("f00001", "alice", "dismissed", event_id="e1"))
    assert events(store) == 1


def test_ten_fast_presses_of_one_key_are_one_event(store):
    press = press_id("alice", "f00001", 0, "confirmed")
    for _ in range(10):
        record(store, Vote("f00001", "alice", "confirmed", event_id=press))
    assert events(store) == 1


def test_nobody_sees_others_verdicts_before_giving_one(store):
    judge(store, 1, "alice", "confirmed", note="secret")
    blind = opinions(store, "f00001", "bob")
    assert (blind.version, blind.own, blind.others, blind.history) == (1, None, [], [])
    judge(store, 1, "bob", "dismissed")
    open_ = opinions(store, "f00001", "bob")
    assert [one.note for one in open_.others] == ["secret"]
    assert len(open_.history) == 2


def test_what_somebody_took_back_themselves_is_nobody_elses_verdict(store):
    judge(store, 1, "alice", "confirmed")
    undo(store, "f00001", "alice")
    assert opinions(store, "f00001", "alice").hidden == 0
    assert opinions(store, "f00001", "bob").hidden == 2
    judge(store, 1, "bob", "dismissed")
    assert opinions(store, "f00001", "bob").hidden == 0
    assert opinions(store, "f00001", "alice").hidden == 1


def test_a_stale_edit_is_told_who_changed_what_and_both_are_kept(store):
    judge(store, 1, "alice", "confirmed")
    late = judge(store, 1, "bob", "dismissed", expected=0)
    assert [event.reviewer for event in late.missed] == ["alice"]
    assert late.told().startswith("Meanwhile alice confirmed it at ")
    assert late.told().endswith("both are kept.")
    assert events(store) == 2
    assert judge(store, 1, "alice", "unsure").told() == ""


def test_a_view_that_never_was_is_refused(store):
    with pytest.raises(UsageError, match=r"has 0 events, not 3\. Load it again\."):
        judge(store, 1, "alice", "confirmed", expected=3)


def test_taking_back_is_another_event(store):
    judge(store, 1, "alice", "confirmed")
    judge(store, 1, "alice", "dismissed")
    undo(store, "f00001", "alice")
    assert opinions(store, "f00001", "alice").own.verdict == "confirmed"
    undo(store, "f00001", "alice")
    assert opinions(store, "f00001", "alice").own is None
    assert events(store) == 4
    with pytest.raises(UsageError, match="no verdict on f00001 that could be taken back"):
        undo(store, "f00001", "alice")


def test_what_was_taken_back_can_be_brought_back(store):
    judge(store, 1, "alice", "confirmed")
    taken = undo(store, "f00001", "alice")
    record(store, Vote("f00001", "alice", expected=2, undoes=taken.event.event_id))
    assert opinions(store, "f00001", "alice").own.verdict == "confirmed"
    assert verify_chain(store).faults == []


def test_nobody_takes_back_what_others_said(store):
    said = judge(store, 1, "alice", "confirmed")
    with pytest.raises(UsageError, match="is alice's; only they can take it back"):
        record(store, Vote("f00001", "bob", expected=1, undoes=said.event.event_id))


def test_an_event_is_taken_back_once(store):
    said = judge(store, 1, "alice", "confirmed")
    undo(store, "f00001", "alice")
    with pytest.raises(UsageError, match="was taken back before"):
        record(store, Vote("f00001", "alice", expected=2, undoes=said.event.event_id))


@pytest.mark.parametrize(
    ("vote", "message"),
    [
        (Vote("f00001", "", "confirmed"), "reviewer's name"),
        (Vote("f00001", " alice", "confirmed"), "reviewer's name"),
        (Vote("f00001", "a" * 201, "confirmed"), "reviewer's name"),
        (Vote("f00001", "alice"), "either gives a verdict or takes one back"),
        (Vote("f00001", "alice", "confirmed", undoes="e"), "either gives"),
        (Vote("f00001", "alice", "maybe"), "'maybe' is no verdict"),
        (Vote("f00001", "alice", "confirmed", event_id=""), "needs an event id"),
        (Vote("f00001", "alice", "confirmed", event_id="e" * 201), "needs an event id"),
        (Vote("none", "alice", "confirmed"), "no finding none"),
        (Vote("f00001", "alice", undoes="e9"), "has no event e9"),
    ],
)
def test_what_is_no_vote_is_refused_and_nothing_is_stored(store, vote, message):
    with pytest.raises(UsageError, match=message):
        record(store, vote)
    assert events(store) == 0


def test_many_verdicts_are_stored_together_or_not_at_all(store):
    good = [Vote(f"f{number:05}", "alice", "dismissed") for number in range(5)]
    with pytest.raises(UsageError):
        record_all(store, [*good, Vote("none", "alice", "dismissed")])
    assert events(store) == 0
    assert len(record_all(store, good)) == 5
    assert events(store) == 5


def test_the_queue_gives_the_gravest_and_surest_finding_that_waits(store):
    seen = []
    while item := next_item(store, "alice"):
        seen.append((item.listed.finding.score, item.listed.number))
        record(store, Vote(item.listed.finding.fingerprint, "alice", "unsure"))
    assert len(seen) == 12
    whole = page(store)
    assert [one.listed.number for one in whole] == [number for _, number in seen]
    assert {one.state for one in whole} == {"in review"}


def test_what_was_passed_over_waits_until_the_end_of_the_queue(store):
    first, second, third, *_ = page(store)
    record(store, Vote(second.listed.finding.fingerprint, "alice", "unsure"))
    assert next_item(store, "alice", after=second.listed.number) == third
    last = page(store)[-1]
    assert next_item(store, "alice", after=last.listed.number) == first


def test_a_finding_is_pending_in_review_decided_or_in_conflict(store):
    for number, verdicts in enumerate(
        [(), ("unsure",), ("confirmed",), ("confirmed", "confirmed"), ("confirmed", "dismissed")]
    ):
        for reviewer, verdict in zip(("alice", "bob"), verdicts, strict=False):
            judge(store, number, reviewer, verdict)
    two = Queue(reviewers_needed=2)
    states = {one.listed.finding.fingerprint: one.state for one in page(store, two)}
    assert [states[f"f{number:05}"] for number in range(5)] == [
        "pending",
        "in review",
        "in review",
        "decided",
        "conflict",
    ]
    done = progress(store, two)
    assert done.total == 12
    assert done.states == {"pending": 8, "in review": 2, "decided": 1, "conflict": 1}
    assert done.reviewers == {"alice": 4, "bob": 2}
    (conflict,) = page(store, Queue(states=("conflict",)))
    assert (conflict.listed.finding.fingerprint, conflict.verdicts) == ("f00004", 2)


def test_a_queue_is_paged_and_filtered(store):
    queue = Queue(Wanted(codes=("TA101",)))
    whole, after = [], None
    while rows := page(store, queue, size=3, after=after):
        whole += rows
        after = rows[-1].listed.number
    assert len(whole) == 4
    assert {one.listed.finding.code for one in whole} == {"TA101"}
    assert progress(store, queue).total == 4


def test_agreement_counts_first_verdicts_which_were_blind(store):
    for number in range(10):
        judge(store, number, "alice", "confirmed" if number < 8 else "dismissed")
        judge(store, number, "bob", "confirmed" if number < 9 else "dismissed")
    judge(store, 8, "bob", "dismissed")  # having seen alice's
    found = agreement(store)
    assert found.findings == 10
    assert found.raw.value == 0.9
    assert found.ac1.value == ac1_of([["a", "a"]] * 8 + [["b", "a"]] + [["b", "b"]]).value
    assert found.ac1.interval.low <= found.ac1.value <= found.ac1.interval.high


def test_a_verdict_taken_back_before_anybody_else_judged_is_no_first_one(store):
    judge(store, 1, "alice", "dismissed")
    undo(store, "f00001", "alice")
    judge(store, 1, "bob", "dismissed")
    judge(store, 1, "alice", "confirmed")
    assert agreement(store).raw.value == 0.0


@pytest.mark.parametrize("changing", ["alice", "bob"])
def test_taking_back_after_others_verdicts_could_be_read_changes_no_agreement(store, changing):
    judge(store, 1, "alice", "confirmed")
    judge(store, 1, "bob", "dismissed")
    undo(store, "f00001", changing)
    assert agreement(store).raw.value == 0.0
    judge(store, 1, changing, "dismissed" if changing == "alice" else "confirmed")
    assert agreement(store).findings == 1
    assert agreement(store).raw.value == 0.0


@pytest.mark.parametrize(("second", "raw"), [("confirmed", 1.0), ("dismissed", 0.0)])
def test_findings_that_do_not_differ_bear_no_interval(store, second, raw):
    for number in (1, 2):
        judge(store, number, "alice", "confirmed")
        judge(store, number, "bob", second)
        found = agreement(store)
        assert found.raw.value == raw
        for estimate in (found.raw, found.ac1):
            assert estimate.inputs == number
            assert math.isnan(estimate.interval.low)
            assert math.isnan(estimate.interval.high)


def test_agreement_and_precision_are_of_the_findings_that_are_asked_for_and_still_there(store):
    for number in (0, 1, 2):
        judge(store, number, "alice", "confirmed")
        judge(store, number, "bob", "confirmed")
    assert agreement(store).findings == 3
    only = Wanted(fingerprints=("f00001", "f00002"))
    assert agreement(store, only).findings == 2
    assert sum(one.confirmed for one in precision(store, only)) == 2
    assert agreement(store, Wanted(codes=("TA999",))).findings == 0
    assert precision(store, Wanted(codes=("TA999",))) == []
    with store.adding() as connection:
        connection.execute(sa.delete(FINDING).where(FINDING.c.fingerprint == "f00001"))
    assert agreement(store).findings == 2


def test_agreement_of_nobody_is_not_a_number(store):
    judge(store, 1, "alice", "confirmed")
    found = agreement(store)
    assert found.findings == 0
    assert math.isnan(found.raw.value)
    assert math.isnan(found.ac1.value)


def test_precision_counts_what_everybody_sure_said(store):
    for number, verdict in ((0, "confirmed"), (3, "confirmed"), (6, "dismissed"), (9, "unsure")):
        judge(store, number, "alice", verdict)
    judge(store, 1, "alice", "confirmed")
    judge(store, 1, "bob", "dismissed")
    by_code = {one.code: one for one in precision(store)}
    first = by_code["TA101"]
    assert first[1:5] == (2, 1, 1, 0)
    assert first.share == pytest.approx(2 / 3)
    assert first.interval.low < 2 / 3 < first.interval.high
    assert by_code["TA102"][1:5] == (0, 0, 0, 1)
    assert math.isnan(by_code["TA102"].share)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["alice", "bob"]),
            st.sampled_from(["confirmed", "dismissed", "unsure", "undo"]),
            st.text(max_size=5),
        ),
        max_size=12,
    )
)
def test_whatever_people_do_the_chain_holds_and_says_what_stands(databases, filled, actions):
    url = databases.copy(filled)
    with open_store(url) as store:
        stacks = {}
        for number, reviewer, verdict, note in actions:
            stack = stacks.setdefault((number, reviewer), [])
            if verdict != "undo":
                judge(store, number, reviewer, verdict, note=note)
                stack.append(verdict)
            elif stack:
                undo(store, f"f{number:05}", reviewer)
                stack.pop()
        for (number, reviewer), stack in stacks.items():
            own = opinions(store, f"f{number:05}", reviewer).own
            assert (own.verdict if own else None) == (stack[-1] if stack else None)
        checked = verify_chain(store, head(store))
        assert checked.faults == []
    databases.emptied(url)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(codes=("TA102",))], ids=["all", "one rule"])
def test_a_position_counted_from_any_other_finding_is_the_same(store, wanted):
    queue = Queue(wanted)
    numbers = [one.listed.number for one in page(store, Queue())]
    counted = {number: position(store, queue, number) for number in numbers}
    places = [counted[one.listed.number] for one in page(store, queue)]
    assert places == list(range(len(places)))
    for known in numbers:
        near = Near(known, counted[known])
        assert {number: position(store, queue, number, near) for number in numbers} == counted
