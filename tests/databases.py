"""The databases that a store may lie in: new ones and copies, of either kind.

PostgreSQL runs as a server of the tests' own, in a temporary folder and on a socket there.
"""

import contextlib
import glob
import itertools
import os
import shutil
import subprocess
import tempfile

import psycopg
import sqlalchemy as sa
from psycopg import sql

# Nothing need outlive the tests, so nothing waits for a disk.
_OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=60"
    " -c listen_addresses= -c autovacuum=off -c log_min_messages=panic"
)


class SqliteFiles:
    """Stores in files of a folder."""

    kind = "sqlite"

    def __init__(self, folder):
        self._folder = folder
        self._numbers = itertools.count()

    def new(self):
        """Return the URL of a database that is not there yet."""
        return f"sqlite:///{self._folder}/{next(self._numbers)}.db"

    def copy(self, url):
        """Return the URL of a copy; nobody may be connected to the original."""
        target = self.new()
        shutil.copy(url.removeprefix("sqlite:///"), target.removeprefix("sqlite:///"))
        return target

    def emptied(self, *urls):
        """Take databases back that are not needed any more."""


class PostgresDatabases:
    """Stores in databases of a server whose socket lies in a folder."""

    kind = "postgresql"

    def __init__(self, folder):
        self._folder = folder
        self._numbers = itertools.count()
        self._empty = []

    def new(self):
        """Return the URL of an empty database."""
        return self._empty.pop() if self._empty else self._made("template1")

    def copy(self, url):
        """Return the URL of a copy; nobody may be connected to the original."""
        return self._made(sa.make_url(url).database)

    def emptied(self, *urls):
        """Take databases back that are not needed any more: making one takes a while."""
        for url in urls:
            with self.administrator(sa.make_url(url).database) as connection:
                connection.execute("DROP SCHEMA public CASCADE")
                connection.execute("CREATE SCHEMA public")
            self._empty.append(url)

    def administrator(self, database="postgres"):
        """Return a connection that may make databases and end other people's connections."""
        return psycopg.connect(host=self._folder, user="owner", dbname=database, autocommit=True)

    def _made(self, template):
        name = f"audit_{next(self._numbers)}"
        with self.administrator() as connection:
            words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
        return f"postgresql+psycopg://owner@/{name}?host={self._folder}"


@contextlib.contextmanager
def postgres_server():
    """Run a server and give its databases; it is gone afterwards, and its files, too."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    found = shutil.which("initdb")
    assert programs or found, "PostgreSQL is missing; run `sh tests/system_packages.sh`."
    bin_ = programs[-1] if programs else os.path.dirname(os.path.realpath(found))
    # The server refuses to run as root; a short path, for a socket's may have 100 characters.
    other = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = tempfile.mkdtemp(prefix="pg-")
    try:
        if other:
            shutil.chown(folder, **other)
        _called(f"{bin_}/initdb -D {folder}/data -U owner -A trust -E UTF8 --no-sync", other)
        start = [f"{bin_}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "start"]
        _called([*start, "-o", f"{_OPTIONS} -k {folder}"], other)
        try:
            yield PostgresDatabases(folder)
        finally:
            _called(f"{bin_}/pg_ctl -D {folder}/data -m immediate -w stop", other)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _called(command, other):
    words = command.split() if isinstance(command, str) else command
    done = subprocess.run(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False, **other
    )
    assert done.returncode == 0, done.stderr


def engine_of(url):
    """Return an engine that knows nothing of stores, to look at a database from outside."""
    return sa.create_engine(url, poolclass=sa.NullPool)
