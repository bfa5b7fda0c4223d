"""A dashboard that others can reach: nothing without a login, and verdicts in its name."""

import pytest

from auditor.review import opinions
from auditor.store import open_store
from tests.dashboard_server import (
    CONTRACT,
    SCENARIO,
    Visitor,
    audit_into,
    browser,
    free_port,
    started,
)
from tests.oidc_provider import CLIENT, SECRET, provider

REVIEWER = "li.wei@example.org"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A dashboard on all interfaces, its store, and the provider that it asks."""
    monkeypatch.chdir(tmp_path)
    store, port = str(tmp_path / "auditor.db"), free_port()
    audit_into(store, f"{SCENARIO}/transcripts/decisions.jsonl")
    with provider() as asked:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{"0123456789abcdef" * 4}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\nserver_metadata_url = "{asked.metadata_url}"\n',
            encoding="utf-8",
        )
        command = ["dashboard", "--store", store, "--contract", CONTRACT, "--reviewer", "alice"]
        command += ["--address", "0.0.0.0"]  # noqa: S104 - what the login is for
        with started([*command, "--no-open"], port) as address:
            yield address, store, asked


def test_verdicts_are_given_in_the_name_of_the_login_and_without_one_nothing_is_shown(served):
    address, store, asked = served
    with browser() as chromium:
        window = Visitor(chromium, address)
        page = window.page
        for path in ("", "trace", "pairs", "overview"):
            page.goto(f"{address}/{path}")
            page.get_by_role("button", name="Log in").wait_for(timeout=30_000)
            shown = page.locator("body").inner_text()
            assert "TA208" not in shown
            assert "findings" not in shown
            assert page.locator("[data-shown], .db-head").count() == 0
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{asked.address}/**", timeout=30_000)
        page.locator("input[name=name]").fill(REVIEWER)
        page.get_by_role("button", name="Go").click()
        # It comes back to the page that was asked for.
        page.wait_for_url(f"{address}/overview", timeout=30_000)
        first = window.open("trace").shown()
        assert REVIEWER in window.text()
        page.wait_for_timeout(500)
        window.press("1")
        window.wait_for_another(first)
        with open_store(store) as opened:
            assert opinions(opened, first, REVIEWER).own.verdict == "confirmed"
            assert opinions(opened, first, "alice").own is None
        assert asked.refused == []
        stranger = Visitor(chromium, address)
        stranger.page.goto(f"{address}/trace")
        stranger.page.get_by_role("button", name="Log in").wait_for(timeout=30_000)
        assert stranger.page.locator("[data-shown]").count() == 0
        page.get_by_role("button", name="Log out").click()
        page.get_by_role("button", name="Log in").wait_for(timeout=30_000)
        assert page.locator("[data-shown]").count() == 0
