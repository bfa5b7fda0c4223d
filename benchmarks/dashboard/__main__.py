"""How quickly the dashboard answers: a store of many findings in long traces, in a real browser.

`python -m benchmarks.dashboard --traces 1000 --events 500` makes 100,000 findings and prints, for
the page of traces: the warm load, the time from a key press to the finding that follows (J) and to
the stored verdict with the next finding on the screen (1), the bytes that a press brings, and the
server's CPU time for it, which hardly depends on what else the machine does.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import TimeoutError as Timeout

from benchmarks.dashboard import corpus
from tests.dashboard_server import Visitor, browser, running

_PRESSES = 40


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=1000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--store", help="an existing store to measure instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or _filled(folder, options.traces, options.events)
        with running(store) as address, browser() as chromium:
            visitor = Visitor(chromium, address)
            _load(visitor)
            _presses(visitor, "j", "next")
            _presses(visitor, "1", "verdict", pause=450)


def _filled(folder: str, traces: int, events: int) -> str:
    transcripts, store = f"{folder}/long.jsonl", f"{folder}/auditor.db"
    expected = corpus.write(transcripts, traces, events)
    command = [sys.executable, "-m", "auditor", "audit", transcripts, "--store", store]
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own command
        [*command, "--format", "csv"], stdout=subprocess.DEVNULL, check=False
    )
    print(f"audited {expected:,} expected findings in {time.perf_counter() - began:.0f} s")
    return store


def _load(visitor: Visitor) -> None:
    for path in ("trace", "", "overview"):
        times = []
        for _ in range(4):
            began = time.perf_counter()
            visitor.open(path)
            times.append(time.perf_counter() - began)
        print(f"load /{path}: first {times[0]:.2f} s, warm {statistics.median(times[1:]):.2f} s")


def _follows(visitor: Visitor, before: str) -> bool:
    """Say whether another finding and its timeline came onto the screen."""
    shown = "now => document.querySelector('[data-shown]')?.dataset.shown !== now"
    there = f"{shown} && document.querySelector('.at-timeline')"
    try:
        visitor.page.wait_for_function(there, arg=before, polling=20, timeout=15_000)
    except Timeout:
        return False
    return True


def _cpu_seconds() -> float:
    """Return the CPU time of the server, which this process started."""
    spent = 0.0
    for entry in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
            with open(f"/proc/{entry}/cmdline", encoding="utf-8", errors="replace") as command:
                ours = "\0auditor\0dashboard\0" in command.read()
            if ours and int(fields[1]) == os.getpid():
                spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _presses(visitor: Visitor, key: str, name: str, pause: int = 0) -> None:
    visitor.open("trace")
    times, sizes, lost = [], [], 0
    spent = _cpu_seconds()
    for _ in range(_PRESSES):
        before = visitor.shown()
        visitor.page.wait_for_timeout(200 + pause)
        received = visitor.received
        began = time.perf_counter()
        visitor.press(key)
        if not _follows(visitor, before):
            lost += 1  # Streamlit drops a press that meets a page about to change
            continue
        times.append(time.perf_counter() - began)
        visitor.settle()
        sizes.append(visitor.received - received)
    spent = (_cpu_seconds() - spent) / _PRESSES
    times.sort()
    late = times[int(0.95 * len(times)) - 1]
    print(f"{name}: median {statistics.median(times):.2f} s, p95 {late:.2f} s, ", end="")
    print(f"{max(sizes) / 1000:.0f} kB at most, ", end="")
    print(f"{spent:.2f} s of the server's CPU a press, {lost} lost")


if __name__ == "__main__":
    main()
