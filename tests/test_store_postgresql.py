"""What only PostgreSQL does: servers that refuse, drop out or wait, databases that cannot serve."""

import sys
import threading

import psycopg
import pytest
import sqlalchemy as sa

from auditor.errors import StoreError
from auditor.setting import setting_of
from auditor.store import ingest, open_store, postgresql, verify
from tests.store_cases import audited, conversations, lines, rows, stored


@pytest.fixture
def url(postgres):
    made = postgres.new()
    yield made
    postgres.emptied(made)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text(lines(*conversations(*range(60))))
    return path


def other(url, **parts):
    return sa.make_url(url).set(**parts).render_as_string(hide_password=False)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_url_is_understood(url, scheme):
    with open_store(other(url, drivername=scheme)) as store:
        assert rows(store)["trace"] == 0


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"database": "none"}, r"there is none\. Make it with createdb"),
        ({"username": "nobody"}, "its server does not know the user"),
        ({"query": {"host": "/nowhere"}}, "its server cannot be reached"),
        ({"query": {}, "host": "127.0.0.1", "port": 9}, "its server cannot be reached"),
        ({"query": {}, "host": "no.such.host.invalid"}, "its server cannot be reached"),
    ],
)
def test_a_server_that_refuses_is_said_without_the_password(url, parts, sentence):
    with pytest.raises(StoreError, match=sentence) as caught:
        open_store(other(url, password="geheim", **parts))  # noqa: S106 - to look for it
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://user:geheim@host:port/name", "://geheim"])
def test_a_url_that_cannot_be_read_is_said_without_the_password(url):
    with pytest.raises(StoreError, match="URL cannot be read") as caught:
        open_store(url)
    assert "geheim" not in str(caught.value)


def test_a_missing_driver_is_said_with_its_cure(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"Install it: .*pip install .*\[postgres\]'"):
        open_store(url)


def test_a_database_that_cannot_hold_every_text_is_refused(postgres):
    with postgres.administrator() as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match="its encoding is LATIN1"):
        open_store(other(postgres.new(), database="latin"))


def test_a_read_only_database_is_said_but_can_be_read(postgres, url, log):
    with open_store(url) as store:
        stored(store, log)
    with postgres.administrator() as connection:
        connection.execute(
            f"ALTER DATABASE {sa.make_url(url).database} SET default_transaction_read_only = on"
        )
    with open_store(url) as store:
        assert stored(store, log).summary.traces == 60
        with log.open("a") as file:
            file.write(lines(*conversations(99)))
        with pytest.raises(StoreError, match="it is read-only"):
            stored(store, log)
    with postgres.administrator() as connection:
        connection.execute(f"ALTER DATABASE {sa.make_url(url).database} RESET ALL")


def test_a_user_without_rights_is_said(postgres, url):
    with postgres.administrator() as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(StoreError, match="the user may not use it"):
        open_store(other(url, username="guest"))
    with postgres.administrator() as connection:
        connection.execute("DROP ROLE guest")


def test_a_writer_that_never_ends_is_waited_for_and_said(postgres, url, log, monkeypatch):
    monkeypatch.setattr(postgresql, "WAIT_SECONDS", 0.1)
    with open_store(url) as store:
        with postgres.administrator(sa.make_url(url).database) as holder:
            holder.execute("SELECT pg_advisory_lock(%s)", [postgresql.LOCK])
            with pytest.raises(StoreError, match="another program holds it locked"):
                stored(store, log)
        assert stored(store, log).summary.traces == 60


def test_an_audit_whose_connection_breaks_goes_on_the_next_time(postgres, url, log):
    broken = threading.Event()

    def cut(_, position):
        if position > 5_000 and not broken.is_set():
            broken.set()
            end_everybody(postgres, sa.make_url(url).database)

    with open_store(url) as store:
        with pytest.raises(StoreError, match="its server ended the connection"):
            ingest_while(store, log, cut)
        assert broken.is_set()
        kept = stored(store, log)
        assert kept.summary == audited(log).summary
        assert verify(store) == []


def ingest_while(store, log, cut):
    """Audit with a connection that stays open beside, so that the pool cannot hide a cut."""
    with store.reading() as connection:
        ingest([str(log)], store, setting_of(), batch=5, progress=cut)
        connection.execute(sa.text("SELECT 1"))


def end_everybody(postgres, database):
    with postgres.administrator() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )


def test_what_is_read_does_not_change_meanwhile(url, log):
    with open_store(url) as store, open_store(url) as second:
        with store.reading() as connection:
            count = sa.text("SELECT count(*) FROM trace")
            assert connection.execute(count).scalar() == 0
            stored(second, log)
            assert connection.execute(count).scalar() == 0
        assert rows(store)["trace"] == 60


def test_reading_cannot_write(url):
    refused = pytest.raises(StoreError, match="it is read-only")
    with open_store(url) as store, refused, store.reading() as connection:
        connection.execute(sa.text("DELETE FROM trace"))


def test_the_driver_gives_bytes_and_numbers_as_they_were(url):
    """psycopg and PostgreSQL agree on what the tables rely on."""
    with psycopg.connect(sa.make_url(url).set(drivername="postgresql").render_as_string()) as made:
        row = made.execute("SELECT %s::bytea, %s::bigint", [b"\0\xff", 2**63 - 1]).fetchone()
    assert row == (b"\0\xff", 2**63 - 1)
