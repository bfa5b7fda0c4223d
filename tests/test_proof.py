"""Each decision leads to the results it rests on, or says what is missing."""

import json
from pathlib import Path

import pytest
import yaml

from auditor.analysis import analyse
from auditor.contract import contract_of
from auditor.decisions.chains import chains_of
from auditor.proof import proof_of, share_of, statement_of
from auditor.proof_formats import FORMATS
from auditor.report import Look
from auditor.setting import setting_of
from tests.cli_runs import run
from tests.rule_cases import trace_of

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures/proof/decisions.yaml").read_text(encoding="utf-8")
)
BY_NAME = {case["case"]: case for case in CASES}


def setting(case):
    return setting_of(contract_of(case.get("contract", {}), "contract"))


def proof(name):
    return proof_of(trace_of(BY_NAME[name]), setting(BY_NAME[name]))


@pytest.mark.parametrize("case", CASES, ids=BY_NAME)
def test_the_chains_of_a_trace(case):
    chains = chains_of(analyse(trace_of(case), setting(case)))
    assert [[chain.tool, chain.complete] for chain in chains] == [d[:2] for d in case["decisions"]]
    for chain, (_, _, origins, gaps) in zip(chains, case["decisions"], strict=True):
        found = {
            link.label or link.value: f"{link.origin} @{link.event_index}" for link in chain.links
        }
        assert found.keys() == origins.keys()
        for key, origin in origins.items():
            assert found[key].startswith(origin)
        assert len(chain.gaps) == len(gaps)
        assert all(words in gap for words, gap in zip(gaps, chain.gaps, strict=True))


def many_values(count):
    """Return a case whose answer tells so many values of a result and then one of nobody."""
    rows = [{"host": f"h{n:04}.example"} for n in range(count)]
    told = ", ".join(row["host"] for row in rows)
    return {
        "case": "many",
        "contract": {"tools": {"lookup": {"effect": "read"}}},
        "steps": [
            {"user": "List them"},
            {"call": "lookup {}"},
            {"result": json.dumps(rows)},
            {"model": f"{told} and made-up.example"},
        ],
    }


def test_the_last_of_many_values_is_looked_at_too():
    case = many_values(90)
    (chain,) = proof_of(trace_of(case), setting(case)).chains
    assert chain.gaps == ("made-up.example has no source",)


def test_what_was_not_checked_is_not_proven():
    case = many_values(1_001)
    (chain,) = proof_of(trace_of(case), setting(case)).chains
    assert chain.gaps == ("2 more values were not checked",)


def test_a_statement_names_the_trace_the_gaps_and_the_limits():
    made = proof("an_action_on_a_made_up_record")
    words = "\n".join(statement_of(made))
    assert made.trace.trace_id in words
    assert made.content in words
    assert "0 of 1 have a complete chain" in words
    assert "step 3 block_uri" in words
    assert "Rest on a result that the model wrote itself: 1 decision (step 3)" in words
    assert "1 x TA102" in words
    assert "No policy says" in words


def test_a_statement_of_a_clean_trace_claims_no_more_than_was_seen():
    words = "\n".join(statement_of(proof("without_a_contract_every_call_is_a_decision")))
    assert "Not proven" not in words
    assert "every call counts as a decision" in words
    assert "the transcript is the only witness" in words


def test_where_nothing_was_decided_nothing_is_proven():
    made = proof("nothing_was_decided")
    assert "nothing to prove" in "\n".join(statement_of(made))
    assert share_of([made]).total == 0


def test_the_share_counts_decisions_over_traces():
    proofs = [proof("values_of_the_user_and_of_results"), proof("an_action_on_a_made_up_record")]
    assert share_of(proofs) == (2, 3)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_hostile_text_and_obeys_none(name):
    case = {
        "steps": [
            {"user": "Block \x1b[2Ja.example\u202e <script>"},
            {"call": {"name": "block|uri", "arguments": '{"uri": "\\u001b[2Jx.example\\u202e"}'}},
            {"result": "ok"},
        ]
    }
    printed = "".join(FORMATS[name]([proof_of(trace_of(case), setting({}))], Look()))
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert name != "markdown" or "<script>" not in printed


def test_the_json_form_holds_values_events_and_gaps():
    printed = "".join(FORMATS["json"]([proof("a_value_from_nowhere_is_missing")], Look()))
    document = json.loads(printed)
    assert (document["version"], document["complete"], document["total"]) == (1, 0, 1)
    decision = document["traces"][0]["decisions"][0]
    assert decision["tool"] == "pay"
    assert decision["missing"] == ["from=ACC-900 has no source"]
    amount = next(value for value in decision["values"] if value["label"] == "amount")
    assert (amount["origin"], amount["event_index"]) == ("result", 2)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [
        {"id": name, "messages": [{"role": "user", "content": said}, *reply]}
        for name, said, reply in (
            ("first", "Hello", [{"role": "assistant", "content": "Hello."}]),
            ("second", "Pay", [{"role": "assistant", "content": "Paid 4711 to ACC-900."}]),
        )
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "runs.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def traces_in(printed):
    return len(json.loads(printed)["traces"])


@pytest.mark.parametrize(
    ("selector", "number", "code"),
    [("runs.jsonl", 2, 1), ("runs.jsonl:1", 1, 0), ("runs.jsonl:2", 1, 1), (".", 2, 1)],
)
def test_a_trace_is_chosen_by_file_and_line(folder, capsys, selector, number, code):
    assert folder
    done = run(capsys, "prove", selector, "--format", "json")
    assert (traces_in(done.out), done.code) == (number, code)


def test_a_trace_is_chosen_by_its_id_with_or_without_its_file(folder, capsys):
    assert folder
    whole = json.loads(run(capsys, "prove", "runs.jsonl", "--format", "json").out)
    wanted = whole["traces"][1]["trace_id"]
    for selector in (wanted, f"runs.jsonl:{wanted}"):
        document = json.loads(run(capsys, "prove", selector, "--format", "json").out)
        assert [trace["trace_id"] for trace in document["traces"]] == [wanted]


def test_a_trace_that_is_not_there_is_exit_code_3_and_names_others(folder, capsys):
    assert folder
    done = run(capsys, "prove", "runs.jsonl:nowhere")
    assert done.code == 3
    assert "holds no trace nowhere" in done.err
    assert "Its traces:" in done.err
    mistyped = run(capsys, "prove", "rums.jsonl:2")
    assert mistyped.code == 3
    assert "There is no file rums.jsonl:2, and the working folder holds no trace" in mistyped.err
    assert run(capsys, "prove", "").code == 2


def test_a_proof_is_written_to_a_file_beside_the_screen(folder, capsys):
    done = run(capsys, "prove", "runs.jsonl:2", "--output", "markdown=proof.md")
    assert "INCOMPLETE" in done.out
    assert (folder / "proof.md").read_text(encoding="utf-8").startswith("# Proof")
