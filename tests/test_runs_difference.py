"""What differs between two runs is found whatever the spelling, and never hidden by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.contract import Contract
from auditor.runs.group_rules import findings_of
from auditor.runs.spelling import normal_string, result_key, spell
from tests.run_cases import CONTRACT, cases_of, difference


def cases(name):
    return [pytest.param(case, id=case["case"]) for case in cases_of(name)]


@pytest.mark.parametrize("case", cases("same"))
def test_what_says_the_same_is_harmless(case):
    for left, right in (case["runs"], case["runs"][::-1]):
        found = difference(left, right)
        assert (found.primary, found.harmless) == (case["class"], True)


@pytest.mark.parametrize("case", cases("different"))
def test_what_matters_is_never_harmless(case):
    for left, right in (case["runs"], case["runs"][::-1]):
        found = difference(left, right)
        assert (found.primary, found.harmless) == (case["class"], False)


LOOKUP = [{"call": 'lookup {"uri":"a.example"}'}, {"result": "bad"}]
BLOCK = [{"call": 'block {"uri":"a.example"}'}, {"result": "ok"}]
ARCHIVE = [{"call": 'archive {"uri":"a.example"}'}, {"result": "ok"}]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"extra": {"temperature": 0}}, {"extra": {"temperature": 1}}),
        ({"extra": {"params": {"top_p": 0.5}}}, {"extra": {"params": {"top_p": 1}}}),
        ({"model_name": "one"}, {"model_name": "two"}),
        ({"tools": {"lookup": {}}}, {"tools": {"lookup": {"type": "object"}}}),
    ],
)
def test_runs_given_other_things_are_no_repeats(left, right):
    found = difference({"steps": BLOCK, **left}, {"steps": ARCHIVE, **right})
    assert found.primary == "P"
    assert not found.repeat
    assert found.conduct == "C2"
    assert "C6" in found.classes


def test_a_model_that_only_one_run_names_is_told_once():
    found = difference({"steps": BLOCK, "model_name": ""}, {"steps": BLOCK, "model_name": "one"})
    assert found.preconditions == ("model",)


def test_another_later_user_turn_makes_no_repeat():
    later = [{"model": "Which?"}, {"user": "That one."}]
    found = difference([*later, *BLOCK], [{"model": "Which?"}, {"user": "This one."}, *BLOCK])
    assert found.classes[0] == "P"
    assert found.preconditions == ("user turns",)


def test_other_seeds_and_backend_names_are_repeats():
    found = difference(
        {"steps": BLOCK, "extra": {"seed": 1, "system_fingerprint": "a"}},
        {"steps": BLOCK, "extra": {"seed": 2, "system_fingerprint": "b"}},
    )
    assert found.primary == "="


def test_a_run_that_was_cut_off_is_no_witness():
    found = difference(BLOCK, {"steps": LOOKUP, "notes": ["truncated-tail"]})
    assert found.primary == "I"
    assert not found.repeat


def test_the_world_is_to_blame_only_up_to_the_fork():
    good = [{"call": 'lookup {"uri":"a.example"}'}, {"result": "good"}]
    assert difference([*LOOKUP, *BLOCK], [*good, *ARCHIVE]).primary == "W"
    after = difference([*BLOCK, *LOOKUP], [*ARCHIVE, *good])
    assert "W" not in after.classes


def test_a_result_after_another_act_is_no_change_of_the_world():
    good = [{"call": 'lookup {"uri":"a.example"}'}, {"result": "good"}]
    assert "W" not in difference([*BLOCK, *LOOKUP], [*ARCHIVE, *good]).classes


def test_an_entity_decided_oppositely_is_named():
    other = [{"call": 'block {"uri":"b.example"}'}, {"result": "ok"}]
    found = difference([*LOOKUP, *BLOCK, *other], [*LOOKUP, *other, *ARCHIVE])
    assert [(each.entity, each.contradict) for each in found.opposed] == [("a.example", True)]
    assert found.classes == ("C5", "C2", "C6")


def test_values_without_support_in_the_run_without_a_call_are_seen():
    found = difference([*LOOKUP, {"model": "Bad."}], [{"model": "Score 71 since 2023-01-02."}])
    assert found.classes[:2] == ("C1", "C1f")


@pytest.mark.parametrize("contract", [CONTRACT, Contract()], ids=["contract", "none"])
@pytest.mark.parametrize(
    ("left", "right", "lacks"),
    [
        (LOOKUP, [{"model": "Bad."}], "goes on without such a call"),
        ([*LOOKUP, *ARCHIVE], BLOCK, "goes on without such a call"),
        ([*LOOKUP, *ARCHIVE], [*BLOCK, *LOOKUP], "acts without such a call before"),
    ],
    ids=["an answer", "an act", "an act first"],
)
def test_what_one_run_leaves_out_is_told_as_it_is(contract, left, right, lacks):
    message = told_of(difference(left, right, contract), "TA303")
    assert message == f'one calls lookup {{"uri":"a.example"}}; other {lacks}.'


def test_a_call_that_is_missing_in_one_turn_is_not_said_to_be_missing_in_all():
    later = [{"user": "And now?"}, *LOOKUP]
    message = told_of(difference([*LOOKUP, *later], [{"model": "Bad."}, *later]), "TA303")
    assert message == 'one calls lookup {"uri":"a.example"}; other calls nothing in that turn.'


def test_an_act_that_is_done_once_more_is_not_said_to_be_missing():
    message = told_of(difference([*LOOKUP, *BLOCK, *BLOCK], [*LOOKUP, *BLOCK]), "TA303")
    assert message == 'one calls block {"uri":"a.example"}; other does so less often.'


def told_of(found, code):
    left, right = (
        replace(run, name=name) for run, name in ((found.left, "one"), (found.right, "other"))
    )
    named = replace(found, left=left, right=right)
    return next(one.message for one in findings_of(named) if one.code == code)


def test_without_a_contract_nothing_is_harmless_but_words():
    moved = difference([*LOOKUP, *BLOCK], [*BLOCK, *LOOKUP], contract=Contract())
    assert not moved.harmless
    again = difference(LOOKUP, [*LOOKUP, *LOOKUP], contract=Contract())
    assert not again.harmless


def test_an_undeclared_tool_decides_nothing_beside_declared_ones():
    shell = [{"call": 'shell {"c":"ls"}'}, {"result": "x"}]
    other = [{"call": 'shell {"c":"pwd"}'}, {"result": "/"}]
    found = difference([*LOOKUP, *shell, *BLOCK], [*LOOKUP, *other, *BLOCK])
    assert found.primary == "C3"
    assert (found.harmless, found.opposed, found.writes_differ) == (False, (), False)


CALLS = st.lists(
    st.tuples(
        st.sampled_from(["lookup", "block", "archive", "think", "other"]),
        st.sampled_from(["a.example", "b.example"]),
    ),
    max_size=6,
)


def steps(calls):
    return [
        step
        for name, uri in calls
        for step in ({"call": f'{name} {{"uri":"{uri}"}}'}, {"result": "ok"})
    ]


@given(CALLS, CALLS)
def test_the_class_does_not_depend_on_the_order_of_the_runs(left, right):
    there, back = difference(steps(left), steps(right)), difference(steps(right), steps(left))
    assert set(there.classes) == set(back.classes)
    assert there.primary == back.primary


@given(CALLS.filter(bool))
def test_a_run_equals_itself(calls):
    assert difference(steps(calls), steps(calls)).classes == ("=",)


@given(CALLS, CALLS)
def test_other_deeds_are_never_harmless(left, right):
    def deeds(calls):
        return [call for call in calls if call[0] in ("block", "archive", "other")]

    found = difference(steps(left), steps(right))
    if deeds(left) != deeds(right):
        assert not found.harmless


def test_hosts_are_told_from_other_words_by_the_argument_name():
    assert normal_string("A.Example", "uri") == "a.example"
    assert normal_string("Read.Me", "file") == "Read.Me"
    assert normal_string("https://u:P@A.Example/Path") == "https://u:P@a.example/Path"
    assert spell('{"q":"A.Example"}', None) != spell('{"q":"a.example"}', None)


def test_volatile_lines_of_a_result_are_left_out():
    assert result_key("a: 1\nat: 09:00", ["at"]) == result_key("a: 1\nat: 10:00", ["at"])
    assert result_key("a：1\n时间：9", ["时间"]) == result_key("a：1\n时间：8", ["时间"])
    assert result_key("a: 1\nat: 09:00") != result_key("a: 1\nat: 10:00")
