"""Settings: the nearest source wins, and errors name key and place."""

import pytest

from auditor.config import Settings, load, setting_from
from auditor.contract import BESIDE
from auditor.errors import ConfigError
from tests.cli_runs import run


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_flag_beats_environment_beats_our_file_beats_pyproject(folder, monkeypatch):
    (folder / "pyproject.toml").write_text('[tool.auditor]\nfail_on = "info"\nformat = "csv"\n')
    assert load().values.fail_on == "info"
    (folder / "auditor.toml").write_text('fail_on = "low"\n[form]\nmin_length = 9\n')
    assert load().values.fail_on == "low"
    monkeypatch.setenv("AUDITOR_FAIL_ON", "medium")
    monkeypatch.setenv("AUDITOR_FORM__MIN_REPEATS", "5")
    assert load().values.fail_on == "medium"
    loaded = load({"fail_on": "high", "format": None})
    assert loaded.values.fail_on == "high"
    assert loaded.values.format == "csv"
    assert setting_from(loaded).form.min_length == 9
    assert setting_from(loaded).form.min_repeats == 5
    assert loaded.origins == {
        **loaded.origins,
        "fail_on": "--fail-on",
        "format": "pyproject.toml",
        "form.min_length": "auditor.toml",
        "form.min_repeats": "AUDITOR_FORM__MIN_REPEATS",
        "strict": "default",
    }


_ENDPOINT = '[endpoints.x]\nmodel = "m"\nbase_url = "{}"'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fail_on = "grave"', r"auditor\.toml: `fail_on`"),
        ("fail_off = 1", r"auditor\.toml: `fail_off` is no setting"),
        ("[form]\nmin_length = -1", r"auditor\.toml: `form\.min_length`"),
        ("[form]\nlongest = 1", r"auditor\.toml: `form\.longest` is no setting"),
        ("[tools.x]\neffect = 'read it'", r"auditor\.toml: `tools\.x\.effect`"),
        ("fail_on = ", r"auditor\.toml cannot be read"),
        (_ENDPOINT.format("desk"), r"`endpoints\.x\.base_url` 'desk' is no http or https URL\.$"),
        (
            _ENDPOINT.format("http://u:key@h/v1"),
            r"base_url` a URL with a key .*; use api_key_env\.$",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(folder, text, said):
    (folder / "auditor.toml").write_text(text)
    with pytest.raises(ConfigError, match=said):
        load()


def test_a_setting_that_is_missing_is_named_with_its_file_and_without_those_beside_it(folder):
    text = '[endpoints.x]\nmodel = "m"\napi_key = "secret"\n'
    (folder / "auditor.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load({})
    said = str(raised.value)
    assert said.startswith("auditor.toml: `endpoints.x.base_url` is missing.")
    assert "secret" not in said


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv("AUDITOR_MIN_EVIDENCE", "sure")
    with pytest.raises(ConfigError, match="AUDITOR_MIN_EVIDENCE: `min_evidence`"):
        load()


@pytest.mark.parametrize("name", ["AUDITOR_FIAL_ON", "AUDITOR_FORM__LONGEST", "AUDITOR_STRICT__X"])
def test_a_variable_that_sets_nothing_is_refused(monkeypatch, capsys, name):
    monkeypatch.setenv(name, "7")
    done = run(capsys, "audit", "t.jsonl")
    assert done.code == 2
    assert "is no setting" in done.err
    assert name in done.err


def test_variables_of_the_review_are_no_wrong_settings(monkeypatch):
    monkeypatch.setenv("AUDITOR_REVIEWER", "ann")
    monkeypatch.setenv("AUDITOR_TRAINING", "report.json")
    assert load().values.fail_on == "high"


def test_the_contract_may_stand_in_either_file_or_in_its_own(folder):
    (folder / "pyproject.toml").write_text('[tool.auditor.tools.a]\neffect = "read"\n')
    assert list(load().contract.tools) == ["a"]
    (folder / "auditor.toml").write_text('[tools.b]\neffect = "read"\n')
    assert list(load().contract.tools) == ["b"]
    (folder / "own.toml").write_text('[tools.c]\neffect = "read"\n')
    assert list(load({"contract": "own.toml"}).contract.tools) == ["c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.a]\neffect = "read"', "`tool` is no part of a contract. Known: tools, require"),
        ('[[requires]]\nbefore = "a"\ncall = "b"', "`requires` is no part"),
        ('[tools.a]\nschema = {type = "objekt"}', "`tools.a.schema`: unusable schema"),
        ('[tools.a]\noutput_schema = {pattern = "("}', "`tools.a.output_schema`: unusable"),
        ('[tools.a]\nschema_file = "bad.json"', "`tools.a.schema_file`: unusable schema"),
        ('answer_schema = {"$ref" = "#/nowhere"}', "`answer_schema`: unusable schema"),
        ('[decision]\nregex = "("', "`decision.regex`: '\\(' is no regular expression"),
    ],
)
def test_a_contract_that_would_judge_nothing_is_refused(folder, text, said):
    (folder / "bad.json").write_text('{"type": 3}', encoding="utf-8-sig")
    (folder / "own.toml").write_text(text)
    with pytest.raises(ConfigError, match=f"own.toml: {said}"):
        load({"contract": "own.toml"})


def test_settings_beside_a_contract_are_no_mistake(folder):
    assert {*Settings.model_fields} == BESIDE
    for name in ("auditor.toml", "own.toml"):
        (folder / name).write_text('\ufefffail_on = "low"\n[tools.a]\neffect = "read"\n')
    for contract in (None, "own.toml"):
        assert list(load({"contract": contract}).contract.tools) == ["a"]


def test_doctor_shows_where_each_value_came_from(folder, capsys, monkeypatch):
    (folder / "auditor.toml").write_text('format = "concise"\n[tools.lookup]\neffect = "read"\n')
    monkeypatch.setenv("AUDITOR_STRICT", "1")
    shown = run(capsys, "doctor", "--show-config").out
    assert "format = 'concise' (auditor.toml)" in shown
    assert "strict = True (AUDITOR_STRICT)" in shown
    assert "fail_on = 'high' (default)" in shown
    assert "contract: tools lookup (auditor.toml)" in shown


def test_the_command_line_obeys_the_settings(conversations, capsys, monkeypatch):
    assert conversations
    assert run(capsys, "audit", "orphan.jsonl").code == 1
    monkeypatch.setenv("AUDITOR_FAIL_ON", "never")
    monkeypatch.setenv("AUDITOR_FORMAT", "concise")
    done = run(capsys, "audit", "orphan.jsonl")
    assert done.code == 0
    assert done.out.count("\n") == 1
