"""Many people judge at once: every event is kept, and every stale one is told so."""

import os
import subprocess
import sys

import pytest

from auditor.review import head, verify_chain
from auditor.store import info, open_store
from tests.review_cases import fill

JUDGE = """
import sys, uuid
from auditor.review import Vote, record
from auditor.store import open_store
path, reviewer, count, findings = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
acknowledged = told = 0
with open_store(path) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        vote = Vote(f"f{number % findings:05}", reviewer, "confirmed")
        told += bool(record(store, vote).missed)
        acknowledged += 1
print(acknowledged, told)
"""


def judged_together(path, people, count, findings):
    """Let processes judge at the same time; return how many events were acknowledged and told."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", JUDGE, path, f"p{number}", str(count), str(findings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(people)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * people
    return sum(int(out[0]) for out in outputs), sum(int(out[1]) for out in outputs)


@pytest.mark.parametrize(
    ("people", "count"),
    [(4, 30), pytest.param(8, 1250, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])],
)
def test_every_verdict_of_several_processes_is_kept(database, people, count):
    with open_store(database) as store:
        fill(store, 500)
    acknowledged, _ = judged_together(database, people, count, findings=500)
    with open_store(database) as store:
        assert acknowledged == people * count
        assert info(store).rows["verdict_event"] == people * count
        assert info(store).rows["standing_verdict"] == people * min(count, 500)
        assert verify_chain(store, head(store)).faults == []


@pytest.mark.parametrize(
    ("people", "count"), [(4, 20), pytest.param(8, 250, marks=pytest.mark.slow)]
)
def test_every_conflicting_edit_but_the_first_is_told(database, people, count):
    with open_store(database) as store:
        fill(store, 1)
    # Everybody believes that nobody has judged yet.
    acknowledged, told = judged_together(database, people, count, findings=1)
    assert acknowledged == people * count
    assert told == acknowledged - 1
    with open_store(database) as store:
        assert info(store).rows["verdict_event"] == acknowledged
        assert verify_chain(store).faults == []
