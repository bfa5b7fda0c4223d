"""Every rule gives exactly the findings of its cases."""

import pytest

from auditor.rules import RULES
from tests.rule_cases import FOLDER, as_expected, audited, cases_of

CASES = [
    pytest.param(code, case, id=f"{code}-{case['case']}")
    for code in sorted(path.stem for path in FOLDER.glob("*.yaml"))
    for case in cases_of(code)
]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_rule_finds_what_its_case_says_and_nothing_else(code, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    findings, blind = audited(case, tmp_path)
    expected = case.get("expected", [])
    found = [finding for finding in findings if finding.code == code]
    shown = [as_expected(f, e) for f, e in zip(found, expected, strict=False)]
    assert shown == expected
    assert [f.message for f in found[len(expected) :]] == []
    reasons = [reason for blind_code, reason in blind if blind_code == code]
    assert reasons == case.get("not_checkable", reasons if expected else [])


@pytest.mark.parametrize("code", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_a_fixture_shows_its_rule_firing_and_keeping_still(code):
    assert code in RULES.keys()  # noqa: SIM118 - a catalogue is no dict
    cases = cases_of(code)
    names = [case["case"] for case in cases]
    assert len(set(names)) == len(names)
    assert all(name.startswith(("finds_", "clean_", "unclear_")) for name in names)
    assert all(bool(case.get("expected")) == case["case"].startswith("finds_") for case in cases)
    assert all(("not_checkable" in case) for case in cases if case["case"].startswith("unclear_"))
    assert any(name.startswith("finds_") for name in names)
    assert any(name.startswith("clean_") for name in names)
