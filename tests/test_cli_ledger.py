"""`auditor audit --ledger`: from a transcript and the proxy's file to the finding."""

import json

from auditor.cli import main
from tests.ledger_cases import lines_of, write

GENUINE = [
    ("lookup", '{"uri":"a.example"}', '{"verdict": "benign"}'),
    ("lookup", '{"uri":"b.example"}', '{"verdict": "malicious"}'),
]
FORGED = ("lookup", '{"uri":"c.example"}', '{"verdict": "benign"}')


def transcript(calls):
    messages = [{"role": "user", "content": "Check them."}]
    for number, (name, arguments, result) in enumerate(calls):
        call = {
            "id": f"c{number}", "type": "function",
            "function": {"name": name, "arguments": arguments},
        }  # fmt: skip
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{number}", "content": result})
    messages.append({"role": "assistant", "content": "Done."})
    return json.dumps({"id": "run-1", "messages": messages}).encode()


def audited(capsys, *arguments):
    code = main(["audit", "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_a_forged_call_is_found_and_decides_the_exit_code(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("ledger.jsonl", lines_of(GENUINE))
    write("clean.jsonl", [transcript(GENUINE)])
    write("forged.jsonl", [transcript([GENUINE[0], FORGED, GENUINE[1]])])
    code, report = audited(capsys, "clean.jsonl", "--ledger", "ledger.jsonl")
    assert (code, report["findings"]) == (0, [])
    code, report = audited(capsys, "forged.jsonl", "--ledger", "ledger.jsonl")
    (found,) = report["findings"]
    assert (code, found["code"], found["grade"]) == (1, "TA107", "proven")
    assert (found["file"], found["line"], found["step"]) == ("forged.jsonl", 1, 1)


def test_the_ledger_may_stand_in_the_settings_file(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("ledger.jsonl", lines_of(GENUINE))
    write("forged.jsonl", [transcript([*GENUINE, FORGED])])
    (tmp_path / "auditor.toml").write_text('ledger = "ledger.jsonl"\n', "utf-8")
    code, _ = audited(capsys, "forged.jsonl")
    assert code == 1


def test_a_changed_ledger_is_reported_beside_the_findings(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = lines_of([*GENUINE, FORGED])
    write("ledger.jsonl", [lines[0], lines[2]])
    write("clean.jsonl", [transcript([*GENUINE, FORGED])])
    _, report = audited(capsys, "clean.jsonl", "--ledger", "ledger.jsonl")
    assert [(one["code"], one["file"], one["line"]) for one in report["findings"][:1]] == [
        ("TA901", "ledger.jsonl", 2)
    ]
    assert [(one["code"], one["grade"]) for one in report["findings"][1:]] == [
        ("TA107", "suspected")
    ]
    assert "hash chain is broken" in report["problems"][0]["reason"]


def test_cutting_the_only_call_out_of_a_ledger_removes_no_finding(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = lines_of([("", "", "opened"), FORGED, ("", "", "closed")])
    write("ledger.jsonl", [lines[0], lines[2]])
    write("run.jsonl", [transcript([FORGED])])
    code, report = audited(capsys, "run.jsonl", "--ledger", "ledger.jsonl")
    assert code == 1
    assert [(one["code"], one["grade"]) for one in report["findings"]] == [
        ("TA901", "proven"),
        ("TA107", "suspected"),
    ]


def test_a_ledger_that_does_not_exist_is_wrong_usage(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("clean.jsonl", [transcript(GENUINE)])
    assert main(["audit", "clean.jsonl", "--ledger", "none.jsonl"]) == 2
    assert "none.jsonl does not exist" in capsys.readouterr().err
    assert main(["audit", "clean.jsonl", "--ledger", "none*.jsonl"]) == 3
    assert "No ledger file in none*.jsonl" in capsys.readouterr().err


def test_a_second_ledger_is_refused_rather_than_the_first_ignored(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("clean.jsonl", [transcript(GENUINE)])
    assert main(["audit", "clean.jsonl", "--ledger", "a.jsonl", "--ledger", "b.jsonl"]) == 2
    assert "one folder or glob" in capsys.readouterr().err


def test_a_decision_that_rests_on_a_forged_result_is_not_proven(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    block = ("block_uri", '{"uri":"b.example","ticket":"TCK-20931"}', "blocked")
    said = [
        GENUINE[0],
        ("lookup", GENUINE[1][1], '{"verdict": "malicious", "ticket": "TCK-20931"}'),
    ]
    held = [
        GENUINE[0],
        ("lookup", GENUINE[1][1], '{"verdict": "malicious", "ticket": "TCK-11111"}'),
    ]
    (tmp_path / "auditor.toml").write_text('[tools.lookup]\neffect = "read"\n', "utf-8")
    write("run.jsonl", [transcript([*said, block])])
    gaps = {}
    for name, logged in (("agrees", said), ("differs", held)):
        write(f"{name}.jsonl", lines_of([*logged, block]))
        main(["prove", "run.jsonl", "--format", "json", "--ledger", f"{name}.jsonl"])
        gaps[name] = capsys.readouterr().out.count("log does not hold the result at event 4")
    assert gaps["agrees"] == 0
    assert gaps["differs"] > 0
