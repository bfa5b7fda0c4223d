"""A killed audit loses nothing and counts nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from auditor.store import open_store, verify
from tests.databases import engine_of
from tests.store_cases import audited, conversations, lines, stored

RECORDS = 2000
BATCH = 10

SCRIPT = """
import sys
from auditor.setting import setting_of
from auditor.store import ingest, open_store
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    ingest(sys.argv[2:], store, setting_of(), batch=%d)
"""


def started(database, *logs):
    command = [sys.executable, "-c", SCRIPT % BATCH, database, *map(str, logs)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def progress_of(database):
    """Return how many traces stand committed, seen from outside."""
    with engine_of(database).connect() as connection:
        return connection.execute(sa.text("SELECT count(*) FROM trace")).scalar()


def kill_at(database, logs, target, delay):
    """Start an audit and kill it some time after `target` traces; say if it was still at work."""
    process = started(database, *logs)
    try:
        process.stdout.readline()
        while process.poll() is None:
            if progress_of(database) >= target:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.0005)
        code = process.wait()
        assert code in {0, -signal.SIGKILL}
        return code != 0 and progress_of(database) < RECORDS
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    halves = (range(RECORDS // 2), range(RECORDS // 2, RECORDS))
    paths = [folder / f"runs-{half}.jsonl" for half in (1, 2)]
    for path, numbers in zip(paths, halves, strict=True):
        path.write_text(lines(*conversations(*numbers)))
    return paths


def new_store(databases):
    url = databases.new()
    open_store(url).close()
    return url


def kill_and_run_on(databases, logs, kills, seed):
    """Kill an audit again and again, each time further on; return where it stood, and the stores.

    A store that is nearly full makes room for a new one.
    """
    draw = random.Random(seed)  # noqa: S311 - repeatable moments, no secrets
    points, stores = [], [new_store(databases)]
    while len(points) < kills:
        if points and points[-1] > RECORDS * 0.9:
            stores.append(new_store(databases))
        target = progress_of(stores[-1]) + draw.randint(1, RECORDS // 8)
        if kill_at(stores[-1], logs, target, draw.uniform(0, 0.02)):
            points.append(progress_of(stores[-1]))
        else:
            stores.append(new_store(databases))
    return points, stores


def check_every_store(stores, logs):
    plain = audited(*logs)
    for url in stores:
        with open_store(url) as store:
            kept = stored(store, *logs)
            assert kept.summary == plain.summary
            assert list(kept.findings) == plain.findings
            assert verify(store) == []


def test_a_killed_audit_goes_on_without_loss_or_double(databases, logs):
    points, stores = kill_and_run_on(databases, logs, 4, seed=1)
    assert len(set(points)) >= 3
    check_every_store(stores, logs)
    databases.emptied(*stores)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_200_kills_lose_nothing_and_double_nothing(databases, logs, record_property):
    points, stores = kill_and_run_on(databases, logs, 200, seed=2)
    record_property("kills", len(points))
    record_property("distinct commit points", len(set(points)))
    assert len(set(points)) >= 50
    check_every_store(stores, logs)
    databases.emptied(*stores)
