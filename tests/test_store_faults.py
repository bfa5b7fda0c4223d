"""When the database refuses, a person reads one sentence, and what was committed stays."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.setting import setting_of
from auditor.store import backup, info, ingest, open_store, sqlite, verify
from auditor.store.database import open_existing
from auditor.store.findings import among
from auditor.store.migrations import (
    MIGRATIONS,
    RECORD,
    Migration,
    first_tables,
    migrate,
    numbered_tasks,
)
from auditor.store.tables import SOURCE, TASK
from tests.databases import engine_of
from tests.store_cases import audited, conversations, lines, rows, stored


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "audit.db")


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text(lines(*conversations(*range(400))))
    return path


LIMITED = """
import resource, sys
from auditor.setting import setting_of
from auditor.errors import StoreError
from auditor.store import ingest, open_store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
done = 0
def count(file, position):
    global done
    done = position
try:
    with open_store(sys.argv[1]) as store:
        ingest([sys.argv[2]], store, setting_of(), batch=10, progress=count)
except StoreError as error:
    print(done, error)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("limit", [20_000, 100_000, 150_000, 200_000, 300_000])
def test_a_full_disk_is_said_and_every_commit_stays(path, log, limit):
    command = [sys.executable, "-c", LIMITED, path, str(log), str(limit)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 2, done.stderr
    acknowledged, _, sentence = done.stdout.partition(" ")
    assert "cannot be used: the disk" in sentence
    assert sentence.count("\n") == 1
    with open_store(path) as store:
        assert verify(store) == []
        offset = committed_offset(path)
        assert offset >= int(acknowledged)
        assert stored(store, log).summary == audited(log).summary


def committed_offset(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT max(offset) FROM source").fetchone()
    return row[0] or 0


def test_a_locked_database_is_said(path, log, monkeypatch):
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0)
    with open_store(path) as store, contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it locked"):
            stored(store, log)
        other.rollback()
        assert stored(store, log).summary.traces == 400


@pytest.mark.parametrize("replaced", [False, True], ids=["gone", "replaced"])
def test_a_database_whose_file_is_gone_is_said_and_none_is_made_in_its_place(path, replaced):
    with open_store(path) as store:
        info(store)
        os.rename(path, f"{path}.old")
        if replaced:
            open_store(path).close()
        for began in (store.deciding, store.reading):
            with pytest.raises(StoreError, match="deleted, moved or replaced"), began():
                pass
        store.engine.dispose()
        with pytest.raises(StoreError, match="deleted, moved or replaced"), store.reading():
            pass
        assert os.path.exists(path) == replaced
        if not replaced:
            os.rename(f"{path}.old", path)
            assert info(store)


def test_a_read_only_database_is_said_but_can_be_read(path, log):
    with open_store(path) as store:
        stored(store, log)
        before = rows(store)
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    with open_store(url) as store:
        assert stored(store, log).summary.traces == 400
        assert rows(store) == before
        with log.open("a") as file:
            file.write(lines(*conversations(401)))
        with pytest.raises(StoreError, match="it is read-only"):
            stored(store, log)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (" ", r"The store's name is blank\. Write a file's name"),
        ("sqlite:///audit.db?mode=ro", r"SQLite reads no option `mode` there\. Write the file's"),
        ("sqlite:///", "names no file, so that nothing would be kept"),
        ("sqlite:///:memory:", "names no file, so that nothing would be kept"),
        (":memory:", "names no file"),
        ("sqlite:audit.db", "names no file"),
        ("file:audit.db", "names no file"),
        ("sqlite://audit.db", "Write sqlite:///FILE, with three slashes"),
        (".", r"\. is a folder\. Name a file in it"),
        ("mysql://alice@db/audits", "^mysql is no database that is supported"),
        ("http://db.example/audits", "^http is no database that is supported"),
        ("postgresql+asyncpg://db/audits", "asyncpg is no database that is supported"),
    ],
)
def test_what_names_no_database_is_refused_and_makes_no_file(tmp_path, monkeypatch, named, said):
    monkeypatch.chdir(tmp_path)
    for opening in (open_store, open_existing):
        with pytest.raises(StoreError, match=said):
            opening(named)
    assert list(tmp_path.iterdir()) == []


def test_a_url_may_be_written_in_capitals(path):
    open_store(path).close()
    open_existing(f"SQLITE:///{path}").close()


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(StoreError, match=r"cannot be opened\. Check that the folder exists"):
        open_store(str(tmp_path / "none" / "audit.db"))


def test_a_file_that_is_no_database_is_said(path):
    with open(path, "wb") as file:
        file.write(b"not a database, by far" * 100)
    with pytest.raises(StoreError, match="it is no SQLite database"):
        open_store(path)


def test_a_database_of_another_program_is_left_alone(database):
    with engine_of(database).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (words TEXT)")
    with pytest.raises(StoreError, match="a database of another program"):
        open_store(database)


@pytest.mark.parametrize(
    "foreign",
    [
        ["CREATE TABLE schema_migration (id INTEGER)"],
        ["CREATE TABLE schema_migration (number TEXT, name TEXT)"],
        [
            "CREATE TABLE schema_migration (number TEXT)",
            "INSERT INTO schema_migration VALUES ('v1')",
        ],
        ["CREATE TABLE schema_migration (number INTEGER)", "CREATE TABLE run (id INTEGER)"],
    ],
)
@pytest.mark.parametrize("opened", [open_store, open_existing])
def test_so_is_one_that_keeps_its_schema_in_a_table_of_the_same_name(database, foreign, opened):
    with engine_of(database).begin() as connection:
        for statement in foreign:
            connection.exec_driver_sql(statement)
    with pytest.raises(StoreError, match="a database of another program"):
        opened(database)


@pytest.mark.parametrize("statement", ["DROP TABLE finding", "ALTER TABLE run DROP COLUMN version"])
def test_tables_that_are_missing_or_changed_are_said_with_a_cure(database, statement):
    with open_store(database), engine_of(database).begin() as connection:
        connection.exec_driver_sql(statement)
    with (
        pytest.raises(StoreError, match="tables of it are missing or are not as") as raised,
        open_existing(database) as store,
        store.reading() as connection,
    ):
        connection.execute(sa.text("SELECT version FROM run, finding"))
    assert "Restore a" in str(raised.value)


def test_a_table_that_a_migration_would_make_and_is_there_is_said_with_a_cure(database):
    with open_store(database), engine_of(database).begin() as connection:
        connection.execute(sa.delete(RECORD).where(RECORD.c.number == len(MIGRATIONS)))
    with pytest.raises(StoreError, match="tables of it are missing or are not as") as raised:
        open_store(database)
    assert "Restore a" in str(raised.value)


def test_tasks_of_an_older_schema_get_numbers_and_stay(database):
    former = "CREATE TABLE task (task_key TEXT PRIMARY KEY, runs BIGINT, reason TEXT)"
    with engine_of(database).begin() as connection:
        first_tables(connection)
        connection.exec_driver_sql("DROP TABLE task")
        connection.exec_driver_sql(former)
        connection.exec_driver_sql("INSERT INTO task VALUES ('a', 3, 'why'), ('b', 2, '')")
        numbered_tasks(connection)
        rows_ = connection.execute(sa.select(TASK.c.task_key, TASK.c.runs, TASK.c.reason)).all()
        assert sorted(map(tuple, rows_)) == [("a", 3, "why"), ("b", 2, "")]
        numbered_tasks(connection)


def test_more_sources_than_a_statement_may_bind_can_be_asked_for(database):
    with open_store(database) as store, store.reading() as connection:
        query = sa.select(sa.func.count()).where(among(SOURCE.c.id, range(70_000)))
        assert connection.execute(query).scalar() == 0


def test_an_unknown_database_kind_is_said():
    with pytest.raises(StoreError, match="nosuch is no database that is supported"):
        open_store("nosuch://host/name")


def test_a_password_stays_out_of_messages():
    with pytest.raises(StoreError) as caught:
        open_store("nosuch://user:geheim@host/name")
    assert "geheim" not in str(caught.value)


def test_a_newer_schema_is_refused(database):
    with open_store(database) as store, store.deciding() as connection:
        row = {"number": len(MIGRATIONS) + 1, "name": "later", "at": ""}
        connection.execute(sa.insert(RECORD), [row])
    with pytest.raises(StoreError, match=r"has schema .* Upgrade auditor"):
        open_store(database)


def test_a_failed_migration_leaves_the_schema_before_it(database):
    def breaks(connection):
        connection.execute(sa.text("CREATE TABLE half (x INTEGER)"))
        raise StoreError("on purpose")

    with open_store(database) as store:
        steps = (*MIGRATIONS, Migration("breaks", breaks))
        with pytest.raises(StoreError, match="on purpose"):
            migrate(store, steps)
        with store.reading() as connection:
            assert "half" not in sa.inspect(connection).get_table_names()
        assert info(store).schema == len(MIGRATIONS)
        works = Migration("works", lambda c: c.execute(sa.text("CREATE TABLE half (x INTEGER)")))
        migrate(store, (*MIGRATIONS, works))
        assert info(store).schema == len(MIGRATIONS) + 1


@pytest.mark.parametrize("processes", [4, pytest.param(8, marks=pytest.mark.slow)])
def test_several_processes_make_one_store_together(database, tmp_path, processes):
    logs = []
    for number in range(processes):
        logs.append(tmp_path / f"runs-{number}.jsonl")
        logs[-1].write_text(lines(*conversations(*range(100 * number, 100 * number + 100))))
    script = (
        "import sys; from auditor.store import *; from auditor.setting import setting_of\n"
        "ingest(sys.argv[2:], open_store(sys.argv[1]), setting_of(), batch=5)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [
        subprocess.Popen([sys.executable, "-c", script, database, str(log)], env=environment)
        for log in logs
    ]
    assert [process.wait() for process in started] == [0] * processes
    with open_store(database) as store:
        before = rows(store)
        assert before["trace"] == 100 * processes
        assert stored(store, *logs).summary == audited(*logs).summary
        assert rows(store) == before
        assert verify(store) == []


def test_two_audits_of_one_file_at_once_store_it_once(database, log):
    complaints = []

    def audit():
        with open_store(database) as store:
            try:
                ingest([str(log)], store, setting_of(), batch=5)
            except StoreError as error:
                complaints.append(str(error))

    open_store(database).close()
    threads = [threading.Thread(target=audit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("by another process" in complaint for complaint in complaints)
    with open_store(database) as store:
        agreed = stored(store, log)
        assert agreed.summary == audited(log).summary
        assert rows(store)["trace"] == 400
        assert verify(store) == []


def test_a_backup_is_a_whole_store(path, log, tmp_path):
    target = str(tmp_path / "copy.db")
    with open_store(path) as store:
        stored(store, log)
        before = rows(store)
        backup(store, target)
        with pytest.raises(StoreError, match="exists"):
            backup(store, target)
    with open_store(target) as copy:
        assert rows(copy) == before
        assert verify(copy) == []
    assert not os.path.exists(f"{target}.partial")


def test_a_row_that_was_removed_is_noticed(database, log):
    with open_store(database) as store:
        stored(store, log)
        with engine_of(database).begin() as connection:
            connection.exec_driver_sql("DELETE FROM finding WHERE id = 3")
        (fault,) = verify(store)
        assert "133 rows of finding are stored, 134 were counted" in fault
