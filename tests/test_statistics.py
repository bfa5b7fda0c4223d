"""Every statistic gives the values of its fixture, and every statistic has a fixture."""

import inspect
import typing
from pathlib import Path

import msgspec
import pytest
import yaml

from auditor.statistics import STATISTICS

FOLDER = Path(__file__).parent.parent / "fixtures" / "statistics"
SECTIONS = ("Range:", "NaN:", "Source:", "Args:")
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def test_every_statistic_has_a_fixture_and_every_fixture_a_statistic():
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == STATISTICS.keys()


@pytest.mark.parametrize("name", STATISTICS.keys())
def test_the_docstring_states_range_nan_source_and_arguments(name):
    page = inspect.getdoc(STATISTICS[name]) or ""
    assert [section for section in SECTIONS if section not in page] == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_statistic_gives_the_value_computed_by_hand(name, case):
    function = STATISTICS[name]
    hints = typing.get_type_hints(function)
    given = {
        key: msgspec.convert(value, hints[key], dec_hook=lambda _type, item: item)
        for key, value in case["inputs"].items()
    }
    assert as_data(function(**given), case["expected"]) == expected(case)


def as_data(value, like):
    """Return the parts of a result that the case speaks of."""
    if isinstance(like, list) and like and isinstance(like[0], dict):
        return [as_data(*pair) for pair in zip(value, like, strict=True)]
    if isinstance(like, dict):
        return {key: as_data(getattr(value, key), part) for key, part in like.items()}
    return value


def expected(case):
    tolerance = case.get("within", 1e-9)

    def near(part):
        if isinstance(part, dict):
            return {key: near(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [near(inner) for inner in part]
        if isinstance(part, (bool, str)):
            return part
        return pytest.approx(part, abs=tolerance, rel=0, nan_ok=True)

    return near(case["expected"])
