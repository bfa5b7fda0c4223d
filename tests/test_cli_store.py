"""An audit into a store, its care, and review, from the command line."""

import re

import pytest

from tests.cli_runs import run
from tests.databases import engine_of
from tests.store_cases import conversations, lines


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "runs.jsonl").write_text(lines(*conversations(*range(7))))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_REVIEWER", "alice")
    return tmp_path


@pytest.fixture
def audited(folder, database, capsys, monkeypatch):
    monkeypatch.setenv("AUDITOR_STORE", database)
    assert run(capsys, "audit", "runs.jsonl").code == 1
    return folder


def first_fingerprint(capsys):
    shown = run(capsys, "review", "next")
    assert shown.code == 0
    return re.search(r"fingerprint (\w+)", shown.out)[1]


@pytest.mark.parametrize("format_", ["full", "json", "jsonl", "concise", "csv"])
@pytest.mark.usefixtures("folder")
def test_an_audit_into_a_store_prints_what_a_plain_one_prints_each_time(database, capsys, format_):
    plain = run(capsys, "audit", "runs.jsonl", "--format", format_)
    for _ in range(2):
        kept = run(capsys, "audit", "runs.jsonl", "--format", format_, "--store", database)
        assert kept == plain
    assert run(capsys, "db", "verify", "--store", database).code == 0


def test_an_audit_of_mere_copies_says_that_the_store_holds_them(audited, capsys):
    (audited / "copy.jsonl").write_bytes((audited / "runs.jsonl").read_bytes())
    done = run(capsys, "audit", "copy.jsonl")
    assert done.code == 3
    assert "the store holds every trace of the input already, from another file" in done.err


def test_an_audit_that_meets_copies_names_the_file_that_has_their_findings(audited, capsys):
    first, *others = (audited / "runs.jsonl").read_text().splitlines(keepends=True)
    (audited / "merged.jsonl").write_text("".join([*lines(*conversations(9)), *others, first]))
    told = run(capsys, "audit", "merged.jsonl")
    assert "7 traces of the input equal what the store has read from runs.jsonl, and" in told.err
    assert "findings there are not told again" in told.err
    (audited / "runs.jsonl").unlink()
    told = run(capsys, "audit", "merged.jsonl")
    assert "runs.jsonl, which is gone now, and count under that file (TA905)" in told.err


def test_a_dashboard_does_not_start_without_the_report_that_it_is_to_show(audited, capsys):
    assert audited
    done = run(capsys, "dashboard", "--training", "none.json", "--no-open")
    assert done.code == 2
    assert "There is no report of a training 'none.json'." in done.err


@pytest.mark.parametrize("asked", [("audit", "runs.jsonl"), ("review", "next"), ("db", "info")])
def test_an_empty_name_of_a_store_is_refused(audited, capsys, asked):
    assert audited
    done = run(capsys, *asked, "--store", "")
    assert (done.code, done.out) == (2, "")
    assert "--store is an empty text. Leave it out, or name a database." in done.err


@pytest.mark.usefixtures("folder")
def test_an_audit_into_a_store_says_that_more_processes_are_of_no_use(capsys):
    alone = run(capsys, "audit", "runs.jsonl", "--store", "sqlite:///runs.db")
    told = run(capsys, "audit", "runs.jsonl", "--store", "sqlite:///runs.db", "--jobs", "2")
    assert told == alone._replace(err="--jobs 2 changes nothing: one process fills a store.\n")


def test_a_store_that_refuses_ends_in_code_2_and_one_sentence(folder, capsys):
    (folder / "bad.db").write_bytes(b"no database" * 500)
    done = run(capsys, "audit", "runs.jsonl", "--store", "bad.db")
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "it is no SQLite database" in done.err


def test_commands_make_no_store(folder, capsys):
    for words in (["db", "info"], ["review", "next"], ["review", "status"]):
        done = run(capsys, *words)
        assert done.code == 2
        assert "There is no store auditor.db." in done.err
    assert not (folder / "auditor.db").exists()


def test_commands_make_no_store_in_an_empty_database(postgres, capsys):
    url = postgres.new()
    for _ in range(2):
        done = run(capsys, "db", "info", "--store", url)
        assert done.code == 2
        assert "There is no store postgresql" in done.err
    postgres.emptied(url)


@pytest.mark.usefixtures("audited")
def test_info_says_how_much_there_is(capsys, databases):
    out = run(capsys, "db", "info").out
    assert databases.kind in out
    assert re.search(r"trace +7\n", out)


@pytest.mark.usefixtures("audited")
def test_verify_finds_a_sound_store_sound_and_says_its_limits(capsys):
    done = run(capsys, "db", "verify")
    assert done.code == 0
    assert "is unbroken" in done.out
    assert "Without a head" in done.out


def test_who_judges_has_a_name(audited, capsys, monkeypatch):
    assert audited
    done = run(capsys, "review", "next", "--reviewer", "")
    assert (done.code, "--reviewer is an empty text" in done.err) == (2, True)
    monkeypatch.delenv("AUDITOR_REVIEWER", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: {}["uid not found"])
    monkeypatch.setattr("os.getuid", lambda: 12345)
    assert "judged by user 12345." in run(capsys, "review", "next").out


def test_verify_with_a_head_finds_removed_verdicts(audited, database, capsys):
    run(capsys, "review", "verdict", first_fingerprint(capsys), "confirmed")
    # As an editor or a shell of Windows may write it.
    (audited / "head.json").write_text(run(capsys, "db", "head").out, encoding="utf-8-sig")
    with engine_of(database).begin() as connection:
        connection.exec_driver_sql("DELETE FROM standing_verdict")
        connection.exec_driver_sql("DELETE FROM verdict_event")
    assert run(capsys, "db", "verify").code == 0
    done = run(capsys, "db", "verify", "--head", "head.json")
    assert done.code == 1
    assert "1 events are missing at the end" in done.out


def test_a_backup_can_be_opened(audited, databases, capsys):
    if databases.kind != "sqlite":
        done = run(capsys, "db", "backup", "copy.db")
        assert done.code == 2
        assert "Use the database's own backup." in done.err
        return
    assert run(capsys, "db", "backup", "copy.db").code == 0
    assert (
        run(capsys, "db", "info", "--store", "copy.db").out.split("\n")[1:]
        == (run(capsys, "db", "info").out.split("\n")[1:])
    )
    assert run(capsys, "db", "backup", "copy.db").code == 2
    assert (audited / "copy.db").exists()


@pytest.mark.usefixtures("audited")
def test_a_review_goes_through_the_findings_one_by_one(capsys):
    seen = set()
    for number in range(3):
        assert f"{number} of 3 judged by alice." in run(capsys, "review", "next").out
        fingerprint = first_fingerprint(capsys)
        seen.add(fingerprint)
        done = run(capsys, "review", "verdict", fingerprint, "dismissed", "--note", "seen it")
        assert "dismissed by alice" in done.out
        assert "seen it" in done.out
    assert len(seen) == 3
    assert run(capsys, "review", "next").out == "3 of 3 judged by alice.\n"


@pytest.mark.usefixtures("audited")
@pytest.mark.parametrize("command", ["next", "status"])
def test_a_review_of_no_rule_is_refused(capsys, command):
    done = run(capsys, "review", command, "--rule", "TA999")
    assert done.code == 2
    assert "no rule 'TA999'. Known: TA101" in done.err


@pytest.mark.usefixtures("audited")
def test_a_review_names_rules_as_explain_does_and_says_where_nothing_fits(capsys):
    by_code = run(capsys, "review", "next", "--rule", "TA101").out
    for named in ("ta101", "result-without-call"):
        assert run(capsys, "review", "next", "--rule", named).out == by_code
    for filters in (["--rule", "TA107"], ["--tool", "nosuch"]):
        assert run(capsys, "review", "next", *filters).out == "No finding fits.\n"


@pytest.mark.usefixtures("audited")
def test_others_verdicts_show_once_ones_own_stands(capsys):
    mark = first_fingerprint(capsys)
    run(capsys, "review", "verdict", mark, "confirmed", "--note", "secret", "--corrected", "Hm.")
    hidden = run(capsys, "review", "show", mark, "--reviewer", "bob").out
    assert "secret" not in hidden
    assert "Others' verdicts show once you gave yours." in hidden
    shown = run(capsys, "review", "verdict", mark, "dismissed", "--reviewer", "bob").out
    assert "secret" in shown
    assert "> Hm." in shown
    status = run(capsys, "review", "status").out
    assert "1 conflict" in status
    assert "1 finding judged by two or more" in status
    assert "agreement  0.00 (no interval" in status
    assert "AC1 -0.33 (no interval" in status
    assert "none is decided: 0 confirmed, 0 dismissed, 0 unsure, 1 in conflict" in status
    undone = run(capsys, "review", "verdict", mark, "undo", "--reviewer", "bob").out
    assert "No verdict of bob stands." in undone


@pytest.mark.usefixtures("audited")
def test_a_second_verdict_keeps_what_was_written_beside_the_first(capsys):
    mark = first_fingerprint(capsys)
    written = ("--note", "the log shows no call", "--corrected", "Let me look.")
    run(capsys, "review", "verdict", mark, "unsure", *written)
    kept = run(capsys, "review", "verdict", mark, "confirmed").out
    assert "confirmed by alice" in kept
    assert "the log shows no call" in kept
    assert "> Let me look." in kept
    run(capsys, "review", "verdict", mark, "undo")
    assert "the log shows no call" in run(capsys, "review", "show", mark).out
    other = run(capsys, "review", "verdict", mark, "confirmed", "--note", "seen").out
    assert "seen" in other
    assert "> Let me look." in other
    bare = run(capsys, "review", "verdict", mark, "confirmed", "--note", "", "--corrected", "").out
    assert "seen" not in bare
    assert "Let me look." not in bare


@pytest.mark.usefixtures("audited")
def test_nobody_takes_over_the_note_of_another(capsys):
    mark = first_fingerprint(capsys)
    run(capsys, "review", "verdict", mark, "confirmed", "--note", "hers")
    shown = run(capsys, "review", "verdict", mark, "confirmed", "--reviewer", "bob").out
    assert shown.count("hers") == 1


@pytest.mark.usefixtures("audited")
def test_what_people_write_is_shown_harmless(capsys):
    mark = first_fingerprint(capsys)
    out = run(capsys, "review", "verdict", mark, "unsure", "--note", "\x1b[2J\u202e").out
    assert "\x1b" not in out
    assert "<U+001B>[2J<U+202E>" in out


@pytest.mark.usefixtures("audited")
def test_a_finding_that_is_not_there_is_said(capsys):
    for words in (["show", "none"], ["verdict", "none", "confirmed"]):
        done = run(capsys, "review", *words)
        assert done.code == 2
        assert "The store has no finding none." in done.err
