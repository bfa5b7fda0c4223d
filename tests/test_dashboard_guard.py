"""Who may reach the dashboard, and under which name."""

import socket

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from auditor.errors import UsageError
from dashboard.guard import Guard, allowed_hosts, host_name
from dashboard.serving import serve, serve_receiving

EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is refused

GOOD = """
[auth]
redirect_uri = "https://audit.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "auditor"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.guard.find_spec", lambda _: object())

    def write(text):
        file = tmp_path / "secrets.toml"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        return str(file)

    return write


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_on_loopback_nobody_needs_a_login(address, secrets):
    hosts = allowed_hosts(address, secrets(None))
    assert {"localhost", "127.0.0.1", "::1", address} == set(hosts)


def test_a_taken_port_is_a_plain_error(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"Cannot listen on 127.0.0.1 port {port}: Address already in use"
        with pytest.raises(UsageError, match=said):
            serve("127.0.0.1", port, open_browser=False)
        with pytest.raises(UsageError, match=said):
            serve_receiving("127.0.0.1", port, str(tmp_path), open_browser=False)


@pytest.mark.parametrize("address", [EVERYWHERE, "::", "", "192.0.2.7", "audit.example.org"])
def test_elsewhere_it_refuses_without_a_login(address, secrets):
    with pytest.raises(UsageError, match="Anybody who reaches"):
        allowed_hosts(address, secrets(None))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = [", "cannot be read"),
        ("x = 1", r"no table \[auth\]"),
        (GOOD.replace('client_id = "auditor"', ""), "lacks client_id"),
        (GOOD.replace("0123456789abcdef0123456789abcdef", "short"), "cookie_secret is shorter"),
        (GOOD.replace("https://audit.example.org/oauth2callback", "nowhere"), "redirect_uri"),
        (GOOD.replace("/oauth2callback", "/"), "must end in /oauth2callback.*Write https://audit"),
        (GOOD.replace("https://id.example.org/", "id/"), "server_metadata_url is no address"),
    ],
)
def test_half_a_login_is_none(text, says, secrets):
    with pytest.raises(UsageError, match=says):
        allowed_hosts(EVERYWHERE, secrets(text))


def test_with_a_login_it_answers_under_its_own_name_only(secrets):
    assert allowed_hosts(EVERYWHERE, secrets(GOOD)) == ["audit.example.org"]


def test_a_login_without_the_package_for_it_is_refused(secrets, monkeypatch):
    monkeypatch.setattr("dashboard.guard.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="Authlib"):
        allowed_hosts(EVERYWHERE, secrets(GOOD))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:8501", "127.0.0.1"),
        ("[::1]:8501", "::1"),
        ("LOCALHOST", "localhost"),
        ("", ""),
        ("[", ""),
        ("localhost@evil.example", "evil.example"),
    ],
)
def test_the_name_in_a_host_header_is_read_without_its_port(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost."])
def test_a_foreign_name_gets_403(host):
    assert client().get("/", headers={"host": host}).status_code == 403


def test_a_known_name_is_answered_with_the_policy():
    answer = client().get("/", headers={"host": "localhost:1"})
    assert answer.text == "hello"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


def client():
    async def hello(_request):
        return PlainTextResponse("hello")

    guard = Middleware(Guard, hosts=["localhost", "127.0.0.1"])
    return TestClient(Starlette(routes=[Route("/", hello)], middleware=[guard]))
