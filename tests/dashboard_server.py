"""A running dashboard and a browser before it, for tests that need what users have."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.resources import files

from playwright.sync_api import sync_playwright

SCENARIO = str(files("auditor.scenario"))
CONTRACT = f"{SCENARIO}/contract.toml"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_START_SECONDS = 60


def audit_into(store, *paths):
    """Audit transcripts into a store file."""
    command = [sys.executable, "-m", "auditor", "audit", *paths, "--store", store]
    command += ["--contract", CONTRACT, "--format", "concise"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running(store, *, command="dashboard", reviewer="alice"):
    """Start the dashboard on a store and yield its address."""
    arguments = [command, "--store", store, "--contract", CONTRACT, "--reviewer", reviewer]
    with started([*arguments, "--no-open"]) as address:
        yield address


@contextlib.contextmanager
def started(arguments, port=0):
    """Start a command that serves, on a port or a free one, and yield its address."""
    port = port or free_port()
    arguments = [sys.executable, "-m", "auditor", *arguments, "--port", str(port)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait(address, process):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read().decode()
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own
            return
        time.sleep(0.1)
    raise AssertionError("the dashboard did not start")


@contextlib.contextmanager
def browser():
    """Start Chromium."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed: sh tests/system_packages.sh"
    with sync_playwright() as playwright:
        running_browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running_browser
        running_browser.close()


class Visitor:
    """A browser window that remembers what the pages asked for and what popped up."""

    def __init__(self, chromium, address, *, locale="en-US", size=(1500, 860)):
        width, height = size
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=locale
        )
        self.page = self.context.new_page()
        self.address = address
        self.foreign, self.dialogs, self.received = [], [], 0
        self.page.on("request", self._note_request)
        self.page.on("dialog", self._note_dialog)
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._note_frame))

    def _note_request(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note_frame(self, frame):
        self.received += len(frame)

    def open(self, path=""):
        self.page.goto(f"{self.address}/{path}")
        self.page.wait_for_selector(".db-ready", state="attached", timeout=30_000)
        self.page.wait_for_function("() => window.auditorKeys", timeout=30_000)
        self.settle()
        return self

    def settle(self):
        """Wait until the script has run and the page shows what it sent."""
        ready = '[data-testid="stApp"][data-test-script-state="notRunning"]'
        self.page.wait_for_timeout(100)
        self.page.wait_for_selector(ready, timeout=30_000)

    def press(self, *keys, delay=0):
        for key in keys:
            self.page.keyboard.press(key)
            if delay:
                self.page.wait_for_timeout(delay)

    def shown(self):
        """Return the fingerprint of the finding on the screen."""
        return self.page.locator("[data-shown]").first.get_attribute("data-shown")

    def wait_for_another(self, fingerprint):
        self.page.wait_for_function(
            "now => { const at = document.querySelector('[data-shown]');"
            " return at && at.dataset.shown !== now; }",
            arg=fingerprint,
            timeout=15_000,
        )
        self.settle()
        return self.shown()

    def text(self):
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def close(self):
        self.context.close()


def environment(store):
    """Return the environment in which pages find a store."""
    return {"AUDITOR_STORE": store, "AUDITOR_CONTRACT": CONTRACT, "AUDITOR_REVIEWER": "alice"}


def chat_file(path, conversations):
    """Write conversations of OpenAI messages as JSONL."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"messages": one}) + "\n" for one in conversations)
    return os.fspath(path)
